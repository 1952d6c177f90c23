"""Missions: the list, one mission's page, its edition, its perimeter, its stages."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from palier.common.french import plural
from palier.desk.charts import draw, findings
from palier.desk.pages.home import card_of, step_of
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.missions.api import (
    Mission,
    MissionRefused,
    advance_mission,
    asks,
    change_mission,
    create_mission,
    facts_of,
    is_before,
    mission_for,
    perimeter_door_count,
    perimeter_entrances,
    questionnaire_in_use,
    set_perimeter,
    signed_agreement,
)
from palier.partners.api import Partner, add_partner, partners_of
from palier.people.api import Site, voisins_of
from palier.places.api import Entrance, doors_of
from palier.tours.api import tours_of
from palier.visits.api import figures, words

STAGES = list(Mission.Stage.values)
STEP_NAMES = ("Construire ensemble", "Se préparer", "Sur le terrain", "Faire le bilan")
# What a step asks, where it is done: the name of its page, what is there, and the word of its link.
WHERE = {
    "selection": ("selection", "Deux personnes ont choisi cette mission", "Donner un avis"),
    "objectives": ("workspace", "Objectifs écrits et approuvés", "Écrire"), "message": ("workspace", "Message écrit et approuvé", "Écrire"),
    "perimeter": ("perimeter", "Les entrées sont choisies", "Choisir"), "guide": ("guide", "Le guide ou les questions sont écrits", "Écrire"),
    "dates": ("edit_mission", "Les dates se suivent", "Changer"), "signature": ("agreement", "Convention signée", "La convention"),
    "tests": ("readiness", "Guide essayé par des voisins", "Noter"), "training": ("readiness", "Formation tenue", "Prévoir"),
    "posters": ("readiness", "Affiches posées", "Noter"),
}  # fmt: skip
NEEDS = {one["code"]: (one["label"]["fr"], one["icon"]) for one in words("needs")}
FEW = 11


@desk_page
def missions(request: DeskRequest) -> HttpResponse:
    """Every mission of the site."""
    site = current_site(request)
    if site is None:
        raise Http404
    cards = [card_of(one) for one in Mission.objects.filter(site=site, refused_at=None).select_related("commissioner")]
    table = Table(request, "missions", [
        Column("Mission", lambda card: card.mission.title, link=lambda card: reverse("mission", args=[card.mission.pk])),
        Column("Commanditaire", lambda card: card.mission.commissioner.name if card.mission.commissioner else ""),
        Column("Étape", lambda card: card.mission.get_stage_display()),
        Column("Début", lambda card: card.mission.starts_on.isoformat(), shown=lambda card: card.mission.starts_on.strftime("%d/%m/%Y")),
        Column("Fin", lambda card: card.mission.ends_on.isoformat(), shown=lambda card: card.mission.ends_on.strftime("%d/%m/%Y")),
        Column("Portes frappées", lambda card: card.knocked, number=True),
        Column("Objectif", lambda card: card.target, number=True),
    ], cards, title="Missions", empty="Pas encore de mission.")  # fmt: skip
    return table.export or render(request, "desk/missions/list.html", {"table": table, "cards": cards, "site": site})


@desk_page
def mission(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """One mission, from its running counts: the cost does not grow with the visits."""
    found = mission_for(request.user, mission_id)
    counts = figures(found)
    doors = perimeter_door_count(found)
    table = _entrances(request, found, counts.get("entrances", {}))
    if table.export:
        return table.export
    homes = counts.get("homes", {})
    pace = findings.pace(
        counts.get("first_knocks", {}),
        found.starts_on,
        found.ends_on,
        found.target_doors or doors,
        today_at(found.site),
    )
    tours = list(tours_of(found))
    return render(request, "desk/missions/mission.html", {
        "mission": found, "doors": doors, "homes": homes, "pace": pace, "pace_chart": draw.pace_chart(pace),
        "steps": _steps(found, doors, tours), "table": table, "attempts": sum(counts.get("attempts", {}).values()),
        **_standing(found), "started": not is_before(found.stage, "field") or bool(homes),
        "next_stage": _neighbour(found, +1), "stage_before": _neighbour(found, -1),
        **_slots(counts), **_doors(homes, doors), **_languages(found, counts), **_needs(counts),
    })  # fmt: skip


def _standing(found: Mission) -> dict[str, Any]:
    """Where the mission stands and what is lacking, in one list: what the next step asks first, what is done in words of the past."""
    if not is_before(found.stage, "field"):
        return {"before": []}
    facts = facts_of(found)
    rows, following = asks(facts), _neighbour(found, +1)
    before = [
        {"done": one.done, "said": WHERE[one.code][1] if one.done else one.sentence, "url": reverse(WHERE[one.code][0], args=[found.pk]),
         "link": "Voir" if one.done else WHERE[one.code][2], "now": following is not None and not is_before(following[0], one.step)}
        for one in rows
    ]  # fmt: skip
    return {
        "before": before,
        "left": sum(not one["done"] for one in before),
        "left_now": sum(not one["done"] and one["now"] for one in before),
    }


def _neighbour(found: Mission, step: int) -> tuple[str, str] | None:
    place = STAGES.index(found.stage) + step
    return (STAGES[place], Mission.Stage(STAGES[place]).label) if 0 <= place < len(STAGES) else None


def _steps(found: Mission, doors: int, tours: list[Any]) -> list[dict[str, Any]]:
    here = step_of(found)
    ended = sum(one.state == "ended" for one in tours)
    questionnaire = questionnaire_in_use(found)
    signed = signed_agreement(found)
    said = (
        f"guide en {plural(len((found.guide or {}).get('steps', [])), 'étape')}" + (f", questions version {questionnaire.version}" if questionnaire else ""),
        plural(doors, "porte") + (f", convention signée le {signed.signed_on:%d/%m}" if signed else ", convention à signer"),
        f"{plural(len(tours), 'tournée')}, {plural(ended, 'finie')}", "terminée" if found.stage == "closed" else "les chiffres, puis le comité",
    )  # fmt: skip
    return [
        {
            "name": name,
            "said": said[place],
            "state": "fait" if place < here or found.stage == "closed" else "la" if place == here else "",
            "height": 14 * (place + 1),
        }
        for place, name in enumerate(STEP_NAMES)
    ]


def _slots(counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    found = findings.slots(counts.get("slots", {}))
    title = findings.slots_title(found)
    rows = sorted(found.values(), key=lambda one: (one.weekday, one.hour))
    return {
        "slots_title": title,
        "slots_chart": draw.heat_chart(found, title),
        "slots": rows,
        "week": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    }


def _doors(homes: dict[str, int], doors: int) -> dict[str, Any]:
    seen = sum(number for code, number in homes.items() if code in draw.DOORS and code != "to_do")
    picture, each, legend = draw.doors_chart(homes, max(0, doors - seen))
    return {
        "doors_title": findings.conversations_title(homes.get("met", 0), homes.get("knocked", 0)),
        "doors_chart": picture,
        "doors_each": each,
        "doors_legend": legend,
    }


def _languages(found: Mission, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Per mission only, from 11 homes up; smaller ones are merged (DESIGN-SYSTEM 7.2)."""
    spoken = counts.get("languages", {})
    total = sum(spoken.values())
    team = list(voisins_of(found.site))
    rows = [
        (code, homes, sum(code in one.languages for one in team))
        for code, homes in sorted(spoken.items(), key=lambda one: -one[1]) if code != "fr" and homes >= FEW
    ]  # fmt: skip
    title = findings.languages_title(spoken)
    few = sum(homes for code, homes in spoken.items() if code != "fr" and homes < FEW)
    return {"languages_title": title, "languages_chart": draw.languages_chart(rows, total, title) if rows else "", "languages": rows,
            "languages_few": few, "french": round(100 * spoken.get("fr", 0) / total) if total >= FEW else None}  # fmt: skip


def _needs(counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    rows = sorted(counts.get("needs", {}).items(), key=lambda one: -one[1])
    return {"needs": [(*NEEDS.get(code, (code, "question")), homes) for code, homes in rows]}


def _entrances(request: DeskRequest, found: Mission, counts: dict[str, int]) -> Table:
    entrances = list(perimeter_entrances(found))
    doors: dict[UUID, int] = {}
    for entrance_id in doors_of(entrances).values_list("entrance_id", flat=True):
        doors[entrance_id] = doors.get(entrance_id, 0) + 1

    def number(entrance: Entrance, what: str) -> int:
        return counts.get(f"{entrance.pk}:{what}", 0)

    return Table(request, "entrees", [
        Column("Bâtiment", lambda one: one.building.name),
        Column("Entrée", lambda one: one.name),
        Column("Adresse", lambda one: one.address),
        Column("Portes", lambda one: doors.get(one.pk, 0), number=True),
        Column("Frappées", lambda one: number(one, "knocked"), number=True),
        Column("Parlé", lambda one: number(one, "met"), number=True),
        Column("Absents", lambda one: number(one, "absent"), number=True),
        Column("Refus", lambda one: number(one, "refused"), number=True),
        Column("Où on en est", lambda one: _where(doors.get(one.pk, 0), number(one, "knocked"))),
    ], entrances, title="Avancement par entrée", empty="Aucune entrée dans le périmètre.")  # fmt: skip


def _where(doors: int, knocked: int) -> str:
    if not knocked:
        return "jamais visitée"
    return "finie" if knocked >= doors else f"encore {doors - knocked}"


def _fields(request: DeskRequest, site: Site) -> dict[str, Any]:
    """What was typed, made into values. Raises `MissionRefused` with sentences."""
    typed, problems = request.POST, []
    values: dict[str, Any] = {"title": typed.get("title", ""), "theme": typed.get("theme", "housing")}
    for name, said in (("starts_on", "Le début"), ("ends_on", "La fin")):
        try:
            values[name] = date.fromisoformat(typed.get(name, ""))
        except ValueError:
            problems.append(f"{said} est une date, par exemple 12/03/2026.")
    for name, said in (("target_doors", "L’objectif"), ("passes_max", "Le nombre de passages")):
        text = typed.get(name, "").strip() or "0"
        if text.isascii() and text.isdigit():
            values[name] = int(text)
        else:
            problems.append(f"{said} est un nombre entier.")
    if problems:
        raise MissionRefused(problems)
    values["passes_max"] = min(9, max(1, values["passes_max"] or 3))
    new = typed.get("new_partner", "").strip()
    chosen = (
        Partner.objects.filter(organisation=site.organisation, pk=typed["commissioner"]).first()
        if _is_uuid(typed.get("commissioner"))
        else None
    )
    values["commissioner"] = (
        add_partner(request.user, site.organisation, name=new, kind=typed.get("new_kind", "landlord")) if new else chosen
    )
    return values


def _is_uuid(text: str | None) -> bool:
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True


@desk_page
def edit_mission(request: DeskRequest, mission_id: UUID | None = None) -> HttpResponse:
    """Prepare a mission, or change one."""
    found = mission_for(request.user, mission_id) if mission_id else None
    site = found.site if found else current_site(request)
    if site is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        try:
            values = _fields(request, site)
            made = change_mission(request.user, found, **values) if found else create_mission(request.user, site, **values)
            messages.success(
                request, "C’est noté." if found else "La proposition est notée. Deux personnes la choisissent, puis on la construit."
            )
            return redirect("mission", made.pk)
        except MissionRefused as refusal:
            problems = refusal.problems
    typed = request.POST if request.method == "POST" else _typed(found)
    return render(request, "desk/missions/edit.html", {
        "mission": found, "typed": typed, "problems": problems, "themes": Mission.Theme.choices,
        "partners": partners_of(site.organisation), "kinds": Partner.Kind.choices,
    }, status=400 if problems else 200)  # fmt: skip


def _typed(found: Mission | None) -> dict[str, str]:
    if found is None:
        return {"passes_max": "3", "theme": "housing"}
    return {
        "title": found.title, "theme": found.theme, "starts_on": found.starts_on.isoformat(), "ends_on": found.ends_on.isoformat(),
        "target_doors": str(found.target_doors), "passes_max": str(found.passes_max), "commissioner": str(found.commissioner_id or ""),
    }  # fmt: skip


@desk_page
def perimeter(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """Choose the entrances."""
    found = mission_for(request.user, mission_id)
    entrances = list(
        Entrance.objects.filter(building__neighbourhood__in=found.site.neighbourhoods.all(), removed_at=None, building__removed_at=None)
        .select_related("building").order_by("building__residence", "building__name", "position")
    )  # fmt: skip
    problems: list[str] = []
    chosen = set(found.perimeter.values_list("entrance_id", flat=True))
    if request.method == "POST":
        wanted = set(request.POST.getlist("entrance"))
        chosen = {one.pk for one in entrances if str(one.pk) in wanted}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "desk/missions/total.html", _total(entrances, chosen))
        try:
            set_perimeter(request.user, found, [one for one in entrances if one.pk in chosen])
            if not found.target_doors:
                change_mission(request.user, found, target_doors=int(0.9 * perimeter_door_count(found)))
            messages.success(request, "Le périmètre est gardé.")
            return redirect("mission", found.pk)
        except MissionRefused as refusal:
            problems = refusal.problems
    doors: dict[UUID, int] = {}
    for entrance_id in doors_of(entrances).values_list("entrance_id", flat=True):
        doors[entrance_id] = doors.get(entrance_id, 0) + 1
    rows = [(one, doors.get(one.pk, 0), one.pk in chosen) for one in entrances]
    return render(
        request,
        "desk/missions/perimeter.html",
        {"mission": found, "rows": rows, "problems": problems, **_total(entrances, chosen)},
    )


def _total(entrances: list[Entrance], chosen: set[UUID]) -> dict[str, int]:
    kept = [one for one in entrances if one.pk in chosen]
    return {"total_entrances": len(kept), "total_doors": doors_of(kept).count()}


@desk_page
@require_POST
def advance(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """One stage forward, or back."""
    found = mission_for(request.user, mission_id)
    stage = request.POST.get("stage", "")
    try:
        if stage not in STAGES:
            raise MissionRefused(["Cette étape n’existe pas."])
        advance_mission(request.user, found, stage)
        messages.success(request, f"La mission est maintenant : {found.get_stage_display()}.")
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return redirect("mission", found.pk)


urlpatterns = [
    path("missions/", missions, name="missions"),
    path("missions/nouvelle/", edit_mission, name="new_mission"),
    path("missions/<uuid:mission_id>/", mission, name="mission"),
    path("missions/<uuid:mission_id>/changer/", edit_mission, name="edit_mission"),
    path("missions/<uuid:mission_id>/perimetre/", perimeter, name="perimeter"),
    path("missions/<uuid:mission_id>/etape/", advance, name="advance_mission"),
]
