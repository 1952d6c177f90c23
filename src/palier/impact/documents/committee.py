"""The pack of the steering committee: every mission of a site, what was heard, what comes next."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from palier.common.french import long_day, typo
from palier.common.pdf import write_pdf
from palier.impact.documents.pptx import Board, slides_of
from palier.impact.rules.story import Story

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "committee.typ"


@dataclass(frozen=True)
class PackMission:
    """One line of the calendar; `knocked` and `met` as they were printed, empty when nothing is out."""

    title: str
    commissioner: str
    stage: str
    begins: date
    ends: date
    knocked: str = ""
    met: str = ""


@dataclass(frozen=True)
class PackHeard:
    """One remontée: the words about a place, who owns it, by when, what became of it."""

    text: str
    owner: str
    due: str
    state: str
    became: str


@dataclass(frozen=True)
class Pack:
    """What is on the table of one site, one day."""

    site: str
    day: date
    missions: tuple[PackMission, ...]
    heard: tuple[PackHeard, ...]
    coming: tuple[str, ...]
    stories: tuple[Story, ...] = field(default=())


def committee_pptx(pack: Pack) -> bytes:
    """The slides: calendar, across the missions, what was heard, next themes; then each approved bilan."""
    show = slides_of(list(pack.stories), f"Comité de pilotage · {pack.site}", long_day(pack.day) + f" {pack.day.year}", _boards(pack))
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def committee_pdf(pack: Pack, now: datetime) -> bytes:
    """The same to hold in the hand, as PDF/UA-1."""
    boards = [{"title": typo(title), "head": [typo(one) for one in head], "rows": [[typo(one) for one in row] for row in rows]}
              for title, head, rows in _boards(pack)]  # fmt: skip
    return write_pdf(TEMPLATE, {"site": pack.site, "day": long_day(pack.day) + f" {pack.day.year}", "boards": boards}, now)


def _boards(pack: Pack) -> list[Board]:
    boards: list[Board] = [
        ("Les missions du site", ("Mission", "Avec", "Quand", "Où elle en est"),
         [(one.title, one.commissioner or "–", f"{one.begins:%d/%m/%Y} – {one.ends:%d/%m/%Y}", one.stage) for one in pack.missions]),
        ("Ce qui a été fait, mission par mission", ("Mission", "Logements où l’on a frappé", "Où l’on s’est parlé"),
         [(one.title, one.knocked, one.met) for one in pack.missions if one.knocked]),
        ("Ce qu’on a entendu, et ce qui a été répondu", ("Entendu", "Qui répond", "Pour quand", "Où on en est"),
         [(one.text, one.owner or "à confier", one.due, one.became or one.state) for one in pack.heard]),
        ("Les prochains sujets", ("Ce que les habitants demandent et que personne ne finance encore",), [(one,) for one in pack.coming]),
    ]  # fmt: skip
    return [one for one in boards if one[2]]
