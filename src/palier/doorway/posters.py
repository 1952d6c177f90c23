"""The posters of a mission's halls, one A4 page an entrance: a tagged PDF with the square that leads to the hall's own page."""

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings

from palier.common.french import long_day, typo
from palier.common.pdf import write_pdf
from palier.doorway.rules.purpose import names_partner, purpose_key
from palier.doorway.rules.tongues import LANGUAGES
from palier.doorway.texts import Speaker, texts_of, tongues
from palier.doorway.words import hour_in
from palier.missions.api import Mission, perimeter_entrances
from palier.people.api import Voisin, portrait, voisins_of
from palier.places.api import Entrance
from palier.tours.api import Tour, tours_at

HERE = Path(__file__).resolve().parent
SHOWN_SLOTS, SHOWN_FACES = 6, 6
RULES = ("rules.free", "rules.papers", "rules.name", "rules.no")


def hall_posters(mission: Mission, now: datetime) -> bytes:
    """One page per entrance of the perimeter, as PDF/UA-1. The theme is not said where it could mark a home."""
    return write_pdf(HERE / "typst" / "poster.typ", _data(mission, now), now, [HERE / "fonts"])


def _data(mission: Mission, now: datetime) -> dict[str, Any]:
    association = mission.site.organisation
    french = Speaker("fr")
    hours = ""
    if association.call_from:
        hours = french.word("foot.hours", **{"from": hour_in("fr", association.call_from), "to": hour_in("fr", association.call_to)})
    partner = mission.commissioner.name if mission.commissioner and names_partner(mission.theme) else ""
    return {
        "title": mission.site.name, "association": association.name, "words": _said(french), "lead": french.word("hall.lead"),
        "purpose": " ".join(filter(None, [french.word(purpose_key(mission.theme)), typo(f"Avec {partner}.") if partner else ""])),
        "when": french.word("hall.when"), "who": french.word("hall.who"), "period": _period(mission),
        "how": typo("Photographiez ce carré avec votre téléphone, ou ouvrez"), "host": settings.PUBLIC_ADDRESS.partition("//")[2],
        "or-call": "ou appelez le", "call": association.call_number, "hours": hours.lower().rstrip("."),
        "rules": [french.word(key) for key in RULES], "others": [_other(code) for code in LANGUAGES if code != "fr" and _can_print(code)],
        "halls": [_hall(one, mission, now) for one in perimeter_entrances(mission) if one.removed_at is None],
    }  # fmt: skip


def _period(mission: Mission) -> str:
    return f"Entre le {long_day(mission.starts_on)} et le {long_day(mission.ends_on)}."


def _said(speak: Speaker) -> dict[str, str]:
    return {name: speak.word(f"poster.{name}") for name in ("title", "check", "refuse")}


def _other(code: str) -> dict[str, Any]:
    tongue = next(one for one in tongues() if one.code == code)
    return {"code": code, "rtl": tongue.rtl, **_said(Speaker(code))}


@cache
def _letters() -> dict[str, frozenset[str]]:
    """The letters that our fonts have, by language; `latin` for all the others."""
    found: dict[str, str] = json.loads((HERE / "fonts" / "coverage.json").read_text("utf-8"))
    return {code: frozenset(letters) for code, letters in found.items()}


def _can_print(code: str) -> bool:
    """True when this language says the poster's sentences, with letters that we have."""
    texts = texts_of(code).texts
    said = [texts.get(f"poster.{name}") for name in ("title", "check", "refuse")]
    known = _letters()["latin"] | _letters().get(code, frozenset())
    return all(isinstance(one, str) and set(one) <= known for one in said)


def _hall(entrance: Entrance, mission: Mission, now: datetime) -> dict[str, Any]:
    today = now.astimezone(ZoneInfo(mission.site.time_zone)).date()
    tours = [one for one in tours_at(entrance, today, mission.ends_on) if one.mission_id == mission.pk]
    address = f"{settings.PUBLIC_ADDRESS}/h/{entrance.pk}/"
    place = f"{entrance.building.name}, {entrance.name.lower()}"
    return {
        "place": f"{place} · {entrance.address}" if entrance.address else place, "address": address, "square": _square(address),
        "slots": [_slot(one) for one in tours[:SHOWN_SLOTS]],
        "voisins": [{"name": one.first_name, "portrait": portrait(one.picture, 64)} for one in _who(tours, mission)],
    }  # fmt: skip


def _slot(tour: Tour) -> str:
    return f"{long_day(tour.day).capitalize()}, de {hour_in('fr', tour.starts_at)} à {hour_in('fr', tour.ends_at)}"


def _who(tours: list[Tour], mission: Mission) -> list[Voisin]:
    """Those who come to this hall; the whole team when nobody is planned yet."""
    coming = {voisin.pk: voisin for tour in tours for voisin in tour.voisins.all()}
    return list(coming.values())[:SHOWN_FACES] or list(voisins_of(mission.site)[:SHOWN_FACES])


def _square(text: str) -> str:
    """The square as SVG: dark modules on nothing, with the quiet margin that cameras ask for."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, dark="#0E2429", omitsize=True, xmldecl=False)
    return out.getvalue().decode()
