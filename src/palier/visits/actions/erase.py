"""Whoever lives behind a door asks for everything to be erased: it is, now, wherever it is, and does not come back (RGPD art. 17; PV-08)."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from palier.partners.api import forget_follow_ups_at
from palier.places.api import Door, mark_erased, records_of
from palier.privacy.api import Erasure, note_erasure
from palier.safekeeping.api import erased, remember_erased
from palier.tours.api import forget_states_at
from palier.visits.actions.emptied import empty_matching
from palier.visits.actions.note_visits import recount
from palier.visits.actions.noted import visits_at
from palier.visits.actions.purge import forget_visits
from palier.visits.actions.too_late import DOORS
from palier.visits.models import Visit


@transaction.atomic
def erase_home(
    actor: object, door: Door, now: datetime, *, about: str = "", cause: str = "asked", moment: datetime | None = None
) -> Erasure:
    """Erase the visits, answers, needs, notes, states and follow-ups of a home, and what phones sent of them. Returns the receipt.

    Running counts lose the home, as if nobody had knocked; figures that are out stay as they are, and the next ones follow the rule of
    increments (R6). The door stays as geography, with its opposition. What phones still send of before is answered and not kept.
    """
    records = [one.pk for one in records_of(door)]
    visits = Visit.objects.filter(door__in=records)
    organisations = set(visits.values_list("mission__site__organisation", flat=True))
    _take_from_counts(visits.values_list("mission", "door"))
    gone = forget_visits(visits, organisations)
    gone["states"] += forget_states_at(records)
    gone["follow_ups"] += forget_follow_ups_at(actor, records, now)
    named = {str(one) for one in records}
    gone["operations"] += empty_matching(_organisations_at(door) | organisations, lambda body: body.get("door") in named)
    mark_erased(records, moment or now)
    remember_erased(DOORS, {one.hex: (moment or now).isoformat() for one in records})
    return note_erasure(actor, cause, gone, now, about=about)


def _take_from_counts(homes: Iterable[tuple[UUID, UUID]]) -> None:
    at_home = visits_at({(mission.hex, door.hex) for mission, door in homes})
    for visit in at_home:
        visit.void = True
    if at_home:
        recount({visit.id: visit for visit in at_home})


def _organisations_at(door: Door) -> set[UUID]:
    """The associations that work around this door."""
    return set(door.entrance.building.neighbourhood.sites.values_list("organisation", flat=True))


def erase_homes_again(now: datetime, *folders: Path) -> list[Door]:
    """After a restore: the homes that were erased since that backup are erased again, as of then. Returns their doors."""
    back = []
    for key, said in erased(DOORS, *folders).items():
        moment = datetime.fromisoformat(said)
        door = Door.objects.select_related("entrance__building__neighbourhood").filter(pk=UUID(key)).first()
        if door is not None and (door.erased_at is None or door.erased_at < moment):
            erase_home("server", door, now, cause="restore", moment=moment)
            back.append(door)
    return back
