"""A tagged PDF (PDF/UA-1) from a typst file and data: in French, readable aloud, refused when a picture has no text."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"


def write_pdf(template: Path, data: dict[str, Any], now: datetime, fonts: Sequence[Path] = ()) -> bytes:
    """Compile a template with its data as JSON (`json(bytes(sys.inputs.data))`). Nothing is fetched, no other font is used
    than those of the house and of the folders in `fonts`.
    """
    import typst

    made: Any = typst.compile(  # type: ignore[misc]
        template, font_paths=[str(FONTS), *map(str, fonts)], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"], timestamp=int(now.timestamp()),
    )  # fmt: skip
    return bytes(made)


def pictures(template: Path, data: dict[str, Any], now: datetime, ppi: float = 92) -> list[bytes]:
    """The same pages as pictures (PNG), to be looked at while they are written."""
    import typst

    made: Any = typst.compile(  # type: ignore[call-overload]
        template, font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="png", ppi=ppi, timestamp=int(now.timestamp()),
    )  # fmt: skip
    return [bytes(one) for one in made] if isinstance(made, list) else [bytes(made)]
