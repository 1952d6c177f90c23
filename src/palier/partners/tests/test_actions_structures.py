"""Local actors: noted, met, agreed with, forgotten in time."""

from datetime import UTC, date, datetime

import pytest

from palier.common.models import JournalLine
from palier.partners.api import (
    Access,
    Contact,
    Meeting,
    StructureRefused,
    accesses_at,
    add_contact,
    add_structure,
    agree_access,
    change_structure,
    forget_contacts,
    give_service,
    mark_access,
    note_meeting,
    open_service,
    remove_contact,
    to_meet_again,
)
from palier.partners.tests.factories import WEST, make_manager, make_site

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)


def test_hours_typed_are_read_or_refused_and_words_take_certainty_away() -> None:
    school = add_structure("nadia", make_site(), {"name": " École  Prévert ", "kind": "school", "hours": "Mo-Fr 08:30-11:30; PH off"})
    assert (school.name, school.opening) == (
        "École Prévert",
        "lundi à vendredi, 8 h 30 à 11 h 30 ; fermé les jours fériés",
    )
    with pytest.raises(StructureRefused, match="ne se lisent pas"):
        change_structure("nadia", school, {"hours": "le matin"})
    change_structure("nadia", school, {"name": "École Prévert", "opening": school.opening})
    school.refresh_from_db()
    assert school.week is not None
    change_structure("nadia", school, {"opening": "à la sortie"})
    school.refresh_from_db()
    assert (school.opening, school.week) == ("à la sortie", None)


@pytest.mark.parametrize("fields", [{"name": "  "}, {"name": "X", "kind": "church"}, {"name": "X", "phone": "au secrétariat"}])
def test_what_makes_no_sense_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(StructureRefused):
        add_structure("nadia", make_site(), fields)


def test_the_same_twice_is_refused_and_a_service_is_of_one_site() -> None:
    site, other = make_site(), make_site("Les Amarres", WEST + 1, "QN09902M")
    school = add_structure("nadia", site, {"name": "École"})
    with pytest.raises(StructureRefused, match="déjà là"):
        add_structure("nadia", site, {"name": "École"})
    with pytest.raises(StructureRefused, match="autre site"):
        give_service("nadia", school, open_service("nadia", other, name="CCAS"))


def test_meetings_come_back_on_their_day_until_one_meets_again() -> None:
    site = make_site()
    manager = make_manager(site)
    school = add_structure(manager, site, {"name": "École"})
    head = add_contact(manager, school, name="Mme Bailly", role="directrice", phone="01 99 00 11 22", email="", told_on=DAY)
    note_meeting(manager, school, day=DAY, said="Elle pense à deux mères.", contact=head, again_on=date(2026, 3, 16))
    assert to_meet_again(site, date(2026, 3, 15)) == []
    assert [one.structure for one in to_meet_again(site, date(2026, 3, 16))] == [school]
    note_meeting(manager, school, day=date(2026, 3, 17), said="Vue.", contact=head)
    assert to_meet_again(site, date(2026, 4, 1)) == []
    head.refresh_from_db()
    assert head.last_met_on == date(2026, 3, 17)
    with pytest.raises(StructureRefused, match="pas avant"):
        note_meeting(manager, school, day=DAY, said="x", again_on=date(2026, 3, 1))
    remove_contact(manager, head)
    assert Meeting.objects.filter(contact=None).count() == 2
    # The journal knows ids, never who.
    assert "Bailly" not in str(list(JournalLine.objects.values()))


def test_an_access_is_agreed_posted_given_back_and_never_a_code() -> None:
    site = make_site()
    landlord = add_structure("nadia", site, {"name": "Agence des Tilleuls", "kind": "landlord"})
    with pytest.raises(StructureRefused, match="Pas de code"):
        agree_access("nadia", landlord, what="opened", agreed_on=DAY, terms="le code est 4821.")
    with pytest.raises(StructureRefused, match="finit avant"):
        agree_access("nadia", landlord, what="keys", agreed_on=DAY, until=date(2026, 3, 1))
    posters = agree_access("nadia", landlord, what="posters", agreed_on=DAY, terms="panneau du hall")
    keys = agree_access("nadia", landlord, what="keys", agreed_on=DAY, until=date(2026, 3, 31))
    assert accesses_at(site, DAY) == [keys, posters]
    mark_access("nadia", posters, posted_on=date(2026, 3, 4))
    mark_access("nadia", keys, ended_on=date(2026, 3, 30))
    assert accesses_at(site, DAY) == [posters]
    mark_access("nadia", keys)
    assert Access.objects.get(pk=keys.pk).ended_on is None


def test_somebody_whom_nobody_met_for_three_years_is_forgotten() -> None:
    site = make_site()
    school = add_structure("nadia", site, {"name": "École"})
    for told_on in (date(2023, 3, 2), date(2023, 3, 3)):
        add_contact("nadia", school, name="Quelqu’un", role="", phone="", email="", told_on=told_on)
    assert forget_contacts(datetime(2026, 3, 2, 9, tzinfo=UTC)) == 1
    assert Contact.objects.get().told_on == date(2023, 3, 3)
