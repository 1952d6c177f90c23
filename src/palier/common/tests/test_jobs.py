"""Scheduled jobs: one leader, no overlap, a broken job is written down."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from palier.common import jobs
from palier.common.models import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_one_process_leads_until_it_is_silent() -> None:
    me, you, now = uuid.uuid4(), uuid.uuid4(), timezone.now()
    assert jobs.lead(me, now)
    assert not jobs.lead(you, now + timedelta(seconds=30))
    assert jobs.lead(me, now + timedelta(seconds=40))
    assert jobs.lead(you, now + timedelta(seconds=200))


def test_a_job_runs_when_its_time_has_come_and_a_broken_one_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def broken(now: object) -> None:
        raise RuntimeError("non")

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.schedule(jobs.Job("a", timedelta(minutes=5), broken, ""))
    jobs.schedule(jobs.Job("b", timedelta(minutes=5), lambda now: ran.append("b"), ""))
    now = timezone.now()
    assert jobs.run_due(now) == ["a", "b"]
    assert jobs.run_due(now + timedelta(minutes=1)) == []
    assert jobs.run_due(now + timedelta(minutes=6)) == ["a", "b"]
    assert ran == ["b", "b"]
    assert "non" in JobState.objects.get(name="a").last_result
