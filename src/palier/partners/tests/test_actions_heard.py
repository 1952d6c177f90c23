"""Field feedback, from the words to the page of the neighbourhood; each step refused with a sentence when it cannot be."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from palier.common.models import JournalLine
from palier.partners.api import (
    FeedbackRefused,
    FieldFeedback,
    add_partner,
    answer_feedback,
    assign_feedback,
    change_feedback,
    close_feedback,
    feedback_of,
    heard_at,
    late_feedback,
    open_feedback,
    publish_feedback,
    remind_owner,
    remove_feedback,
    reopen_feedback,
)
from palier.partners.tests.factories import make_manager, make_site
from palier.people.api import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TODAY = NOW.date()


class Room:
    def __init__(self) -> None:
        self.site = make_site()
        self.manager = make_manager(self.site)
        self.place = self.site.neighbourhoods.get()
        self.owner = add_partner("t", self.site.organisation, name="Habitat des Prés", kind="landlord")

    def open(self, text: str = "Le hall du bâtiment C est dans le noir", **over: object) -> FieldFeedback:
        fields: dict[str, object] = {
            "neighbourhood": self.place, "theme": "quiet", "text": text, "heard_in": "doors", "heard_on": TODAY, "now": NOW, "today": TODAY,
        } | over  # fmt: skip
        return open_feedback(self.manager, self.site, **fields)  # type: ignore[arg-type]


@pytest.fixture
def room() -> Room:
    return Room()


def fresh(row: FieldFeedback) -> FieldFeedback:
    return FieldFeedback.objects.get(pk=row.pk)


def test_it_goes_from_words_to_what_changed(room: Room) -> None:
    made = room.open()
    assert made.heard_on == date(2026, 11, 1)
    assign_feedback(room.manager, made, room.owner, TODAY)
    assert fresh(made).due_on == TODAY + timedelta(days=30)
    remind_owner(room.manager, made, TODAY + timedelta(days=31))
    answer_feedback(room.manager, made, "Les lampes sont commandées.", TODAY + timedelta(days=32))
    close_feedback(
        room.manager, made, changed="Les lampes sont neuves.", told_on=TODAY + timedelta(days=40), told_how="affiche",
        today=TODAY + timedelta(days=40),
    )  # fmt: skip
    publish_feedback(room.manager, made, NOW)
    row = fresh(made)
    assert (row.state, row.reminders, row.changed, row.told_how) == ("closed", 1, "Les lampes sont neuves.", "affiche")
    assert [one.pk for one in heard_at(room.place)] == [row.pk]
    verbs = list(JournalLine.objects.filter(subject=f"fieldfeedback:{row.pk}").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["open_feedback", "assign_feedback", "remind_owner", "answer_feedback", "close_feedback", "publish_feedback"]
    assert "lampes" not in str(list(JournalLine.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("field", ["text", "answer", "changed"])
def test_no_words_that_leave_speak_of_somebody(room: Room, field: str) -> None:
    bad = "Mme Diallo au 3e gauche attend"
    made = room.open()
    assign_feedback(room.manager, made, room.owner, TODAY)
    ways = {
        "text": lambda: room.open(bad), "answer": lambda: answer_feedback(room.manager, made, bad, TODAY),
        "changed": lambda: close_feedback(room.manager, made, changed=bad, told_on=None, told_how="", today=TODAY),
    }  # fmt: skip
    with pytest.raises(FeedbackRefused, match="désigne"):
        ways[field]()


def test_what_cannot_be_is_refused(room: Room) -> None:
    made, line = room.open(), uuid4()
    room.open(born_from=line, heard_in="seminar")
    stranger = add_partner("t", Organisation.objects.create(name="Autre"), name="Autre", kind="town")
    refused = [
        lambda: room.open(born_from=line), lambda: room.open(""), lambda: room.open("x" * 281), lambda: room.open(theme="weather"),
        lambda: room.open(neighbourhood=None), lambda: room.open(heard_in="radio"), lambda: room.open(heard_on=TODAY + timedelta(days=1)),
        lambda: assign_feedback(room.manager, made, None, TODAY), lambda: assign_feedback(room.manager, made, stranger, TODAY),
        lambda: assign_feedback(room.manager, made, room.owner, TODAY, TODAY - timedelta(days=1)),
        lambda: remind_owner(room.manager, made, TODAY), lambda: answer_feedback(room.manager, made, "Oui", TODAY),
        lambda: close_feedback(room.manager, made, changed="", told_on=None, told_how="", today=TODAY),
        lambda: publish_feedback(room.manager, made, NOW),
    ]  # fmt: skip
    for work in refused:
        with pytest.raises(FeedbackRefused):
            work()


def test_a_reminder_is_noted_once_a_day(room: Room) -> None:
    made = room.open()
    assign_feedback(room.manager, made, room.owner, TODAY)
    remind_owner(room.manager, made, TODAY)
    with pytest.raises(FeedbackRefused, match="aujourd’hui"):
        remind_owner(room.manager, made, TODAY)


def test_steps_can_be_undone(room: Room) -> None:
    made = room.open()
    assign_feedback(room.manager, made, room.owner, TODAY)
    answer_feedback(room.manager, made, "Bientôt.", TODAY)
    close_feedback(room.manager, made, changed="", told_on=None, told_how="", today=TODAY)
    reopen_feedback(room.manager, made)
    assert fresh(made).state == "answered"
    reopen_feedback(room.manager, made)
    assert (fresh(made).state, fresh(made).answer) == ("assigned", "")
    publish_feedback(room.manager, made, NOW)
    publish_feedback(room.manager, made, NOW, published=False)
    assert heard_at(room.place) == []
    with pytest.raises(FeedbackRefused, match="terminez-la"):
        remove_feedback(room.manager, made)
    other = room.open("La rue du Port n’a pas de banc")
    change_feedback(
        room.manager, other, neighbourhood=room.place, theme="outside", text="La rue du Port n’a aucun banc", heard_in="seminar",
        heard_on=TODAY, today=TODAY,
    )  # fmt: skip
    assert fresh(other).text.endswith("aucun banc")
    remove_feedback(room.manager, other)
    assert not FieldFeedback.objects.filter(pk=other.pk).exists()


def test_the_register_begins_with_what_is_late(room: Room) -> None:
    new, soon, late = room.open("Un"), room.open("Deux"), room.open("Trois")
    assign_feedback(room.manager, soon, room.owner, TODAY)
    assign_feedback(room.manager, late, room.owner, TODAY - timedelta(days=50), TODAY - timedelta(days=20))
    assert [one.pk for one in feedback_of(room.site, TODAY)] == [late.pk, soon.pk, new.pk]
    assert late_feedback(room.site, TODAY) == 1
