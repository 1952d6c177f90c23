"""What Palier keeps, why and until when, for head office: the register of processing, the last erasures, their receipts."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from palier.common.jobs import last_runs
from palier.common.personal_data import Activity
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.people.api import Account
from palier.privacy.api import JOINT, NEVER, Erasure, Register, broken_receipts, counted, register, register_pdf, register_xlsx

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECEIPTS_SHOWN = 20


def _register(request: DeskRequest) -> Register:
    if request.user.role != Account.Role.HEAD_OFFICE:
        raise PermissionDenied
    return register(request.user.organisation.name, timezone.now())


@desk_page
def kept(request: DeskRequest) -> HttpResponse:
    """The activities, what erases them and when it last ran; what is open; the receipts of erasures."""
    found = _register(request)
    runs = last_runs()
    table = Table(request, "activites", [
        Column("N°", lambda one: one.activity.number, number=True),
        Column("Activité", lambda one: one.activity.title),
        Column("De qui", lambda one: one.whose),
        Column("Gardé", lambda one: one.activity.kept),
        Column("Ensuite", lambda one: one.activity.then),
        Column("Effacé pour la dernière fois", lambda one: _run(one.activity, runs)),
    ], found.entries, title="Registre des traitements")  # fmt: skip
    if table.export:
        return table.export
    receipts = [(one, counted(one.counts)) for one in Erasure.objects.order_by("-number")[:RECEIPTS_SHOWN]]
    return render(request, "desk/register.html", {
        "register": found, "table": table, "joint": JOINT, "never": NEVER, "receipts": receipts, "broken": broken_receipts(),
    })  # fmt: skip


def _run(activity: Activity, runs: dict[str, tuple[datetime | None, str]]) -> str:
    if not activity.job:
        return "rien à effacer seul"
    at, said = runs.get(activity.job, (None, ""))
    return f"{timezone.localtime(at):%d/%m/%Y} : {said or 'rien'}" if at else "pas encore"


@desk_page
def pdf(request: DeskRequest) -> HttpResponse:
    """To hand to a person, or to the CNIL."""
    return _file(register_pdf(_register(request)), "application/pdf", "pdf")


@desk_page
def xlsx(request: DeskRequest) -> HttpResponse:
    """The same, with every field of every table."""
    return _file(register_xlsx(_register(request)), SHEET, "xlsx")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="registre-des-traitements.{ending}"'
    return response


urlpatterns = [
    path("registre/", kept, name="register"),
    path("registre/registre.pdf", pdf, name="register_pdf"),
    path("registre/registre.xlsx", xlsx, name="register_xlsx"),
]
