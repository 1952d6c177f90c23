"""What the desk says of the backups, in one sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from palier.safekeeping.api import last_good_backup, last_try

LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class BackupState:
    """One sentence on the backups; `good` is false when a person must act."""

    good: bool
    sentence: str
    detail: str


def backup_state(now: datetime) -> BackupState:
    """When the last verified backup was made, and what went wrong since."""
    good, tried = last_good_backup(), last_try()
    if settings.BACKUP_DIR is None and good is None:
        return BackupState(
            False, "Aucune sauvegarde n’est réglée.", "Rien n’est « en sûreté » : les téléphones gardent toutes leurs visites."
        )
    problem = tried.problem if tried and tried.problem else ""
    if good is None:
        return BackupState(False, "Pas encore de sauvegarde.", problem or "La première vient dans le quart d’heure.")
    when = timezone.localtime(good.made_at)
    sentence = f"Dernière sauvegarde le {when:%d/%m à %H h %M}, relue et comparée."
    late = now - good.made_at > LATE_AFTER
    return BackupState(not late and not problem, sentence, problem or ("Elle devrait avoir moins d’une heure." if late else ""))
