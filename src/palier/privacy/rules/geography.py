"""A second geography (QPV, estate, district) may not be told from the first by difference. Pure.

Source: security §3.3 R4; the search over unions follows `diffman` (Costemalle 2019, INSEE), kept to unions of at most five zones.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from palier.privacy.rules.cells import THRESHOLD

UNION = 5
DWELLINGS = 50
Buildings = frozenset[str]


def differences(
    zone: Buildings, released: Collection[Buildings], contacted: Mapping[str, int], dwellings: Mapping[str, int]
) -> list[tuple[Buildings, Buildings]]:
    """Unions of released zones that differ from `zone` by a few homes: (union, difference); empty when it may be released.

    A difference is fine when nobody was met in it, or at least 11 homes were and it has at least 50 dwellings.
    """
    near = [one for one in dict.fromkeys(released) if one & zone]
    found = []
    for size in range(1, UNION + 1):
        for chosen in combinations(near, size):
            union = frozenset().union(*chosen)
            if size > 1 and any(union == frozenset().union(*fewer) for fewer in combinations(chosen, size - 1)):
                continue
            for part in (zone - union, union - zone):
                if part and _tells(part, contacted, dwellings):
                    found.append((union, part))
    return found


def _tells(part: Buildings, contacted: Mapping[str, int], dwellings: Mapping[str, int]) -> bool:
    met = sum(contacted.get(one, 0) for one in part)
    return met > 0 and (met < THRESHOLD or sum(dwellings.get(one, 0) for one in part) < DWELLINGS)


def zones_at_odds(
    zones: Sequence[Buildings], released: Collection[Buildings], contacted: Mapping[str, int], dwellings: Mapping[str, int]
) -> list[Buildings]:
    """The zones that may not be released beside those that were, nor beside each other."""
    return [one for one in zones if differences(one, [other for other in [*released, *zones] if other != one], contacted, dwellings)]
