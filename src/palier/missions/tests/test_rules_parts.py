"""What changed between two versions can be put back together, and is said by words."""

from hypothesis import given
from hypothesis import strategies as st

from palier.missions.rules.parts import Piece, changes

TEXT = st.text(alphabet="ab éè'’.,\n", max_size=60)


@given(TEXT, TEXT)
def test_old_and_new_are_both_there(old: str, new: str) -> None:
    pieces = changes(old, new)
    assert "".join(one.text for one in pieces if one.kind != "added") == old
    assert "".join(one.text for one in pieces if one.kind != "removed") == new


def test_a_word_changed_is_a_word_shown() -> None:
    assert changes("Nous venons en mars.\nSans rien vendre.", "Nous venons en mai.\nSans rien vendre.") == [
        Piece("same", "Nous venons en "), Piece("removed", "mars.\n"), Piece("added", "mai.\n"), Piece("same", "Sans rien vendre."),
    ]  # fmt: skip


def test_another_sentence_is_replaced_whole() -> None:
    assert [one.kind for one in changes("Les factures d’eau.", "Trouver un médecin près d’ici")] == ["removed", "added"]
