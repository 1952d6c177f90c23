"""What time erases: what was said at the doors of a mission, six months after its bilan; and whatever is two years old.

Doors stay as geography, oppositions stay, the mission's figures stay to the last digit. Source: security §4, lines 2 to 5; AR-05.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from palier.missions.api import Mission
from palier.privacy.api import note_erasure
from palier.safekeeping.api import erased, remember_erased
from palier.tours.api import DoorState, Tour, forget_old_states, forget_states
from palier.visits.actions.emptied import drop_notes, empty, empty_matching, forget_old_operations
from palier.visits.models import FollowUp, Tally, Visit
from palier.visits.rules.keeping import LAST_CONTACT_KEPT, OPERATIONS_KEPT, notes_are_due, visits_are_due

MISSIONS, NOTES = "mission", "notes"
# What a second bilan still follows: that they were born of this mission. What became of them is in partners.
FOLLOWED = ("referral", "appointment")
# Counts of one hall, perhaps of one house: they go with the visits. Everything else is counted for the whole mission.
OF_ONE_HALL = "entrances"


def purge(approved: Mapping[UUID, datetime], now: datetime) -> str:
    """Erase what is due. `approved` says when the first bilan of each mission was approved. A sentence for the list of jobs.

    Doing it twice changes nothing. One transaction a mission: a large one does not hold the phones' entrance for long.
    """
    today, days = timezone.localdate(now), {mission: timezone.localdate(at) for mission, at in approved.items()}
    whole = [mission for mission, day in days.items() if visits_are_due(day, today)]
    notes = [mission for mission, day in days.items() if notes_are_due(day, today)]
    gone = sum((forget_mission(mission, now) for mission in _with_something_left(whole)), Counter[str]())
    gone += forget_notes(notes, now)
    gone += forget_old_visits(now)
    with transaction.atomic():
        forgotten = forget_old_operations(OPERATIONS_KEPT.moment_before(now))
    return f"{gone['visits']} passages, {gone['notes']} mots, {gone['states']} états de porte effacés ; {gone['operations'] + forgotten} envois vidés"


def _with_something_left(missions: Collection[UUID]) -> list[UUID]:
    left: set[UUID] = set()
    for model in (Visit, DoorState):
        left |= set(model.objects.filter(mission__in=missions).values_list("mission", flat=True).distinct())
    left |= set(Tour.objects.filter(mission__in=missions, forgotten_at=None).values_list("mission", flat=True).distinct())
    left |= set(
        FollowUp.objects.filter(mission__in=missions).exclude(code="", tour=None, kind__in=FOLLOWED).values_list("mission", flat=True)
    )
    left |= set(Tally.objects.filter(mission__in=missions, dimension=OF_ONE_HALL).values_list("mission", flat=True).distinct())
    return sorted(left)


@transaction.atomic
def forget_mission(mission_id: UUID, now: datetime, cause: str = "time") -> Counter[str]:
    """Erase every visit, answer, need, note, state of a door of one mission, and what phones sent of them. Returns how many of each.

    What phones still send of it is answered, and not kept (`too_late`).
    """
    mission = Mission.objects.select_related("site").get(pk=mission_id)
    organisations = [mission.site.organisation_id]
    gone = forget_visits(Visit.objects.filter(mission=mission), organisations)
    born = FollowUp.objects.filter(mission=mission)
    gone["operations"] += empty(list(born.values_list("pk", flat=True)), organisations)
    tours = {str(tour) for tour in Tour.objects.filter(mission=mission).values_list("pk", flat=True)}
    gone["operations"] += empty_matching(organisations, lambda body: body.get("tour") in tours)
    gone["states"] += forget_states([mission.pk], now)
    gone["links"] += born.exclude(kind__in=FOLLOWED).delete()[0]
    born.update(code="", tour=None)
    gone["cells"] += Tally.objects.filter(mission=mission, dimension=OF_ONE_HALL).delete()[0]
    remember_erased(MISSIONS, {mission.pk.hex: now.isoformat()})
    note_erasure("server", cause, gone, now, about=f"mission:{mission.pk}")
    return gone


def forget_visits(found: Iterable[Visit], organisations: Collection[UUID]) -> Counter[str]:
    """Erase these visits, and empty the operations that brought them. Returns how many of each kind."""
    gone: Counter[str] = Counter()
    ids = []
    for visit in found:
        ids.append(visit.pk)
        gone["notes"] += bool(visit.note)
        gone["answers"] += len(visit.answers)
    gone["operations"] = empty(ids, organisations)
    for start in range(0, len(ids), 500):
        gone["visits"] += Visit.objects.filter(pk__in=ids[start : start + 500]).delete()[0]
    return gone


@transaction.atomic
def forget_notes(missions: Collection[UUID], now: datetime) -> Counter[str]:
    """Erase the free words of these missions' visits, in the visits and in what phones sent; the rest stays."""
    noted = Visit.objects.filter(mission__in=missions).exclude(note="")
    ids, organisations = list(noted.values_list("pk", flat=True)), set(noted.values_list("mission__site__organisation", flat=True))
    drop_notes(ids, organisations)
    gone = Counter({"notes": noted.update(note="", note_read=True)})
    if gone["notes"]:
        remember_erased(NOTES, {mission.hex: now.isoformat() for mission in missions})
        note_erasure("server", "time", gone, now, about=f"{len(missions)} missions")
    return gone


@transaction.atomic
def forget_old_visits(now: datetime) -> Counter[str]:
    """Erase what was said at doors where nobody has knocked for two years, bilan or not. A mission's own figures do not change."""
    limit = LAST_CONTACT_KEPT.before(timezone.localdate(now))
    homes = Visit.objects.values("mission", "door").annotate(last=Max("day")).filter(last__lt=limit)
    old = {(one["mission"], one["door"]) for one in homes}
    gone: Counter[str] = Counter()
    if old:
        found = Visit.objects.filter(mission__in={mission for mission, _ in old}, door__in={door for _, door in old}).select_related(
            "mission__site"
        )
        mine = [one for one in found if (one.mission_id, one.door_id) in old]
        gone = forget_visits(mine, {one.mission.site.organisation_id for one in mine})
    gone["states"] += forget_old_states(now)
    if gone["visits"]:
        note_erasure("server", "time", gone, now)
    return gone


def forget_missions_again(now: datetime, *folders: Path) -> int:
    """After a restore: the missions that were erased since that backup are erased again. Returns how many had come back."""
    known = set(Mission.objects.values_list("pk", flat=True))
    back = _with_something_left([UUID(key) for key in erased(MISSIONS, *folders) if UUID(key) in known])
    for mission in back:
        forget_mission(mission, now, "restore")
    forget_notes([UUID(key) for key in erased(NOTES, *folders)], now)
    return len(back)


@transaction.atomic
def forget_links(ids: Collection[UUID]) -> int:
    """Forget that these referrals and appointments were born of a mission: they are forgotten themselves."""
    return FollowUp.objects.filter(pk__in=ids).delete()[0]


def forgotten_missions() -> QuerySet[Mission]:
    """The missions of whose doors nothing is left."""
    return Mission.objects.filter(tours__forgotten_at__isnull=False).distinct()
