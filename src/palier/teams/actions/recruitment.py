"""Recruitment, verb by verb: recommended, applies, is met twice, is decided, answered, hired; then forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palier.common.dialling import read_dialled
from palier.common.french import LANGUAGES
from palier.common.journal import write_line
from palier.common.models import new_id
from palier.partners.api import Structure
from palier.people.api import Account, Site, Voisin, hire_voisin, set_voisin_phone
from palier.places.api import Building
from palier.safekeeping.api import CannotOpen, erased, open_sealed, remember_erased, seal_words
from palier.teams.actions.employment import TeamRefused, begin_employment
from palier.teams.candidates import Candidate, Interview, TeamFact
from palier.teams.rules.recruitment import AGE_BANDS, GRID, MOMENTS, Met, check_decision, check_grid, check_interview, erased_on

ERASED = "candidate"
WORDS = {"first_name": 60, "last_name": 60, "phone": 24, "email": 120, "by": 80, "by_where": 120, "by_reach": 120, "why": 400, "said": 300}


@dataclass(frozen=True, slots=True)
class Who:
    """A candidate's words, opened: who she is, how to reach her, who recommended her and why, what was said of the decision."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    by: str = ""
    by_where: str = ""
    by_reach: str = ""
    why: str = ""
    said: str = ""

    @property
    def short(self) -> str:
        """`Ionela C.`: what a list shows."""
        return f"{self.first_name} {self.last_name[:1].upper()}." if self.last_name else self.first_name


@transaction.atomic
def recommend(
    actor: object, site: Site, words: Mapping[str, str], today: date, *, way: str, agreed: bool, languages: Sequence[str] = (),
    structure: Structure | None = None, building: Building | None = None, age_band: str = "", moments: Sequence[str] = (),
    candidate_id: UUID | None = None,
) -> Candidate:  # fmt: skip
    """Somebody is recommended, and agreed to it. The same id again changes nothing: a form sent twice is one. Raises `TeamRefused`.

    `words`: those of `Who`. Nothing is kept of somebody who did not agree.
    """
    if not agreed:
        raise TeamRefused("Rien ne peut être noté sans l’accord de la personne.")
    before = Candidate.objects.filter(pk=candidate_id).first() if candidate_id else None
    if before is not None:
        return before
    key = candidate_id or new_id()
    plain = _words(words)
    row = Candidate(
        pk=key, site=site, structure=structure, way=way, secret=_seal(key, plain), recommended_on=today, agreed_on=today, last_contact_on=today,
        **_about(languages, building, age_band, moments),
    )  # fmt: skip
    row.save(force_insert=True)
    write_line(actor, "recommend", row, way=way)
    return row


def _words(words: Mapping[str, str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    plain = {**(before or {}), **{name: " ".join(text.split())[: WORDS[name]] for name, text in words.items() if name in WORDS}}
    if not plain.get("first_name"):
        raise TeamRefused("Donnez au moins un prénom.")
    if plain.get("phone") and read_dialled(plain["phone"]) is None:
        raise TeamRefused("Ce numéro de téléphone ne se compose pas : des chiffres, par exemple 06 39 98 00 11.")
    if not plain.get("phone") and not plain.get("email") and not plain.get("by_reach"):
        raise TeamRefused("Donnez un téléphone ou un courriel, le sien ou celui de qui la recommande.")
    return plain


def _about(languages: Sequence[str], building: Building | None, age_band: str, moments: Sequence[str]) -> dict[str, object]:
    return {
        "languages": [code for code in dict.fromkeys(languages) if code in LANGUAGES and code != "other"], "building": building,
        "age_band": age_band if age_band in AGE_BANDS else "", "moments": [one for one in MOMENTS if one in moments],
    }  # fmt: skip


def _seal(key: UUID, plain: Mapping[str, str]) -> str:
    return seal_words({"id": key.hex, **plain})


def _open(row: Candidate | Interview, text: str) -> dict[str, str]:
    try:
        plain = open_sealed(text) if text else {}
    except CannotOpen:
        return {}
    # The seal of another row, pasted here, opens nothing.
    return {name: value for name, value in plain.items() if name != "id"} if plain.get("id") == row.pk.hex else {}


def who_is(candidate: Candidate) -> Who:
    """Her words, for a page of her own site. Empty when the seal cannot be opened."""
    return Who(**_open(candidate, candidate.secret))


@transaction.atomic
def read_candidate(actor: Account, candidate: Candidate) -> tuple[Who, dict[int, dict[str, str]]]:
    """Her whole file: her words, and number of the interview → what was ticked and noted. The journal says who read, never what."""
    write_line(actor, "read_candidate", candidate)
    return who_is(candidate), {one.number: _open(one, one.grid) for one in candidate.interviews.all() if one.grid}


@transaction.atomic
def change_candidate(
    actor: Account, candidate: Candidate, words: Mapping[str, str], *, languages: Sequence[str], structure: Structure | None,
    building: Building | None, age_band: str, moments: Sequence[str],
) -> None:  # fmt: skip
    """Correct what was noted of her. Raises `TeamRefused`."""
    row = _locked(candidate)
    row.secret = _seal(row.pk, _words(words, _open(row, row.secret)))
    for name, value in {**_about(languages, building, age_band, moments), "structure": structure}.items():
        setattr(row, name, value)
    row.save()
    write_line(actor, "change_candidate", row)


def _locked(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def _still_open(candidate: Candidate) -> Candidate:
    row = _locked(candidate)
    if row.outcome:
        raise TeamRefused("La décision est prise. Pour la changer, défaites-la d’abord.")
    return row


@transaction.atomic
def apply_for_it(actor: Account, candidate: Candidate, today: date) -> None:
    """She says herself that she wants it: by a call, a letter, a visit. Raises `TeamRefused` once decided."""
    row = _still_open(candidate)
    row.applied_on, row.last_contact_on = row.applied_on or today, today
    row.save(update_fields=["applied_on", "last_contact_on"])
    write_line(actor, "apply_for_it", row)


@transaction.atomic
def plan_interview(
    actor: Account, candidate: Candidate, number: int, *, account: Account | None = None, voisin: Voisin | None = None, at: datetime | None
) -> Interview:
    """Who meets her, and when. Planned again, it is moved. Raises `TeamRefused` (`rules.recruitment.check_interview`)."""
    row = _still_open(candidate)
    if (account is None) == (voisin is None):
        raise TeamRefused("Choisissez qui mène l’entretien.")
    problem = check_interview(number, str((account or voisin).pk), row.applied_on, mets_of(row))  # type: ignore[union-attr]
    if problem:
        raise TeamRefused(problem)
    known = Interview.objects.filter(candidate=row, number=number).first()
    if known is not None and known.held_on:
        raise TeamRefused("Cet entretien a déjà eu lieu.")
    interview = known or Interview(candidate=row, number=number)
    interview.account, interview.voisin, interview.at = account, voisin, at
    interview.save()
    write_line(actor, "plan_interview", row, number=number)
    return interview


def mets_of(candidate: Candidate) -> list[Met]:
    """Her interviews as the rules read them."""
    return [Met(one.number, one.at, one.held_on, str(one.account_id or one.voisin_id)) for one in candidate.interviews.all()]


@transaction.atomic
def hold_interview(actor: Account, interview: Interview, grid: Mapping[str, str], today: date) -> None:
    """It took place: what was seen, in the words of the grid, and a note. Held again, the grid is written anew. Raises `TeamRefused`."""
    candidate = _still_open(interview.candidate)
    row = Interview.objects.select_for_update().get(pk=interview.pk)
    clean = {code: grid.get(code, "") for code in GRID}
    problem = check_grid(clean)
    if problem:
        raise TeamRefused(problem)
    if row.number == 1 and candidate.interviews.filter(number=2).exclude(held_on=None).exists():
        raise TeamRefused("Le second entretien a eu lieu : le premier ne se réécrit plus.")
    row.grid = seal_words({"id": row.pk.hex, **clean, "note": " ".join(grid.get("note", "").split())[:600]})
    row.held_on = row.held_on or today
    row.save()
    candidate.last_contact_on = today
    candidate.save(update_fields=["last_contact_on"])
    write_line(actor, "hold_interview", candidate, number=row.number)


@transaction.atomic
def decide(actor: Account, candidate: Candidate, *, outcome: str, reason: str, said: str, today: date) -> None:
    """The manager's decision with its reason, or that she withdrew. Raises `TeamRefused` (`rules.recruitment.check_decision`)."""
    row = _still_open(candidate)
    problem = check_decision(outcome, reason, mets_of(row))
    if problem:
        raise TeamRefused(problem)
    row.outcome, row.reason, row.decided_on, row.decided_by, row.last_contact_on = outcome, reason, today, actor, today
    row.secret = _seal(row.pk, _words({"said": said}, _open(row, row.secret)))
    row.save()
    write_line(actor, "decide", row, outcome=outcome, reason=reason)


@transaction.atomic
def undo_decision(actor: Account, candidate: Candidate) -> None:
    """It was a mistake: as before. Not once she has a contract. Raises `TeamRefused`."""
    row = _locked(candidate)
    if row.voisin_id:
        raise TeamRefused("Son contrat est signé : un départ se note dans son dossier.")
    row.outcome, row.reason, row.decided_on, row.decided_by, row.answered_on, row.answered_with = "", "", None, None, None, ""
    row.save()
    write_line(actor, "undo_decision", row)


@transaction.atomic
def mark_answered(actor: Account, candidate: Candidate, how: str, today: date) -> None:
    """Everybody gets an answer: this one did. Raises `TeamRefused` before a decision."""
    row = _locked(candidate)
    if not row.outcome:
        raise TeamRefused("On répond une fois la décision prise.")
    if how not in Candidate.Answered.values:
        raise TeamRefused("Dites comment vous avez répondu.")
    row.answered_on, row.answered_with, row.last_contact_on = today, how, today
    row.save(update_fields=["answered_on", "answered_with", "last_contact_on"])
    write_line(actor, "mark_answered", row, how=how)


@transaction.atomic
def hire_candidate(actor: Account, candidate: Candidate, *, starts_on: date, monthly_minutes: int, picture: str = "") -> Voisin:
    """The voisin and her contract, from what is already known of her. Raises `TeamRefused`."""
    row = _locked(candidate)
    if row.outcome != "hired":
        raise TeamRefused("Il faut d’abord décider de la recruter.")
    if row.voisin is not None:
        return row.voisin
    who = who_is(row)
    voisin = hire_voisin(actor, row.site, first_name=who.first_name, languages=list(dict.fromkeys(["fr", *row.languages])), picture=picture)
    if who.phone:
        set_voisin_phone(actor, voisin, phone=who.phone, shared=False)
    begin_employment(actor, voisin, starts_on=starts_on, monthly_minutes=monthly_minutes)
    if row.age_band or row.building_id:
        TeamFact.objects.create(voisin=voisin, age_band=row.age_band, building=row.building)
    row.voisin = voisin
    row.save(update_fields=["voisin"])
    write_line(actor, "hire_candidate", row, voisin=str(voisin.pk))
    return voisin


@transaction.atomic
def tell_of_team(actor: object, voisin: Voisin, *, age_band: str, building: Building | None) -> None:
    """What a voisin agreed to say of herself for the picture of the team; both empty takes it back."""
    TeamFact.objects.update_or_create(voisin=voisin, defaults={"age_band": age_band if age_band in AGE_BANDS else "", "building": building})
    write_line(actor, "tell_of_team", voisin)


@transaction.atomic
def erase_candidate(actor: object, candidate: Candidate) -> None:
    """Everything of her goes now: she asked for it, or two years have passed. What she became as a voisin stays."""
    write_line(actor, "erase_candidate", candidate)
    remember_erased(ERASED, {candidate.pk.hex: "erased"})
    candidate.delete()


@transaction.atomic
def forget_candidates(now: datetime) -> int:
    """Erase the files whose two years have passed. Returns how many."""
    today = timezone.localdate(now)
    due = [one for one in Candidate.objects.only("pk", "last_contact_on") if erased_on(one.last_contact_on) <= today]
    for one in due:
        erase_candidate("server", one)
    return len(due)


@transaction.atomic
def forget_candidates_again(*folders: Path) -> int:
    """After a restore: those who were erased since that backup are erased again. Returns how many."""
    gone, _ = Candidate.objects.filter(pk__in=[UUID(key) for key in erased(ERASED, *folders)]).delete()
    return gone
