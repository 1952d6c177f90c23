"""`palier`: the command line for operators and scripts. Django is only loaded by the command that needs it."""

import json
import os
import sys
from typing import Any

import click

from palier.config.cli_bilan import bilan
from palier.config.cli_import import import_group, locate
from palier.config.cli_posters import posters
from palier.config.cli_safe import backup, backup_key, restore, rotate_key
from palier.config.cli_translations import translations
from palier.config.start import start

SETTINGS = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=SETTINGS)
def palier() -> None:
    """Palier : la médiation porte à porte, des adresses au bilan.

    Toutes les données sont dans PALIER_DATA_DIR (sinon ./data). N'importe quelle commande crée la base.
    """


palier.add_command(import_group, "import")
palier.add_command(locate)
palier.add_command(bilan)
palier.add_command(posters)
palier.add_command(backup)
palier.add_command(backup_key)
palier.add_command(restore)
palier.add_command(rotate_key)
palier.add_command(translations)


@palier.group("list")
def list_group() -> None:
    """Lister les sites, les voisins ou les missions. Exemple : palier list voisins --json"""


def _show(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo("Rien pour l’instant.")
        return
    widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in rows[0]}
    click.echo("  ".join(name.ljust(widths[name]) for name in rows[0]))
    for row in rows:
        click.echo("  ".join(str(row[name]).ljust(widths[name]) for name in row).rstrip())


AS_JSON = click.option("--json", "as_json", is_flag=True, help="En JSON, pour un script.")


@list_group.command("sites")
@AS_JSON
def list_sites(as_json: bool) -> None:
    """Les sites, leur département et leurs quartiers."""
    start()
    from palier.people.api import Site

    _show(
        [
            {
                "id": str(one.pk), "site": one.name, "département": one.department,
                "quartiers": ", ".join(one.neighbourhoods.values_list("code", flat=True)),
            }
            for one in Site.objects.order_by("name").prefetch_related("neighbourhoods")
        ],
        as_json,
    )  # fmt: skip


@list_group.command("voisins")
@AS_JSON
def list_voisins(as_json: bool) -> None:
    """Les voisins, leur site, leurs langues et leur téléphone."""
    start()
    from palier.people.api import Voisin, still_here

    rows = Voisin.objects.filter(still_here()).select_related("site").order_by("site__name", "first_name")
    _show(
        [
            {
                "id": str(one.pk), "voisin": one.first_name, "site": one.site.name, "langues": " ".join(one.languages),
                "téléphone": "oui" if one.devices.filter(revoked_at=None).exists() else "non",
            }
            for one in rows
        ],
        as_json,
    )  # fmt: skip


@list_group.command("missions")
@AS_JSON
def list_missions(as_json: bool) -> None:
    """Les missions, leur étape et leurs dates."""
    start()
    from palier.missions.api import Mission

    rows = Mission.objects.select_related("site").order_by("site__name", "starts_on")
    _show(
        [
            {
                "id": str(one.pk), "mission": one.title, "site": one.site.name, "étape": one.get_stage_display(),
                "début": one.starts_on.isoformat(), "fin": one.ends_on.isoformat(),
            }
            for one in rows
        ],
        as_json,
    )  # fmt: skip


@palier.command()
@click.argument("voisin")
@click.option("--site", help="Nom du site, quand deux voisins ont le même prénom.")
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un script.")
def pair(voisin: str, site: str | None, as_json: bool) -> None:
    """Donner un code neuf au téléphone d'un VOISIN (prénom ou identifiant). Exemple : palier pair Fatoumata"""
    start()
    from django.utils import timezone

    from palier.config.settings import FIELD_HOST, address_of
    from palier.people.api import CODE_LIFE, make_pairing_code, shown_code

    found = _find_voisin(voisin, site)
    now = timezone.now()
    code = make_pairing_code("operator", found, now)
    address = f"{address_of(FIELD_HOST)}/#code={code}"
    if as_json:
        click.echo(json.dumps({"voisin": str(found.pk), "code": code, "address": address,
                               "expires_at": (now + CODE_LIFE).isoformat()}))  # fmt: skip
        return
    import segno

    until = timezone.localtime(now + CODE_LIFE)
    click.echo(f"\n  {found.first_name} · {found.site.name}\n\n  {shown_code(code)}   bon jusqu’à {until:%H h %M}\n  {address}\n")
    if sys.stdout.isatty():
        segno.make(address, micro=False).terminal(compact=True)


def _find_voisin(text: str, site: str | None) -> Any:
    from uuid import UUID

    from palier.people.api import Voisin, still_here

    rows = Voisin.objects.filter(still_here()).select_related("site")
    try:
        rows = rows.filter(pk=UUID(text))
    except ValueError:
        rows = rows.filter(first_name__iexact=text)
    if site:
        rows = rows.filter(site__name__iexact=site)
    found = list(rows[:3])
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(f"Je ne trouve pas « {text} ». La liste : palier list voisins")
    raise click.ClickException("Plusieurs voisins ont ce prénom : ajoutez --site, ou donnez l’identifiant.")


@palier.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", type=int, default=None, help="Port (sinon PALIER_PORT, sinon 8400).")
@click.option("--workers", type=int, default=2, show_default=True, help="Processus web.")
def serve(host: str, port: int | None, workers: int) -> None:
    """Servir le bureau, l'application de terrain, les pages des habitants et le portail des partenaires, et lancer les tâches prévues."""
    if port is not None:
        os.environ["PALIER_PORT"] = str(port)
    start()
    from palier.config import settings
    from palier.config.serve import serve as run

    click.echo(f"Bureau    {settings.address_of(settings.DESK_HOST)}")
    click.echo(f"Terrain   {settings.address_of(settings.FIELD_HOST)}")
    click.echo(f"Habitants {settings.PUBLIC_ADDRESS}")
    click.echo(f"Portail   {settings.PORTAL_ADDRESS}")
    sys.exit(run(host, settings.PORT, workers))


@palier.command()
@click.option("--seed", type=int, default=20260312, show_default=True, help="Graine du quartier inventé.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--no-serve", is_flag=True, help="Créer sans servir.")
def demo(seed: int, host: str, no_serve: bool) -> None:
    """Créer un quartier inventé qui vit, et tout servir. Les données restent d'une fois à l'autre."""
    os.environ["PALIER_DEMO"] = "1"
    start()
    from django.utils import timezone

    from palier.common.codes import shown_code
    from palier.config import settings
    from palier.config.demo_backup import configure_demo_backup
    from palier.config.serve import is_taken
    from palier.rehearsal.demo import PASSPHRASE, demo_exists, make_demo
    from palier.rehearsal.doorstep import badge_now, write_posters

    if not no_serve and is_taken(host, settings.PORT):
        raise click.ClickException(
            f"Le port {settings.PORT} est déjà pris, sans doute par une autre démo. Arrêtez-la, ou choisissez-en un autre : PALIER_PORT=8500 make demo"
        )
    if not demo_exists():
        make_demo(seed, timezone.now(), lambda text: click.echo(f"  {text}"))
    backups = configure_demo_backup()
    badge, posters_file = badge_now(timezone.now()), write_posters(settings.DATA_DIR, timezone.now())
    desk, field = settings.address_of(settings.DESK_HOST), settings.address_of(settings.FIELD_HOST)
    click.echo(f"""
  Palier est prêt.

  Le bureau     {desk}
                nadia@terrasses.example   manager des Terrasses
                sami@amarres.example      manager des Amarres
                claire@palier.example     tête de réseau
                phrase de passe           {PASSPHRASE}

  Le téléphone  {field}
                un code et son carré, à tout moment : bureau → Équipe → un voisin → Son téléphone
                ou dans un terminal : palier pair Fatoumata   (make pair VOISIN=Fatoumata)

  Les habitants {settings.PUBLIC_ADDRESS}
                {badge.first_name} est en visite : son badge dit {shown_code(badge.code)}
                les affiches des halls : {posters_file}

  Le portail    {settings.PORTAL_ADDRESS}
                lea@habitat.example       bailleur, commanditaire
                karim@agglo.example       agglomération, commanditaire et financeur
                yann@tilleuls.example     centre social, acteur local (même phrase de passe)

  Les données   {settings.DATA_DIR}     Ctrl-C pour arrêter
  Sauvegardes   {backups}   tous les quarts d’heure
""")
    if not no_serve:
        from palier.config.serve import serve as run

        sys.exit(run(host, settings.PORT, 2))


@palier.command()
@click.argument("mission")
@click.option("--evenings", type=int, default=3, show_default=True, help="Nombre de soirées à jouer.")
@click.option("--seed", type=int, default=1, show_default=True, help="La même graine rejoue la même histoire.")
@click.option("--phones", type=int, default=None, help="Téléphones en même temps (sinon toute l'équipe).")
@click.option("--server", default=None, help="Serveur déjà lancé, par exemple http://127.0.0.1:8400.")
def simulate(mission: str, evenings: int, seed: int, phones: int | None, server: str | None) -> None:
    """Faire jouer des voisins simulés à une MISSION, par le vrai contrat du téléphone, et vérifier ce qui est arrivé.

    Exemple : palier simulate "Bien chez soi cet hiver" --evenings 2 --seed 7
    """
    start()
    from palier.missions.api import find_mission
    from palier.rehearsal.simulate import SimulationRefused, simulate_mission

    found = find_mission(mission)
    if found is None:
        raise click.ClickException(f"Je ne trouve pas « {mission} ». La liste : palier list missions")
    try:
        report = simulate_mission(found, evenings, seed, phones, server, click.echo)
    except SimulationRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(report.sentence())
    sys.exit(0 if report.exact else 1)


@palier.group()
def site() -> None:
    """Les sites."""


@site.command("create")
@click.argument("name")
@click.option("--department", required=True, help="Code du département.")
@click.option("--neighbourhood", "codes", multiple=True, help="Code d'un quartier importé ; répétable.")
@click.option("--organisation", default="Mon association", show_default=True)
def site_create(name: str, department: str, codes: tuple[str, ...], organisation: str) -> None:
    """Ouvrir un site sur des quartiers déjà importés."""
    start()
    from palier.people.api import PersonRefused, open_site

    try:
        made = open_site("operator", organisation, name=name, department=department, codes=list(codes))
    except PersonRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{made.name} est ouvert ({made.pk}).")


@palier.group()
def account() -> None:
    """Les comptes du bureau."""


@account.command("create")
@click.argument("email")
@click.option("--first-name", required=True)
@click.option("--role", type=click.Choice(["manager", "head_office"]), default="manager", show_default=True)
@click.option("--site", "sites", multiple=True, help="Nom d'un site ; répétable.")
@click.password_option(prompt="Phrase de passe (15 lettres au moins)", confirmation_prompt="Encore une fois")
def account_create(email: str, first_name: str, role: str, sites: tuple[str, ...], password: str) -> None:
    """Ouvrir un compte de manager ou de tête de réseau."""
    start()
    from palier.people.api import PersonRefused, open_account

    try:
        open_account("operator", email, password, first_name=first_name, role=role, site_names=list(sites))
    except PersonRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{email} peut entrer.")


@palier.command("jobs")
def list_jobs() -> None:
    """Ce que le serveur fait tout seul, et quand il l'a fait."""
    start()
    from palier.common.jobs import jobs
    from palier.common.models import JobState

    states = JobState.objects.in_bulk()
    _show(
        [
            {
                "tâche": one.name, "quoi": one.what, "toutes les": str(one.every),
                "dernière fois": str(states[one.name].last_finished_at or "") if one.name in states else "jamais",
                "résultat": states[one.name].last_result if one.name in states else "",
            }
            for one in jobs()
        ],
        False,
    )  # fmt: skip
