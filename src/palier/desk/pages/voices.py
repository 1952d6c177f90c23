"""Voices: the guide and the questions said aloud, sentence by sentence and language by language; whose voice it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import LANGUAGES, language_name, plural
from palier.common.permissions import records_voice
from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.desk.tables import Column, Table
from palier.missions.api import Mission, mission_for, missions_for
from palier.people.api import Account, Site, Voisin, voisin_for, voisins_of
from palier.voices.api import (
    MAX_SENT_BYTES,
    Board,
    Recording,
    VoiceRefused,
    approve_recording,
    common_board,
    erase_recording,
    erase_voice_of,
    keep_recording,
    mission_board,
    recording_for_desk,
    recordings_for,
    refuse_recording,
    voice_of,
    waiting_for,
)

KIND_NAMES = {"guide": "Étape", "answer": "Si on me dit", "question": "Question", "common": "Partout"}


@desk_page
@records_voice
def mission_voices(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """Every sentence of a mission in one language: record, listen, say again; what is missing, language by language."""
    mission = mission_for(request.user, mission_id)
    board = mission_board(mission)
    waiting = waiting_for(request.user).filter(mission=mission)
    return render(request, "desk/voices/mission.html", _page(request, mission.site, board, waiting) | {"mission": mission})


@desk_page
@records_voice
def site_voices(request: DeskRequest) -> HttpResponse:
    """The sentences that serve every mission; what phones sent; who gave her voice."""
    site = current_site(request)
    if site is None:
        raise Http404
    table = _people(request, site)
    if table.export:
        return table.export
    waiting = waiting_for(request.user).filter(site=site)
    missions = [(one, _share(mission_board(one))) for one in missions_for(request.user).filter(site=site).exclude(stage="closed")]
    context = _page(request, site, common_board(site), waiting) | {"table": table, "missions": missions, "mission": None}
    return render(request, "desk/voices/site.html", context)


def _page(request: DeskRequest, site: Site, board: Board, waiting: QuerySet[Recording]) -> dict[str, Any]:
    language = request.GET.get("langue", "")
    if language not in board.languages:
        language = language if language in LANGUAGES and language != "other" else board.languages[0]
    return {
        "site": site, "language": language, "spots": board.spots(language), "languages": board.completeness(),
        "others": [(code, name) for code, name in LANGUAGES.items() if code not in board.languages and code != "other"],
        "waiting": list(waiting), "whys": Recording.Why.choices, "kinds": KIND_NAMES, "speakers": _speakers(site, language),
    }  # fmt: skip


def _speakers(site: Site, language: str) -> list[tuple[str, str]]:
    """Who may speak: those who work in this language first."""
    team = sorted(voisins_of(site), key=lambda one: (language not in one.languages, one.first_name))
    return [(str(one.pk), f"{one.first_name} ({language_name(language)})" if language in one.languages else one.first_name) for one in team]


def _share(board: Board) -> str:
    rows = [one for one in board.completeness() if one.heard]
    return ", ".join(f"{language_name(one.language)} {one.heard}/{len(board.sentences)}" for one in rows) or "aucune voix"


def _people(request: DeskRequest, site: Site) -> Table:
    """Who gave her voice, and in which languages: how many sentences is nobody's business."""
    given = recordings_for(request.user).filter(site=site, sound__isnull=False)
    said: dict[Voisin | Account, set[str]] = {}
    for one in given.defer("sound__data"):
        said.setdefault(one.voisin or one.account, set()).add(one.language)  # type: ignore[arg-type]
    rows = sorted(said.items(), key=lambda row: row[0].first_name)
    return Table(request, "personnes", [
        Column("Prénom", lambda row: row[0].first_name, link=lambda row: _person_link(request, row[0])),
        Column("Langues", lambda row: ", ".join(sorted(language_name(code) for code in row[1]))),
    ], rows, title="Qui a donné sa voix", empty="Personne encore.")  # fmt: skip


def _person_link(request: DeskRequest, person: Voisin | Account) -> str:
    if isinstance(person, Voisin):
        return reverse("voisin_voice", args=[person.pk])
    return reverse("own_voice") if person == request.user else ""


@desk_page
@require_POST
def keep_mission_voice(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """One sentence of a mission, recorded here or brought as a file."""
    mission = mission_for(request.user, mission_id)
    return _keep(request, mission.site, mission, mission_board, reverse("mission_voices", args=[mission.pk]))


@desk_page
@require_POST
def keep_common_voice(request: DeskRequest) -> HttpResponse:
    """One sentence of every mission."""
    site = current_site(request)
    if site is None:
        raise Http404
    return _keep(request, site, None, lambda _: common_board(site), reverse("voices"))


def _keep(request: DeskRequest, site: Site, mission: Mission | None, board_of: Any, back: str) -> HttpResponse:
    post, file = request.POST, request.FILES.get("file")
    language, key = post.get("language", ""), post.get("key", "")
    sentence = next((one for one in board_of(mission).sentences if one.key == key), None)
    if sentence is None:
        raise Http404
    try:
        if file is None or not file.size:
            raise VoiceRefused("Enregistrez la phrase, ou choisissez un fichier.")
        if not post.get("agreed"):
            raise VoiceRefused("La personne qui parle doit être d’accord pour que sa voix serve.")
        sent = file.read(MAX_SENT_BYTES + 1)
        made = keep_recording(
            request.user, site, mission, sentence, language, sent, speaker=_speaker(request, site), words=post.get("words", ""),
            now=timezone.now(),
        )  # fmt: skip
    except VoiceRefused as refusal:
        return _refused(request, str(refusal), f"{back}?langue={language}")
    if request.headers.get("Accept") == "text/x-voice":
        spot = board_of(mission).spot(sentence, language)
        return render(request, "desk/voices/sentence.html", {"spot": spot, "language": language, "mission": mission, "kinds": KIND_NAMES})
    messages.success(request, f"C’est gardé : la voix de {made.speaker}. Les téléphones l’auront au prochain réseau.")
    return redirect(f"{back}?langue={language}#{sentence.key}")


def _refused(request: DeskRequest, said: str, back: str) -> HttpResponse:
    if request.headers.get("Accept") == "text/x-voice":
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    messages.error(request, said)
    return redirect(back)


def _speaker(request: DeskRequest, site: Site) -> Voisin | Account:
    chosen = request.POST.get("speaker", "")
    if chosen in ("", "me"):
        return request.user
    found = next((one for one in voisins_of(site) if str(one.pk) == chosen), None)
    if found is None:
        raise Http404
    return found


@desk_page
def voice_sound(request: DeskRequest, recording_id: UUID) -> HttpResponse:
    """The sound of one recording in scope: attached, of a certain type."""
    found = recording_for_desk(request.user, recording_id)
    assert found.sound is not None
    response = HttpResponse(bytes(found.sound.data), content_type="audio/ogg")
    response["Content-Disposition"] = 'attachment; filename="voix.ogg"'
    return response


@desk_page
@require_POST
def decide_voice(request: DeskRequest, recording_id: UUID) -> HttpResponse:
    """Listened to: good, to say again, or to erase."""
    found, now = recording_for_desk(request.user, recording_id), timezone.now()
    what = request.POST.get("what")
    try:
        if what == "approve":
            approve_recording(request.user, found, now)
            messages.success(request, f"La voix de {found.speaker} est sur les téléphones dès qu’ils ont du réseau.")
        elif what == "refuse":
            refuse_recording(request.user, found, request.POST.get("why", ""), now)
            messages.success(request, f"{found.speaker} verra sur son téléphone que la phrase est à redire, et pourquoi.")
        elif what == "erase":
            erase_recording(request.user, found, now)
            messages.success(request, "Cette voix est effacée ici, et des téléphones à leur prochain contact.")
    except VoiceRefused as refusal:
        messages.error(request, str(refusal))
    back = reverse("mission_voices", args=[found.mission_id]) if found.mission_id else reverse("voices")
    if request.POST.get("from") == "site":
        back = reverse("voices")
    return redirect(f"{back}?langue={found.language}")


@desk_page
def voisin_voice(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """What one voisin said, and its erasure when she asks."""
    return _voice_of(request, voisin_for(request.user, voisin_id))


@desk_page
def own_voice(request: DeskRequest) -> HttpResponse:
    """The same for who is signed in."""
    return _voice_of(request, request.user)


def _voice_of(request: DeskRequest, speaker: Voisin | Account) -> HttpResponse:
    if request.method == "POST":
        gone = erase_voice_of(request.user, speaker, timezone.now())
        messages.success(request, f"{plural(gone, 'phrase effacée', 'phrases effacées')} ici, et des téléphones à leur prochain contact.")
        return redirect(request.path)
    return render(request, "desk/voices/person.html", {"speaker": speaker, "recordings": voice_of(speaker), "kinds": KIND_NAMES,
                                                       "mine": speaker == request.user})  # fmt: skip


urlpatterns = [
    path("voix/", site_voices, name="voices"),
    path("voix/garder/", keep_common_voice, name="keep_common_voice"),
    path("voix/la-mienne/", own_voice, name="own_voice"),
    path("voix/<uuid:recording_id>/", decide_voice, name="decide_voice"),
    path("voix/<uuid:recording_id>/son/", voice_sound, name="voice_sound"),
    path("missions/<uuid:mission_id>/voix/", mission_voices, name="mission_voices"),
    path("missions/<uuid:mission_id>/voix/garder/", keep_mission_voice, name="keep_mission_voice"),
    path("equipe/<uuid:voisin_id>/voix/", voisin_voice, name="voisin_voice"),
]
