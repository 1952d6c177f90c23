"""What becomes of one operation, without a database."""

import uuid

from palier.visits.rules.verdict import KNOWN, OTHER_BYTES, OTHER_PHONE, QUARANTINED, STORED, Kept, verdict

ME, SHE = uuid.uuid4(), uuid.uuid4()
FIRST = Kept(rev=1, digest="a", seq=7, status=STORED, reason="", author=ME)


def test_a_new_operation_is_stored() -> None:
    assert verdict(1, "a", ME, [], None).status == STORED


def test_the_same_bytes_are_known_with_their_first_number() -> None:
    again = verdict(1, "a", ME, [FIRST], None)
    assert (again.status, again.seq) == (KNOWN, 7)


def test_other_bytes_for_the_same_revision_are_kept_aside() -> None:
    assert verdict(1, "b", ME, [FIRST], None).reason == OTHER_BYTES


def test_a_higher_revision_is_stored() -> None:
    assert verdict(2, "b", ME, [FIRST], None).status == STORED


def test_a_lower_revision_is_known_with_the_number_of_the_higher() -> None:
    high = Kept(rev=3, digest="c", seq=9, status=STORED, reason="", author=ME)
    late = verdict(2, "b", ME, [FIRST, high], None)
    assert (late.status, late.seq) == (KNOWN, 9)


def test_only_the_author_makes_revisions() -> None:
    assert verdict(2, "b", SHE, [FIRST], None).reason == OTHER_PHONE


def test_what_was_kept_aside_is_answered_so_again() -> None:
    aside = Kept(rev=1, digest="b", seq=8, status=QUARANTINED, reason=OTHER_BYTES, author=ME)
    again = verdict(1, "b", ME, [FIRST, aside], None)
    assert (again.status, again.reason, again.seq) == (QUARANTINED, OTHER_BYTES, 8)


def test_a_revision_kept_aside_does_not_hide_a_good_one() -> None:
    aside = Kept(rev=2, digest="x", seq=8, status=QUARANTINED, reason="bad_body", author=ME)
    assert verdict(2, "b", ME, [FIRST, aside], None).status == STORED


def test_a_trouble_in_the_operation_keeps_it_aside() -> None:
    assert verdict(1, "a", ME, [], "unknown_kind").reason == "unknown_kind"
