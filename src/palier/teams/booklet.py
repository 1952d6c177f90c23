"""What a voisin takes with her: the certificate of one session, and her booklet towards the title (RNCP 36241)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import clock, hours, long_day, short_day
from palier.common.pdf import write_pdf
from palier.teams.models import Attendance, DeclaredHours
from palier.teams.queries.training import Booklet, length_of
from palier.teams.rules.skills import BY_CODE, TITLE
from palier.teams.rules.worked import WORKED

HERE = Path(__file__).resolve().parent / "typst"
PRACTICE = {code: name for code, name in DeclaredHours.Sort.choices if code in WORKED and code != DeclaredHours.Sort.TRAINING}


def certificate_pdf(one: Attendance, now: datetime) -> bytes:
    """That she followed this session: what it was for, when, how long. Source: L6353-1 (objectives, nature, length). PDF/UA-1."""
    return write_pdf(HERE / "certificate.typ", _certificate(one, now), now)


def booklet_pdf(booklet: Booklet, now: datetime) -> bytes:
    """What she learnt and did since her first day. PDF/UA-1."""
    return write_pdf(HERE / "booklet.typ", _booklet(booklet, now), now)


def _given_by(one: Attendance) -> str:
    return " · ".join(text for text in (one.session.trainer, one.session.partner.name if one.session.partner else "") if text)


def _certificate(one: Attendance, now: datetime) -> dict[str, Any]:
    session = one.session
    assert one.starts_at is not None
    assert one.ends_at is not None
    return {
        "name": one.voisin.first_name, "site": session.site.name, "employer": session.site.organisation.name,
        "title": session.module.title, "day": f"{long_day(session.day)} {session.day.year}",
        "hours": f"de {clock(one.starts_at)} à {clock(one.ends_at)}", "length": hours(length_of(one)), "place": session.place,
        "given": _given_by(one), "skills": [BY_CODE[code].words for code in session.module.skills if code in BY_CODE],
        "signed": f"Présence signée par {one.voisin.first_name}." if one.signed_at else "Présence notée par le manager.",
        "made": f"{long_day(now.date())} {now.year}",
    }  # fmt: skip


def _booklet(booklet: Booklet, now: datetime) -> dict[str, Any]:
    voisin = booklet.voisin
    return {
        "name": voisin.first_name, "site": voisin.site.name, "employer": voisin.site.organisation.name, "title": TITLE,
        "minutes": hours(booklet.minutes) if booklet.minutes else "", "count": len(booklet.followed), "made": f"{long_day(now.date())} {now.year}",
        "activities": [
            [name, [[words, hours(minutes) if minutes else ""] for words, minutes in skills]] for name, skills in booklet.activities
        ],
        "followed": [
            [f"{short_day(one.session.day)} {one.session.day.year}", one.session.module.title, _given_by(one), hours(length_of(one))]
            for one in booklet.followed
        ],
        "practice": [[name, hours(booklet.practice[sort])] for sort, name in PRACTICE.items() if booklet.practice[sort]],
    }  # fmt: skip
