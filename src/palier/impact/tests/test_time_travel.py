"""A mission from its doors to its second bilan, six months and a day after the first was approved: what is left, table by table."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palier.common.personal_data import Duration
from palier.config.wiring import purge_all
from palier.impact.api import (
    Release,
    ReleaseRefused,
    approve_bilan,
    approved_bilan,
    first_approvals,
    freeze_release,
    open_bilan,
    story_of,
    submit_bilan,
    write_part,
)
from palier.impact.models import ReleaseHomes
from palier.impact.rules.sections import parts_of
from palier.impact.tests.population import make_played
from palier.partners.api import Referral, move_referral
from palier.people.api import Account
from palier.places.api import Door, Opposition
from palier.privacy.api import Erasure, broken_receipts
from palier.tours.api import DoorState
from palier.visits.api import FollowUp, Operation, Tally, Visit
from palier.visits.tests.factories import Phone, Stage, a_visit, an_ask

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CANARY = "canari du troisième"


@pytest.fixture
def stage() -> Stage:
    """318 doors played, and what phones sent besides: a note, answers, a referral that was solved, a return that was asked for."""
    stage = make_played()
    phone = Phone.of(stage.voisins[0])
    doors = list(Door.objects.exclude(pk__in=Visit.objects.values("door"))[:3])
    assert len(doors) == 3
    phone.send(
        a_visit(stage.tour, doors[0], note=CANARY, answers={"facture": "non", "mot": CANARY}, needs=["charges"]),
        a_visit(stage.tour, doors[1], "never_again"),
        an_ask("referral", stage.tour),
        an_ask("follow_up", stage.tour, way="visit", door=str(doors[0].pk)),
        an_ask("follow_up", stage.tour, first_name="Canariname"),
    )
    move_referral(stage.manager, Referral.objects.get(), "solved", timezone.now())
    return stage


@pytest.fixture
def claire(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@example.org", "une phrase assez longue", organisation=stage.organisation, first_name="Claire", role=Account.Role.HEAD_OFFICE
    )


def approved(stage: Stage, claire: Account, number: int, now: datetime) -> Any:
    """A bilan written, sent, approved by two."""
    bilan = open_bilan(stage.manager, stage.mission, number, now)
    for part in parts_of(number):
        bilan = write_part(stage.manager, bilan, part.code, "Réécrire la quittance.", now)
    submit_bilan(stage.manager, bilan, now)
    approve_bilan(stage.manager, bilan, now)
    return approve_bilan(claire, bilan, now)


def everything() -> str:
    with connection.cursor() as cursor:
        text = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += [str(row) for row in cursor.fetchall()]
    return "\n".join(text)


def left(stage: Stage) -> dict[str, Callable[[], Any]]:
    """What must be the same to the last byte before and after."""
    return {
        "doors": lambda: sorted(Door.objects.values_list("pk", "floor", "label")),
        "oppositions": lambda: sorted(Opposition.objects.filter(lifted_at=None).values_list("door", "since")),
        "tallies": lambda: sorted(Tally.objects.exclude(dimension="entrances").values_list("mission", "dimension", "key", "value")),
        "releases": lambda: list(Release.objects.order_by("number").values_list("content", "audit", "digest")),
        "bilan": lambda: approved_bilan(stage.mission).texts,
        "referrals": lambda: list(Referral.objects.values_list("state", "seen_at")),
    }


def test_six_months_and_a_day_after_the_bilan(stage: Stage, claire: Account) -> None:
    now = timezone.now()
    freeze_release(stage.manager, stage.mission, "final", now)
    approved(stage, claire, 1, now)
    assert first_approvals() == {stage.mission.pk: now}
    before = {name: read() for name, read in left(stage).items()}
    assert ReleaseHomes.objects.exists()
    last_day = datetime.combine(Duration(months=6).after(timezone.localdate(now)), now.timetz())
    purge_all(last_day)
    assert Visit.objects.count() == 285
    day_after = datetime.combine(Duration(months=6, days=1).after(timezone.localdate(now)), now.timetz())
    purge_all(day_after)
    for empty in (Visit, DoorState, ReleaseHomes):
        assert not empty.objects.exists(), empty
    assert not Operation.objects.exclude(body__in=("", "{}")).exists()
    assert not FollowUp.objects.exclude(kind="referral", tour=None, code="").exists()
    assert not Tally.objects.filter(dimension="entrances").exists()
    found = everything()
    assert CANARY not in found
    assert "Canariname" not in found
    assert {name: read() for name, read in left(stage).items()} == before
    # The audit of a release keeps what it needs per building, and no door.
    audit = str(Release.objects.get().audit)
    assert str(stage.entrances[0].building_id) in audit
    assert not [one for one in Door.objects.values_list("pk", flat=True) if str(one) in audit or one.hex in audit]
    assert Erasure.objects.filter(cause="time").exists()
    assert broken_receipts() == []

    with pytest.raises(ReleaseRefused, match="effacées"):
        freeze_release(stage.manager, stage.mission, "follow_up", day_after)
    second = approved(stage, claire, 2, day_after)
    assert approved_bilan(stage.mission, 2) == second
    assert second.release == Release.objects.get()
    assert story_of(second, "landlord", timezone.localdate(day_after))
