"""Note visits: the row of each visit, the state of its door, the running counts, all in the post's transaction."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palier.common.rows import Key, Statement, dashed, insertion, run
from palier.common.rules.guard import doubts_in
from palier.missions.api import counted_questions, inside_perimeter
from palier.people.api import Sender
from palier.places.api import Door, DoorRef, lift_opposition, oppose
from palier.tours.api import DoorState, TourRef
from palier.visits.actions.count import tally_additions
from palier.visits.actions.ground import Ground
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.noted import Home, Noted, visit_rows, visits_at
from palier.visits.rules import verdict as rules
from palier.visits.rules.clock import when_of
from palier.visits.rules.standing import Knock, Standing, home_counts, standing_of

_STATE_COLUMNS = ("mission", "door", "entrance", "state", "attempts", "informed", "last_at", "last_slot")

# (mission, entrance) pairs seen inside a perimeter: an entrance that was visited cannot leave it (set_perimeter refuses).
_inside: set[tuple[Key, Key]] = set()
_INSIDE_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Noting:
    """What writes the visits of one post, and what they were before."""

    statements: list[Statement]
    sent: list[Noted]
    before: dict[Key, Noted]


def visits_to_note(sender: Sender, rows: list[Incoming], ground: Ground) -> Noting:
    """What to write for the visits of one post. Each row's tour and door are known; a door outside the perimeter is put aside."""
    places = [_Place.of(row, ground) for row in rows]
    places = _inside_perimeter(places)
    if not places:
        return Noting([], [], {})
    here = _Here.of(places, ground)
    places = [one for one in places if not _belongs_elsewhere(one, here, sender) and _is_news(one, here)]
    sent = {one.row.op: _visit_of(sender, one, here.before.get(one.row.op)) for one in places}
    mine = list(sent.values())
    return Noting(_recounted(sent, here, {door.key: door.entrance for door in ground.doors.values()}), mine, here.before)


@dataclass(slots=True)
class _Place:
    """A sent visit with its tour and its door."""

    row: Incoming
    tour: TourRef
    door: DoorRef

    @classmethod
    def of(cls, row: Incoming, ground: Ground) -> "_Place":
        return cls(row, ground.tours[row.tour or ""], ground.doors[row.door or ""])


def _inside_perimeter(places: list[_Place]) -> list[_Place]:
    unknown = {(one.tour.mission, one.door.entrance) for one in places} - _inside
    if unknown:
        if len(_inside) > _INSIDE_MAX:
            _inside.clear()
        _inside.update(inside_perimeter(unknown))
    kept = []
    for one in places:
        if (one.tour.mission, one.door.entrance) in _inside:
            kept.append(one)
        else:
            one.row.change(status=rules.QUARANTINED, reason=rules.OUTSIDE_PERIMETER)
    return kept


@dataclass
class _Here:
    """The visits that a post may touch: those it revises, and all those at the doors concerned."""

    before: dict[Key, Noted]
    at: dict[Home, list[Noted]]

    @classmethod
    def of(cls, places: list[_Place], ground: Ground) -> "_Here":
        before, at = {visit.id: visit for visit in ground.revised}, list(ground.around)
        # A visit sent for a merged door is one at the door kept; a correction may move a visit: the door it leaves is recounted too.
        elsewhere = {(one.tour.mission, one.door.key) for one in places if one.door.key != one.row.door}
        elsewhere |= {visit.home for visit in ground.revised}
        known = {visit.id for visit in at}
        at += [visit for visit in (visits_at(elsewhere) if elsewhere else []) if visit.id not in known]
        return cls(before, _by_home(at))


def _by_home(visits: Iterable[Noted]) -> dict[Home, list[Noted]]:
    at: dict[Home, list[Noted]] = defaultdict(list)
    for visit in visits:
        at[visit.home].append(visit)
    return at


def _belongs_elsewhere(one: _Place, here: _Here, sender: Sender) -> bool:
    """The id of a visit of another site, of another organisation perhaps: never overwritten."""
    before = here.before.get(one.row.op)
    if before is None or before.site == sender.site:
        return False
    one.row.change(status=rules.QUARANTINED, reason=rules.OTHER_PHONE)
    return True


def _is_news(one: _Place, here: _Here) -> bool:
    before = here.before.get(one.row.op)
    return before is None or before.rev < one.row.rev


def _visit_of(sender: Sender, one: _Place, before: Noted | None) -> Noted:
    row, tour = one.row, one.tour
    body: dict[str, Any] = row.decoded
    started, ended = datetime.fromisoformat(body["started_at"]), datetime.fromisoformat(body["ended_at"])
    when = when_of(started, sender.zone, tour.day, tour.starts_at)
    parted = before is not None and before.parted
    # Checked again here, whatever the phone asked: a note that raises no doubt waits for nobody.
    note = body.get("note", "")
    return Noted(
        id=row.op, rev=row.rev, seq=before.seq if before else row.seq, mission_id=tour.mission, tour_id=tour.key, door_id=one.door.key,
        voisin_id=before.voisin_id if before else sender.voisin, pass_number=body["pass"], outcome=body["outcome"],
        informed=body["informed"], language="" if parted else body.get("language") or "", parted=parted, place=body.get("place") or "",
        started_at=started, ended_at=ended, day=when.day, slot=when.slot, answers=body.get("answers", {}), needs=body.get("needs", []),
        handed=body.get("handed", []), note=note, note_read=not (note and doubts_in(note)), void=bool(body.get("void")),
        counted=before.counted if before else True, chosen=before.chosen if before else False, clock_flag=when.flagged,
        asked_with=tour.questionnaire, site=sender.site,
    )  # fmt: skip


def recount(sent: dict[Key, Noted]) -> None:
    """Write changed visits that stay at their doors, and bring states and running counts up to date."""
    homes = {visit.home for visit in sent.values()}
    run(_recounted(sent, _Here({}, _by_home(visits_at(homes))), {}))


def _recounted(sent: dict[Key, Noted], here: _Here, entrances: dict[Key, Key]) -> list[Statement]:
    """What writes the given visits, takes from the running counts what their homes added before, and adds what they add now."""
    coming = _by_home(sent.values())
    homes = set(coming) | {here.before[key].home for key in sent if key in here.before}
    entrances = entrances | _entrances_of({door for _, door in homes} - set(entrances))
    changes: dict[Key, dict[tuple[str, str], int]] = defaultdict(dict)
    states: list[_State] = []
    for home in homes:
        old, entrance = here.at.get(home, []), entrances[home[1]]
        _take(changes[home[0]], entrance, _knocks(old), -1)
        new = [visit for visit in old if visit.id not in sent] + coming.get(home, [])
        sent.update({visit.id: visit for visit in settle_pairs(new)})
        knocks = _knocks(new)
        standing = standing_of(knocks)
        _take(changes[home[0]], entrance, knocks, +1, standing)
        states.append(_State.of(home, entrance, standing))
    doors = insertion(DoorState, _STATE_COLUMNS, states, conflict=["mission", "door"])
    return [*visit_rows(sent.values()), *doors, *tally_additions(changes)]


def _entrances_of(doors: set[Key]) -> dict[Key, Key]:
    """Each door's own entrance; a merged door is still the one that its visits name."""
    found = Door.objects.filter(pk__in=doors).values_list("pk", "entrance_id") if doors else []
    return {door.hex: entrance.hex for door, entrance in found}


def settle_pairs(visits: list[Noted]) -> list[Noted]:
    """Two notes of a pair for one door on one tour: the first stored counts until the manager chooses (house §5.2).

    The same voisin may knock twice on one tour: both count. Returns the visits whose `counted` changed.
    """
    if len(visits) == 1 and visits[0].counted:
        return []
    tours: dict[Key, list[Noted]] = defaultdict(list)
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


def _knocks(visits: list[Noted]) -> list[Knock]:
    return [knock_of(visit, counted_questions(visit.asked_with)) for visit in visits if visit.counted and not visit.void]


def knock_of(visit: Noted, questions: frozenset[str]) -> Knock:
    """One visit as the counts need it; `questions` are those whose answers are counted."""
    return Knock(
        seq=visit.seq, pass_number=visit.pass_number, outcome=visit.outcome, informed=visit.informed,
        language=visit.language, place=visit.place, day=visit.day, slot=visit.slot, started_at=visit.started_at,
        minutes=_minutes(visit), parted=visit.parted,
        answers={code: value for code, value in visit.answers.items() if code in questions},
        needs=tuple(visit.needs), handed=tuple(visit.handed),
    )  # fmt: skip


def _minutes(visit: Noted) -> int:
    """Length of a conversation in whole minutes, 0 to 180: a clock that jumped must not bend the mean."""
    return max(0, min(180, round((visit.ended_at - visit.started_at).total_seconds() / 60)))


def _take(changes: dict[tuple[str, str], int], entrance: Key, knocks: list[Knock], sign: int, standing: Standing | None = None) -> None:
    if not knocks:
        return
    for cell, number in home_counts(dashed(entrance), knocks, standing).items():
        changes[cell] = changes.get(cell, 0) + sign * number


@dataclass(slots=True)
class _State:
    """The columns of one door's state."""

    mission_id: Key
    door_id: Key
    entrance_id: Key
    state: str
    attempts: int
    informed: bool
    last_at: datetime | None
    last_slot: str

    @classmethod
    def of(cls, home: Home, entrance: Key, found: Standing) -> "_State":
        return cls(*home, entrance, found.state, found.attempts, found.informed, found.last_at, found.last_slot)


def follow_oppositions(noting: Noting, now: datetime) -> None:
    """ "Ne plus venir" makes an opposition; undoing or correcting the visit lifts it."""
    for visit in noting.sent:
        before = noting.before.get(visit.id)
        if visit.outcome == "never_again" and not visit.void:
            oppose(Door.objects.get(pk=visit.door_id), now, born_of=UUID(visit.id))
        elif before is not None and before.outcome == "never_again":
            lift_opposition(UUID(visit.id), now)
