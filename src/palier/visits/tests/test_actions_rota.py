"""The weeks to come on the phone: what one can do is said, slots are answered and swapped, the agenda is read outside."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from palier.common.ical import calendar_file, whole_days
from palier.common.models import JournalLine
from palier.people.api import Voisin, leave
from palier.teams.api import (
    Can,
    Slot,
    SlotAsk,
    availability_of,
    cancel_slot,
    change_slot,
    forget_availability,
    offer_slot,
    places_left,
    restore_slot,
    set_contract,
    slots_between,
    taken_slots,
)
from palier.tours.api import Tour, slot_breaches
from palier.visits.api import Operation, forget_rota
from palier.visits.tests.factories import PARIS, Phone, Stage, an_op, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
EVENING = ("17:30", "19:30")


@pytest.fixture
def stage() -> Stage:
    """Three voisins of fifteen hours a month; the third has a phone too."""
    found = make_stage()
    found.voisins.append(Voisin.objects.create(site=found.site, first_name="Maria", languages=["pt"]))
    found.phones.append(Phone.of(found.voisins[2]))
    for one in found.voisins:
        set_contract(found.manager, one, starts_on=date(2024, 1, 1), monthly_minutes=900)
    return found


def a_weekday(after: int = 20) -> date:
    """A Wednesday, some days ahead."""
    day = timezone.now().date() + timedelta(days=after)
    return day + timedelta(days=(2 - day.weekday()) % 7)


def offer(
    stage: Stage, who: list[int], *, places: int = 1, day: date | None = None, hours: tuple[str, str] = EVENING, sort: str = "training"
) -> Slot:
    return offer_slot(
        stage.manager, stage.site, sort=sort, title="Atelier « fuites »", place="Maison du projet", day=day or a_weekday(),
        starts_at=time.fromisoformat(hours[0]), ends_at=time.fromisoformat(hours[1]), places=places,
        voisins=[stage.voisins[one] for one in who], now=timezone.now(),
    )  # fmt: skip


def say(phone: Phone, slot: Slot, answer: str, *, rev: int = 1, op_id: str | None = None, **seen: str) -> dict[str, Any]:
    body = {
        "slot": str(slot.pk),
        "answer": answer,
        "day": slot.day.isoformat(),
        "from": f"{slot.starts_at:%H:%M}",
        "to": f"{slot.ends_at:%H:%M}",
    }
    result = phone.send(an_op("slot_answer", body | seen, rev=rev, op_id=op_id))[0]
    assert result["status"] in ("stored", "known"), result
    return result


def shown(phone: Phone) -> list[dict[str, Any]]:
    return phone.tours().json()["rota"]["slots"]


def states(slot: Slot) -> dict[str, str]:
    return dict(SlotAsk.objects.filter(slot=slot).values_list("voisin__first_name", "state"))


def test_a_usual_week_and_days_that_differ_are_kept(stage: Stage) -> None:
    phone, day, op_id = stage.phones[0], a_weekday(), str(uuid.uuid4())
    week = {"windows": [{"day": 3, "from": "17:00", "to": "21:00"}]}
    phone.send(an_op("availability", week, op_id=op_id))
    phone.send(an_op("availability", {"windows": [{"day": 3, "from": "12:00", "to": "17:00"}, *week["windows"]]}, op_id=op_id, rev=2))
    phone.send(an_op("availability", {"windows": []}, op_id=op_id))  # a late lower revision
    away = an_op("availability", {"first": day.isoformat(), "last": (day + timedelta(days=6)).isoformat(), "free": False})
    phone.send(away)
    said = availability_of(stage.voisins, day, day + timedelta(days=7))
    mine = said[stage.voisins[0].pk]
    assert mine.can(day, time(16), time(18)) == Can.AWAY
    assert mine.can(day + timedelta(days=7), time(16), time(18)) == Can.FREE
    assert said[stage.voisins[1].pk].can(day, time(16), time(18)) == Can.UNSAID
    rota = phone.tours().json()["rota"]
    assert (rota["week"]["id"], rota["week"]["rev"], len(rota["week"]["windows"])) == (op_id, 2, 2)
    assert [one["id"] for one in rota["differences"]] == [away["id"]]
    # Taken back, it is as if it had not been said; nobody else's phone hears of it.
    phone.send({**away, "rev": 2, "body": {**away["body"], "void": True}})
    assert phone.tours().json()["rota"]["differences"] == []
    assert stage.phones[1].tours().json()["rota"]["week"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"windows": [{"day": 8, "from": "09:00", "to": "10:00"}]}, {"first": "2026-03-02", "last": "2026-03-02"}, {},
        {"first": "2026-03-02", "last": "2026-03-02", "free": False, "why": "mon fils est malade"},
        {"first": "2026-03-02", "last": "2026-03-02", "free": True, "from": "09:00"},
    ],
)  # fmt: skip
def test_what_is_no_availability_is_kept_aside_and_a_reason_has_no_place(stage: Stage, body: dict[str, Any]) -> None:
    assert stage.phones[0].send(an_op("availability", body))[0]["reason"] == "bad_body"


def test_a_slot_is_offered_accepted_and_refused_without_a_reason(stage: Stage) -> None:
    slot = offer(stage, [0, 1], places=1)
    (one,) = shown(stage.phones[0])
    assert (one["state"], one["left"], one["with"], one["short"], one["notice"]) == ("waiting", 1, [], False, 7)
    assert shown(stage.phones[2]) == []
    say(stage.phones[0], slot, "yes")
    say(stage.phones[1], slot, "yes")
    assert states(slot) == {"Fatou": "accepted", "Ahmed": "full"}
    assert shown(stage.phones[1])[0]["with"] == ["Fatou"]
    say(stage.phones[0], slot, "no", rev=1)
    # Another operation of the same person is a newer word; the place is free again, and is hers who said yes once she says so.
    assert states(slot) == {"Fatou": "refused", "Ahmed": "full"}
    assert shown(stage.phones[1])[0]["left"] == 1
    say(stage.phones[1], slot, "yes")
    assert states(slot) == {"Fatou": "refused", "Ahmed": "accepted"}


def test_an_answer_is_heard_once_and_may_be_taken_back(stage: Stage) -> None:
    slot, op_id = offer(stage, [0]), str(uuid.uuid4())
    say(stage.phones[0], slot, "yes", op_id=op_id)
    say(stage.phones[0], slot, "none", op_id=op_id, rev=2)
    say(stage.phones[0], slot, "yes", op_id=op_id)
    assert states(slot) == {"Fatou": "waiting"}


def test_a_colleague_who_accepts_takes_the_place(stage: Stage) -> None:
    slot = offer(stage, [0])
    say(stage.phones[0], slot, "yes")
    say(stage.phones[0], slot, "swap")
    # She has it until then, and the whole team may take it.
    assert states(slot) == {"Fatou": "swapping"}
    assert shown(stage.phones[2])[0]["giving"] == "Fatou"
    say(stage.phones[2], slot, "yes")
    assert states(slot) == {"Fatou": "replaced", "Maria": "accepted"}
    assert [one["state"] for one in shown(stage.phones[0])] == ["replaced"]
    # Too late for the third: nobody gives it away any more.
    assert stage.phones[1].send(an_op("slot_answer", {"slot": str(slot.pk), "answer": "yes", "day": slot.day.isoformat(), "from": "17:30", "to": "19:30"}))[0]["status"] == "stored"  # fmt: skip
    assert "Ahmed" not in states(slot)


def test_a_yes_that_would_break_the_law_is_held_and_said_to_the_manager(stage: Stage) -> None:
    set_contract(stage.manager, stage.voisins[2], starts_on=date(2025, 1, 1), monthly_minutes=60)
    slot = offer(stage, [0])
    say(stage.phones[0], slot, "yes")
    say(stage.phones[0], slot, "swap")
    say(stage.phones[2], slot, "yes")
    assert states(slot) == {"Fatou": "swapping", "Maria": "held"}
    held = SlotAsk.objects.get(state="held")
    assert "pour un contrat de 1" in held.held_by
    assert shown(stage.phones[2])[0]["state"] == "held"


def test_what_was_accepted_counts_before_the_next_offer(stage: Stage) -> None:
    day = a_weekday()
    first = offer(stage, [0], day=day, hours=("14:00", "16:00"))
    say(stage.phones[0], first, "yes")
    second = offer(stage, [0], day=day, hours=("18:30", "20:00"))
    assert [one.rule for one in slot_breaches(second, stage.voisins[0], day)] == ["break"]
    clash = offer(stage, [0], day=day, hours=("15:00", "16:00"))
    assert "twice" in [one.rule for one in slot_breaches(clash, stage.voisins[0], day)]
    # The slot itself is no obstacle to itself; a cancelled one is none to anybody.
    assert slot_breaches(first, stage.voisins[0], day) == []
    cancel_slot(stage.manager, first, timezone.now())
    assert slot_breaches(second, stage.voisins[0], day) == []


def test_a_slot_that_moves_is_asked_again_and_an_old_yes_is_no_yes(stage: Stage) -> None:
    slot, day = offer(stage, [0, 1], places=2), a_weekday(1)
    say(stage.phones[0], slot, "yes")
    old = {"day": slot.day.isoformat()}
    slot = change_slot(stage.manager, slot, title=slot.title, place="Café", day=day, starts_at=slot.starts_at, ends_at=slot.ends_at, places=2, now=timezone.now())  # fmt: skip
    assert set(states(slot).values()) == {"waiting"}
    (one,) = shown(stage.phones[0])
    assert (one["was"]["day"], one["short"]) == (old["day"], True)
    # Her colleague, who had not answered, is simply offered the new moment.
    assert shown(stage.phones[1])[0]["was"] is None
    # Said in a cellar before the change arrived.
    say(stage.phones[1], slot, "yes", **old)
    assert states(slot)["Ahmed"] == "waiting"
    say(stage.phones[1], slot, "yes")
    assert states(slot)["Ahmed"] == "accepted"


def test_a_cancelled_slot_hears_nothing_and_comes_back_as_it_was(stage: Stage) -> None:
    slot = offer(stage, [0, 1], places=2)
    say(stage.phones[0], slot, "yes")
    cancel_slot(stage.manager, slot, timezone.now())
    assert shown(stage.phones[0])[0]["state"] == "cancelled"
    say(stage.phones[1], slot, "yes")
    restore_slot(stage.manager, slot)
    assert states(slot) == {"Fatou": "accepted", "Ahmed": "waiting"}


def test_a_moment_where_one_came_is_carried_a_week_more_for_its_hours(stage: Stage) -> None:
    slots = [offer(stage, [0, 1], places=2) for _ in range(2)]
    say(stage.phones[0], slots[0], "yes")
    Slot.objects.update(day=timezone.now().date() - timedelta(days=3))
    assert [one["id"] for one in shown(stage.phones[0])] == [str(slots[0].pk)]
    assert shown(stage.phones[1]) == []


def test_a_slot_of_another_site_is_kept_aside(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    slot = offer_slot(other.manager, other.site, sort="meeting", title="Équipe", place="", day=a_weekday(), starts_at=time(10), ends_at=time(11), places=2, voisins=other.voisins, now=timezone.now())  # fmt: skip
    body = {"slot": str(slot.pk), "answer": "yes", "day": slot.day.isoformat(), "from": "10:00", "to": "11:00"}
    assert stage.phones[0].send(an_op("slot_answer", body))[0]["reason"] == "not_yours"


def test_a_slot_that_became_a_tour_counts_once_and_a_colleague_takes_the_place_in_both(stage: Stage) -> None:
    slot = offer(stage, [0], sort="field")
    say(stage.phones[0], slot, "yes")
    tour = Tour.objects.create(mission=stage.mission, day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at, slot=slot)
    tour.voisins.add(stage.voisins[0])
    assert [one["tour"] for one in shown(stage.phones[0])] == [True]
    late = offer(stage, [0], day=slot.day, hours=("19:30", "20:30"))
    assert slot_breaches(late, stage.voisins[0], slot.day) == []
    say(stage.phones[0], slot, "swap")
    assert [one.first_name for one in tour.voisins.all()] == ["Fatou"]
    say(stage.phones[1], slot, "yes")
    assert [one.first_name for one in tour.voisins.all()] == ["Ahmed"]
    # Without a colleague a tour is never left empty by itself: the manager decides.
    say(stage.phones[1], slot, "no")
    assert [one.first_name for one in tour.voisins.all()] == ["Ahmed"]


def test_a_month_later_nobody_knows_who_said_no(stage: Stage) -> None:
    slot = offer(stage, [0, 1], places=2)
    say(stage.phones[0], slot, "yes")
    say(stage.phones[1], slot, "no")
    stage.phones[1].send(an_op("availability", {"first": "2024-01-01", "last": "2024-01-07", "free": False}))
    said = forget_availability(datetime.combine(slot.day, time(12), timezone.get_current_timezone()) + timedelta(days=33))
    assert said == "1 absences et 1 réponses oubliées"
    assert states(slot) == {"Fatou": "accepted"}
    assert places_left(slots_between(stage.site, slot.day, slot.day)[0]) == 1
    # The journal says that an answer came, not which; and what the phone sent is emptied three months after.
    assert list(JournalLine.objects.filter(verb="answer_slot").values_list("detail", flat=True)) == [{}, {}]
    forget_rota(timezone.now() + timedelta(days=91))
    assert set(Operation.objects.values_list("kind", "body")) == {("forgotten", "{}")}


def get(address: str) -> Any:
    host, _, path = address.partition("//")[2].partition("/")
    return Client().get(f"/{path}", headers={"host": host.partition(":")[0]})


def ask_address(phone: Phone, path: str = "agenda") -> Any:
    return Client().post(f"/api/field/v1/{path}", {}, content_type="application/json", headers={"host": phone.host, "authorization": f"Bearer {phone.token}"})  # fmt: skip


def test_an_agenda_is_read_outside_and_says_nothing_of_doors(stage: Stage) -> None:
    slot = offer(stage, [0])
    say(stage.phones[0], slot, "yes")
    address = ask_address(stage.phones[0]).json()["address"]
    answer = get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    text = answer.content.decode()
    for word in ("Bâtiment", "Escalier", stage.mission.title, "Ahmed", str(stage.site.organisation.name)):
        assert word not in text
    events = {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    training, tour = events[f"slot-{slot.pk}@palier"], events[f"tour-{stage.tour.pk}@palier"]
    assert (str(training["LOCATION"]), str(tour["SUMMARY"]), str(tour["LOCATION"])) == ("Maison du projet", "Tournée", "Les Terrasses")
    assert training.decoded("DTSTART").astimezone(timezone.get_current_timezone()).time() == time(17, 30)
    assert phone_says_feed(stage.phones[0])
    # A new address closes the first; closed, or gone from the team, nothing is told.
    second = ask_address(stage.phones[0]).json()["address"]
    assert (get(address).status_code, get(second).status_code) == (404, 200)
    leave(stage.manager, stage.voisins[0], timezone.now() - timedelta(hours=1))
    assert get(second).status_code == 404


def phone_says_feed(phone: Phone) -> bool:
    return phone.tours().json()["rota"]["feed"] is not None


def test_an_address_is_closed_from_the_phone(stage: Stage) -> None:
    address = ask_address(stage.phones[0]).json()["address"]
    assert ask_address(stage.phones[0], "agenda/close").status_code == 200
    assert get(address).status_code == 404
    assert not phone_says_feed(stage.phones[0])
    assert ask_address(Phone(stage.phones[0].device, "wrong")).status_code == 401


def test_the_night_the_clock_changes_an_agenda_keeps_the_hours_of_the_street() -> None:
    days = [date(2026, 10, 24), date(2026, 10, 25), date(2026, 3, 28), date(2026, 3, 29)]
    entries = [
        (str(day), datetime.combine(day, time(17, 30), PARIS), datetime.combine(day, time(19), PARIS), "x; y, z\nñ" * 20, "", False)
        for day in days
    ]
    text = calendar_file("Palier", entries, timezone.now())
    assert [line.split(b":")[1] for line in text.split(b"\r\n") if line.startswith(b"DTSTART")] == [
        b"20261024T153000Z", b"20261025T163000Z", b"20260328T163000Z", b"20260329T153000Z",
    ]  # fmt: skip
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert [str(one["SUMMARY"]) for one in Calendar.from_ical(text).walk("VEVENT")] == ["x; y, z\nñ" * 20] * 4
    assert whole_days(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261017\r\nDTEND;VALUE=DATE:20261102\r\nSUMMARY:T\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n") == [(days[0].replace(day=17), date(2026, 11, 1), "T")]  # fmt: skip


def test_a_taken_slot_is_found_by_person(stage: Stage) -> None:
    slot = offer(stage, [0, 1], places=2)
    say(stage.phones[1], slot, "yes")
    assert taken_slots(stage.voisins, slot.day, slot.day) == {stage.voisins[1].pk: [slot]}
