"""`palier bilan`."""

import click


@click.command()
def bilan() -> None:
    """Écrire un bilan."""
