"""Event → who reacts, and which jobs run by themselves, in one screen."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palier.safekeeping.api import Backup


def connect() -> None:
    """Called once, when Django is ready."""
    from django.utils import timezone

    from palier.common.events import react_to
    from palier.common.jobs import Job, bring_forward, schedule
    from palier.common.journal import forget_journal
    from palier.desk.letters import mail_alarms
    from palier.missions.api import forget_builders
    from palier.partners.api import forget_contacts, forget_invitations
    from palier.people.api import forget_codes, forget_leavers, forget_phones
    from palier.places.api import forget_requests
    from palier.safety.api import AlarmRaised, raise_overdue
    from palier.teams.api import forget_candidates, forget_files, forget_surveys, forget_verbatims
    from palier.tours.api import TourPlanned, forget_activity, forget_reports
    from palier.visits.api import apply_waiting, forget_calls, part_languages
    from palier.voices.api import forget_recordings

    # A phone may speak of a tour before the server knows it (after a restore): what waited is then applied.
    react_to(TourPlanned, lambda event: apply_waiting(event.tour, timezone.now()))
    react_to(AlarmRaised, lambda event: bring_forward("mail_alarms"))

    schedule(Job("backup", timedelta(minutes=15), _back_up, "sauvegarde, relit et compare ; les téléphones peuvent alors se vider"))
    schedule(Job("part_languages", timedelta(hours=1), part_languages, "sépare la langue de l’adresse, un jour après"))
    schedule(Job("raise_overdue", timedelta(minutes=1), raise_overdue, "sonne au bureau pour qui n’est pas rentré"))
    schedule(Job("mail_alarms", timedelta(minutes=1), mail_alarms, "écrit aux managers qu’une alerte est arrivée"))
    schedule(Job("forget_calls", timedelta(hours=1), forget_calls, "efface les sorties de la veille et les alertes de trois mois"))
    schedule(Job("forget_codes", timedelta(hours=6), forget_codes, "efface les vieux codes de téléphone"))
    schedule(Job("forget_recordings", timedelta(days=1), forget_recordings, "oublie les voix effacées depuis plus d’un an"))
    schedule(
        Job("forget_follow_ups", timedelta(hours=6), _forget_follow_ups, "efface prénoms et numéros un mois après, trois mois au plus")
    )
    schedule(
        Job("forget_contacts", timedelta(days=1), forget_contacts, "oublie qui, chez un acteur local, n’a pas été revu depuis trois ans")
    )
    schedule(Job("forget_invitations", timedelta(days=1), forget_invitations, "efface les liens d’invitation du mois passé"))
    schedule(Job("forget_verbatims", timedelta(days=1), forget_verbatims, "efface les paroles des séminaires d’il y a un an"))
    schedule(Job("forget_surveys", timedelta(days=1), forget_surveys, "efface les réponses d’enquête de plus de cinq ans"))
    schedule(Job("lift_ended_pauses", timedelta(hours=1), _lift_ended_pauses, "lève les « pas cette fois » dont la mission est finie"))
    schedule(Job("forget_builders", timedelta(days=1), forget_builders, "oublie qui a essayé, commenté, approuvé, un an après la mission"))
    schedule(Job("forget_requests", timedelta(days=1), forget_requests, "efface les demandes closes depuis un an"))
    schedule(Job("forget_reports", timedelta(days=1), forget_reports, "efface les signalements d’il y a un an"))
    schedule(Job("forget_availability", timedelta(days=1), _forget_availability, "oublie les absences et les refus du mois passé"))
    schedule(Job("purge", timedelta(days=1), purge_all, "efface ce qui s’est dit aux portes, six mois après le bilan, deux ans au plus"))
    schedule(Job("forget_activity", timedelta(days=1), forget_activity, "oublie qui était de quelle tournée, un an après"))
    schedule(Job("forget_asked", timedelta(days=1), _forget_asked, "efface les orientations et rendez-vous d’il y a deux ans"))
    schedule(Job("forget_candidates", timedelta(days=1), forget_candidates, "efface les candidatures sans contact depuis deux ans"))
    schedule(Job("forget_files", timedelta(days=1), forget_files, "efface dossiers et heures de plus de cinq ans"))
    schedule(Job("forget_leavers", timedelta(days=1), forget_leavers, "efface le numéro de qui est parti, puis son nom cinq ans après"))
    schedule(Job("forget_phones", timedelta(days=1), forget_phones, "efface ce que disaient d’eux les téléphones fermés il y a six mois"))
    schedule(Job("forget_journal", timedelta(days=1), forget_journal, "efface le journal d’il y a un an"))
    schedule(Job("clear_sessions", timedelta(days=1), _clear_sessions, "efface les sessions finies"))


def back_up_all(folder: Path, now: datetime) -> "Backup":
    """Back up, and tell phones what is now safe: what was numbered before the backup began."""
    from palier.people.api import last_numbers, mark_safe, still_numbered
    from palier.safekeeping.api import back_up

    numbers = last_numbers()
    made = back_up(folder, now, still_good=lambda: still_numbered(numbers))
    mark_safe(numbers)
    return made


def _back_up(now: datetime) -> str:
    from django.conf import settings

    from palier.safekeeping.api import BackupRefused

    if settings.BACKUP_DIR is None:
        return "aucun dossier réglé (PALIER_BACKUP_DIR)"
    try:
        made = back_up_all(settings.BACKUP_DIR, now)
    except BackupRefused as refusal:
        return f"refusée : {refusal}"
    return f"{made.file} : {made.file_bytes} octets"


def _forget_follow_ups(now: datetime) -> str:
    from palier.partners.api import forget_follow_ups
    from palier.visits.api import forget_old_words

    gone, emptied = forget_follow_ups(now), forget_old_words(now)
    return f"{gone} rappels oubliés, {emptied} envois vidés"


def _forget_availability(now: datetime) -> str:
    from palier.teams.api import forget_availability
    from palier.visits.api import forget_rota

    return f"{forget_availability(now)}, envois : {forget_rota(now)}"


def purge_all(now: datetime) -> str:
    """Erase what time has made due, and what releases remember of those homes."""
    from palier.impact.api import first_approvals, forget_release_homes
    from palier.visits.api import forgotten_missions, purge

    said = purge(first_approvals(), now)
    # Which homes were in which cell goes with the visits; the figures stay.
    for mission in forgotten_missions().filter(releases__homes__isnull=False).distinct():
        forget_release_homes(mission)
    return said


def _forget_asked(now: datetime) -> str:
    from palier.partners.api import forget_asked
    from palier.visits.api import forget_links

    gone = forget_asked(now)
    forget_links(gone)
    return f"{len(gone)} orientations, rendez-vous et rappels"


def _lift_ended_pauses(now: datetime) -> str:
    from django.utils import timezone

    from palier.places.api import lift_ended_pauses

    return lift_ended_pauses(now, timezone.localdate(now))


def _clear_sessions(now: datetime) -> str:
    from django.contrib.sessions.models import Session

    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    return f"{gone} sessions"
