"""The languages: how far each is, what it says, the voisins' workbook out and in."""

import base64
import csv
import io
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from palier.common.french import language_name, plural
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.languages.api import (
    MAX_BYTES,
    RTL,
    TRANSLATED,
    Line,
    Proposal,
    Report,
    Text,
    Wording,
    WorkbookRefused,
    decide_all,
    import_translations,
    lines_of,
    may_translate,
    progress,
    read_workbook,
    words_for,
    write_workbook,
)

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 60
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
    context = {"table": table, "read": sum(row.state == "complète et relue" for row in rows), "may": may_translate(request.user), "proposed": Proposal.objects.count(),
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


@dataclass(frozen=True)
class Proposed:
    """One text as a person decides on it: what is shown, what a voisin would say."""

    pk: object
    key: str
    french: str
    shown: str
    text: str


@desk_page
def proposals(request: DeskRequest) -> HttpResponse:
    """What voisins made of the texts on their phones: found right, or to be said otherwise."""
    if not may_translate(request.user):
        raise PermissionDenied
    rows = list(Proposal.objects.order_by("language", "key", "made_on"))
    groups = [_group(code, [one for one in rows if one.language == code]) for code in dict.fromkeys(one.language for one in rows)]
    return render(request, "desk/proposals.html", {"groups": groups, "count": len(rows)})


def _group(code: str, rows: list[Proposal]) -> dict[str, object]:
    texts = words_for("phone", code).texts
    other = [Proposed(one.pk, one.key, _flat(one.french), _flat(texts.get(one.key, "")), _flat(one.text)) for one in rows if not one.right]
    return {
        "code": code,
        "rtl": code in RTL,
        "right": sum(one.right for one in rows),
        "other": other[:AT_ONCE],
        "more": len(other) - AT_ONCE,
    }


def _flat(text: Text) -> str:
    return text if isinstance(text, str) else " · ".join(f"{form} : {one}" for form, one in text.items())


@desk_page
@require_POST
def decide(request: DeskRequest, code: str) -> HttpResponse:
    """Take or leave one proposal, or every « c'est juste » of a language."""
    if not may_translate(request.user):
        raise PermissionDenied
    open_ones = Proposal.objects.filter(language=code)
    one = request.POST.get("one", "")
    chosen = list(open_ones.filter(right=True) if one == "right" else open_ones.filter(pk=_uuid(one)))
    changed = decide_all(request.user, chosen, take=request.POST.get("take") == "1", now=timezone.now())
    messages.success(request, f"{plural(changed, 'texte relu', 'textes relus')} en {language_name(code)}." if changed else "C’est noté.")
    return redirect("translation_proposals")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


urlpatterns = [
    path("langues/", languages, name="languages"),
    path("langues/classeur.xlsx", workbook, name="languages_workbook"),
    path("langues/reprendre/", take_in, name="take_in_translations"),
    path("langues/propositions/", proposals, name="translation_proposals"),
    path("langues/propositions/<str:code>/", decide, name="decide_translation"),
    path("langues/<str:code>/", language, name="language"),
]
