"""From homes to what may leave: zones, tables, audit, and the remedies when the audit refuses. Pure (security §3.3: R4, R6, R7).

The order of remedies is that of R7: merge sectors, merge codes, drop the table.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from palier.privacy.rules.audit import Narrowed, Out, Told, Verdict, audit
from palier.privacy.rules.geography import Buildings, zones_at_odds
from palier.privacy.rules.homes import WHOLE, Homes, Zone
from palier.privacy.rules.sectors import Place, merge_small
from palier.privacy.rules.tables import TEAM, Before, Figure, Plan, Row, Table, count_table, sector_plans, share

MET = "homes:met"
ROUNDS = 12
OTHERS = "Autres réponses"


@dataclass(frozen=True)
class Asked:
    """What a release is computed from. `sectors`: those frozen at signature, as buildings; `places`: where buildings stand.

    `before`: the cells of the release before; `earlier`: everything ever released on these buildings, oldest first; `follows`: which
    of them is the release before of this mission; `released`: zones that were ever released.
    """

    homes: Homes
    plans: Sequence[Plan]
    site: str
    name: str
    secret: bytes
    team: int
    sectors: Sequence[Zone] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    dwellings: Mapping[str, int] = field(default_factory=dict)
    before: Before = field(default_factory=dict)
    earlier: Sequence[Out] = ()
    follows: int | None = None
    released: Collection[Buildings] = ()


@dataclass(frozen=True)
class Planned:
    """What would leave; `told`: what was merged or dropped, and what may not leave at all, in sentences."""

    tables: list[Table]
    zones: list[Zone]
    out: Out
    verdict: Verdict
    remedies: list[str]
    problems: list[str]


def plan_release(asked: Asked, *, audited: bool = True, seconds: float = 2.0) -> Planned:
    """What may leave, after the remedies that the audit asked for. `problems` is not empty when nothing helps: nothing leaves then."""
    zones, remedies = release_zones(asked)
    plans = list(asked.plans)
    for _ in range(ROUNDS):
        tables = tables_of(asked, plans, zones)
        out = out_of(asked, tables)
        if not audited:
            return Planned(tables, zones, out, Verdict([], solved=False), remedies, [])
        verdict = audit([*asked.earlier, out], seconds=seconds)
        if verdict.passed:
            return Planned(tables, zones, out, verdict, remedies, [])
        if not verdict.solved:
            problem = (
                "La vérification n’a pas pu aller au bout : rien ne sort. Réunissez des secteurs ou enlevez un tableau, puis recommencez."
            )
            return Planned(tables, zones, out, verdict, remedies, [problem])
        plans, done = _remedy(asked, plans, verdict.narrowed, bool(zones))
        if not done:
            break
        remedies += done
    return Planned(tables, zones, out, verdict, remedies, _refusal(verdict.narrowed))


def release_zones(asked: Asked) -> tuple[list[Zone], list[str]]:
    """The sectors as they may be told today: under 50 homes met joined to the nearest; none when two would differ by a few homes."""
    met = {building: len(keys) for building, keys in asked.homes.per_building(MET).items()}
    if len(asked.sectors) < 2 or asked.team < TEAM:
        return [], []
    names = {one.buildings: one for one in asked.sectors}
    groups = [[_place(asked, one, met.get(one, 0)) for one in sorted(zone.buildings)] for zone in asked.sectors]
    merged = [_zone(group, names) for group in merge_small(groups)]
    told = [f"{one.name} : réunis, il y a moins de 50 conversations dans l’un d’eux." for one in merged if one.buildings not in names]
    if len(merged) < 2:
        return [], ["Pas de chiffres par secteur : il y a trop peu de conversations dans chacun."] if len(asked.sectors) > 1 else []
    if asked.released:
        odd = zones_at_odds([one.buildings for one in merged], asked.released, met, asked.dwellings)
        if odd:
            return [], ["Pas de chiffres par secteur : comparés à ceux déjà sortis, ils parleraient de quelques logements."]
    return merged, told


def _place(asked: Asked, building: str, homes: float) -> Place:
    known = asked.places.get(building)
    return replace(known, homes=homes) if known else Place(building, "", homes)


def _zone(group: Sequence[Place], named: Mapping[frozenset[str], Zone]) -> Zone:
    buildings = frozenset(one.building for one in group)
    if buildings in named:
        return named[buildings]
    parts = sorted((one for one in named.values() if one.buildings <= buildings), key=lambda one: one.code)
    return Zone("+".join(one.code for one in parts), " et ".join(one.name for one in parts), buildings)


def tables_of(asked: Asked, plans: Sequence[Plan], zones: Sequence[Zone]) -> list[Table]:
    """Every table of the closed list: the mission's, then the sectors'."""
    whole = Zone(WHOLE, asked.site, asked.homes.buildings)
    tables = [count_table(asked.homes, plan, whole, asked.secret, asked.before, asked.team) for plan in plans]
    if not zones:
        return tables
    shown = {(one.plan.code, figure.row.code): _share_of(one, figure.row, tables) for one in tables for figure in one.figures}
    contacted = len(asked.homes.with_fact(MET, asked.homes.buildings))
    told = sector_plans(plans, contacted, shown)
    return tables + [count_table(asked.homes, plan, zone, asked.secret, asked.before, asked.team) for zone in zones for plan in told]


def _share_of(table: Table, row: Row, tables: Sequence[Table]) -> int | None:
    values = {one.row.fact: one.value for each in tables for one in (each.base, *each.figures)}
    return share(values.get(row.fact), values.get(row.base))


def out_of(asked: Asked, tables: Sequence[Table]) -> Out:
    """The release as the audit keeps it: per building, without a home.

    What is the base of another figure (somebody passed, spoke, answered) is taken as known to the attacker exactly: it is no quantity.
    """
    known = {row.base for plan in asked.plans for row in plan.rows} | {plan.base for plan in asked.plans}
    hidden = [(table, one) for table in tables for one in table.figures if not one.row.activity and one.row.fact not in known]
    closed = {row.fact: (plan.code, row) for plan in asked.plans for row in plan.rows if not row.activity and row.fact not in known}
    rows = {fact: row for fact, (_, row) in closed.items()} | {one.row.fact: one.row for _, one in hidden}
    bases = {row.base: asked.homes.per_building(row.base) for row in rows.values()}
    inside = {fact: asked.homes.per_building(fact) for fact in rows}
    none: frozenset[str] = frozenset()
    return Out(
        name=asked.name, follows=asked.follows,
        tables={fact: code for fact, (code, _) in closed.items()} | {one.row.fact: table.plan.code for table, one in hidden},
        counts={fact: {one: len(inside[fact].get(one, none)) for one in bases[row.base]} for fact, row in rows.items()},
        bases={fact: {one: len(keys) for one, keys in bases[row.base].items()} for fact, row in rows.items()},
        marks={
            fact: {one: _mark(asked.secret, fact, keys, inside[fact].get(one, none)) for one, keys in bases[row.base].items()}
            for fact, row in rows.items()
        },
        told=[
            Told(table.plan.code, one.row.fact, tuple(sorted(table.zone.buildings)), one.low, one.high, one.value, _since(one))
            for table, one in hidden
        ],
        parts=sorted(
            tuple(one.row.fact for one in table.figures) for table in tables
            if table.plan.parts and table.zone.code == WHOLE and all(one.row.fact in rows for one in table.figures)
        ),
    )  # fmt: skip


def _since(figure: Figure) -> str:
    return figure.repeats.release if figure.repeats is not None and figure.few else ""


def _mark(secret: bytes, fact: str, base: frozenset[str], inside: frozenset[str]) -> str:
    """The same homes of the same base saying the same thing have the same mark, in whatever mission; no home is found from it."""
    text = "\n".join([fact, *sorted(base), "", *sorted(inside)])
    return hmac.new(secret, f"mark:{text}".encode(), hashlib.sha256).hexdigest()[:16]


def _remedy(asked: Asked, plans: list[Plan], narrowed: Sequence[Narrowed], sectors: bool) -> tuple[list[Plan], list[str]]:
    """One step: join the sectors of the lines that give something away, else merge codes, else drop the table.

    The sentences say what was done; none when nothing is left to do.
    """
    facts = {one.fact for one in narrowed}
    if sectors and any(_by_sector(plan, row) for plan in plans for row in plan.rows if row.fact in facts):
        return _join_sectors(plans, facts)
    kept: list[Plan] = []
    told: list[str] = []
    for plan in plans:
        weak = [row for row in plan.rows if row.fact in facts]
        smaller = _merge_codes(asked, plan, weak) if weak else plan
        if smaller is None:
            told.append(f"« {plan.title} » : ce tableau ne sort pas, il ferait deviner ce qu’ont dit quelques logements.")
            continue
        kept.append(smaller)
        if weak:
            told.append(
                f"« {plan.title} » : {_listed(row.label for row in weak)}, trop rares pour être dits seuls, sont dans « {OTHERS} »."
            )
    return kept, told


def _by_sector(plan: Plan, row: Row) -> bool:
    return plan.sectors and row.sectors


def _join_sectors(plans: Sequence[Plan], facts: Collection[str]) -> tuple[list[Plan], list[str]]:
    """These lines are told for the mission only: by sector, a subtraction would give a small one back."""
    kept, told = [], []
    for plan in plans:
        weak = [row for row in plan.rows if row.fact in facts and _by_sector(plan, row)]
        kept.append(replace(plan, rows=tuple(replace(row, sectors=False) if row in weak else row for row in plan.rows)))
        if weak:
            told.append(f"« {plan.title} » : {_listed(row.label for row in weak)}, pas par secteur : on y retrouverait quelques logements.")
    return kept, told


def _merge_codes(asked: Asked, plan: Plan, weak: Sequence[Row]) -> Plan | None:
    """The rows that give away, with the rarest other, as one row of « autres »; None when too little would be left."""
    if plan.code == "funnel" or any(row.label == OTHERS for row in weak):
        return None
    strong = [row for row in plan.rows if row not in weak]
    if len(strong) < 2:
        return None
    if len(weak) == 1:
        rarest = min(strong, key=lambda row: (len(asked.homes.with_fact(row.fact, asked.homes.buildings)), row.code))
        weak, strong = [*weak, rarest], [row for row in strong if row is not rarest]
    fact = "+".join(sorted({part for row in weak for part in row.fact.split("+")}))
    merged = Row("autres", OTHERS, fact, weak[0].base, sectors=all(row.sectors for row in weak))
    return replace(plan, rows=(*strong, merged))


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"« {one} »" for one in labels)


def _refusal(narrowed: Sequence[Narrowed]) -> list[str]:
    tables = sorted({one.table for one in narrowed})
    return [
        f"Le tableau « {one} » ferait deviner ce qu’ont dit quelques logements, et rien ne l’empêche : il faut l’enlever." for one in tables
    ]
