"""What a release holds: the closed list of tables of a mission, and its frozen text. Pure (security §3: R5, R6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from palier.common.french import language_name
from palier.impact.rules.bilan import STATES, Facts
from palier.privacy.api import BASE, THRESHOLD, VERSION, WHOLE, Cell, Figure, Plan, Row, Table, share

Content = dict[str, Any]
# Never by sector, and on a mission about it, not at all (R5, PV-11).
SENSITIVE_NEEDS = frozenset({"health", "rights", "isolation"})
SENSITIVE_THEMES = frozenset({"health", "rights"})
UNIT = "logements"
# The chain, each taken in the one before; said even when the audit closed its table.
STEPS = {"knocked": "logements où l’on a frappé", "met": "logements où l’on s’est parlé", "informed": "logements informés"}


def plans_of(facts: Facts) -> list[Plan]:
    """The closed list of tables of one mission: about ten, decided by its questionnaire and nothing else."""
    met = "homes:met"
    needs = [
        Row(code, label, f"needs:{code}", met, sectors=code not in SENSITIVE_NEEDS)
        for code, label in facts.needs.items()
        if not (facts.theme == "health" and code == "health")
    ]
    handed = [Row(code, label, f"handed:{code}", met) for code, label in facts.handouts.items()]
    return [
        Plan("funnel", "Du périmètre aux logements informés", "logements où l’on a frappé", "homes:knocked", (
            Row("knocked", STEPS["knocked"], "homes:knocked", "homes:knocked", activity=True, most=facts.doors),
            Row("met", STEPS["met"], met, "homes:knocked"),
            Row("informed", STEPS["informed"], "homes:informed", met),
        ), sectors=True, most=facts.doors),
        Plan("needs", "Ce que les gens demandent", "logements où l’on s’est parlé", met, tuple(needs), sectors=True),
        *_questions(facts),
        Plan("states", "Où en est chaque porte", "logements où l’on est passé", "homes:tried",
             tuple(Row(code, label, f"homes:{code}", "homes:tried") for code, label in STATES.items()), parts=True, most=facts.doors),
        Plan("handed", "Ce que nous avons laissé", "logements où l’on s’est parlé", met, tuple(handed)),
    ]  # fmt: skip


def _questions(facts: Facts) -> Iterable[Plan]:
    for question in facts.questions:
        code, base = question["code"], f"answered:{question['code']}"
        rows = tuple(Row(one["code"], _text(one["label"]), f"answers:{code}:{one['code']}", base) for one in question.get("choices", []))
        if rows:
            yield Plan(
                f"q-{code}", _text(question["label"]), "logements qui ont répondu", base, rows,
                parts=question["type"] == "select_one", sectors=facts.theme not in SENSITIVE_THEMES,
            )  # fmt: skip


def _text(label: Mapping[str, str]) -> str:
    return label.get("fr") or next(iter(label.values()), "")


def completed(facts: frozenset[str]) -> frozenset[str]:
    """The facts of a home with those that are bases: somebody passed, somebody answered that question."""
    answered = {f"answered:{one.split(':')[1]}" for one in facts if one.startswith("answers:")}
    tried = {"homes:tried"} if any(f"homes:{code}" in facts for code in STATES) else set()
    return facts | answered | tried


def content_of(facts: Facts, made_at: datetime, tables: Sequence[Table], languages: Content | None, notes: Sequence[str]) -> Content:
    """The frozen content: all that a reader needs, and nothing that may not leave."""
    shown = [table_content(one) for one in tables]
    if languages:
        shown.insert(2, languages)
    return {
        "rule": VERSION, "made_at": made_at.isoformat(timespec="seconds"),
        "mission": {
            "title": facts.title, "commissioner": facts.commissioner, "site": facts.site, "theme": facts.theme,
            "starts_on": facts.starts_on.isoformat(), "ends_on": facts.ends_on.isoformat(),
        },
        "doors": facts.doors, "voisins": facts.voisins, "tables": shown, "notes": [*NOTES, *notes],
    }  # fmt: skip


NOTES = (
    "L’unité est le logement, compté une fois par tableau.",
    f"Les nombres sont arrondis à {BASE}. « < {THRESHOLD} » : moins de {THRESHOLD} logements, ou moins de {THRESHOLD} en dehors.",
    "Les totaux sont arrondis à part : ils ne s’additionnent pas toujours.",
    "Un pourcentage n’est donné qu’à partir de 30 logements, et se lit sur des nombres arrondis.",
    "Seul le nombre de portes du périmètre est exact.",
)


def table_content(table: Table) -> Content:
    """One table; a hidden value is null."""
    bases = {row.row.fact: row.value for row in (table.base, *table.figures)}
    return {
        "code": table.plan.code, "title": table.plan.title, "unit": UNIT, "zone": {"code": table.zone.code, "name": table.zone.name},
        "base": {"label": table.plan.base_label, "value": table.base.value},
        "rows": [_row(one, bases.get(one.row.base)) for one in table.figures],
    }  # fmt: skip


def _row(figure: Figure, base: int | None) -> Content:
    whole = None if figure.row.activity else share(figure.value, base)
    return {"code": figure.row.code, "label": figure.row.label, "value": figure.value, "share": whole}


def languages_content(cells: Mapping[str, Cell], whole: Cell, site: str) -> Content:
    """The table of languages: only for the whole mission, and of conversations already parted from their doors (PV-03)."""
    ordered = sorted(cells, key=lambda code: (code == "other", -(cells[code].value or 0), code))
    names = {code: "autres langues" if code == "other" else language_name(code) for code in ordered}
    return {
        "code": "languages", "title": "En quelles langues", "unit": UNIT, "zone": {"code": WHOLE, "name": site},
        "base": {"label": "logements où l’on s’est parlé dans une langue notée", "value": whole.value},
        "rows": [{"code": one, "label": names[one], "value": cells[one].value, "share": share(cells[one].value, whole.value)} for one in ordered],
    }  # fmt: skip


def funnel_of(content: Content) -> dict[str, int | None]:
    """The mission's knocked, met and informed, as shown."""
    return {row["code"]: row["value"] for row in table_of(content, "funnel").get("rows", [])}


def table_of(content: Content, code: str, zone: str = WHOLE) -> Content:
    """One table of a release; empty when it has none."""
    return next((one for one in content["tables"] if one["code"] == code and one["zone"]["code"] == zone), {})
