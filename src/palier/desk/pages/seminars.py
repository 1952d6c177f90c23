"""Team seminars: prepared from the visits, held, minuted, followed at the next one."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import plural, short_day
from palier.common.pdf import write_pdf
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.seminar import for_print, prepare
from palier.desk.tables import Column, Table
from palier.people.api import Account, Site, voisins_of
from palier.teams.api import (
    Seminar,
    SeminarPoint,
    TeamRefused,
    Verbatim,
    cancel_seminar,
    change_quote,
    change_seminar,
    hold_seminar,
    minute,
    note_consent,
    open_actions,
    plan_seminar,
    point_for,
    quote,
    remove_point,
    seminar_for,
    seminars_of,
    settle_point,
    take_off_quote,
    verbatim_for,
)
from palier.visits.api import visit_for

SHEET = Path(__file__).resolve().parents[1] / "typst" / "seminar.typ"


@desk_page
def seminars(request: DeskRequest) -> HttpResponse:
    """The next one, what is promised, the past ones."""
    site = _site(request)
    rows = list(seminars_of(site).prefetch_related("points", "verbatims"))
    table = Table(request, "seminaires", [
        Column("Jour", lambda one: one.day.isoformat(), shown=lambda one: f"{short_day(one.day)} {one.day.year}",
               link=lambda one: reverse("seminar", args=[one.pk])),
        Column("Sujet", lambda one: one.title),
        Column("État", _state),
        Column("Paroles", lambda one: len(one.verbatims.all()), number=True),
        Column("Décisions", lambda one: _count(one, "decision"), number=True),
        Column("Actions", lambda one: _count(one, "action"), number=True),
    ], rows, title="Séminaires", empty="Pas encore de séminaire. Le premier se prépare avec ce que les portes ont dit ce mois-ci.")  # fmt: skip
    return table.export or render(request, "desk/seminars/list.html", {
        "table": table, "site": site, "promised": _promised(open_actions([site]), today_at(site)), "may": _may(request),
        "coming": next((one for one in reversed(rows) if not one.held_at), None),
    })  # fmt: skip


def _site(request: DeskRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise Http404
    return site


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _state(one: Seminar) -> str:
    return "tenu" if one.held_at else "à préparer"


def _count(one: Seminar, kind: str) -> int:
    return sum(point.kind == kind for point in one.points.all())


def _promised(points: list[SeminarPoint], today: date) -> list[tuple[SeminarPoint, bool]]:
    return [(one, one.due_on is not None and one.due_on < today) for one in points]


def _may(request: DeskRequest) -> bool:
    return request.user.role == Account.Role.MANAGER


@desk_page
def edit(request: DeskRequest, seminar_id: UUID | None = None) -> HttpResponse:
    """Plan one, or change its day, its title, its place."""
    found = seminar_for(request.user, seminar_id) if seminar_id else None
    site = found.site if found else _site(request)
    typed: dict[str, Any] = {
        "day": (found.day if found else today_at(site) + timedelta(days=7)).isoformat(),
        "starts_at": f"{found.starts_at:%H:%M}" if found else "09:30", "ends_at": f"{found.ends_at:%H:%M}" if found else "11:30",
        "title": found.title if found else "", "place": found.place if found else "",
    }  # fmt: skip
    if request.method == "POST":
        if not _may(request):
            raise PermissionDenied
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            made = _write(request, site, found, typed)
        except TeamRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "C’est noté.")
            return redirect("seminar", made.pk)
    return render(request, "desk/seminars/edit.html", {"found": found, "typed": typed, "site": site})


def _write(request: DeskRequest, site: Site, found: Seminar | None, typed: dict[str, str]) -> Seminar:
    try:
        day, starts_at, ends_at = (
            date.fromisoformat(typed["day"]),
            time.fromisoformat(typed["starts_at"]),
            time.fromisoformat(typed["ends_at"]),
        )
    except ValueError:
        raise TeamRefused("Donnez le jour, le début et la fin.") from None
    title, place = typed["title"], typed["place"]
    if found is None:
        return plan_seminar(request.user, site, day=day, starts_at=starts_at, ends_at=ends_at, title=title, place=place)
    change_seminar(request.user, found, day=day, starts_at=starts_at, ends_at=ends_at, title=title, place=place)
    return found


@desk_page
def seminar(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """One seminar: what to read, the words on the table, the minutes."""
    found = seminar_for(request.user, seminar_id)
    today = today_at(found.site)
    team, read = list(voisins_of(found.site)), prepare(request.user, found, today)
    promised = _promised(read.promised, today)
    return render(request, "desk/seminars/seminar.html", {
        "seminar": found, "read": read, "points": _by_kind(found), "team": team, "may": _may(request),
        "owners": [one.first_name for one in team], "consents": Verbatim.Consent.choices, "kinds": SeminarPoint.Kind.choices,
        "today": today, "may_hold": found.day <= today, "promised_lines": promised,
    })  # fmt: skip


def _by_kind(found: Seminar) -> list[tuple[str, list[SeminarPoint]]]:
    points = list(found.points.order_by("number"))
    return [(label, [one for one in points if one.kind == kind]) for kind, label in SeminarPoint.Kind.choices]


@desk_page
def printed(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """The sheet that goes round the table, then the minutes: PDF."""
    found = seminar_for(request.user, seminar_id)
    data = for_print(found, prepare(request.user, found, today_at(found.site)))
    response = HttpResponse(write_pdf(SHEET, data, timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="seminaire-{found.day}.pdf"'
    return response


def _change(request: DeskRequest, found: Seminar, work: Callable[[], Any], done: str, where: str = "") -> HttpResponse:
    """Run one verb; its refusal is shown, its success too; back to the seminar, where one was."""
    if not _may(request):
        raise PermissionDenied
    try:
        work()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(reverse("seminar", args=[found.pk]) + where)


@desk_page
@require_POST
def cancel(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """It does not take place."""
    found = seminar_for(request.user, seminar_id)
    if not _may(request):
        raise PermissionDenied
    try:
        cancel_seminar(request.user, found)
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("seminar", found.pk)
    messages.success(request, "Le séminaire est annulé.")
    return redirect("seminars")


@desk_page
@require_POST
def hold(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """It took place: who was there has the hours."""
    found = seminar_for(request.user, seminar_id)
    present = list(voisins_of(found.site).filter(pk__in=[_id(one) for one in request.POST.getlist("present")]))
    shown = prepare(request.user, found, today_at(found.site)).sentences

    def work() -> None:
        if found.day > today_at(found.site):
            raise TeamRefused("Ce jour n’est pas encore venu.")
        for trouble in hold_seminar(request.user, found, present=present, shown=shown, now=timezone.now()):
            messages.warning(request, trouble)

    return _change(request, found, work, f"Le séminaire est tenu. Heures notées pour {plural(len(present), 'voisin')}.")


@desk_page
@require_POST
def add_quote(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """A note comes to the table; its words can be changed there, the visit is not kept with them."""
    found = seminar_for(request.user, seminar_id)
    visit = visit_for(request.user, _id(request.POST.get("visit", "")))
    if visit.mission.site_id != found.site_id or not visit.note_read:
        raise Http404
    text = request.POST.get("text", "").strip() or visit.note
    return _change(
        request, found, lambda: quote(request.user, found, visit.voisin, text=text, theme=request.POST.get("theme", "")),
        "Ces mots sont sur la table.", "#paroles",
    )  # fmt: skip


@desk_page
@require_POST
def touch_quote(request: DeskRequest, verbatim_id: UUID) -> HttpResponse:
    """Rewrite words, say what their author answered, or take them off."""
    found = verbatim_for(request.user, verbatim_id)
    what = request.POST.get("what", "")

    def work() -> None:
        if what == "off":
            take_off_quote(request.user, found)
        elif what == "words":
            change_quote(request.user, found, text=request.POST.get("text", ""), theme=request.POST.get("theme", ""))
        else:
            note_consent(request.user, found, what, today_at(found.seminar.site))

    return _change(request, found.seminar, work, "Retiré de la table." if what == "off" else "C’est noté.", "#paroles")


@desk_page
@require_POST
def add_point(request: DeskRequest, seminar_id: UUID) -> HttpResponse:
    """A line of the minutes."""
    found = seminar_for(request.user, seminar_id)

    def work() -> None:
        typed = request.POST.get("due_on", "")
        try:
            due = date.fromisoformat(typed) if typed else None
        except ValueError:
            raise TeamRefused("Cette date ne se lit pas.") from None
        owner = request.POST.get("owner", "")
        minute(request.user, found, kind=request.POST.get("kind", ""), text=request.POST.get("text", ""), owner=owner, due_on=due)

    return _change(request, found, work, "C’est au compte rendu.", "#compte-rendu")


@desk_page
@require_POST
def touch_point(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """An action is done, dropped, to do again; a line is removed. Back to the page it was said from."""
    found = point_for(request.user, point_id)
    what = request.POST.get("what", "")

    def work() -> None:
        if what == "remove":
            remove_point(request.user, found)
        else:
            settle_point(request.user, found, what, today_at(found.seminar.site), request.POST.get("said", ""))

    answer = _change(request, found.seminar, work, "C’est noté.", "#compte-rendu")
    here = request.POST.get("from", "")
    if here == "list":
        return redirect("seminars")
    return redirect("seminar", seminar_for(request.user, _id(here)).pk) if here else answer


urlpatterns = [
    path("equipe/seminaires/", seminars, name="seminars"),
    path("equipe/seminaires/nouveau/", edit, name="plan_seminar"),
    path("equipe/seminaires/<uuid:seminar_id>/", seminar, name="seminar"),
    path("equipe/seminaires/<uuid:seminar_id>/changer/", edit, name="change_seminar"),
    path("equipe/seminaires/<uuid:seminar_id>/annuler/", cancel, name="cancel_seminar"),
    path("equipe/seminaires/<uuid:seminar_id>/tenu/", hold, name="hold_seminar"),
    path("equipe/seminaires/<uuid:seminar_id>/feuille.pdf", printed, name="seminar_pdf"),
    path("equipe/seminaires/<uuid:seminar_id>/parole/", add_quote, name="add_quote"),
    path("equipe/seminaires/<uuid:seminar_id>/ligne/", add_point, name="add_point"),
    path("equipe/seminaires/paroles/<uuid:verbatim_id>/", touch_quote, name="touch_quote"),
    path("equipe/seminaires/lignes/<uuid:point_id>/", touch_point, name="touch_point"),
]
