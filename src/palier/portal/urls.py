"""Addresses of the partners' name. Every one of them is in the portal's tests of who may see what."""

from django.urls import path

from palier.portal.pages import agenda, answers, building, directory, home, invitation, missions, suggestions

urlpatterns = [
    path("", home.home, name="portal_home"),
    path("missions/<uuid:mission_id>/", missions.mission, name="portal_mission"),
    path("missions/<uuid:mission_id>/chiffres.xlsx", missions.figures_file, name="portal_figures"),
    path("missions/<uuid:mission_id>/construire/", building.workspace, name="portal_building"),
    path("missions/<uuid:mission_id>/convention.pdf", building.agreement, {"kind": "pdf"}, name="portal_agreement_pdf"),
    path("missions/<uuid:mission_id>/convention.docx", building.agreement, {"kind": "docx"}, name="portal_agreement_docx"),
    *(
        path(f"missions/<uuid:mission_id>/bilan-<int:number>.{kind}", missions.bilan_file, {"kind": kind}, name=f"portal_bilan_{kind}")
        for kind in ("pdf", "docx", "pptx", "xlsx")
    ),
    path("documents/", missions.documents, name="portal_documents"),
    path("remontees/", answers.feedback, name="portal_feedback"),
    path("remontees/<uuid:feedback_id>/", answers.answer, name="portal_answer"),
    path("orientations/", answers.referrals, name="portal_referrals"),
    path("orientations/<uuid:referral_id>/", answers.move, name="portal_move"),
    path("agenda/", agenda.agenda, name="portal_agenda"),
    path("agenda.ics", agenda.calendar, name="portal_calendar"),
    path("agenda/<uuid:guest_id>/", agenda.reply, name="portal_reply"),
    path("agenda/<uuid:guest_id>.ics", agenda.one, name="portal_committee"),
    path("annuaire/", directory.entries, name="portal_directory"),
    path("annuaire/<uuid:seat_id>/", directory.edit, name="portal_entry"),
    path("idees/", suggestions.suggestions, name="portal_suggestions"),
    path("invitation/<str:secret>/", invitation.take, name="portal_invitation"),
    path("aide/", home.help_page, name="portal_help"),
]
