"""Take in what voisins translated and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import transaction

from palier.common.journal import write_line
from palier.common.sheets import harmless
from palier.languages.models import Wording
from palier.languages.queries import PLACES, french_of, words_for
from palier.languages.rules.checking import Text, check_text, clean
from palier.languages.rules.forms import TRANSLATED
from palier.languages.workbook import Line

WITHDRAW = "RETIRER"
TAKEN, SAME, REFUSED, WITHDRAWN, EMPTY = "pris", "inchangé", "refusé", "retiré", "vide"


@dataclass(frozen=True)
class Verdict:
    """What became of one text of a sheet. `why` is a French sentence, for a refusal and for a warning."""

    sheet: str
    number: int
    place: str
    key: str
    verdict: str
    why: str = ""


@dataclass
class Report:
    """What became of every text of a workbook."""

    verdicts: list[Verdict] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        return sum(one.verdict == verdict for one in self.verdicts)

    @property
    def sentence(self) -> str:
        """`12 pris, 240 inchangés, 2 refusés`."""
        parts = [(self.count(TAKEN), "pris"), (self.count(WITHDRAWN), "retirés"), (self.count(SAME), "inchangés"),
                 (self.count(EMPTY), "laissés en français"), (self.count(REFUSED), "refusés")]  # fmt: skip
        return ", ".join(f"{number} {word}" for number, word in parts if number) or "rien à prendre"

    def table(self) -> list[list[object]]:
        """What became of every line, as rows of a CSV that no spreadsheet runs."""
        labels = dict(Wording.Place.choices)
        rows = [[one.sheet, one.number, labels.get(one.place, one.place), one.key, one.verdict, one.why] for one in self.verdicts]
        return [["feuille", "ligne", "où", "clé", "résultat", "pourquoi"], *[[harmless(cell) for cell in row] for row in rows]]

    @property
    def to_see(self) -> list[Verdict]:
        """What was refused, and what was taken with a warning."""
        return [one for one in self.verdicts if one.why]


@transaction.atomic
def import_translations(actor: object, sheets: Mapping[str, Sequence[Line]], now: datetime, *, dry_run: bool = False) -> Report:
    """Keep what is right of a workbook, say why the rest is not. Done twice, the second time changes nothing."""
    report = Report()
    for title, lines in sheets.items():
        language = title.split()[0].casefold() if title.split() else ""
        if language in TRANSLATED:
            _take_sheet(report, title, language, lines, now)
        else:
            report.verdicts.append(Verdict(title, 0, "", "", REFUSED, "Le titre de la feuille ne commence pas par une langue de Palier."))
    report.verdicts.sort(key=lambda one: (one.sheet, one.number))
    if report.count(TAKEN) + report.count(WITHDRAWN):
        write_line(actor, "import_translations", "languages", taken=report.count(TAKEN), withdrawn=report.count(WITHDRAWN),
                   languages=sorted({one.sheet.split()[0] for one in report.verdicts if one.verdict in (TAKEN, WITHDRAWN)}))  # fmt: skip
    if dry_run:
        transaction.set_rollback(True)
    return report


def _take_sheet(report: Report, title: str, language: str, lines: Sequence[Line], now: datetime) -> None:
    desk = _Desk(language, now)
    for (place, key), group in groupby(sorted(lines, key=_order), key=_order):
        rows = sorted(group, key=lambda line: line.number)
        verdict, why = desk.judge(place, key, rows)
        report.verdicts.append(Verdict(title, rows[0].number, place, key, verdict, why))


def _order(line: Line) -> tuple[str, str]:
    return line.place, line.key


class _Desk:
    """One language under the reader's eyes: what is shown now, and what was kept before."""

    def __init__(self, language: str, now: datetime) -> None:
        self.language, self.now = language, now
        self.french = {place: french_of(place) for place in PLACES}
        self.shown = {place: words_for(place, language) for place in PLACES}
        self.kept = {(one.place, one.key): one for one in Wording.objects.filter(language=language)}

    def judge(self, place: str, key: str, rows: Sequence[Line]) -> tuple[str, str]:
        """The verdict on one text, and why."""
        if place not in PLACES:
            return REFUSED, "La colonne « où » dit « téléphone » ou « pages publiques »."
        french = self.french[place].get(key)
        if french is None:
            return REFUSED, "Cette clé n’existe pas, ou plus."
        forms = [row.form for row in rows]
        if len(set(forms)) < len(forms):
            return REFUSED, "Ce texte est là deux fois."
        if any(row.formula for row in rows):
            return REFUSED, "Une formule n’est pas un texte."
        words = {row.form: clean(row.text) for row in rows}
        if not any(words.values()):
            return self._nothing_typed(place, key, rows, french)
        if any(text.upper() == WITHDRAW for text in words.values()):
            return self._keep(place, key, rows, french, "")
        text: Text = words[""] if set(words) == {""} else {form: one for form, one in words.items() if one}
        findings = check_text(french, text, self.language)
        if findings.refused:
            return REFUSED, " ".join(findings.refused)
        verdict, why = self._keep(place, key, rows, french, text)
        return verdict, " ".join([why, *findings.warned]).strip() if verdict == TAKEN else why

    def _nothing_typed(self, place: str, key: str, rows: Sequence[Line], french: Text) -> tuple[str, str]:
        """No text in the sheet: what is known stays, only a remark may be new."""
        kept = self.kept.get((place, key))
        if _remark(rows) != (kept.remark if kept else ""):
            self._write(
                place, key, kept.french if kept else french, kept.text if kept else None, bool(kept and kept.vouched), _remark(rows)
            )
            return TAKEN, ""
        if key in self.shown[place].texts:
            return EMPTY, f"La case est vide : l’ancienne traduction reste. Pour la retirer, écrire {WITHDRAW}."
        return EMPTY, ""

    def _keep(self, place: str, key: str, rows: Sequence[Line], french: Text, text: Text) -> tuple[str, str]:
        # A sheet made before the French was reworded: its text may serve, but nobody has read it against this French.
        stale = bool(text) and any(row.french and clean(row.french) != clean(_french_of(french, row.form)) for row in rows)
        vouched = bool(text) and all(row.vouched for row in rows) and not stale
        shown, kept = self.shown[place], self.kept.get((place, key))
        same = shown.texts.get(key, "") == text and (key in shown.vouched) == vouched and _remark(rows) == (kept.remark if kept else "")
        if same:
            return SAME, ""
        self._write(place, key, french, text, vouched, _remark(rows))
        return (TAKEN if text else WITHDRAWN), "Le français a changé depuis : à relire." if stale else ""

    def _write(self, place: str, key: str, french: Text, text: Text | None, vouched: bool, remark: str) -> None:
        Wording.objects.update_or_create(
            place=place, language=self.language, key=key,
            defaults={"text": text, "french": french, "vouched": vouched, "remark": remark, "changed_at": self.now},
        )  # fmt: skip


def _french_of(french: Text, form: str) -> str:
    return french if isinstance(french, str) else (french.get(form) or french["other"])


def _remark(rows: Sequence[Line]) -> str:
    return next((row.remark for row in rows if row.remark), "")
