"""Every column is declared, every declaration is true, and the register says it in French."""

from collections import Counter
from datetime import date, timedelta

import pytest

from palier.common.jobs import jobs
from palier.common.personal_data import Basis, Duration, Whose
from palier.privacy.gather import activities, fields_of_models, holdings


def test_every_field_of_every_model_is_declared_once() -> None:
    """A new model, or a new field, says what it keeps of persons in its room's `registry.py`: `held(…)`, or `nothing(…)` (PV-01, AR-04)."""
    declared = Counter((one.model, field) for one in holdings() for field in one.fields)
    fields = set(fields_of_models())
    missing: dict[str, list[str]] = {}
    for model, field in sorted(fields - set(declared)):
        missing.setdefault(model, []).append(field)
    paste = "\n".join(
        f'nothing("{model}", "{" ".join(names)}"),   # or held("{model}", ACTIVITY, "…", "…")' for model, names in missing.items()
    )
    assert not missing, f"declare in ROOM/registry.py what these keep of persons:\n{paste}"
    assert not set(declared) - fields, f"declared, and not in any model: {sorted(set(declared) - fields)}"
    assert not [pair for pair, number in declared.items() if number > 1], "declared twice"


def test_every_declaration_belongs_to_an_activity_and_every_activity_is_whole() -> None:
    codes = Counter(one.code for one in activities())
    assert {one.activity for one in holdings() if one.activity} <= set(codes)
    assert max(codes.values()) == 1
    assert len({one.number for one in activities()}) == len(codes)
    for one in activities():
        assert all((one.title, one.purpose, one.kept, one.then, one.seen_by, one.whose)), one.code
        assert isinstance(one.basis, Basis)
        assert all(isinstance(who, Whose) for who in one.whose)


def test_the_inventory_of_the_association_is_in_it() -> None:
    """The 23 lines that the association's inventory names."""
    assert {one.number for one in activities()} >= set(range(1, 24))


def test_whoever_is_said_to_erase_by_itself_runs_by_itself() -> None:
    known = {job.name for job in jobs()}
    assert {one.job for one in activities() if one.job} <= known


def test_what_residents_and_voisins_leave_is_always_erased_by_a_job() -> None:
    """Geography, oppositions and what is never collected or kept elsewhere have no job; everything else has."""
    assert {one.code for one in activities() if not one.job} == {
        "geography",
        "oppositions",
        "positions",
        "funding",
        "releases",
        "erasures",
        "feedback",
        "agreements",
    }


@pytest.mark.parametrize(("duration", "words"), [
    (Duration(months=6), "6 mois"), (Duration(months=24), "2 ans"), (Duration(days=1), "1 jour"), (Duration(months=13, days=2), "1 an et 1 mois et 2 jours"),
    (Duration.of(timedelta(days=365)), "1 an"), (Duration.of(timedelta(days=90)), "90 jours"),
])  # fmt: skip
def test_a_duration_is_said(duration: Duration, words: str) -> None:
    assert str(duration) == words


def test_a_month_ends_where_the_calendar_ends() -> None:
    assert Duration(months=6).after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert Duration(months=1).before(date(2026, 3, 31)) == date(2026, 2, 28)
    assert Duration(months=24).before(date(2028, 2, 29)) == date(2026, 2, 28)
