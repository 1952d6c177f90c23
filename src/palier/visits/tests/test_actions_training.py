"""Training on the phone: presence signed with a tap, hours that follow once, an opinion that is nobody's."""

import json
import uuid
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from palier.missions.api import set_trainings
from palier.teams.api import (
    Attendance,
    DeclaredHours,
    TeamRefused,
    TrainingModule,
    TrainingSession,
    booklet_of,
    booklet_pdf,
    cancel_session,
    certificate_pdf,
    confirm_month,
    keep_module,
    month_totals,
    month_works,
    move_session,
    note_attendance,
    plan_session,
    plans_of,
    set_contract,
    thought_of,
)
from palier.teams.models import TrainingOpinion
from palier.tours.api import work_breaches
from palier.visits.api import Operation, forget_rota
from palier.visits.tests.factories import Stage, an_op, make_stage

EXAMPLES = Path(__file__).parents[2] / "contract" / "examples"
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    found = make_stage()
    for one in found.voisins:
        set_contract(found.manager, one, starts_on=date(2024, 1, 1), monthly_minutes=900)
    return found


def today() -> date:
    return timezone.now().astimezone(ZoneInfo("Europe/Paris")).date()


def a_module(stage: Stage, title: str = "Lire une facture d’eau", everyone: bool = False) -> TrainingModule:
    return keep_module(stage.manager, stage.site.organisation, title=title, minutes=120, skills=["rights", "digital"], everyone=everyone)


def a_session(
    stage: Stage, module: TrainingModule | None = None, *, days: int = -2, hours: tuple[str, str] = ("09:30", "11:30")
) -> TrainingSession:
    start, end = map(time.fromisoformat, hours)
    return plan_session(
        stage.manager, stage.site, module or a_module(stage), day=today() + timedelta(days=days), starts_at=start, ends_at=end,
        place="Maison du projet", trainer="Samia", partner=None, voisins=stage.voisins, now=timezone.now(),
    )  # fmt: skip


def signed(session: TrainingSession, **more: object) -> dict[str, object]:
    return an_op("attendance", {"session": str(session.pk), "from": "09:30", "to": "11:30", **more})


def test_a_presence_signed_makes_its_hours_once(stage: Stage) -> None:
    session, phone, voisin = a_session(stage), stage.phones[0], stage.voisins[0]
    (told,) = phone.tours().json()["training"]["sessions"]
    assert set(told) == set(json.loads((EXAMPLES / "tours.json").read_text())["training"]["sessions"][0])
    assert (told["title"], told["by"], told["state"], told["signed"]) == ("Lire une facture d’eau", "Samia", "asked", False)
    op = signed(session)
    phone.send(op)
    phone.send(op)
    # From another phone of hers, with another operation: still once.
    phone.send(signed(session))
    (work,) = month_works([voisin], session.day)[voisin.pk]
    assert (work.stretch.sort, work.stretch.minutes) == ("training", 120)
    assert month_totals([voisin], session.day)[voisin.pk] == {"training": 120}
    told = phone.tours().json()
    assert told["training"]["sessions"][0]["signed"] is True
    assert told["training"]["followed"] == {"count": 1, "minutes": 120}
    if session.day.month == today().month:
        # Taken back where it was signed, not by hand among the hours.
        assert told["hours"]["months"][0]["entries"][0]["mine"] is False


def test_taken_back_its_hours_go_and_signed_again_they_come_back(stage: Stage) -> None:
    session, phone, voisin = a_session(stage), stage.phones[0], stage.voisins[0]
    op = signed(session)
    phone.send(op)
    phone.send({**op, "rev": 2, "body": {**op["body"], "void": True}})
    assert not month_works([voisin], session.day)[voisin.pk]
    assert Attendance.objects.get(voisin=voisin).state == "asked"
    phone.send({**op, "rev": 3, "body": {**op["body"], "to": "11:00"}})
    (work,) = month_works([voisin], session.day)[voisin.pk]
    assert work.stretch.minutes == 90


def test_hours_that_do_not_follow_each_other_are_those_that_were_planned(stage: Stage) -> None:
    session, phone, voisin = a_session(stage), stage.phones[0], stage.voisins[0]
    phone.send(signed(session, **{"from": "11:30", "to": "09:30"}))
    assert [one.stretch.minutes for one in month_works([voisin], session.day)[voisin.pk]] == [120]


def test_hours_declared_by_hand_stand_and_nothing_is_declared_twice(stage: Stage) -> None:
    session, phone, voisin = a_session(stage), stage.phones[0], stage.voisins[0]
    body = {"day": session.day.isoformat(), "from": "09:00", "to": "11:00", "sort": "training"}
    phone.send({**an_op("hours_declared", body), "format": 2})
    phone.send(signed(session))
    (work,) = month_works([voisin], session.day)[voisin.pk]
    assert work.stretch.minutes == 120
    assert DeclaredHours.objects.count() == 1
    assert Attendance.objects.get(voisin=voisin).hours == work.hours


def test_presence_is_not_signed_beforehand_nor_elsewhere(stage: Stage) -> None:
    coming = a_session(stage, days=3)
    assert stage.phones[0].send(signed(coming))[0]["status"] == "stored"
    assert Attendance.objects.get(voisin=stage.voisins[0]).state == "asked"
    assert not DeclaredHours.objects.exists()
    other = make_stage(name="Les Amarres")
    assert other.phones[0].send(signed(coming))[0]["reason"] == "not_yours"
    unknown = an_op("attendance", {"session": str(uuid.uuid4()), "from": "09:30", "to": "11:30"})
    assert stage.phones[0].send(unknown)[0]["reason"] == "not_yours"


def test_the_manager_notes_who_has_not_signed(stage: Stage) -> None:
    session, now = a_session(stage), timezone.now()
    stage.phones[0].send(signed(session))
    first, second = (Attendance.objects.get(voisin=one) for one in stage.voisins[:2])
    with pytest.raises(TeamRefused, match="a signé"):
        note_attendance(stage.manager, first, there=False, now=now)
    note_attendance(stage.manager, second, there=True, now=now)
    assert month_totals([stage.voisins[1]], session.day)[stage.voisins[1].pk] == {"training": 120}
    second.refresh_from_db()
    note_attendance(stage.manager, second, there=False, now=now)
    assert not month_totals([stage.voisins[1]], session.day)[stage.voisins[1].pk]
    with pytest.raises(TeamRefused, match="a eu lieu"):
        cancel_session(stage.manager, session, now)
    confirm_month(stage.manager, stage.voisins[1], session.day, now)
    second.refresh_from_db()
    with pytest.raises(TeamRefused, match="déjà validé"):
        note_attendance(stage.manager, second, there=True, now=now)


def test_opinions_are_nobodys_and_told_from_five_on(stage: Stage) -> None:
    session = a_session(stage)
    marks = {"session": str(session.pk), "useful": 3, "clear": 3, "ready": 2}
    op = an_op("training_opinion", marks)
    stage.phones[0].send(op)
    assert not Operation.objects.filter(body__contains="useful").exists()
    stage.phones[0].send({**op, "rev": 2, "body": {**marks, "ready": 3}})
    # A second answer of the same person, from another phone, is not counted.
    stage.phones[0].send(an_op("training_opinion", marks))
    assert [(one.ready, one.rev) for one in TrainingOpinion.objects.all()] == [(3, 2)]
    assert not any(field.name == "voisin" for field in TrainingOpinion._meta.get_fields())
    assert thought_of(session).too_few
    for _ in range(4):
        TrainingOpinion.objects.create(id=uuid.uuid4(), session=session, useful=3, clear=2, ready=1)
    assert dict(thought_of(session).words)["utile pour les portes"] == "presque tout le monde dit oui"
    assert forget_rota(timezone.now() + timedelta(days=91)).startswith("3 ")
    assert not Operation.objects.filter(body__contains="useful").exists()


def test_a_plan_is_what_everybody_follows_what_missions_ask_and_what_was_agreed(stage: Stage) -> None:
    common, asked, other = a_module(stage, "Premiers pas", everyone=True), a_module(stage), a_module(stage, "Autre chose")
    set_trainings(stage.manager, stage.mission, [asked])
    a_session(stage, asked, days=4)
    (plan,) = plans_of([stage.voisins[0]], stage.site.organisation, [asked], today())
    assert [one.title for one in plan.lacks] == [asked.title, common.title]
    assert plan.planned == {asked.pk}
    assert other.pk not in {one.pk for one in plan.lacks}
    assert {(one["title"], one["planned"]) for one in stage.phones[0].tours().json()["training"]["lacks"]} >= {(common.title, False)}


def test_an_evening_after_a_training_of_the_afternoon_is_one_break_too_long(stage: Stage) -> None:
    day = today() + timedelta(days=20)
    day += timedelta(days=(1 - day.weekday()) % 7)
    session = a_session(stage, days=(day - today()).days, hours=("14:00", "16:00"))
    asked = {"day": day, "starts_at": time(18, 30), "ends_at": time(20), "told_on": today()}
    assert "break" in {breach.rule for _, breach in work_breaches(stage.site, stage.voisins[:1], **asked)}
    move_session(stage.manager, session, day=day, starts_at=time(15), ends_at=time(17), place="", now=timezone.now())
    assert "break" not in {breach.rule for _, breach in work_breaches(stage.site, stage.voisins[:1], **asked)}


def test_the_certificate_and_the_booklet_say_what_was_followed(stage: Stage) -> None:
    session = a_session(stage)
    stage.phones[0].send(signed(session))
    one = Attendance.objects.select_related("session__module", "session__site__organisation", "voisin__site__organisation").get(
        voisin=stage.voisins[0]
    )
    booklet = booklet_of(one.voisin)
    assert (booklet.minutes, booklet.by_skill["rights"], booklet.practice["training"]) == (120, 120, 120)
    now = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Paris"))
    for pdf in (certificate_pdf(one, now), booklet_pdf(booklet, now)):
        assert pdf.startswith(b"%PDF")
        assert b"/StructTreeRoot" in pdf


def test_what_cannot_be_is_refused_in_words(stage: Stage) -> None:
    for wrong in ({"title": " "}, {"minutes": 5}, {"skills": []}, {"skills": ["zut"]}):
        with pytest.raises(TeamRefused):
            keep_module(
                stage.manager, stage.site.organisation, **{"title": "Neuf", "minutes": 60, "skills": ["rights"], "everyone": False, **wrong}
            )  # type: ignore[arg-type]
    a_module(stage)
    with pytest.raises(TeamRefused, match="déjà ce titre"):
        a_module(stage, "lire une facture d’EAU")
    with pytest.raises(TeamRefused, match="avant de commencer"):
        a_session(stage, a_module(stage, "Autre"), hours=("11:00", "10:00"))
