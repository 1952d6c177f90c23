"""What a site settles: whom to call, how long to wait."""

from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction

from palier.common.dialling import read_dialled
from palier.common.journal import write_line
from palier.people.api import Site
from palier.safety import rules
from palier.safety.models import SiteSafety


class SettingsRefused(Exception):
    """The settings cannot be; `problems` says why, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def settle_site(actor: object, site: Site, *, manager_phone: str, numbers: Collection[tuple[str, str]], grace: str) -> SiteSafety:
    """The number to call the manager, local numbers as (name, number), and the minutes one waits. Raises `SettingsRefused`."""
    found, problems = rules.read_numbers(numbers)
    dialled = read_dialled(manager_phone) if manager_phone.strip() else ""
    if dialled is None:
        problems.append("Votre numéro ne se compose pas : des chiffres, par exemple 06 39 98 00 11.")
    minutes = rules.read_grace(grace)
    if minutes is None:
        problems.append(f"L’attente est un nombre de minutes, de 5 à {rules.GRACE_AT_MOST}.")
    if dialled is None or minutes is None or problems:
        raise SettingsRefused(problems)
    settled, _ = SiteSafety.objects.update_or_create(
        site=site, defaults={"manager_phone": dialled, "numbers": [asdict(one) for one in found], "grace_minutes": minutes}
    )
    write_line(actor, "settle_site", site, numbers=len(found), grace=minutes)
    return settled
