"""The copy that leaves, as it is printed: read from the content of a release and from nothing else. Pure."""

from datetime import date

from palier.impact.rules.bilan import Bilan, Block, Facts, Line, said, windows_of
from palier.impact.rules.content import STEPS, Content, table_of
from palier.privacy.api import THRESHOLD, WHOLE

HIDDEN = f"< {THRESHOLD}"


def printed_bilan(content: Content) -> Bilan:
    """What the commissioner's copy shows."""
    mission = content["mission"]
    facts = Facts(
        title=mission["title"], commissioner=mission["commissioner"], site=mission["site"], theme=mission["theme"],
        starts_on=date.fromisoformat(mission["starts_on"]), ends_on=date.fromisoformat(mission["ends_on"]), doors=content["doors"],
        voisins=content["voisins"], tours=0, counts={}, needs={}, questions=[], handouts={},
    )  # fmt: skip
    told = {line.word: line for line in _block(table_of(content, "funnel")).lines}
    # The audit may have closed the whole table: its steps are then shut, not missing.
    steps = [told.get(word, Line(word, HIDDEN, None)) for word in STEPS.values()]
    funnel = [Line("portes dans le périmètre", str(facts.doors), facts.doors), *steps]
    questions = [one for one in content["tables"] if one["code"].startswith("q-") and one["zone"]["code"] == WHOLE]
    return Bilan(
        facts=facts, internal=False, funnel=funnel, sentence=said(facts, funnel),
        windows=windows_of(facts.doors, funnel[1].value, funnel[2].value), languages=_block(table_of(content, "languages")),
        needs=_sorted(table_of(content, "needs")), answers=[_sorted(one) for one in questions], states=_sorted(table_of(content, "states")),
        handed=_sorted(table_of(content, "handed")), inside=[],
    )  # fmt: skip


def _block(table: Content) -> Block:
    if not table:
        return Block("", "logements", "", [])
    lines = [Line(row["label"], HIDDEN if row["value"] is None else str(row["value"]), row["value"], row["share"]) for row in table["rows"]]
    base = HIDDEN if table["base"]["value"] is None else str(table["base"]["value"])
    return Block(table["title"], table["unit"], f"{base} {table['unit']}", lines)


def _sorted(table: Content) -> Block:
    """The largest first; among the hidden ones the order of the list, which says nothing."""
    block = _block(table)
    return Block(block.title, block.unit, block.base, sorted(block.lines, key=lambda line: -(line.value or 0)))
