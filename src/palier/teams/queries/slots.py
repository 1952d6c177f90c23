"""Slots: of a week, of a person, and who has a place."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from palier.people.api import Site, Voisin
from palier.teams.models import Slot, SlotAsk
from palier.teams.rules.slots import COMES, State

# In the order in which the desk reads them: who comes, who has not answered, then the rest, by first name.
_READ = {State.ACCEPTED: 0, State.SWAPPING: 0, State.HELD: 1, State.WAITING: 2, State.FULL: 3, State.REPLACED: 4, State.REFUSED: 5}


def _with_asks(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    asks = SlotAsk.objects.select_related("voisin").order_by("voisin__first_name")
    return slots.select_related("site").prefetch_related(Prefetch("asks", asks))


def slots_between(site: Site, first: date, last: date) -> list[Slot]:
    """The slots of a site from one day to another, with who was asked."""
    return list(_with_asks(Slot.objects.filter(site=site, day__range=(first, last))))


def slots_for_phone(voisin: Voisin, first: date, last: date) -> list[Slot]:
    """What a phone shows: what its voisin was asked, and what a colleague of hers looks to give away."""
    own = Exists(SlotAsk.objects.filter(slot=OuterRef("pk"), voisin=voisin))
    given = Exists(SlotAsk.objects.filter(slot=OuterRef("pk"), state=State.SWAPPING).exclude(voisin=voisin))
    found = Slot.objects.filter(own | (given & Q(site=voisin.site_id, cancelled_at=None)), day__range=(first, last))
    return list(_with_asks(found))


def coming_to(slot: Slot) -> list[SlotAsk]:
    """Who has a place, as things stand. Reads what was fetched with the slot."""
    return [one for one in slot.asks.all() if one.state in COMES]


def places_left(slot: Slot) -> int:
    """Places that nobody has."""
    return max(0, slot.places - len(coming_to(slot)))


def asks_in_order(slot: Slot) -> list[SlotAsk]:
    """Everybody asked, those who come first."""
    return sorted(slot.asks.all(), key=lambda one: (_READ[State(one.state)], one.voisin.first_name))


def taken_slots(voisins: Collection[Voisin], first: date, last: date) -> Mapping[UUID, list[Slot]]:
    """Voisin → the slots where she has a place, cancelled ones left out."""
    found: dict[UUID, list[Slot]] = defaultdict(list)
    rows = SlotAsk.objects.filter(voisin__in=voisins, state__in=COMES, slot__day__range=(first, last), slot__cancelled_at=None)
    for ask in rows.select_related("slot").order_by("slot__day", "slot__starts_at"):
        found[ask.voisin_id].append(ask.slot)
    return found
