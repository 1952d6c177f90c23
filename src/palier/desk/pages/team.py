"""The team: voisins, their languages and hours, their phones. No ranking, no count of visits per person."""

import io
from collections import Counter
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from palier.common.dialling import read_dialled, shown_number
from palier.common.french import LANGUAGES, hours, language_name
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.people.api import (
    CODE_LIFE,
    PORTRAITS,
    Device,
    Voisin,
    change_voisin,
    device_for,
    hire_voisin,
    make_pairing_code,
    revoke_device,
    set_voisin_phone,
    shown_code,
    voisin_for,
    voisins_of,
)
from palier.teams.api import WORKED, Terms, contract_minutes, month_totals, set_contract, terms_of, terms_on


@desk_page
def team(request: DeskRequest) -> HttpResponse:
    """Everybody on the site."""
    site = current_site(request)
    if site is None:
        raise Http404
    today = today_at(site)
    voisins = list(voisins_of(site))
    terms, totals = terms_of(voisins), month_totals(voisins, today)
    rows = [(one, _phone(one), _minutes(terms_on(terms[one.pk], today)), _worked(totals[one.pk])) for one in voisins]
    table = Table(request, "equipe", [
        Column("Prénom", lambda row: row[0].first_name, link=lambda row: reverse("voisin", args=[row[0].pk])),
        Column("Langues", lambda row: ", ".join(language_name(code) for code in row[0].languages)),
        Column("Contrat (minutes par mois)", lambda row: row[2], number=True, shown=lambda row: hours(row[2])),
        Column("Déclaré ce mois (minutes)", lambda row: row[3], number=True, shown=lambda row: hours(row[3])),
        Column("Téléphone", lambda row: _said(row[1]), link=lambda row: reverse("phone", args=[row[0].pk])),
    ], rows, title="Équipe", empty="Pas encore de voisin sur ce site.")  # fmt: skip
    return table.export or render(request, "desk/team.html", {"table": table, "voisins": [row[0] for row in rows], "site": site})


def _minutes(terms: Terms | None) -> int:
    return terms.monthly_minutes if terms else 0


def _worked(totals: Counter[str]) -> int:
    return sum(minutes for sort, minutes in totals.items() if sort in WORKED)


def _phone(voisin: Voisin) -> Device | None:
    return voisin.devices.filter(revoked_at=None).order_by("-paired_at").first()


def _said(device: Device | None) -> str:
    if device is None:
        return "à relier"
    seen = device.last_seen_at or device.paired_at
    return f"vu le {timezone.localtime(seen):%d/%m à %H h %M}"


@desk_page
def voisin_page(request: DeskRequest, voisin_id: UUID | None = None) -> HttpResponse:
    """Add a voisin, or correct one."""
    site = current_site(request)
    if site is None:
        raise Http404
    voisin = voisin_for(request.user, voisin_id) if voisin_id else None
    typed: dict[str, Any] = {
        "first_name": voisin.first_name if voisin else "", "languages": voisin.languages if voisin else ["fr"],
        "hours": contract_minutes(voisin, today_at(site)) // 60 if voisin else 15,
        "phone": shown_number(voisin.phone) if voisin else "", "shared": voisin.phone_shared if voisin else False,
    }  # fmt: skip
    problem = ""
    if request.method == "POST":
        typed = {
            "first_name": request.POST.get("first_name", ""),
            "languages": request.POST.getlist("languages"),
            "hours": request.POST.get("hours", ""),
            "phone": request.POST.get("phone", ""),
            "shared": bool(request.POST.get("shared")),
        }
        try:
            return _save(request, voisin, typed)
        except ValueError as refusal:
            problem = str(refusal)
    known = [(code, name) for code, name in LANGUAGES.items() if code != "other"]
    return render(
        request,
        "desk/voisin.html",
        {"voisin": voisin, "typed": typed, "problem": problem, "languages": known},
        status=400 if problem else 200,
    )


def _save(request: DeskRequest, voisin: Voisin | None, typed: dict[str, Any]) -> HttpResponse:
    site = current_site(request)
    assert site is not None
    if not str(typed["hours"]).isdigit() or not 1 <= int(typed["hours"]) <= 151:
        raise ValueError("Le contrat est un nombre d’heures par mois, entre 1 et 151.")
    if typed["phone"].strip() and read_dialled(typed["phone"]) is None:
        raise ValueError("Le numéro de téléphone ne se compose pas : des chiffres, par exemple 06 39 98 00 11.")
    languages = [code for code in typed["languages"] if code in LANGUAGES]
    if voisin is None:
        voisin = hire_voisin(
            request.user,
            site,
            first_name=typed["first_name"],
            languages=languages,
            picture=_picture(site.voisins.count()),
        )
        messages.success(request, f"{voisin.first_name} est dans l’équipe.")
    else:
        change_voisin(request.user, voisin, first_name=typed["first_name"], languages=languages)
        messages.success(request, "C’est noté.")
    if (voisin.phone, voisin.phone_shared) != (read_dialled(typed["phone"]) or "", typed["shared"]):
        set_voisin_phone(request.user, voisin, phone=typed["phone"], shared=typed["shared"])
    if contract_minutes(voisin, today_at(site)) != int(typed["hours"]) * 60:
        # `TeamRefused` is a `ValueError`: the page shows its sentence.
        set_contract(request.user, voisin, starts_on=today_at(site), monthly_minutes=int(typed["hours"]) * 60)
    return redirect("team")


def _picture(number: int) -> str:
    return list(PORTRAITS)[number % len(PORTRAITS)]


@desk_page
def phone(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Pair a phone: a fresh code and its square, on demand."""
    voisin = voisin_for(request.user, voisin_id)
    context: dict[str, Any] = {
        "voisin": voisin,
        "device": _phone(voisin),
        "devices": voisin.devices.order_by("-paired_at")[:6],
    }
    if request.method == "POST":
        now = timezone.now()
        code = make_pairing_code(request.user, voisin, now)
        context |= {"code": shown_code(code), "square": _square(code), "until": timezone.localtime(now + CODE_LIFE),
                    "since": now.isoformat(), "app": _app_address()}  # fmt: skip
    return render(request, "desk/phone.html", context)


def _app_address() -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.SCHEME}://{settings.FIELD_HOST}{port}"


def _square(code: str) -> str:
    out = io.BytesIO()
    segno.make(f"{_app_address()}/#code={code}", micro=False).save(
        out,
        kind="svg",
        scale=6,
        border=2,
        dark="#0E2429",
        light="#FFFFFF",
        xmldecl=False,
        svgns=True,
        title="Code à photographier",
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 (drawn by segno from our own code)


@desk_page
def phone_ready(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """Asked every few seconds while a code is shown: has the phone come?"""
    voisin = voisin_for(request.user, voisin_id)
    device = _phone(voisin)
    came = device is not None and device.paired_at.isoformat() >= request.GET.get("since", "")
    return render(request, "desk/phone_ready.html", {"voisin": voisin, "came": came, "since": request.GET.get("since", "")})


@desk_page
@require_POST
def revoke(request: DeskRequest, device_id: UUID) -> HttpResponse:
    """A lost phone."""
    device = device_for(request.user, device_id)
    revoke_device(request.user, device, timezone.now())
    messages.success(request, f"Le téléphone de {device.voisin.first_name} est fermé. Ce qu’il enverra encore sera gardé à part.")
    return redirect("phone", device.voisin_id)


urlpatterns = [
    path("equipe/", team, name="team"),
    path("equipe/nouveau/", voisin_page, name="new_voisin"),
    path("equipe/<uuid:voisin_id>/", voisin_page, name="voisin"),
    path("equipe/<uuid:voisin_id>/telephone/", phone, name="phone"),
    path("equipe/<uuid:voisin_id>/telephone/pret/", phone_ready, name="phone_ready"),
    path("telephones/<uuid:device_id>/fermer/", revoke, name="revoke"),
]
