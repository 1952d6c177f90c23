"""`palier import …` and `palier locate`."""

import click


@click.group()
def import_group() -> None:
    """Importer des lieux."""


@click.command()
def locate() -> None:
    """Situer des points."""
