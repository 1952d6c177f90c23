"""What a seminar reads: composed from the visits, the impressions and what was promised, since the last one that was held."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from palier.common.french import plural, short_day
from palier.desk.charts import draw, findings
from palier.missions.api import Mission
from palier.people.api import Account
from palier.teams.api import Seminar, SeminarPoint, Verbatim, open_actions, read_since
from palier.visits.api import Impressions, Visit, figures, impressions_between, notes_between, words

FIRST_LOOKS_BACK = timedelta(days=31)
# Under this many doors a percentage of a team says more of two evenings than of the doors.
FEW = 11
NEEDS = {one["code"]: one["label"]["fr"] for one in words("needs")}
MOODS = {"good": "bonne", "fair": "moyenne", "hard": "difficile"}
MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class MissionRead:
    """One mission as the team looks at it together: sentences, charts with their title, the needs most heard."""

    mission: Mission
    sentences: list[str]
    pace_title: str
    pace_chart: str
    slots_title: str
    slots_chart: str
    needs: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything on the table. `since` is the first day read."""

    since: date
    missions: list[MissionRead]
    impressions: Impressions
    moods: str
    heard: list[tuple[str, int]]
    notes: list[Visit]
    verbatims: list[Verbatim]
    promised: list[SeminarPoint]

    @property
    def sentences(self) -> list[str]:
        """What is kept of the figures once the seminar was held."""
        found = [f"{one.mission.title} : {sentence}" for one in self.missions for sentence in one.sentences]
        return found + ([self.moods] if self.moods else [])


def prepare(account: Account, seminar: Seminar, today: date) -> Preparation:
    """Read for one seminar, up to its day or to today."""
    last = min(seminar.day, today)
    since = read_since(seminar)
    first = since + timedelta(days=1) if since else seminar.day - FIRST_LOOKS_BACK
    impressions = impressions_between(seminar.site, first, last)
    quoted = list(seminar.verbatims.select_related("author").order_by("theme", "id"))
    there = {(one.author_id, one.text) for one in quoted}
    notes = [one for one in notes_between(account, seminar.site, first, last) if (one.voisin_id, one.note) not in there]
    missions = (
        Mission.objects.filter(site=seminar.site, starts_on__lte=last, ends_on__gte=first)
        .exclude(stage__in=("proposal", "selected", "co_construction", "agreement", "ready"))
        .order_by("starts_on")
    )
    read = [found for one in missions if (found := _mission(one, first, last))]
    return Preparation(
        first, read, impressions, _moods(impressions), [(NEEDS.get(code, code), number) for code, number in impressions.heard.most_common(MOST_NEEDS)],
        notes, quoted, open_actions([seminar.site], seminar.day),
    )  # fmt: skip


def _mission(mission: Mission, first: date, last: date) -> MissionRead | None:
    counts = figures(mission)
    knocks = sum(number for day, number in counts.get("attempts", {}).items() if first.isoformat() <= day <= last.isoformat())
    homes = counts.get("homes", {})
    if not homes.get("knocked"):
        return None
    slots = findings.slots(counts.get("slots", {}))
    pace = findings.pace(counts.get("first_knocks", {}), mission.starts_on, mission.ends_on, mission.target_doors, last)
    needs = sorted(counts.get("needs", {}).items(), key=lambda one: -one[1])[:MOST_NEEDS]
    return MissionRead(
        mission, _sentences(homes, knocks, first), pace.title, draw.pace_chart(pace), findings.slots_title(slots),
        draw.heat_chart(slots, findings.slots_title(slots)), [(NEEDS.get(code, code), number) for code, number in needs],
    )  # fmt: skip


def _sentences(homes: dict[str, int], knocks: int, first: date) -> list[str]:
    knocked, met = homes["knocked"], homes.get("met", 0)
    found = [f"on a frappé {plural(knocks, 'fois', 'fois')} depuis le {short_day(first)}"] if knocks else []
    found.append(f"{plural(knocked, 'logement')} en tout, {plural(met, 'conversation')}")
    if knocked >= FEW and homes.get("informed"):
        found.append(f"{plural(homes['informed'], 'logement informé', 'logements informés')}")
    return found


def _moods(impressions: Impressions) -> str:
    parts = [plural(number, MOODS[mood]) for mood in MOODS if (number := impressions.moods[mood])]
    return f"{plural(impressions.told, 'fin de tournée racontée', 'fins de tournée racontées')} : {', '.join(parts)}" if parts else ""


def for_print(seminar: Seminar, found: Preparation) -> dict[str, Any]:
    """The data of the printed sheet. Words whose author did not say yes stay out of it."""
    points = list(seminar.points.order_by("number"))
    said = [one for one in found.verbatims if one.consent == Verbatim.Consent.YES]
    return {
        "title": seminar.title, "site": seminar.site.name, "employer": seminar.site.organisation.name, "place": seminar.place,
        "day": f"{short_day(seminar.day)} {seminar.day.year}", "since": short_day(found.since),
        "figures": seminar.shown if seminar.held_at else found.sentences,
        "needs": [[one.mission.title, [[word, str(number)] for word, number in one.needs]] for one in found.missions if one.needs],
        "words": [[one.theme or "", one.text] for one in said],
        "promised": [[one.text, one.owner, short_day(one.due_on) if one.due_on else ""] for one in found.promised],
        "points": [
            [one.kind, one.text, one.owner, short_day(one.due_on) if one.due_on else "", one.get_state_display() if one.kind == "action" else ""]
            for one in points
        ],
    }  # fmt: skip
