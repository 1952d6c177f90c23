"""What makes figures leave."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.common.canonical import digest_of
from palier.common.journal import write_line
from palier.impact.models import Release, ReleaseHomes
from palier.impact.queries import release_secret
from palier.impact.releasing import draft_release, name_of
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
    draft = draft_release(mission, now)
    last = mission.releases.last()
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


def forget_home_in_releases(names: list[str]) -> int:
    """Take homes out of what releases remember of them (an erasure). The count that was out stays known, so nothing moves by one."""
    changed = []
    gone = set(names)
    for row in ReleaseHomes.objects.all():
        cells = {fact: [key for key in keys if key not in gone] for fact, keys in row.cells.items()}
        if cells != row.cells:
            row.cells = cells
            changed.append(row)
    ReleaseHomes.objects.bulk_update(changed, ["cells"])
    return len(changed)


def forget_home(doors: Iterable[UUID]) -> int:
    """A home was erased: releases forget that it was in their cells. Figures that are out do not change. Returns how many releases forgot."""
    secret = release_secret()
    return forget_home_in_releases([name_of(door.hex, secret) for door in doors])
