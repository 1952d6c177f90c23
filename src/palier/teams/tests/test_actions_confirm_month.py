"""A month is confirmed with its figures, signed by the voisin, reopened with a trace; late hours never move it in silence."""

from datetime import date, time

import pytest

from palier.common.models import JournalLine
from palier.teams.api import (
    MonthSheet,
    TeamRefused,
    confirm_month,
    correct_hours,
    month_of,
    note_hours,
    pay_lines,
    reopen_month,
    sign_month,
)
from palier.teams.tests.factories import NOW, make_team, said

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MARCH = date(2026, 3, 1)


def worked_march():
    stage, voisin, manager = make_team()
    for day in ("02", "05", "09", "12", "16", "19", "23"):
        said(voisin, f"2026-03-{day}", "17:30", "20:00", "field" if day != "12" else "training")
    return stage, voisin, manager


def test_the_figures_are_those_of_the_entries() -> None:
    _, voisin, manager = worked_march()
    sheet = confirm_month(manager, voisin, MARCH, NOW)
    # 17 h 30 for a contract of 15 h: 1 h 30 at +10 %, one hour over the cap, owed at +25 % all the same.
    assert sheet.figures == {
        "due": 900,
        "sorts": {"field": 900, "training": 150},
        "paid": {"plain": 900, "at_10": 90, "at_25": 0, "beyond": 60},
    }
    assert [(line.item, line.code, str(line.hours)) for line in pay_lines(sheet.figures, {"plain": "HN"})] == [
        ("plain", "HN", "15.00"), ("at_10", "heures complémentaires +10 %", "1.50"), ("at_25", "heures complémentaires +25 %", "1.00"), ("due", "heures dues au contrat", "15.00"),
    ]  # fmt: skip
    assert confirm_month(manager, voisin, MARCH, NOW) == sheet


def test_nothing_moves_in_a_confirmed_month_until_it_is_reopened() -> None:
    _, voisin, manager = worked_march()
    sheet = confirm_month(manager, voisin, MARCH, NOW)
    row = month_of(voisin, MARCH).works[0].hours
    with pytest.raises(TeamRefused, match="déjà validé"):
        correct_hours(manager, row, day=row.day, starts_at=row.starts_at, ends_at=time(19), sort="field", reason="erreur", now=NOW)
    with pytest.raises(TeamRefused, match="rouvrez"):
        note_hours(manager, voisin, day=date(2026, 3, 30), starts_at=time(9), ends_at=time(10), sort="meeting", now=NOW)
    with pytest.raises(TeamRefused, match="pourquoi"):
        reopen_month(manager, sheet, "")
    reopen_month(manager, sheet, "heure oubliée")
    note_hours(manager, voisin, day=date(2026, 3, 30), starts_at=time(9), ends_at=time(10), sort="meeting", now=NOW)
    assert confirm_month(manager, voisin, MARCH, NOW).figures["sorts"]["meeting"] == 60
    assert JournalLine.objects.get(verb="reopen_month").detail["signed"] is False


def test_a_late_phone_is_kept_and_said() -> None:
    _, voisin, manager = worked_march()
    confirm_month(manager, voisin, MARCH, NOW)
    said(voisin, "2026-03-27", "17:30", "20:00")
    found = month_of(voisin, MARCH)
    assert found.stale
    assert found.sheet is not None
    assert found.sheet.figures["sorts"]["field"] == 900


def test_hours_that_overlap_or_were_changed_since_stop_the_confirmation() -> None:
    _, voisin, manager = worked_march()
    row = said(voisin, "2026-03-19", "19:00", "21:00")
    with pytest.raises(TeamRefused, match="chevauchent le 19/03"):
        confirm_month(manager, voisin, MARCH, NOW)
    correct_hours(manager, row, day=row.day, starts_at=time(20), ends_at=time(21), sort="field", reason="heure de fin", now=NOW)
    said(voisin, "2026-03-19", "20:00", "21:30", hours_id=row.pk, rev=2)
    with pytest.raises(TeamRefused, match="a changé une saisie"):
        confirm_month(manager, voisin, MARCH, NOW)


def test_she_signs_these_very_figures() -> None:
    _, voisin, manager = worked_march()
    with pytest.raises(TeamRefused, match="pas encore validé"):
        sign_month("device", voisin, MARCH, "0" * 64, NOW)
    sheet = confirm_month(manager, voisin, MARCH, NOW)
    with pytest.raises(TeamRefused, match="ont changé"):
        sign_month("device", voisin, MARCH, "0" * 64, NOW)
    signed = sign_month("device", voisin, MARCH, sheet.digest, NOW)
    assert signed.signed_with == MonthSheet.Signed.PHONE
    assert sign_month(manager, voisin, MARCH, sheet.digest, NOW, paper=True).signed_with == MonthSheet.Signed.PHONE
