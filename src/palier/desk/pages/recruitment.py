"""Recruitment: who was recommended, whom one meets, what was decided and answered; beside what the team is made of."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from palier.common.dialling import read_dialled, shown_number
from palier.common.french import LANGUAGES, language_name
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.recruiting import board_of, interview_day, languages_beside, never_written, team_rows
from palier.partners.api import structures_of
from palier.people.api import PORTRAITS, Account, Site, Voisin, voisin_for, voisins_of
from palier.places.api import Building
from palier.teams.api import (
    AGE_BANDS,
    GRID,
    MOMENTS,
    NOT_ASKED,
    OUTCOMES,
    REASONS,
    Candidate,
    TeamRefused,
    answer_letter,
    apply_for_it,
    candidate_for,
    candidates_of,
    candidates_to_be_erased,
    change_candidate,
    decide,
    erase_candidate,
    erased_on,
    hire_candidate,
    hold_interview,
    interview_for,
    mark_answered,
    may_recruit,
    mets_of,
    plan_interview,
    read_candidate,
    recommend,
    stage_of,
    team_picture,
    tell_of_team,
    undo_decision,
    who_is,
)

Page = Callable[..., HttpResponse]
WORDS = ("first_name", "last_name", "phone", "email", "by", "by_where", "by_reach", "why")


def recruiter(page: Page) -> Page:
    """Only the site's own manager; head office sees how many, never who."""

    @desk_page
    @wraps(page)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_recruit(request.user):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return guarded


@desk_page
def board(request: DeskRequest) -> HttpResponse:
    """Six columns, from a recommendation to a contract; above, the languages of the neighbourhood and of the team."""
    site = current_site(request)
    if site is None:
        raise Http404
    today, may = today_at(site), may_recruit(request.user)
    team = team_picture(site)
    bars, missing = languages_beside(site, team)
    columns, past = board_of(candidates_of(site), missing, today, named=may)
    return render(request, "desk/recruitment/board.html", {
        "site": site, "columns": columns, "bars": bars, "most": max((one.share for one in bars), default=1), "missing": [language_name(one) for one in missing],
        "team": team, "rows": team_rows(team), "may": may, "languages_count": len(team.languages),
        "soon": [(who_is(one).short if may else "", one, day) for one, day in candidates_to_be_erased(site, today)],
        "past": [(who_is(one).short, one, erased_on(one.last_contact_on)) for one in past] if may else [],
        "address": _public_address(),
    })  # fmt: skip


def _public_address() -> str:
    return f"{settings.PUBLIC_ADDRESS}/recommander/"


@recruiter
def new(request: DeskRequest) -> HttpResponse:
    """Somebody was recommended by word of mouth: noted here, with her agreement."""
    site = current_site(request)
    if site is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            words, about = _typed(request, site)
            made = recommend(
                request.user, site, words, today_at(site), way=Candidate.Way.DESK, agreed=bool(request.POST.get("agreed")), **about
            )
            messages.success(request, "C’est noté. Appelez-la dans la semaine.")
            return redirect("candidate", made.pk)
        except TeamRefused as refusal:
            problem = str(refusal)
    typed = {name: request.POST.get(name, "") for name in WORDS}
    chosen = {name: request.POST.get(name, "") for name in ("structure", "building", "age_band")}
    return render(
        request,
        "desk/recruitment/edit.html",
        _form(site, typed, request.POST.getlist("languages"), request.POST.getlist("moments"), chosen) | {"problem": problem},
        status=400 if problem else 200,
    )


@recruiter
def edit(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """Correct what was noted; say which local actor recommended her."""
    found = candidate_for(request.user, candidate_id)
    problem = ""
    if request.method == "POST":
        try:
            words, about = _typed(request, found.site)
            change_candidate(request.user, found, words, **about)
            messages.success(request, "C’est à jour.")
            return redirect("candidate", found.pk)
        except TeamRefused as refusal:
            problem = str(refusal)
    who = who_is(found)
    typed = {name: request.POST.get(name, getattr(who, name)) for name in WORDS}
    chosen = {"structure": str(found.structure_id or ""), "building": str(found.building_id or ""), "age_band": found.age_band}
    return render(
        request,
        "desk/recruitment/edit.html",
        _form(found.site, typed, found.languages, found.moments, chosen) | {"problem": problem, "candidate": found},
        status=400 if problem else 200,
    )


def _form(site: Site, typed: dict[str, str], languages: list[str], moments: list[str], chosen: dict[str, str]) -> dict[str, Any]:
    return {
        "site": site, "typed": typed, "chosen": chosen, "spoken": languages, "can": moments, "ages": AGE_BANDS.items(), "moments": MOMENTS.items(),
        "languages": [(code, name) for code, name in LANGUAGES.items() if code != "other"], "structures": structures_of(site), "buildings": _buildings(site),
    }  # fmt: skip


def _buildings(site: Site) -> Any:
    return Building.objects.filter(neighbourhood__in=site.neighbourhoods.all(), removed_at=None).order_by("name")


def _typed(request: DeskRequest, site: Site) -> tuple[dict[str, str], dict[str, Any]]:
    words = {name: request.POST.get(name, "") for name in WORDS}
    _check(words["why"])
    structures = {str(one.pk): one for one in structures_of(site)}
    buildings = {str(one.pk): one for one in _buildings(site)}
    about: dict[str, Any] = {
        "languages": request.POST.getlist("languages"), "moments": request.POST.getlist("moments"), "age_band": request.POST.get("age_band", ""),
        "structure": structures.get(request.POST.get("structure", "")), "building": buildings.get(request.POST.get("building", "")),
    }  # fmt: skip
    return words, about


def _check(*texts: str) -> None:
    word = never_written(*texts)
    if word:
        raise TeamRefused(f"« {word} » : ni santé, ni religion, ni origine, ni opinion. Dites ce que vous avez vu ou entendu.")


@recruiter
def candidate(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """Her whole file: how to reach her, her two interviews side by side, the decision, the answer."""
    found = candidate_for(request.user, candidate_id)
    who, grids = read_candidate(request.user, found)
    today = today_at(found.site)
    interviews = {one.number: one for one in found.interviews.all()}
    stage = stage_of(found.applied_on, mets_of(found), found.outcome)
    sender = request.user.first_name
    letter = answer_letter(found.outcome, found.reason, first_name=who.first_name, site=found.site.name, association=found.site.organisation.name,
                           sender=sender) if found.outcome else ""  # fmt: skip
    return render(request, "desk/recruitment/candidate.html", {
        "candidate": found, "who": who, "phone": shown_number(read_dialled(who.phone) or "") if who.phone else "", "stage": stage, "today": today, "erased": erased_on(found.last_contact_on), "letter": letter,
        "interviews": [_shown(number, interviews.get(number), grids.get(number, {}), found.site) for number in (1, 2)],
        "accounts": Account.objects.filter(sites=found.site, is_active=True).order_by("first_name"), "voisins": voisins_of(found.site),
        "outcomes": [(code, word, REASONS[code].items()) for code, word in OUTCOMES.items()], "answers": Candidate.Answered.choices,
        "reason": REASONS.get(found.outcome, {}).get(found.reason, ""), "portraits": list(PORTRAITS), "next": _next(stage, interviews),
        "moments": [MOMENTS[one] for one in found.moments], "age": AGE_BANDS.get(found.age_band, ""),
    })  # fmt: skip


def _next(stage: str, interviews: dict[int, Any]) -> int:
    """The interview that is to be planned or moved: 1, 2, or 0 when none is."""
    if stage in ("applied", "first"):
        return 1
    return 2 if stage == "second" else 0


def _shown(number: int, interview: Any, grid: dict[str, str], site: Site) -> dict[str, Any]:
    rows = [(name, dict(choices).get(grid.get(code, ""), "pas abordé")) for code, (name, _, choices) in GRID.items()] if grid else []
    return {
        "number": number,
        "interview": interview,
        "rows": rows,
        "note": grid.get("note", ""),
        "day": interview_day(interview, site) if interview else "",
    }


def _change(request: DeskRequest, found: Candidate, work: Callable[[], Any], done: str) -> HttpResponse:
    """Run one verb; its refusal is shown, its success too; back to the file."""
    try:
        work()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("candidate", found.pk)


@recruiter
@require_POST
def applied(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """She wants it."""
    found = candidate_for(request.user, candidate_id)
    return _change(request, found, lambda: apply_for_it(request.user, found, today_at(found.site)), "Sa candidature est notée.")


@recruiter
@require_POST
def plan(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """Who meets her, and when."""
    found = candidate_for(request.user, candidate_id)
    kind, _, key = request.POST.get("who", "").partition(":")
    account = Account.objects.filter(sites=found.site, is_active=True, pk=_uuid(key)).first() if kind == "account" else None
    voisin = voisins_of(found.site).filter(pk=_uuid(key)).first() if kind == "voisin" else None

    def work() -> None:
        plan_interview(
            request.user,
            found,
            2 if request.POST.get("number") == "2" else 1,
            account=account,
            voisin=voisin,
            at=_moment(request, found.site),
        )

    return _change(request, found, work, "L’entretien est noté.")


def _uuid(text: str) -> UUID:
    """The id that was sent; one that is nobody's when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _moment(request: DeskRequest, site: Site) -> datetime | None:
    try:
        return datetime.fromisoformat(request.POST.get("at", "")).replace(tzinfo=ZoneInfo(site.time_zone))
    except ValueError:
        return None


@recruiter
def grid(request: DeskRequest, interview_id: UUID) -> HttpResponse:
    """What to listen to, and what was seen: words, never a mark."""
    found = interview_for(request.user, interview_id)
    who, grids = read_candidate(request.user, found.candidate)
    problem, typed = "", grids.get(found.number, {})
    if request.method == "POST":
        typed = {code: request.POST.get(code, "") for code in (*GRID, "note")}
        try:
            _check(typed["note"])
            hold_interview(request.user, found, typed, today_at(found.candidate.site))
            messages.success(request, f"L’entretien {found.number} est gardé, sous scellé.")
            return redirect("candidate", found.candidate_id)
        except TeamRefused as refusal:
            problem = str(refusal)
    rows = [(code, name, hint, [*choices, (NOT_ASKED, "pas abordé")], typed.get(code, "")) for code, (name, hint, choices) in GRID.items()]
    return render(
        request,
        "desk/recruitment/grid.html",
        {"interview": found, "who": who, "rows": rows, "note": typed.get("note", ""), "problem": problem},
        status=400 if problem else 200,
    )


@recruiter
@require_POST
def decision(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """The manager's decision, with its reason; or that she withdrew."""
    found = candidate_for(request.user, candidate_id)
    outcome, _, reason = request.POST.get("decision", "").partition(":")

    def work() -> None:
        said = request.POST.get("said", "")
        _check(said)
        decide(request.user, found, outcome=outcome, reason=reason, said=said, today=today_at(found.site))

    return _change(request, found, work, "La décision est notée. La réponse est prête, à relire et à envoyer.")


@recruiter
@require_POST
def undo(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """It was a mistake."""
    found = candidate_for(request.user, candidate_id)
    return _change(request, found, lambda: undo_decision(request.user, found), "Défait : rien n’est décidé.")


@recruiter
@require_POST
def answered(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """She has her answer."""
    found = candidate_for(request.user, candidate_id)
    return _change(
        request, found, lambda: mark_answered(request.user, found, request.POST.get("how", ""), today_at(found.site)), "C’est répondu."
    )


@recruiter
@require_POST
def hire(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """The voisin and her contract, without typing anything again."""
    found = candidate_for(request.user, candidate_id)
    made: list[Voisin] = []

    def work() -> None:
        try:
            starts_on = date.fromisoformat(request.POST.get("starts_on", ""))
            minutes = round(float(request.POST.get("hours", "").replace(",", ".")) * 60)
        except (ValueError, OverflowError):
            raise TeamRefused("Donnez le premier jour, et des heures par mois, par exemple 15.") from None
        picture = request.POST.get("picture", "")
        made.append(
            hire_candidate(
                request.user, found, starts_on=starts_on, monthly_minutes=minutes, picture=picture if picture in PORTRAITS else ""
            )
        )

    response = _change(request, found, work, "Bienvenue ! Le dossier dit ce qui manque encore.")
    return redirect("employment", made[0].pk) if made else response


@recruiter
@require_POST
def erase(request: DeskRequest, candidate_id: UUID) -> HttpResponse:
    """She asked for it: everything goes now."""
    found = candidate_for(request.user, candidate_id)
    erase_candidate(request.user, found)
    messages.success(request, "Le dossier est effacé pour de bon.")
    return redirect("recruitment")


@recruiter
@require_POST
def fact(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """What a voisin agreed to say for the picture of the team."""
    found = voisin_for(request.user, voisin_id)
    building = _buildings(found.site).filter(pk=_uuid(request.POST.get("building", ""))).first()
    tell_of_team(request.user, found, age_band=request.POST.get("age_band", ""), building=building)
    messages.success(request, "C’est noté.")
    return redirect("employment", found.pk)


urlpatterns = [
    path("equipe/recrutement/", board, name="recruitment"),
    path("equipe/recrutement/nouveau/", new, name="new_candidate"),
    path("equipe/recrutement/<uuid:candidate_id>/", candidate, name="candidate"),
    path("equipe/recrutement/<uuid:candidate_id>/changer/", edit, name="change_candidate"),
    path("equipe/recrutement/<uuid:candidate_id>/candidature/", applied, name="apply_for_it"),
    path("equipe/recrutement/<uuid:candidate_id>/entretien/", plan, name="plan_interview"),
    path("equipe/recrutement/<uuid:candidate_id>/decision/", decision, name="decide"),
    path("equipe/recrutement/<uuid:candidate_id>/defaire/", undo, name="undo_decision"),
    path("equipe/recrutement/<uuid:candidate_id>/reponse/", answered, name="mark_answered"),
    path("equipe/recrutement/<uuid:candidate_id>/embaucher/", hire, name="hire"),
    path("equipe/recrutement/<uuid:candidate_id>/effacer/", erase, name="erase_candidate"),
    path("equipe/recrutement/entretiens/<uuid:interview_id>/", grid, name="interview"),
    path("equipe/<uuid:voisin_id>/image/", fact, name="tell_of_team"),
]
