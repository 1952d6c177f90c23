"""Hours of a month: who is out of the band, what is left to look at, the fifth in training; confirmed, signed, paid."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import MONTHS, hours, plural
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.people.api import Account, Site, Voisin, voisin_for
from palier.teams.api import (
    TARGET,
    Agreement,
    DeclaredHours,
    Month,
    Rise,
    Share,
    Stretch,
    TeamRefused,
    agreement_of,
    confirm_hours,
    confirm_month,
    contract_minutes,
    correct_hours,
    employed_in,
    hours_for,
    minutes_by_day,
    minutes_by_week,
    monday_of,
    month_days,
    month_of,
    months_of,
    most_in_month,
    note_hours,
    reopen_month,
    rise_due,
    sheet_for,
    sign_month,
    statement_pdf,
    training_shares,
    worked_weeks,
)

# Sorts shown as one colour of the bar.
BARS = (("field", ("field", "presence", "travel")), ("training", ("training",)), ("meeting", ("meeting", "preparation")))


def month_asked(request: DeskRequest, site: Site) -> date:
    """`?mois=2026-03`, this month without it. 404 for anything else."""
    asked = request.GET.get("mois", "") or request.POST.get("mois", "")
    if not asked:
        return today_at(site).replace(day=1)
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Http404 from None


@dataclass(frozen=True)
class Row:
    """One voisin's line: the bar in hundredths of the scale, and one thing to do."""

    month: Month
    bars: list[tuple[str, float]]
    band: tuple[float, float]
    mark: float
    tone: str
    icon: str
    said: str


@desk_page
def month_page(request: DeskRequest) -> HttpResponse:
    """The month of the whole team (mockup desk-05)."""
    site = site_of(request)
    month = month_asked(request, site)
    voisins = list(employed_in(site, month_days(month)[0], month_days(month)[-1]))
    months = months_of(site, voisins, month)
    agreement = agreement_of(site.organisation)
    scale = _scale(months, agreement)
    rows = [_row(one, agreement, scale) for one in months]
    table = _table(request, months)
    if table.export:
        return table.export
    team = sum(training_shares(voisins, month).values(), Share(0, 0))
    return render(request, "desk/hours/month.html", {
        "site": site, "month": month, "rows": rows, "scale": scale, "table": table, "ticks": _ticks(scale), "team": team,
        "team_share": _percent(team), "target": int(TARGET * 100), "done": sum(one.worked for one in months), "due": sum(one.due for one in months),
        "to_look_at": sum(one.to_look_at for one in months if one.sheet is None), "agreement": agreement,
        "usual": Counter(one.due for one in months).most_common(1)[0][0] if months else 0, "open": [one for one in months if one.sheet is None],
        "sheets": [one for one in months if one.sheet], "unsent": _unsent(voisins), "over": month_days(month)[-1] < today_at(site), **_around(month),
    })  # fmt: skip


def site_of(request: DeskRequest) -> Site:
    """The site chosen in the rail; 404 for an account without one."""
    site = current_site(request)
    if site is None:
        raise Http404
    return site


def _around(month: date) -> dict[str, Any]:
    return {
        "name": f"{MONTHS[month.month - 1]} {month.year}", "previous": f"{month - timedelta(days=1):%Y-%m}",
        "following": f"{month + timedelta(days=31):%Y-%m}", "code": f"{month:%Y-%m}",
    }  # fmt: skip


def _scale(months: list[Month], agreement: Agreement) -> int:
    """Hours at the right end of the bars: the next multiple of five past whatever must be seen."""
    most = max([max(one.worked, most_in_month(one.due, agreement)) for one in months] or [0])
    return max(10, 5 * (-(-most // 300)))


def _ticks(scale: int) -> list[tuple[int, float]]:
    step = 5 if scale <= 30 else 10 if scale <= 80 else 20
    return [(at, 100 * at / scale) for at in range(0, scale + 1, step)]


def _row(month: Month, agreement: Agreement, scale: int) -> Row:
    def part(minutes: float) -> float:
        return round(100 * minutes / (scale * 60), 2)

    most = most_in_month(month.due, agreement)
    low = month.due - month.due // 10
    bars = [(name, part(sum(month.by_sort[sort] for sort in sorts))) for name, sorts in BARS]
    tone, icon, said = _state(month, low, most)
    return Row(month, bars, (part(low), part(most - low)), part(month.due), tone, icon, said)


def _state(month: Month, low: int, most: int) -> tuple[str, str, str]:
    if month.sheet is not None:
        if month.stale:
            return "a", "warning-circle", "changé depuis la validation"
        return "ok", "check", "signé" if month.sheet.signed_at else "validé, à signer"
    if month.worked > most:
        return "a", "arrow-up", f"trop : {hours(most - month.worked)}"
    if month.to_look_at:
        return "n", "pencil-simple", plural(month.to_look_at, "saisie à relire", "saisies à relire")
    if month.worked < low:
        return "w", "arrow-down", f"peu : {hours(month.worked - month.due)}"
    return "ok", "check", "dans le repère"


def _percent(share: Share) -> int | None:
    found = share.share
    return None if found is None else int(found * 100)


def _unsent(voisins: list[Voisin]) -> list[str]:
    """Whose phone still holds something: validating now would leave it out (mockup: unsent phones block, with names)."""
    return [one.first_name for one in voisins if any(phone.unsent for phone in one.devices.all() if phone.revoked_at is None)]


def _table(request: DeskRequest, months: list[Month]) -> Table:
    code = f"{month_asked(request, site_of(request)):%Y-%m}"
    return Table(request, "heures", [
        Column("Voisin", lambda one: one.voisin.first_name, link=lambda one: f"{reverse('hours_of', args=[one.voisin.pk])}?mois={code}"),
        Column("Contrat (minutes)", lambda one: one.due, number=True, shown=lambda one: hours(one.due)),
        Column("Fait (minutes)", lambda one: one.worked, number=True, shown=lambda one: hours(one.worked)),
        Column("Formation (minutes)", lambda one: one.by_sort["training"], number=True, shown=lambda one: hours(one.by_sort["training"])),
        Column("Complémentaires (minutes)", lambda one: one.paid.complementary, number=True, shown=lambda one: hours(one.paid.complementary)),
        Column("À relire", lambda one: one.to_look_at, number=True),
        Column("Mois", lambda one: "signé" if one.sheet and one.sheet.signed_at else "validé" if one.sheet else "ouvert"),
    ], months, title="Heures du mois", empty="Personne n’avait de contrat ce mois-là.")  # fmt: skip


@desk_page
@require_POST
def confirm_all(request: DeskRequest) -> HttpResponse:
    """Validate the month of everybody whose entries are all looked at; say who is left, and why."""
    site = site_of(request)
    month = month_asked(request, site)
    _managers_only(request)
    chosen = set(request.POST.getlist("voisins"))
    voisins = [one for one in employed_in(site, month_days(month)[0], month_days(month)[-1]) if str(one.pk) in chosen]
    done, left = 0, []
    for one in months_of(site, voisins, month):
        try:
            if one.to_look_at:
                raise TeamRefused(f"{one.voisin.first_name} : {plural(one.to_look_at, 'saisie à relire', 'saisies à relire')}.")
            confirm_month(request.user, one.voisin, month, timezone.now())
            done += 1
        except TeamRefused as refusal:
            left.append(str(refusal))
    if done:
        messages.success(request, f"{plural(done, 'mois validé', 'mois validés')}. Chacun peut le relire et le signer sur son téléphone.")
    for sentence in left:
        messages.error(request, sentence)
    return redirect(f"{reverse('hours')}?mois={month:%Y-%m}")


def _managers_only(request: DeskRequest) -> None:
    """Head office reads hours; the manager of the site, who knows the people, decides."""
    if request.user.role != Account.Role.MANAGER:
        raise PermissionDenied


@desk_page
def hours_of(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """One voisin's month: each entry, the weeks, what is due, what would raise the contract."""
    voisin = voisin_for(request.user, voisin_id)
    month = month_asked(request, voisin.site)
    found = month_of(voisin, month)
    agreement = agreement_of(voisin.site.organisation)
    stretches = [one.stretch for one in found.works]
    by_day = minutes_by_day(stretches)
    return render(request, "desk/hours/voisin.html", {
        "voisin": voisin, "month": found, "works": found.works, "by_day": sorted(by_day.items()), "by_week": sorted(minutes_by_week(by_day).items()),
        "most": most_in_month(found.due, agreement), "share": training_shares([voisin], month)[voisin.pk], "rise": _rise(voisin, month),
        "sorts": DeclaredHours.Sort.choices, "days": month_days(month), "left": sum(not one.confirmed for one in found.works), "may": request.user.role == Account.Role.MANAGER, **_around(month),
    })  # fmt: skip


def _rise(voisin: Voisin, month: date) -> Rise | None:
    last = monday_of(min(month_days(month)[-1], today_at(voisin.site)))
    terms = contract_minutes(voisin, month_days(month)[-1])
    if not terms:
        return None
    return rise_due(minutes_by_week(minutes_by_day(worked_weeks(voisin, last))), last, terms)


@desk_page
@require_POST
def add_hours(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Hours noted by the manager."""
    voisin = voisin_for(request.user, voisin_id)
    _managers_only(request)
    try:
        day, starts_at, ends_at = _typed(request)
        note_hours(
            request.user, voisin, day=day, starts_at=starts_at, ends_at=ends_at, sort=request.POST.get("sort", ""), now=timezone.now()
        )
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C’est noté.")
    return _back(request, voisin)


def _typed(request: DeskRequest) -> tuple[date, time, time]:
    try:
        return (
            date.fromisoformat(request.POST.get("day", "")),
            time.fromisoformat(request.POST.get("from", "")),
            time.fromisoformat(request.POST.get("to", "")),
        )
    except ValueError:
        raise TeamRefused("Donnez un jour, un début et une fin.") from None


def _back(request: DeskRequest, voisin: Voisin) -> HttpResponse:
    return redirect(f"{reverse('hours_of', args=[voisin.pk])}?mois={month_asked(request, voisin.site):%Y-%m}")


@desk_page
def correct(request: DeskRequest, hours_id: UUID) -> HttpResponse:
    """Correct or put aside one entry; what was declared stays readable beside it."""
    row = hours_for(request.user, hours_id)
    problem = ""
    if request.method == "POST":
        _managers_only(request)
        try:
            day, starts_at, ends_at = _typed(request)
            correct_hours(
                request.user, row, day=day, starts_at=starts_at, ends_at=ends_at, sort=request.POST.get("sort", ""),
                reason=request.POST.get("reason", ""), void="void" in request.POST, now=timezone.now(),
            )  # fmt: skip
        except TeamRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, f"Corrigé. {row.voisin.first_name} verra ce qui a changé et pourquoi.")
            return redirect(f"{reverse('hours_of', args=[row.voisin_id])}?mois={day:%Y-%m}")
    last = row.corrections.order_by("-number").first()
    return render(request, "desk/hours/correct.html", {
        "row": row, "shown": last or row, "corrections": row.corrections.order_by("number"), "problem": problem,
        "sorts": DeclaredHours.Sort.choices, "typed": request.POST, "may": request.user.role == Account.Role.MANAGER,
        "length": Stretch(row.day, row.starts_at, row.ends_at, row.sort, _zone(row.voisin)).minutes, "code": f"{row.day:%Y-%m}",
    }, status=400 if problem else 200)  # fmt: skip


def _zone(voisin: Voisin) -> ZoneInfo:
    return ZoneInfo(voisin.site.time_zone)


@desk_page
@require_POST
def confirm_one(request: DeskRequest, hours_id: UUID) -> HttpResponse:
    """The manager agrees with an entry."""
    row = hours_for(request.user, hours_id)
    _managers_only(request)
    confirm_hours(request.user, row, timezone.now())
    return _back(request, row.voisin)


@desk_page
@require_POST
def confirm_every_one(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """The manager agrees with all that a voisin declared this month; what she changed after a correction is looked at one by one."""
    voisin = voisin_for(request.user, voisin_id)
    _managers_only(request)
    for work in month_of(voisin, month_asked(request, voisin.site)).works:
        if not work.confirmed and not work.flagged:
            confirm_hours(request.user, work.hours, timezone.now())
    messages.success(request, "Relu.")
    return _back(request, voisin)


@desk_page
@require_POST
def reopen(request: DeskRequest, sheet_id: UUID) -> HttpResponse:
    """A confirmed month is opened again."""
    sheet = sheet_for(request.user, sheet_id)
    _managers_only(request)
    month, voisin = sheet.month, sheet.voisin
    try:
        reopen_month(request.user, sheet, request.POST.get("reason", ""))
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"{MONTHS[month.month - 1].capitalize()} est rouvert pour {voisin.first_name}. Il faudra le valider et le signer à nouveau.",
        )
    return redirect(f"{reverse('hours_of', args=[voisin.pk])}?mois={month:%Y-%m}")


@desk_page
@require_POST
def signed_on_paper(request: DeskRequest, sheet_id: UUID) -> HttpResponse:
    """The printed statement came back signed."""
    sheet = sheet_for(request.user, sheet_id)
    _managers_only(request)
    sign_month(request.user, sheet.voisin, sheet.month, sheet.digest, timezone.now(), paper=True)
    messages.success(request, "Signature notée.")
    return redirect(f"{reverse('hours_of', args=[sheet.voisin_id])}?mois={sheet.month:%Y-%m}")


@desk_page
def statement(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """The month's statement, for the voisin: readable, in time for France Travail."""
    voisin = voisin_for(request.user, voisin_id)
    month = month_asked(request, voisin.site)
    response = HttpResponse(statement_pdf(month_of(voisin, month), timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="releve-{month:%Y-%m}-{voisin.pk.hex[:8]}.pdf"'
    return response


urlpatterns = [
    path("heures/", month_page, name="hours"),
    path("heures/valider/", confirm_all, name="confirm_months"),
    path("heures/<uuid:voisin_id>/", hours_of, name="hours_of"),
    path("heures/<uuid:voisin_id>/noter/", add_hours, name="add_hours"),
    path("heures/<uuid:voisin_id>/relu/", confirm_every_one, name="confirm_all_hours"),
    path("heures/<uuid:voisin_id>/releve.pdf", statement, name="statement"),
    path("heures/saisies/<uuid:hours_id>/", correct, name="correct_hours"),
    path("heures/saisies/<uuid:hours_id>/valider/", confirm_one, name="confirm_hours"),
    path("heures/mois/<uuid:sheet_id>/rouvrir/", reopen, name="reopen_month"),
    path("heures/mois/<uuid:sheet_id>/signe/", signed_on_paper, name="sign_on_paper"),
]
