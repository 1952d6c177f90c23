"""Hours declared, noted, corrected with a trace; the month's totals follow."""

from collections import Counter
from datetime import date, time

import pytest

from palier.common.models import JournalLine
from palier.teams.api import DeclaredHours, TeamRefused, confirm_hours, correct_hours, month_of, month_totals, note_hours
from palier.teams.models import MonthTotal
from palier.teams.tests.factories import NOW, make_team, said

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MARCH = date(2026, 3, 1)


def correct(manager, row, **more):
    found = {
        "day": row.day,
        "starts_at": row.starts_at,
        "ends_at": time(19, 30),
        "sort": row.sort,
        "reason": "retour plus tôt",
        "now": NOW,
        **more,
    }
    return correct_hours(manager, row, **found)


def test_totals_follow_revisions_undos_and_corrections() -> None:
    _, voisin, manager = make_team()
    row = said(voisin, "2026-03-19", "17:30", "20:00")
    said(voisin, "2026-03-19", "17:30", "20:30", hours_id=row.pk, rev=2)
    assert month_totals([voisin], MARCH)[voisin.pk] == Counter(field=180)
    correct(manager, row)
    assert month_totals([voisin], MARCH)[voisin.pk] == Counter(field=120)
    correct(manager, row, sort="training", ends_at=time(20))
    assert month_totals([voisin], MARCH)[voisin.pk] == Counter(training=150)
    correct(manager, row, void=True)
    assert not month_totals([voisin], MARCH)[voisin.pk]
    assert not MonthTotal.objects.exists()


def test_a_correction_may_move_the_evening_to_another_month() -> None:
    _, voisin, manager = make_team()
    row = said(voisin, "2026-03-19", "17:30", "20:00")
    correct(manager, row, day=date(2026, 4, 1), ends_at=time(20))
    assert not month_totals([voisin], MARCH)[voisin.pk]
    assert month_totals([voisin], date(2026, 4, 1))[voisin.pk] == Counter(field=150)
    (work,) = month_of(voisin, date(2026, 4, 1)).works
    assert work.hours.day == date(2026, 3, 19)
    assert month_of(voisin, MARCH).works == []


def test_what_the_voisin_changes_afterwards_is_flagged_and_never_overwrites() -> None:
    _, voisin, manager = make_team()
    row = said(voisin, "2026-03-19", "17:30", "20:00")
    correct(manager, row)
    row = said(voisin, "2026-03-19", "17:30", "21:00", hours_id=row.pk, rev=2)
    (work,) = month_of(voisin, MARCH).works
    assert work.flagged
    assert not work.confirmed
    assert work.stretch.minutes == 120
    confirm_hours(manager, DeclaredHours.objects.get(pk=row.pk), NOW)
    (work,) = month_of(voisin, MARCH).works
    assert work.confirmed
    assert work.stretch.minutes == 120


def test_a_reason_is_needed_and_kept_out_of_the_journal() -> None:
    _, voisin, manager = make_team()
    row = said(voisin, "2026-03-19", "17:30", "20:00")
    with pytest.raises(TeamRefused, match="pourquoi"):
        correct(manager, row, reason=" ")
    correct(manager, row, reason="elle était malade")
    line = JournalLine.objects.get(verb="correct_hours")
    assert "malade" not in str(line.detail)


def test_an_evening_over_midnight_at_the_end_of_a_month() -> None:
    _, voisin, _ = make_team()
    said(voisin, "2026-03-31", "22:00", "01:00")
    assert month_totals([voisin], MARCH)[voisin.pk] == Counter(field=120)
    assert month_totals([voisin], date(2026, 4, 1))[voisin.pk] == Counter(field=60)


def test_sick_leave_is_noted_and_is_not_work() -> None:
    _, voisin, manager = make_team()
    note_hours(manager, voisin, day=date(2026, 3, 19), starts_at=time(17, 30), ends_at=time(20), sort="sick", now=NOW)
    found = month_of(voisin, MARCH)
    assert found.by_sort == Counter(sick=150)
    assert found.worked == 0
    with pytest.raises(TeamRefused):
        note_hours(manager, voisin, day=date(2026, 3, 19), starts_at=time(9), ends_at=time(10), sort="magic", now=NOW)
