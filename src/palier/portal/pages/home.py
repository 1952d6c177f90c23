"""The first page: what waits for an answer, then one's own missions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from palier.common.french import NBSP, long_day, plural, short_day
from palier.missions.api import Mission, latest_parts
from palier.partners.api import FieldFeedback, committees_of, lateness
from palier.people.api import Account, Site
from palier.portal.scope import Visitor, portal_page


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for an answer: what, until when, where; `late` when the day has passed."""

    words: str
    when: str
    link: str
    late: bool = False


@portal_page
def home(visitor: Visitor) -> HttpResponse:
    """What waits, my missions, the next committee, whom to write to."""
    missions = [card_of(one, visitor.today) for one in visitor.missions()]
    return visitor.show("home.html", waiting=waiting_of(visitor), missions=missions, contacts=contacts_of(visitor.sites),
                        coming=[one for one in _committees(visitor) if one.committee.cancelled_at is None][:3])  # fmt: skip


def waiting_of(visitor: Visitor) -> list[Waiting]:
    """Answers to residents, the overdue ones first; referrals without news; invitations."""
    found = []
    for one in visitor.feedback().filter(state=FieldFeedback.State.ASSIGNED):
        if one.due_on is not None:
            late = lateness(one.state, one.due_on, visitor.today) == "late"
            when = f"attendue depuis le {short_day(one.due_on)}" if late else f"avant le {short_day(one.due_on)}"
            found.append(Waiting(one.text, when, reverse("portal_feedback") + f"#r-{one.pk}", late))
    sent = visitor.referrals().filter(state="sent").count()
    if sent:
        words = f"{plural(sent, 'orientation')} : les avez-vous reçues{NBSP}?"
        found.append(Waiting(words, "", reverse("portal_referrals")))
    found += _to_agree(visitor)
    for guest in _committees(visitor):
        if not guest.answer and guest.committee.cancelled_at is None:
            begins = guest.committee.begins_at.date()
            found.append(Waiting(f"{guest.committee.title} : viendrez-vous{NBSP}?", long_day(begins), reverse("portal_agenda")))
    return found


def _to_agree(visitor: Visitor) -> list[Waiting]:
    """Missions being built, where something that is written has not our agreement yet."""
    stages = (Mission.Stage.CO_CONSTRUCTION, Mission.Stage.AGREEMENT)
    found = []
    for mission in visitor.missions().filter(stage__in=stages):
        if visitor.commissions(mission):
            parts = latest_parts(mission).values()
            waiting = sum(not any(row.side == "commissioner" for row in one.approvals.all()) for one in parts)
            if waiting:
                words = f"{mission.title} : {plural(waiting, 'partie', 'parties')} à relire"
                found.append(Waiting(words, "", reverse("portal_building", args=[mission.pk])))
    return found


def _committees(visitor: Visitor) -> list[Any]:
    return [one for one in committees_of(one.pk for one in visitor.partners) if one.committee.ends_at > visitor.now]


@dataclass(frozen=True, slots=True)
class Card:
    """One mission: where it stands among its stages, in words and in steps."""

    mission: Mission
    stage: str
    steps: list[tuple[str, str]]
    dates: str


def card_of(mission: Mission, today: date) -> Card:
    """`steps`: (word, done | here | empty), from the first stage to the last."""
    names = Mission.Stage.choices
    here = [code for code, _ in names].index(mission.stage)
    steps = [(str(word), "done" if place < here else "here" if place == here else "") for place, (_, word) in enumerate(names)]
    return Card(mission, mission.get_stage_display(), steps, _dates(mission, today))


def _dates(mission: Mission, today: date) -> str:
    first, last = short_day(mission.starts_on), f"{short_day(mission.ends_on)} {mission.ends_on.year}"
    if mission.stage == Mission.Stage.FIELD and mission.starts_on <= today <= mission.ends_on:
        week, weeks = (today - mission.starts_on).days // 7 + 1, (mission.ends_on - mission.starts_on).days // 7 + 1
        return f"du {first} au {last}, semaine {week} sur {weeks}"
    return f"du {first} au {last}"


def contacts_of(sites: list[Site]) -> list[tuple[Site, Account]]:
    """Whom to write to: the managers of these sites."""
    rows = Account.objects.filter(role=Account.Role.MANAGER, is_active=True, sites__in=sites).prefetch_related("sites").distinct()
    by_site = {one.pk: one for one in sites}
    return [(by_site[site.pk], one) for one in rows.order_by("first_name") for site in one.sites.all() if site.pk in by_site]


@portal_page
def help_page(visitor: Visitor) -> HttpResponse:
    """What this place shows, what it never shows, and why."""
    return visitor.show("help.html", contacts=contacts_of(visitor.sites))
