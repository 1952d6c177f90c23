"""What stored operations mean: visits, doors made in the field, tours begun and ended, hours, follow-ups.

Each effect is written so that the same operation applied twice changes nothing.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.common.canonical import canonical_json
from palier.common.rows import Key, Statement, run
from palier.languages.api import propose, withdraw_proposal
from palier.people.api import Sender, Voisin, sender_by_device
from palier.places.api import Door, Entrance, Neighbourhood, add_door, lift_opposition, oppose, remove_door, rename_door
from palier.safety.api import begin_outing, end_outing
from palier.teams.api import (
    Slot,
    TeamRefused,
    TrainingSession,
    answer_slot,
    answer_survey,
    declare_hours,
    give_opinion,
    say_difference,
    say_usual_week,
    sign_attendance,
    sign_month,
    take_back_survey,
)
from palier.tours.api import Tour, follow_slot, record_end, record_start, slot_breaches
from palier.visits.actions.apply_safety import RINGING, apply_check_in, ring
from palier.visits.actions.asked import apply_asked
from palier.visits.actions.conceal import revealed
from palier.visits.actions.ground import Ground, read_ground
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.note_visits import follow_oppositions, visits_to_note
from palier.visits.actions.too_late import is_too_late, leave_out, mark_if_erased
from palier.visits.models import Operation
from palier.visits.rules import verdict as rules


def _nothing() -> list[Statement]:
    return []


def apply_operations(
    sender: Sender, rows: list[Incoming], now: datetime, ground: Ground | None = None, first: Callable[[], list[Statement]] = _nothing
) -> None:
    """Apply stored operations of one author; those that name an unknown door or tour wait for it.

    `ground` is what was read with the number book; without it, it is read here. `first` is asked, once all is known of the
    operations, for what must be written before their effects; it goes in the same round trip as the visits.
    """
    rows = _highest_revisions(rows)
    made = [row for row in rows if row.kind == "door_added"]
    for row in made:
        _apply_door_added(sender, row, now)
    rest = [row for row in rows if row.kind != "door_added"]
    if ground is None or made:
        ground = read_ground((row.op, row.kind, row.tour, row.door) for row in rest)
    ring(sender, [row for row in rest if row.kind in RINGING], ground.tours, now)
    ready = [row for row in rest if _is_ready(sender, row, ground, now)]
    noting = visits_to_note(sender, [row for row in ready if row.kind == "visit"], ground)
    run([*first(), *noting.statements])
    follow_oppositions(noting, now)
    for row in ready:
        effect = _EFFECTS.get(row.kind)
        if effect:
            effect(sender, row, ground, now)
    for row in made:
        _wake(row.decoded["door"], now)


@transaction.atomic
def apply_waiting(missing: UUID, now: datetime) -> int:
    """Apply what waited for this door or tour. Returns how many operations were woken."""
    return _wake(str(missing), now)


def _wake(missing: str, now: datetime) -> int:
    rows = list(Operation.objects.filter(waits_for=missing, status=rules.STORED).order_by("seq"))
    Operation.objects.filter(pk__in=[row.pk for row in rows]).update(waits_for=None)
    for device in dict.fromkeys(row.device_id for row in rows):
        mine = [Incoming.of(row) for row in rows if row.device_id == device]
        apply_operations(sender_by_device(device.hex), mine, now)
    return len(rows)


def _highest_revisions(rows: list[Incoming]) -> list[Incoming]:
    best: dict[Key, Incoming] = {}
    for row in rows:
        if row.op not in best or row.rev > best[row.op].rev:
            best[row.op] = row
    return sorted(best.values(), key=lambda row: row.seq)


def _is_ready(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> bool:
    if row.kind == "sos":
        return False  # it rang: nothing else to do
    if row.door and row.door not in ground.doors:
        _let_wait(row, row.door)
        return False
    if row.tour and row.tour not in ground.tours:
        _let_wait(row, row.tour)
        return False
    if is_too_late(row, ground, now):
        leave_out(row, ground, now)
        return False
    # Work done under an old assignment is accepted; work of another site is kept aside.
    if row.tour and ground.tours[row.tour].site != sender.site:
        if row.kind not in RINGING:  # an alert rang: nothing to look at
            put_aside(row, rules.NOT_YOURS)
        return False
    return True


def _let_wait(row: Incoming, missing: Key) -> None:
    row.change(waits_for=UUID(missing))


def put_aside(row: Incoming, reason: str) -> None:
    """Keep an operation for a person to look at."""
    row.put_aside(reason)


def _author_name(sender: Sender) -> str:
    return f"device:{UUID(sender.device)}"


def _in_reach(sender: Sender, entrance: Entrance) -> bool:
    """Doors are changed in the field only where the site works."""
    return Neighbourhood.objects.filter(pk=entrance.building.neighbourhood_id, sites=UUID(sender.site)).exists()


def _apply_door_added(sender: Sender, row: Incoming, now: datetime) -> None:
    body = row.decoded
    entrance = Entrance.objects.select_related("building").filter(pk=body["entrance"]).first()
    if entrance is None or not _in_reach(sender, entrance):
        put_aside(row, rules.NOT_YOURS)
        return
    door = add_door(
        _author_name(sender), entrance, floor=body["floor"], label=body["label"], position=body["position"],
        door_id=UUID(body["door"]), made_in_field=True,
    )  # fmt: skip
    mark_if_erased(door)
    if body.get("void") and door.removed_at is None:
        remove_door(_author_name(sender), door, now)


def _door(ground: Ground, row: Incoming) -> Door:
    return Door.objects.select_related("entrance__building").get(pk=ground.doors[row.door or ""].key)


def _tour(row: Incoming) -> Tour:
    return Tour.objects.get(pk=row.tour or "")


def _apply_door_renamed(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    door = _door(ground, row)
    if not _in_reach(sender, door.entrance):
        put_aside(row, rules.NOT_YOURS)
    elif row.decoded.get("void"):
        put_aside(row, rules.CANNOT_UNDO)
    else:
        rename_door(_author_name(sender), door, row.decoded["label"])


def _apply_door_removed(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    door = _door(ground, row)
    if not _in_reach(sender, door.entrance):
        put_aside(row, rules.NOT_YOURS)
    elif row.decoded.get("void"):
        Door.objects.filter(pk=door.pk).update(removed_at=None)
    elif door.removed_at is None:
        remove_door(_author_name(sender), door, now)


def _apply_tour_started(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    tour, at = _tour(row), None if row.decoded.get("void") else _moment(row.decoded["at"])
    record_start(_author_name(sender), tour, at)
    begin_outing(tour, UUID(sender.voisin), at, now)


def _apply_tour_ended(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    tour, at = _tour(row), None if row.decoded.get("void") else _moment(row.decoded["at"])
    record_end(_author_name(sender), tour, at)
    end_outing(_author_name(sender), tour, UUID(sender.voisin), at, now)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _apply_hours(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body = row.decoded
    declare_hours(
        _author_name(sender), Voisin.objects.get(pk=sender.voisin), hours_id=row.op_id, rev=row.rev, day=date.fromisoformat(body["day"]),
        starts_at=time.fromisoformat(body["from"]), ends_at=time.fromisoformat(body["to"]), sort=body["sort"],
        tour_ref=UUID(row.tour) if row.tour else None, void=bool(body.get("void")),
    )  # fmt: skip


def _apply_opposition(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    if row.decoded.get("void"):
        lift_opposition(row.op_id, now)
    else:
        oppose(_door(ground, row), now, born_of=row.op_id)


def _apply_asked(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    """Referrals, appointments, follow-ups and alerts."""
    if row.door and not _in_reach(sender, _door(ground, row).entrance):
        put_aside(row, rules.NOT_YOURS)
    else:
        apply_asked(sender, row, ground.tours[row.tour] if row.tour else None, now)


def _apply_check_in(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    apply_check_in(sender, row, now)


def _apply_month_signed(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body = row.decoded
    try:
        sign_month(
            _author_name(sender), Voisin.objects.get(pk=sender.voisin), date.fromisoformat(f"{body['month']}-01"), body["digest"], now
        )
    except TeamRefused:
        # The month was reopened in between: she signs the new figures, and a person looks at this one.
        put_aside(row, rules.OTHER_FIGURES)


def _apply_availability(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body, voisin = row.decoded, Voisin.objects.get(pk=sender.voisin)
    if "windows" in body:
        windows = [one for one in body["windows"] if one["from"] < one["to"]]
        say_usual_week(_author_name(sender), voisin, op=row.op_id, rev=row.rev, windows=windows)
        return
    day, clock = date.fromisoformat, time.fromisoformat
    whole = body.get("from", "") >= body.get("to", "")
    say_difference(
        _author_name(sender), voisin, difference_id=row.op_id, rev=row.rev, first=day(body["first"]), last=day(body["last"]),
        free=body["free"], starts_at=None if whole else clock(body["from"]), ends_at=None if whole else clock(body["to"]),
        void=bool(body.get("void")),
    )  # fmt: skip


def _apply_slot_answer(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    """Her answer, and what a yes would break as things stand now: other slots may have come in between."""
    body, voisin = row.decoded, Voisin.objects.select_related("site").get(pk=sender.voisin)
    slot = Slot.objects.select_related("site__organisation").filter(pk=body["slot"], site=voisin.site_id).first()
    if slot is None:
        put_aside(row, rules.NOT_YOURS)
        return
    clock = time.fromisoformat
    seen = (date.fromisoformat(body["day"]), clock(body["from"]), clock(body["to"]))
    breaches = slot_breaches(slot, voisin, now.astimezone(ZoneInfo(voisin.site.time_zone)).date()) if body["answer"] == "yes" else []
    answer_slot(_author_name(sender), slot, voisin, body["answer"], now, breaches=breaches, op=row.op_id, rev=row.rev, seen=seen)
    follow_slot(_author_name(sender), slot)


def _apply_translation(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body = row.decoded
    if body.get("void"):
        withdraw_proposal(row.op_id)
    else:
        propose(
            row.op_id,
            language=body["lang"],
            key=body["key"],
            french=body["french"],
            text=body.get("text"),
            shown=body.get("shown"),
            now=now,
        )


def _apply_survey(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body = revealed(row.op_id, row.decoded)
    voisin = Voisin.objects.select_related("site__organisation").get(pk=UUID(sender.voisin))
    if body.get("void"):
        take_back_survey(voisin, body["wave"])
    else:
        answer_survey(voisin, op=row.op_id, rev=row.rev, wave=body["wave"], values=body["answers"], now=now)
    # Here too: which phone answered is known, what it answered is not.
    row.change(body=canonical_json({"wave": body["wave"]}))


def _session(row: Incoming) -> TrainingSession | None:
    return TrainingSession.objects.select_related("site").filter(pk=row.decoded["session"]).first()


def _apply_attendance(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body, session = row.decoded, _session(row)
    voisin = Voisin.objects.select_related("site").get(pk=sender.voisin)
    mine = session and sign_attendance(
        _author_name(sender), session, voisin, op=row.op_id, rev=row.rev, starts_at=time.fromisoformat(body["from"]),
        ends_at=time.fromisoformat(body["to"]), now=now, void=bool(body.get("void")),
    )  # fmt: skip
    if mine is None:
        put_aside(row, rules.NOT_YOURS)


def _apply_training_opinion(sender: Sender, row: Incoming, ground: Ground, now: datetime) -> None:
    body, session = row.decoded, _session(row)
    marks = {aspect: body[aspect] for aspect in ("useful", "clear", "ready")}
    if session is None or not give_opinion(session, Voisin.objects.get(pk=sender.voisin), op=row.op_id, rev=row.rev, **marks):
        put_aside(row, rules.NOT_YOURS)
    # Here too: that this phone answered is known, what it answered is not.
    row.change(body=canonical_json({"session": body["session"]}))


_EFFECTS: dict[str, Callable[[Sender, Incoming, Ground, datetime], None]] = {
    "door_renamed": _apply_door_renamed,
    "door_removed": _apply_door_removed,
    "tour_started": _apply_tour_started,
    "tour_ended": _apply_tour_ended,
    "hours_declared": _apply_hours,
    "month_signed": _apply_month_signed,
    "opposition": _apply_opposition,
    "referral": _apply_asked,
    "appointment": _apply_asked,
    "follow_up": _apply_asked,
    "alert": _apply_asked,
    "check_in": _apply_check_in,
    "availability": _apply_availability,
    "slot_answer": _apply_slot_answer,
    "attendance": _apply_attendance,
    "training_opinion": _apply_training_opinion,
    "translation": _apply_translation,
    "survey": _apply_survey,
}

__all__ = ["apply_operations", "apply_waiting"]
