"""The agreement: estimated, written as a version that never changes, signed; signing freezes the sectors."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from palier.common.journal import write_line
from palier.missions.actions.mission import MissionRefused
from palier.missions.actions.sectors import freeze_sectors
from palier.missions.building import Agreement, Estimate
from palier.missions.models import Mission
from palier.missions.queries.built import subject_of
from palier.missions.rules.agreement import Terms, articles, check_terms
from palier.missions.rules.price import Assumptions, check_assumptions, packed, price_of
from palier.missions.rules.stages import is_before
from palier.people.api import Account


@transaction.atomic
def keep_estimate(actor: Account, mission: Mission, given: Assumptions, now: datetime) -> Estimate:
    """Keep a price with every assumption. Raises `MissionRefused`."""
    problems = check_assumptions(given)
    if problems:
        raise MissionRefused(problems)
    result = {name: str(value) for name, value in asdict(price_of(given)).items()}
    made = Estimate.objects.create(mission=mission, assumptions=packed(given), result=result, made_by=_account(actor), made_at=now)
    write_line(actor, "keep_estimate", made)
    return made


def _account(actor: object) -> Account | None:
    return actor if isinstance(actor, Account) else None


@transaction.atomic
def write_agreement(actor: Account, mission: Mission, terms: Terms, now: datetime, estimate: Estimate | None = None) -> Agreement:
    """A version of the agreement, filled from the mission as it is now. Raises `MissionRefused`."""
    problems = [] if not is_before(mission.stage, Mission.Stage.CO_CONSTRUCTION) else ["La mission n’est pas encore choisie."]
    subject = subject_of(mission)
    problems += check_terms(terms, subject)
    if mission.stage == Mission.Stage.CLOSED or mission.refused_at is not None:
        problems.append("Cette mission est terminée.")
    if problems:
        raise MissionRefused(problems)
    Mission.objects.select_for_update().get(pk=mission.pk)
    last = mission.agreements.order_by("-number").first()
    made = Agreement.objects.create(
        mission=mission, number=(last.number if last else 0) + 1, nature=terms.nature, price_cents=terms.price_cents, terms=_packed(terms),
        content=_content(mission, terms, now), estimate=estimate, made_by=_account(actor), made_at=now,
    )  # fmt: skip
    write_line(actor, "write_agreement", made, number=made.number)
    return made


def _packed(terms: Terms) -> dict[str, Any]:
    kept = asdict(terms)
    kept["schedule"] = [{"label": one.label, "due_on": one.due_on.isoformat(), "cents": one.cents} for one in terms.schedule]
    return kept


def _content(mission: Mission, terms: Terms, now: datetime) -> dict[str, Any]:
    subject = subject_of(mission)
    return {
        "title": subject.title, "association": subject.association, "commissioner": subject.commissioner, "site": subject.site,
        "made_on": now.date().isoformat(), "articles": [{"title": one.title, "paragraphs": list(one.paragraphs)} for one in articles(terms, subject)],
    }  # fmt: skip


@transaction.atomic
def sign_agreement(
    actor: Account, agreement: Agreement, *, signed_on: date, for_us: str, for_them: str, today: date, now: datetime
) -> None:
    """Both signed this version, which must be the latest. Sectors are frozen from then on. Raises `MissionRefused`."""
    mission = Mission.objects.select_for_update().get(pk=agreement.mission_id)
    last = mission.agreements.order_by("-number").first()
    problems = []
    if agreement.signed_on is not None:
        problems.append("Cette version est déjà signée.")
    if last is None or last.pk != agreement.pk:
        problems.append("Une version plus récente existe : c’est elle qui se signe.")
    if signed_on > today:
        problems.append("Ce jour n’est pas encore arrivé.")
    if not for_us.strip() or not for_them.strip():
        problems.append("Dites qui a signé de chaque côté.")
    if is_before(mission.stage, Mission.Stage.AGREEMENT):
        problems.append("On signe quand la mission est à l’étape « convention » : les textes et le périmètre sont alors approuvés.")
    if problems:
        raise MissionRefused(problems)
    agreement.signed_on, agreement.signed_for_us, agreement.signed_for_them = signed_on, for_us.strip()[:80], for_them.strip()[:80]
    agreement.save(update_fields=["signed_on", "signed_for_us", "signed_for_them"])
    freeze_sectors(actor, mission, now)
    write_line(actor, "sign_agreement", agreement, number=agreement.number)
