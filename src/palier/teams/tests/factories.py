"""One voisin under contract, and her manager."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from palier.people.api import Account, Voisin
from palier.teams.api import DeclaredHours, declare_hours, set_contract
from palier.visits.tests.factories import Stage, make_stage

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


def make_team() -> tuple[Stage, Voisin, Account]:
    """A stage whose first voisin has fifteen hours a month since January 2026."""
    stage = make_stage()
    voisin = stage.voisins[0]
    set_contract(stage.manager, voisin, starts_on=date(2026, 1, 1), monthly_minutes=900, signed_on=date(2025, 12, 20))
    return stage, voisin, stage.manager


def said(voisin: Voisin, day: str, start: str, end: str, sort: str = "field", **more: object) -> DeclaredHours:
    """What her phone declares."""
    found: dict[str, object] = {"hours_id": uuid4(), "rev": 1, **more}
    return declare_hours(
        "device",
        voisin,
        day=date.fromisoformat(day),
        starts_at=time.fromisoformat(start),
        ends_at=time.fromisoformat(end),
        sort=sort,
        **found,
    )  # type: ignore[arg-type]
