"""The register of processing (RGPD art. 30), made from what every room declares: for a page, a PDF and a workbook."""

import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import long_day, typo
from palier.common.pdf import write_pdf
from palier.common.personal_data import Activity, Held
from palier.common.sheets import harmless
from palier.privacy.gather import activities, fields_of_models, holdings

HERE = Path(__file__).resolve().parent

JOINT = (
    "L’association décide des questions et des moyens : elle est responsable. Un commanditaire ne reçoit que des chiffres arrêtés. S’il fixe lui-même ce qui est demandé à "
    "quelle porte, il devient responsable avec elle, même sans voir aucune donnée (CJUE, 10 juillet 2018, C-25/17) : la convention de la mission l’écrit."
)
NEVER = (
    "la nationalité, l’origine, la religion, les opinions, le syndicat, l’état de santé, les infractions, les papiers, les revenus, le nom des enfants, une photo d’une porte ou "
    "d’une personne, une position GPS"
)
ABROAD = "Aucun transfert hors de l’Union européenne : tout est sur le serveur de l’association et sur les téléphones des voisins."
PROTECTED = (
    "scellé sur le téléphone dès l’enregistrement : seul le serveur relit",
    "derrière un code à six chiffres sur le téléphone, effacé à distance s’il est perdu",
    "chacun ne voit que son site ; la langue est séparée de la porte le lendemain",
    "sauvegardes chiffrées, dont la clé n’est pas sur le serveur",
    "rien sous onze logements, tout arrondi, dans ce qui sort de l’association",
    "un journal de qui a changé, lu ou effacé quoi, sans contenu",
)
# What the law or the association has not settled; the register says so (security §4).
OPEN = (
    "Qui est le délégué à la protection des données ? Son nom et son adresse manquent à ce registre.",
    "L’article 47 de la loi de 2005 (accessibilité) s’applique-t-il à l’association ?",
    "Les téléphones sont-ils prêtés, ou ceux des voisins ? L’employeur doit fournir le moyen ; seul ce qui est à Palier peut être effacé à distance.",
    "L’analyse d’impact (AIPD) est à écrire avant le premier quartier : personnes vulnérables, suivi systématique d’adresses.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity with what it holds, table by table."""

    activity: Activity
    held: tuple[Held, ...]

    @property
    def whose(self) -> str:
        """`habitants, voisins salariés`."""
        return ", ".join(self.activity.whose)


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register of one association, on one day. `fields` and `without`: columns of the database, and those that say nothing of a person."""

    controller: str
    made_at: datetime
    entries: tuple[Entry, ...]
    questions: tuple[str, ...]
    fields: int
    without: int


def register(controller: str, now: datetime) -> Register:
    """Made from the code that runs, each time it is asked for."""
    held: dict[str, list[Held]] = defaultdict(list)
    for one in holdings():
        held[one.activity].append(one)
    entries = tuple(Entry(one, tuple(held[one.code])) for one in activities())
    asked = tuple(f"{one.activity.title} : {one.activity.open_question}" for one in entries if one.activity.open_question)
    without = sum(len(one.fields) for one in held[""])
    return Register(controller, now, entries, OPEN + asked, sum(1 for _ in fields_of_models()), without)


def register_pdf(found: Register) -> bytes:
    """The register as PDF/UA-1, to hand to a person or to the CNIL."""
    return write_pdf(HERE / "typst" / "register.typ", _data(found), found.made_at)


def _data(found: Register) -> dict[str, Any]:
    return {
        "controller": found.controller, "made": f"{long_day(found.made_at.date())} {found.made_at.year}", "joint": typo(JOINT), "never": typo(NEVER),
        "abroad": typo(ABROAD), "protected": [typo(one) for one in PROTECTED], "questions": [typo(one) for one in found.questions],
        "fields": found.fields, "without": found.without,
        "entries": [
            {
                "number": one.activity.number, "title": typo(one.activity.title), "held": [typo(each.words) for each in one.held],
                "rows": [
                    ["Pourquoi", typo(one.activity.purpose)], ["De qui", one.whose], ["Base légale", typo(one.activity.basis)],
                    ["Gardé", typo(one.activity.kept)], ["Ensuite", typo(one.activity.then)], ["Qui voit", typo(one.activity.seen_by)],
                ],
                "open": typo(one.activity.open_question),
            }
            for one in found.entries
        ],
    }  # fmt: skip


COLUMNS = (
    "N°",
    "Activité",
    "Pourquoi",
    "De qui",
    "Base légale",
    "Données",
    "Gardé",
    "Ensuite",
    "Qui voit",
    "Effacé par",
    "Question ouverte",
)


def register_xlsx(found: Register) -> bytes:
    """Three sheets: the activities, every field of every table, what is open."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    _sheet(book.add_worksheet("Activités"), COLUMNS, [_row(one) for one in found.entries], bold, wrapped)
    fields = [
        (held.model, " ".join(held.fields), held.words, one.activity.title) for one in found.entries for held in one.held
    ] + [(held.model, " ".join(held.fields), "rien sur une personne", "") for held in holdings() if not held.activity]  # fmt: skip
    _sheet(book.add_worksheet("Champs"), ("Table", "Champs", "Ce qu’ils disent", "Activité"), sorted(fields), bold, wrapped)
    _sheet(book.add_worksheet("Ouvert"), ("Question pour le délégué (DPO)",), [(one,) for one in found.questions], bold, wrapped)
    _sheet(book.add_worksheet("Cadre"), ("Quoi", "Dit"), [
        ("Responsable", found.controller), ("Fait le", f"{found.made_at:%d/%m/%Y}"), ("Responsabilité conjointe", JOINT), ("Jamais recueilli", NEVER),
        ("Hors de l’Union", ABROAD), *(("Protection", one) for one in PROTECTED),
    ], bold, wrapped)  # fmt: skip
    book.close()
    return out.getvalue()


def _row(one: Entry) -> tuple[Any, ...]:
    found = one.activity
    words = " ; ".join(held.words for held in one.held)
    return (
        found.number,
        found.title,
        found.purpose,
        one.whose,
        str(found.basis),
        words,
        found.kept,
        found.then,
        found.seen_by,
        found.job,
        found.open_question,
    )


def _sheet(sheet: Any, columns: tuple[str, ...], rows: Any, bold: Any, wrapped: Any) -> None:
    sheet.write_row(0, 0, columns, bold)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            sheet.write(number, place, harmless(value), wrapped)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 34)
