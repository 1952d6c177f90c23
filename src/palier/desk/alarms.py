"""An alarm as the desk says it: a sentence, whom to call, how it may end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from palier.common import french
from palier.common.dialling import shown_number
from palier.people.api import Site
from palier.safety.api import OUTCOMES, Alarm
from palier.visits.api import words

SORTS = {one["code"]: one["label"]["fr"] for one in words("alerts")}
ICONS = {"sos": "siren", "alert": "hand-heart", "overdue": "clock-user"}
LATE_AFTER_S = 120


@dataclass(frozen=True)
class Call:
    """Somebody to call: the number as it is dialled."""

    name: str
    number: str

    @property
    def shown(self) -> str:
        """The number as it is read aloud."""
        return shown_number(self.number)


@dataclass(frozen=True)
class Card:
    """One alarm on the page of safety."""

    alarm: Alarm
    icon: str
    title: str
    where: str
    when: str
    calls: list[Call]
    outcomes: list[tuple[str, str]]


def at(moment: datetime, site: Site, now: datetime) -> str:
    """`18 h 42`; `hier, 18 h 42`; `12 mars, 18 h 42`: in the site's own time."""
    zone = ZoneInfo(site.time_zone)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    ago = (today - local.date()).days
    day = {0: "", 1: "hier, "}.get(ago, f"{french.short_day(local.date())}, ")
    return day + french.clock(local)


def title_of(alarm: Alarm, now: datetime) -> str:
    """What rings, in a sentence without any resident in it."""
    name = alarm.voisin.first_name
    if alarm.kind == Alarm.Kind.SOS:
        return f"SOS de {name}"
    if alarm.kind == Alarm.Kind.OVERDUE:
        return f"{name} n’a pas terminé, prévu {at(alarm.said_at, alarm.site, now)}"
    sort = SORTS.get(alarm.sort, "quelque chose ne peut pas attendre")
    return f"Alerte de {name} : {sort[0].lower()}{sort[1:]}"


def where_of(alarm: Alarm) -> str:
    """The entrance that an SOS names."""
    if alarm.entrance is None:
        return ""
    return f"{alarm.entrance.building.name}, {alarm.entrance.name.lower()}"


def when_of(alarm: Alarm, now: datetime) -> str:
    """When it was said, and when it arrived if that was later: a phone without network keeps an SOS."""
    if alarm.kind == Alarm.Kind.OVERDUE:
        return f"attendu depuis {at(alarm.raised_at, alarm.site, now)}"
    late = (alarm.raised_at - alarm.said_at).total_seconds() > LATE_AFTER_S
    said = at(alarm.said_at, alarm.site, now)
    return f"appuyé à {said}, arrivé à {at(alarm.raised_at, alarm.site, now)}" if late else f"à {said}"


def card_of(alarm: Alarm, now: datetime) -> Card:
    """One alarm, with whom to call about it."""
    outcomes = [(code, str(Alarm.Outcome(code).label)) for code in OUTCOMES[alarm.kind]]
    return Card(alarm, ICONS[alarm.kind], title_of(alarm, now), where_of(alarm), when_of(alarm, now), _calls(alarm), outcomes)


def _calls(alarm: Alarm) -> list[Call]:
    """The voisin first, then the partner or whoever watches. For an SOS, the police and 112 too: one may not answer."""
    people = [alarm.voisin]
    if alarm.tour is not None:
        others = [one for one in alarm.tour.voisins.all() if one.pk != alarm.voisin_id]
        people += others or ([alarm.tour.buddy] if alarm.tour.buddy else [])
    found = [Call(one.first_name, one.phone) for one in people if one.phone]
    return [*found, Call("police", "17"), Call("secours", "112")] if alarm.kind == Alarm.Kind.SOS else found


def headline(open_ones: Sequence[Alarm], out: int) -> str:
    """The sentence on top of the page."""
    kinds = [one.kind for one in open_ones]
    said = [
        french.plural(kinds.count(kind), one, many)
        for kind, one, many in (("sos", "SOS", "SOS"), ("alert", "alerte", "alertes"), ("overdue", "retour attendu", "retours attendus"))
        if kind in kinds
    ]
    if said:
        return " et ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    if out:
        return f"{french.plural(out, 'personne est dehors', 'personnes sont dehors')}, rien à signaler."
    return "Personne n’est dehors."
