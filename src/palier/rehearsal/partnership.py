"""A mission walked by the real actions from a proposal to the field, by two people: for the demo, and for tests that need one ready."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from palier.missions.api import (
    CRITERIA,
    Agreement,
    Mission,
    Payment,
    Terms,
    advance_mission,
    announce,
    approve_part,
    change_mission,
    give_opinion_on,
    is_before,
    note_guide_test,
    set_trainings,
    sign_agreement,
    split_price,
    write_agreement,
    write_part,
)
from palier.partners.api import Partner, add_partner
from palier.people.api import Account, Voisin
from palier.teams.api import Attendance, TrainingModule, keep_module, note_attendance, plan_session

OBJECTIVES = "Que chaque foyer sache quoi faire de sa question, et à qui la poser."
MESSAGE = "Nous sommes vos voisins. Nous venons vous expliquer, gratuitement, sans rien vendre. Dites-nous ce qui ne va pas : nous le faisons remonter."
WHYS = {
    "concrete": "On repart avec une chose à faire.", "need": "Des habitants en parlent aux portes.", "no_advertising": "Aucune offre, aucun contact recueilli.",
    "free": "Rien à payer.", "independent": "La rédaction du bilan reste à l’association.", "balance": "Le thème n’a pas été porté cette année.",
}  # fmt: skip


def all_yes() -> dict[str, dict[str, Any]]:
    """Yes to every criterion, with a reason for each."""
    return {code: {"yes": True, "why": WHYS[code]} for code in CRITERIA}


def walk_to(
    stage: str, mission: Mission, manager: Account, second: Account, now: datetime, *, texts: dict[str, str] | None = None,
    price_cents: int = 1_440_000, module: str = "", posters: Sequence[str] = ("Les halls du périmètre",), voisins: Sequence[Voisin] = (),
) -> None:  # fmt: skip
    """Bring a mission to a stage, one step at a time, as of `now` (aware). Its perimeter and its guide must be there."""
    today = now.astimezone(ZoneInfo(mission.site.time_zone)).date()
    team = list(voisins) or list(Voisin.objects.filter(site=mission.site, left_at=None).order_by("first_name")[:3])

    def wanted(step: str) -> bool:
        return not is_before(stage, step) and is_before(mission.stage, step)

    if wanted("selected"):
        for who in (manager, second):
            give_opinion_on(who, mission, favourable=True, criteria=all_yes(), reason="Utile, concret, demandé.", now=now)
    if wanted("co_construction"):
        advance_mission(manager, mission, "co_construction")
    if wanted("agreement"):
        for part, text in {"objectives": OBJECTIVES, "message": MESSAGE, **(texts or {})}.items():
            approve_part(
                manager, write_part(manager, mission, part, text, now), side="association", by=manager.first_name, now=now, account=manager
            )
        advance_mission(manager, mission, "agreement")
    if wanted("ready"):
        sign_agreement(manager, _agreement(manager, mission, price_cents, today, now), signed_on=today, for_us=second.first_name,
                       for_them="La direction", today=today, now=now)  # fmt: skip
        advance_mission(manager, mission, "ready")
    if wanted("field"):
        _get_ready(manager, mission, team, module, posters, today, now)
    for step in ("field", "report", "closed"):
        if wanted(step):
            advance_mission(manager, mission, step)


def _agreement(manager: Account, mission: Mission, price_cents: int, today: date, now: datetime) -> Agreement:
    if mission.commissioner is None:
        organisation = mission.site.organisation
        partner = Partner.objects.filter(organisation=organisation).first() or add_partner(manager, organisation, name="Ville", kind="town")
        change_mission(manager, mission, commissioner=partner)
    half, rest = split_price(price_cents, (40, 60))
    terms = Terms(
        "service", price_cents, (Payment("À la signature", today, half), Payment("Au bilan", mission.ends_on + timedelta(days=30), rest)),
        feedback_contact="la direction de la proximité", training_by="le commanditaire, avec la manager",
    )  # fmt: skip
    return write_agreement(manager, mission, terms, now)


def _get_ready(
    manager: Account, mission: Mission, team: Sequence[Voisin], module: str, posters: Sequence[str], today: date, now: datetime
) -> None:
    for one in team[:2]:
        note_guide_test(manager, mission, one, tested_on=today, today=today, said="Plus court au début : on m’écoute mieux.")
    organisation = mission.site.organisation
    title = module or f"Préparer la mission : {mission.title}"[:80]
    taught = TrainingModule.objects.filter(organisation=organisation, title=title).first() or keep_module(
        manager, organisation, title=title, minutes=120, skills=("reach_out", "message"), everyone=False
    )
    set_trainings(manager, mission, [taught])
    session = plan_session(
        manager, mission.site, taught, day=today - timedelta(days=1), starts_at=time(9, 30), ends_at=time(11, 30), place="Maison du projet",
        trainer="avec le commanditaire", partner=mission.commissioner, voisins=team, now=now - timedelta(days=10),
    )  # fmt: skip
    for one in team:
        note_attendance(manager, Attendance.objects.get(session=session, voisin=one), there=True, now=now)
    for place in posters:
        announce(manager, mission, place=place, posted_on=today, today=today)
