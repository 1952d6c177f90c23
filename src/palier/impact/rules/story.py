"""A bilan as pages of blocks: what every document prints, in one order. Pure.

Its figures come from the frozen content of a release and from nothing else; a hidden one is `< 11`, never a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from palier.common.french import MONTHS, count, plural, short_day
from palier.impact.rules.axes import AXES
from palier.impact.rules.bilan import said, windows_of
from palier.impact.rules.content import Content, table_of
from palier.impact.rules.interval import printed_interval
from palier.impact.rules.printed import HIDDEN, printed_bilan
from palier.impact.rules.sections import BY_CODE
from palier.privacy.api import BASE, THRESHOLD, WHOLE


@dataclass(frozen=True)
class Figure:
    """One large number and its word."""

    shown: str
    word: str


@dataclass(frozen=True)
class Row:
    """One line of a table; `share` in whole percents, `interval` its two ends, both None when they may not be said."""

    label: str
    shown: str
    value: int | None
    share: int | None = None
    interval: tuple[int, int] | None = None


@dataclass(frozen=True)
class Grid:
    """One table: its title, the zone it is of, what its shares are of."""

    code: str
    title: str
    zone: str
    unit: str
    base: str
    rows: tuple[Row, ...]

    @property
    def hidden(self) -> bool:
        """True when nothing of it may be shown."""
        return all(row.value is None for row in self.rows)


@dataclass(frozen=True)
class Quote:
    """Words of a resident, and the theme they speak of."""

    text: str
    theme: str


@dataclass(frozen=True)
class Page:
    """One part of the document: what is told, its figures, its tables, its words, its steps, its fine print."""

    code: str
    title: str
    paragraphs: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    quotes: tuple[Quote, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when there is nothing to print."""
        return not (self.paragraphs or self.grids or self.quotes or self.steps or self.notes)


@dataclass(frozen=True)
class Story:
    """A whole bilan, for one reader. `mark` stands on every page while it is not approved."""

    title: str
    kind: str
    lead: str
    commissioner: str
    site: str
    period: str
    month: str
    mark: str
    source: str
    doors: int
    funnel: tuple[Row, ...]
    figures: tuple[Figure, ...]
    windows: tuple[tuple[str, int], ...]
    pages: tuple[Page, ...] = field(default=())

    def page(self, code: str) -> Page:
        """One page; an empty one when it is not told."""
        return next((one for one in self.pages if one.code == code), Page(code, ""))


@dataclass(frozen=True)
class Written:
    """What people wrote: the parts, the words that were checked, the state, for which reader."""

    number: int
    version: int
    texts: Mapping[str, str]
    words: Sequence[Mapping[str, str]]
    approved: bool
    digest: str
    release: int
    reader: str = "commissioner"
    axis: str = ""


def story(content: Content, written: Written, made: date) -> Story:
    """The bilan for one reader: `commissioner`, `landlord` (each sector apart) or `funder`."""
    mission = content["mission"]
    begins, ends = date.fromisoformat(mission["starts_on"]), date.fromisoformat(mission["ends_on"])
    printed = printed_bilan(content)
    kind = "Bilan de mission" if written.number == 1 else "Bilan à six mois"
    funnel = tuple(Row(one.word, _shown(one.shown), one.value) for one in printed.funnel)
    return Story(
        title=mission["title"], kind=kind, lead=said(printed.facts, printed.funnel), commissioner=mission["commissioner"], site=mission["site"],
        period=f"{short_day(begins)} {begins.year} – {short_day(ends)} {ends.year}", month=f"{MONTHS[made.month - 1]} {made.year}",
        mark="" if written.approved else "Projet : pas encore approuvé par deux personnes",
        source=f"Chiffres figés n° {written.release}, empreinte {written.digest[:12]}, règle {content['rule']}. Version {written.version}.",
        doors=content["doors"], funnel=funnel, figures=tuple(_figures(funnel)),
        windows=tuple(windows_of(content["doors"], printed.funnel[1].value, printed.funnel[2].value)),
        pages=tuple(one for one in (_first(content, written) if written.number == 1 else _second(content, written)) if not one.empty),
    )  # fmt: skip


def _shown(text: str) -> str:
    return count(int(text)) if text.isdigit() else text


def _figures(funnel: Sequence[Row]) -> Iterable[Figure]:
    return [Figure(row.shown, row.label) for row in funnel[1:]]


def _first(content: Content, written: Written) -> Iterable[Page]:
    yield _text(written, "essential")
    yield _text(written, "context")
    yield _text(written, "message")
    yield _ground(content, written)
    yield Page("chain", "Du périmètre aux logements informés", grids=_grids(content, "funnel"), notes=(CHAIN,))
    yield Page("results", BY_CODE["results"].title, _paragraphs(written.texts.get("results", "")),
               tuple(grid(one) for one in content["tables"] if one["code"].startswith("q-") and one["zone"]["code"] == WHOLE))  # fmt: skip
    yield Page(
        "needs", "Ce que les gens demandent", grids=_grids(content, "needs"), notes=("Un logement peut avoir dit plusieurs besoins.",)
    )
    if written.reader == "landlord":
        yield _sectors(content, written)
    yield Page("words", "Ce que les gens ont dit", quotes=_quotes(content, written.words))
    yield Page("states", "Qui nous avons rencontré, et qui non", grids=(*_grids(content, "states"), *_grids(content, "handed")))
    if written.reader == "funder":
        yield _funded(content)
    yield _steps(written, "feedback")
    yield _text(written, "analysis")
    yield _steps(written, "proposals")
    yield _text(written, "next")
    yield _text(written, "budget")
    yield _method(content, written)


def _second(content: Content, written: Written) -> Iterable[Page]:
    """Six months later: what became of it. No visit is left; only outcomes, answers and what was frozen."""
    yield _text(written, "essential")
    yield Page("outcomes", "Ce que sont devenues les orientations", grids=_grids(content, "outcomes"))
    yield Page("answers", "Ce qu’on a répondu aux habitants", grids=_grids(content, "heard"), steps=tuple(content.get("heard", ())))
    yield Page("results", BY_CODE["results"].title, _paragraphs(written.texts.get("results", "")))
    yield Page("chain", "Pour mémoire : la mission", grids=(*_grids(content, "funnel"), *_grids(content, "needs")))
    yield _steps(written, "feedback")
    yield _steps(written, "proposals")
    yield _text(written, "next")
    yield _method(content, written)


CHAIN = "Chaque nombre est pris dans le précédent. Une fois où l’on frappe n’est pas un logement : les passages restent dans l’association."


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("\n") if one.strip())


def _text(written: Written, code: str) -> Page:
    return Page(code, BY_CODE[code].title, _paragraphs(written.texts.get(code, "")))


def _steps(written: Written, code: str) -> Page:
    return Page(code, BY_CODE[code].title, steps=tuple(one.lstrip("-–• ").strip() for one in _paragraphs(written.texts.get(code, ""))))


def _ground(content: Content, written: Written) -> Page:
    who = plural(content["voisins"], "voisin")
    told = (f"{who}, {content['doors']} portes dans le périmètre, au quartier {content['mission']['site']}.",)
    languages = table_of(content, "languages")
    note = () if languages else (f"Les langues ne sont montrées qu’à partir de trois voisins et de {THRESHOLD} logements.",)
    return Page(
        "ground", BY_CODE["ground"].title, (*told, *_paragraphs(written.texts.get("ground", ""))), _grids(content, "languages"), notes=note
    )


def _grids(content: Content, code: str) -> tuple[Grid, ...]:
    found = table_of(content, code)
    return (grid(found),) if found else ()


def _sectors(content: Content, written: Written) -> Page:
    """For a landlord: each residence that is a sector, side by side with nothing smaller (R4), and the axis it reports it under."""
    found = [one for one in content["tables"] if one["zone"]["code"] != WHOLE]
    axis = (f"Au titre de l’abattement de taxe foncière (TFPB), axe : {AXES[written.axis]}.",) if written.axis else ()
    none = () if found else ("Aucune résidence n’a assez de logements rencontrés pour être montrée à part.",)
    return Page("sectors", "Par résidence", axis, tuple(grid(one) for one in found), notes=none)


def _funded(content: Content) -> Page:
    """For a funder: what was done with the money, in the words of a grant report."""
    steps = printed_bilan(content).funnel
    rows = tuple(Row(word, _shown(line.shown), line.value) for word, line in zip(("prévu : portes du périmètre", "réalisé : logements où l’on a frappé",
        "bénéficiaires : logements où l’on s’est parlé", "bénéficiaires informés"), steps, strict=True))  # fmt: skip
    return Page("funded", "L’action financée", grids=(Grid("funded", "Indicateurs de l’action", "", "logements", "", rows),),
                notes=("Les visites sont gratuites et sans publicité. Le bénéficiaire est le logement, jamais une personne nommée.",))  # fmt: skip


# In the chain each number is taken in the one before; elsewhere a share is of the table's base.
_BEFORE = {"met": "knocked", "informed": "met"}


def base_of(table: Mapping[str, Any], row: str) -> int | None:
    """What the share of a row is taken of."""
    if table["code"] != "funnel" or row not in _BEFORE:
        return table["base"]["value"]
    return next((one["value"] for one in table["rows"] if one["code"] == _BEFORE[row]), None)


def grid(table: Mapping[str, Any]) -> Grid:
    """A table of the content as it is printed, with its intervals."""
    base = table["base"]["value"]
    rows = tuple(
        Row(row["label"], HIDDEN if row["value"] is None else count(row["value"]), row["value"], row["share"],
            printed_interval(row["value"], base_of(table, row["code"])) if row["share"] is not None else None)
        for row in sorted(table["rows"], key=lambda row: -(row["value"] or 0) if table["code"] not in ("funnel", "outcomes") else 0)
    )  # fmt: skip
    zone = "" if table["zone"]["code"] == WHOLE else table["zone"]["name"]
    shown = HIDDEN if base is None else count(base)
    return Grid(table["code"], table["title"], zone, table["unit"], f"{shown} {table['base']['label']}", rows)


def _quotes(content: Content, words: Sequence[Mapping[str, str]]) -> tuple[Quote, ...]:
    """Only of themes whose figure is out in this very release."""
    out = {row["code"]: row["label"] for row in table_of(content, "needs").get("rows", []) if row["value"] is not None}
    return tuple(Quote(one["text"], out[one["theme"]]) for one in words if one["theme"] in out)


def _method(content: Content, written: Written) -> Page:
    notes = (
        *content["notes"],
        f"« sur 100 » est suivi d’un intervalle à 95 % (Wilson) : de combien le hasard et l’arrondi à {BASE} auraient pu déplacer ce nombre.",
        "Les logements où personne n’a ouvert ne pensent pas forcément comme les autres : l’intervalle ne dit rien d’eux.",
        "Un refus est un droit. Une porte qui demande de ne plus venir n’est plus visitée.",
        "Les paroles sont réécrites puis relues par une deuxième personne ; aucune n’est attribuée.",
        "Le commanditaire peut commenter ; les constats et les mots sont ceux de l’association.",
    )
    return Page("method", "Méthode et vie privée", notes=notes)
