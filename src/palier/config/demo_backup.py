"""The demo has a second place for its backups, and its recovery key beside them: a real house keeps it elsewhere."""

import os
from pathlib import Path


def configure_demo_backup() -> Path:
    """Make the key once and say where backups go. Returns the folder."""
    from django.conf import settings

    from palier.safekeeping.api import has_public_key, make_recovery_key

    folder = settings.BACKUP_DIR or Path(settings.DATA_DIR).parent / f"{Path(settings.DATA_DIR).name}-sauvegardes"
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "cle-de-reprise"
    if not has_public_key():
        make_recovery_key(key)
    # The web workers and the jobs are started from here and read it again.
    settings.BACKUP_DIR = folder
    os.environ["PALIER_BACKUP_DIR"] = str(folder)
    return folder
