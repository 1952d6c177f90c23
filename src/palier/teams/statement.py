"""The month's statement: what the voisin reads, signs, and shows to France Travail. Source: D3171-12 (copied to the employee each month)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import MONTHS, clock, hours, long_day, short_day
from palier.common.pdf import write_pdf
from palier.teams.models import DeclaredHours
from palier.teams.queries.months import Month
from palier.teams.rules.worked import WORKED, minutes_by_day, minutes_by_week, month_days

HERE = Path(__file__).resolve().parent
SORTS = dict(DeclaredHours.Sort.choices)


def statement_pdf(month: Month, now: datetime) -> bytes:
    """One voisin's month on one or two pages, PDF/UA-1."""
    return write_pdf(HERE / "typst" / "statement.typ", _data(month, now), now)


def _data(month: Month, now: datetime) -> dict[str, Any]:
    voisin, how, sheet = month.voisin, month.paid, month.sheet
    by_day = minutes_by_day([one.stretch for one in month.works])
    return {
        "name": voisin.first_name, "site": voisin.site.name, "employer": voisin.site.organisation.name,
        "month": f"{MONTHS[month.first.month - 1]} {month.first.year}", "made": f"{long_day(now.date())} {now.year}",
        "worked": hours(month.worked), "due": hours(month.due), "complementary": hours(how.complementary) if how.complementary else "",
        "sorts": [[name, hours(month.by_sort[sort])] for sort, name in SORTS.items() if sort in WORKED and month.by_sort[sort]],
        "away": [[name, hours(month.by_sort[sort])] for sort, name in SORTS.items() if sort not in WORKED and month.by_sort[sort]],
        "paid": [
            [name, hours(minutes)]
            for name, minutes in (
                ("Heures du contrat", how.plain), ("Heures en plus, payées 10 % de plus", how.at_10),
                ("Heures en plus, payées 25 % de plus", how.at_25 + how.beyond),
            ) if minutes
        ],
        "entries": [
            [long_day(one.stretch.day), f"{clock(one.stretch.starts_at)} à {clock(one.stretch.ends_at)}", SORTS[one.stretch.sort],
             hours(one.stretch.minutes), one.correction.reason if one.correction else ""]
            for one in month.works
        ],
        "weeks": [[f"semaine du {short_day(week)}", hours(minutes)] for week, minutes in sorted(minutes_by_week(by_day).items())],
        "state": _state(month), "last": short_day(month_days(month.first)[-1]), "digest": sheet.digest[:12] if sheet else "",
    }  # fmt: skip


def _state(month: Month) -> str:
    sheet = month.sheet
    if sheet is None:
        return "Ce relevé n’est pas encore validé par le manager : les heures peuvent changer."
    if sheet.signed_at is None:
        return f"Validé le {short_day(sheet.confirmed_at.date())}. À relire et à signer."
    return f"Validé le {short_day(sheet.confirmed_at.date())}, signé le {short_day(sheet.signed_at.date())}."
