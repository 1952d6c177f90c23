"""The bilan as PDF and as workbook, beside an empty page compiled by the same engine in the same run. Goal: 2 s.

python bench/bilan.py
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def best(work: object, times: int = 5) -> float:
    """The median of a few runs, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[times // 2]


def main() -> None:
    """Entry point."""
    os.environ["PALIER_DATA_DIR"] = tempfile.mkdtemp(prefix="palier-bench-")
    os.environ["PALIER_DEMO"] = "1"
    from palier.config.start import start

    start()
    import typst
    from django.utils import timezone

    from palier.impact.api import approved_bilan, bilan_docx, bilan_pdf, bilan_pptx, bilan_xlsx, story_of, story_pdf, story_xlsx
    from palier.missions.api import Mission
    from palier.rehearsal.demo import make_demo

    now = timezone.localtime()
    make_demo(20260312, now)
    mission = Mission.objects.get(stage="closed")
    empty = Path(tempfile.mkdtemp()) / "empty.typ"
    empty.write_text('#set document(title: "x")\n#set text(lang: "fr")\nx')
    floor = best(lambda: typst.compile(empty, pdf_standards=["ua-1"]))
    for internal in (True, False):
        name = "interne" if internal else "commanditaire"
        pdf = best(lambda internal=internal: bilan_pdf(mission, internal=internal, now=now))
        xlsx = best(lambda internal=internal: bilan_xlsx(mission, internal=internal, now=now))
        print(f"bilan {name:13}: PDF {pdf:6.0f} ms, XLSX {xlsx:6.0f} ms; an empty tagged page {floor:5.0f} ms")
    bilan = approved_bilan(mission)
    assert bilan is not None
    today = now.date()
    files = {
        "PDF": lambda: story_pdf(story_of(bilan, "landlord", today), now), "DOCX": lambda: bilan_docx(story_of(bilan, "landlord", today)),
        "PPTX": lambda: bilan_pptx(story_of(bilan, "landlord", today)),
        "XLSX": lambda: story_xlsx(bilan.release.content, story_of(bilan, "landlord", today).source, ""),
    }  # fmt: skip
    told = ", ".join(f"{kind} {best(work):.0f} ms" for kind, work in files.items())
    print(f"bilan approved, landlord: {told}; an empty tagged page {floor:5.0f} ms")


if __name__ == "__main__":
    main()
