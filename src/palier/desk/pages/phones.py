"""The phones of a site: who is silent, what they still hold, what may have been lost; and the state of the backups."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import plural
from palier.desk.backups import backup_state
from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.desk.tables import Column, Table
from palier.people.api import Device, close_phone_alert, device_for, phone_alert_for, phone_alerts_for, still_here
from palier.visits.api import MAX_FILE_BYTES, Malformed, read_rescue_file, take_in

SILENT_AFTER = timedelta(hours=48)


@desk_page
def phones(request: DeskRequest) -> HttpResponse:
    """Every open phone of the site."""
    site = current_site(request)
    if site is None:
        raise Http404
    now = timezone.now()
    rows = list(
        Device.objects.filter(still_here("voisin__"), voisin__site=site, revoked_at=None)
        .select_related("voisin")
        .order_by("voisin__first_name")
    )
    table = Table(request, "telephones", [
        Column("Voisin", lambda row: row.voisin.first_name, link=lambda row: reverse("phone", args=[row.voisin_id])),
        Column("Dernière nouvelle", lambda row: row.last_seen_at or row.paired_at, shown=lambda row: _seen(row, now)),
        Column("Garde encore", lambda row: row.unsent or 0, number=True, shown=_held),
        Column("Mémoire", lambda row: _memory(row)),
        Column("Heure", lambda row: row.clock_offset_s, shown=_clock),
        Column("Version", lambda row: row.app_version or "?"),
    ], rows, title="Téléphones", empty="Aucun téléphone relié sur ce site.")  # fmt: skip
    if table.export:
        return table.export
    alerts = [one for one in phone_alerts_for(request.user) if one.voisin.site_id == site.pk]
    return render(request, "desk/phones.html", {"table": table, "alerts": alerts, "backup": backup_state(now), "site": site})


def _seen(device: Device, now: datetime) -> str:
    seen = device.last_seen_at or device.paired_at
    text = f"{timezone.localtime(seen):%d/%m à %H h %M}"
    return f"{text} · silencieux" if now - seen > SILENT_AFTER else text


def _held(device: Device) -> str:
    if device.unsent is None:
        return "pas encore dit"
    since = f", depuis le {timezone.localtime(device.unsent_since):%d/%m}" if device.unsent and device.unsent_since else ""
    return f"{device.unsent}{since}"


def _memory(device: Device) -> str:
    return {True: "protégée", False: "peut être effacée : l’installer sur l’écran d’accueil", None: "pas encore dit"}[device.persisted]


def _clock(device: Device) -> str:
    off = abs(device.clock_offset_s)
    if off < 600:
        return "à l’heure"
    size = plural(off // 86400, "jour") if off >= 86400 else f"{off // 60} min"
    return f"{size} {'d’avance' if device.clock_offset_s > 0 else 'de retard'}"


@desk_page
@require_POST
def close_alert(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    """Somebody asked the voisin."""
    close_phone_alert(request.user, phone_alert_for(request.user, alert_id), timezone.now())
    messages.success(request, "C’est noté.")
    return redirect("phones")


@desk_page
@require_POST
def bring_file(request: DeskRequest) -> HttpResponse:
    """A file that a phone shared, as often as one likes."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MAX_FILE_BYTES:
        messages.error(request, "Choisissez le fichier que le téléphone a partagé (20 Mo au plus).")
        return redirect("phones")
    try:
        device_id, ops = read_rescue_file(file.read())
        device = device_for(request.user, device_id)
        found = take_in(request.user, device.pk, ops, timezone.now())
    except Malformed as refusal:
        messages.error(request, str(refusal))
    except Http404:
        messages.error(request, "Ce fichier vient d’un téléphone d’un autre site.")
    else:
        aside = f" {plural(found.aside, 'à regarder', 'à regarder')}." if found.aside else ""
        messages.success(
            request,
            f"{device.voisin.first_name} : {plural(found.stored, 'écriture reprise', 'écritures reprises')}, {found.known} déjà là.{aside}",
        )
    return redirect("phones")


urlpatterns = [
    path("telephones/", phones, name="phones"),
    path("telephones/reprendre/", bring_file, name="bring_file"),
    path("telephones/alertes/<uuid:alert_id>/", close_alert, name="close_phone_alert"),
]
