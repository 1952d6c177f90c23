"""From a recommendation to a contract, and to oblivion."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from palier.common.models import JournalLine
from palier.partners.tests.factories import make_manager, make_site
from palier.people.api import Account, Site, Voisin, hire_voisin
from palier.teams.api import (
    AGE_BANDS,
    GRID,
    Candidate,
    Employment,
    Interview,
    TeamFact,
    TeamRefused,
    apply_for_it,
    candidates_on_board,
    candidates_to_be_erased,
    contract_minutes,
    decide,
    forget_candidates,
    forget_candidates_again,
    hire_candidate,
    hold_interview,
    mark_answered,
    plan_interview,
    read_candidate,
    recommend,
    team_picture,
    undo_decision,
    who_is,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)
WORDS = {
    "first_name": "Ionela",
    "last_name": "Canarescu",
    "phone": "06 39 98 00 51",
    "by": "Mme Bailly",
    "by_where": "École Prévert",
    "why": "Elle aide tout le monde.",
}
SEEN = {code: choices[0][0] for code, (_, _, choices) in GRID.items()}


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def manager(site: Site) -> Account:
    return make_manager(site)


def recommended(site: Site, **more: object) -> Candidate:
    return recommend("public", site, WORDS, DAY, way="form", agreed=True, languages=["ro", "fr", "xx"], **more)  # type: ignore[arg-type]


def met_twice(candidate: Candidate, manager: Account, voisin: Voisin) -> None:
    apply_for_it(manager, candidate, DAY)
    hold_interview(manager, plan_interview(manager, candidate, 1, account=manager, at=None), SEEN | {"note": "Sait attendre."}, DAY)
    hold_interview(manager, plan_interview(manager, candidate, 2, voisin=voisin, at=None), SEEN, DAY)


def test_who_she_is_is_sealed_and_the_journal_names_nobody(site: Site, manager: Account) -> None:
    candidate = recommended(site)
    candidate.refresh_from_db()
    assert candidate.languages == ["ro", "fr"]
    assert who_is(candidate).short == "Ionela C."
    met_twice(candidate, manager, hire_voisin(manager, site, first_name="Fatoumata", languages=["fr"]))
    who, grids = read_candidate(manager, Candidate.objects.get())
    assert (who.by, grids[1]["note"], grids[2]["speech"]) == ("Mme Bailly", "Sait attendre.", "easy")
    stored = str(list(Candidate.objects.values())) + str(list(Interview.objects.values())) + str(list(JournalLine.objects.values()))
    for word in ("Ionela", "Canarescu", "0639980051", "06 39", "Bailly", "Prévert", "attendre", "easy"):
        assert word not in stored, word
    # The seal of somebody else, pasted here, opens nothing.
    other = recommended(site)
    Candidate.objects.filter(pk=other.pk).update(secret=candidate.secret)
    assert who_is(Candidate.objects.get(pk=other.pk)).first_name == ""


def test_nothing_is_kept_without_her_agreement_and_a_form_sent_twice_is_one(site: Site) -> None:
    with pytest.raises(TeamRefused, match="accord"):
        recommend("public", site, WORDS, DAY, way="form", agreed=False)
    with pytest.raises(TeamRefused, match="prénom"):
        recommend("public", site, {"phone": "0639980051"}, DAY, way="form", agreed=True)
    with pytest.raises(TeamRefused, match="téléphone ou un courriel"):
        recommend("public", site, {"first_name": "Ionela"}, DAY, way="form", agreed=True)
    assert not Candidate.objects.exists()
    key = uuid4()
    assert recommended(site, candidate_id=key).pk == recommended(site, candidate_id=key).pk
    assert Candidate.objects.count() == 1


def test_two_interviews_by_two_people_then_a_decision_then_an_answer(site: Site, manager: Account) -> None:
    candidate = recommended(site)
    with pytest.raises(TeamRefused, match="candidature"):
        plan_interview(manager, candidate, 1, account=manager, at=None)
    apply_for_it(manager, candidate, DAY)
    first = plan_interview(manager, candidate, 1, account=manager, at=datetime(2026, 3, 9, 13, tzinfo=UTC))
    with pytest.raises(TeamRefused, match="cochez"):
        hold_interview(manager, first, {}, DAY)
    hold_interview(manager, first, SEEN, DAY)
    with pytest.raises(TeamRefused, match="autre personne"):
        plan_interview(manager, candidate, 2, account=manager, at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.create(candidate=candidate, number=2, account=manager)
    with pytest.raises(TeamRefused, match="deux entretiens"):
        decide(manager, candidate, outcome="hired", reason="ease", said="", today=DAY)
    with pytest.raises(TeamRefused, match="décision prise"):
        mark_answered(manager, candidate, "phone", DAY)
    decide(manager, candidate, outcome="declined", reason="no_place", said="Rappeler à l’automne.", today=DAY)
    with pytest.raises(TeamRefused, match="défaites"):
        apply_for_it(manager, candidate, DAY)
    mark_answered(manager, candidate, "letter", DAY)
    candidate.refresh_from_db()
    assert (candidate.answered_with, who_is(candidate).said, who_is(candidate).first_name) == ("letter", "Rappeler à l’automne.", "Ionela")
    undo_decision(manager, candidate)
    candidate.refresh_from_db()
    assert (candidate.outcome, candidate.answered_on) == ("", None)


def test_a_hire_makes_the_voisin_and_her_contract_once(site: Site, manager: Account) -> None:
    candidate = recommended(site, age_band="30_44", moments=["evening", "never"])
    met_twice(candidate, manager, hire_voisin(manager, site, first_name="Fatoumata", languages=["fr"]))
    with pytest.raises(TeamRefused, match="décider"):
        hire_candidate(manager, candidate, starts_on=DAY, monthly_minutes=900)
    decide(manager, candidate, outcome="hired", reason="languages", said="", today=DAY)
    with pytest.raises(TeamRefused):
        hire_candidate(manager, candidate, starts_on=DAY, monthly_minutes=200 * 60)
    assert not Voisin.objects.filter(first_name="Ionela").exists()
    voisin = hire_candidate(manager, candidate, starts_on=DAY, monthly_minutes=900)
    assert hire_candidate(manager, candidate, starts_on=DAY, monthly_minutes=900) == voisin
    assert (voisin.first_name, voisin.languages, voisin.phone, voisin.site) == ("Ionela", ["fr", "ro"], "0639980051", site)
    assert contract_minutes(voisin, DAY) == 900
    assert Employment.objects.count() == 1
    assert TeamFact.objects.get().age_band == "30_44"
    with pytest.raises(TeamRefused, match="contrat est signé"):
        undo_decision(manager, candidate)
    picture = team_picture(site)
    assert (picture.voisins, picture.languages["ro"], picture.ages["30_44"]) == (2, 1, 1)
    assert set(picture.ages) <= set(AGE_BANDS)


def test_files_disappear_by_themselves_after_two_years_told_a_month_before(site: Site, manager: Account, tmp_path: object) -> None:
    old, recent = recommended(site), recommended(site)
    Candidate.objects.filter(pk=old.pk).update(last_contact_on=date(2024, 4, 2))
    assert [one.pk for one, _ in candidates_to_be_erased(site, date(2026, 3, 2))] == []
    assert [(one.pk, day) for one, day in candidates_to_be_erased(site, date(2026, 3, 3))] == [(old.pk, date(2026, 4, 2))]
    assert forget_candidates(datetime(2026, 4, 1, 9, tzinfo=UTC)) == 0
    assert forget_candidates(datetime(2026, 4, 2, 9, tzinfo=UTC)) == 1
    assert list(Candidate.objects.values_list("pk", flat=True)) == [recent.pk]
    assert candidates_on_board(site, DAY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_does_not_come_back_with_an_older_backup(site: Site, manager: Account, settings: object, tmp_path: object) -> None:
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path, None  # type: ignore[attr-defined]
    candidate = recommended(site)
    secret = candidate.secret
    from palier.teams.api import erase_candidate

    key = candidate.pk
    erase_candidate(manager, candidate)
    Candidate.objects.create(pk=key, site=site, way="form", secret=secret, recommended_on=DAY, agreed_on=DAY, last_contact_on=DAY)
    assert forget_candidates_again() == 1
    assert not Candidate.objects.exists()
