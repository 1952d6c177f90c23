"""Words that leave (R9). Pure."""

from collections.abc import Mapping

from palier.privacy.rules.cells import THRESHOLD


def check_words(theme: str, homes: int, *, rewritten_by: str, checked_by: str, zone: str = "mission") -> list[str]:
    """Why words said at doors about a theme may not leave, in sentences; empty when they may.

    `homes`: homes that raised the theme in the mission. Rewritten by one person, checked by another, no place smaller than the mission.
    Source: security §3.3 R9, PV-05.
    """
    problems = []
    if homes < THRESHOLD:
        problems.append(f"« {theme} » : moins de {THRESHOLD} logements en ont parlé, leurs mots restent dans l’association.")
    if not rewritten_by:
        problems.append("Ces mots n’ont pas été réécrits : on reconnaîtrait qui parle.")
    elif not checked_by or checked_by == rewritten_by:
        problems.append("Une seconde personne doit relire ces mots.")
    if zone != "mission":
        problems.append("Des mots ne sont jamais dits d’un lieu plus petit que la mission.")
    return problems


def themes_with_words(counts: Mapping[str, int]) -> list[str]:
    """The themes raised in at least 11 homes, the most raised first."""
    return sorted((code for code, homes in counts.items() if homes >= THRESHOLD), key=lambda code: (-counts[code], code))
