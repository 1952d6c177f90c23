"""What an agreement changes, and the codes of the payroll."""

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Organisation
from palier.teams.actions.employment import TeamRefused
from palier.teams.models import WorkAgreement
from palier.teams.rules.payroll import PAY_ITEMS


@transaction.atomic
def set_agreement(
    actor: object, organisation: Organisation, *, third: bool, notice_days: int, breaks: int, break_minutes: int, pay_codes: dict[str, str]
) -> WorkAgreement:  # fmt: skip
    """The association's agreement. Raises `TeamRefused` for what no agreement may do."""
    if not 3 <= notice_days <= 30:
        raise TeamRefused("Le délai va de 3 à 30 jours ouvrés (L3123-24).")
    if not 0 <= breaks <= 3 or not 0 <= break_minutes <= 300:
        raise TeamRefused("Trois coupures et cinq heures au plus.")
    codes = {item: pay_codes.get(item, "").strip()[:20] for item in PAY_ITEMS}
    found, _ = WorkAgreement.objects.update_or_create(
        pk=organisation.pk,
        defaults={"third": third, "notice_days": notice_days, "breaks": breaks, "break_minutes": break_minutes, "pay_codes": codes},
    )
    write_line(actor, "set_agreement", organisation, third=third, notice_days=notice_days)
    return found
