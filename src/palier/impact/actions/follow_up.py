"""What freezes the figures of the second bilan."""

from datetime import datetime

from django.db import transaction

from palier.common.canonical import digest_of
from palier.common.journal import write_line
from palier.impact.actions.releases import ReleaseRefused
from palier.impact.models import Release
from palier.impact.queries import release_secret
from palier.impact.rules.follow_up import follow_up_content, heard_line, outcome_cells
from palier.missions.api import Mission
from palier.partners.api import heard_at, referral_ways
from palier.people.api import Account


@transaction.atomic
def freeze_follow_up(actor: object, mission: Mission, now: datetime) -> Release:
    """Freeze what became of a mission six months later: outcomes of referrals, published answers, and the tables that are out.

    No visit is read. Raises `ReleaseRefused` when nothing of the mission was ever out.
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    first = mission.releases.exclude(kind=Release.Kind.FOLLOW_UP).last()
    if first is None:
        raise ReleaseRefused(["Le premier bilan n’a pas de chiffres figés : le second se lit avec eux."])
    last = mission.releases.last() or first
    counts = referral_ways(mission.site).get(mission.pk, {})
    before = {step: (count, value) for step, (count, value) in last.audit.get("outcomes", {}).items()}
    found = outcome_cells(counts, before, f"outcomes:{mission.pk}", release_secret())
    content = follow_up_content(first.content, {step: cell for step, (_, cell) in found.items()}, _heard(mission), now)
    kept = {step: [count, cell.value] for step, (count, cell) in found.items()}
    release = Release.objects.create(
        mission=mission, number=last.number + 1, kind=Release.Kind.FOLLOW_UP, made_at=now, made_by=actor if isinstance(actor, Account) else None,
        rule_version=first.rule_version, content=content, digest=digest_of(content), audit={**first.audit, "outcomes": kept},
    )  # fmt: skip
    write_line(actor, "freeze_release", release, number=release.number, kind="follow_up", digest=release.digest[:16])
    return release


def _heard(mission: Mission) -> list[str]:
    """What is published about the mission's neighbourhoods since it began: already read by everybody."""
    rows = [row for one in mission.site.neighbourhoods.order_by("name") for row in heard_at(one)]
    return [heard_line(row.text, row.answer, row.changed) for row in rows if row.heard_on >= mission.starts_on.replace(day=1)]
