"""Scheduled jobs: what runs by itself, how often; one process leads, and the state is in the database."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from palier.common.models import JobState

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
LEADER = "leader"


@dataclass(frozen=True)
class Job:
    """`run(now)` gives a short sentence on what it did."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    what: str


_jobs: dict[str, Job] = {}


def schedule(job: Job) -> None:
    """Register a job; called by `config.wiring` only."""
    _jobs[job.name] = job


def jobs() -> list[Job]:
    """Every registered job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


@transaction.atomic
def lead(process: UUID, now: datetime) -> bool:
    """True when this process leads for the next 60 seconds; a dead leader is replaced after that."""
    state, _ = JobState.objects.select_for_update().get_or_create(name=LEADER)
    if state.leader not in (None, process) and state.leader_until and state.leader_until > now:
        return False
    state.leader, state.leader_until = process, now + LEASE
    state.save(update_fields=["leader", "leader_until"])
    return True


def bring_forward(name: str) -> None:
    """Make a job due at the next beat, in whichever process leads: something happened that cannot wait for its hour."""
    JobState.objects.filter(name=name).update(last_started_at=None)


def run_due(now: datetime) -> list[str]:
    """Run each job whose time has come. A job that breaks is written down and does not stop the others."""
    done = []
    for job in jobs():
        if _is_due(job, now):
            _run(job, now)
            done.append(job.name)
    return done


def _is_due(job: Job, now: datetime) -> bool:
    state = JobState.objects.filter(name=job.name).first()
    return state is None or state.last_started_at is None or now - state.last_started_at >= job.every


def _run(job: Job, now: datetime) -> None:
    JobState.objects.update_or_create(name=job.name, defaults={"last_started_at": now})
    try:
        result = str(job.run(now) or "")
    except Exception as problem:
        log.exception("job %s", job.name)
        result = f"{type(problem).__name__}: {problem}"[:500]
    JobState.objects.filter(name=job.name).update(last_finished_at=now, last_result=result)


def last_runs() -> dict[str, tuple[datetime | None, str]]:
    """Job → when it last ended, and the short sentence that it gave."""
    return {one.name: (one.last_finished_at, one.last_result) for one in JobState.objects.exclude(name=LEADER)}
