"""Synthetic missions, home by home: buildings, months, themes, a question, three to six voisins. Everything follows from the seed."""

import random
from dataclasses import dataclass, replace

from tests.attack.rules import Asked, Home, Homes, Place, Plan, Row, Zone, propose_sectors

RATES = (0.02, 0.05, 0.08, 0.15, 0.25, 0.4)
THEMES = tuple(f"needs:t{number}" for number in range(len(RATES)))
MONTHS = 4
SECRET = b"attack"
CHOICES = ("oui", "un_peu", "non")
PLANS = (
    Plan("funnel", "Du périmètre aux logements informés", "logements où l’on a frappé", "homes:knocked", (
        Row("met", "logements où l’on s’est parlé", "homes:met", "homes:knocked"),
        Row("informed", "logements informés", "homes:informed", "homes:met"),), sectors=True),
    Plan("needs", "Ce que les gens demandent", "logements où l’on s’est parlé", "homes:met",
         tuple(Row(one, one, one, "homes:met") for one in THEMES), sectors=True),
    Plan("q-facture", "La facture", "logements qui ont répondu", "homes:met",
         tuple(Row(one, one, f"answers:facture:{one}", "homes:met") for one in CHOICES), parts=True, sectors=True),
)  # fmt: skip


@dataclass(frozen=True)
class Lived:
    """One home, and the month when it was met (None: never)."""

    home: Home
    month: int | None


@dataclass(frozen=True)
class Mission:
    """A whole synthetic mission."""

    seed: int
    lived: tuple[Lived, ...]
    doors: dict[str, int]
    places: dict[str, Place]
    team: int
    sectors: tuple[Zone, ...]

    def until(self, month: int) -> list[Home]:
        """The homes as known at the end of a month."""
        return [
            one.home if one.month is not None and one.month <= month else _silent(one.home) for one in self.lived if _knocked(one, month)
        ]


def _knocked(one: Lived, month: int) -> bool:
    return one.month is None or one.month <= month


def _silent(home: Home) -> Home:
    return Home(home.key, home.building, home.voisin, frozenset({"homes:knocked"}))


def make_mission(seed: int, *, buildings: int = 8, size: tuple[int, int] = (12, 90), contact: tuple[float, float] = (0.45, 0.7)) -> Mission:
    """Some 230 homes met, as in the simulation of security §3.4."""
    dice = random.Random(seed)
    lived: list[Lived] = []
    doors: dict[str, int] = {}
    places: dict[str, Place] = {}
    team = dice.randint(3, 6)
    for number in range(buildings):
        name = f"b{number}"
        doors[name] = dice.randint(*size)
        places[name] = Place(name, "", doors[name], 2.0 + 0.001 * (number % 4), 48.0 + 0.001 * (number // 4))
        rates = [min(0.95, rate * dice.uniform(0.4, 1.9)) for rate in RATES]
        answer = [dice.random() + 0.2 for _ in CHOICES]
        months = [dice.gammavariate(2, 1) for _ in range(MONTHS)]
        informs = dice.uniform(0.7, 1.0)
        meets = dice.uniform(*contact)
        for door in range(doors[name]):
            lived.append(_live(dice, f"{seed}:{name}:{door}", name, meets, rates, answer, months, team, informs))
    groups = propose_sectors(list(places.values()))
    sectors = tuple(
        Zone(f"s{number}", f"Secteur {number}", frozenset(one.building for one in group)) for number, group in enumerate(groups)
    )
    return Mission(seed, tuple(lived), doors, places, team, sectors)


def _live(
    dice: random.Random,
    key: str,
    building: str,
    meets: float,
    rates: list[float],
    answer: list[float],
    months: list[float],
    team: int,
    informs: float,
) -> Lived:
    voisin = f"v{dice.randrange(team)}"
    if dice.random() > meets:
        return Lived(Home(key, building, voisin, frozenset({"homes:knocked"})), None)
    facts = {"homes:knocked", "homes:met", f"answers:facture:{dice.choices(CHOICES, answer)[0]}"}
    if dice.random() < informs:
        facts.add("homes:informed")
    facts |= {theme for theme, rate in zip(THEMES, rates, strict=True) if dice.random() < rate}
    return Lived(Home(key, building, voisin, frozenset(facts)), dice.choices(range(MONTHS), months)[0])


def asked(mission: Mission, homes: list[Home], **more: object) -> Asked:
    """The question put to the rules: what may leave of these homes."""
    question = Asked(
        homes=Homes(homes), plans=PLANS, site="Site", name=f"m{mission.seed}", secret=SECRET, team=mission.team, sectors=mission.sectors, places=mission.places,
        dwellings=mission.doors,
    )  # fmt: skip
    return replace(question, **more)  # type: ignore[arg-type]
