"""The figures of a mission that leave: frozen, kept, refused."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, desk_page
from palier.impact.api import Release, ReleaseRefused, freeze_release
from palier.missions.api import Mission, mission_for


@desk_page
@require_POST
def freeze(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """Freeze what may leave: an interim point while the mission is in the field, its bilan afterwards."""
    mission = mission_for(request.user, mission_id)
    kind = Release.Kind.INTERIM if mission.stage == Mission.Stage.FIELD else Release.Kind.FINAL
    try:
        release = freeze_release(request.user, mission, kind, timezone.now())
    except ReleaseRefused as refused:
        for problem in refused.problems:
            messages.error(request, problem)
    else:
        messages.success(request, f"Les chiffres n° {release.number} sont figés : ce sont ceux de tous les documents qui sortent.")
    return redirect("bilan", mission.pk)


urlpatterns = [path("missions/<uuid:mission_id>/chiffres/figer", freeze, name="freeze_release")]
