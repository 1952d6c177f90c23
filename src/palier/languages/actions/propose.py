"""Texts that voisins read on their phones: « c'est juste », or another way to say it. A person decides, never the phone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.common.journal import write_line
from palier.languages.models import Proposal, Wording
from palier.languages.queries import french_of, words_for
from palier.languages.rules.checking import Text, check_text, clean
from palier.languages.rules.forms import TRANSLATED


def propose(op: UUID, *, language: str, key: str, french: Text, text: Text | None, shown: Text | None, now: datetime) -> None:
    """Keep what a voisin made of one text until somebody decides; the same operation twice is one proposal.

    What could not be shown, or was read beside another French than today's, is let go: there is nothing to decide.
    """
    today = french_of("phone").get(key)
    said = _clean(text if text is not None else shown)
    if language not in TRANSLATED or today is None or today != french or said is None or check_text(today, said, language).refused:
        return
    Proposal.objects.update_or_create(
        pk=op, defaults={"language": language, "key": key, "french": today, "text": said, "right": text is None, "made_on": now.date()}
    )


def _clean(text: Text | None) -> Text | None:
    return {form: clean(one) for form, one in text.items()} if isinstance(text, dict) else text and clean(text)


def withdraw_proposal(op: UUID) -> None:
    """The voisin took it back; what was decided stays."""
    Proposal.objects.filter(pk=op).delete()


@transaction.atomic
def decide_proposal(actor: object, proposal: Proposal, *, take: bool, now: datetime) -> None:
    """Take it, with the voisin's word that it is right, or let it go. Those that say the same of the same text go with it."""
    decide_all(actor, [proposal], take=take, now=now)


@transaction.atomic
def decide_all(actor: object, proposals: Iterable[Proposal], *, take: bool, now: datetime) -> int:
    """Decide several at once; one line in the journal. Returns how many texts changed.

    « C'est juste » of a text that was corrected since vouches for nothing any more.
    """
    changed = 0
    for one in proposals:
        stands = french_of("phone").get(one.key) == one.french and (not one.right or _shown(one) == one.text)
        if take and stands:
            Wording.objects.update_or_create(
                place="phone", language=one.language, key=one.key,
                defaults={"text": one.text, "french": one.french, "vouched": True, "changed_at": now},
            )  # fmt: skip
            changed += 1
        Proposal.objects.filter(language=one.language, key=one.key, text=one.text).delete()
    write_line(actor, "decide_translations", "languages", taken=changed if take else 0, take=take)
    return changed


def _shown(one: Proposal) -> Text | None:
    return words_for("phone", one.language).texts.get(one.key)
