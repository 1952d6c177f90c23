"""From the need to the agreement through the desk's pages: two people, and nothing of another site."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from docx import Document

from palier.desk.tests.test_pages import signed_in
from palier.missions.api import CRITERIA, Agreement, Estimate, GuideTest, Mission, PartVersion, set_guide, set_perimeter
from palier.partners.api import add_partner
from palier.people.api import Account
from palier.places.api import Entrance
from palier.visits.models import Tally
from palier.visits.tests.factories import Stage, make_stage

GUIDE = {"steps": [{"code": "a", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour"}}], "objections": []}
YES = {f"{code}_{what}": said for code in CRITERIA for what, said in (("yes", "yes"), ("why", "parce que"))}


@pytest.fixture
def stage(db: object) -> Stage:
    return make_stage()


@pytest.fixture
def second(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@exemple.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role=Account.Role.HEAD_OFFICE
    )


def test_from_a_need_to_the_field_by_the_pages(stage: Stage, second: Account) -> None:
    nadia, claire, today = signed_in(stage.manager), signed_in(second), timezone.localdate().isoformat()
    Tally.objects.bulk_create(
        Tally(mission=stage.mission, dimension="needs", key=key, value=value) for key, value in (("rights", 31), ("charges", 9))
    )
    page = nadia.get("/missions/besoins/").content.decode()
    assert "que personne ne finance" in page
    nadia.post("/missions/besoins/proposer/", {"need": ["rights"]})
    mission = Mission.objects.exclude(pk=stage.mission.pk).get()
    assert "31" not in mission.born_from, "an exact figure never leaves"
    at = f"/missions/{mission.pk}"
    assert nadia.post(f"{at}/choix/", {**YES, "favourable": "yes"}).status_code == 400, "the whole has a reason too"
    for who in (nadia, claire):
        who.post(f"{at}/choix/", {**YES, "favourable": "yes", "reason": "Utile."})
    nadia.post(f"{at}/etape/", {"stage": "co_construction"})
    set_perimeter(stage.manager, mission, stage.entrances)
    set_guide(stage.manager, mission, GUIDE)
    for part in ("objectives", "message"):
        nadia.post(f"{at}/construire/", {"what": "write", "part": part, "text": f"Mes mots pour {part}", "upon": "0"})
        version = PartVersion.objects.get(mission=mission, part=part)
        nadia.post(f"/missions/partie/{version.pk}/approuver/", {"side": "association"})
    lost = nadia.post(f"{at}/construire/", {"what": "write", "part": "message", "text": "Écrit trop tard", "upon": "0"})
    assert lost.status_code == 400
    assert "Écrit trop tard" in lost.content.decode(), "what was typed is not lost"
    assert nadia.post(f"{at}/construire/", {"what": "comment", "part": "message", "side": "commissioner", "words": "x"}).status_code == 404
    Mission.objects.filter(pk=mission.pk).update(
        commissioner=add_partner(stage.manager, stage.organisation, name="Habitat", kind="landlord")
    )
    nadia.post(f"{at}/etape/", {"stage": "agreement"})
    nadia.post(f"{at}/prix/", {"doors": "640", "keep": "1"})
    assert Estimate.objects.get().assumptions["doors"] == "640"
    terms = {
        "nature": "service",
        "price": "1 234,50",
        "label_0": "Tout",
        "due_0": today,
        "cents_0": "1234,5",
        "answer_days": "30",
        "feedback_contact": "M. Roy",
    }
    assert nadia.post(f"{at}/convention/", {**terms, "cents_0": "12"}).status_code == 400
    nadia.post(f"{at}/convention/", terms)
    agreement = Agreement.objects.get()
    assert agreement.price_cents == 123_450
    nadia.post(f"/missions/convention/{agreement.pk}/signer/", {"day": today, "for_us": "Claire", "for_them": "M. Roy"})
    nadia.post(f"{at}/etape/", {"stage": "ready"})
    assert "il manque 3 choses" in nadia.get(f"{at}/").content.decode().replace("\xa0", " ")
    nadia.post(f"{at}/avant-de-partir/", {"what": "test", "voisin": [str(one.pk) for one in stage.voisins], "day": today})
    nadia.post(f"{at}/avant-de-partir/", {"what": "poster", "place": "Halls", "day": today})
    assert GuideTest.objects.count() == 2
    nadia.post(f"{at}/etape/", {"stage": "field"})
    assert Mission.objects.get(pk=mission.pk).stage == "ready", "no training was held"


def test_the_agreement_as_pdf_and_word_says_the_same(stage: Stage, second: Account) -> None:
    from palier.rehearsal.partnership import walk_to

    mission = stage.mission
    mission.stage = "proposal"
    mission.starts_on += timedelta(days=20)
    mission.save()
    set_guide(stage.manager, mission, GUIDE)
    walk_to("ready", mission, stage.manager, second, timezone.now())
    agreement, client = Agreement.objects.get(), signed_in(stage.manager)
    pdf = client.get(f"/missions/convention/{agreement.pk}/convention.pdf").content
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang).startswith("fr")
    word = Document(BytesIO(client.get(f"/missions/convention/{agreement.pk}/convention.docx").content))
    said = "\n".join(one.text for one in word.paragraphs)
    for article in agreement.content["articles"]:
        assert article["title"].replace(" ", "")[:6] in said.replace(" ", "").replace("\xa0", "").replace("\u202f", "")
    assert "14\u202f400\xa0€" in said
    assert [one.style.name for one in word.paragraphs if one.style.name.startswith("Heading")].count("Heading 1") == 9


def test_another_site_s_workspace_does_not_exist(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    client = signed_in(other.manager)
    for end in ("choix", "construire", "construire/message", "convention", "prix", "avant-de-partir"):
        assert client.get(f"/missions/{stage.mission.pk}/{end}/").status_code == 404
    assert Entrance.objects.exists()
