"""The running counts of a mission."""

from collections import defaultdict

from palier.missions.api import Mission
from palier.visits.models import Tally

Figures = dict[str, dict[str, int]]


def figures(mission: Mission) -> Figures:
    """All running counts of a mission: dimension → key → integer. Cells that came back to zero are left out."""
    found: Figures = defaultdict(dict)
    rows = Tally.objects.filter(mission=mission).exclude(value=0).values_list("dimension", "key", "value")
    for dimension, key, value in rows:
        found[dimension][key] = value
    return found
