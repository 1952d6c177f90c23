"""Who may see what, over every address: no visit table in any statement, 404 outside one's partner, the two fronts closed to each other."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palier.partners.api import end_seat, seats_of
from palier.people.api import Account
from palier.portal.tests.world import HOST, Watched, World, closed_tables, make_world
from palier.visits.api import figures

pytestmark = pytest.mark.django_db
PORTAL, DESK = "palier.config.urls_portal", "palier.config.urls_desk"


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def named(urlconf: str) -> dict[str, URLPattern]:
    """Every address of a name."""

    def walk(patterns: list[Any]) -> dict[str, URLPattern]:
        found: dict[str, URLPattern] = {}
        for one in patterns:
            found |= walk(one.url_patterns) if isinstance(one, URLResolver) else {one.name: one}
        return found

    return walk(get_resolver(urlconf).url_patterns)


def addresses(world: World) -> dict[str, str]:
    """Every page of the portal with something behind it."""
    mission, other, feedback, referral = world.mission.pk, world.other.pk, world.feedback.pk, world.referral.pk
    guest, seat = world.guest(world.landlord).pk, seats_of(world.yann)[0].pk
    return {
        "portal_home": "/", "portal_mission": f"/missions/{mission}/", "portal_figures": f"/missions/{mission}/chiffres.xlsx",
        "portal_building": f"/missions/{other}/construire/", "portal_agreement_pdf": f"/missions/{other}/convention.pdf",
        "portal_agreement_docx": f"/missions/{other}/convention.docx", "portal_documents": "/documents/", "portal_feedback": "/remontees/",
        "portal_answer": f"/remontees/{feedback}/", "portal_referrals": "/orientations/", "portal_move": f"/orientations/{referral}/",
        "portal_agenda": "/agenda/", "portal_calendar": "/agenda.ics", "portal_reply": f"/agenda/{guest}/", "portal_committee": f"/agenda/{guest}.ics",
        "portal_directory": "/annuaire/", "portal_entry": f"/annuaire/{seat}/", "portal_suggestions": "/idees/", "portal_help": "/aide/",
        **{f"portal_bilan_{kind}": f"/missions/{mission}/bilan-1.{kind}" for kind in ("pdf", "docx", "pptx", "xlsx")},
    }  # fmt: skip


# Whose it is: the others get 404. Pages that show each their own are open to all three.
ONLY = {
    "portal_mission": "lea karim", "portal_figures": "lea karim", "portal_building": "karim", "portal_agreement_pdf": "karim",
    "portal_agreement_docx": "karim", "portal_answer": "lea", "portal_move": "yann", "portal_reply": "lea", "portal_committee": "lea",
    "portal_entry": "yann", **{f"portal_bilan_{kind}": "lea karim" for kind in ("pdf", "docx", "pptx", "xlsx")},
}  # fmt: skip
POSTED = {"portal_answer": {"answer": "Les lampes arrivent lundi."}, "portal_move": {"what": "seen"}, "portal_reply": {"answer": "yes"}}


def test_every_address_is_in_the_matrix(world: World) -> None:
    assert set(named(PORTAL)) == set(addresses(world)) | {"portal_invitation", "account_login", "account_logout", "account_change_password"}


def test_each_sees_its_own_and_no_statement_reads_a_door(world: World) -> None:
    """The whole portal, by three people: AZ-10, AZ-11. `Watched` fails on the first statement that names a closed table."""
    clients = {name: Watched(getattr(world, name)) for name in ("lea", "karim", "yann")}
    for name, url in addresses(world).items():
        for who, client in clients.items():
            answer = client.post(url, POSTED[name]) if name in POSTED else client.get(url)
            good = (302,) if name in POSTED else (200,)
            expected = good if who in ONLY.get(name, "lea karim yann").split() else (404,)
            assert answer.status_code in expected, (name, who, answer.status_code)
            assert answer.status_code == 404 or "no-store" in answer["Cache-Control"], name
    statements = [sql for client in clients.values() for sql in client.statements]
    assert len(statements) > 300
    assert any("impact_release" in sql for sql in statements)
    # What never leaves is not even read, but for the approved bilan, which joins its release.
    pages = [sql for sql in statements if 'FROM "impact_release"' in sql]
    assert pages
    assert not any('"impact_release"."audit"' in sql for sql in pages)


def test_what_waits_is_done_by_post_only_and_what_is_written_is_watched_too(world: World) -> None:
    lea, yann, karim = Watched(world.lea), Watched(world.yann), Watched(world.karim)
    for name, client in (("portal_answer", lea), ("portal_reply", lea), ("portal_move", yann)):
        assert client.get(addresses(world)[name]).status_code == 404
    refused = lea.post(addresses(world)["portal_answer"], {"answer": "Mme Diallo a été appelée"})
    assert refused.status_code == 400
    assert "Mme Diallo a été appelée" in refused.content.decode()
    assert yann.post(addresses(world)["portal_entry"], {"opening": "le mardi", "phone": "01 99 00 11 10"}).status_code == 302
    assert yann.post("/idees/", {"words": "Le ménage du soir"}).status_code == 302
    assert karim.post(addresses(world)["portal_building"], {"what": "comment", "part": "message", "words": "Trop long."}).status_code == 302
    assert karim.post(addresses(world)["portal_building"], {"what": "approve", "part": "message", "number": "1"}).status_code == 302
    assert karim.post(addresses(world)["portal_building"], {"what": "approve", "part": "message", "number": "9"}).status_code == 400
    assert world.other.comments.get().side == "commissioner"
    world.referral.refresh_from_db()
    for what, state in (("seen", "seen"), ("solved", "solved"), ("back", "seen"), ("dance", "seen")):
        yann.post(addresses(world)["portal_move"], {"what": what})
        world.referral.refresh_from_db()
        assert world.referral.state == state
    world.entry.refresh_from_db()
    assert (world.entry.opening, world.entry.name) == ("le mardi", "Centre social")


def test_figures_take_no_question(world: World) -> None:
    """No filter, no drill-down, no date: whatever is asked, the page is the same, byte for byte (R5)."""
    client, url = Watched(world.lea), addresses(world)["portal_mission"]
    plain = _without_token(client.get(url).content)
    for asked in ("?sector=s1", "?from=2026-11-01&to=2026-11-02", "?zone=batiment", "?format=json", "?voisin=1"):
        assert _without_token(client.get(url + asked).content) == plain


def _without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_a_partner_finds_the_desk_closed_page_after_page(world: World) -> None:
    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(world.lea)
    walked = 0
    known = {"site": world.stage.site.pk, "mission_id": world.mission.pk, "feedback_id": world.feedback.pk, "partner_id": world.landlord.pk}
    for name, pattern in named(DESK).items():
        if name.startswith("account_"):
            continue
        parts = {part: known.get(part, _dummy(converter)) for part, converter in pattern.pattern.converters.items()}
        # An address written as an expression names what it accepts: the first of each.
        parts |= {part: words.split("|")[0] for part, words in re.findall(r"\(\?P<(\w+)>([\w|]+)\)", str(pattern.pattern))}
        url = reverse(name, kwargs=parts, urlconf=DESK)
        for verb in (client.get, client.post):
            answer = verb(url)
            # What only answers GET says so to the rest, whoever asks.
            closed = (403, 404) if verb == client.get or name not in ("team_agenda", "bell", "who_is_out") else (405,)
            assert answer.status_code in closed, (name, answer.status_code)
            walked += 1
    assert walked > 250


def _dummy(converter: object) -> object:
    kind = type(converter).__name__
    return {"UUIDConverter": uuid4(), "IntConverter": 1}.get(kind, "x")


def test_the_desk_finds_the_portal_closed(world: World) -> None:
    head = Account.objects.create_user("c@a.example", "p", organisation=world.stage.organisation, first_name="C", role="head_office")
    for account in (world.stage.manager, head):
        client = Watched(account)
        for name, url in addresses(world).items():
            for verb in (client.get, client.post):
                assert verb(url).status_code in (403, 404), (name, account.role)


def test_without_an_account_one_is_asked_to_enter(world: World) -> None:
    for name, url in addresses(world).items():
        answer = Client(headers=HOST).get(url)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/comptes/connexion/"), name


def test_a_seat_that_ends_closes_the_door_at_the_next_request(world: World) -> None:
    client = Watched(world.lea)
    assert client.get("/").status_code == 200
    end_seat(world.stage.manager, seats_of(world.lea)[0], world.feedback.made_at)
    # The account has no seat left: it is closed, and its session with it.
    assert client.get("/").status_code == 302
    assert not Account.objects.get(pk=world.lea.pk).is_active


def test_another_association_is_another_world(world: World) -> None:
    strange = make_world()
    client = Watched(strange.lea)
    for name, url in addresses(world).items():
        if name in ONLY:
            answer = client.post(url, POSTED[name]) if name in POSTED else client.get(url)
            assert answer.status_code == 404, name


def test_a_page_that_read_a_door_would_be_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palier.portal.pages.missions.shown_release", lambda mission: figures(mission) and None)
    with pytest.raises(AssertionError, match="visits_tally"):
        Watched(world.lea).get(f"/missions/{world.mission.pk}/")


def test_the_closed_tables_are_real_ones() -> None:
    assert {"visits_visit", "visits_tally", "places_door", "tours_tour"} <= closed_tables()
