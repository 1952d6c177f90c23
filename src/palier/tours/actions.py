"""What changes tours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palier.common.events import announce
from palier.common.journal import write_line
from palier.missions.api import Mission, freeze_questionnaire, perimeter_entrance_ids, questionnaire_in_use
from palier.people.api import Site, Voisin
from palier.places.api import Entrance
from palier.teams.api import COMES, Slot, State
from palier.tours.models import BadgeReport, DoorState, Tour, TourStop
from palier.tours.queries import next_pass
from palier.tours.rules.keeping import ACTIVITY_KEPT, REPORTS_FORGOTTEN, STATES_KEPT_AT_MOST
from palier.tours.rules.planning import check_buddy, check_tour

REPORTS_KEPT = 30


class TourRefused(Exception):
    """The tour cannot be; `problems` says why, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class TourPlanned:
    """A tour now exists."""

    tour: UUID


@transaction.atomic
def plan_tour(
    actor: object, mission: Mission, *, day: date, starts_at: time, ends_at: time, voisins: Sequence[Voisin],
    entrances: Sequence[Entrance], buddy: Voisin | None = None, slot: Slot | None = None,
) -> Tour:  # fmt: skip
    """Plan one outing of one voisin or a pair; its entrances are kept in the order given. `buddy` watches over a lone tour.

    `slot` is the offered moment that those who go accepted. The mission's questionnaire is frozen: phones will carry it. Raises `TourRefused`.
    """
    _check(mission, starts_at, ends_at, voisins, entrances, buddy)
    questionnaire = questionnaire_in_use(mission)
    if questionnaire is not None:
        freeze_questionnaire(questionnaire, timezone.now())
    tour = Tour.objects.create(
        mission=mission, questionnaire=questionnaire, day=day, starts_at=starts_at, ends_at=ends_at, buddy=buddy, slot=slot
    )  # fmt: skip
    tour.voisins.set(voisins)
    _set_stops(tour, entrances)
    write_line(actor, "plan_tour", tour, day=day.isoformat(), entrances=len(entrances))
    announce(TourPlanned(tour.pk))
    return tour


@transaction.atomic
def change_tour(
    actor: object, tour: Tour, *, day: date, starts_at: time, ends_at: time, voisins: Sequence[Voisin],
    entrances: Sequence[Entrance], buddy: Voisin | None = None,
) -> Tour:  # fmt: skip
    """Change a tour that has not begun. Raises `TourRefused`."""
    tour = Tour.objects.select_for_update().get(pk=tour.pk)
    if tour.state in (Tour.State.STARTED, Tour.State.ENDED):
        raise TourRefused(["Cette tournée a commencé : on ne la change plus."])
    _check(tour.mission, starts_at, ends_at, voisins, entrances, buddy)
    tour.day, tour.starts_at, tour.ends_at, tour.state, tour.buddy = day, starts_at, ends_at, Tour.State.PLANNED, buddy
    tour.save()
    tour.voisins.set(voisins)
    tour.stops.all().delete()
    _set_stops(tour, entrances)
    write_line(actor, "change_tour", tour, day=day.isoformat(), entrances=len(entrances))
    return tour


def _check(
    mission: Mission, starts_at: time, ends_at: time, voisins: Sequence[Voisin], entrances: Sequence[Entrance], buddy: Voisin | None
) -> None:
    problems = check_tour(voisins=len(voisins), entrances=len(entrances), starts_at=starts_at, ends_at=ends_at)
    problems += check_buddy(buddy=buddy, voisins=voisins)
    if mission.stage == Mission.Stage.CLOSED:
        problems.append("Cette mission est terminée.")
    if any(voisin.site_id != mission.site_id for voisin in (*voisins, *([buddy] if buddy else []))):
        problems.append("Un voisin n’est pas de ce site.")
    inside = perimeter_entrance_ids(mission.pk)
    problems += [f"« {one.name} » n’est pas dans le périmètre." for one in entrances if one.pk not in inside]
    if problems:
        raise TourRefused(problems)


def _set_stops(tour: Tour, entrances: Sequence[Entrance]) -> None:
    TourStop.objects.bulk_create(
        TourStop(tour=tour, entrance=entrance, position=position, pass_number=next_pass(tour.mission, entrance))
        for position, entrance in enumerate(entrances)
    )


@transaction.atomic
def follow_slot(actor: object, slot: Slot) -> list[Tour]:
    """A colleague took somebody's place in a slot: she takes it in the tour planned from it too. Returns the tours that changed.

    Who gave up without a colleague stays in the tour until a person decides: a tour is never left empty by itself.
    """
    asks = list(slot.asks.select_related("voisin"))
    came = [one.voisin for one in asks if one.state in COMES]
    gone = {one.voisin_id for one in asks if one.state == State.REPLACED}
    changed = []
    tours = list(Tour.objects.select_for_update().filter(slot=slot, state=Tour.State.PLANNED).order_by("pk"))
    going = {one.pk for tour in tours for one in tour.voisins.all()}
    free = [one for one in came if one.pk not in going]
    for tour in tours:
        for old in [one for one in tour.voisins.all() if one.pk in gone]:
            if free:
                new = free.pop(0)
                tour.voisins.remove(old)
                tour.voisins.add(new)
                if tour.buddy_id == new.pk:
                    tour.buddy = None
                tour.save(update_fields=["changed_at", "buddy"])
                write_line(actor, "follow_slot", tour)
                changed.append(tour)
    return changed


@transaction.atomic
def cancel_tour(actor: object, tour: Tour) -> None:
    """Cancel a tour that is not over; the phones show it struck through. `restore_tour` undoes it."""
    tour = Tour.objects.select_for_update().get(pk=tour.pk)
    if tour.state == Tour.State.ENDED:
        raise TourRefused(["Cette tournée est finie : on ne l’annule plus."])
    tour.state = Tour.State.CANCELLED
    tour.save(update_fields=["state", "changed_at"])
    write_line(actor, "cancel_tour", tour)


@transaction.atomic
def restore_tour(actor: object, tour: Tour) -> None:
    """Undo a cancellation."""
    tour = Tour.objects.select_for_update().get(pk=tour.pk)
    if tour.state != Tour.State.CANCELLED:
        return
    tour.state = Tour.State.STARTED if tour.started_at else Tour.State.PLANNED
    tour.save(update_fields=["state", "changed_at"])
    write_line(actor, "restore_tour", tour)


@transaction.atomic
def record_start(actor: object, tour: Tour, at: datetime | None) -> None:
    """A voisin began; the first of a pair counts. None undoes it. A cancelled tour that began anyway is under way."""
    if at is None:
        Tour.objects.filter(pk=tour.pk, ended_at=None).update(started_at=None, state=Tour.State.PLANNED)
    elif tour.started_at is None:
        tour.started_at = at
        if tour.state != Tour.State.ENDED:
            tour.state = Tour.State.STARTED
        tour.save(update_fields=["started_at", "state", "changed_at"])
    else:
        return
    write_line(actor, "record_start", tour)


@transaction.atomic
def record_end(actor: object, tour: Tour, at: datetime | None) -> None:
    """A voisin finished; the first of a pair ends the tour. None undoes it."""
    if at is None:
        Tour.objects.filter(pk=tour.pk).update(ended_at=None, state=Tour.State.STARTED)
    elif tour.ended_at is None:
        tour.ended_at, tour.state = at, Tour.State.ENDED
        tour.save(update_fields=["ended_at", "state", "changed_at"])
    else:
        return
    write_line(actor, "record_end", tour)


@transaction.atomic
def report_visit(site: Site, reason: str, now: datetime, voisin: UUID | None = None) -> BadgeReport | None:
    """A resident says that a visit was not right. Beyond thirty open ones a site, one more tells nothing: None."""
    if reason not in BadgeReport.Reason.values:
        raise ValueError(reason)
    if BadgeReport.objects.filter(site=site, closed_at=None).count() >= REPORTS_KEPT:
        return None
    made = BadgeReport.objects.create(site=site, reason=reason, made_at=now, voisin_id=voisin)
    write_line("resident", "report_visit", made)
    return made


@transaction.atomic
def close_reports(actor: object, reports: Sequence[BadgeReport], now: datetime) -> None:
    """Somebody looked, and called whom it concerns."""
    BadgeReport.objects.filter(pk__in=[one.pk for one in reports], closed_at=None).update(closed_at=now)
    write_line(actor, "close_reports", f"{len(reports)} reports")


def forget_reports(now: datetime) -> str:
    """Forget what was said of visits more than a year ago. Returns how many, for the list of jobs."""
    gone, _ = BadgeReport.objects.filter(made_at__lt=now - REPORTS_FORGOTTEN).delete()
    return f"{gone} signalements"


@transaction.atomic
def forget_states(missions: Collection[UUID], now: datetime) -> int:
    """Erase how the doors of these missions stood, and mark their tours: what phones still send of them comes too late.

    Their days, halls and passes stay: geography and planning, no home. Returns how many states were erased.
    """
    Tour.objects.filter(mission__in=missions, forgotten_at=None).update(forgotten_at=now)
    gone, _ = DoorState.objects.filter(mission__in=missions).delete()
    return gone


def forget_states_at(doors: Collection[UUID], missions: Collection[UUID] | None = None) -> int:
    """Erase how these doors stood, for these missions or for all. Returns how many states were erased."""
    found = DoorState.objects.filter(door__in=doors)
    gone, _ = (found if missions is None else found.filter(mission__in=missions)).delete()
    return gone


def forget_old_states(now: datetime) -> int:
    """Erase the states of doors where nobody has knocked for two years. Returns how many."""
    gone, _ = DoorState.objects.filter(last_at__lt=STATES_KEPT_AT_MOST.moment_before(now)).delete()
    return gone


@transaction.atomic
def forget_activity(now: datetime) -> str:
    """A year later nobody needs to know who went on which tour: how many went is in the mission's figures. Source: security §4, line 15."""
    old = Tour.objects.filter(day__lt=ACTIVITY_KEPT.before(now.date()))
    gone, _ = Tour.voisins.through.objects.filter(tour__in=old).delete()
    old.exclude(buddy=None, slot=None).update(buddy=None, slot=None)
    return f"{gone} sorties"
