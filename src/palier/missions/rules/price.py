"""What a mission costs and what to ask for it, every assumption in sight.

Source: domain §1.7 (0.44 to 1.0 household met per paid hour), part (d) (presence 62 % → 52 % → 43 %, acceptance .88, 12.55 € an hour, manager
3,400 € a month at half a mission's life, 1.5 € a door, 25 % overhead). Sums are in euro cents.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

# Each pass finds fewer people than the one before: 62 → 52 → 43 % (domain d).
FALL = Decimal("0.84")
HISTORIC_LOW, HISTORIC_HIGH = Decimal("0.44"), Decimal("1.0")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Percents are 0 to 100; hours and months may have decimals; amounts are euro cents."""

    doors: int = 500
    passes: int = 3
    reachable: Decimal = Decimal(92)
    opens: Decimal = Decimal(57)
    talks: Decimal = Decimal(88)
    met_per_hour: Decimal = Decimal("0.7")
    training: Decimal = Decimal(20)
    hour_cents: int = 1255
    team_hours: Decimal = Decimal(120)
    manager_share: Decimal = Decimal(50)
    manager_month_cents: int = 340_000
    travel_cents: int = 0
    tools_door_cents: int = 150
    overhead: Decimal = Decimal(25)
    contribution: Decimal = Decimal(0)
    grant_cents: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """How an assumption is shown: words, unit, lowest, highest, and where its default comes from."""

    words: str
    unit: str
    low: Decimal
    high: Decimal
    source: str


def _said(words: str, unit: str, low: str, high: str, source: str) -> Said:
    return Said(words, unit, Decimal(low), Decimal(high), source)


ASSUMED = "hypothèse, à corriger par l’expérience"
SAID = {
    "doors": _said("Portes du périmètre", "portes", "1", "20000", "une mission : 250 à 1 000 portes"),
    "passes": _said("Passages par porte", "passages", "1", "5", "trois, à des moments différents"),
    "reachable": _said("Portes où l’on peut trouver quelqu’un", "%", "1", "100", "4 % de logements vides, 4 % qui ne s’ouvrent jamais"),
    "opens": _said("On ouvre, au premier passage", "%", "1", "100", "50 % à 57 % en soirée ; chaque passage suivant trouve un sixième de moins"),
    "talks": _said("On se parle, quand on ouvre", "%", "1", "100", "88 % quand la langue est partagée"),
    "met_per_hour": _said("Logements rencontrés par heure payée", "par heure", "0.1", "5", "0,44 à 1,0 dans l’histoire du modèle, tout compris"),
    "training": _said("Dont formation", "% des heures", "0", "60", "20 % du temps payé"),
    "hour_cents": _said("Une heure de voisin, charges comprises", "€", "1000", "6000", "12,55 € au SMIC 2026, avant mutuelle et déplacements"),
    "team_hours": _said("Heures de l’équipe par mois", "heures", "1", "2000", "8 voisins à 15 heures"),
    "manager_share": _said("Temps du manager pour cette mission", "% d’un mois plein", "0", "100", ASSUMED),
    "manager_month_cents": _said("Un mois de manager, charges comprises", "€", "0", "2000000", ASSUMED),
    "travel_cents": _said("Déplacements, pour toute la mission", "€", "0", "10000000", "les voisins habitent là ; comptez ceux des formateurs"),
    "tools_door_cents": _said("Outils par porte (affiches, cartes, dépliants)", "€", "0", "10000", "1,50 € par porte"),
    "overhead": _said("Frais de structure", "% des coûts", "0", "100", ASSUMED),
    "contribution": _said("Contribution au projet associatif", "% du prix", "0", "60", "ce qui revient aux alliances, au lancement, à l’évaluation"),
    "grant_cents": _said("Subvention déjà acquise pour cette mission", "€", "0", "100000000", "zéro sans subvention"),
}  # fmt: skip
MONEY = frozenset(name for name in SAID if name.endswith("_cents"))
WHOLE = frozenset({"doors", "passes"}) | MONEY


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts in euro cents, hours with one decimal. `asked_cents`: what is left to ask once the grant is deducted."""

    knocks: int
    met: int
    hours: Decimal
    training_hours: Decimal
    door_hours: Decimal
    minutes_per_knock: int
    months: Decimal
    voisins_cents: int
    manager_cents: int
    tools_cents: int
    travel_cents: int
    overhead_cents: int
    cost_cents: int
    contribution_cents: int
    price_cents: int
    per_door_cents: int
    per_met_cents: int
    grant_cents: int
    asked_cents: int
    asked_per_met_cents: int


def check_assumptions(given: Assumptions) -> list[str]:
    """What is out of the possible, in sentences."""
    problems = []
    for name, said in SAID.items():
        value = Decimal(getattr(given, name))
        if not said.low <= value <= said.high:
            low, high = (said.low / 100, said.high / 100) if name in MONEY else (said.low, said.high)
            problems.append(f"« {said.words} » va de {_plain(low)} à {_plain(high)}.")
    return problems


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _cents(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def knocks_and_met(given: Assumptions) -> tuple[Decimal, Decimal]:
    """How many times one knocks in all, and at how many homes one talks. Who opened is not knocked again; who never opens is, at every pass."""
    reachable = given.doors * given.reachable / 100
    waiting, knocks, opened = reachable, (given.doors - reachable) * given.passes, Decimal(0)
    chance = given.opens / 100
    for _ in range(given.passes):
        knocks += waiting
        opened += waiting * chance
        waiting -= waiting * chance
        chance *= FALL
    return knocks, opened * given.talks / 100


def price_of(given: Assumptions) -> Price:
    """The price. Raises `ValueError` with sentences when an assumption is impossible."""
    problems = check_assumptions(given)
    if problems:
        raise ValueError(" ".join(problems))
    knocks, met = knocks_and_met(given)
    hours = met / given.met_per_hour
    training = hours * given.training / 100
    months = hours / given.team_hours
    voisins = hours * given.hour_cents
    manager = months * given.manager_share / 100 * given.manager_month_cents
    tools = Decimal(given.doors * given.tools_door_cents)
    direct = voisins + manager + tools + given.travel_cents
    overhead = direct * given.overhead / 100
    cost = direct + overhead
    price = cost / (1 - given.contribution / 100)
    asked = max(Decimal(0), price - given.grant_cents)
    whole_met = max(Decimal(1), met)
    return Price(
        knocks=_cents(knocks), met=_cents(met), hours=_tenth(hours), training_hours=_tenth(training), door_hours=_tenth(hours - training),
        minutes_per_knock=_cents((hours - training) * 60 / max(Decimal(1), knocks)), months=_tenth(months), voisins_cents=_cents(voisins),
        manager_cents=_cents(manager), tools_cents=_cents(tools), travel_cents=given.travel_cents, overhead_cents=_cents(overhead),
        cost_cents=_cents(cost), contribution_cents=_cents(price - cost), price_cents=_cents(price), per_door_cents=_cents(price / given.doors),
        per_met_cents=_cents(price / whole_met), grant_cents=given.grant_cents, asked_cents=_cents(asked),
        asked_per_met_cents=_cents(asked / whole_met),
    )  # fmt: skip


def between(given: Assumptions) -> tuple[Price, Price]:
    """The same mission at the best and at the worst pace that the model has known (1.0 and 0.44 household met per paid hour)."""
    return price_of(replace(given, met_per_hour=HISTORIC_HIGH)), price_of(replace(given, met_per_hour=HISTORIC_LOW))


def read_assumptions(typed: Mapping[str, str], base: Assumptions) -> tuple[Assumptions, list[str]]:
    """What was typed, upon `base` for what was not: decimals with a comma or a point, money in euros. And what is wrong, in sentences."""
    values: dict[str, Any] = {}
    problems = []
    for name, said in SAID.items():
        text = typed.get(name, "").replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".").strip()
        if not text:
            continue
        try:
            value = Decimal(text)
        except InvalidOperation:
            problems.append(f"« {said.words} » est un nombre.")
            continue
        if not value.is_finite() or abs(value) > 10**9:
            problems.append(f"« {said.words} » est un nombre.")
        elif name in MONEY:
            values[name] = _cents(value * 100)
        else:
            values[name] = int(value) if name in WHOLE else value
    given = replace(base, **values)
    return given, problems or check_assumptions(given)


def packed(given: Assumptions) -> dict[str, str]:
    """As it is kept: exact decimals, as text."""
    return {name: str(value) for name, value in asdict(given).items()}


def unpacked(kept: dict[str, str]) -> Assumptions:
    """Back from what was kept; what is unknown takes its default."""
    values = {one.name: kept[one.name] for one in fields(Assumptions) if one.name in kept}
    return Assumptions(**{name: int(Decimal(text)) if name in WHOLE else Decimal(text) for name, text in values.items()})  # type: ignore[arg-type]
