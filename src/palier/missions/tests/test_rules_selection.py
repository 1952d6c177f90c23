"""Two people, reasons, no score."""

from palier.missions.rules.selection import CRITERIA, View, check_opinion, share_of_largest, verdict

YES = {code: {"yes": True, "why": "parce que"} for code in CRITERIA}


def test_an_opinion_is_whole() -> None:
    assert check_opinion(True, YES, "Utile.") == []
    assert "Équilibre" in check_opinion(True, {**YES, "balance": {"yes": None, "why": "x"}}, "Utile.")[0]
    assert "Concret" in check_opinion(True, {**YES, "concrete": {"yes": False, "why": " "}}, "Utile.")[0]
    assert "une phrase" in check_opinion(False, YES, " ")[0]


def test_the_charter_cannot_be_outvoted() -> None:
    against = {**YES, "no_advertising": {"yes": False, "why": "un coupon"}}
    assert "charte" in check_opinion(True, against, "Utile.")[0]
    assert check_opinion(False, against, "De la publicité.") == []


def test_two_different_people() -> None:
    assert verdict([]) == verdict([View("nadia", True)]) == verdict([View("nadia", True), View("nadia", True)]) == "open"
    assert verdict([View("nadia", True), View("claire", True)]) == "yes"
    assert verdict([View("nadia", False), View("claire", False)]) == "no"
    assert verdict([View("nadia", True), View("claire", False)]) == "split"


def test_the_largest_funder() -> None:
    assert share_of_largest({}) is None
    assert share_of_largest({"Habitat": 300, "Ville": 100}) == ("Habitat", 75)
