"""Before the first door: the guide tried by voisins, the mission's training, the posters."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.missions.api import (
    Mission,
    MissionRefused,
    announce,
    announcement_for,
    facts_of,
    guide_test_for,
    mission_for,
    note_guide_test,
    remove_announcement,
    remove_guide_test,
    set_trainings,
)
from palier.partners.api import accesses_at
from palier.people.api import voisin_for, voisins_of
from palier.teams.api import modules_of


def day_in(text: str) -> date:
    """A day typed in a form. Raises `MissionRefused`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MissionRefused(["Donnez le jour, par exemple 12/03/2026."]) from None


@desk_page
def readiness(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The three things done between the signature and the first door."""
    found = mission_for(request.user, mission_id)
    if request.method == "POST":
        try:
            _note(request, found)
            messages.success(request, "C’est noté.")
        except MissionRefused as refusal:
            messages.error(request, " ".join(refusal.problems))
        return redirect("readiness", found.pk)
    today = today_at(found.site)
    chosen = set(found.trainings.values_list("module_id", flat=True))
    return render(request, "desk/missions/readiness.html", {
        "mission": found, "today": today, "facts": facts_of(found), "version": (found.guide or {}).get("version", 0),
        "tests": found.guide_tests.select_related("voisin"), "team": list(voisins_of(found.site)), "posters": found.announcements.all(),
        "modules": [(one, one.pk in chosen) for one in modules_of(found.site.organisation)],
        "agreed": [one for one in accesses_at(found.site, today) if one.what == "posters"],
    })  # fmt: skip


def _note(request: DeskRequest, found: Mission) -> None:
    typed, today = request.POST, today_at(found.site)
    what = typed.get("what", "")
    if what == "test":
        for voisin in [voisin_for(request.user, one) for one in typed.getlist("voisin") if one]:
            note_guide_test(request.user, found, voisin, tested_on=day_in(typed.get("day", "")), today=today, said=typed.get("said", ""))
        if not typed.getlist("voisin"):
            raise MissionRefused(["Dites qui a essayé le guide."])
    elif what == "poster":
        announce(request.user, found, place=typed.get("place", ""), posted_on=day_in(typed.get("day", "")), today=today)
    elif what == "trainings":
        wanted = set(typed.getlist("module"))
        set_trainings(request.user, found, [one for one in modules_of(found.site.organisation) if str(one.pk) in wanted])
    else:
        raise Http404


@desk_page
@require_POST
def drop_test(request: DeskRequest, test_id: UUID) -> HttpResponse:
    """A trial noted by mistake."""
    test = guide_test_for(request.user, test_id)
    remove_guide_test(request.user, test)
    messages.success(request, "C’est retiré.")
    return redirect("readiness", test.mission_id)


@desk_page
@require_POST
def drop_announcement(request: DeskRequest, announcement_id: UUID) -> HttpResponse:
    """Posters noted by mistake."""
    one = announcement_for(request.user, announcement_id)
    remove_announcement(request.user, one)
    messages.success(request, "C’est retiré.")
    return redirect("readiness", one.mission_id)


urlpatterns = [
    path("missions/<uuid:mission_id>/avant-de-partir/", readiness, name="readiness"),
    path("missions/essai-du-guide/<uuid:test_id>/retirer/", drop_test, name="drop_guide_test"),
    path("missions/affichage/<uuid:announcement_id>/retirer/", drop_announcement, name="drop_announcement"),
]
