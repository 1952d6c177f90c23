"""Note visits: the row of each visit, the state of its door, the running counts, all in the post's transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q

from palier.missions.api import counted_questions, perimeter_entrance_ids
from palier.places.api import Door, DoorRef, lift_opposition, oppose
from palier.tours.api import DoorState, Tour
from palier.visits.actions.count import add_to_tallies
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.rows import insert_rows
from palier.visits.models import Visit
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


# (mission, entrance) pairs seen inside a perimeter: an entrance that was visited cannot leave it (set_perimeter refuses).
_inside: set[tuple[UUID, UUID]] = set()
_INSIDE_MAX = 200_000


def note_visits(author: "Author", rows: list[Incoming], tours: dict[UUID, Tour], doors: dict[UUID, DoorRef], now: datetime) -> None:
    """Write the visits of one post. Each row's tour and door are known; a door outside the perimeter is put aside."""
    if not rows:
        return
    rows = _inside_perimeter(rows, tours, doors)
    here = _Here.read(rows, tours, doors)
    rows = [row for row in rows if row.op not in here.before or here.before[row.op].rev < row.rev]
    sent = {row.op: _visit_of(author, row, tours, doors, here.before.get(row.op)) for row in rows}
    entrances = {door.pk: door.entrance_id for door in doors.values()}
    _recount(sent, here, entrances)
    _follow_oppositions(sent.values(), here.before, now)


@dataclass
class _Here:
    """The visits that a post may touch: those it revises, and all those at the doors concerned."""

    before: dict[UUID, Visit]
    at: dict[Home, list[Visit]]

    @classmethod
    def read(cls, rows: list[Incoming], tours: dict[UUID, Tour], doors: dict[UUID, DoorRef]) -> "_Here":
        ids = {row.op for row in rows}
        homes = {(tours[UUID(row.decoded["tour"])].mission_id, doors[UUID(row.decoded["door"])].pk) for row in rows}
        visits = _visits(homes, ids)
        before = {visit.pk: visit for visit in visits if visit.pk in ids}
        moved = _homes(before.values()) - homes
        if moved:
            # A correction moved a visit to another door: the one it leaves is recounted too.
            known = {visit.pk for visit in visits}
            visits += [visit for visit in _visits(moved, set()) if visit.pk not in known]
        at: dict[Home, list[Visit]] = defaultdict(list)
        for visit in visits:
            at[visit.mission_id, visit.door_id].append(visit)
        return cls(before, at)


def _visits(homes: set[Home], ids: set[UUID]) -> list[Visit]:
    missions = {mission for mission, _ in homes}
    found = Visit.objects.filter(mission_id__in=missions, door_id__in={door for _, door in homes})
    if ids:
        found = Visit.objects.filter(Q(pk__in=ids) | Q(mission_id__in=missions, door_id__in={door for _, door in homes}))
    return list(found.annotate(asked_with=F("tour__questionnaire_id")))  # type: ignore[no-redef]


def _inside_perimeter(rows: list[Incoming], tours: dict[UUID, Tour], doors: dict[UUID, DoorRef]) -> list[Incoming]:
    pairs = [(tours[UUID(row.decoded["tour"])].mission_id, doors[UUID(row.decoded["door"])].entrance_id) for row in rows]
    unknown = set(pairs) - _inside
    for mission in {mission for mission, _ in unknown}:
        found = perimeter_entrance_ids(mission, among={entrance for one, entrance in unknown if one == mission})
        if len(_inside) > _INSIDE_MAX:
            _inside.clear()
        _inside.update((mission, entrance) for entrance in found)
    kept = []
    for row, pair in zip(rows, pairs, strict=True):
        if pair in _inside:
            kept.append(row)
        else:
            row.change(status=rules.QUARANTINED, reason=rules.OUTSIDE_PERIMETER)
    return kept


def _visit_of(author: "Author", row: Incoming, tours: dict[UUID, Tour], doors: dict[UUID, DoorRef], before: Visit | None) -> Visit:
    body: dict[str, Any] = row.decoded
    tour, door = tours[UUID(body["tour"])], doors[UUID(body["door"])]
    started, ended = datetime.fromisoformat(body["started_at"]), datetime.fromisoformat(body["ended_at"])
    when = when_of(started, author.zone, tour.day, tour.starts_at)
    parted = before is not None and before.parted
    visit = Visit(
        id=row.op, rev=row.rev, seq=before.seq if before else row.seq, mission_id=tour.mission_id, tour=tour, door_id=door.pk,
        voisin_id=before.voisin_id if before else author.device.voisin_id, pass_number=body["pass"],
        outcome=body["outcome"], informed=body["informed"], language="" if parted else body.get("language") or "",
        parted=parted, place=body.get("place") or "", started_at=started, ended_at=ended, day=when.day, slot=when.slot,
        answers=body.get("answers", {}), needs=body.get("needs", []), handed=body.get("handed", []),
        note=body.get("note", ""), void=bool(body.get("void")), counted=before.counted if before else True,
        chosen=before.chosen if before else False, clock_flag=when.flagged,
    )  # fmt: skip
    visit.asked_with = tour.questionnaire_id
    return visit


def recount(sent: dict[UUID, Visit]) -> None:
    """Write changed visits that stay at their doors, and bring states and running counts up to date."""
    homes = _homes(sent.values())
    at: dict[Home, list[Visit]] = defaultdict(list)
    for visit in _visits(homes, set()):
        at[visit.mission_id, visit.door_id].append(visit)
        if visit.pk in sent:
            sent[visit.pk].asked_with = visit.asked_with
    doors = {door for _, door in homes}
    _recount(sent, _Here({}, at), dict(Door.objects.filter(pk__in=doors).values_list("pk", "entrance_id")))


def _recount(sent: dict[UUID, Visit], here: _Here, entrances: dict[UUID, UUID]) -> None:
    """Write the given visits; take from the running counts what their homes added before, add what they add now."""
    coming: dict[Home, list[Visit]] = defaultdict(list)
    for visit in sent.values():
        coming[visit.mission_id, visit.door_id].append(visit)
    homes = set(coming) | _homes(here.before[pk] for pk in sent if pk in here.before)
    missing = {door for _, door in homes} - set(entrances)
    if missing:
        entrances = entrances | dict(Door.objects.filter(pk__in=missing).values_list("pk", "entrance_id"))
    changes: dict[UUID, Counter[tuple[str, str]]] = defaultdict(Counter)
    states: list[DoorState] = []
    for home in homes:
        old, entrance = here.at.get(home, []), entrances[home[1]]
        _take(changes[home[0]], entrance, _knocks(old), -1)
        new = [visit for visit in old if visit.pk not in sent] + coming[home]
        sent.update({visit.pk: visit for visit in settle_pairs(new)})
        knocks = _knocks(new)
        _take(changes[home[0]], entrance, knocks, +1)
        states.append(_state_of(home, entrance, standing_of(knocks)))
    _write(sent, states)
    add_to_tallies(changes)


def _homes(visits: Iterable[Visit]) -> set[Home]:
    return {(visit.mission_id, visit.door_id) for visit in visits}


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


def _knocks(visits: list[Visit]) -> list[Knock]:
    return [_knock(visit, counted_questions(visit.asked_with)) for visit in visits if visit.counted and not visit.void]


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
