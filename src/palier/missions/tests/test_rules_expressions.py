"""Ten thousand expressions: the server's evaluator, the phone's and an independent one agree; the parser reads them back."""

import json
import math
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from palier.missions.rules.expressions import Context, as_text, evaluate, to_text
from palier.missions.rules.parse import ExpressionRefused, compile_expression
from palier.missions.tests.random_expressions import CODES, TODAY, answers, tree, xpath

ROOT = Path(__file__).parents[4]
EXAMPLES = ROOT / "contract" / "examples" / "expressions.json"
NUMBER = 10_000


def cases(number: int, seed: int = 20260312) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    return [
        {"tree": tree(dice, dice.randint(1, 4)), "answers": answers(dice), "self": dice.choice(["", "3", "oui non", 12])}
        for _ in range(number)
    ]


def ours(case: dict[str, Any]) -> Any:
    value = evaluate(case["tree"], Context(case["answers"], TODAY, self_answer=case["self"]))
    return value if isinstance(value, (bool, str)) else f"number:{to_text(value)}"


def test_the_phone_agrees_on_ten_thousand(tmp_path: Path) -> None:
    node, esbuild = shutil.which("node"), ROOT / "field" / "node_modules" / "esbuild" / "bin" / "esbuild"
    if node is None or not esbuild.exists():
        pytest.skip("Node or the phone's packages are not installed")
    (tmp_path / "cases.json").write_text(json.dumps(cases(NUMBER)))
    (tmp_path / "run.ts").write_text(
        f"import {{ evaluate, toText }} from '{ROOT}/field/src/core/expressions.ts';\nimport {{ readFileSync }} from 'node:fs';\n"
        f"const all = JSON.parse(readFileSync('{tmp_path}/cases.json', 'utf8'));\n"
        f"const said = all.map((one: any) => {{ const v = evaluate(one.tree, {{ answers: one.answers, self: one.self, today: '{TODAY}' }});\n"
        "  return typeof v === 'number' ? 'number:' + toText(v) : v; });\nconsole.log(JSON.stringify(said));\n"
    )
    subprocess.run(
        [str(esbuild), str(tmp_path / "run.ts"), "--bundle", "--platform=node", f"--outfile={tmp_path}/run.cjs", "--log-level=error"],
        check=True,
    )
    done = subprocess.run([node, str(tmp_path / "run.cjs")], capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    different = [(case, ours(case), said) for case, said in zip(cases(NUMBER), theirs, strict=True) if ours(case) != said]
    assert not different, different[:3]


def test_an_independent_evaluator_agrees() -> None:
    """libxml2 on the XPath text, for what XPath 1.0 itself defines."""
    plain = {"str", "num", "bool", "ref", "and", "or", "not", "=", "!=", "+", "-", "*", "div", "mod", "neg", "string-length"}

    def only_plain(one: list[Any]) -> bool:
        return one[0] in plain and all(only_plain(part) for part in one[1:] if isinstance(part, list))

    compared = 0
    for case in cases(40_000, seed=7):
        # The oracle reads '1e3' as a number, and writes numbers with 15 digits; XPath 1.0 does neither.
        if not only_plain(case["tree"]) or "1e3" in json.dumps(case) or ("string-length" in json.dumps(case) and "div" in json.dumps(case)):
            continue
        root = etree.Element("data")
        for code in CODES:
            etree.SubElement(root, code).text = as_text(case["answers"].get(code))
        text = xpath(case["tree"]).replace("${", "/data/").replace("}", "")
        got = root.xpath(text)
        if isinstance(got, list):
            got = got[0].text or ""
        mine = evaluate(case["tree"], Context(case["answers"], TODAY))
        compared += 1
        if isinstance(mine, float) and not isinstance(got, bool):
            got = float(got)
            assert mine == got or (math.isnan(mine) and math.isnan(got)) or math.isclose(mine, got), (text, mine, got, case["answers"])
        else:
            assert mine == got, (text, mine, got, case["answers"])
    assert compared > 2_000


def test_what_is_written_is_read_back() -> None:
    for case in cases(2_000, seed=3):
        read = compile_expression(xpath(case["tree"]), set(CODES))
        assert ours({**case, "tree": read}) == ours(case), xpath(case["tree"])


def test_the_recorded_examples() -> None:
    for one in json.loads(EXAMPLES.read_text("utf-8")):
        assert ours(one) == one["value"], one


@pytest.mark.parametrize(
    ("text", "said"),
    [("pulldata('a','b')", "pulldata"), ("${zut} = 1", "zut"), ("${a} =", "trop tôt"), ("${a} 3", "en trop"), ("if(1,2)", "3 valeur"),
     ("oui", "guillemets"), ("regex(., '(?<a>x)')", "trop compliqué"), ("a § b", "pas compris"), ("selected(${a}, 'x'", "Il manque")],
)  # fmt: skip
def test_refusals_say_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ExpressionRefused, match=said):
        compile_expression(text, set(CODES))
