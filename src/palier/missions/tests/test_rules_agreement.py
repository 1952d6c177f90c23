"""Terms that hold together, articles that are always there."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from palier.missions.rules.agreement import Payment, Subject, Terms, articles, check_terms, euros, split_price

SUBJECT = Subject(
    association="Les Voisins", site="Les Terrasses", commissioner="Habitat des Prés", title="L’eau", theme="charges", starts_on=date(2026, 3, 1),
    ends_on=date(2026, 4, 1), doors=640, target_doors=600, passes=3,
)  # fmt: skip
TERMS = Terms(
    "service", 1000_00, (Payment("Début", date(2026, 3, 1), 400_00), Payment("Bilan", date(2026, 5, 1), 600_00)), feedback_contact="M. Roy"
)


def test_terms_hold_or_say_why() -> None:
    assert check_terms(TERMS, SUBJECT) == []
    for terms, word in (
        (replace(TERMS, nature="loan"), "nature"), (replace(TERMS, price_cents=0), "montant"), (replace(TERMS, price_cents=999_00), "échéancier"),
        (replace(TERMS, schedule=()), "versement"), (replace(TERMS, answer_days=0), "délai"), (replace(TERMS, feedback_contact=" "), "remontées"),
    ):  # fmt: skip
        assert any(word in one.casefold() for one in check_terms(terms, SUBJECT)), word
    assert any("commanditaire" in one for one in check_terms(TERMS, replace(SUBJECT, commissioner="")))


def test_what_protects_residents_is_always_written() -> None:
    text = " ".join(one for article in articles(TERMS, SUBJECT) for one in article.paragraphs)
    for word in ("640 portes", "Rien n’est vendu", "jamais sous 11", "il ne le modifie pas", "30 jours", "M. Roy", "seule responsable"):
        assert word in text, word
    joint = " ".join(one for article in articles(replace(TERMS, sets_questions=True), SUBJECT) for one in article.paragraphs)
    assert "responsables conjoints" in joint
    assert "seule responsable" not in joint


def test_money_in_words() -> None:
    assert [ord(one) for one in euros(770_000) if not one.isdigit()] == [0x202F, 0xA0, ord("€")]
    assert euros(1250).startswith("12,50")


@given(st.integers(1, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_a_price_is_cut_without_a_cent_lost(price: int, shares: list[int]) -> None:
    assert sum(split_price(price, shares)) == price
