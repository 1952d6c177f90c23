"""`palier bilan`."""

from pathlib import Path

import click


@click.command()
@click.argument("mission")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Fichier PDF à écrire.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Classeur à écrire.")
@click.option("--internal", is_flag=True, help="Copie interne : chiffres exacts, ne sort pas de l'association.")
def bilan(mission: str, pdf: Path | None, xlsx: Path | None, internal: bool) -> None:
    """Écrire le bilan d'une MISSION (titre exact ou identifiant).

    Exemple : palier bilan "L’eau sans gaspiller" --pdf bilan.pdf --xlsx bilan.xlsx
    """
    from palier.config.start import start

    start()
    from django.utils import timezone

    from palier.impact.api import NothingReleased, bilan_pdf, bilan_xlsx
    from palier.missions.api import find_mission

    found = find_mission(mission)
    if found is None:
        raise click.ClickException(f"Je ne trouve pas « {mission} ». La liste : palier list missions")
    if not pdf and not xlsx:
        raise click.ClickException("Dites quoi écrire : --pdf FICHIER, --xlsx FICHIER, ou les deux.")
    now = timezone.localtime()
    for target, write in ((pdf, bilan_pdf), (xlsx, bilan_xlsx)):
        if target:
            try:
                target.write_bytes(write(found, internal=internal, now=now))
            except NothingReleased:
                raise click.ClickException("Aucun chiffre n’est figé pour cette mission : figez-les au bureau, ou demandez --internal.")
            click.echo(f"{target} est écrit ({'copie interne' if internal else 'copie du commanditaire'}).")
