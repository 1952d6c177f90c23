"""What residents asked for beyond the conversation: counted for the mission, and handed to the room of partners.

Nothing here holds a key to a visit. From format 2 on the tour is forgotten too, once the mission is counted.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID

from palier.partners.api import note_appointment, note_follow_up, note_referral
from palier.people.api import Sender
from palier.tours.api import TourRef
from palier.visits.actions.conceal import KIND, empty_operations, revealed
from palier.visits.actions.count import add_to_tallies
from palier.visits.actions.incoming import Incoming
from palier.visits.models import FollowUp, Operation
from palier.visits.rules import verdict as rules
from palier.visits.rules.clock import when_of


def apply_asked(sender: Sender, row: Incoming, tour: TourRef | None, now: datetime) -> None:
    """Count a referral, an appointment, a follow-up or an alert; from format 2 on, give it its row in partners."""
    before = FollowUp.objects.filter(pk=row.op).select_related("mission").first()
    if before is None or before.rev < row.rev:
        _apply(sender, row, before, tour, now)
    if row.kind == KIND and row.status == rules.STORED:
        # Whichever revision came first: what was hidden in these has no place any more.
        same = Operation.objects.filter(organisation_id=row.organisation_id, op=row.op, kind=KIND, status=rules.STORED)
        empty_operations(same.filter(rev__lte=row.rev))


def _apply(sender: Sender, row: Incoming, before: FollowUp | None, tour: TourRef | None, now: datetime) -> None:
    if before is not None and ((before.mission and before.mission.site_id.hex != sender.site) or before.kind != row.kind):
        row.put_aside(rules.OTHER_PHONE)
        return
    body = revealed(row.op_id, row.decoded)
    _count(row, before, tour, body)
    if row.format >= 2 and tour is not None:
        _hand_over(sender, row, tour, body, now)


def _count(row: Incoming, before: FollowUp | None, tour: TourRef | None, body: dict[str, Any]) -> None:
    """Keep the coded remainder, and the missions' counts: what it counted before is taken away."""
    void = bool(body.get("void"))
    code = str(body.get("to") or body.get("with") or body.get("what") or body.get("sort") or "")[:40]
    FollowUp.objects.update_or_create(
        pk=row.op,
        defaults={
            "rev": row.rev, "mission_id": UUID(tour.mission) if tour else None, "kind": row.kind, "code": code, "void": void,
            "tour_id": UUID(tour.key) if tour and row.format < 2 else None,
        },
    )  # fmt: skip
    changes: Counter[str] = Counter()
    if before is not None and before.mission_id and not before.void:
        changes[before.mission_id.hex] -= 1
    if tour and not void:
        changes[tour.mission] += 1
    add_to_tallies({mission: {("follow_ups", row.kind): change} for mission, change in changes.items() if change})


def _hand_over(sender: Sender, row: Incoming, tour: TourRef, body: dict[str, Any], now: datetime) -> None:
    day, sentence, void = _day(sender, row, tour), str(body["sentence"]), bool(body.get("void"))
    if row.kind == "referral":
        note_referral(
            sender.site, row.op_id, row.rev, to=body["to"], asked_on=day, sentence=sentence, void=void, now=now, mission=tour.mission
        )
    elif row.kind == "appointment":
        at = datetime.fromisoformat(body["at"]) if body.get("at") else None
        note_appointment(sender.site, row.op_id, row.rev, to=body["with"], at=at, asked_on=day, sentence=sentence, void=void, now=now)
    elif row.kind == KIND:
        words = {name: str(body[name]) for name in ("first_name", "phone", "language") if body.get(name)}
        note_follow_up(
            sender.site, row.op_id, row.rev, way=body["way"], what=body["what"], moment=body.get("moment", "any"),
            words=words | ({"door": row.door} if row.door else {}), asked_on=day, sentence=sentence, void=void, now=now,
        )  # fmt: skip


def _day(sender: Sender, row: Incoming, tour: TourRef) -> date:
    """The day it was asked for: that of its tour, whatever the phone's clock says (SY-14)."""
    try:
        made_at = datetime.fromisoformat(row.made_at)
    except ValueError:
        return tour.day
    return when_of(made_at, sender.zone, tour.day, tour.starts_at).day
