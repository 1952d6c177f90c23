"""Field feedback: what residents said of a place, who owns it, what was answered, what changed. Words about places, never about homes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import MONTHS, plural, short_day
from palier.desk.asked import dated
from palier.desk.letters import mail_owner
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.partners.api import (
    ANSWER_DAYS,
    FeedbackRefused,
    FieldFeedback,
    Partner,
    answer_feedback,
    assign_feedback,
    change_feedback,
    close_feedback,
    feedback_for,
    feedback_of,
    lateness,
    may_handle_residents,
    open_feedback,
    partners_of,
    publish_feedback,
    remind_owner,
    remove_feedback,
    reopen_feedback,
)
from palier.people.api import Site
from palier.places.api import Neighbourhood
from palier.teams.api import SeminarPoint, point_for

TABS = (
    ("late", "En retard"),
    ("open", "À confier"),
    ("assigned", "Réponse attendue"),
    ("answered", "Répondues"),
    ("closed", "Terminées"),
)
LATE = {"late": ("a", "en retard"), "near": ("w", "bientôt")}


@desk_page
def register(request: DeskRequest) -> HttpResponse:
    """The register of a site: overdue first."""
    site = _site(request)
    today = today_at(site)
    rows = feedback_of(site, today)
    groups = {code: [one for one in rows if _is(code, one, today)] for code, _ in TABS}
    chosen = request.GET.get("etat", "")
    shown = groups.get(chosen, rows)
    table = Table(request, "remontees", [
        Column("Ce qui se passe", lambda one: one.text, link=lambda one: reverse("feedback", args=[one.pk])),
        Column("Thème", lambda one: one.get_theme_display()),
        Column("Quartier", lambda one: one.neighbourhood.name),
        Column("À qui", lambda one: one.owner.name if one.owner else ""),
        Column("État", lambda one: _state(one, today)[1]),
        dated("Réponse pour le", lambda one: one.due_on),
        Column("Rappels", lambda one: one.reminders, number=True),
        dated("Répondue le", lambda one: one.answered_on),
        Column("Ce qui a changé", lambda one: one.changed),
        dated("Dit aux habitants le", lambda one: one.told_on),
        Column("Publiée", lambda one: "oui" if one.published_at else ""),
    ], shown, title="Remontées", empty="Rien ici pour l’instant.")  # fmt: skip
    return table.export or render(request, "desk/feedback/list.html", {
        "site": site, "table": table, "chosen": chosen if chosen in groups else "", "total": len(rows), "may": _may(request),
        "tabs": [(code, word, len(groups[code])) for code, word in TABS], "late": groups["late"], "changed": sum(bool(one.changed) for one in rows),
        "answered": sum(one.answered_on is not None for one in rows), "asked": sum(one.owner_id is not None for one in rows),
        "pages": [(one.name, _public(request, one)) for one in site.neighbourhoods.all() if any(row.published_at and row.neighbourhood_id == one.pk for row in rows)],
    })  # fmt: skip


def _is(code: str, one: FieldFeedback, today: date) -> bool:
    late = lateness(one.state, one.due_on, today) == "late"
    return late if code == "late" else one.state == code


def _state(one: FieldFeedback, today: date) -> tuple[str, str]:
    """Tone and words."""
    late = lateness(one.state, one.due_on, today)
    if late:
        return LATE[late]
    tones = {"open": "w", "assigned": "n", "answered": "ok", "closed": "ok"}
    return tones[one.state], one.get_state_display()


def _public(request: DeskRequest, neighbourhood: Neighbourhood) -> str:
    from django.conf import settings

    return f"{settings.PUBLIC_ADDRESS}{reverse('heard', args=[neighbourhood.code], urlconf=settings.PUBLIC_URLCONF)}"


def _site(request: DeskRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise Http404
    return site


def _may(request: DeskRequest) -> bool:
    return may_handle_residents(request.user)


def _only_manager(request: DeskRequest) -> None:
    if not _may(request):
        raise PermissionDenied


@desk_page
def edit(request: DeskRequest, feedback_id: UUID | None = None) -> HttpResponse:
    """One more, by hand or from a line of a seminar's minutes; or said better."""
    found = feedback_for(request.user, feedback_id) if feedback_id else None
    site = found.site if found else _site(request)
    _only_manager(request)
    line = _line(request, site)
    typed, problem = _typed(request, found, site, line), ""
    if request.method == "POST":
        try:
            made = _write(request, site, found, typed, line)
        except FeedbackRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "C’est au registre.")
            return redirect("feedback", made.pk)
    return render(request, "desk/feedback/edit.html", {
        "found": found, "typed": typed, "problem": problem, "site": site, "line": line, "themes": FieldFeedback.Theme.choices,
        "heard": FieldFeedback.Heard.choices, "neighbourhoods": site.neighbourhoods.order_by("name"),
    }, status=400 if problem else 200)  # fmt: skip


def _line(request: DeskRequest, site: Site) -> SeminarPoint | None:
    asked = request.POST.get("ligne") or request.GET.get("ligne")
    if not asked:
        return None
    try:
        found = point_for(request.user, UUID(asked))
    except ValueError:
        raise Http404 from None
    if found.seminar.site_id != site.pk:
        raise Http404
    return found


def _typed(request: DeskRequest, found: FieldFeedback | None, site: Site, line: SeminarPoint | None) -> dict[str, str]:
    names = ("text", "theme", "heard_in", "heard_on", "neighbourhood")
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in names}
    if found is not None:
        return {"text": found.text, "theme": found.theme, "heard_in": found.heard_in, "heard_on": found.heard_on.isoformat(),
                "neighbourhood": str(found.neighbourhood_id)}  # fmt: skip
    first = site.neighbourhoods.order_by("name").first()
    return {
        "text": line.text if line else "", "theme": "", "heard_in": "seminar" if line else "doors",
        "heard_on": (line.seminar.day if line else today_at(site)).isoformat(), "neighbourhood": str(first.pk) if first else "",
    }  # fmt: skip


def _write(
    request: DeskRequest, site: Site, found: FieldFeedback | None, typed: dict[str, str], line: SeminarPoint | None
) -> FieldFeedback:
    neighbourhood = next((one for one in site.neighbourhoods.all() if str(one.pk) == typed["neighbourhood"]), None)
    heard_on = _day(typed["heard_on"])
    if heard_on is None:
        raise FeedbackRefused("Dites quand vous l’avez entendu.")
    common: dict[str, Any] = {
        "neighbourhood": neighbourhood, "theme": typed["theme"], "text": typed["text"], "heard_in": typed["heard_in"], "heard_on": heard_on,
        "today": today_at(site),
    }  # fmt: skip
    if found is None:
        return open_feedback(request.user, site, now=timezone.now(), born_from=line.pk if line else None, **common)
    change_feedback(request.user, found, **common)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@desk_page
def one(request: DeskRequest, feedback_id: UUID) -> HttpResponse:
    """One of them: its way, and what can be done next."""
    found = feedback_for(request.user, feedback_id)
    today = today_at(found.site)
    return render(request, "desk/feedback/one.html", {
        "one": found, "state": _state(found, today), "may": _may(request), "partners": partners_of(found.site.organisation), "today": today,
        "due": today + timedelta(days=ANSWER_DAYS), "when": _when(found), "page": _public(request, found.neighbourhood) if found.published_at else "",
        "overdue": (today - found.due_on).days if found.due_on and found.state == "assigned" else 0, "from_seminar": _seminar_of(request, found),
    })  # fmt: skip


def _when(found: FieldFeedback) -> str:
    return f"{MONTHS[found.heard_on.month - 1]} {found.heard_on.year}" if found.heard_in == "doors" else f"{found.heard_on:%d/%m/%Y}"


def _seminar_of(request: DeskRequest, found: FieldFeedback) -> Any:
    """The seminar it was born at, while that one is still kept."""
    if found.born_from is None:
        return None
    point = SeminarPoint.objects.select_related("seminar").filter(pk=found.born_from, seminar__site=found.site).first()
    return point.seminar if point else None


def _owner(request: DeskRequest, found: FieldFeedback) -> Partner | None:
    asked = request.POST.get("owner", "")
    return next((one for one in partners_of(found.site.organisation) if str(one.pk) == asked), None)


@desk_page
@require_POST
def act(request: DeskRequest, feedback_id: UUID) -> HttpResponse:
    """One step: hand it over, ask again, note the answer, close it, publish it, or go back."""
    found = feedback_for(request.user, feedback_id)
    _only_manager(request)
    today, now, post = today_at(found.site), timezone.now(), request.POST

    def told() -> date | None:
        return (_day(post.get("told_on", "")) or today) if post.get("told") else None

    steps: dict[str, tuple[Callable[[], None], str]] = {
        "assign": (lambda: assign_feedback(request.user, found, _owner(request, found), today, _day(post.get("due_on", ""))), "C’est confié."),
        "remind": (lambda: remind_owner(request.user, found, today), "Le rappel est noté."),
        "answer": (lambda: answer_feedback(request.user, found, post.get("answer", ""), today), "La réponse est notée."),
        "close": (lambda: close_feedback(request.user, found, changed=post.get("changed", ""), told_on=told(), told_how=post.get("told_how", ""), today=today), "C’est terminé."),
        "reopen": (lambda: reopen_feedback(request.user, found), "Elle est rouverte."),
        "publish": (lambda: publish_feedback(request.user, found, now), "Tout le monde peut la lire."),
        "unpublish": (lambda: publish_feedback(request.user, found, now, published=False), "Elle n’est plus sur la page publique."),
        "remove": (lambda: remove_feedback(request.user, found), "Elle est retirée."),
    }  # fmt: skip
    work, done = steps.get(post.get("what", ""), (None, ""))
    if work is None:
        raise Http404
    try:
        work()
    except FeedbackRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("feedback", found.pk)
    messages.success(request, done)
    if post["what"] in ("assign", "remind"):
        _tell_owner(request, feedback_for(request.user, found.pk))
    return redirect("feedback_register") if post["what"] == "remove" else redirect("feedback", found.pk)


def _tell_owner(request: DeskRequest, found: FieldFeedback) -> None:
    """A letter to those who sit for the owner; nobody sits, or no mail server: it is said, so that somebody calls."""
    if found.owner is None or found.due_on is None:
        return
    try:
        told = mail_owner(found.owner, short_day(found.due_on))
    except OSError:
        messages.error(request, "Le courriel n’est pas parti : le serveur de courrier ne répond pas. Appelez.")
        return
    if told:
        messages.success(request, f"{plural(told, 'personne prévenue', 'personnes prévenues')} par courriel chez {found.owner.name}.")
    else:
        messages.warning(request, f"Personne n’est prévenu par courriel chez {found.owner.name} : appelez, ou ouvrez-leur une place.")


urlpatterns = [
    path("a-rappeler/remontees/", register, name="feedback_register"),
    path("a-rappeler/remontees/nouvelle/", edit, name="new_feedback"),
    path("a-rappeler/remontees/<uuid:feedback_id>/", one, name="feedback"),
    path("a-rappeler/remontees/<uuid:feedback_id>/changer/", edit, name="change_feedback"),
    path("a-rappeler/remontees/<uuid:feedback_id>/suite/", act, name="act_on_feedback"),
]
