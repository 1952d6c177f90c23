"""« À rappeler » : who asked for a call or a return visit. Their words are sealed; each is opened by one click, and the journal says so."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import language_name
from palier.common.journal import write_line
from palier.desk.asked import MOMENTS, WAYS, WHAT, age, dated
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.partners.api import (
    PersonalFollowUp,
    Words,
    follow_up_counts,
    follow_up_for,
    follow_ups_for,
    forgotten_on,
    is_late,
    may_handle_residents,
    note_try,
    open_follow_up,
    reopen_follow_up,
    settle_follow_up,
    shown_phone,
    waiting_too_long,
    withdraw_follow_up,
)
from palier.people.api import sites_for


@dataclass(frozen=True)
class Card:
    """One follow-up as the page says it. Nothing here comes from under the seal, except `words` when it was just opened."""

    row: PersonalFollowUp
    today: date
    words: Words | None = None
    opened: bool = False

    @property
    def what(self) -> str:
        """What for."""
        return str(WHAT.get(self.row.what, self.row.what))

    @property
    def moment(self) -> str:
        """The best moment."""
        return MOMENTS.get(self.row.moment, "")

    @property
    def age(self) -> str:
        """How long ago it was asked for."""
        return age(self.row.asked_on, self.today)

    @property
    def late(self) -> bool:
        """It has waited more than three days."""
        return self.row.state == "to_do" and is_late(self.row.asked_on, self.row.last_try_on, self.today)

    @property
    def forgotten_on(self) -> date:
        """The day on which its words are erased."""
        return _forgotten_on(self.row)

    @property
    def phone(self) -> str:
        """The number, as it is read aloud."""
        return shown_phone(self.words.phone) if self.words else ""


def _forgotten_on(row: PersonalFollowUp) -> date:
    return forgotten_on(row.asked_on, row.closed_at and timezone.localdate(row.closed_at))


@desk_page
def follow_ups(request: DeskRequest) -> HttpResponse:
    """What waits, oldest first; then what was done. Head office sees how many, site by site."""
    if not may_handle_residents(request.user):
        return _counts(request)
    return _page(request)


def _page(request: DeskRequest, opened: PersonalFollowUp | None = None, words: Words | None = None) -> HttpResponse:
    site = current_site(request)
    if site is None:
        raise Http404
    today = today_at(site)
    rows = list(follow_ups_for(request.user).filter(site=site))
    table = _table(request, rows)
    if table.export:
        return table.export
    chosen = {name: request.GET.get(name, "") for name in ("comment", "langue", "retard")}
    waiting = [Card(row, today, words if row == opened else None, row == opened) for row in rows if row.state == "to_do"]
    shown = [card for card in waiting if _fits(card, chosen)]
    done = [Card(row, today, words if row == opened else None, row == opened) for row in rows if row.state != "to_do" and row.secret]
    return render(request, "desk/asked/follow_ups.html", {
        "site": site, "cards": shown, "waiting": waiting, "late": sum(card.late for card in waiting), "chosen": chosen, "table": table,
        "done": sorted(done, key=lambda card: card.row.closed_at or timezone.now(), reverse=True)[:20],
        "languages": sorted({card.row.language for card in waiting if card.row.language}, key=language_name),
    })  # fmt: skip


def _fits(card: Card, chosen: dict[str, str]) -> bool:
    if chosen["comment"] and card.row.way != chosen["comment"]:
        return False
    if chosen["langue"] and card.row.language != chosen["langue"]:
        return False
    return card.late or not chosen["retard"]


def _table(request: DeskRequest, rows: list[PersonalFollowUp]) -> Table:
    """Everything but the words, for a search or a file: no name, no number, no door is ever exported."""
    return Table(request, "rappels", [
        dated("Demandé le", lambda row: row.asked_on),
        Column("Pour quoi", lambda row: WHAT.get(row.what, row.what)),
        Column("Comment", lambda row: WAYS.get(row.way, row.way)),
        Column("Moment", lambda row: MOMENTS.get(row.moment, "")),
        Column("Langue demandée", lambda row: language_name(row.language) if row.language else ""),
        Column("État", lambda row: row.get_state_display()),
        Column("Essais", lambda row: row.tries, number=True),
        dated("Fermé le", lambda row: timezone.localdate(row.closed_at) if row.closed_at else None),
        Column("Par", lambda row: row.handled_by.first_name if row.handled_by else ""),
        Column("S’efface le", lambda row: _forgotten_on(row).isoformat() if row.secret else "effacé",
               shown=lambda row: f"{_forgotten_on(row):%d/%m/%Y}" if row.secret else "effacé"),
    ], rows, title="Tous les rappels, sans les noms", empty="Personne n’a encore demandé qu’on le rappelle.")  # fmt: skip


def _counts(request: DeskRequest) -> HttpResponse:
    sites = list(sites_for(request.user))
    counts = follow_up_counts(sites)
    late = {site.pk: waiting_too_long(site, today_at(site)) for site in sites}

    def number(state: str) -> Any:
        return lambda site: counts.get(site.pk, {}).get(state, 0)

    table = Table(request, "rappels", [
        Column("Site", lambda site: site.name),
        Column("À faire", number("to_do"), number=True),
        Column("Depuis plus de trois jours", lambda site: late[site.pk], number=True),
        *[Column(label.capitalize(), number(state), number=True) for state, label in PersonalFollowUp.State.choices[1:]],
    ], sites, title="Les rappels, site par site")  # fmt: skip
    return table.export or render(request, "desk/asked/counts.html", {"table": table, "what": "rappels"})


def _mine(request: DeskRequest, follow_up_id: UUID) -> PersonalFollowUp:
    """One that this manager may handle: 404 outside her sites, 403 for head office, and the journal says who tried."""
    found = follow_up_for(request.user, follow_up_id)
    if not may_handle_residents(request.user):
        write_line(request.user, "refused_follow_up", found)
        raise PermissionDenied
    return found


@desk_page
@require_POST
def read(request: DeskRequest, follow_up_id: UUID) -> HttpResponse:
    """Open one: in the answer to this post only. Coming back to the page, it is closed again."""
    found = _mine(request, follow_up_id)
    words = open_follow_up(request.user, found)
    if words is None:
        messages.error(request, "Il n’y a plus rien à lire : le prénom et le numéro ont été effacés.")
        return redirect("follow_ups")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/asked/card.html", {"card": Card(found, today_at(found.site), words, opened=True)})
    return _page(request, found, words)


SAID = {
    "done": "C’est fait. Le prénom et le numéro seront effacés dans un mois.",
    "given_up": "C’est noté. Le prénom et le numéro seront effacés dans un mois.",
    "no_answer": "C’est noté : pas de réponse. Il reste à faire.",
    "withdrawn": "Tout est effacé, à l’instant.",
    "reopen": "Il est de nouveau à faire.",
}


@desk_page
@require_POST
def act(request: DeskRequest, follow_up_id: UUID) -> HttpResponse:
    """Done, no answer, given up, withdrawn by the resident; or a closure undone."""
    found, what, now = _mine(request, follow_up_id), request.POST.get("what", ""), timezone.now()
    said = SAID.get(what, "")
    if what in ("done", "given_up"):
        settle_follow_up(request.user, found, what, now)
    elif what == "no_answer":
        note_try(request.user, found, today_at(found.site))
    elif what == "withdrawn":
        withdraw_follow_up(request.user, found, now)
    elif what == "reopen" and not reopen_follow_up(request.user, found):
        said = "On ne peut plus : le prénom et le numéro ont été effacés."
    if said:
        messages.success(request, said)
    return redirect("follow_ups")


urlpatterns = [
    path("a-rappeler/", follow_ups, name="follow_ups"),
    path("a-rappeler/<uuid:follow_up_id>/voir/", read, name="read_follow_up"),
    path("a-rappeler/<uuid:follow_up_id>/", act, name="act_on_follow_up"),
]
