"""What a page shows of a release: the same numbers, shutters where there are none, no other geography than sectors."""

from palier.portal.rules.shown import charts_of, funnel_of, languages_shown, lit, sectors_of
from palier.portal.tests.world import CONTENT


def test_each_number_is_one_of_the_release_and_a_hidden_one_stays_hidden() -> None:
    numbers = {row["value"] for table in CONTENT["tables"] for row in table["rows"]} | {
        table["base"]["value"] for table in CONTENT["tables"]
    }
    charts = charts_of(CONTENT)
    assert {bar.value for chart in charts for bar in chart.bars} <= numbers
    needs = next(one for one in charts if one.code == "needs")
    assert [(bar.label, bar.value) for bar in needs.bars] == [("Factures", 45), ("Emploi", None)]
    assert (needs.hidden, needs.all_hidden) == (1, False)
    assert next(one for one in charts if one.code == "q-leak").all_hidden
    assert "funnel" not in {one.code for one in charts}


def test_sectors_stand_side_by_side_in_the_order_of_their_names() -> None:
    sectors = sectors_of(CONTENT)
    assert sectors is not None
    assert [name for name, _ in sectors.rows] == ["Les Allées", "Les Tours"]
    assert sectors.rows[0][1] == (140, None)
    assert sectors_of({**CONTENT, "tables": CONTENT["tables"][:3]}) is None


def test_the_facade_is_lit_in_proportion_and_says_nothing_when_closed() -> None:
    assert funnel_of(CONTENT)["met"] == 170
    assert languages_shown(CONTENT) == 1
    assert (lit(320, 160), lit(320, None), lit(0, 5), lit(320, 325)) == (80, 0, 0, 160)
