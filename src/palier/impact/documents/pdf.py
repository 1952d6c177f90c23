"""The bilan as PDF/UA-1: tagged, in French, readable aloud."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import typo
from palier.common.pdf import pictures, write_pdf
from palier.impact.rules.story import Page, Story
from palier.privacy.api import THRESHOLD

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "story.typ"
WINDOWS = 160
# What the first page already shows.
ON_FRONT = frozenset({"essential"})


def story_pdf(story: Story, now: datetime) -> bytes:
    """The whole story; the first page stands alone."""
    return write_pdf(TEMPLATE, _data(story), now)


def _data(story: Story) -> dict[str, Any]:
    total = max(1, sum(number for _, number in story.windows))
    each = next(one for one in (1, 2, 4, 5, 10, 20, 50, 100, 500, 10_000) if total / one <= WINDOWS)
    return _typo({
        "title": story.title, "kind": story.kind, "lead": story.lead, "commissioner": story.commissioner, "site": story.site,
        "period": story.period, "month": story.month, "mark": story.mark, "source": story.source, "threshold": THRESHOLD,
        "funnel": [asdict(one) for one in story.funnel], "figures": [asdict(one) for one in story.figures],
        "windows": {"each": each, "groups": [[name, round(number / each)] for name, number in story.windows]},
        "essential": list(story.page("essential").paragraphs), "quotes": [asdict(one) for one in story.page("words").quotes[:2]],
        "steps": list(story.page("proposals").steps[:3]), "languages": [asdict(one) for one in story.page("ground").grids],
        "pages": [_page(one) for one in story.pages if one.code not in ON_FRONT],
    })  # fmt: skip


def _page(page: Page) -> dict[str, Any]:
    return {**asdict(page), "grids": [{**asdict(one), "hidden": one.hidden} for one in page.grids]}


def _typo(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _typo(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_typo(one) for one in data]
    return typo(data) if isinstance(data, str) else data


def story_page(story: Story, page: int, now: datetime, ppi: float = 92) -> bytes | None:
    """One page as a picture (PNG), numbered from 1, for who writes it; None when there is no such page."""
    found = pictures(TEMPLATE, _data(story), now, ppi)
    return found[page - 1] if 0 < page <= len(found) else None
