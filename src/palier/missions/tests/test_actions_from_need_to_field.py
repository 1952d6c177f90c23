"""A mission by the real actions, from a need to the field, and every refusal on the way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from palier.missions.api import (
    PARTS,
    Agreement,
    Assumptions,
    Mission,
    MissionRefused,
    Opinion,
    Payment,
    Terms,
    advance_mission,
    approve_part,
    comment_part,
    create_mission,
    facts_of,
    forget_builders,
    give_opinion_on,
    hear_need,
    keep_estimate,
    kits_of,
    largest_share,
    latest_parts,
    propose_from_needs,
    refused_missions,
    save_kit,
    set_guide,
    set_perimeter,
    sign_agreement,
    start_from_kit,
    what_lacks,
    withdraw_approval,
    write_agreement,
    write_part,
)
from palier.missions.rules.needs import Running, asked
from palier.partners.api import add_partner, add_structure
from palier.people.api import Account
from palier.places.api import add_entrance, create_building
from palier.rehearsal.partnership import all_yes, walk_to
from palier.visits.tests.factories import Stage, make_stage

GUIDE = {"steps": [{"code": "a", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour"}}], "objections": []}


@pytest.fixture
def stage(db: Any) -> Stage:
    return make_stage()


@pytest.fixture
def second(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@exemple.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role=Account.Role.HEAD_OFFICE
    )


def proposed(stage: Stage, title: str = "Nouvelle") -> Mission:
    today = timezone.localdate()
    mission = create_mission(
        stage.manager,
        stage.site,
        title=title,
        theme="charges",
        commissioner=None,
        starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=40),
    )
    set_perimeter(stage.manager, mission, stage.entrances)
    set_guide(stage.manager, mission, GUIDE)
    return mission


@pytest.mark.postgres
def test_the_whole_way_by_the_real_actions(stage: Stage, second: Account) -> None:
    mission = proposed(stage)
    assert mission.stage == "proposal"
    with pytest.raises(MissionRefused, match="une étape à la fois"):
        advance_mission(stage.manager, mission, "field")
    with pytest.raises(MissionRefused, match="deux personnes"):
        advance_mission(stage.manager, mission, "selected")
    walk_to("field", mission, stage.manager, second, timezone.now())
    building = create_building(stage.manager, stage.entrances[0].building.neighbourhood, name="Tour Z", residence="", landlord="")
    outside = add_entrance(stage.manager, building, name="Hall", address="", is_house=False, has_lift=False)
    with pytest.raises(MissionRefused, match="Tour Z"):
        set_perimeter(stage.manager, mission, [*stage.entrances, outside])
    set_perimeter(stage.manager, mission, stage.entrances)
    assert Mission.objects.get(pk=mission.pk).stage == "field"
    assert what_lacks(mission) == []
    # One step back when somebody went too fast; forward asks again.
    advance_mission(stage.manager, mission, "ready")
    mission.guide_tests.all().delete()
    with pytest.raises(MissionRefused, match="essayer le guide"):
        advance_mission(stage.manager, mission, "field")


@pytest.mark.postgres
def test_chosen_by_two_refused_by_two_and_all_is_kept(stage: Stage, second: Account) -> None:
    mission, now = proposed(stage, "La borne de recharge"), timezone.now()
    say = {"criteria": all_yes(), "now": now}
    assert give_opinion_on(stage.manager, mission, favourable=True, reason="Utile.", **say) == "open"
    assert give_opinion_on(stage.manager, mission, favourable=True, reason="Encore.", **say) == "open"
    assert give_opinion_on(second, mission, favourable=False, reason="Trop proche d’une vente.", **say) == "split"
    assert mission.stage == "proposal"
    assert give_opinion_on(stage.manager, mission, favourable=False, reason="C’est vrai.", **say) == "no"
    assert Opinion.objects.filter(mission=mission).count() == 4
    with pytest.raises(MissionRefused, match="déjà fait"):
        give_opinion_on(second, mission, favourable=True, reason="Finalement.", **say)
    with pytest.raises(MissionRefused, match="refusée"):
        advance_mission(stage.manager, mission, "selected")
    assert list(refused_missions(stage.site, "VENTE")) == list(refused_missions(stage.site)) == [mission]
    assert not refused_missions(stage.site, "piscine")


@pytest.mark.postgres
def test_parts_have_versions_sides_and_no_silent_overwriting(stage: Stage, second: Account) -> None:
    mission, now = proposed(stage), timezone.now()
    first = write_part(stage.manager, mission, "message", "Bonjour, sans rien vendre.", now, upon=0)
    assert write_part(stage.manager, mission, "message", " Bonjour, sans rien vendre. ", now) == first
    with pytest.raises(MissionRefused, match="entre-temps"):
        write_part(second, mission, "message", "Autre chose", now, upon=0)
    comment_part("portail", mission, "message", side="commissioner", by="Mme Roy, Habitat", words="Plus court ?", now=now)
    approval = approve_part(stage.manager, first, side="association", by="Nadia", now=now)
    assert approve_part(stage.manager, first, side="association", by="Nadia", now=now) == approval
    assert facts_of(mission).approved == {"message"}
    later = write_part(second, mission, "message", "Bonjour.", now, upon=1)
    assert facts_of(mission).approved == set(), "another version is another thing to agree to"
    with pytest.raises(MissionRefused, match="plus récente"):
        approve_part(stage.manager, first, side="voisins", by="Fatou", now=now)
    withdraw_approval(stage.manager, approve_part(second, later, side="association", by="Claire", now=now))
    for part, text in (("piscine", "x"), ("message", " "), ("message", "x" * 6001)):
        with pytest.raises(MissionRefused):
            write_part(stage.manager, mission, part, text, now)


def test_a_kit_fills_what_is_empty_and_overwrites_nothing(stage: Stage, second: Account) -> None:
    built, fresh, now = proposed(stage), proposed(stage, "Suite"), timezone.now()
    for part in PARTS:
        write_part(stage.manager, built, part, f"Texte {part}", now)
    kit = save_kit(stage.manager, built, "L’eau", now)
    assert save_kit(stage.manager, built, "L’eau", now) != kit
    (kept,) = kits_of(stage.organisation, ["charges"])
    assert "perimeter" not in kept.content["parts"]
    write_part(stage.manager, fresh, "message", "À nous", now)
    taken = start_from_kit(stage.manager, fresh, kept, now)
    assert "Message" not in taken
    assert "Guide" not in taken
    assert latest_parts(fresh)["message"].text == "À nous"
    assert latest_parts(fresh)["objectives"].text == "Texte objectives"
    with pytest.raises(MissionRefused, match="association"):
        start_from_kit(stage.manager, proposed(make_stage(name="Ailleurs")), kept, now)


@pytest.mark.postgres
def test_an_agreement_never_changes_and_is_signed_once(stage: Stage, second: Account) -> None:
    mission, now, today = proposed(stage), timezone.now(), timezone.localdate()
    terms = Terms("grant", 900_000, (Payment("Tout", today, 900_000),), feedback_contact="M. Roy")
    with pytest.raises(MissionRefused, match="pas encore choisie"):
        write_agreement(stage.manager, mission, terms, now)
    walk_to("co_construction", mission, stage.manager, second, now)
    with pytest.raises(MissionRefused, match="pas de commanditaire"):
        write_agreement(stage.manager, mission, terms, now)
    mission.commissioner = add_partner(stage.manager, stage.organisation, name="Habitat", kind="landlord")
    mission.save()
    walk_to("agreement", mission, stage.manager, second, now)
    estimate = keep_estimate(stage.manager, mission, Assumptions(doors=12), now)
    one = write_agreement(stage.manager, mission, terms, now, estimate)
    two = write_agreement(stage.manager, mission, replace(terms, more="Une réunion à mi-parcours."), now)
    signed: dict[str, Any] = {"signed_on": today, "for_us": "Claire", "for_them": "M. Roy", "today": today, "now": now}
    with pytest.raises(MissionRefused, match="plus récente"):
        sign_agreement(stage.manager, one, **signed)
    with pytest.raises(MissionRefused, match="pas encore arrivé"):
        sign_agreement(stage.manager, two, **{**signed, "signed_on": today + timedelta(days=1)})
    with pytest.raises(MissionRefused, match="chaque côté"):
        sign_agreement(stage.manager, two, **{**signed, "for_them": ""})
    sign_agreement(stage.manager, two, **signed)
    with pytest.raises(MissionRefused, match="déjà signée"):
        sign_agreement(stage.manager, two, **signed)
    assert largest_share(stage.site) == ("Habitat", 100)
    assert "Une réunion" in str(Agreement.objects.get(pk=two.pk).content)
    assert "Une réunion" not in str(Agreement.objects.get(pk=one.pk).content)


def test_needs_from_elsewhere_and_a_proposal(stage: Stage) -> None:
    today = date(2026, 11, 25)
    actor = add_structure(stage.manager, stage.site, {"name": "Centre social", "kind": "social_centre"})
    hear_need(stage.manager, stage.site, code="rights", heard_on=today, today=today, structure=actor, said="Les dossiers")
    for wrong in ({"code": "piscine"}, {"heard_on": today + timedelta(days=1)}, {"structure": None}, {"said": "Mme Diallo au 3e gauche"}):
        with pytest.raises(MissionRefused):
            hear_need(stage.manager, stage.site, **{"code": "rights", "heard_on": today, "today": today, "structure": actor, **wrong})
    made = propose_from_needs(stage.manager, stage.site, ["rights", "school"], "Demandé.", today)
    assert (made.stage, made.theme, made.needs) == ("proposal", "rights", ["rights", "school"])
    with pytest.raises(MissionRefused, match="au moins un besoin"):
        propose_from_needs(stage.manager, stage.site, [], "", today)


def test_what_nobody_pays_for() -> None:
    rows = asked(
        {"charges": 30, "school": 12}, {"rights": 2}, [Running("L’eau", "charges"), Running("École", "jobs", frozenset({"school"}))]
    )
    by_code = {one.code: one for one in rows}
    assert [one.code for one in rows[:2]] == ["charges", "school"]
    assert not by_code["charges"].nobody
    assert by_code["school"].answered_by == ("École",)
    assert by_code["rights"].nobody
    assert not by_code["health"].nobody, "nobody asked"


@pytest.mark.postgres
def test_who_built_it_is_forgotten_a_year_after(stage: Stage, second: Account) -> None:
    mission, now = proposed(stage), timezone.now()
    walk_to("field", mission, stage.manager, second, now)
    comment_part("portail", mission, "message", side="commissioner", by="Mme Roy", words="Plus court ?", now=now)
    assert forget_builders(now) == 0
    assert forget_builders(now + timedelta(days=410)) > 3
    assert not mission.guide_tests.exists()
    assert mission.comments.get().words == "Plus court ?"
    assert mission.comments.get().by == ""
    assert latest_parts(mission)["message"].approvals.get().by == ""
