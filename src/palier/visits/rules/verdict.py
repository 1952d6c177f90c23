"""What becomes of one operation (`house` §5.2): stored, already known, or kept aside for a person to look at."""

from dataclasses import dataclass

STORED, KNOWN, QUARANTINED = "stored", "known", "quarantined"

# Why an operation is kept aside; the desk has a sentence for each.
OTHER_BYTES = "other_bytes"
OTHER_PHONE = "other_phone"
REVOKED = "revoked"
UNKNOWN_KIND = "unknown_kind"
UNKNOWN_FORMAT = "unknown_format"
BAD_BODY = "bad_body"
NOT_SEALED = "not_sealed"
CANNOT_OPEN = "cannot_open"
SEAL_DISAGREES = "seal_disagrees"
NOT_YOURS = "not_yours"
OUTSIDE_PERIMETER = "outside_perimeter"
CANNOT_UNDO = "cannot_undo"
OTHER_FIGURES = "other_figures"
# What it was about had been erased before it came: nothing of it is kept.
TOO_LATE = "too_late"
# Why a stored operation is empty: it was erased with what it meant. Its number and its digest stay.
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision that is already here."""

    rev: int
    digest: str
    seq: int
    status: str
    reason: str
    author: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seq` is set when the operation was already here; `status` and `reason` are what the phone is told."""

    status: str
    reason: str | None = None
    seq: int | None = None


def verdict(rev: int, digest: str, author: str, kept: list[Kept], trouble: str | None) -> Verdict:
    """Judge one operation against the revisions of the same id that are already here.

    `author` is the voisin whose phone sends; `trouble` a reason found in the operation itself, None when it is sound.
    The same bytes always get the same answer; nothing is ever overwritten. Source: house §5.2, SY-02, SY-03.
    """
    for one in kept:
        if one.rev == rev and one.digest == digest:
            return _again(one)
    if trouble:
        return Verdict(QUARANTINED, trouble)
    if any(one.author != author for one in kept):
        return Verdict(QUARANTINED, OTHER_PHONE)
    standing = [one for one in kept if one.status == STORED]
    if any(one.reason == ERASED for one in standing):
        return Verdict(QUARANTINED, TOO_LATE)
    if any(one.rev == rev for one in standing):
        return Verdict(QUARANTINED, OTHER_BYTES)
    higher = [one for one in standing if one.rev > rev]
    if higher:
        return Verdict(KNOWN, "lower_revision", max(higher, key=lambda one: one.rev).seq)
    return Verdict(STORED)


def _again(one: Kept) -> Verdict:
    # An answer that was lost on the way is given again as it was: a phone must learn that an operation is kept aside.
    if one.status == QUARANTINED:
        return Verdict(QUARANTINED, one.reason, one.seq)
    return Verdict(KNOWN, None, one.seq)
