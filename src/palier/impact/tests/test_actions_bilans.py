"""A bilan written, sent, approved by two people; words rewritten by one and checked by another."""

from datetime import UTC, datetime, timedelta

import pytest

from palier.impact.api import (
    Bilan,
    BilanRefused,
    Words,
    approve_bilan,
    approved_bilan,
    check_words,
    choose_words,
    freeze_release,
    open_bilan,
    put_back,
    rewrite_words,
    send_back,
    set_words_aside,
    story_of,
    submit_bilan,
    take_figures,
    write_part,
)
from palier.impact.tests.population import make_played
from palier.people.api import Account
from palier.visits.tests.factories import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
SAID = "Personne ne m’avait expliqué la ligne eau chaude."


@pytest.fixture
def stage() -> Stage:
    return make_played()


@pytest.fixture
def claire(stage: Stage) -> Account:
    return Account.objects.create_user("claire@example.org", "une phrase assez longue", organisation=stage.organisation,
                                       first_name="Claire", role=Account.Role.HEAD_OFFICE)  # fmt: skip


def written(stage: Stage) -> Bilan:
    freeze_release(stage.manager, stage.mission, "final", NOW)
    bilan = open_bilan(stage.manager, stage.mission, 1, NOW)
    for part in ("essential", "analysis", "proposals"):
        bilan = write_part(stage.manager, bilan, part, "Réécrire la quittance.", NOW)
    return bilan


def test_no_bilan_without_frozen_figures(stage: Stage) -> None:
    with pytest.raises(BilanRefused, match="Figez"):
        open_bilan(stage.manager, stage.mission, 1, NOW)


def test_two_different_people_approve_and_then_nothing_changes(stage: Stage, claire: Account) -> None:
    bilan = written(stage)
    with pytest.raises(BilanRefused, match="Envoyez"):
        approve_bilan(claire, bilan, NOW)
    submit_bilan(stage.manager, bilan, NOW)
    approve_bilan(stage.manager, bilan, NOW)
    with pytest.raises(BilanRefused, match="deuxième personne"):
        approve_bilan(stage.manager, bilan, NOW)
    assert approved_bilan(stage.mission) is None
    done = approve_bilan(claire, bilan, NOW)
    assert (done.state, done.approved_at, approved_bilan(stage.mission)) == ("approved", NOW, done)
    for change in (
        lambda: write_part(claire, done, "next", "Autre.", NOW),
        lambda: send_back(claire, done),
        lambda: take_figures(claire, done),
    ):
        with pytest.raises(BilanRefused, match="ne change plus"):
            change()
    second = open_bilan(claire, stage.mission, 1, NOW)
    assert (second.version, second.texts) == (2, done.texts)
    assert approved_bilan(stage.mission) == done


def test_a_change_takes_the_first_approval_away(stage: Stage, claire: Account) -> None:
    bilan = written(stage)
    submit_bilan(stage.manager, bilan, NOW)
    approve_bilan(claire, bilan, NOW)
    bilan = write_part(stage.manager, bilan, "next", "On revient en septembre.", NOW)
    assert (bilan.state, bilan.first_approver_id) == ("draft", None)


def test_what_a_part_said_before_comes_back(stage: Stage) -> None:
    bilan = written(stage)
    write_part(stage.manager, bilan, "essential", "Une deuxième phrase.", NOW + timedelta(minutes=20))
    write_part(stage.manager, bilan, "essential", "Une deuxième phrase, plus longue.", NOW + timedelta(minutes=21))
    assert put_back(stage.manager, bilan, "essential", NOW) == "Réécrire la quittance."
    assert put_back(stage.manager, bilan, "essential", NOW) == ""
    with pytest.raises(BilanRefused, match="rien avant"):
        put_back(stage.manager, bilan, "essential", NOW)
    with pytest.raises(BilanRefused, match="trop long"):
        write_part(stage.manager, bilan, "essential", "x" * 700, NOW)


def test_words_are_checked_by_somebody_else_and_quoted_only_with_their_figure(stage: Stage, claire: Account) -> None:
    bilan = written(stage)
    with pytest.raises(BilanRefused, match="Moins de 11"):
        choose_words(stage.manager, stage.mission, "job", SAID)
    with pytest.raises(BilanRefused, match="nom"):
        choose_words(stage.manager, stage.mission, "charges", "Mme Traoré n’a pas compris.")
    words = choose_words(stage.manager, stage.mission, "charges", SAID)
    with pytest.raises(BilanRefused, match="attend sa relecture"):
        submit_bilan(stage.manager, bilan, NOW)
    with pytest.raises(BilanRefused, match="quelqu’un d’autre"):
        check_words(stage.manager, words)
    check_words(claire, words)
    assert [one.text for one in story_of(bilan, "commissioner", NOW.date()).page("words").quotes] == [SAID]
    rewrite_words(claire, words, "charges", SAID.replace("Personne ne", "On ne"))
    with pytest.raises(BilanRefused):
        check_words(claire, words)
    with pytest.raises(BilanRefused, match="pourquoi"):
        set_words_aside(stage.manager, words, " ")
    set_words_aside(stage.manager, words, "On la reconnaîtrait.")
    assert Words.objects.get().state == "set_aside"
    assert not story_of(bilan, "commissioner", NOW.date()).page("words").quotes
    fields = {one.name for one in Words._meta.get_fields()}
    assert not fields & {"visit", "door", "voisin", "author", "day", "made_at"}
