"""How a door stands and what one home adds to the counts, without a database."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from palier.visits.rules.standing import CONTACTS, NOT_A_KNOCK, Knock, home_counts, standing_of

OUTCOMES = [
    "met",
    "absent",
    "not_now",
    "not_interested",
    "vacant",
    "never_again",
    "no_common_language",
    "inaccessible",
    "not_a_dwelling",
]


def knock(outcome: str = "met", number: int = 1, **fields: object) -> Knock:
    values: dict[str, object] = {
        "seq": number, "pass_number": number, "outcome": outcome, "informed": outcome == "met", "language": "",
        "place": "", "day": date(2026, 3, number), "slot": "mon-18",
        "started_at": datetime(2026, 3, number, 18, tzinfo=UTC), "minutes": 10, **fields,
    }  # fmt: skip
    return Knock(**values)  # type: ignore[arg-type]


def test_a_door_nobody_knocked_at_is_to_do() -> None:
    assert standing_of([]).state == "to_do"


def test_absent_then_met_is_met_after_two_knocks() -> None:
    found = standing_of([knock("absent", 1), knock("met", 2)])
    assert (found.state, found.attempts, found.informed) == ("met", 2, True)


def test_a_home_met_stays_met_when_a_later_knock_finds_nobody() -> None:
    assert standing_of([knock("met", 1), knock("absent", 2)]).state == "met"


def test_never_again_is_stronger_than_everything() -> None:
    assert standing_of([knock("never_again", 1), knock("met", 2)]).state == "stop"


def test_a_closed_hall_is_not_a_knock() -> None:
    counts = home_counts("e", [knock("inaccessible", 1)])
    assert counts["homes", "inaccessible"] == 1
    assert ("homes", "knocked") not in counts
    assert not [cell for cell in counts if cell[0] in ("attempts", "slots", "first_knocks")]


def test_a_need_said_twice_is_one_home() -> None:
    counts = home_counts("e", [knock("met", 1, needs=("charges",)), knock("met", 2, needs=("charges", "job"))])
    assert counts["needs", "charges"] == 1
    assert counts["needs", "job"] == 1


def test_the_later_answer_of_a_home_replaces_the_earlier() -> None:
    counts = home_counts("e", [knock("met", 1, answers={"q": "oui"}), knock("met", 2, answers={"q": "non"})])
    assert counts["answers", "q:non"] == 1
    assert ("answers", "q:oui") not in counts


def test_a_parted_language_is_neither_added_nor_replaced() -> None:
    counts = home_counts("e", [knock("met", 1, parted=True), knock("met", 2, language="ar")])
    assert not [cell for cell in counts if cell[0] == "languages"]


@given(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=6))
def test_each_home_is_in_exactly_one_state_and_attempts_are_apart(outcomes: list[str]) -> None:
    counts = home_counts("e", [knock(outcome, number) for number, outcome in enumerate(outcomes, start=1)])
    states = {key: value for (dimension, key), value in counts.items() if dimension == "homes" and key not in ("knocked", "informed")}
    assert sum(states.values()) == 1
    real = [outcome for outcome in outcomes if outcome not in NOT_A_KNOCK]
    assert sum(value for (dimension, _), value in counts.items() if dimension == "attempts") == len(real)
    assert counts["homes", "knocked"] == int(bool(real))
    assert counts["slots", "mon-18:contacts"] == sum(outcome in CONTACTS for outcome in outcomes)
