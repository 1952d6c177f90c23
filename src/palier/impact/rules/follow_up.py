"""What may be said six months later: what became of the referrals, what was answered. Pure; no visit is needed any more (R6).

Tables that are out are repeated as they were. A referral is agreed to by one home: its counts follow the rules of homes (R1, R2, R3).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from palier.impact.rules.content import Content, table_of
from palier.privacy.api import THRESHOLD, WHOLE, Cell, released, released_total, share

STEPS = {
    "agreed": "orientations acceptées",
    "sent": "transmises",
    "seen": "reçues au service",
    "solved": "abouties",
    "unsolved": "sans suite",
}
REPEATED = ("funnel", "needs", "languages")
NOTE = "Les visites sont effacées depuis six mois, ou vont l’être : les tableaux de la mission sont ceux du premier bilan."


def outcome_cells(
    counts: Mapping[str, int], before: Mapping[str, tuple[int, int | None]], key: str, secret: bytes
) -> dict[str, tuple[int, Cell]]:
    """Each step: the count it stands on, and what may be printed. A change of one to ten since `before` (count, value) repeats it (R6)."""
    kept = {step: before[step] for step in STEPS if step in before and 0 < abs(counts.get(step, 0) - before[step][0]) < THRESHOLD}
    total = counts.get("agreed", 0)
    found = {}
    for step in STEPS:
        count, name = counts.get(step, 0), f"{key}:{step}"
        if step in kept:
            found[step] = (kept[step][0], Cell(kept[step][1]))
        else:
            found[step] = (count, released_total(count, name, secret) if step == "agreed" else released(count, total, name, secret))
    return found


def follow_up_content(first: Content, cells: Mapping[str, Cell], heard: Sequence[str], made_at: datetime) -> Content:
    """The content of the second release: the outcomes, what was answered, and the tables of the first that are told again."""
    whole = cells["agreed"].value
    zone = {"code": WHOLE, "name": first["mission"]["site"]}
    outcomes = {
        "code": "outcomes", "title": "Ce que sont devenues les orientations", "unit": "orientations", "zone": zone,
        "base": {"label": "orientations acceptées à la porte", "value": whole},
        "rows": [{"code": step, "label": label, "value": cells[step].value, "share": None if step == "agreed" else share(cells[step].value, whole)}
                 for step, label in STEPS.items()],
    }  # fmt: skip
    repeated = [one for code in REPEATED if (one := table_of(first, code))]
    notes = [*first["notes"], NOTE]
    return {
        **first,
        "made_at": made_at.isoformat(timespec="seconds"),
        "tables": [outcomes, *repeated],
        "heard": list(heard),
        "notes": notes,
    }


def heard_line(text: str, answer: str, changed: str) -> str:
    """One thing heard and what became of it, in one sentence or two."""
    became = f"Ce qui a changé : {changed}" if changed else f"Réponse : {answer}" if answer else "Pas encore de réponse."
    return f"{text.rstrip('.')}. {became}"
