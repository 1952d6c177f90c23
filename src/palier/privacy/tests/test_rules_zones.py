"""Sectors, second geographies and words."""

from palier.common.canonical import digest_of
from palier.privacy.rules.cells import released_total
from palier.privacy.rules.geography import differences, zones_at_odds
from palier.privacy.rules.sectors import Place, merge_small, propose_sectors, sector_names
from palier.privacy.rules.snapshots import check_snapshot, numbers_of
from palier.privacy.rules.words import may_be_said, may_check, problems_with


def a_row(number: int, homes: int, residence: str = "") -> Place:
    return Place(f"b{number}", residence, homes, 2.0 + number / 1000, 48.0)


def test_neighbours_are_joined_until_fifty_conversations_are_expected() -> None:
    groups = propose_sectors([a_row(number, 40) for number in range(7)])
    assert sorted(one.building for group in groups for one in group) == [f"b{number}" for number in range(7)]
    assert all(sum(one.homes for one in group) * 0.5 >= 50 for group in groups)
    for group in groups:
        numbers = sorted(int(one.building[1:]) for one in group)
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "only neighbours"


def test_a_residence_large_enough_is_a_sector() -> None:
    places = [a_row(0, 60, "Les Merles"), a_row(3, 60, "Les Merles"), a_row(1, 120), a_row(2, 120)]
    groups = propose_sectors(places)
    assert [sorted(one.building for one in group) for group in groups] == [["b0", "b3"], ["b1"], ["b2"]]
    assert sector_names(groups, {f"b{number}": f"Bâtiment {number}" for number in range(4)}) == ["Les Merles", "Bâtiment 1", "Bâtiment 2"]


def test_the_last_small_one_joins_even_a_large_one() -> None:
    assert len(merge_small([[a_row(0, 10)], [a_row(1, 300)]])) == 1
    assert len(merge_small([[a_row(0, 10)]])) == 1


def test_a_second_geography_may_not_differ_by_a_few_homes() -> None:
    met = {"a": 60, "b": 60, "c": 4, "d": 60}
    dwellings = {"a": 110, "b": 110, "c": 9, "d": 110}
    released = [frozenset("a"), frozenset("bc"), frozenset("d")]
    assert differences(frozenset("abc"), released, met, dwellings) == []  # exactly the union of two
    assert zones_at_odds([frozenset("b")], released, met, dwellings)  # c would be read: 4 homes
    assert zones_at_odds([frozenset("ab")], released, met, dwellings)  # by the union of two
    assert not zones_at_odds([frozenset("ab")], [frozenset("a")], met, dwellings)  # b has 60
    met["c"] = 0
    assert not zones_at_odds([frozenset("b")], released, met, dwellings)  # nobody was met there


def test_words_leave_when_eleven_homes_raised_it_and_two_people_read_them() -> None:
    def told(homes: int) -> dict[str, int | None]:
        return {"charges": released_total(homes, "needs:charges", b"secret").value}

    assert may_be_said("charges", told(11))
    assert not may_be_said("charges", told(10))
    assert may_check("Nadia", "Claire")
    assert not may_check("Nadia", "Nadia")
    assert not may_check(None, "Claire")
    assert problems_with("La lumière manque dans le hall des Merles.", ["Hall des Merles"])
    assert [one for one in ("a", "b", "c") if may_be_said(one, {"a": 15, "b": None, "c": 40})] == ["a", "c"]


def test_a_snapshot_that_was_touched_is_not_the_one_that_left() -> None:
    content = {
        "rule": "2026-12", "made_at": "2026-03-30T09:00:00+00:00", "doors": 318, "voisins": 3, "notes": [],
        "mission": {"title": "L’eau", "commissioner": "", "site": "S", "theme": "charges", "starts_on": "2026-01-02", "ends_on": "2026-03-04"},
        "tables": [{"code": "needs", "title": "Besoins", "unit": "logements", "zone": {"code": "mission", "name": "S"},
                    "base": {"label": "met", "value": 145}, "rows": [{"code": "a", "label": "A", "value": 45, "share": 31}]}],
    }  # fmt: skip
    digest = digest_of(content)
    assert check_snapshot(content, digest) == []
    assert {318, 3, 145, 45, 31, 2026} <= numbers_of(content)
    content["tables"][0]["rows"][0]["value"] = 44
    assert len(check_snapshot(content, digest)) == 2
