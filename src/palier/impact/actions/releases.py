"""What makes figures leave."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.common.canonical import digest_of
from palier.common.journal import write_line
from palier.impact.models import Release, ReleaseHomes
from palier.impact.releasing import draft_release, home_names
from palier.missions.api import Mission
from palier.people.api import Account
from palier.privacy.api import VERSION


class ReleaseRefused(Exception):
    """These figures may not leave; `problems` says what to merge or to drop, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def freeze_release(actor: object, mission: Mission, kind: str, now: datetime) -> Release:
    """Freeze what may leave of a mission at `now`. Raises `ReleaseRefused`; nothing is written then."""
    # One at a time for a mission: the second one must see the first.
    Mission.objects.select_for_update().get(pk=mission.pk)
    if kind not in Release.Kind.values:
        raise ReleaseRefused(["Ce genre de chiffres n’existe pas."])
    last = mission.releases.last()
    draft = draft_release(mission, now)
    if last is not None and not any(table.base.count for table in draft.tables):
        raise ReleaseRefused(
            ["Les visites de cette mission sont effacées : les derniers chiffres figés restent ceux de tous les documents."]
        )
    if draft.problems or not draft.planned.verdict.passed:
        raise ReleaseRefused(draft.problems or ["La vérification n’a pas abouti : rien ne sort."])
    release = Release.objects.create(
        mission=mission, number=last.number + 1 if last else 1, kind=kind, made_at=now, made_by=actor if isinstance(actor, Account) else None,
        rule_version=VERSION, content=draft.content, digest=digest_of(draft.content), audit=draft.audit,
    )  # fmt: skip
    ReleaseHomes.objects.create(release=release, cells=draft.members)
    write_line(actor, "freeze_release", release, number=release.number, kind=kind, digest=release.digest[:16])
    return release


@transaction.atomic
def forget_release_homes(mission: Mission) -> int:
    """Forget which homes were in which cell, once the visits are gone; the figures stay. Returns how many releases forgot."""
    done, _ = ReleaseHomes.objects.filter(release__mission=mission).delete()
    return done


def forget_home(doors: Iterable[UUID]) -> int:
    """A home was erased: releases forget that it was in their cells. The count that is out stays, so nothing moves by one.

    Returns how many releases forgot.
    """
    changed = []
    gone = set(home_names(doors))
    for row in ReleaseHomes.objects.all():
        cells = {
            fact: {building: [key for key in keys if key not in gone] for building, keys in one.items()} for fact, one in row.cells.items()
        }
        if cells != row.cells:
            row.cells = cells
            changed.append(row)
    ReleaseHomes.objects.bulk_update(changed, ["cells"])
    return len(changed)
