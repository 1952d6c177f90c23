"""Training: what the site learns, who lacks what, a session and its people, a person's booklet; the sites for head office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import hours, plural
from palier.desk.pages.hours import site_of
from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.missions.api import mission_for, set_trainings, trainings_asked
from palier.partners.api import Partner
from palier.people.api import Account, Site, Voisin, sites_for, voisin_for
from palier.teams.api import (
    ACTIVITIES,
    SKILLS,
    TARGET,
    Attendance,
    Breach,
    Plan,
    Share,
    SiteTraining,
    TeamRefused,
    TrainingModule,
    TrainingSession,
    aim_at,
    ask_to_session,
    attendance_for,
    booklet_of,
    booklet_pdf,
    cancel_session,
    certificate_pdf,
    drop_aim,
    employed_in,
    keep_module,
    module_for,
    modules_of,
    move_session,
    network_training,
    note_attendance,
    plan_session,
    plans_of,
    restore_session,
    retire_module,
    session_for,
    sessions_between,
    site_shares,
    thought_of,
    training_shares,
)
from palier.tours.api import work_breaches

BACK, AHEAD = timedelta(days=365), timedelta(days=365)
STATES = {"there": ("ok", "check"), "asked": ("", "hourglass-medium"), "absent": ("n", "prohibit")}


@dataclass(frozen=True)
class Line:
    """One session as the lists show it."""

    session: TrainingSession
    asked: int
    there: int
    unsaid: list[str]


def _line(session: TrainingSession) -> Line:
    people = list(session.attendances.all())
    waiting = [one.voisin.first_name for one in people if one.state == Attendance.State.ASKED]
    return Line(session, len(people), sum(one.state == Attendance.State.THERE for one in people), waiting)


def _managers_only(request: DeskRequest) -> None:
    if request.user.role != Account.Role.MANAGER:
        raise PermissionDenied


def _team(site: Site, today: date) -> list[Voisin]:
    return list(employed_in(site, today, today))


@desk_page
def training(request: DeskRequest) -> HttpResponse:
    """The training of a site: the fifth, what comes, what is to be signed, who lacks what, what missions ask."""
    site = site_of(request)
    today = today_at(site)
    voisins, modules = _team(site, today), modules_of(site.organisation)
    missions = trainings_asked(site, today)
    needed = {module.pk: module for _, asked in missions for module in asked}
    plans = plans_of(voisins, site.organisation, needed.values(), today)
    sessions = [_line(one) for one in sessions_between(site, today - BACK, today + AHEAD)]
    share = sum(training_shares(voisins, today).values(), Share(0, 0))
    past = [one for one in reversed(sessions) if one.session.day < today and one.session.cancelled_at is None]
    table = Table(request, "seances", [
        Column("Jour", lambda one: one.session.day, shown=lambda one: f"{one.session.day:%d/%m/%Y}", link=_address),
        Column("Formation", lambda one: one.session.module.title),
        Column("Animée par", lambda one: " · ".join(filter(None, (one.session.trainer, one.session.partner.name if one.session.partner else "")))),
        Column("Attendus", lambda one: one.asked, number=True),
        Column("Présents", lambda one: one.there, number=True),
        Column("À signer", lambda one: ", ".join(one.unsaid)),
    ], past, title="Séances passées, douze mois", empty="Aucune séance encore.")  # fmt: skip
    if table.export:
        return table.export
    asked = [one for one in modules if one.everyone or one.pk in needed]
    return render(request, "desk/training/site.html", {
        "site": site, "coming": [one for one in sessions if one.session.day >= today], "table": table, "modules": modules, "missions": missions,
        "columns": asked, "rows": [_cells(plan, asked) for plan in plans], "lacking": sum(bool(one.lacks) for one in plans),
        "unsaid": [one for one in past if one.unsaid][:8], "share": _percent(share), "missing": share.missing, "target": int(TARGET * 100),
        "may": request.user.role == Account.Role.MANAGER,
    })  # fmt: skip


def _address(one: Line) -> str:
    return reverse("training_session", args=[one.session.pk])


def _percent(share: Share) -> int | None:
    return None if share.share is None else int(share.share * 100)


def _cells(plan: Plan, columns: list[TrainingModule]) -> dict[str, Any]:
    cells = ["done" if one.pk in plan.done else "planned" if one.pk in plan.planned else "lacks" for one in columns]
    own = [one.title for one in plan.lacks if one.pk in plan.aims and one not in columns]
    return {"voisin": plan.voisin, "cells": cells, "own": own}


@dataclass(frozen=True)
class Typed:
    """The form of a session as it stands; what cannot be read is None."""

    module: TrainingModule | None
    day: date | None
    starts_at: time | None
    ends_at: time | None
    place: str
    trainer: str
    partner: Partner | None
    voisins: list[Voisin]

    @property
    def moment(self) -> tuple[date, time, time] | None:
        """Day and hours; None while one of them is missing or they do not follow."""
        if self.day is None or self.starts_at is None or self.ends_at is None or self.ends_at <= self.starts_at:
            return None
        return self.day, self.starts_at, self.ends_at


def _read(text: str | None, how: Callable[[str], Any]) -> Any:
    try:
        return how(text or "")
    except ValueError:
        return None


def _typed(request: DeskRequest, site: Site, team: list[Voisin]) -> Typed:
    sent = request.POST
    chosen = set(sent.getlist("voisins"))
    module, partner = _read(sent.get("module") or request.GET.get("module"), UUID), _read(sent.get("partner"), UUID)
    wanted = request.GET.getlist("voisin")
    return Typed(
        module_for(request.user, module) if module else None, _read(sent.get("day"), date.fromisoformat),
        _read(sent.get("starts_at"), time.fromisoformat), _read(sent.get("ends_at"), time.fromisoformat), sent.get("place", ""),
        sent.get("trainer", ""), Partner.objects.filter(pk=partner, organisation=site.organisation).first() if partner else None,
        [one for one in team if str(one.pk) in chosen] if request.method == "POST" else _first_choice(team, site, module, wanted),
    )  # fmt: skip


def _first_choice(team: list[Voisin], site: Site, module: UUID | None, wanted: list[str]) -> list[Voisin]:
    """Who lacks the module is chosen already; without a module, everybody."""
    if wanted:
        return [one for one in team if str(one.pk) in wanted]
    if module is None:
        return team
    today = today_at(site)
    asked = [one for _, modules in trainings_asked(site, today) for one in modules]
    plans = plans_of(team, site.organisation, [*asked, *TrainingModule.objects.filter(pk=module)], today)
    return [one.voisin for one in plans if module not in one.done | one.planned]


@desk_page
def new_session(request: DeskRequest) -> HttpResponse:
    """Plan a session: what it would break in somebody's hours is said first."""
    _managers_only(request)
    site = site_of(request)
    today = today_at(site)
    team = _team(site, today)
    typed, problem, breaches = _typed(request, site, team), "", list[tuple[Voisin, Breach]]()
    if request.method == "POST":
        breaches = _breaches(site, typed, today)
        hard = any(one.blocking for _, one in breaches)
        if not hard and (not breaches or request.POST.get("anyway")):
            try:
                return _plan(request, site, typed)
            except TeamRefused as refusal:
                problem = str(refusal)
    return render(request, "desk/training/plan.html", {
        "site": site, "typed": typed, "team": team, "problem": problem, "breaches": breaches, "hard": any(one.blocking for _, one in breaches),
        "modules": modules_of(site.organisation), "partners": Partner.objects.filter(organisation=site.organisation), "today": today,
    }, status=400 if problem or breaches else 200)  # fmt: skip


def _breaches(site: Site, typed: Typed, today: date, without: UUID | None = None) -> list[tuple[Voisin, Breach]]:
    """None for a session that took place already: it is written down, not planned."""
    if typed.moment is None or typed.moment[0] < today:
        return []
    day, starts_at, ends_at = typed.moment
    return work_breaches(
        site, typed.voisins, day=day, starts_at=starts_at, ends_at=ends_at, told_on=today, sort="training", without=without
    )  # fmt: skip


def _plan(request: DeskRequest, site: Site, typed: Typed) -> HttpResponse:
    if typed.module is None:
        raise TeamRefused("Choisissez la formation.")
    if typed.day is None or typed.starts_at is None or typed.ends_at is None:
        raise TeamRefused("Donnez le jour et les heures.")
    made = plan_session(
        request.user, site, typed.module, day=typed.day, starts_at=typed.starts_at, ends_at=typed.ends_at, place=typed.place,
        trainer=typed.trainer, partner=typed.partner, voisins=typed.voisins, now=timezone.now(),
    )  # fmt: skip
    messages.success(request, "La séance est prévue. Elle est sur les téléphones à leur prochain contact.")
    return redirect("training_session", made.pk)


@desk_page
def session_page(request: DeskRequest, session_id: UUID) -> HttpResponse:
    """One session: who is asked, who was there, what they thought in words."""
    session = session_for(request.user, session_id)
    today = today_at(session.site)
    people = list(session.attendances.select_related("voisin", "hours").order_by("voisin__first_name"))
    asked = {one.voisin_id for one in people}
    return render(request, "desk/training/session.html", {
        "session": session, "people": [(one, *STATES[one.state]) for one in people], "thought": thought_of(session), "today": today,
        "others": [one for one in _team(session.site, today) if one.pk not in asked], "begun": session.day <= today,
        "there": sum(one.state == Attendance.State.THERE for one in people),
        "skills": [one.words for one in SKILLS if one.code in session.module.skills], "may": request.user.role == Account.Role.MANAGER,
    })  # fmt: skip


def _change(request: DeskRequest, work: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """Run one verb of a manager; its refusal is shown, its success too."""
    _managers_only(request)
    try:
        work()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back)


@desk_page
@require_POST
def change_session(request: DeskRequest, session_id: UUID) -> HttpResponse:
    """Move it, cancel it, put it back, ask others."""
    session = session_for(request.user, session_id)
    back, now, verb = reverse("training_session", args=[session.pk]), timezone.now(), request.POST.get("verb")
    if verb == "cancel":
        return _change(
            request, lambda: cancel_session(request.user, session, now), "La séance est annulée ; les téléphones le disent.", back
        )
    if verb == "restore":
        return _change(request, lambda: restore_session(request.user, session), "La séance a lieu.", back)
    team = _team(session.site, today_at(session.site))
    if verb == "ask":
        chosen = [one for one in team if str(one.pk) in request.POST.getlist("voisins")]
        return _change(
            request,
            lambda: ask_to_session(request.user, session, chosen, now),
            plural(len(chosen), "personne de plus.", "personnes de plus."),
            back,
        )
    return _change(request, lambda: _move(request, session), "La séance est déplacée.", back)


def _move(request: DeskRequest, session: TrainingSession) -> None:
    asked = list(Voisin.objects.filter(attendances__session=session).select_related("site"))
    typed = _typed(request, session.site, asked)
    if typed.day is None or typed.starts_at is None or typed.ends_at is None:
        raise TeamRefused("Donnez le jour et les heures.")
    whole = Typed(session.module, typed.day, typed.starts_at, typed.ends_at, typed.place, "", None, asked)
    broken = [(who, one) for who, one in _breaches(session.site, whole, today_at(session.site), session.pk) if one.blocking]
    if broken:
        who, one = broken[0]
        raise TeamRefused(f"{who.first_name} : {one.sentence} {one.allowed}")
    move_session(
        request.user, session, day=typed.day, starts_at=typed.starts_at, ends_at=typed.ends_at, place=typed.place, now=timezone.now()
    )  # fmt: skip


@desk_page
@require_POST
def presence(request: DeskRequest, attendance_id: UUID) -> HttpResponse:
    """Note who was there, for whoever has not signed."""
    one = attendance_for(request.user, attendance_id)
    there = request.POST.get("there") == "1"
    said = f"{one.voisin.first_name} : {'présent·e, ses heures sont notées' if there else 'noté·e absent·e'}."
    back = reverse("training_session", args=[one.session_id])
    return _change(request, lambda: note_attendance(request.user, one, there=there, now=timezone.now()), said, back)


@desk_page
def certificate(request: DeskRequest, attendance_id: UUID) -> HttpResponse:
    """The certificate of one presence."""
    one = attendance_for(request.user, attendance_id)
    if one.state != Attendance.State.THERE:
        raise Http404
    return _pdf(certificate_pdf(one, timezone.now()), f"attestation-{one.session.day:%Y-%m-%d}-{one.voisin.pk.hex[:8]}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@desk_page
def person(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """One person's training: what she followed, what she lacks, what was agreed with her."""
    voisin = voisin_for(request.user, voisin_id)
    site, today = voisin.site, today_at(voisin.site)
    needed = [one for _, modules in trainings_asked(site, today) for one in modules]
    plan = plans_of([voisin], site.organisation, needed, today)[0]
    share = training_shares([voisin], today)[voisin.pk]
    return render(request, "desk/training/person.html", {
        "voisin": voisin, "plan": plan, "booklet": booklet_of(voisin), "share": _percent(share), "missing": share.missing, "target": int(TARGET * 100),
        "open": [one for one in modules_of(site.organisation) if one.pk not in plan.done and one not in plan.lacks],
        "may": request.user.role == Account.Role.MANAGER,
    })  # fmt: skip


@desk_page
def booklet(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """A person's booklet, to give to her."""
    voisin = voisin_for(request.user, voisin_id)
    return _pdf(booklet_pdf(booklet_of(voisin), timezone.now()), f"livret-{voisin.pk.hex[:8]}.pdf")


@desk_page
@require_POST
def aim(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Agreed with her, or not any more."""
    voisin = voisin_for(request.user, voisin_id)
    module = module_for(request.user, _read(request.POST.get("module"), UUID) or UUID(int=0))
    back = reverse("training_of", args=[voisin.pk])
    if request.POST.get("drop"):
        return _change(request, lambda: drop_aim(request.user, voisin, module), "Retiré de son plan.", back)
    return _change(request, lambda: aim_at(request.user, voisin, module, today_at(voisin.site)), "Ajouté à son plan.", back)


@desk_page
def module_page(request: DeskRequest, module_id: UUID | None = None) -> HttpResponse:
    """Something that is taught: add it, change it, retire it."""
    _managers_only(request)
    site = site_of(request)
    module = module_for(request.user, module_id) if module_id else None
    problem = ""
    if request.method == "POST":
        if module and request.POST.get("verb") == "retire":
            return _change(
                request, lambda: retire_module(request.user, module, timezone.now()), "Elle n’est plus proposée.", reverse("training")
            )
        try:
            minutes = round(float(request.POST.get("hours", "").replace(",", ".") or 0) * 60)
            keep_module(
                request.user, site.organisation, title=request.POST.get("title", ""), minutes=minutes, skills=request.POST.getlist("skills"),
                everyone=bool(request.POST.get("everyone")), module=module,
            )  # fmt: skip
        except (TeamRefused, ValueError, OverflowError) as refusal:
            problem = str(refusal) if isinstance(refusal, TeamRefused) else "Donnez la durée en heures, par exemple 2 ou 1,5."
        else:
            messages.success(request, "C’est noté.")
            return redirect("training")
    chosen = request.POST.getlist("skills") if request.method == "POST" else module.skills if module else []
    groups = [(name, [one for one in SKILLS if one.activity == code]) for code, name in ACTIVITIES.items()]
    typed = {
        "title": request.POST.get("title", module.title if module else ""), "everyone": request.POST.get("everyone", module and module.everyone),
        "hours": request.POST.get("hours", f"{module.minutes / 60:g}".replace(".", ",") if module else "2"),
    }  # fmt: skip
    return render(
        request, "desk/training/module.html", {"module": module, "groups": groups, "chosen": chosen, "typed": typed, "problem": problem},
        status=400 if problem else 200,
    )  # fmt: skip


@desk_page
@require_POST
def asked(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """What a mission asks to follow first."""
    mission = mission_for(request.user, mission_id)
    modules = [one for one in modules_of(mission.site.organisation) if str(one.pk) in request.POST.getlist("modules")]
    return _change(request, lambda: set_trainings(request.user, mission, modules), "C’est noté.", reverse("training"))


@desk_page
def network(request: DeskRequest) -> HttpResponse:
    """Every site's sessions and share, for head office."""
    if request.user.role != Account.Role.HEAD_OFFICE:
        raise PermissionDenied
    sites = list(sites_for(request.user))
    today = timezone.localdate()
    shares = site_shares(sites, today)
    rows = network_training(sites, today)
    table = Table(request, "formations", [
        Column("Site", lambda one: one.site.name),
        Column("Séances, 12 mois", lambda one: one.held, number=True),
        Column("Partenaires formateurs", lambda one: one.partners, number=True),
        Column("Présents (%)", _present, number=True),
        Column("À venir", lambda one: one.coming, number=True),
        Column("Formation (%)", lambda one: _percent(shares[one.site.pk]), number=True),
        Column("Il manque (minutes)", lambda one: shares[one.site.pk].missing, number=True, shown=lambda one: hours(shares[one.site.pk].missing) if shares[one.site.pk].missing else "—"),
    ], rows, title="Formation des sites", empty="Aucun site.")  # fmt: skip
    if table.export:
        return table.export
    whole = sum(shares.values(), Share(0, 0))
    return render(request, "desk/training/network.html", {
        "table": table, "share": _percent(whole), "missing": whole.missing, "target": int(TARGET * 100), "held": sum(one.held for one in rows),
        "coming": sum(one.coming for one in rows), "sites": plural(len(rows), "site"),
    })  # fmt: skip


def _present(one: SiteTraining) -> int | None:
    return round(100 * one.there / one.asked) if one.asked else None


urlpatterns = [
    path("equipe/formation/", training, name="training"),
    path("equipe/formation/nouvelle/", new_session, name="new_training_session"),
    path("equipe/formation/modules/nouveau/", module_page, name="new_module"),
    path("equipe/formation/modules/<uuid:module_id>/", module_page, name="module"),
    path("equipe/formation/missions/<uuid:mission_id>/", asked, name="mission_trainings"),
    path("equipe/formation/presences/<uuid:attendance_id>/", presence, name="presence"),
    path("equipe/formation/presences/<uuid:attendance_id>/attestation.pdf", certificate, name="certificate"),
    path("equipe/formation/<uuid:session_id>/", session_page, name="training_session"),
    path("equipe/formation/<uuid:session_id>/changer/", change_session, name="change_training_session"),
    path("equipe/<uuid:voisin_id>/formation/", person, name="training_of"),
    path("equipe/<uuid:voisin_id>/formation/plan/", aim, name="training_aim"),
    path("equipe/<uuid:voisin_id>/livret.pdf", booklet, name="booklet"),
    path("reseau/formation/", network, name="network_training"),
]
