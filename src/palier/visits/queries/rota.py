"""What a phone carries of the weeks to come: what its voisin said of hers, what she is offered, days off."""

from datetime import date, timedelta
from typing import Any

from palier.people.api import Voisin
from palier.teams.api import (
    Slot,
    SlotAsk,
    State,
    UsualWeek,
    WeekDifference,
    agreement_of,
    coming_to,
    earliest_day,
    open_feed,
    places_left,
    said_by,
    school_holidays,
    slots_for_phone,
)
from palier.tours.api import Tour

AHEAD = timedelta(days=60)
BACK = timedelta(days=7)
HOLIDAYS_AHEAD = timedelta(days=200)
HOLIDAYS = 2


def rota_for(voisin: Voisin, today: date) -> dict[str, Any]:
    """`rota` of the download (contract/README.md): always whole."""
    week, differences = said_by(voisin, today)
    feed = open_feed(voisin)
    # Of days gone, only those where she came: their hours are declared in one tap.
    slots = [one for one in slots_for_phone(voisin, today - BACK, today + AHEAD) if one.day >= today or _came(one, voisin)]
    notice = agreement_of(voisin.site.organisation).notice_days if slots else 0
    planned = set(
        Tour.objects.filter(slot__in=slots, voisins=voisin).exclude(state=Tour.State.CANCELLED).values_list("slot", flat=True)
        if slots else ()
    )  # fmt: skip
    return {
        "week": week and _week(week),
        "differences": [_difference(one) for one in differences],
        "slots": [{**_slot(one, voisin, notice), "tour": one.pk in planned} for one in slots],
        "holidays": [
            {"name": one.name, "first": max(one.first, today).isoformat(), "last": one.last.isoformat()}
            for one in school_holidays(voisin.site, today, today + HOLIDAYS_AHEAD)[:HOLIDAYS]
        ],
        "feed": feed and feed.made_at.isoformat(),
    }


def _came(slot: Slot, voisin: Voisin) -> bool:
    return slot.cancelled_at is None and any(one.voisin_id == voisin.pk for one in coming_to(slot))


def _week(week: UsualWeek) -> dict[str, Any]:
    return {"id": str(week.op), "rev": week.rev, "windows": week.windows}


def _difference(one: WeekDifference) -> dict[str, Any]:
    hours = {"from": one.starts_at.strftime("%H:%M"), "to": one.ends_at.strftime("%H:%M")} if one.starts_at and one.ends_at else {}
    return {"id": str(one.pk), "rev": one.rev, "first": one.first.isoformat(), "last": one.last.isoformat(), "free": one.free, **hours}


def _slot(slot: Slot, voisin: Voisin, notice: int) -> dict[str, Any]:
    asks = list(slot.asks.all())
    mine = next((one for one in asks if one.voisin_id == voisin.pk), None)
    giving = next((one for one in asks if one.state == State.SWAPPING and one.voisin_id != voisin.pk), None)
    with_her = [one.voisin.first_name for one in coming_to(slot) if one.voisin_id != voisin.pk]
    return {
        "id": str(slot.pk), "sort": slot.sort, "title": slot.title, "place": slot.place, "day": slot.day.isoformat(),
        "from": slot.starts_at.strftime("%H:%M"), "to": slot.ends_at.strftime("%H:%M"), "left": places_left(slot), "with": with_her,
        "state": "cancelled" if slot.cancelled_at else mine.state if mine else State.WAITING,
        "op": str(mine.op) if mine and mine.op else None, "rev": mine.rev if mine else 0,
        # A colleague who looks for somebody: she has the place until then.
        "giving": giving.voisin.first_name if giving else None,
        "was": _was(slot, mine), "notice": notice, "short": _is_short(slot, mine, voisin, notice),
    }  # fmt: skip


def _was(slot: Slot, mine: SlotAsk | None) -> dict[str, str] | None:
    """The hours before the change, while she has not answered the new ones."""
    if not (mine and mine.state == State.WAITING and mine.answered_at and slot.was_day and slot.was_starts_at and slot.was_ends_at):
        return None
    return {
        "day": slot.was_day.isoformat(),
        "from": slot.was_starts_at.strftime("%H:%M"),
        "to": slot.was_ends_at.strftime("%H:%M"),
    }


def _is_short(slot: Slot, mine: SlotAsk | None, voisin: Voisin, notice: int) -> bool:
    """Told fewer working days before than the law or the agreement wants: it is said on the phone (L3123-31)."""
    return mine is not None and slot.day < earliest_day(mine.told_on, notice, voisin.site.department)
