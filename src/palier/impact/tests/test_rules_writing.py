"""Intervals, words that may be printed, parts to write: without a database."""

import pytest

from palier.impact.rules.interval import printed_interval, wilson
from palier.impact.rules.sections import lacking, may_approve, parts_of, too_long
from palier.privacy.api import may_be_said, problems_with


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=0.0001)


def test_a_printed_interval_holds_every_count_that_rounds_to_it() -> None:
    for value in range(15, 100, 5):
        low, high = printed_interval(value, 100)
        for true in range(value - 4, value + 5):
            for base in range(96, 105):
                one, two = wilson(min(true, base), base)
                assert low <= 100 * one
                assert 100 * two <= high
    assert printed_interval(None, 100) is None
    assert printed_interval(20, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "Mme Traoré attend le plombier.", "Appelez-moi au 06 12 34 56 78.", "Au 302 il fait froid.", "On est la seule famille de l’escalier.",
        "Depuis novembre rien ne marche.", "Mon mari a perdu son travail.", "Il y a des fuites au bâtiment C.", "Ma fille a de l’asthme.",
        "", "x" * 241, "Rue des Amandiers, tout est cassé.",
    ],
)  # fmt: skip
def test_words_by_which_somebody_may_be_recognised_are_refused(text: str) -> None:
    assert problems_with(text, ["rue des Amandiers", "Bâtiment H"])


@pytest.mark.parametrize(
    "text", ["Personne ne m’avait expliqué la ligne eau chaude.", "La fuite, je l’ai dite deux fois. Après, j’ai arrêté."]
)
def test_words_of_anybody_may_go_to_a_second_person(text: str) -> None:
    assert problems_with(text, ["rue des Amandiers", "Bâtiment H"]) == []


def test_a_theme_is_quoted_only_when_its_figure_is_out() -> None:
    assert may_be_said("charges", {"charges": 45, "job": None})
    assert not may_be_said("job", {"charges": 45, "job": None})
    assert not may_be_said("unknown", {"charges": 45})


def test_what_lacks_before_others_read_it() -> None:
    assert len(lacking(1, {}, 0)) == sum(part.needed for part in parts_of(1))
    whole = {part.code: "Dit." for part in parts_of(1)}
    assert lacking(1, whole, 0) == []
    assert lacking(1, whole, 2) == ["2 paroles attendent leur relecture."]
    assert "analysis" not in {part.code for part in parts_of(2)}
    assert too_long("essential", "x" * 601)
    assert not too_long("essential", "x" * 600)


def test_two_different_people_approve() -> None:
    assert may_approve("submitted", "a", "b")
    assert not may_approve("submitted", "a", "a")
    assert not may_approve("draft", None, "a")
