"""A frozen release, verified: its bytes, its rule, its cells. Pure (security §3.3 R6, R11)."""

import re
from collections.abc import Mapping
from typing import Any

from palier.common.canonical import digest_of
from palier.privacy.rules.cells import BASE, PERCENT_BASE, THRESHOLD
from palier.privacy.rules.tables import share


def check_snapshot(content: Mapping[str, Any], digest: str) -> list[str]:
    """What is wrong with a release, in sentences; empty when it is the one that was frozen and obeys the rules."""
    problems = [] if digest_of(content) == digest else ["L’empreinte ne correspond pas : ce contenu n’est pas celui qui a été figé."]
    for table in content["tables"]:
        base = table["base"]["value"]
        for row in table["rows"]:
            where = f"{table['title']} : {row['label']}"
            value, part = row["value"], row["share"]
            if value is not None and (value % BASE or value < THRESHOLD):
                problems.append(f"{where} : {value} n’est pas un nombre qui peut sortir.")
            if part is not None and (value is None or type(part) is not int or not 0 <= part <= 100):
                problems.append(f"{where} : un pourcentage sans nombre, ou avec une décimale.")
            if part is not None and base is not None and base < PERCENT_BASE and share(value, base) != part:
                problems.append(f"{where} : un pourcentage sur moins de {PERCENT_BASE} logements.")
    return problems


def numbers_of(content: Mapping[str, Any]) -> frozenset[int]:
    """Every number that a document written from this release may show: values, bases, shares, doors, voisins, days of its dates."""
    found = {content["doors"], content["voisins"]}
    for table in content["tables"]:
        found.add(table["base"]["value"])
        for row in table["rows"]:
            found |= {row["value"], row["share"]}
    texts = " ".join([*content["mission"].values(), content["made_at"], content["rule"], *content["notes"]])
    return frozenset({one for one in found if one is not None} | {int(one) for one in re.findall(r"\d+", texts)})
