"""Follow-ups that a resident asked for: noted sealed, opened one at a time, done, then forgotten."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palier.common.journal import write_line
from palier.common.rows import Key, key_of
from palier.partners.models import PersonalFollowUp
from palier.partners.rules.keeping import forgotten_on
from palier.people.api import Account
from palier.places.api import Door, kept_doors
from palier.safekeeping.api import CannotOpen, erased, open_sealed, remember_erased, seal_words

State = PersonalFollowUp.State
ERASED = "follow_up"
# What is sealed with a follow-up. The language is there too, so that closing it in clear can be undone.
SECRET = ("first_name", "phone", "door", "language")


@dataclass(frozen=True)
class Words:
    """What a resident left, opened: shown once, to the person who asked for it, and kept nowhere."""

    first_name: str
    phone: str
    door: Door | None


def note_follow_up(
    site: Key, op: UUID, rev: int, *, way: str, what: str, moment: str, words: Mapping[str, str], asked_on: date, sentence: str, void: bool,
    now: datetime,
) -> None:  # fmt: skip
    """What a phone sent, as often as it likes: the highest revision stands; an undo forgets the words at once.

    `words` may hold first_name, phone, door (an id) and language.
    """
    before = PersonalFollowUp.objects.select_for_update().filter(pk=op).first()
    if before is not None and before.rev >= rev:
        return
    # A phone that sends again after a restore brings back nothing that was forgotten meanwhile.
    ended = None if before else erased(ERASED).get(op.hex)
    row = before or PersonalFollowUp(pk=op, site_id=UUID(site))
    row.rev, row.way, row.what, row.moment, row.asked_on, row.sentence = rev, way, what, moment, asked_on, sentence
    if void or ended:
        _drop_words(row, State.WITHDRAWN if void else ended or "", now)
    else:
        row.secret = seal_words({"id": op.hex, **{name: words[name] for name in SECRET if words.get(name)}})
        row.state, row.closed_at = State.TO_DO, None
        row.door_id, row.language = UUID(words["door"]) if words.get("door") else None, words.get("language", "")
    row.save(force_insert=before is None)


def _drop_words(row: PersonalFollowUp, state: str, now: datetime) -> None:
    row.secret, row.language, row.door, row.state = "", "", None, state
    row.closed_at = row.closed_at or now
    remember_erased(ERASED, {row.pk.hex: state})


@transaction.atomic
def open_follow_up(actor: Account, follow_up: PersonalFollowUp) -> Words | None:
    """First name, phone and door, for the one who will call or go; None once they are forgotten. The journal says who read, never what."""
    write_line(actor, "read_follow_up", follow_up)
    secret = _secret(follow_up)
    if secret is None:
        return None
    found = kept_doors({UUID(secret["door"])}) if secret.get("door") else {}
    return Words(secret.get("first_name", ""), secret.get("phone", ""), next(iter(found.values()), None))


def _secret(row: PersonalFollowUp) -> dict[str, str] | None:
    if not row.secret:
        return None
    try:
        plain = open_sealed(row.secret)
    except CannotOpen:
        return None
    # The seal of another row, pasted here, opens nothing.
    return plain if plain.get("id") == row.pk.hex else None


@transaction.atomic
def note_try(actor: Account, follow_up: PersonalFollowUp, today: date) -> None:
    """Nobody answered: it stays to do, and waits again."""
    row = _to_do(follow_up)
    if row is not None:
        row.tries, row.last_try_on, row.handled_by = row.tries + 1, today, actor
        row.save()
        write_line(actor, "note_follow_up_try", row, tries=row.tries)


@transaction.atomic
def settle_follow_up(actor: Account, follow_up: PersonalFollowUp, state: str, now: datetime) -> None:
    """`done` or `given_up`: the door and the language leave at once, the rest is forgotten a month later."""
    row = _to_do(follow_up)
    if row is not None and state in (State.DONE, State.GIVEN_UP):
        row.state, row.closed_at, row.handled_by, row.door, row.language = state, now, actor, None, ""
        row.save()
        write_line(actor, "settle_follow_up", row, state=state)


def _to_do(follow_up: PersonalFollowUp) -> PersonalFollowUp | None:
    return PersonalFollowUp.objects.select_for_update().filter(pk=follow_up.pk, state=State.TO_DO).first()


@transaction.atomic
def reopen_follow_up(actor: Account, follow_up: PersonalFollowUp) -> bool:
    """Closed by mistake: to do again, as long as its words are not forgotten. False when they are."""
    row = PersonalFollowUp.objects.select_for_update().get(pk=follow_up.pk)
    secret = _secret(row) if row.state in (State.DONE, State.GIVEN_UP) else None
    if secret is None:
        return False
    row.state, row.closed_at, row.handled_by = State.TO_DO, None, actor
    row.door = next(iter(kept_doors({UUID(secret["door"])}).values()), None) if secret.get("door") else None
    row.language = secret.get("language", "")
    row.save()
    write_line(actor, "reopen_follow_up", row)
    return True


@transaction.atomic
def withdraw_follow_up(actor: Account, follow_up: PersonalFollowUp, now: datetime) -> None:
    """The resident changed her mind, and told us: everything is forgotten now."""
    row = PersonalFollowUp.objects.select_for_update().get(pk=follow_up.pk)
    _drop_words(row, State.WITHDRAWN, now)
    row.handled_by = actor
    row.save()
    write_line(actor, "withdraw_follow_up", row)


@transaction.atomic
def forget_follow_ups(now: datetime) -> int:
    """Erase the words of those that are due: a month after closure, three months when nobody answered. Returns how many."""
    today = timezone.localdate(now)
    due = [
        row
        for row in PersonalFollowUp.objects.select_for_update().exclude(secret="")
        if forgotten_on(row.asked_on, row.closed_at and timezone.localdate(row.closed_at)) <= today
    ]
    for row in due:
        _drop_words(row, State.EXPIRED if row.state == State.TO_DO else row.state, now)
        row.save()
        write_line("server", "forget_follow_up", row)
    return len(due)


@transaction.atomic
def forget_again(now: datetime, *folders: Path) -> set[UUID]:
    """After a restore: what was forgotten since that backup is forgotten again. Returns the ids on the list of the erased."""
    ended = {UUID(key): state for key, state in erased(ERASED, *folders).items()}
    for row in PersonalFollowUp.objects.select_for_update().filter(pk__in=ended).exclude(secret=""):
        _drop_words(row, ended[row.pk], now)
        row.save()
        write_line("server", "forget_follow_up", row)
    return set(ended)


@transaction.atomic
def forget_follow_ups_at(actor: object, doors: Collection[UUID], now: datetime) -> int:
    """Whoever lives at these doors asked for everything to be erased: the words go at once. Returns how many follow-ups.

    The door is sealed with the words: each one that still has some is opened, and none is kept open.
    """
    found = follow_ups_at(doors)
    for row in found:
        _drop_words(row, State.WITHDRAWN, now)
        row.save()
        write_line(actor, "forget_follow_up", row)
    return len(found)


def follow_ups_at(doors: Collection[UUID]) -> list[PersonalFollowUp]:
    """The follow-ups that somebody at these doors asked for, and whose words are not forgotten yet."""
    wanted = {door.hex for door in doors}
    rows = PersonalFollowUp.objects.exclude(secret="")
    return [row for row in rows if (row.door_id and row.door_id in doors) or key_of((_secret(row) or {}).get("door", "")) in wanted]
