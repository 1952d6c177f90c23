"""What phones sent and that waits for a person: nothing is lost, nothing is decided alone."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.visits.api import (
    ACCEPTABLE,
    MAX_NOTE,
    CannotAccept,
    Doubt,
    Operation,
    Visit,
    choose_note,
    decide_operation,
    double_notes_for,
    leave_note,
    notes_to_read,
    operation_for,
    quarantine_for,
    rewrite_note,
    visit_for,
    without_doubts,
    words,
)

REASONS = {
    "other_bytes": "Deux versions différentes de la même note. La première compte.",
    "other_phone": "Une correction venue d’un autre téléphone que celui de l’auteur.",
    "revoked": "Envoyé par un téléphone fermé.",
    "unknown_kind": "Le serveur ne connaît pas encore ce genre de note.",
    "unknown_format": "Le serveur ne connaît pas encore cette version de note.",
    "bad_body": "La note est incomplète ou abîmée.",
    "not_sealed": "La note est arrivée sans être scellée.",
    "cannot_open": "La note est scellée, et la clé n’est pas là.",
    "seal_disagrees": "La note scellée ne dit pas la même chose que son enveloppe.",
    "not_yours": "La note parle d’un autre site.",
    "outside_perimeter": "La porte n’est pas dans le périmètre de la mission.",
    "cannot_undo": "Un changement de nom de porte qu’on ne peut pas défaire tout seul.",
    "too_late": "Arrivée après l’effacement de ce dont elle parle (mission close, ou habitant qui l’a demandé) : rien n’en est gardé. À écarter.",
    "other_figures": "Un mois signé dont les chiffres ont changé entre-temps : la personne doit relire et signer à nouveau.",
}
KINDS = {
    "visit": "visite", "door_added": "porte ajoutée", "door_renamed": "porte renommée", "door_removed": "porte retirée",
    "tour_started": "début de tournée", "tour_ended": "fin de tournée", "hours_declared": "heures", "month_signed": "mois signé",
    "opposition": "ne plus venir", "referral": "orientation", "appointment": "rendez-vous", "alert": "alerte", "follow_up": "rappel demandé",
    "impression": "impression", "availability": "disponibilités", "slot_answer": "réponse à un créneau", "translation": "texte relu", "survey": "enquête",
    "attendance": "présence en formation", "training_opinion": "avis sur une formation",
}  # fmt: skip
DOUBTS = {
    "name": "un nom", "phone": "un téléphone", "mail": "une adresse", "number": "un numéro de sécurité sociale", "door": "un logement",
    "health": "la santé", "religion": "la religion", "origin": "l’origine", "status": "les papiers", "offence": "une affaire de justice",
    "politics": "des idées politiques", "sexuality": "la vie intime", "insult": "un mot qui blesse",
}  # fmt: skip
NOTES_AT_ONCE = 50
OUTCOMES = {one["code"]: one["tile"] for one in words("outcomes")}


@desk_page
def quarantine(request: DeskRequest) -> HttpResponse:
    """Operations kept aside, and doors with two notes."""
    rows = list(quarantine_for(request.user)[:2000])
    table = Table(request, "notes", [
        Column("Arrivée", lambda row: timezone.localtime(row.received_at).strftime("%Y-%m-%d %H:%M")),
        Column("De", lambda row: row.device.voisin.first_name),
        Column("Site", lambda row: row.device.voisin.site.name),
        Column("Quoi", lambda row: KINDS.get(row.kind, row.kind)),
        Column("Pourquoi", lambda row: REASONS.get(row.reason, row.reason)),
    ], rows, title="À regarder", empty="Rien à regarder : tout ce que les téléphones ont envoyé a trouvé sa place.")  # fmt: skip
    if table.export:
        return table.export
    twice = [(late, _first(late), OUTCOMES) for late in double_notes_for(request.user)[:50]]
    return render(request, "desk/quarantine.html", {"table": table, "operations": rows[:60], "reasons": REASONS, "kinds": KINDS,
                                                    "twice": twice, "outcomes": OUTCOMES, "acceptable": ACCEPTABLE,
                                                    "notes": _notes(request), "notes_at_once": NOTES_AT_ONCE})  # fmt: skip


@dataclass(frozen=True)
class ToRead:
    """A note to read again: why, its words with the doubtful ones marked, and what is offered instead."""

    visit: Visit
    why: str
    pieces: list[tuple[str, bool]]
    offered: str


def _notes(request: DeskRequest) -> list[ToRead]:
    return [ToRead(visit, _why(doubts), _pieces(visit.note, doubts), without_doubts(visit.note)[:MAX_NOTE])
            for visit, doubts in notes_to_read(request.user, NOTES_AT_ONCE)]  # fmt: skip


def _why(doubts: list[Doubt]) -> str:
    """« un nom, un téléphone et la santé »."""
    kinds = [DOUBTS[kind] for kind in dict.fromkeys(doubt.kind for doubt in doubts)]
    return " et ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)


def _pieces(note: str, doubts: list[Doubt]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for doubt in doubts:
        pieces += [(note[at : doubt.begin], False), (doubt.found, True)]
        at = doubt.end
    return [*pieces, (note[at:], False)]


def _first(late: Visit) -> Visit | None:
    return late.tour.visits.filter(door=late.door_id, counted=True, void=False).select_related("voisin").order_by("seq").first()


@desk_page
@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Let in, or set aside."""
    operation: Operation = operation_for(request.user, pk)
    decision = "accepted" if request.POST.get("decision") == "accepted" else "set_aside"
    try:
        decide_operation(request.user, operation, decision, timezone.now())
        messages.success(
            request,
            "La note compte maintenant." if decision == "accepted" else "La note est écartée. Elle reste gardée.",
        )
    except CannotAccept:
        messages.error(request, "Cette note ne peut pas être comprise : elle ne peut qu’être écartée.")
    return redirect("quarantine")


@desk_page
@require_POST
def choose(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """Of two notes for one door, this one counts."""
    choose_note(request.user, visit_for(request.user, visit_id), timezone.now())
    messages.success(request, "C’est noté. L’autre note reste gardée.")
    return redirect("quarantine")


@desk_page
@require_POST
def reread(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """Rewrite a note that says too much of a person, or leave it."""
    visit = visit_for(request.user, visit_id)
    if request.POST.get("what") == "leave":
        leave_note(request.user, visit)
        messages.success(request, "La note reste comme elle est.")
    else:
        rewrite_note(request.user, visit, request.POST.get("text", ""))
        messages.success(request, "La note est réécrite. Les anciens mots sont effacés.")
    return redirect("quarantine")


urlpatterns = [
    path("a-regarder/", quarantine, name="quarantine"),
    path("a-regarder/<int:pk>/", decide, name="decide"),
    path("a-regarder/note/<uuid:visit_id>/", choose, name="choose_note"),
    path("a-regarder/mots/<uuid:visit_id>/", reread, name="reread_note"),
]
