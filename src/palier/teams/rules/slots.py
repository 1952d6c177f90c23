"""A moment offered to people: who has a place, what an answer changes. A no is a right: it needs no reason and counts nowhere.

Source: domain V11; L3123-12, L3123-24 and L3123-31 (a change may be refused, under the notice always).
"""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a person says on the phone. `SWAP`: she keeps her place until a colleague takes it. `NONE`: her answer taken back."""

    YES = "yes"
    NO = "no"
    SWAP = "swap"
    NONE = "none"


class State(StrEnum):
    """Where a person stands with a slot."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FULL = "full"
    HELD = "held"
    SWAPPING = "swapping"
    REPLACED = "replaced"


# Who comes, as things stand.
COMES = frozenset({State.ACCEPTED, State.SWAPPING})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer makes of the person who gave it; `frees`: she takes the place of one who looks for a colleague."""

    state: State
    frees: bool = False


def after_answer(state: State, answer: Answer, *, left: int, swapping: bool, broken: bool) -> Outcome:
    """What an answer changes.

    `left`: places that nobody has; `swapping`: somebody else looks for a colleague; `broken`: a rule of hours that the manager
    cannot set aside would be broken. Then the yes is held: a person looks at it.
    """
    if answer == Answer.NO:
        return Outcome(State.REFUSED)
    if answer == Answer.NONE:
        return Outcome(State.WAITING)
    if answer == Answer.SWAP:
        return Outcome(State.SWAPPING if state in COMES else state)
    if state in COMES:
        return Outcome(State.ACCEPTED)
    if broken:
        return Outcome(State.HELD)
    if left > 0:
        return Outcome(State.ACCEPTED)
    return Outcome(State.ACCEPTED, frees=True) if swapping else Outcome(State.FULL)
