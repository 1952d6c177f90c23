"""What the guard says of every labelled note, kept so that phone and server cannot drift apart.

python -m tests.corpus.guard.answers        writes it again after a change of the guard; read the difference before committing it
"""

import json

from palier.common.rules.guard import doubts_in, without_doubts
from tests.corpus.guard import HERE, notes

PARTS = ("tuning", "test")
FILE = HERE / "answers.jsonl"


def answer(note: str) -> dict[str, object]:
    """Each doubt (kind, words, what is offered), and the note once all are replaced."""
    return {"doubts": [[one.kind, one.found, one.instead] for one in doubts_in(note)], "offered": without_doubts(note)}


def current() -> str:
    """The file as the server would write it now."""
    lines = [json.dumps({"id": one.id, **answer(one.note)}, ensure_ascii=False) for part in PARTS for one in notes(part)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(current(), "utf-8")
