"""Local actors: who is around, when they are open, whom we met, what they let us do. Who recommends, who receives, who opens doors."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.dialling import shown_number
from palier.common.french import DAYS, clock, typo
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.partners.api import (
    Access,
    Structure,
    StructureRefused,
    access_for,
    accesses_at,
    add_contact,
    add_structure,
    agree_access,
    change_structure,
    close_structure,
    contact_for,
    contact_forgotten_on,
    give_service,
    mark_access,
    meeting_for,
    note_meeting,
    remove_contact,
    remove_meeting,
    service_for,
    services_of,
    standing,
    structure_for,
    structures_of,
    to_meet_again,
    unpacked,
)
from palier.people.api import Site
from palier.places.api import Building
from palier.teams.api import public_holidays


@desk_page
def local_actors(request: DeskRequest) -> HttpResponse:
    """The directory of a site, by neighbourhood; with whom to talk again; what was agreed to."""
    site = current_site(request)
    if site is None:
        raise Http404
    today = today_at(site)
    found = list(structures_of(site).prefetch_related("services"))
    table = Table(request, "acteurs", [
        Column("Nom", lambda one: one.name, link=lambda one: reverse("local_actor", args=[one.pk])),
        Column("Quoi", lambda one: one.get_kind_display()),
        Column("Où", lambda one: one.neighbourhood.name if one.neighbourhood else f"autour · {one.commune}".rstrip("· ")),
        Column("Adresse", lambda one: one.address),
        Column("Maintenant", lambda one: opening_now(one, site)),
        Column("Ouvert", lambda one: one.opening, shown=lambda one: typo(one.opening)),
        Column("Téléphone", lambda one: shown_number(one.phone)),
        Column("Dans les téléphones", lambda one: ", ".join(service.name for service in one.services.all() if service.closed_at is None)),
    ], found, title="Acteurs locaux", empty="Personne encore. Notez d’abord l’école, le gardien, le commerce où tout le monde passe.")  # fmt: skip
    closed = Structure.objects.filter(site=site, closed_at__isnull=False).order_by("name")
    return table.export or render(request, "desk/actors/list.html", {
        "site": site, "table": table, "again": to_meet_again(site, today), "accesses": [(one, _access_words(one, today)) for one in accesses_at(site, today)],
        "closed": closed, "total": len(found), "inside": sum(one.neighbourhood_id is not None for one in found),
    })  # fmt: skip


def opening_now(one: Structure, site: Site) -> str:
    """`ouvert jusqu’à 17 h`, `ouvre mardi à 9 h`; says nothing where hours are only words."""
    if one.week is None:
        return ""
    now = timezone.now().astimezone(ZoneInfo(site.time_zone))
    found = standing(unpacked(one.week), now.weekday(), now.hour * 60 + now.minute, lambda ahead: _is_holiday(now, ahead, site))
    if found.state == "open":
        return f"ouvert jusqu’à {_clock(found.minute)}"
    if found.state == "opens":
        when = ("", "demain ")[found.in_days] if found.in_days < 2 else DAYS[(now.weekday() + found.in_days) % 7] + " "
        return f"ouvre {when}à {_clock(found.minute)}"
    return "à vérifier" if found.state == "unknown" else "fermé cette semaine"


def _is_holiday(now: datetime, ahead: int, site: Site) -> bool:
    day = now.date() + timedelta(days=ahead)
    return day in public_holidays(day.year, site.department)


def _clock(minute: int) -> str:
    return "minuit" if minute == 24 * 60 else clock(time(minute // 60, minute % 60))


def _access_words(one: Access, today: date) -> tuple[str, str]:
    """Tone and words of what is to be done about an agreement."""
    if one.until is not None and one.until < today:
        return "a", "fini : à rendre" if one.what in (Access.What.KEYS, Access.What.BADGE) else "fini : à retirer"
    if one.what == Access.What.POSTERS and one.posted_on is None:
        return "w", "à afficher"
    if one.until is not None and one.until <= today + timedelta(days=7):
        return "w", "finit bientôt"
    return "ok", "en cours"


FIELDS = ("name", "kind", "address", "commune", "phone", "email", "website", "opening", "hours", "remark")


@desk_page
def edit(request: DeskRequest, structure_id: UUID | None = None) -> HttpResponse:
    """One more, or a correction. What is corrected here is left alone by the next import."""
    site = current_site(request)
    if site is None:
        raise Http404
    found = structure_for(request.user, structure_id) if structure_id else None
    problem, typed = "", _typed(request, found)
    if request.method == "POST":
        try:
            if found is None:
                found = add_structure(request.user, site, typed, near=_building(request, site, "near"))
            else:
                change_structure(request.user, found, typed, near=_building(request, found.site, "near"))
            messages.success(request, f"« {found.name} » est à jour.")
            return redirect("local_actor", found.pk)
        except StructureRefused as refusal:
            problem = str(refusal)
    return render(
        request,
        "desk/actors/edit.html",
        {
            "actor": found,
            "typed": typed,
            "problem": problem,
            "kinds": Structure.Kind.choices,
            "buildings": _buildings(found.site if found else site),
        },
        status=400 if problem else 200,
    )


def _buildings(site: Site) -> QuerySet[Building]:
    return (
        Building.objects.filter(neighbourhood__in=site.neighbourhoods.all(), removed_at=None)
        .select_related("neighbourhood")
        .order_by("name")
    )


def _building(request: DeskRequest, site: Site, name: str) -> Building | None:
    chosen = request.POST.get(name, "")
    return _buildings(site).filter(pk=chosen).first() if _is_id(chosen) else None


def _typed(request: DeskRequest, found: Structure | None) -> dict[str, str]:
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in FIELDS}
    if found is None:
        return dict.fromkeys(FIELDS, "")
    return {name: getattr(found, name, "") for name in FIELDS} | {"phone": shown_number(found.phone)}


@desk_page
def local_actor(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """One of them: hours, services, people, meetings, what was agreed to."""
    found = structure_for(request.user, structure_id)
    today = today_at(found.site)
    given = set(found.services.values_list("pk", flat=True))
    return render(request, "desk/actors/actor.html", {
        "actor": found, "now": opening_now(found, found.site), "phone": shown_number(found.phone), "today": today,
        "services": [(one, one.pk in given) for one in services_of(found.site)],
        "contacts": [(one, shown_number(one.phone), contact_forgotten_on(one.last_met_on)) for one in found.contacts.all()],
        "meetings": found.meetings.select_related("contact", "made_by"), "kinds": Access.What.choices,
        "accesses": [(one, _access_words(one, today)) for one in found.accesses.filter(ended_on=None).select_related("building")],
        "ended": found.accesses.exclude(ended_on=None).select_related("building"),
        "buildings": _buildings(found.site),
    })  # fmt: skip


def _change(request: DeskRequest, structure: Structure, work: Callable[[], Any], done: str) -> HttpResponse:
    """Run one verb; its refusal is shown, its success too; back to the local actor."""
    try:
        work()
    except StructureRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("local_actor", structure.pk)


def _day(request: DeskRequest, name: str) -> date:
    found = _day_or_none(request, name)
    if found is None:
        raise StructureRefused("Donnez une date.")
    return found


def _day_or_none(request: DeskRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


@desk_page
@require_POST
def close(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """Out of the directory, or in again."""
    found = structure_for(request.user, structure_id)
    closed = request.POST.get("what") != "back"
    close_structure(request.user, found, timezone.now(), closed=closed)
    messages.success(request, f"« {found.name} » n’est plus proposé." if closed else f"« {found.name} » est de nouveau là.")
    return redirect("local_actors") if closed else redirect("local_actor", found.pk)


@desk_page
@require_POST
def service(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """A service is given here, or not any more: what phones say."""
    found = structure_for(request.user, structure_id)
    chosen = service_for(request.user, request.POST.get("service", "")) if _is_id(request.POST.get("service", "")) else None
    if chosen is None:
        raise Http404
    given = request.POST.get("what") != "stop"
    return _change(request, found, lambda: give_service(request.user, found, chosen, given=given),
                   "Les téléphones le sauront à leur prochain contact.")  # fmt: skip


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@desk_page
@require_POST
def meeting(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """We met, or talked."""
    found = structure_for(request.user, structure_id)
    chosen = request.POST.get("contact", "")

    def work() -> None:
        note_meeting(
            request.user, found, day=_day(request, "day"), said=request.POST.get("said", ""), again_on=_day_or_none(request, "again_on"),
            contact=contact_for(request.user, chosen) if _is_id(chosen) else None,
        )  # fmt: skip

    return _change(request, found, work, "C’est noté.")


@desk_page
@require_POST
def no_meeting(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    found = meeting_for(request.user, meeting_id)
    return _change(request, found.structure, lambda: remove_meeting(request.user, found), "Retirée.")


@desk_page
@require_POST
def contact(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """Somebody who works there, and knows that we keep her name."""
    found = structure_for(request.user, structure_id)
    texts = {name: request.POST.get(name, "") for name in ("name", "role", "phone", "email")}

    def work() -> None:
        if not request.POST.get("told"):
            raise StructureRefused("Dites d’abord à cette personne que vous gardez son nom ici : c’est son droit de le savoir.")
        add_contact(request.user, found, **texts, told_on=today_at(found.site))

    return _change(request, found, work, "C’est noté.")


@desk_page
@require_POST
def no_contact(request: DeskRequest, contact_id: UUID) -> HttpResponse:
    """She left, or asked for it."""
    found = contact_for(request.user, contact_id)
    return _change(request, found.structure, lambda: remove_contact(request.user, found), "Effacé pour de bon.")


@desk_page
@require_POST
def access(request: DeskRequest, structure_id: UUID) -> HttpResponse:
    """Keys, a badge, posters: somebody agreed."""
    found = structure_for(request.user, structure_id)
    building = _building(request, found.site, "building")

    def work() -> None:
        agree_access(
            request.user, found, what=request.POST.get("kind", ""), agreed_on=_day(request, "agreed_on"), until=_day_or_none(request, "until"),
            building=building, terms=request.POST.get("terms", ""),
        )  # fmt: skip

    return _change(request, found, work, "L’accord est noté.")


@desk_page
@require_POST
def mark(request: DeskRequest, access_id: UUID) -> HttpResponse:
    """Posted, given back; or neither, when it was a mistake."""
    found = access_for(request.user, access_id)
    today, what = today_at(found.structure.site), request.POST.get("what", "")
    return _change(request, found.structure, lambda: mark_access(request.user, found, posted_on=today if what == "posted" else None,
                   ended_on=today if what == "ended" else None), "C’est noté.")  # fmt: skip


urlpatterns = [
    path("acteurs/", local_actors, name="local_actors"),
    path("acteurs/nouveau/", edit, name="new_local_actor"),
    path("acteurs/<uuid:structure_id>/", local_actor, name="local_actor"),
    path("acteurs/<uuid:structure_id>/changer/", edit, name="change_local_actor"),
    path("acteurs/<uuid:structure_id>/retirer/", close, name="close_local_actor"),
    path("acteurs/<uuid:structure_id>/service/", service, name="give_service"),
    path("acteurs/<uuid:structure_id>/rencontre/", meeting, name="note_meeting"),
    path("acteurs/<uuid:structure_id>/contact/", contact, name="add_contact"),
    path("acteurs/<uuid:structure_id>/acces/", access, name="agree_access"),
    path("acteurs/rencontres/<uuid:meeting_id>/retirer/", no_meeting, name="remove_meeting"),
    path("acteurs/contacts/<uuid:contact_id>/effacer/", no_contact, name="remove_contact"),
    path("acteurs/acces/<uuid:access_id>/", mark, name="mark_access"),
]
