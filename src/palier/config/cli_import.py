"""`palier import …` and `palier locate`."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY = click.option("--dry-run", is_flag=True, help="Tout lire, tout compter, ne rien écrire.")
ERRORS = click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Écrire en CSV les lignes à regarder.")


@click.group()
def import_group() -> None:
    """Importer des lieux et des acteurs locaux. Un import va jusqu'au bout ou ne change rien ; le refaire ne change rien."""


def _track(rows: Iterable[Any]) -> Iterable[Any]:
    listed = list(rows)
    if not sys.stderr.isatty():
        return listed
    return _bar(listed)


def _bar(listed: list[Any]) -> Iterable[Any]:
    with click.progressbar(listed, file=sys.stderr) as bar:
        yield from bar


def _run(work: Callable[[Any], None], dry_run: bool, errors: Path | None, what: str = "places") -> None:
    from django.db import transaction

    from palier.common.journal import write_line
    from palier.places.api import ImportRefused, Report

    report = Report()
    try:
        with transaction.atomic():
            work(report)
            write_line("operator", f"import_{what}", what, created=report.created, changed=report.changed)
            if dry_run:
                transaction.set_rollback(True)
    except ImportRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    for text in report.said:
        click.echo(text)
    click.echo(("Essai, rien n’est écrit : " if dry_run else "") + report.sentence + ".")
    for one in report.left[:5]:
        click.echo(f"  ligne {one.line}, {one.column} « {one.value} » : {one.advice}")
    if len(report.left) > 5 and not errors:
        click.echo(f"  … et {len(report.left) - 5} autres : --errors FICHIER.csv les écrit toutes.")
    if errors:
        report.write(errors)
        click.echo(f"{errors} est écrit.")
    if not report.created + report.changed + report.same:
        raise click.ClickException("Rien n’a pu être importé.")


@import_group.command()
@FILE
@click.option("--generation", type=click.Choice(["2015", "2024"]), help="Sinon, le code le dit.")
@click.option("--npnru", "npnru", multiple=True, help="Code d'un quartier en renouvellement urbain ; répétable.")
@click.option("--statistics", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV de chiffres par quartier.")
@DRY
@ERRORS
def neighbourhoods(
    file: Path,
    generation: str | None,
    npnru: tuple[str, ...],
    statistics: Path | None,
    dry_run: bool,
    errors: Path | None,
) -> None:
    """Les quartiers prioritaires (GeoJSON). Exemple : palier import neighbourhoods qpv.geojson --statistics qpv.csv"""
    from palier.config.start import start

    start()
    from palier.places.api import import_neighbourhoods

    _run(lambda report: import_neighbourhoods(file, report, _track, generation=int(generation) if generation else None,
                                              npnru=set(npnru), statistics=statistics), dry_run, errors)  # fmt: skip


@import_group.command()
@FILE
@DRY
@ERRORS
def addresses(file: Path, dry_run: bool, errors: Path | None) -> None:
    """Les adresses (BAN, ou BAL 1.3). Exemple : palier import addresses adresses-93.csv --errors a-regarder.csv"""
    from palier.config.start import start

    start()
    from palier.places.api import import_addresses

    _run(lambda report: import_addresses(file, report, _track), dry_run, errors)


@import_group.command()
@FILE
@click.option("--neighbourhood", "code", help="Rattacher tous les bâtiments à ce quartier.")
@DRY
@ERRORS
def buildings(file: Path, code: str | None, dry_run: bool, errors: Path | None) -> None:
    """Les bâtiments (BD TOPO, GeoJSON) : logements et étages. Exemple : palier import buildings bati.geojson"""
    from palier.config.start import start

    start()
    from palier.places.api import import_buildings

    place = _neighbourhood(code) if code else None
    _run(lambda report: import_buildings(file, report, _track, neighbourhood=place), dry_run, errors)


def _neighbourhood(code: str) -> Any:
    from palier.places.api import neighbourhood_by_code

    found = neighbourhood_by_code(code)
    if found is None:
        raise click.ClickException(f"Le quartier {code} n’est pas importé : palier import neighbourhoods FICHIER")
    return found


@import_group.command()
@FILE
@click.option("--landlord", required=True, help="Nom du bailleur : ses colonnes seront retenues.")
@click.option("--neighbourhood", "code", required=True, help="Code du quartier.")
@click.option("--map", "mapping", multiple=True, help='champ=Colonne, par exemple --map étages="Nb niv" ; répétable.')
@DRY
@ERRORS
def dwellings(file: Path, landlord: str, code: str, mapping: tuple[str, ...], dry_run: bool, errors: Path | None) -> None:
    """Les logements d'un bailleur (.xlsx ou .csv). Les colonnes qui parlent des habitants sont laissées de côté.

    Exemple : palier import dwellings patrimoine.xlsx --landlord "Habitat des Prés" --neighbourhood QP093028
    """
    from palier.config.start import start

    start()
    from palier.places.api import import_dwellings

    wrong = [one for one in mapping if "=" not in one]
    if wrong:
        raise click.ClickException(f"--map s’écrit champ=Colonne : « {wrong[0]} ».")
    columns = dict(one.split("=", 1) for one in mapping)
    place = _neighbourhood(code)
    _run(
        lambda report: import_dwellings(file, report, _track, landlord=landlord, neighbourhood=place, mapping=columns),
        dry_run,
        errors,
    )


SITE = click.option("--site", "names", multiple=True, help="Seulement ce site ; répétable. Sinon, tous.")


def _sites(names: tuple[str, ...]) -> list[Any]:
    from palier.people.api import Site

    found = list(Site.objects.filter(name__in=names) if names else Site.objects.all())
    missing = set(names) - {one.name for one in found}
    if missing or not found:
        raise click.ClickException(f"Je ne trouve pas le site {', '.join(sorted(missing))}. La liste : palier list sites")
    return found


@import_group.command()
@FILE
@SITE
@click.option("--within", default=2.0, show_default=True, help="Jusqu'à combien de kilomètres du quartier.")
@DRY
@ERRORS
def structures(file: Path, names: tuple[str, ...], within: float, dry_run: bool, errors: Path | None) -> None:
    """Les structures autour de chaque site (data·inclusion v1, JSON ou CSV). Exemple : palier import structures structures.json"""
    from palier.config.start import start

    start()
    from palier.partners.api import import_structures

    found = _sites(names)
    _run(lambda report: import_structures(file, report, _track, sites=found, within_m=within * 1000), dry_run, errors, "structures")


@import_group.command()
@FILE
@SITE
@click.option("--within", default=5.0, show_default=True, help="Jusqu'à combien de kilomètres du quartier.")
@DRY
@ERRORS
def france_services(file: Path, names: tuple[str, ...], within: float, dry_run: bool, errors: Path | None) -> None:
    """Les France services autour de chaque site (CSV de data.gouv.fr). Exemple : palier import france-services france-services.csv"""
    from palier.config.start import start

    start()
    from palier.partners.api import import_france_services

    found = _sites(names)
    _run(
        lambda report: import_france_services(file, report, _track, sites=found, within_m=within * 1000), dry_run, errors, "france_services"
    )


@import_group.command()
@click.argument("mission")
@FILE
def questionnaire(mission: str, file: Path) -> None:
    """Le questionnaire d'une MISSION (XLSForm). Exemple : palier import questionnaire "Trier, c’est où ?" form.xlsx"""
    from palier.config.start import start

    start()
    from palier.missions.api import QuestionnaireRefused, find_mission, import_questionnaire

    found = find_mission(mission)
    if found is None:
        raise click.ClickException(f"Je ne trouve pas « {mission} ». La liste : palier list missions")
    try:
        made = import_questionnaire("operator", found, file, file.name)
    except QuestionnaireRefused as refusal:
        raise click.ClickException("\n  ".join(["Le questionnaire n’est pas pris :", *map(str, refusal.problems)])) from None
    click.echo(f"Version {made.version} : {len(made.definition['questions'])} questions.")


@click.command()
@click.option("--csv", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lon", required=True, help="Colonne de la longitude.")
@click.option("--lat", required=True, help="Colonne de la latitude.")
@click.option("--generation", type=click.Choice(["2015", "2024"]), help="Une seule génération de quartiers.")
def locate(file: Path, lon: str, lat: str, generation: str | None) -> None:
    """Ajouter à chaque ligne d'un CSV le quartier où elle tombe, sur la sortie standard.

    Exemple : palier locate --csv points.csv --lon lon --lat lat > points-qpv.csv
    """
    from palier.config.start import start

    start()
    from palier.places.api import ImportRefused, locate_rows

    try:
        total, bad = locate_rows(file, lon, lat, sys.stdout, int(generation) if generation else None, lambda done: None)
    except ImportRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    if bad:
        click.echo(f"{bad} lignes sur {total} n’ont pas de position lisible.", err=True)


@import_group.command("school-holidays")
@FILE
def school_holidays(file: Path) -> None:
    """Les vacances scolaires du ministère (CSV ou iCalendar). Exemple : palier import school-holidays Zone-C.ics

    Elles remplacent celles qu'elles recouvrent, zone par zone ; les autres restent.
    """
    from palier.config.start import start

    start()
    from palier.common.ical import CalendarUnreadable, whole_days
    from palier.teams.api import SchoolFileRefused, holidays_of_events, keep_school_holidays, read_school_csv

    content = file.read_bytes()
    try:
        if content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
            found = holidays_of_events(whole_days(content), file.stem)
        else:
            found = read_school_csv(content.decode("utf-8-sig"))
    except (SchoolFileRefused, CalendarUnreadable) as refusal:
        raise click.ClickException(str(refusal)) from None
    except UnicodeDecodeError:
        raise click.ClickException("Ce fichier n’est pas en UTF-8.") from None
    new, kept = keep_school_holidays("operator", found)
    last = max(one.last for one in found)
    click.echo(f"{kept} vacances gardées, dont {new} nouvelles, jusqu’au {last:%d/%m/%Y}.")
