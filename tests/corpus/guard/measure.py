"""How much of the labelled notes a guard catches, and how often it asks for nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import sqrt

from tests.corpus.guard import Labelled

Found = tuple[str, int, int]
Z95 = 1.959964


@dataclass(slots=True)
class Share:
    """So many of so many."""

    of: int = 0
    got: int = 0

    @property
    def value(self) -> float:
        return self.got / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval at 95 %."""
        if not self.of:
            return 0.0, 1.0
        n, p, z2 = self.of, self.value, Z95**2
        middle, half = p + z2 / (2 * n), Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.got}/{self.of} = {self.value:.1%} ({low:.1%} to {high:.1%})"


@dataclass(slots=True)
class Measure:
    """Recall by kind, counted in labelled spans; false alarms, counted in notes that say nothing of a person."""

    recall: dict[str, Share] = field(default_factory=dict)
    false_alarms: Share = field(default_factory=Share)
    beside: int = 0
    missed: list[tuple[Labelled, Found]] = field(default_factory=list)
    wrong: list[tuple[Labelled, Found]] = field(default_factory=list)


def overlap(one: Found, other: Found) -> bool:
    """At least one character in common."""
    return one[1] < other[2] and other[1] < one[2]


def measure(guard: Callable[[str], list[Found]], some: Iterable[Labelled]) -> Measure:
    """A span is caught when a doubt of its own kind overlaps it. `beside`: doubts in labelled notes that touch no label at all."""
    result, per = Measure(), Counter[str]()
    for one in some:
        found = guard(one.note)
        if not one.spans:
            result.false_alarms.of += 1
            result.false_alarms.got += bool(found)
            result.wrong += [(one, doubt) for doubt in found]
            continue
        for span in one.spans:
            share = result.recall.setdefault(span[0], Share())
            share.of += 1
            caught = any(doubt[0] == span[0] and overlap(doubt, span) for doubt in found)
            share.got += caught
            if not caught:
                result.missed.append((one, span))
        for doubt in found:
            if not any(overlap(doubt, span) for span in one.spans):
                result.beside += 1
                result.wrong.append((one, doubt))
        per.update(one.kinds)
    return result
