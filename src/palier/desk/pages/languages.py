"""The languages: how far each is, what it says, the voisins' workbook out and in."""

import base64
import csv
import io
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from palier.common.french import language_name
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.languages.api import (
    MAX_BYTES,
    RTL,
    TRANSLATED,
    Line,
    Report,
    Wording,
    WorkbookRefused,
    import_translations,
    lines_of,
    may_translate,
    progress,
    read_workbook,
    write_workbook,
)

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS: dict[str, str] = dict(Wording.Place.choices)


@dataclass(frozen=True)
class Far:
    """One language over every place where Palier speaks."""

    code: str
    total: int
    translated: int
    vouched: int

    @property
    def state(self) -> str:
        """What to do about it, in a few words."""
        if not self.translated:
            return "pas encore traduite"
        if self.vouched >= self.total:
            return "complète et relue"
        return "à relire" if self.translated == self.total else "à compléter et à relire"


def _far() -> list[Far]:
    found = progress()
    return [
        Far(code, sum(one.total for one in found if one.language == code), sum(one.translated for one in found if one.language == code),
            sum(one.vouched for one in found if one.language == code))
        for code in TRANSLATED
    ]  # fmt: skip


@desk_page
def languages(request: DeskRequest) -> HttpResponse:
    """Every language of the interface."""
    return _page(request)


def _page(request: DeskRequest, report: Report | None = None, tried: bool = False) -> HttpResponse:
    rows = _far()
    table = Table(request, "langues", [
        Column("Langue", lambda row: language_name(row.code), link=lambda row: reverse("language", args=[row.code])),
        Column("Traduits", lambda row: row.translated, number=True, shown=lambda row: f"{row.translated} sur {row.total}"),
        Column("Relus", lambda row: row.vouched, number=True, shown=lambda row: f"{row.vouched} sur {row.translated}" if row.translated else "—"),
        Column("État", lambda row: row.state),
    ], rows, title="Langues")  # fmt: skip
    if table.export:
        return table.export
    context = {"table": table, "read": sum(row.state == "complète et relue" for row in rows), "may": may_translate(request.user),
               "report": report, "tried": tried, "report_csv": _csv(report) if report else ""}  # fmt: skip
    return render(request, "desk/languages.html", context)


def _csv(report: Report) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(report.table())
    return base64.b64encode(out.getvalue().encode("utf-8-sig")).decode()


@desk_page
def language(request: DeskRequest, code: str) -> HttpResponse:
    """Every text of one language, beside its French."""
    if code not in TRANSLATED:
        raise Http404
    lines = lines_of(code)
    table = Table(request, "textes", [
        Column("Où", lambda line: LABELS[line.place]),
        Column("Clé", lambda line: f"{line.key} ({line.form})" if line.form else line.key),
        Column("Français", lambda line: line.french),
        Column("Traduction", lambda line: line.text, shown=lambda line: _said(code, line.text)),
        Column("Relu", _state),
        Column("Remarque", lambda line: line.remark),
    ], lines, title=f"Textes en {language_name(code)}")  # fmt: skip
    if table.export:
        return table.export
    return render(request, "desk/language.html", {"table": table, "code": code, "far": next(one for one in _far() if one.code == code)})


def _said(code: str, text: str) -> str:
    """The text in its own language and way of reading."""
    return format_html('<span lang="{}" dir="{}">{}</span>', code, "rtl" if code in RTL else "ltr", text) if text else "—"


def _state(line: Line) -> str:
    if not line.text:
        return "en français"
    return "relu" if line.vouched else "à relire"


@desk_page
def workbook(request: DeskRequest) -> HttpResponse:
    """The workbook to give to voisins: one language, or all."""
    code = request.GET.get("langue", "")
    if code and code not in TRANSLATED:
        raise Http404
    response = HttpResponse(write_workbook({one: lines_of(one) for one in ([code] if code else TRANSLATED)}), content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="palier-{code or "langues"}.xlsx"'
    return response


@desk_page
@require_POST
def take_in(request: DeskRequest) -> HttpResponse:
    """A workbook that came back."""
    if not may_translate(request.user):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MAX_BYTES:
        messages.error(request, "Choisissez le classeur relu (5 Mo au plus).")
        return redirect("languages")
    tried = request.POST.get("try") == "1"
    try:
        sheets = read_workbook(file.read())
    except WorkbookRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("languages")
    report = import_translations(request.user, sheets, timezone.now(), dry_run=tried)
    return _page(request, report, tried)


urlpatterns = [
    path("langues/", languages, name="languages"),
    path("langues/classeur.xlsx", workbook, name="languages_workbook"),
    path("langues/reprendre/", take_in, name="take_in_translations"),
    path("langues/<str:code>/", language, name="language"),
]
