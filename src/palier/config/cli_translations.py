"""`palier translations`: the voisins' workbook."""

import csv
import json
import sys
from pathlib import Path

import click

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def translations() -> None:
    """Traduire et relire le téléphone et les pages publiques, dans un classeur."""


@translations.command("export")
@FILE
@click.option("--lang", "languages", multiple=True, help="Une langue (ar, snk…) ; répétable. Sans elle, toutes.")
def export(file: Path, languages: tuple[str, ...]) -> None:
    """Écrire le classeur à donner aux voisins. Exemple : palier translations export --lang ta tamoul.xlsx"""
    from palier.config.start import start

    start()
    from palier.common.french import plural
    from palier.languages.api import TRANSLATED, lines_of, write_workbook

    unknown = [one for one in languages if one not in TRANSLATED]
    if unknown:
        raise click.ClickException(f"Palier ne parle pas {', '.join(unknown)}. Il parle : {', '.join(TRANSLATED)}.")
    sheets = {one: lines_of(one) for one in languages or TRANSLATED}
    file.write_bytes(write_workbook(sheets))
    click.echo(f"{file} est écrit : {plural(len(sheets), 'langue')}, {plural(sum(map(len, sheets.values())), 'ligne')}.")


@translations.command("json")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def as_json(folder: Path) -> None:
    """Écrire dans FOLDER les langues comme le logiciel les range, pour les joindre à la version suivante."""
    from palier.config.start import start

    start()
    from palier.languages.api import PLACES, TRANSLATED, french_of, words_for

    for place in PLACES:
        if not french_of(place):
            continue
        (folder / place / "vouched").mkdir(parents=True, exist_ok=True)
        for language in TRANSLATED:
            words = words_for(place, language)
            texts = {key: words.texts[key] for key in french_of(place) if key in words.texts}
            _write_json(folder / place / f"{language}.json", texts)
            _write_json(folder / place / "vouched" / f"{language}.json", [key for key in texts if key in words.vouched])
    click.echo(f"{folder} est écrit.")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


@translations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tout lire, tout vérifier, ne rien garder.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Écrire en CSV ce que devient chaque ligne.")
def take_in(file: Path, dry_run: bool, report: Path | None) -> None:
    """Reprendre un classeur relu. Le refaire ne change rien. Exemple : palier translations import tamoul.xlsx --dry-run"""
    from palier.config.start import start

    start()
    from django.utils import timezone

    from palier.languages.api import REFUSED, WorkbookRefused, import_translations, read_workbook

    try:
        sheets = read_workbook(file.read_bytes())
    except WorkbookRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    found = import_translations("operator", sheets, timezone.now(), dry_run=dry_run)
    click.echo(("Essai, rien n’est gardé : " if dry_run else "") + found.sentence + ".")
    for one in found.to_see[:8]:
        click.echo(f"  {one.sheet}, ligne {one.number}, {one.key} : {one.verdict}. {one.why}")
    if len(found.to_see) > 8 and not report:
        click.echo(f"  … et {len(found.to_see) - 8} autres : --report FICHIER.csv les écrit toutes.")
    if report:
        with report.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out, delimiter=";").writerows(found.table())
        click.echo(f"{report} est écrit.")
    if found.count(REFUSED):
        sys.exit(1)
