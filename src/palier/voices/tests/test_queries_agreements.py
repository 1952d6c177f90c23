"""What one agrees to: the French, and the languages in which somebody whose language it is found it right."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from palier.languages.api import Wording, french_of
from palier.visits.tests.factories import make_stage
from palier.voices.api import common_sentences, corrected_agreements, to_say
from palier.voices.rules.sentences import Sentence

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
KEY = "consent.referral.1"


@pytest.fixture(autouse=True)
def words(settings: Any) -> None:
    """The words as they come with the software, whether the phone was built or not."""
    settings.WORDS = {**settings.WORDS, "phone": Path(__file__).parents[4] / "field" / "src" / "l10n"}


def agreed() -> Sentence:
    return next(one for one in common_sentences() if one.key == f"common/{KEY}")


def correct(language: str, text: str, *, vouched: bool, french: str = "") -> None:
    french = french or str(french_of("phone")[KEY])
    Wording.objects.create(place="phone", language=language, key=KEY, text=text, french=french, vouched=vouched, changed_at=timezone.now())


def test_a_translation_that_nobody_read_again_is_not_what_one_agrees_to() -> None:
    assert agreed().written("tr")[1] == "fr"
    assert "d’accord" in agreed().texts["fr"]
    assert len(to_say(agreed().texts["fr"])) < 300  # said in less than thirty seconds
    assert all(len(one.texts["fr"]) < 420 for one in common_sentences())
    assert corrected_agreements() == {}


def test_what_somebody_read_and_found_right_is_said_in_her_language_and_reaches_the_phones() -> None:
    correct("tr", "Bu servise gitmek istediğinizi yazıyorum. Kabul ediyor musunuz?", vouched=True)
    assert agreed().written("tr") == ("Bu servise gitmek istediğinizi yazıyorum. Kabul ediyor musunuz?", "tr")
    said = make_stage().phones[0].tours().json()["said"]
    assert next(one for one in said["sentences"] if one["key"] == f"common/{KEY}")["text"]["tr"].startswith("Bu servise")
    assert said["corrected"] == {}


def test_what_was_corrected_or_withdrawn_is_told_apart_and_is_not_said() -> None:
    correct("tr", "Yazıyorum. Kabul ediyor musunuz?", vouched=False)
    correct("es", "", vouched=False)
    correct("ro", "Notez. Sunteți de acord?", vouched=True, french="Je note. Vous êtes d’accord ?")  # the French was reworded since
    assert set(agreed().texts) == {"fr"}
    assert corrected_agreements() == {
        f"common/{KEY}": {"es": "", "ro": "Notez. Sunteți de acord?", "tr": "Yazıyorum. Kabul ediyor musunuz?"}
    }  # fmt: skip
