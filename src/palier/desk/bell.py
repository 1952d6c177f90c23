"""The bell of the frame: what rings, cheap enough to be asked every twenty seconds by every open desk."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from palier.desk.alarms import ICONS, title_of, when_of, where_of
from palier.people.api import Account
from palier.safety.api import Alarm, open_alarms

SHOWN = 3


@dataclass(frozen=True)
class Ring:
    """One line of the banner."""

    key: str
    kind: str
    icon: str
    title: str
    detail: str


@dataclass(frozen=True)
class Bell:
    """What the frame shows. `seen` changes whenever what is shown does; asleep, only the number is told."""

    rings: list[Ring]
    more: int
    open: int
    seen: str
    asleep: bool = False

    @property
    def keys(self) -> str:
        """What rings, for the sound and the title."""
        return " ".join(one.key for one in self.rings)


def bell_for(account: Account, *, asleep: bool = False) -> Bell:
    """What is open in scope, and of it what nobody took yet. One statement."""
    found = open_alarms(account)
    ringing = [one for one in found if one.taken_at is None]
    now = timezone.now()
    rings = [_ring(one, now, asleep) for one in ringing]
    state = "|".join([f"{asleep}", *(f"{one.pk.hex[:8]}{one.rev}{bool(one.taken_at)}" for one in found)])
    return Bell(rings[:SHOWN], len(rings) - SHOWN, len(found), hashlib.sha256(state.encode()).hexdigest()[:12], asleep)


def _ring(alarm: Alarm, now: datetime, asleep: bool) -> Ring:
    if asleep:
        return Ring(alarm.pk.hex[:8], "", "", "", "")
    detail = ", ".join(part for part in (where_of(alarm), when_of(alarm, now)) if part)
    return Ring(alarm.pk.hex[:8], alarm.kind, ICONS[alarm.kind], title_of(alarm, now), detail)
