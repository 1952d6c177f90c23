"""Slots: offered, changed, cancelled by the manager; answered and swapped by the voisins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Account, Site, Voisin
from palier.teams.actions.employment import TeamRefused
from palier.teams.models import Slot, SlotAsk
from palier.teams.rules.planning import Breach
from palier.teams.rules.slots import COMES, Answer, State, after_answer

MOST_PLACES = 60


@transaction.atomic
def offer_slot(
    actor: Account, site: Site, *, sort: str, title: str, place: str, day: date, starts_at: time, ends_at: time, places: int,
    voisins: Collection[Voisin], now: datetime,
) -> Slot:  # fmt: skip
    """Offer a moment to some voisins of a site. What it would break is said before, by `tours.work`. Raises `TeamRefused`."""
    _check(site, title, day, starts_at, ends_at, places, now)
    if sort not in Slot.Sort.values:
        raise TeamRefused("Choisissez à quoi ce moment servira.")
    if not voisins or any(one.site_id != site.pk for one in voisins):
        raise TeamRefused("Choisissez au moins une personne de ce site.")
    slot = Slot.objects.create(
        site=site, sort=sort, title=title.strip()[:60], place=place.strip()[:80], day=day, starts_at=starts_at, ends_at=ends_at,
        places=places, made_at=now,
    )  # fmt: skip
    _ask(slot, voisins, now)
    write_line(actor, "offer_slot", slot, day=day.isoformat(), asked=len(voisins))
    return slot


def _check(site: Site, title: str, day: date, starts_at: time, ends_at: time, places: int, now: datetime) -> None:
    if not title.strip():
        raise TeamRefused("Dites en quelques mots ce qui est proposé.")
    if ends_at <= starts_at:
        raise TeamRefused("Le créneau finit avant de commencer.")
    if not 1 <= places <= MOST_PLACES:
        raise TeamRefused(f"De une à {MOST_PLACES} places.")
    if datetime.combine(day, starts_at, ZoneInfo(site.time_zone)) <= now:
        raise TeamRefused("Ce moment est déjà passé.")


def _ask(slot: Slot, voisins: Collection[Voisin], now: datetime) -> None:
    told_on = now.astimezone(ZoneInfo(slot.site.time_zone)).date()
    SlotAsk.objects.bulk_create([SlotAsk(slot=slot, voisin=one, told_on=told_on) for one in voisins], ignore_conflicts=True)


@transaction.atomic
def ask_more(actor: Account, slot: Slot, voisins: Collection[Voisin], now: datetime) -> None:
    """Offer it to others as well. Raises `TeamRefused` once it is over or cancelled."""
    _check_open(slot, now)
    _ask(slot, [one for one in voisins if one.site_id == slot.site_id], now)
    write_line(actor, "ask_more", slot, asked=len(voisins))


def is_over(slot: Slot, now: datetime) -> bool:
    """True once its end has passed, on the site's clock."""
    return datetime.combine(slot.day, slot.ends_at, ZoneInfo(slot.site.time_zone)) <= now


def _check_open(slot: Slot, now: datetime) -> None:
    if slot.cancelled_at is not None:
        raise TeamRefused("Ce créneau est annulé : remettez-le d’abord.")
    if is_over(slot, now):
        raise TeamRefused("Ce moment est passé.")


@transaction.atomic
def change_slot(
    actor: Account, slot: Slot, *, title: str, place: str, day: date, starts_at: time, ends_at: time, places: int, now: datetime
) -> Slot:  # fmt: skip
    """Change it. When the day or the hours move, everybody who was coming is asked again and may refuse; the notice runs anew.

    Source: L3123-12, L3123-31. Raises `TeamRefused`.
    """
    slot = Slot.objects.select_for_update().select_related("site").get(pk=slot.pk)
    _check_open(slot, now)
    _check(slot.site, title, day, starts_at, ends_at, places, now)
    moved = (slot.day, slot.starts_at, slot.ends_at) != (day, starts_at, ends_at)
    if moved:
        slot.was_day, slot.was_starts_at, slot.was_ends_at = slot.day, slot.starts_at, slot.ends_at
    slot.title, slot.place, slot.day, slot.starts_at, slot.ends_at = title.strip()[:60], place.strip()[:80], day, starts_at, ends_at
    slot.places = places
    slot.save()
    if moved:
        told_on = now.astimezone(ZoneInfo(slot.site.time_zone)).date()
        slot.asks.exclude(state=State.REPLACED).update(state=State.WAITING, told_on=told_on, held_by="")
    write_line(actor, "change_slot", slot, moved=moved)
    return slot


@transaction.atomic
def cancel_slot(actor: Account, slot: Slot, now: datetime) -> None:
    """It does not take place; the phones show it struck through. `restore_slot` undoes it."""
    Slot.objects.filter(pk=slot.pk, cancelled_at=None).update(cancelled_at=now)
    write_line(actor, "cancel_slot", slot)


@transaction.atomic
def restore_slot(actor: Account, slot: Slot) -> None:
    """Undo a cancellation: everybody stands where she stood."""
    Slot.objects.filter(pk=slot.pk).update(cancelled_at=None)
    write_line(actor, "restore_slot", slot)


@transaction.atomic
def answer_slot(
    actor: object, slot: Slot, voisin: Voisin, answer: str, now: datetime, *, breaches: Sequence[Breach] = (), op: UUID | None = None,
    rev: int = 0, seen: tuple[date, time, time] | None = None,
) -> SlotAsk | None:  # fmt: skip
    """What a person says of a slot. `seen` is the moment that she saw on her phone: a yes to other hours is no yes.

    `breaches` are those that stand now, her own choice being no matter of notice. None when she has nothing to do with it.
    A lower revision of the same operation changes nothing.
    """
    slot = Slot.objects.select_for_update().select_related("site").get(pk=slot.pk)
    asks = list(SlotAsk.objects.filter(slot=slot).order_by("answered_at"))
    mine = next((one for one in asks if one.voisin_id == voisin.pk), None)
    swapping = [one for one in asks if one.state == State.SWAPPING and one.voisin_id != voisin.pk]
    if mine is None:
        if voisin.site_id != slot.site_id or not swapping or answer != Answer.YES:
            return None
        mine = SlotAsk(slot=slot, voisin=voisin, told_on=now.astimezone(ZoneInfo(slot.site.time_zone)).date(), by_swap=True)
    elif op is not None and mine.op == op and mine.rev >= rev:
        return mine
    mine.op, mine.rev = op or mine.op, rev or mine.rev
    if slot.cancelled_at is None and not is_over(slot, now) and (seen is None or seen == (slot.day, slot.starts_at, slot.ends_at)):
        _hear(mine, Answer(answer), swapping, asks, [one for one in breaches if one.blocking], now)
    mine.save()
    write_line(actor, "answer_slot", slot)
    return mine


def _hear(mine: SlotAsk, answer: Answer, swapping: list[SlotAsk], asks: list[SlotAsk], broken: list[Breach], now: datetime) -> None:
    coming = sum(one.state in COMES for one in asks)
    heard = after_answer(
        State(mine.state), answer, left=mine.slot.places - coming, swapping=bool(swapping), broken=bool(broken) and answer == Answer.YES
    )
    if heard.frees:
        SlotAsk.objects.filter(pk=swapping[0].pk).update(state=State.REPLACED)
    mine.state, mine.answered_at = heard.state, now
    if heard.state != State.HELD:
        mine.held_by = ""
    elif broken:  # else it was held already: a place that one does not have cannot be given away
        mine.held_by = f"{broken[0].sentence} {broken[0].allowed}"[:300]
