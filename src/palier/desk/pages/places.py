"""Places by hand: buildings, entrances, doors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.home import building_rows
from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.desk.tables import Column, Table
from palier.people.api import sites_for
from palier.places.api import (
    Building,
    Door,
    DoorRequest,
    Entrance,
    Opposition,
    PlaceRefused,
    PlanRefused,
    add_door,
    add_entrance,
    create_building,
    doors_of,
    floor_word,
    generate_doors,
    lift_by_hand,
    merge_doors,
    oppose_by_hand,
    planned_doors,
    remove_door,
    rename_door,
    restore_door,
)


def _in_scope(request: DeskRequest) -> dict[str, Any]:
    return {"neighbourhood__sites__in": sites_for(request.user)}


def _building(request: DeskRequest, building_id: UUID) -> Building:
    return get_object_or_404(Building.objects.filter(**_in_scope(request)).distinct(), pk=building_id)


def _entrance(request: DeskRequest, entrance_id: UUID) -> Entrance:
    entrances = Entrance.objects.filter(building__neighbourhood__sites__in=sites_for(request.user)).distinct()
    return get_object_or_404(entrances.select_related("building"), pk=entrance_id)


def _door(request: DeskRequest, door_id: UUID) -> Door:
    doors = Door.objects.filter(entrance__building__neighbourhood__sites__in=sites_for(request.user)).distinct()
    return get_object_or_404(doors.select_related("entrance__building"), pk=door_id)


@desk_page
def places(request: DeskRequest) -> HttpResponse:
    """Every building of the site; add one."""
    site = current_site(request)
    if site is None:
        raise Http404
    neighbourhoods = list(site.neighbourhoods.order_by("code"))
    problem = ""
    if request.method == "POST":
        chosen = next((one for one in neighbourhoods if str(one.pk) == request.POST.get("neighbourhood")), None)
        try:
            if chosen is None:
                raise PlaceRefused("Choisissez un quartier.")
            made = create_building(request.user, chosen, name=request.POST.get("name", ""), residence=request.POST.get("residence", "").strip(),
                                   landlord=request.POST.get("landlord", "").strip())  # fmt: skip
            messages.success(request, f"« {made.name} » est créé. Ajoutez ses entrées.")
            return redirect("building", made.pk)
        except PlaceRefused as refusal:
            problem = str(refusal)
    rows = building_rows(site, None)
    table = Table(request, "batiments", [
        Column("Résidence", lambda row: row.building.residence),
        Column("Bâtiment", lambda row: row.building.name, link=lambda row: reverse("building", args=[row.building.pk])),
        Column("Bailleur", lambda row: row.building.landlord),
        Column("Entrées", lambda row: row.entrances, number=True),
        Column("Portes", lambda row: row.doors, number=True),
        Column("Logements selon la source", lambda row: row.building.dwellings, number=True),
    ], rows, title="Bâtiments", empty="Pas encore de bâtiment : créez le premier, ou importez le fichier du bailleur.")  # fmt: skip
    return table.export or render(request, "desk/places/list.html", {
        "table": table, "site": site, "neighbourhoods": neighbourhoods, "problem": problem, "typed": request.POST,
        "doors": sum(row.doors for row in rows),
    }, status=400 if problem else 200)  # fmt: skip


@desk_page
def building(request: DeskRequest, building_id: UUID) -> HttpResponse:
    """One building and its entrances; add one."""
    found = _building(request, building_id)
    problem = ""
    if request.method == "POST":
        try:
            name = request.POST.get("name", "").strip()
            if not name:
                raise PlaceRefused("Donnez un nom à l’entrée, par exemple « Escalier 2 », ou le numéro d’une maison.")
            made = add_entrance(request.user, found, name=name, address=request.POST.get("address", "").strip(),
                                is_house=bool(request.POST.get("is_house")), has_lift=bool(request.POST.get("has_lift")))  # fmt: skip
            return redirect("entrance", made.pk)
        except PlaceRefused as refusal:
            problem = str(refusal)
    entrances = [(one, doors_of([one]).count()) for one in found.entrances.filter(removed_at=None)]
    return render(
        request,
        "desk/places/building.html",
        {"building": found, "entrances": entrances, "problem": problem, "typed": request.POST},
        status=400 if problem else 200,
    )


@desk_page
def entrance(request: DeskRequest, entrance_id: UUID) -> HttpResponse:
    """One entrance as a plan: floors × doors; generate, name, add, merge, remove."""
    found = _entrance(request, entrance_id)
    problem, preview = "", []
    if request.method == "POST":
        try:
            if request.POST.get("what") == "add":
                _add(request, found)
                return redirect("entrance", found.pk)
            plan = _plan(request)
            preview = _floors(planned_doors(**plan))
            if not request.htmx:  # type: ignore[attr-defined]
                made = generate_doors(request.user, found, **plan)
                messages.success(request, f"{len(made)} portes sont là.")
                return redirect("entrance", found.pk)
        except (PlaceRefused, PlanRefused) as refusal:
            problem = str(refusal)
    if request.htmx:  # type: ignore[attr-defined]
        return render(
            request,
            "desk/places/preview.html",
            {"preview": preview, "problem": problem, "total": sum(len(doors) for _, doors in preview)},
        )
    removed = found.doors.filter(removed_at__isnull=False).order_by("floor", "position")
    return render(request, "desk/places/entrance.html", {
        "entrance": found, "floors": _floors(doors_of([found])), "removed": removed, "problem": problem, "typed": request.POST,
        "preview": [], "total": 0,
    }, status=400 if problem else 200)  # fmt: skip


def _plan(request: DeskRequest) -> dict[str, Any]:
    numbers = {}
    for name in ("first_floor", "last_floor", "doors_per_floor"):
        text = request.POST.get(name, "").strip()
        if not text.lstrip("-").isdigit() or len(text) > 4:
            raise PlanRefused("Les étages et le nombre de portes sont des nombres entiers.")
        numbers[name] = int(text)
    return {**numbers, "pattern": request.POST.get("pattern", "")}


def _add(request: DeskRequest, found: Entrance) -> None:
    text = request.POST.get("floor", "").strip()
    if not text.lstrip("-").isdigit() or len(text) > 3:
        raise PlaceRefused("L’étage est un nombre entier : 0 pour le rez-de-chaussée.")
    landing = doors_of([found]).filter(floor=int(text)).count()
    add_door(request.user, found, floor=int(text), label=request.POST.get("label", ""), position=landing)


def _floors(doors: Any) -> list[tuple[str, list[Any]]]:
    found: dict[int, list[Any]] = {}
    for door in doors:
        found.setdefault(door.floor, []).append(door)
    return [(floor_word(floor), sorted(found[floor], key=lambda one: one.position)) for floor in sorted(found, reverse=True)]


@desk_page
def door(request: DeskRequest, door_id: UUID) -> HttpResponse:
    """One door: its name, merge it, remove it, bring it back."""
    found = _door(request, door_id)
    problem = ""
    if request.method == "POST":
        try:
            _change(request, found)
            return redirect("entrance", found.entrance_id)
        except PlaceRefused as refusal:
            problem = str(refusal)
    others = doors_of([found.entrance]).exclude(pk=found.pk)
    return render(
        request,
        "desk/places/door.html",
        {
            "door": found,
            "others": others,
            "problem": problem,
            "opposed": found.oppositions.filter(lifted_at=None).order_by("since").first(),
        },
        status=400 if problem else 200,
    )


def _change(request: DeskRequest, found: Door) -> None:
    what = request.POST.get("what")
    if what == "rename":
        rename_door(request.user, found, request.POST.get("label", ""))
    elif what == "merge":
        other = get_object_or_404(doors_of([found.entrance]), pk=request.POST.get("with") or UUID(int=0))
        merge_doors(request.user, other, found)
        messages.success(request, f"« {found.label} » et « {other.label} » sont une seule porte.")
    elif what == "oppose":
        oppose_by_hand(request.user, found, timezone.now())
        messages.success(request, f"On ne frappera plus à « {found.label} ». Les téléphones le sauront au prochain réseau.")
    elif what == "lift":
        lift_by_hand(request.user, found, timezone.now())
        messages.success(request, f"On peut de nouveau frapper à « {found.label} ».")
    elif what == "remove":
        remove_door(request.user, found, timezone.now())
        messages.success(request, f"« {found.label} » est retirée. On peut la remettre.")


@desk_page
def oppositions(request: DeskRequest) -> HttpResponse:
    """Doors of the site where one does not knock any more: the door and the day, never a reason nor a name."""
    site = current_site(request)
    if site is None:
        raise Http404
    rows = list(
        Opposition.objects.filter(lifted_at=None, door__entrance__building__neighbourhood__sites=site, door__removed_at=None)
        .select_related("door__entrance__building").order_by("-since").distinct()
    )  # fmt: skip
    public = set(DoorRequest.objects.filter(pk__in=[row.born_of for row in rows if row.born_of]).values_list("pk", flat=True))
    table = Table(request, "oppositions", [
        Column("Bâtiment", lambda row: row.door.entrance.building.name),
        Column("Entrée", lambda row: row.door.entrance.name),
        Column("Porte", lambda row: row.door.label, link=lambda row: reverse("door", args=[row.door_id])),
        Column("Depuis", lambda row: row.since, shown=lambda row: f"{timezone.localtime(row.since):%d/%m/%Y}"),
        Column("Jusqu’au", lambda row: row.until or "", shown=lambda row: f"{row.until:%d/%m/%Y}" if row.until else "toujours"),
        Column("Demandé", lambda row: "sur la page publique" if row.born_of in public else "à la porte" if row.born_of else "à l’association"),
    ], rows, title="Ne plus frapper", empty="Aucune porte n’a demandé qu’on ne passe plus.")  # fmt: skip
    return table.export or render(request, "desk/places/oppositions.html", {"table": table, "site": site})


@desk_page
@require_POST
def bring_back(request: DeskRequest, door_id: UUID) -> HttpResponse:
    """Undo a removal."""
    found = _door(request, door_id)
    restore_door(request.user, found)
    messages.success(request, f"« {found.label} » est de retour.")
    return redirect("entrance", found.entrance_id)


urlpatterns = [
    path("lieux/", places, name="places"),
    path("lieux/ne-plus-frapper/", oppositions, name="oppositions"),
    path("lieux/batiment/<uuid:building_id>/", building, name="building"),
    path("lieux/entree/<uuid:entrance_id>/", entrance, name="entrance"),
    path("lieux/porte/<uuid:door_id>/", door, name="door"),
    path("lieux/porte/<uuid:door_id>/remettre/", bring_back, name="restore_door"),
]
