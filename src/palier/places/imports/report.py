"""What an import did, and what it left out, line by line."""

import csv
from dataclasses import dataclass, field
from pathlib import Path


class ImportRefused(Exception):
    """The whole file cannot be taken; the text says what was expected. Nothing was written."""


@dataclass(frozen=True)
class Left:
    """One line left out, or repaired. The value is never a tenant's."""

    line: int
    column: str
    value: str
    advice: str


@dataclass
class Report:
    """Counts and lines."""

    created: int = 0
    changed: int = 0
    same: int = 0
    left: list[Left] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def leave(self, line: int, column: str, value: object, advice: str) -> None:
        """One line more in the error report."""
        self.left.append(Left(line, column, str(value)[:120], advice))

    def say(self, text: str) -> None:
        """Something the person must know."""
        self.said.append(text)

    @property
    def sentence(self) -> str:
        """`12 créés, 3 changés, 90 inchangés, 2 lignes à regarder`."""
        return f"{self.created} créés, {self.changed} changés, {self.same} inchangés, {len(self.left)} lignes à regarder"

    def write(self, path: Path) -> None:
        """The lines as CSV for a spreadsheet."""
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["ligne", "colonne", "valeur", "quoi faire"])
            writer.writerows([one.line, one.column, one.value, one.advice] for one in self.left)
