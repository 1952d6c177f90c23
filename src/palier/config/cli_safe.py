"""`palier backup`, `palier restore` and `palier backup-key`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from palier.common.french import plural
from palier.config.start import start

if TYPE_CHECKING:
    from datetime import datetime


@click.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--existing", is_flag=True, help="Reprendre une clé qui existe déjà, au lieu d'en faire une.")
def backup_key(file: Path, existing: bool) -> None:
    """Faire la clé de reprise dans FICHIER. À garder loin du serveur : sans elle, aucune sauvegarde ne s'ouvre.

    Exemple : palier backup-key /media/cle-usb/palier.cle
    """
    start()
    from palier.safekeeping.api import BackupRefused, make_recovery_key, use_recovery_key

    try:
        (use_recovery_key if existing else make_recovery_key)(file)
    except (BackupRefused, OSError) as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{'Cette clé ouvrira' if existing else f'La clé de reprise est dans {file} : elle seule ouvre'} les sauvegardes à venir.")
    click.echo("Faites-en deux copies, dans deux lieux, avec deux personnes. Ne la laissez pas sur le serveur.")


@click.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Dossier (sinon PALIER_BACKUP_DIR).")
def backup(folder: Path | None) -> None:
    """Sauvegarder maintenant : chiffrer, écrire, relire, comparer. `palier serve` le fait tous les quarts d'heure."""
    start()
    from django.conf import settings
    from django.utils import timezone

    from palier.config.wiring import back_up_all
    from palier.safekeeping.api import BackupRefused

    chosen = folder or settings.BACKUP_DIR
    if chosen is None:
        raise click.ClickException("Où ? Donnez --to DOSSIER, ou réglez PALIER_BACKUP_DIR sur un autre disque.")
    try:
        made = back_up_all(chosen, timezone.now())
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{chosen / made.file} : {made.file_bytes:,} octets, relue et comparée.".replace(",", " "))


def restore_closed(file: Path, key: str, now: "datetime") -> str:
    """Put a backup back, and erase again what had been erased; nothing is served in between. Says what had come back.

    Raises `BackupRefused` or `OSError` before anything is changed. What breaks after that leaves the house closed: run it again.
    """
    from palier.people.api import carried_over_a_restore
    from palier.safekeeping.api import BackupRefused, closed_while_restoring, open_again
    from palier.safekeeping.api import restore as put_back

    with closed_while_restoring():
        try:
            put_back(file, key, carried_over_a_restore())
        except (BackupRefused, OSError):
            open_again()
            raise
        # An older backup may be of an older version, and hold what had been parted from its door, or erased.
        start()
        return erase_again(now, file.parent)


def erase_again(now: "datetime", folder: Path) -> str:
    """Everything that was erased since that backup, by a person or by time, is erased again. A few words on what had come back."""
    from palier.config.wiring import purge_all
    from palier.impact.api import forget_home
    from palier.partners.api import forget_again, forget_follow_ups
    from palier.places.api import records_of
    from palier.teams.api import forget_candidates, forget_candidates_again
    from palier.visits.api import erase_homes_again, forget_missions_again, forget_old_words, part_languages

    part_languages(now)
    forget_follow_ups(now)
    forget_old_words(now, forget_again(now, folder))
    forget_candidates(now)
    forget_candidates_again(folder)
    homes = erase_homes_again(now, folder)
    for door in homes:
        forget_home(one.pk for one in records_of(door))
    missions = forget_missions_again(now, folder)
    purge_all(now)
    found = [plural(len(homes), "logement")] if homes else []
    return ", ".join(found + ([plural(missions, "mission")] if missions else []))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier de la clé de reprise.")
@click.option("--yes", is_flag=True, help="Ne pas demander : remplacer la base.")
def restore(file: Path, key_file: Path, yes: bool) -> None:
    """Remettre la sauvegarde FILE à la place de la base. Les téléphones renverront ce qu'ils gardent.

    Exemple : palier restore /media/disque/palier-20261124-183000.coffre --key /media/cle-usb/palier.cle
    """
    start()
    from django.utils import timezone

    from palier.safekeeping.api import BackupRefused, newer_than

    if newer := newer_than(file):
        click.echo(f"Attention : {newer} est plus récente. Ce que seule elle contient, les téléphones ont pu déjà l’effacer.")
    if not yes:
        click.confirm("Tout ce qui est dans la base aujourd’hui sera remplacé. Continuer ?", abort=True)
    try:
        back = restore_closed(file, key_file.read_text(), timezone.now())
    except (BackupRefused, OSError) as refusal:
        raise click.ClickException(str(refusal)) from None
    if back:
        click.echo(f"Effacé de nouveau, avant d’ouvrir : {back}.")
    click.echo("La sauvegarde est en place. Au prochain contact, chaque téléphone renverra ce qu’il garde encore.")


@click.command("rotate-key")
def rotate_key() -> None:
    """Sceller vers une nouvelle clé à partir de maintenant. Les anciennes restent, pour ce qui est déjà scellé.

    Exemple : palier rotate-key, une fois par an, ou après un doute sur le serveur.
    """
    start()
    from django.conf import settings
    from django.utils import timezone

    from palier.safekeeping.api import rotate_key as rotate

    made = rotate("operator", timezone.now())
    when = "après la prochaine sauvegarde : elle la contiendra" if settings.BACKUP_DIR else "à leur prochain contact"
    click.echo(f"Nouvelle clé {made.kid}. Les téléphones la prennent {when}.")
