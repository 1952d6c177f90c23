"""Entrances where one does not go for a while."""

from datetime import date, datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Site
from palier.places.api import Entrance
from palier.safety import rules
from palier.safety.models import AvoidedEntrance


class AvoidingRefused(Exception):
    """The entrance cannot be avoided so; the text is a sentence."""


@transaction.atomic
def avoid_entrance(actor: object, site: Site, entrance: Entrance, *, reason: str, until: date | None, today: date, now: datetime
                   ) -> AvoidedEntrance:  # fmt: skip
    """Avoid an entrance until a day, included; again, to change the day or the reason. Raises `AvoidingRefused`."""
    problem = rules.check_avoiding(until, today)
    if reason not in AvoidedEntrance.Reason.values:
        problem = problem or "Choisissez une raison."
    if problem or until is None:
        raise AvoidingRefused(problem)
    avoided, _ = AvoidedEntrance.objects.update_or_create(
        site=site, entrance=entrance, lifted_at=None, defaults={"reason": reason, "until": until, "since": now}
    )
    write_line(actor, "avoid_entrance", entrance, reason=reason, until=str(until))
    return avoided


@transaction.atomic
def stop_avoiding(actor: object, avoided: AvoidedEntrance, now: datetime) -> None:
    """One goes there again."""
    avoided.lifted_at = avoided.lifted_at or now
    avoided.save(update_fields=["lifted_at"])
    write_line(actor, "stop_avoiding", avoided.entrance)
