"""Events: what happened, told after commit to whoever the wiring named.

An event is a frozen dataclass in the past tense. `config.wiring` maps event → reactions, in one screen.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

Reaction = Callable[[Any], object]
_reactions: dict[type, list[Reaction]] = defaultdict(list)


def react_to(event_type: type, reaction: Reaction) -> None:
    """Register a reaction; called by `config.wiring` only."""
    if reaction not in _reactions[event_type]:
        _reactions[event_type].append(reaction)


def announce(event: object) -> None:
    """Tell the reactions of this event once the current transaction is committed."""
    for reaction in _reactions[type(event)]:
        transaction.on_commit(partial(reaction, event))
