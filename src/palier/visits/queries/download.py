"""What a phone carries: the tours of the next 14 days with their doors, guides and questionnaires.

Never what a home answered before, never why a door is to be skipped (domain b5).
The cursor holds, for each tour the phone has, a short digest of it: only tours that changed are sent again.
"""

import base64
import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.conf import settings

from palier.common.canonical import digest_of
from palier.languages.api import in_every_language
from palier.missions.api import Mission
from palier.partners.api import Return, asked_returns, directory_for
from palier.people.api import Account, Device, Organisation, Site, Voisin, portrait
from palier.places.api import Door, aliases_at, opposed_door_ids
from palier.safekeeping.api import public_keys
from palier.safety.api import avoided_until, phone_safety
from palier.teams.api import (
    Month,
    born_of_training,
    contract_minutes,
    declared_between,
    month_days,
    months_back,
    public_holidays,
    survey_due,
)
from palier.tours.api import Badge, DoorState, Tour, badges_of, phone_state, shown_days, shown_phone, states_at, tours_carried_by
from palier.visits.contract import words
from palier.visits.models import Operation
from palier.visits.queries.rota import rota_for
from palier.visits.queries.training import training_for
from palier.voices.api import Heard, common_sentences, corrected_agreements, fates, heard, mission_sentences

# A phone that was away for less is told what became of what its voisin said.
FATES_TOLD = timedelta(days=60)
HOLIDAYS_TOLD = 45


class CursorLost(Exception):
    """The cursor cannot be read, or comes from before a restore: the phone starts again (410)."""


def download_for(device: Device, cursor: str | None, now: datetime) -> dict[str, Any]:
    """The answer to `GET tours` (contract/examples/tours.json). Raises `CursorLost`."""
    site = device.voisin.site
    organisation = site.organisation
    seen = _read_cursor(cursor, organisation)
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    tours = list(tours_carried_by(device.voisin, *shown_days(today)))
    ground = Ground.of(tours)
    ground.today = today
    ground.avoided = avoided_until(site.pk, {stop.entrance_id for tour in tours for stop in tour.stops.all()}, today)
    whole = {tour.pk.hex: _tour(tour, device, ground) for tour in tours}
    digests = {key: digest_of(value)[:12] for key, value in whole.items()}
    changed = [whole[key] for key in whole if seen["tours"].get(key) != digests[key]]
    # A guide, a question or a voice may change while no tour does: each mission has its own digest.
    carried = {tour.mission_id.hex: _mission(tour.mission, tours) for tour in tours}
    marks = {key: digest_of(value)[:12] for key, value in carried.items()}
    named = {tour.mission_id.hex for tour in tours if tour.pk.hex in {UUID(one["id"]).hex for one in changed}}
    missions = [value for key, value in carried.items() if key in named or seen["missions"].get(key) != marks[key]]
    keys, kid = public_keys()
    resolved, last_decided = _resolved(device, seen["decided"])
    badges = badges_of(device.voisin, today)
    wears = digest_of(_badge_facts(badges, device, organisation))[:12]
    return {
        "cursor": _write_cursor(organisation, digests, marks, last_decided, wears),
        "more": False,
        "epoch": str(organisation.epoch),
        "now": now.isoformat(),
        "voisin": {**_voisin(device, site), "survey": survey_due(device.voisin, today)},
        "directory": directory_for(site, _goes_to(tours), _holidays(site, today)),
        "hours": _hours(device, today),
        "rota": rota_for(device.voisin, today),
        "training": training_for(device.voisin, site, today),
        "safety": phone_safety(device.voisin, site, today, now),
        "badge": None if seen["badge"] == wears else _badge(badges, device, organisation),
        "missions": missions,
        "said": _said(site),
        "voices": _voices(device, now),
        "changed": changed,
        "gone": [str(UUID(key)) for key in seen["tours"] if key not in whole],
        "resolved": resolved,
        "aliases": ground.aliases,
        "server_keys": keys,
        "kid": kid,
    }


def _goes_to(tours: list[Tour]) -> list[tuple[float, float]]:
    """Where the buildings of these tours stand, in degrees."""
    buildings = {stop.entrance.building for tour in tours for stop in tour.stops.all()}
    return [(one.lon, one.lat) for one in buildings if one.lon is not None and one.lat is not None]


def _holidays(site: Site, today: date) -> list[date]:
    """The public holidays of the next weeks: on those days the hours of a place say nothing, or say so."""
    last = today + timedelta(days=HOLIDAYS_TOLD)
    found = {day for year in {today.year, last.year} for day in public_holidays(year, site.department)}
    return sorted(day for day in found if today <= day <= last)


class Ground:
    """Doors, states and oppositions of a set of tours, read in a fixed number of queries."""

    def __init__(self) -> None:
        self.doors: dict[UUID, list[Door]] = defaultdict(list)
        self.states: dict[tuple[UUID, UUID], DoorState] = {}
        self.opposed: set[UUID] = set()
        self.returns: dict[UUID, Return] = {}
        self.aliases: dict[str, str] = {}
        self.avoided: dict[UUID, date] = {}
        self.today = date.min

    @classmethod
    def of(cls, tours: list[Tour]) -> "Ground":
        """Read the ground of these tours."""
        ground = cls()
        entrances = {stop.entrance_id for tour in tours for stop in tour.stops.all()}
        living = Door.objects.filter(entrance_id__in=entrances, removed_at=None, merged_into=None)
        for door in living.order_by("floor", "position", "label"):
            ground.doors[door.entrance_id].append(door)
        everywhere = {door.pk for doors in ground.doors.values() for door in doors}
        ground.opposed = opposed_door_ids(everywhere)
        ground.returns = asked_returns(everywhere)
        ground.aliases = {str(old): str(kept) for old, kept in aliases_at(entrances).items()}
        for mission in {tour.mission_id for tour in tours}:
            for door_id, state in states_at(mission, entrances).items():
                ground.states[mission, door_id] = state
        return ground


def _tour(tour: Tour, device: Device, ground: Ground) -> dict[str, Any]:
    others = [voisin for voisin in tour.voisins.all() if voisin.pk != device.voisin_id]
    partner = others[0] if others else None
    stops = sorted(tour.stops.all(), key=lambda stop: stop.position)
    return {
        "id": str(tour.pk),
        "mission": str(tour.mission_id),
        "day": tour.day.isoformat(),
        "starts_at": tour.starts_at.strftime("%H:%M"),
        "ends_at": tour.ends_at.strftime("%H:%M"),
        "state": tour.state,
        "with": partner and {**_colleague(partner, tour, ground), "languages": partner.languages},
        "buddy": _colleague(tour.buddy, tour, ground) if tour.buddy and not partner else None,
        "stops": [{"entrance": str(stop.entrance_id), "position": stop.position} for stop in stops],
        "entrances": [_entrance(stop.entrance, tour, ground) for stop in stops],
    }


def _colleague(voisin: Voisin, tour: Tour, ground: Ground) -> dict[str, Any]:
    phone = shown_phone(voisin.phone, voisin.phone_shared, tour.day, ground.today)
    return {"first_name": voisin.first_name, "picture": voisin.picture, "phone": phone}


def _entrance(entrance: Any, tour: Tour, ground: Ground) -> dict[str, Any]:
    until = ground.avoided.get(entrance.pk)
    return {
        "id": str(entrance.pk),
        "building": entrance.building.name,
        "residence": entrance.building.residence,
        "name": entrance.name,
        "address": entrance.address,
        "has_lift": entrance.has_lift,
        "is_house": entrance.is_house,
        "at": _at(entrance.building),
        "avoid_until": until.isoformat() if until else None,
        "doors": [_door(door, tour, ground) for door in ground.doors[entrance.pk]],
    }


def _at(building: Any) -> list[float] | None:
    """Where a building stands (longitude, latitude; four decimals, some ten metres), to say what is near. Null when nobody knows."""
    return None if building.lon is None or building.lat is None else [round(building.lon, 4), round(building.lat, 4)]


def _door(door: Door, tour: Tour, ground: Ground) -> dict[str, Any]:
    state = ground.states.get((tour.mission_id, door.pk))
    attempts = state.attempts if state else 0
    shown = phone_state(state.state if state else "to_do", attempts, door.pk in ground.opposed, tour.mission.passes_max)
    asked = ground.returns.get(door.pk) if shown != "stop" else None
    asked = asked if asked and asked.asked_on < tour.day else None
    return {
        "id": str(door.pk),
        "floor": door.floor,
        "label": door.label,
        "position": door.position,
        "state": "come_back" if asked else shown,
        "attempts": attempts,
        "pass": attempts + 1,
        # Somebody asked for a return visit: that it was asked, and in which language if she said so; never about what.
        **({"asked": True} if asked else {}),
        **({"language": asked.language} if asked and asked.language else {}),
    }


def _mission(mission: Mission, tours: list[Tour]) -> dict[str, Any]:
    questionnaire = next((tour.questionnaire for tour in tours if tour.mission_id == mission.pk), None)
    return {
        "id": str(mission.pk),
        "title": mission.title,
        "theme": mission.theme,
        "commissioner": mission.commissioner.name if mission.commissioner else "",
        "passes_max": mission.passes_max,
        "guide": mission.guide,
        "questionnaire": questionnaire
        and {"id": str(questionnaire.pk), "version": questionnaire.version, "definition": questionnaire.definition},
        "needs": _needs(),
        "handouts": mission.handouts,
        "sounds": _sounds(heard(mission.site_id, mission_sentences(mission, questionnaire.definition if questionnaire else {}))),
    }


def _needs() -> list[dict[str, Any]]:
    """The closed list of needs, each in every language that has it: it is shown in the language of the conversation."""
    said = in_every_language("phone", "need.")
    return [{"code": need["code"], "label": {**need["label"], **said.get(f"need.{need['code']}", {})}} for need in words("needs")]


def _sounds(found: list[Heard]) -> list[dict[str, Any]]:
    """What can be listened to: which sentence, in which language, and the file to fetch."""
    return [{"key": one.key, "lang": one.language, "sha256": one.sha256, "bytes": one.size, "ms": one.ms} for one in found]


def _said(site: Site) -> dict[str, Any]:
    """The sentences that belong to no mission, with their sounds."""
    sentences = common_sentences()
    texts = [{"key": one.key, "where": one.where, "text": dict(one.texts)} for one in sentences]
    return {"sentences": texts, "corrected": corrected_agreements(), "sounds": _sounds(heard(site, sentences))}


def _voices(device: Device, now: datetime) -> list[dict[str, str | None]]:
    """What became of the recordings of this voisin, made on a phone or at the desk."""
    return [
        {
            "id": str(one.id),
            "state": one.state,
            "why": one.why,
            "mission": str(one.mission) if one.mission else None,
            "key": one.key,
            "lang": one.language,
        }
        for one in fates(device.voisin, now - FATES_TOLD)
    ]


def _voisin(device: Device, site: Site) -> dict[str, Any]:
    manager = Account.objects.filter(sites=site, role=Account.Role.MANAGER, is_active=True).order_by("email").first()
    voisin = device.voisin
    return {
        "id": str(voisin.pk),
        "first_name": voisin.first_name,
        "picture": voisin.picture,
        "languages": voisin.languages,
        "site": {
            "name": site.name,
            "time_zone": site.time_zone,
            "manager": manager.first_name if manager else "",
        },
    }


def _hours(device: Device, today: date) -> dict[str, Any]:
    """This month as declared, and the last months as they count: corrected with the reason, confirmed, signed."""
    days, months = month_days(today), _last_months(today)
    born = born_of_training(device.voisin, months[-1], days[-1])
    return {
        "month": today.isoformat()[:7],
        "contract_minutes": contract_minutes(device.voisin, today),
        "declared": [
            {
                "id": str(hours.pk), "rev": hours.rev, "day": hours.day.isoformat(),
                "from": hours.starts_at.strftime("%H:%M"), "to": hours.ends_at.strftime("%H:%M"), "sort": hours.sort,
                "tour": hours.tour_ref and str(hours.tour_ref),
            }
            for hours in declared_between(device.voisin, days[0], days[-1])
        ],
        "months": [_month(one, born) for one in months_back(device.voisin, months) if one.first == months[0] or _lived(one)],
    }  # fmt: skip


MONTHS_CARRIED = 4


def _last_months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS_CARRIED:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _lived(month: Month) -> bool:
    """A month before she was hired says nothing."""
    return bool(month.due or month.worked or month.sheet)


def _month(month: Month, born: frozenset[UUID]) -> dict[str, Any]:
    sheet = month.sheet
    return {
        "month": month.first.isoformat()[:7], "due": month.due, "worked": month.worked,
        "sorts": dict(sorted((+month.by_sort).items())), "at_10": month.paid.at_10, "at_25": month.paid.at_25 + month.paid.beyond,
        "state": "open" if sheet is None else "signed" if sheet.signed_at else "confirmed", "digest": sheet.digest if sheet else None,
        "entries": [
            {
                "id": str(work.hours.pk), "rev": work.hours.rev, "day": work.stretch.day.isoformat(),
                "from": work.stretch.starts_at.strftime("%H:%M"), "to": work.stretch.ends_at.strftime("%H:%M"), "sort": work.stretch.sort,
                "minutes": work.stretch.minutes, "reason": work.correction.reason if work.correction else None,
                "mine": not (work.correction or work.hours.at_desk or work.hours.tour_ref or work.hours.pk in born),
            }
            for work in month.works
        ],
    }  # fmt: skip


def _resolved(device: Device, after: str) -> tuple[list[dict[str, Any]], str]:
    decided = Operation.objects.filter(device__voisin_id=device.voisin_id, decided_at__isnull=False)
    if after:
        decided = decided.filter(decided_at__gt=datetime.fromisoformat(after))
    rows = list(decided.order_by("decided_at")[:200])
    found = [{"id": str(row.op), "rev": row.rev, "decision": row.decision} for row in rows]
    last = rows[-1].decided_at if rows else None
    return found, last.isoformat() if last else after


def _badge_facts(badges: list[Badge], device: Device, organisation: Organisation) -> list[Any]:
    """All that a badge shows: when it has not changed, it is not sent again."""
    window = [(one.code, one.tile, str(one.tour), one.window.opens.isoformat(), one.window.closes.isoformat()) for one in badges]
    return [window, device.voisin.picture, settings.PUBLIC_ADDRESS, organisation.name, organisation.call_number]


def _badge(badges: list[Badge], device: Device, organisation: Organisation) -> dict[str, Any]:
    """The badges of the next seven days, ready to be shown without network."""
    return {
        "association": organisation.name,
        "address": settings.PUBLIC_ADDRESS.partition("//")[2],
        "call": organisation.call_number,
        "portrait": portrait(device.voisin.picture, 64),
        "shifts": [
            {
                "tour": str(one.tour), "code": one.code, "tile": one.tile, "opens": one.window.opens.isoformat(),
                "closes": one.window.closes.isoformat(), "qr": _square(f"{settings.PUBLIC_ADDRESS}/v/{one.code}"),
            }
            for one in badges
        ],
    }  # fmt: skip


def _square(text: str) -> str:
    """A QR code as its modules, row by row, eight to a byte, in base64: a hundred bytes instead of an encoder on the phone."""
    rows = segno.make(text, error="m", micro=False, boost_error=False).matrix
    bits = "".join(str(int(bool(module))) for row in rows for module in row)
    bits += "0" * (-len(bits) % 8)
    return base64.b64encode(int(bits, 2).to_bytes(len(bits) // 8, "big")).decode()


def _write_cursor(organisation: Organisation, tours: dict[str, str], missions: dict[str, str], decided: str, badge: str) -> str:
    held = {"epoch": organisation.epoch.hex, "tours": tours, "missions": missions, "decided": decided, "badge": badge}
    text = json.dumps(held, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, organisation: Organisation) -> dict[str, Any]:
    if not cursor:
        return {"tours": {}, "missions": {}, "decided": "", "badge": ""}
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        tours, decided, epoch = found["tours"], found["decided"], found["epoch"]
        # A phone of the first version had neither.
        missions, badge = found.get("missions", {}), found.get("badge", "")
        if decided:
            datetime.fromisoformat(decided)
        for key in (*tours, *missions):
            UUID(key)
        readable = all(isinstance(one, str) for one in (*tours, *tours.values(), *missions, *missions.values(), decided))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorLost from error
    if not readable or epoch != organisation.epoch.hex:
        raise CursorLost
    return {"tours": tours, "missions": missions, "decided": decided, "badge": badge}
