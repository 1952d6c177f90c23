"""A resident's rights, at the desk: noting what is asked, knowing who asks, showing what is held, correcting, erasing with a receipt."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.codes import shown_code
from palier.common.french import clock, long_day
from palier.common.journal import write_line
from palier.desk.held import HeldHome, held_at, held_pdf, receipt_pdf
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.impact.api import forget_home
from palier.partners.api import may_handle_residents
from palier.people.api import Site, sites_for
from palier.places.api import Door, DoorRequest, PlaceRefused, answer_request, ask_about_door, note_proof, records_of
from palier.privacy.api import Erasure, counted
from palier.visits.api import Visit, erase_home, rewrite_note

AT_DESK = [one for one in DoorRequest.Way if one != DoorRequest.Way.PUBLIC]
KINDS = [one for one in DoorRequest.Kind if one != DoorRequest.Kind.PAUSE]


def request_for(request: DeskRequest, request_id: UUID) -> DoorRequest:
    """A request of the sites in scope, or 404."""
    found = DoorRequest.objects.filter(neighbourhood__sites__in=sites_for(request.user)).distinct()
    return get_object_or_404(
        found.select_related("door__entrance__building__neighbourhood", "entrance__building", "neighbourhood"), pk=request_id
    )


def _proven(request: DeskRequest, request_id: UUID) -> tuple[DoorRequest, Door]:
    """The request and its door. Only a manager of the site, and only once it is known that who asks lives there."""
    if not may_handle_residents(request.user):
        raise PermissionDenied
    asked = request_for(request, request_id)
    if asked.door is None or not asked.is_proven:
        raise Http404
    return asked, asked.door


@desk_page
def note(request: DeskRequest) -> HttpResponse:
    """Somebody calls, writes, comes in, or says it to a voisin: the same request as on the public pages."""
    site = current_site(request)
    if site is None:
        raise Http404
    here = Door.objects.filter(
        entrance__building__neighbourhood__sites__in=sites_for(request.user), removed_at=None, merged_into=None
    ).distinct()
    door = here.select_related("entrance__building__neighbourhood").filter(pk=_uuid(request.GET.get("porte"))).first()
    problem = ""
    if request.method == "POST":
        try:
            made = _note(request, site, door)
            messages.success(request, f"C’est noté : demande R-{shown_code(made.receipt)}. Donnez ce numéro à l’habitant.")
            return redirect("door_request", made.pk)
        except PlaceRefused as refusal:
            problem = str(refusal)
    return render(request, "desk/residents/note.html", {
        "door": door, "kinds": KINDS, "ways": AT_DESK, "neighbourhoods": site.neighbourhoods.all(), "problem": problem, "typed": request.POST,
    }, status=400 if problem else 200)  # fmt: skip


def _note(request: DeskRequest, site: Site, door: Door | None) -> DoorRequest:
    kind, way = request.POST.get("kind", ""), request.POST.get("way", "")
    if kind not in KINDS or way not in AT_DESK:
        raise PlaceRefused("Dites ce qui est demandé, et comment.")
    place = (
        door.entrance.building.neighbourhood if door else site.neighbourhoods.filter(pk=_uuid(request.POST.get("neighbourhood"))).first()
    )
    if place is None:
        raise PlaceRefused("Dites dans quel quartier.")
    return ask_about_door(
        kind, timezone.now(), today_at(site), neighbourhood=place, entrance=door.entrance if door else None, door=door,
        typed=request.POST.get("typed", ""), actor=request.user, way=way,
    )  # fmt: skip


@desk_page
@require_POST
def proof(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Who asks, and how we know that she lives there."""
    if not may_handle_residents(request.user):
        raise PermissionDenied
    asked = request_for(request, request_id)
    try:
        note_proof(
            request.user, asked, proof=request.POST.get("proof", ""), asker=request.POST.get("asker", ""), today=timezone.localdate(),
        )  # fmt: skip
    except PlaceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("door_request", asked.pk)


@desk_page
def held(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """What is held about this home, to read together. The journal says who read."""
    asked, door = _proven(request, request_id)
    home = _read(request, asked, door)
    return render(request, "desk/residents/held.html", {"asked": asked, "number": shown_code(asked.receipt), "home": home})


def _read(request: DeskRequest, asked: DoorRequest, door: Door) -> HeldHome:
    write_line(request.user, "read_held", asked)
    return held_at(door)


@desk_page
def held_printed(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """The same, to hand over."""
    asked, door = _proven(request, request_id)
    home = _read(request, asked, door)
    content = held_pdf(home, association=request.user.organisation.name, number=f"R-{shown_code(asked.receipt)}", now=timezone.localtime())
    return _file(content, f"ce-que-nous-gardons-{asked.receipt}")


@desk_page
@require_POST
def correct(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """A word about this home that is wrong, or too much: written again, or taken out."""
    asked, door = _proven(request, request_id)
    visit = get_object_or_404(Visit, pk=_uuid(request.POST.get("visit")), door__in=[one.pk for one in records_of(door)])
    rewrite_note(request.user, visit, request.POST.get("note", ""))
    messages.success(request, "C’est corrigé. L’ancien mot n’est plus nulle part.")
    return redirect("held", asked.pk)


@desk_page
@require_POST
def erase(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Everything of this home, now. The request is answered in the same gesture."""
    asked, door = _proven(request, request_id)
    if request.POST.get("sure") != "yes" or not asked.is_waiting:
        raise Http404
    with transaction.atomic():
        made = erase_home(request.user, door, timezone.now(), about=_about(asked))
        forget_home(one.pk for one in records_of(door))
        if asked.kind == DoorRequest.Kind.ERASE:
            answer_request(request.user, asked, DoorRequest.Answer.ERASED, timezone.now())
    said = ", ".join(counted(made.counts)) or "rien n’était gardé"
    messages.success(request, f"C’est effacé : {said}. Le reçu est prêt à imprimer.")
    return redirect("door_request", asked.pk)


def _about(asked: DoorRequest) -> str:
    return f"R-{asked.receipt}"


def receipt_of(asked: DoorRequest) -> Erasure | None:
    """The receipt of what this request had erased."""
    return Erasure.objects.filter(about=_about(asked), cause=Erasure.Cause.ASKED).order_by("-number").first()


@desk_page
def receipt(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """The proof, to hand over."""
    asked = request_for(request, request_id)
    found = receipt_of(asked)
    if found is None:
        raise Http404
    at = timezone.localtime(found.made_at)
    where = f"{asked.entrance.building.name}, {asked.entrance.name.lower()}, {asked.door.label}" if asked.entrance and asked.door else ""
    content = receipt_pdf(
        association=request.user.organisation.name, number=f"R-{shown_code(asked.receipt)}", where=where,
        made=f"{long_day(at.date())} {at.year} à {clock(at.time())}", counts=counted(found.counts), by="l’association", receipt=found.number,
        digest=found.digest, now=timezone.localtime(),
    )  # fmt: skip
    return _file(content, f"recu-effacement-{asked.receipt}")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)


urlpatterns = [
    path("habitants/noter/", note, name="note_request"),
    path("habitants/<uuid:request_id>/qui/", proof, name="request_proof"),
    path("habitants/<uuid:request_id>/garde/", held, name="held"),
    path("habitants/<uuid:request_id>/garde.pdf", held_printed, name="held_pdf"),
    path("habitants/<uuid:request_id>/corriger/", correct, name="correct_held"),
    path("habitants/<uuid:request_id>/effacer/", erase, name="erase_home"),
    path("habitants/<uuid:request_id>/recu.pdf", receipt, name="erasure_receipt"),
]
