"""The file of one voisin: contract, amendments, the request under the minimum, papers, what was handed over, the end."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from palier.common.french import short_day
from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.people.api import Account, Voisin, voisin_for
from palier.places.api import Building
from palier.teams.api import (
    AGE_BANDS,
    MOTIVES,
    Employment,
    Equipment,
    Paper,
    TeamFact,
    TeamRefused,
    employment_for,
    end_employment,
    equipment_for,
    hand_equipment,
    missing_from,
    needs_waiver,
    note_waiver,
    open_employment,
    paper_for,
    receive_paper,
    resume_employment,
    set_contract,
    take_back,
    withdraw_paper,
)


@desk_page
def file_page(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Everything on one page; what is missing comes first."""
    voisin = voisin_for(request.user, voisin_id)
    employment = open_employment(voisin)
    contracts = list(employment.contracts.order_by("-starts_on")) if employment else []
    papers = list(employment.papers.order_by("received_on")) if employment else []
    today = today_at(voisin.site)
    here = {one.kind for one in papers}
    return render(request, "desk/employment.html", {
        "voisin": voisin, "employment": employment, "contracts": contracts, "papers": papers, "today": today, "motives": MOTIVES.items(),
        "missing": missing_from(employment, papers, contracts) if employment and employment.ends_on is None else [],
        "under": bool(contracts) and needs_waiver(contracts[0].monthly_minutes), "ended": employment is not None and employment.ends_on is not None,
        "kinds": [choice for choice in Paper.Kind.choices if choice[0] not in here], "equipment": voisin.equipment.order_by("returned_on", "given_on"),
        "what": Equipment.What.choices, "reasons": Employment.EndReason.choices, "may": request.user.role == Account.Role.MANAGER,
        "ages": AGE_BANDS.items(), "fact": TeamFact.objects.filter(voisin=voisin).first(),
        "buildings": Building.objects.filter(neighbourhood__in=voisin.site.neighbourhoods.all(), removed_at=None).order_by("name"),
    })  # fmt: skip


def _change(request: DeskRequest, voisin: Voisin, work: Callable[[], Any], done: str) -> HttpResponse:
    """Run one verb; its refusal is shown, its success too; back to the file."""
    if request.user.role != Account.Role.MANAGER:
        raise PermissionDenied
    try:
        work()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(reverse("employment", args=[voisin.pk]))


def _day(request: DeskRequest, name: str = "day") -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise TeamRefused("Donnez une date.") from None


def _minutes(request: DeskRequest) -> int:
    text = request.POST.get("hours", "").replace(",", ".")
    try:
        return round(float(text) * 60)
    except (ValueError, OverflowError):
        raise TeamRefused("Donnez un nombre d’heures par mois, par exemple 15 ou 12,5.") from None


@desk_page
@require_POST
def contract(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """A contract, or an amendment to it."""
    voisin = voisin_for(request.user, voisin_id)

    def work() -> None:
        signed = _day(request, "signed_on") if request.POST.get("signed_on") else None
        set_contract(request.user, voisin, starts_on=_day(request), monthly_minutes=_minutes(request), signed_on=signed)

    return _change(request, voisin, work, "C’est noté.")


@desk_page
@require_POST
def waiver(request: DeskRequest, employment_id: UUID) -> HttpResponse:
    """The person's own request for fewer hours than the minimum."""
    found = employment_for(request.user, employment_id)

    def work() -> None:
        note_waiver(request.user, found, motive=request.POST.get("motive", ""), asked_on=_day(request))
        receive_paper(request.user, found, kind=Paper.Kind.WAIVER, received_on=_day(request), kept_at=request.POST.get("kept_at", ""))

    return _change(request, found.voisin, work, "La demande est notée.")


@desk_page
@require_POST
def paper(request: DeskRequest, employment_id: UUID) -> HttpResponse:
    """A paper of the file is here."""
    found = employment_for(request.user, employment_id)

    def work() -> None:
        receive_paper(
            request.user, found, kind=request.POST.get("kind", ""), received_on=_day(request), kept_at=request.POST.get("kept_at", "")
        )

    return _change(request, found.voisin, work, "Le papier est noté.")


@desk_page
@require_POST
def no_paper(request: DeskRequest, paper_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    found = paper_for(request.user, paper_id)
    return _change(request, found.employment.voisin, lambda: withdraw_paper(request.user, found), "Retiré.")


@desk_page
@require_POST
def hand_over(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Something is handed to the voisin."""
    voisin = voisin_for(request.user, voisin_id)
    return _change(
        request,
        voisin,
        lambda: hand_equipment(request.user, voisin, what=request.POST.get("what", ""), given_on=_day(request)),
        "C’est noté.",
    )


@desk_page
@require_POST
def came_back(request: DeskRequest, equipment_id: UUID) -> HttpResponse:
    """It came back."""
    found = equipment_for(request.user, equipment_id)
    return _change(request, found.voisin, lambda: take_back(request.user, found, today_at(found.voisin.site)), "Rendu.")


@desk_page
@require_POST
def end(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """The last day."""
    voisin = voisin_for(request.user, voisin_id)

    def work() -> None:
        found = end_employment(request.user, voisin, ends_on=_day(request), reason=request.POST.get("reason", ""))
        assert found.ends_on is not None
        done.append(
            f"Dernier jour : {short_day(found.ends_on)}. Son téléphone se ferme à minuit ; ce qu’il garde encore vous arrivera à part."
        )

    done: list[str] = []
    response = _change(request, voisin, work, "")
    if done:
        messages.success(request, done[0])
    return response


@desk_page
@require_POST
def resume(request: DeskRequest, employment_id: UUID) -> HttpResponse:
    """The end was a mistake."""
    found = employment_for(request.user, employment_id)
    return _change(
        request, found.voisin, lambda: resume_employment(request.user, found), f"Le contrat de {found.voisin.first_name} continue."
    )


urlpatterns = [
    path("equipe/<uuid:voisin_id>/dossier/", file_page, name="employment"),
    path("equipe/<uuid:voisin_id>/contrat/", contract, name="set_contract"),
    path("equipe/<uuid:voisin_id>/depart/", end, name="end_employment"),
    path("equipe/<uuid:voisin_id>/remis/", hand_over, name="hand_over"),
    path("equipe/remis/<uuid:equipment_id>/rendu/", came_back, name="came_back"),
    path("equipe/contrats/<uuid:employment_id>/demande/", waiver, name="waiver"),
    path("equipe/contrats/<uuid:employment_id>/papier/", paper, name="receive_paper"),
    path("equipe/contrats/<uuid:employment_id>/reprendre/", resume, name="resume_employment"),
    path("equipe/papiers/<uuid:paper_id>/retirer/", no_paper, name="withdraw_paper"),
]
