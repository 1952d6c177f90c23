"""What may be said at a door of why somebody knocks. Pure.

The theme of a mission is not shown where it could mark a home (DESIGN-SYSTEM §7.3): a screening, debts, papers, jobs.
"""

# Every home has walls, bills and a bus stop: these say nothing of anybody.
NAMED = frozenset({"housing", "charges", "transport"})


def purpose_key(theme: str) -> str:
    """The key of the sentence on why a voisin comes."""
    return f"purpose.{theme if theme in NAMED else 'general'}"


def names_partner(theme: str) -> bool:
    """True when the partner may be named: a health centre's name would say the theme."""
    return theme in NAMED
