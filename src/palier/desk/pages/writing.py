"""The bilan as it is written: its parts, its words, its preview, its approvals, its files."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import clock, plain
from palier.common.journal import write_line
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.impact.api import (
    AXES,
    MEDIA,
    Bilan,
    BilanRefused,
    ReleaseRefused,
    Words,
    approve_bilan,
    bilan_at_work,
    bilan_for,
    check_words,
    choose_words,
    freeze_follow_up,
    lacking,
    last_release,
    open_bilan,
    parts_of,
    put_back,
    remove_words,
    rewrite_words,
    send_back,
    set_axis,
    set_words_aside,
    story_of,
    story_page,
    submit_bilan,
    table_of,
    take_figures,
    words_for,
    write_bilan,
    write_part,
)
from palier.missions.api import mission_for
from palier.teams.api import agreed_quotes
from palier.visits.api import notes_between

READERS = {"commissioner": "commanditaire", "landlord": "bailleur", "funder": "financeur"}


@desk_page
def write(request: DeskRequest, mission_id: UUID, number: int = 1) -> HttpResponse:
    """The page where it is written; a first visit offers to begin."""
    mission = mission_for(request.user, mission_id)
    found = bilan_at_work(mission, number)
    if request.method == "POST":
        try:
            if number == 2 and (found is None or found.state == Bilan.State.APPROVED):
                freeze_follow_up(request.user, mission, timezone.now())
            open_bilan(request.user, mission, number, timezone.now())
        except (BilanRefused, ReleaseRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect("bilan", mission.pk)
        return redirect("write_bilan", mission.pk, number)
    return _page(request, found) if found else render(request, "desk/bilan/begin.html", {
        "mission": mission, "number": number, "release": last_release(mission),
    })  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """What somebody typed and why it is not kept: shown again on the very page, stored nowhere."""

    problems: list[str]
    part: str = ""
    text: str = ""
    theme: str = ""


def _page(request: DeskRequest, bilan: Bilan, refused: Refused | None = None) -> HttpResponse:
    mission, texts = bilan.mission, {**bilan.texts, **({refused.part: refused.text} if refused and refused.part else {})}
    story = story_of(bilan, "commissioner", _today())
    words = list(mission.words.select_related("rewritten_by", "checked_by").order_by("state", "theme"))
    waiting = [one for one in words if one.state == Words.State.TO_CHECK]
    parts = [
        {"part": one, "text": texts.get(one.code, ""), "steps": bilan.history.filter(part=one.code).exists()}
        for one in parts_of(bilan.number)
    ]
    last = last_release(mission)
    return render(request, "desk/bilan/write.html", {
        "bilan": bilan, "mission": mission, "story": story, "parts": parts, "words": words, "refused": refused,
        "sentence": _sentence(bilan, len(waiting)), "lacking": lacking(bilan.number, bilan.texts, len(waiting) if bilan.number == 1 else 0),
        "open": bilan.state != Bilan.State.APPROVED, "themes": _themes(bilan), "sources": _sources(request, bilan), "axes": AXES.items(),
        "newer": last is not None and last.pk != bilan.release_id and last.kind == bilan.release.kind,
        "readers": READERS.items(), "kinds": MEDIA, "stamp": _stamp(bilan), "pages": range(2, 7),
        "mine": bilan.first_approver_id == request.user.pk,
    })  # fmt: skip


def _today() -> date:
    return timezone.localdate()


def _stamp(bilan: Bilan) -> str:
    """Changes with what the preview shows."""
    shown = f"{bilan.texts}{bilan.state}{bilan.release_id}{list(bilan.mission.words.values_list('text', 'state'))}"
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def _sentence(bilan: Bilan, waiting: int) -> str:
    if bilan.state == Bilan.State.APPROVED:
        return "Bilan approuvé : il peut sortir"
    if bilan.state == Bilan.State.SUBMITTED:
        return "Bilan à relire : il manque une approbation" if bilan.first_approver_id else "Bilan à relire : il manque deux approbations"
    if waiting:
        return "Bilan en cours : une parole à relire" if waiting == 1 else f"Bilan en cours : {waiting} paroles à relire"
    return "Bilan en cours d’écriture"


def _themes(bilan: Bilan) -> list[tuple[str, str]]:
    """Themes that may be quoted: their figure is out."""
    return [(row["code"], row["label"]) for row in table_of(bilan.release.content, "needs").get("rows", []) if row["value"] is not None]


def _sources(request: DeskRequest, bilan: Bilan) -> list[dict[str, str]]:
    """What voisins wrote after the doors of this mission, already looked at, and what was agreed on in seminars. Without a door or a day."""
    if bilan.number != 1 or bilan.state == Bilan.State.APPROVED:
        return []
    mission, out = bilan.mission, {code for code, _ in _themes(bilan)}
    notes = [
        one for one in notes_between(request.user, mission.site, mission.starts_on, mission.ends_on, 200) if one.mission_id == mission.pk
    ]
    found = [
        {"text": one.note, "theme": next((need for need in one.needs if need in out), ""), "from": "écrit après une porte"} for one in notes
    ]
    agreed = agreed_quotes(mission.site, mission.starts_on, _today())
    return [*({"text": one.text, "theme": "", "from": "dit en séminaire"} for one in agreed), *found][:30]


@desk_page
@require_POST
def part(request: DeskRequest, bilan_id: UUID, code: str) -> HttpResponse:
    """Keep one part as it is typed. A refusal keeps the typed text on the screen."""
    bilan, text, now = bilan_for(request.user, bilan_id), request.POST.get("text", ""), timezone.now()
    problem = ""
    try:
        bilan = write_part(request.user, bilan, code, text, now)
    except BilanRefused as refusal:
        problem = str(refusal)
    if request.headers.get("HX-Request"):
        context = {
            "bilan": bilan,
            "code": code,
            "problem": problem,
            "at": clock(timezone.localtime(now)),
            "steps": bilan.history.filter(part=code).exists(),
        }
        response = render(request, "desk/bilan/kept.html", context)
        response["HX-Trigger"] = "" if problem else "bilan-ecrit"
        return response
    if problem:
        return _page(request, bilan, Refused([problem], code, text))
    messages.success(request, "C’est gardé.")
    return redirect("write_bilan", bilan.mission_id, bilan.number)


@desk_page
@require_POST
def change(request: DeskRequest, bilan_id: UUID, what: str) -> HttpResponse:
    """One step of its life."""
    bilan, now, who = bilan_for(request.user, bilan_id), timezone.now(), request.user
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "retour": (lambda: put_back(who, bilan, request.POST.get("part", ""), now), "On est revenu un pas en arrière."),
        "chiffres": (lambda: take_figures(who, bilan), "Ce sont maintenant les derniers chiffres figés."),
        "envoyer": (lambda: submit_bilan(who, bilan, now), "Il est à relire : deux personnes différentes l’approuvent."),
        "reprendre": (lambda: send_back(who, bilan), "Il est de nouveau en écriture ; les approbations sont tombées."),
        "approuver": (lambda: approve_bilan(who, bilan, now), "C’est approuvé."),
        "axe": (lambda: set_axis(who, bilan, request.POST.get("axe", "")), "C’est noté."),
    }
    if what not in verbs:
        raise Http404
    return _do(request, bilan, *verbs[what])


def _do(request: DeskRequest, bilan: Bilan, verb: Callable[[], Any], said: str, anchor: str = "") -> HttpResponse:
    try:
        verb()
    except BilanRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
    else:
        messages.success(request, said)
    return _back(bilan, anchor)


def _back(bilan: Bilan, anchor: str = "") -> HttpResponse:
    return redirect(reverse("write_bilan", args=[bilan.mission_id, bilan.number]) + anchor)


@desk_page
@require_POST
def take_words(request: DeskRequest, bilan_id: UUID) -> HttpResponse:
    """Rewritten words go to a second person; what is refused stays typed."""
    bilan, text, theme = bilan_for(request.user, bilan_id), request.POST.get("text", ""), request.POST.get("theme", "")
    try:
        choose_words(request.user, bilan.mission, theme, text)
    except BilanRefused as refusal:
        return _page(request, bilan, Refused(refusal.problems, text=text, theme=theme))
    messages.success(request, "Ces mots attendent maintenant une deuxième personne.")
    return _back(bilan, "#paroles")


@desk_page
@require_POST
def touch_words(request: DeskRequest, words_id: UUID) -> HttpResponse:
    """Check, rewrite, set aside, forget."""
    words, who, sent = words_for(request.user, words_id), request.user, request.POST
    bilan = bilan_at_work(words.mission)
    if bilan is None:
        raise Http404
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "relue": (lambda: check_words(who, words), "C’est relu : ces mots peuvent être imprimés."),
        "mots": (
            lambda: rewrite_words(who, words, sent.get("theme", words.theme), sent.get("text", "")),
            "Une deuxième personne les relira.",
        ),
        "ecarter": (lambda: set_words_aside(who, words, sent.get("why", "")), "C’est écarté."),
        "oublier": (lambda: remove_words(who, words), "C’est oublié."),
    }
    if sent.get("what") not in verbs:
        raise Http404
    return _do(request, bilan, *verbs[sent["what"]], "#paroles")


@desk_page
def preview(request: DeskRequest, bilan_id: UUID, page: int) -> HttpResponse:
    """One page of it as a picture."""
    bilan = bilan_for(request.user, bilan_id)
    reader = request.GET.get("pour", "commissioner")
    if reader not in READERS:
        raise Http404
    made = story_page(story_of(bilan, reader, _today()), page, timezone.localtime(), 110 if page == 1 else 40)
    if made is None:
        raise Http404
    return HttpResponse(made, content_type="image/png")


@desk_page
def download(request: DeskRequest, bilan_id: UUID, reader: str, kind: str) -> HttpResponse:
    """One file for one reader. Until two people approved it, each page says that it is a project. The journal keeps that it was taken."""
    bilan = bilan_for(request.user, bilan_id)
    code = next((one for one, name in READERS.items() if name == reader), None)
    if code is None or kind not in MEDIA:
        raise Http404
    made = write_bilan(bilan, code, kind, timezone.localtime())
    write_line(request.user, "export_bilan", bilan, reader=code, kind=kind, release=bilan.release.number)
    response = HttpResponse(made, content_type=MEDIA[kind])
    name = re.sub(r"[^a-z0-9]+", "-", plain(bilan.mission.title)).strip("-")[:60]
    response["Content-Disposition"] = f'attachment; filename="bilan-{bilan.number}-{name}-{reader}.{kind}"'
    return response


urlpatterns = [
    path("missions/<uuid:mission_id>/bilan/ecrire/", write, name="write_bilan"),
    path("missions/<uuid:mission_id>/bilan/ecrire/<int:number>/", write, name="write_bilan"),
    path("bilan/<uuid:bilan_id>/partie/<slug:code>/", part, name="write_part"),
    path("bilan/<uuid:bilan_id>/paroles/", take_words, name="take_words"),
    path("bilan/<uuid:bilan_id>/page-<int:page>.png", preview, name="bilan_preview"),
    path("bilan/<uuid:bilan_id>/<slug:reader>.<slug:kind>", download, name="bilan_download"),
    path("bilan/<uuid:bilan_id>/<slug:what>/", change, name="change_bilan"),
    path("paroles/<uuid:words_id>/", touch_words, name="touch_words"),
]
