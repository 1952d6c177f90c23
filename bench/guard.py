"""The note guard on the labelled notes: what it catches by kind, how often it asks for nothing, how long it takes, beside a plain peer.

    python bench/guard.py [tuning|test|reserve|late|later …]

Goals, on the test part: telephones, addresses and social-security numbers 95 %, names, health, religion and insults 80 %, false alarms 10 %.
The peer is what is usually done: capitals, digits, and ten words a kind.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.corpus.guard import notes  # noqa: E402
from tests.corpus.guard.measure import Found, Measure, measure  # noqa: E402

from palier.common.rules.guard import doubts_in  # noqa: E402

GOALS = {"phone": 0.95, "mail": 0.95, "number": 0.95, "name": 0.8, "health": 0.8, "religion": 0.8, "insult": 0.8}
MOST_FALSE_ALARMS = 0.1
NODE = """import { readFileSync } from "node:fs"; import { doubtsIn } from "GUARD";
const taken = JSON.parse(readFileSync(0, "utf8")).map((text) => { const begun = performance.now(); doubtsIn(text); return performance.now() - begun; });
console.log(JSON.stringify(taken));"""
PLAIN = [
    ("mail", r"[\w.+-]+@[\w-]+\.[\w.]+"),
    ("number", r"\b[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3}(?: ?\d{2})?\b"),
    ("phone", r"(?:\+33|\b0) ?[1-9](?:[ .-]?\d{2}){4}\b"),
    ("door", r"(?i)\b(?:porte|appt|appartement) \d+"),
    ("name", r"(?<![.!?] )(?<=\S )[A-ZÀ-Ý][a-zà-ÿ]+"),
    ("health", r"(?i)malad|diab|cancer|handicap|enceinte|dépress|hospital|asthm|alcool|drogu"),
    ("religion", r"(?i)musulman|catholique|chrétien|juif|voilée|mosquée|ramadan|église|prière|islam"),
    ("origin", r"(?i)arabe|africain|malien|algérien|marocain|turc|chinois|roumain|rom\b|étranger"),
    ("insult", r"(?i)\bcons?\b|connard|salope|pute|idiot|imbécile|merde|raciste|abruti|débile"),
]


def guard(note: str) -> list[Found]:
    """Ours."""
    return [(one.kind, one.begin, one.end) for one in doubts_in(note)]


def peer(note: str) -> list[Found]:
    """Capitals, digits, ten words a kind."""
    return [(kind, *found.span()) for kind, pattern in PLAIN for found in re.finditer(pattern, note)]


def table(ours: Measure, theirs: Measure) -> str:
    """One line a kind: caught, with Wilson's interval at 95 %."""
    lines = [f"{kind:10} {share!s:36} {theirs.recall[kind]}" for kind, share in sorted(ours.recall.items())]
    lines += [f"{'false':10} {ours.false_alarms!s:36} {theirs.false_alarms}", f"{'beside':10} {ours.beside:<36} {theirs.beside}"]
    return "\n".join(lines)


def main() -> None:
    """Entry point."""
    for part in sys.argv[1:] or ["tuning", "test"]:
        some = notes(part)
        print(f"\n{part}: {len(some)} notes\n{'':10} {'guard':36} peer\n{table(measure(guard, some), measure(peer, some))}")
    long = " ".join(one.note for one in notes("tuning"))
    texts = [long[at : at + 280] for at in range(0, len(long) - 280, 97)]
    taken = []
    for text in texts:
        begun = time.perf_counter()
        doubts_in(text)
        taken.append((time.perf_counter() - begun) * 1000)
    cold, warm = on_the_phone(texts)
    print(f"\none note of 280 characters, p95: {p95(taken):.2f} ms on the server; {p95(warm):.2f} ms in Node (5 asked),", end=" ")
    print(f"{p95(cold):.2f} ms while its engine still compiles (the first {len(texts)} notes), {cold[0]:.1f} ms for the very first")


def p95(values: list[float]) -> float:
    """Ninety-fifth percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def on_the_phone(texts: list[str]) -> tuple[list[float], list[float]]:
    """The same notes through the phone's code in Node, twice: milliseconds each, the engine cold, then warm."""
    field = ROOT / "field"
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "guard.mjs"
        bundle = [
            str(field / "node_modules" / ".bin" / "esbuild"),
            "src/core/guard/guard.ts",
            "--bundle",
            "--format=esm",
            f"--outfile={code}",
        ]
        subprocess.run(bundle, cwd=field, check=True, capture_output=True)
        done = subprocess.run(
            ["node", "--input-type=module", "-e", NODE.replace("GUARD", code.as_uri())],
            input=json.dumps(texts * 2), capture_output=True, text=True, check=True,
        )  # fmt: skip
    both: list[float] = json.loads(done.stdout)
    return both[: len(texts)], both[len(texts) :]


if __name__ == "__main__":
    main()
