"""The only way from an id to what belongs to a team. Outside your scope nothing exists: 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.people.api import Account, sites_for
from palier.teams.candidates import Candidate, Interview
from palier.teams.models import (
    Attendance,
    DeclaredHours,
    Employment,
    Equipment,
    MonthSheet,
    Paper,
    Seminar,
    SeminarPoint,
    Slot,
    SlotAsk,
    TrainingModule,
    TrainingSession,
    Verbatim,
)


def hours_for(account: Account, hours_id: UUID | str) -> DeclaredHours:
    """One entry of a voisin in scope."""
    rows = DeclaredHours.objects.select_related("voisin__site__organisation").prefetch_related("corrections")
    return get_object_or_404(rows, pk=hours_id, voisin__site__in=sites_for(account))


def sheet_for(account: Account, sheet_id: UUID | str) -> MonthSheet:
    """A confirmed month of a voisin in scope."""
    return get_object_or_404(MonthSheet.objects.select_related("voisin__site"), pk=sheet_id, voisin__site__in=sites_for(account))


def employment_for(account: Account, employment_id: UUID | str) -> Employment:
    """An employment of a voisin in scope."""
    return get_object_or_404(Employment.objects.select_related("voisin__site"), pk=employment_id, voisin__site__in=sites_for(account))


def paper_for(account: Account, paper_id: UUID | str) -> Paper:
    """A paper of a file in scope."""
    return get_object_or_404(
        Paper.objects.select_related("employment__voisin"), pk=paper_id, employment__voisin__site__in=sites_for(account)
    )


def equipment_for(account: Account, equipment_id: UUID | str) -> Equipment:
    """Something handed to a voisin in scope."""
    return get_object_or_404(Equipment.objects.select_related("voisin"), pk=equipment_id, voisin__site__in=sites_for(account))


def slots_in_scope(account: Account) -> QuerySet[Slot]:
    """The slots of the sites in scope."""
    return Slot.objects.filter(site__in=sites_for(account)).select_related("site__organisation").prefetch_related("asks__voisin")


def slot_for(account: Account, slot_id: UUID | str) -> Slot:
    """A slot of a site in scope."""
    return get_object_or_404(slots_in_scope(account), pk=slot_id)


def slot_ask_for(account: Account, ask_id: UUID | str) -> SlotAsk:
    """What one person was asked, on a site in scope."""
    rows = SlotAsk.objects.select_related("slot__site__organisation", "voisin__site")
    return get_object_or_404(rows, pk=ask_id, slot__site__in=sites_for(account))


def session_for(account: Account, session_id: UUID | str) -> TrainingSession:
    """A training session of a site in scope."""
    rows = TrainingSession.objects.select_related("site__organisation", "module", "partner")
    return get_object_or_404(rows, pk=session_id, site__in=sites_for(account))


def attendance_for(account: Account, attendance_id: UUID | str) -> Attendance:
    """One person's presence at a session of a site in scope."""
    rows = Attendance.objects.select_related("session__site__organisation", "session__module", "session__partner", "voisin__site", "hours")
    return get_object_or_404(rows, pk=attendance_id, session__site__in=sites_for(account))


def module_for(account: Account, module_id: UUID | str) -> TrainingModule:
    """Something that the account's association teaches."""
    return get_object_or_404(TrainingModule, pk=module_id, organisation=account.organisation)


def candidate_for(account: Account, candidate_id: UUID | str) -> Candidate:
    """A candidate of a site in scope."""
    rows = Candidate.objects.select_related("site__organisation", "structure", "building", "voisin").prefetch_related(
        "interviews__account", "interviews__voisin"
    )
    return get_object_or_404(rows, pk=candidate_id, site__in=sites_for(account))


def interview_for(account: Account, interview_id: UUID | str) -> Interview:
    """An interview of a candidate in scope."""
    return get_object_or_404(Interview.objects.select_related("candidate__site"), pk=interview_id, candidate__site__in=sites_for(account))


def may_recruit(account: Account) -> bool:
    """Only the site's own manager opens a candidate's file, and decides; head office sees how many there are."""
    return account.role == Account.Role.MANAGER


def seminar_for(account: Account, seminar_id: UUID | str) -> Seminar:
    """A seminar of a site in scope."""
    return get_object_or_404(Seminar.objects.select_related("site__organisation"), pk=seminar_id, site__in=sites_for(account))


def verbatim_for(account: Account, verbatim_id: UUID | str) -> Verbatim:
    """Words on the table of a seminar in scope."""
    return get_object_or_404(
        Verbatim.objects.select_related("seminar__site", "author"), pk=verbatim_id, seminar__site__in=sites_for(account)
    )


def point_for(account: Account, point_id: UUID | str) -> SeminarPoint:
    """A line of the minutes of a seminar in scope."""
    return get_object_or_404(SeminarPoint.objects.select_related("seminar__site"), pk=point_id, seminar__site__in=sites_for(account))
