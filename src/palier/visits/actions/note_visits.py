"""Note visits: the row of each visit, the state of its door, the running counts, all in the post's transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from palier.missions.api import counted_questions, perimeter_entrance_ids
from palier.places.api import Door, lift_opposition, oppose
from palier.tours.api import DoorState, Tour
from palier.visits.actions.count import add_to_tallies
from palier.visits.actions.rows import insert_rows
from palier.visits.models import Operation, Visit
from palier.visits.rules import verdict as rules
from palier.visits.rules.clock import when_of
from palier.visits.rules.standing import Knock, Standing, home_counts, standing_of

if TYPE_CHECKING:
    from palier.visits.actions.receive import Author

Home = tuple[UUID, UUID]  # (mission, door)
_FIELDS = [
    "rev", "seq", "mission", "tour", "door", "voisin", "pass_number", "outcome", "informed", "language", "parted",
    "place", "started_at", "ended_at", "day", "slot", "answers", "needs", "handed", "note", "void", "counted",
    "chosen", "clock_flag",
]  # fmt: skip
_STATE_FIELDS = ["state", "attempts", "informed", "last_at", "last_slot", "entrance"]


@dataclass(frozen=True)
class Frame:
    """What a mission says of its visits: the entrances of its perimeter, the questions whose answers are counted."""

    entrances: frozenset[UUID]
    questions: frozenset[str]


def frames_of(missions: Iterable[UUID], entrances: Iterable[UUID] = ()) -> dict[UUID, Frame]:
    """Read the frames of these missions; of their perimeters, only what is asked of these entrances."""
    asked = set(entrances)
    return {mission: Frame(perimeter_entrance_ids(mission, among=asked), counted_questions(mission)) for mission in set(missions)}


def note_visits(author: "Author", rows: list[Operation], tours: dict[UUID, Tour], doors: dict[UUID, Door], now: datetime) -> None:
    """Write the visits of one post. Each row's tour and door are known; a door outside the perimeter is put aside."""
    if not rows:
        return
    missions = {tours[UUID(row.decoded["tour"])].mission_id for row in rows}
    frames = frames_of(missions, (door.entrance_id for door in doors.values()))
    rows = _inside_perimeter(rows, tours, doors, frames)
    before = Visit.objects.in_bulk([row.op for row in rows])
    rows = [row for row in rows if row.op not in before or before[row.op].rev < row.rev]
    sent = {row.op: _visit_of(author, row, tours, doors, before.get(row.op)) for row in rows}
    missing = {visit.mission_id for visit in before.values()} - set(frames)
    recount(sent, before.values(), frames | frames_of(missing))
    _follow_oppositions(sent.values(), before, now)


def _inside_perimeter(
    rows: list[Operation], tours: dict[UUID, Tour], doors: dict[UUID, Door], frames: dict[UUID, Frame]
) -> list[Operation]:
    inside: list[Operation] = []
    for row in rows:
        tour, door = tours[UUID(row.decoded["tour"])], doors[UUID(row.decoded["door"])]
        if door.entrance_id in frames[tour.mission_id].entrances:
            inside.append(row)
        else:
            row.status, row.reason = rules.QUARANTINED, rules.OUTSIDE_PERIMETER
            Operation.objects.filter(organisation_id=row.organisation_id, seq=row.seq).update(status=row.status, reason=row.reason)
    return inside


def _visit_of(author: "Author", row: Operation, tours: dict[UUID, Tour], doors: dict[UUID, Door], before: Visit | None) -> Visit:
    body: dict[str, Any] = row.decoded
    tour, door = tours[UUID(body["tour"])], doors[UUID(body["door"])]
    started, ended = datetime.fromisoformat(body["started_at"]), datetime.fromisoformat(body["ended_at"])
    when = when_of(started, author.zone, tour.day, tour.starts_at)
    parted = before is not None and before.parted
    return Visit(
        id=row.op, rev=row.rev, seq=before.seq if before else row.seq, mission_id=tour.mission_id, tour=tour, door=door,
        voisin_id=before.voisin_id if before else author.device.voisin_id, pass_number=body["pass"],
        outcome=body["outcome"], informed=body["informed"], language="" if parted else body.get("language") or "",
        parted=parted, place=body.get("place") or "", started_at=started, ended_at=ended, day=when.day, slot=when.slot,
        answers=body.get("answers", {}), needs=body.get("needs", []), handed=body.get("handed", []),
        note=body.get("note", ""), void=bool(body.get("void")), counted=before.counted if before else True,
        chosen=before.chosen if before else False, clock_flag=when.flagged,
    )  # fmt: skip


def recount(sent: dict[UUID, Visit], before: Iterable[Visit], frames: dict[UUID, Frame]) -> None:
    """Write the given visits; bring the states of their doors and the running counts up to date.

    `before` holds what these visits were: a correction may have moved one to another door.
    """
    homes = _homes(before) | _homes(sent.values())
    here: dict[Home, list[Visit]] = defaultdict(list)
    for visit in sent.values():
        here[visit.mission_id, visit.door_id].append(visit)
    there = _visits_at(homes)
    entrances = _entrances_of(homes, sent.values())
    changes: dict[UUID, Counter[tuple[str, str]]] = defaultdict(Counter)
    states: list[DoorState] = []
    for home in homes:
        old, frame = there.get(home, []), frames[home[0]]
        _take(changes[home[0]], entrances[home[1]], _knocks(old, frame), -1)
        new = [visit for visit in old if visit.pk not in sent] + here[home]
        sent.update({visit.pk: visit for visit in settle_pairs(new)})
        knocks = _knocks(new, frame)
        _take(changes[home[0]], entrances[home[1]], knocks, +1)
        states.append(_state_of(home, entrances[home[1]], standing_of(knocks)))
    _write(sent, states)
    add_to_tallies(changes)


def _homes(visits: Iterable[Visit]) -> set[Home]:
    return {(visit.mission_id, visit.door_id) for visit in visits}


def _visits_at(homes: set[Home]) -> dict[Home, list[Visit]]:
    found: dict[Home, list[Visit]] = defaultdict(list)
    missions = {mission for mission, _ in homes}
    for visit in Visit.objects.filter(mission_id__in=missions, door_id__in={door for _, door in homes}):
        found[visit.mission_id, visit.door_id].append(visit)
    return found


def _entrances_of(homes: set[Home], sent: Iterable[Visit]) -> dict[UUID, UUID]:
    known = {visit.door_id: visit.door.entrance_id for visit in sent if Visit.door.is_cached(visit)}
    missing = {door for _, door in homes} - set(known)
    if missing:
        known |= dict(Door.objects.filter(pk__in=missing).values_list("pk", "entrance_id"))
    return known


def settle_pairs(visits: list[Visit]) -> list[Visit]:
    """Two notes of a pair for one door on one tour: the first stored counts until the manager chooses (house §5.2).

    The same voisin may knock twice on one tour: both count. Returns the visits whose `counted` changed.
    """
    tours: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda one: one.seq):
        if not visit.void:
            tours[visit.tour_id].append(visit)
    changed = []
    for same in tours.values():
        winner = next((visit for visit in same if visit.chosen), same[0])
        for visit in same:
            counts = visit.voisin_id == winner.voisin_id
            if visit.counted != counts:
                visit.counted = counts
                changed.append(visit)
    return changed


def _knocks(visits: list[Visit], frame: Frame) -> list[Knock]:
    return [_knock(visit, frame.questions) for visit in visits if visit.counted and not visit.void]


def _knock(visit: Visit, questions: frozenset[str]) -> Knock:
    return Knock(
        seq=visit.seq, pass_number=visit.pass_number, outcome=visit.outcome, informed=visit.informed,
        language=visit.language, place=visit.place, day=visit.day, slot=visit.slot, started_at=visit.started_at,
        minutes=_minutes(visit), parted=visit.parted,
        answers={code: value for code, value in visit.answers.items() if code in questions},
        needs=tuple(visit.needs), handed=tuple(visit.handed),
    )  # fmt: skip


def _minutes(visit: Visit) -> int:
    """Length of a conversation in whole minutes, 0 to 180: a clock that jumped must not bend the mean."""
    return max(0, min(180, round((visit.ended_at - visit.started_at).total_seconds() / 60)))


def _take(changes: Counter[tuple[str, str]], entrance: UUID, knocks: list[Knock], sign: int) -> None:
    for cell, number in home_counts(str(entrance), knocks).items():
        changes[cell] += sign * number


def _state_of(home: Home, entrance: UUID, standing: Standing) -> DoorState:
    return DoorState(
        mission_id=home[0], door_id=home[1], entrance_id=entrance, state=standing.state, attempts=standing.attempts,
        informed=standing.informed, last_at=standing.last_at, last_slot=standing.last_slot,
    )  # fmt: skip


def _write(sent: dict[UUID, Visit], states: list[DoorState]) -> None:
    insert_rows(Visit, ["id", *_FIELDS], list(sent.values()), conflict=["id"])
    insert_rows(DoorState, ["mission", "door", *_STATE_FIELDS], states, conflict=["mission", "door"])


def _follow_oppositions(sent: Iterable[Visit], before: dict[UUID, Visit], now: datetime) -> None:
    """ "Ne plus venir" makes an opposition; undoing or correcting the visit lifts it."""
    for visit in sent:
        if visit.pk not in before and visit.outcome != "never_again":
            continue
        if visit.outcome == "never_again" and not visit.void:
            oppose(visit.door, now, born_of=visit.pk)
        elif visit.pk in before and before[visit.pk].outcome == "never_again":
            lift_opposition(visit.pk, now)
