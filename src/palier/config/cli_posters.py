"""`palier posters`: the posters of a mission's halls."""

from pathlib import Path

import click

from palier.config.start import start


@click.command()
@click.argument("mission")
@click.option("--pdf", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier à écrire.")
def posters(mission: str, path: Path) -> None:
    """Écrire les affiches des halls d'une MISSION : une page A4 par entrée. Exemple : palier posters "L’eau" --pdf affiches.pdf"""
    start()
    from django.utils import timezone

    from palier.doorway.api import hall_posters
    from palier.missions.api import find_mission, perimeter_entrances

    found = find_mission(mission)
    if found is None:
        raise click.ClickException(f"Je ne trouve pas « {mission} ». La liste : palier list missions")
    halls = perimeter_entrances(found).count()
    if not halls:
        raise click.ClickException("Cette mission n’a pas encore d’entrée : choisissez-les au bureau.")
    path.write_bytes(hall_posters(found, timezone.now()))
    click.echo(f"{path} : {halls} affiches, une par entrée.")
