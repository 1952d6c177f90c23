"""The small rules of the public pages: which language, which plural, what may be named, how long one waits."""

import pytest

from palier.doorway.rules.patience import FREE, LONGEST_S, Tries, after_try, wait_s
from palier.doorway.rules.purpose import names_partner, purpose_key
from palier.doorway.rules.tongues import wanted_language
from palier.missions.api import Mission

SPOKEN = frozenset({"fr", "ar", "en", "pt", "zh", "ro"})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr"), ("fr-FR,fr;q=0.9", "fr"), ("ar", "ar"), ("pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("zh-Hant-TW", "zh"), ("mo", "ro"),
        ("de,en;q=0.5", "en"), ("de", "fr"), ("en;q=0.2, ar;q=0.7", "ar"), ("en;q=0", "fr"), ("snk,fr", "fr"), ("*", "fr"),
        ("ar;q=zut", "fr"), ("AR-dz;Q=1", "ar"), (";;;,,,", "fr"), ("x" * 10_000, "fr"), ("en;q=9", "en"),
    ],
)  # fmt: skip
def test_a_browser_gets_the_best_of_what_is_spoken(accepted: str, language: str) -> None:
    assert wanted_language(accepted, SPOKEN) == language


def test_a_theme_that_could_mark_a_home_is_not_said() -> None:
    for theme in Mission.Theme.values:
        named = theme in ("housing", "charges", "transport")
        assert names_partner(theme) is named
        assert (purpose_key(theme) == f"purpose.{theme}") is named
    assert purpose_key("something new") == "purpose.general"


def test_waiting_grows_is_short_at_its_longest_and_is_forgotten() -> None:
    tries, waits = Tries(), []
    for now in range(FREE + 8):
        tries = after_try(tries, float(now))
        waits.append(wait_s(tries, float(now)))
    assert waits[: FREE - 1] == [0] * (FREE - 1)
    assert waits[FREE - 1 :] == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert wait_s(tries, FREE + 7 + LONGEST_S) == 0  # never longer: nobody locks out those who share a network
    assert wait_s(tries, FREE + 7 + 601) == 0
    assert after_try(tries, 10_000.0) == Tries(1, 10_000.0)


def test_trying_while_waiting_does_not_make_the_wait_longer() -> None:
    tries = Tries(FREE, 100.0)
    assert [wait_s(tries, 100.0 + late) for late in (0, 0.5, 1.2, 2, 5)] == [2, 2, 1, 0, 0]
