"""Seats and committees, without a page."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from palier.partners.api import (
    CommitteeRefused,
    Guest,
    Seat,
    SeatRefused,
    add_partner,
    answer_committee,
    call_committee,
    cancel_committee,
    end_seat,
    forget_invitations,
    fund_missions,
    funded_missions,
    invite,
    open_invitation,
    reply_to_suggestion,
    seats_of,
    suggest,
    take_seat,
)
from palier.partners.seats import Invitation
from palier.partners.tests.factories import make_manager, make_site
from palier.people.api import Account, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
PASSPHRASE = "une porte qui s’ouvre"


class Room:
    def __init__(self) -> None:
        self.site = make_site()
        self.manager = make_manager(self.site)
        self.partner = add_partner("t", self.site.organisation, name="Habitat des Prés", kind="landlord")

    def invite(self, kind: str = "commissioner", email: str = "lea@h.example") -> str:
        return invite(self.manager, self.partner, email=email, kind=kind, now=NOW)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_link_lives_seven_days_and_only_its_hash_is_kept(room: Room) -> None:
    secret = room.invite()
    assert secret not in str(list(Invitation.objects.values()))
    assert open_invitation(secret, NOW + timedelta(days=6)) is not None
    assert open_invitation(secret, NOW + timedelta(days=7)) is None
    with pytest.raises(SeatRefused, match="trop vieux"):
        take_seat(secret, first_name="Léa", password=PASSPHRASE, now=NOW + timedelta(days=8))
    assert forget_invitations(NOW + timedelta(days=20)) == 0
    assert forget_invitations(NOW + timedelta(days=60)) == 1


def test_a_second_seat_is_another_and_ending_the_last_closes_the_account(room: Room) -> None:
    lea = take_seat(room.invite(), first_name="Léa", password=PASSPHRASE, now=NOW)
    same = take_seat(room.invite("funder"), first_name="Léa", password=PASSPHRASE, now=NOW)
    take_seat(room.invite("funder"), first_name="Léa", password=PASSPHRASE, now=NOW)
    assert same.pk == lea.pk
    assert sorted(one.kind for one in seats_of(lea)) == ["commissioner", "funder"]
    for seat in Seat.objects.filter(account=lea, ended_at=None):
        end_seat(room.manager, seat, NOW)
    assert seats_of(lea) == []
    assert not Account.objects.get(pk=lea.pk).is_active
    assert take_seat(room.invite(), first_name="Léa", password=PASSPHRASE, now=NOW).is_active


def test_a_desk_account_has_no_seat_and_a_weak_passphrase_none_either(room: Room) -> None:
    assert seats_of(room.manager) == []
    for email, kind in ((room.manager.email, "commissioner"), ("zut", "commissioner"), ("a@b.example", "king")):
        with pytest.raises(SeatRefused):
            room.invite(kind, email)
    with pytest.raises(SeatRefused):
        take_seat(room.invite(), first_name="Léa", password="court", now=NOW)
    with pytest.raises(SeatRefused, match="prénom"):
        take_seat(room.invite(), first_name=" ", password=PASSPHRASE, now=NOW)
    assert not Account.objects.filter(email="lea@h.example").exists()


def test_the_missions_that_a_funder_helps_to_pay_are_those_and_no_others(room: Room) -> None:
    one, two = uuid4(), uuid4()
    fund_missions(room.manager, room.partner, {one})
    fund_missions(room.manager, room.partner, {two})
    assert funded_missions(room.partner) == {two}


def test_a_committee_that_moves_asks_again(room: Room) -> None:
    other = add_partner("t", room.site.organisation, name="Agglo", kind="town")
    asked = {
        "title": "Comité",
        "begins_at": NOW + timedelta(days=9),
        "ends_at": NOW + timedelta(days=9, hours=2),
        "place": "Ici",
        "agenda": "",
    }
    made = call_committee(room.manager, room.site, partners=[room.partner, other], **asked)
    guest = Guest.objects.get(committee=made, partner=room.partner)
    answer_committee(room.manager, guest, "yes", NOW)
    call_committee(room.manager, room.site, partners=[room.partner], committee=made, **asked | {"place": "Là"})
    assert list(made.guests.values_list("answer", flat=True)) == ["yes"]
    call_committee(
        room.manager, room.site, partners=[room.partner], committee=made, **asked | {"ends_at": NOW + timedelta(days=9, hours=3)}
    )
    assert list(made.guests.values_list("answer", flat=True)) == [""]
    with pytest.raises(CommitteeRefused):
        answer_committee(room.manager, guest, "perhaps", NOW)
    cancel_committee(room.manager, made, NOW)
    guest = Guest.objects.select_related("committee").get(pk=guest.pk)
    with pytest.raises(CommitteeRefused, match="annulé"):
        answer_committee(room.manager, guest, "no", NOW)
    stranger = add_partner("t", Organisation.objects.create(name="Autre"), name="Autre", kind="town")
    for over in ({"partners": []}, {"partners": [stranger]}, {"title": ""}, {"ends_at": NOW}):
        with pytest.raises(CommitteeRefused):
            call_committee(room.manager, room.site, **{"partners": [room.partner], **asked, **over})


def test_an_idea_speaks_of_nobody_and_is_answered(room: Room) -> None:
    idea = suggest(room.manager, room.partner, room.site, "Le ménage du soir", NOW)
    reply_to_suggestion(room.manager, idea, "Au printemps.", NOW)
    idea.refresh_from_db()
    assert idea.reply == "Au printemps."
    for words in ("", "x" * 401, "Mme Diallo a besoin de nous"):
        with pytest.raises(CommitteeRefused):
            suggest(room.manager, room.partner, room.site, words, NOW)
