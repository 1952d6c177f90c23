"""Back up and restore."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from palier.common.journal import write_line
from palier.safekeeping import engines
from palier.safekeeping.engines import EngineRefused, Prepare
from palier.safekeeping.models import Backup
from palier.safekeeping.rules.chest import ChestRefused, Sealed, new_recovery_key, open_again, open_chest, public_of, read_label, seal
from palier.safekeeping.rules.keeping import to_drop
from palier.safekeeping.sealing import keep_keys, known_kids

ENDING = ".coffre"


class BackupRefused(Exception):
    """No backup could be made, or none put back; the text says what to do."""


def make_recovery_key(path: Path) -> str:
    """Write a new recovery key to `path` (readable by its owner only) and keep its public half here. Returns that half."""
    recovery, public = new_recovery_key()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise BackupRefused(f"Je ne peux pas écrire {path} : {problem.strerror}.") from None
    with os.fdopen(handle, "w") as file:
        file.write(recovery + "\n")
    _public_path().write_text(public + "\n")
    write_line("operator", "make_recovery_key", "backup")
    return public


def use_recovery_key(path: Path) -> str:
    """Back up from now on to the public half of a recovery key that exists."""
    public = public_of(path.read_text())
    _public_path().write_text(public + "\n")
    return public


def back_up(folder: Path, now: datetime, still_good: Callable[[], bool] = lambda: True) -> Backup:
    """Write a backup, read it back, compare. Raises `BackupRefused`; what failed is written down too.

    What was committed before this call is in it. `still_good` is asked when it is written: a backup of a database that was
    replaced meanwhile is thrown away, so that the newest file is never of a past that was left.
    """
    try:
        return _back_up(folder, now, still_good)
    except (OSError, EngineRefused, ChestRefused) as problem:
        text = f"{problem.strerror or problem} : {folder}" if isinstance(problem, OSError) else str(problem)
        Backup.objects.create(made_at=now, problem=text[:300])
        raise BackupRefused(text) from None


def _back_up(folder: Path, now: datetime, still_good: Callable[[], bool]) -> Backup:
    public = _public_key()
    keys = known_kids()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"palier-{now.astimezone():%Y%m%d-%H%M%S-%f}{ENDING}"
    part = path.with_suffix(".part")
    try:
        sealed = _write(part, public, now)
        _read_back(part, sealed)
        part.rename(path)
        _sync_folder(folder)
        if not still_good():
            path.unlink()
            raise EngineRefused("La base a été remplacée pendant la sauvegarde. La prochaine sera bonne.")
    finally:
        part.unlink(missing_ok=True)
    made = Backup.objects.create(made_at=now, file=path.name, file_bytes=sealed.file_bytes, digest=sealed.digest)
    keep_keys(keys, now)
    _drop_old(folder, now)
    return made


def _write(path: Path, public: str, now: datetime) -> Sealed:
    with path.open("xb") as file:
        os.chmod(path, 0o600)
        sealed = seal(engines.snapshot(), file, public, {"made_at": now.isoformat(), "engine": _engine()})
        file.flush()
        os.fsync(file.fileno())
    return sealed


def _read_back(path: Path, sealed: Sealed) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in open_again(file, sealed.key):
            digest.update(piece)
    if digest.hexdigest() != sealed.digest:
        raise ChestRefused("La sauvegarde relue n’est pas celle qui a été écrite.")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_old(folder: Path, now: datetime) -> None:
    kept = {one.made_at: one for one in Backup.objects.exclude(file="")}
    for moment in to_drop(kept, now):
        (folder / kept[moment].file).unlink(missing_ok=True)
        kept[moment].delete()
    Backup.objects.filter(file="", made_at__lt=max(kept, default=now)).delete()


def restore(path: Path, recovery: str, prepare: Prepare) -> None:
    """Put a backup back in place of the whole database. Raises `BackupRefused` before anything is changed.

    `prepare(execute)` changes the restored data before anybody sees it: the epoch is raised there.
    """
    try:
        with path.open("rb") as file:
            engine = read_label(file).get("engine")
            if engine != _engine():
                raise BackupRefused(f"Cette sauvegarde est celle d’une base {engine} ; celle-ci est {_engine()}.")
            file.seek(0)
            # The engine reads the whole stream, to its last verified piece, before it touches the database.
            engines.put_back(open_chest(file, recovery), prepare)
    except OSError as problem:
        raise BackupRefused(f"Je ne peux pas lire {path} : {problem.strerror}.") from None
    except (EngineRefused, ChestRefused) as problem:
        raise BackupRefused(str(problem)) from None


def _engine() -> str:
    from django.db import connection

    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def _public_path() -> Path:
    return Path(settings.DATA_DIR) / "backup-public-key"


def has_public_key() -> bool:
    """True once a recovery key was made."""
    return _public_path().exists()


def _public_key() -> str:
    try:
        return _public_path().read_text().strip()
    except FileNotFoundError:
        raise EngineRefused("Faites d’abord une clé de reprise : palier backup-key FICHIER") from None
