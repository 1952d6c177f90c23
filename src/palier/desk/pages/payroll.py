"""What goes to the payroll, and what an agreement changes."""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, re_path, reverse
from django.utils import timezone

from palier.common.sheets import harmless
from palier.desk.pages.hours import month_asked, site_of
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.people.api import Account, Site
from palier.teams.api import (
    PAY_ITEMS,
    TeamRefused,
    agreement_of,
    employed_in,
    mark_exported,
    month_days,
    pay_lines,
    set_agreement,
    sheets_of,
)


@desk_page
def payroll(request: DeskRequest, kind: str) -> HttpResponse:
    """The confirmed months of the site for whoever makes the payslips, as CSV (semicolons, comma decimals) or XLSX."""
    site = site_of(request)
    month = month_asked(request, site)
    voisins = list(employed_in(site, month_days(month)[0], month_days(month)[-1]))
    sheets = sheets_of(voisins, month)
    codes = _codes(site)
    rows = [
        (one.pk.hex[:8], one.first_name, f"{month:%Y-%m}", line.code, line.hours)
        for one in voisins if one.pk in sheets for line in pay_lines(sheets[one.pk].figures, codes)
    ]  # fmt: skip
    if not rows:
        messages.error(request, "Aucun mois n’est validé : il n’y a rien à envoyer à la paie.")
        return redirect(f"{reverse('hours')}?mois={month:%Y-%m}")
    mark_exported(request.user, list(sheets.values()), timezone.now())
    name = f"paie-{month:%Y-%m}.{kind}"
    return _csv(rows, name) if kind == "csv" else _xlsx(rows, name)


HEAD = ("matricule", "prénom", "mois", "rubrique", "heures")


def _csv(rows: list[tuple[str, str, str, str, Decimal]], name: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for *texts, number in rows:
        writer.writerow([*map(harmless, texts), str(number).replace(".", ",")])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(rows: list[tuple[str, str, str, str, Decimal]], name: str) -> HttpResponse:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Paie")
    sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
    sheet.set_column(0, 4, 26)
    for at, (*texts, number) in enumerate(rows, start=1):
        for column, text in enumerate(texts):
            sheet.write_string(at, column, text)
        sheet.write_number(at, 4, float(number))
    book.close()
    response = HttpResponse(out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _codes(site: Site) -> Mapping[str, str]:
    row = getattr(site.organisation, "work_agreement", None)
    return row.pay_codes if row else {}


@desk_page
def agreement(request: DeskRequest) -> HttpResponse:
    """What an agreement changes, and the codes of the payroll: head office writes, managers read."""
    site = site_of(request)
    organisation = site.organisation
    may, problem = request.user.role == Account.Role.HEAD_OFFICE, ""
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        try:
            numbers = {name: int(request.POST.get(name, "")) for name in ("notice_days", "breaks", "break_minutes")}
            codes = {item: request.POST.get(f"code_{item}", "") for item in PAY_ITEMS}
            set_agreement(request.user, organisation, third=request.POST.get("cap") == "third", pay_codes=codes, **numbers)
        except TeamRefused as refusal:
            problem = str(refusal)
        except ValueError:
            problem = "Donnez des nombres entiers."
        else:
            messages.success(request, "L’accord est noté : il vaut pour tous les sites.")
            return redirect("work_agreement")
    shown = _codes(site)
    return render(request, "desk/hours/agreement.html", {
        "rules": agreement_of(organisation), "may": may, "problem": problem,
        "items": [(item, name, shown.get(item, "")) for item, name in PAY_ITEMS.items()],
    }, status=400 if problem else 200)  # fmt: skip


urlpatterns = [
    path("heures/accord/", agreement, name="work_agreement"),
    re_path(r"^heures/paie\.(?P<kind>csv|xlsx)$", payroll, name="payroll"),
]
