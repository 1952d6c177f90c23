"""A small world of words, in files like those that come with the software."""

import json
from pathlib import Path
from typing import Any

FRENCH = {
    "back": "Retour",
    "door": "Porte {door}",
    "left": {"one": "encore {n} porte", "other": "encore {n} portes"},
    "note.right": "L’habitant a le droit de lire cette note.",
}


def make_words(folder: Path, **languages: dict[str, Any]) -> dict[str, Path]:
    """Words of the phone and none of the public pages; `ar={…}` adds a language, `ar_vouched=[…]` who was read."""
    phone = folder / "phone"
    (phone / "vouched").mkdir(parents=True)
    (phone / "fr.json").write_text(json.dumps(FRENCH))
    (phone / "glosses.json").write_text(json.dumps({"door": "Au-dessus de la porte dessinée."}))
    (phone / "always_french.json").write_text(json.dumps(["note.right"]))
    for name, content in languages.items():
        code, _, vouched = name.partition("_")
        (phone / ("vouched" if vouched else "") / f"{code}.json").write_text(json.dumps(content))
    return {"phone": phone, "doorway": folder / "doorway"}
