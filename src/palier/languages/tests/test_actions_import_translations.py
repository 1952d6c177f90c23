"""The workbook goes out, comes back, and only what is right of it is kept."""

import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from palier.common.models import JournalLine
from palier.languages.api import (
    EMPTY,
    REFUSED,
    SAME,
    TAKEN,
    WITHDRAWN,
    Report,
    Wording,
    WorkbookRefused,
    import_translations,
    in_every_language,
    lines_of,
    progress,
    read_workbook,
    words_for,
    write_workbook,
)
from palier.languages.queries import _in_every_language
from palier.languages.tests.factories import FRENCH, make_words

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def words(settings: Any, tmp_path: Path) -> Path:
    settings.WORDS = make_words(tmp_path, pt={"back": "Voltar", "door": "Porta {door}"}, ar={"back": "رجوع"}, ar_vouched=["back"])
    return settings.WORDS["phone"]


def book_of(*languages: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_workbook({one: lines_of(one) for one in languages})))


def put(book: openpyxl.Workbook, language: str, key: str, text: object, vouched: str = "non", form: str = "", **more: str) -> None:
    """Write in the sheet as a voisin would."""
    sheet = next(one for one in book.worksheets if one.title.split()[0] == language)
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(names, row, strict=True))
        if cells["clé"].value == key and (cells["nombre"].value or "").partition(" ")[0] == form:
            cells["traduction"].value, cells["relu"].value = text, vouched
            for name, value in more.items():
                cells[name].value = value


def take(book: openpyxl.Workbook, **more: Any) -> Report:
    out = io.BytesIO()
    book.save(out)
    return import_translations("test", read_workbook(out.getvalue()), NOW, **more)


def verdict(report: Report, key: str) -> str:
    return next(one.verdict for one in report.verdicts if one.key == key)


def test_a_sheet_for_each_language_with_a_line_for_each_form() -> None:
    book = book_of("ar", "zh")
    assert [one.title for one in book.worksheets] == ["Lisez-moi", "ar arabe", "zh mandarin"]
    rows = list(book["ar arabe"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows].count("left") == 6
    assert [row[1] for row in list(book["zh mandarin"].iter_rows(min_row=2, values_only=True))].count("left") == 1
    back, door = (next(row for row in rows if row[1] == key) for key in ("back", "door"))
    assert back[:2] == ("téléphone", "back")
    assert back[4:7] == ("Retour", "رجوع", "oui")
    assert door[3] == "Au-dessus de la porte dessinée."
    assert door[6] == "non"


def test_what_is_right_is_kept_and_a_second_time_changes_nothing() -> None:
    book = book_of("pt")
    put(book, "pt", "back", "Para trás", "oui", remarque="vu avec Maria")
    put(book, "pt", "left", "falta {n} porta", form="one")
    put(book, "pt", "left", "faltam {n} portas", form="other")
    report = take(book)
    assert (report.count(TAKEN), report.count(SAME), report.count(EMPTY), report.count(REFUSED)) == (2, 1, 1, 0)
    found = words_for("phone", "pt")
    assert found.texts["back"] == "Para trás"
    assert found.texts["left"] == {"one": "falta {n} porta", "other": "faltam {n} portas"}
    assert found.vouched == {"back"}
    assert JournalLine.objects.filter(verb="import_translations").count() == 1
    again = take(book)
    assert again.count(TAKEN) == 0
    assert JournalLine.objects.filter(verb="import_translations").count() == 1
    # What is exported now is what was imported: remark, vouch and all.
    assert take(book_of("pt")).count(TAKEN) == 0
    assert next(line for line in lines_of("pt") if line.key == "back").remark == "vu avec Maria"


def test_a_try_keeps_nothing() -> None:
    book = book_of("pt")
    put(book, "pt", "back", "Para trás")
    assert take(book, dry_run=True).count(TAKEN) == 1
    assert not Wording.objects.exists()
    assert not JournalLine.objects.filter(verb="import_translations").exists()


@pytest.mark.parametrize("text", ["Porta", "Porta {door} {x}", "<i>Porta</i> {door}", '=HYPERLINK("x")', "=1+1", "@{door}"])
def test_one_bad_line_is_said_and_the_others_are_kept(text: str) -> None:
    book = book_of("pt")
    put(book, "pt", "door", text)
    put(book, "pt", "back", "Para trás")
    report = take(book)
    assert verdict(report, "door") == REFUSED
    assert verdict(report, "back") == TAKEN
    assert words_for("phone", "pt").texts["door"] == "Porta {door}"
    assert all(not str(cell).startswith(("=", "@", "+")) for row in report.table() for cell in row)


def test_a_missing_form_a_strange_key_and_a_double_are_refused() -> None:
    book = book_of("ar")
    put(book, "ar", "left", "{n}", form="one")
    sheet = book.worksheets[1]
    sheet.append(["téléphone", "no.such.key", "", "", "", "x", "non", ""])
    sheet.append(["téléphone", "door", "", "", "", "باب {door}", "non", ""])
    sheet.append(["ailleurs", "back", "", "", "", "x", "non", ""])
    report = take(book)
    assert report.count(TAKEN) == 0
    assert all(one.why for one in report.verdicts if one.verdict == REFUSED)
    assert {one.key for one in report.verdicts if one.verdict == REFUSED} == {"left", "no.such.key", "door", "back"}


def test_an_empty_cell_keeps_what_was_known_and_a_word_withdraws_it() -> None:
    book = book_of("pt")
    put(book, "pt", "back", None)
    report = take(book)
    assert verdict(report, "back") == EMPTY
    assert words_for("phone", "pt").texts["back"] == "Voltar"
    put(book, "pt", "back", "retirer")
    assert verdict(take(book), "back") == WITHDRAWN
    assert "back" not in words_for("phone", "pt").texts
    assert verdict(take(book), "back") == SAME


def test_a_vouch_falls_when_the_french_changes(words: Path) -> None:
    book = book_of("pt")
    put(book, "pt", "back", "Para trás", "oui")
    take(book)
    (words / "fr.json").write_text((words / "fr.json").read_text().replace("Retour", "Revenir en arri\\u00e8re"))
    os.utime(words / "fr.json", (1, 1))
    found = words_for("phone", "pt")
    assert found.texts["back"] == "Para trás"
    assert "back" not in found.vouched
    # The old sheet comes back once more: its « oui » was for the old French.
    report = take(book)
    assert "back" not in words_for("phone", "pt").vouched
    assert report.count(REFUSED) == 0
    # A correction whose values no longer fit is left aside: what came with the software stands.
    (words / "fr.json").write_text('{"back": "Retour {where}"}')
    os.utime(words / "fr.json", (2, 2))
    assert words_for("phone", "pt").texts["back"] == "Voltar"


def test_what_the_server_says_in_every_language_follows_the_corrections() -> None:
    _in_every_language.cache_clear()
    assert in_every_language("phone", "ba") == {"back": {"fr": "Retour", "ar": "رجوع", "pt": "Voltar"}}
    book = book_of("pt")
    put(book, "pt", "back", "Para trás")
    take(book)
    _in_every_language.cache_clear()
    assert in_every_language("phone", "ba")["back"]["pt"] == "Para trás"


def test_how_far_each_language_is() -> None:
    found = {one.language: one for one in progress()}
    assert (found["pt"].total, found["pt"].translated, found["pt"].vouched) == (len(FRENCH), 2, 0)
    assert (found["ar"].translated, found["ar"].vouched) == (1, 1)
    assert found["snk"].translated == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"hello", b"x" * (6 * 1024 * 1024)])
def test_what_is_no_workbook_is_a_sentence(content: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        read_workbook(content)


def test_another_workbook_and_another_language_are_sentences() -> None:
    other = openpyxl.Workbook()
    other.active.append(["Adresse", "Étage"])
    out = io.BytesIO()
    other.save(out)
    with pytest.raises(WorkbookRefused):
        read_workbook(out.getvalue())
    book = book_of("pt")
    book.worksheets[1].title = "de allemand"
    assert take(book).count(REFUSED) == 1
    book.worksheets[1].title = "fr français"
    assert take(book).count(REFUSED) == 1


def test_a_bomb_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    with pytest.raises(WorkbookRefused, match="trop grand"):
        read_workbook(out.getvalue())
