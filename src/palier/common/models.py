"""Shape of the journal and of the scheduled jobs' state."""

import uuid

from django.db import models


class JournalLine(models.Model):
    """One change somebody made: who, when, which verb, on what. Never content, never notes, never tokens."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="journal_subject_at")]


class JobState(models.Model):
    """When a scheduled job last ran, how it went, and which process leads."""

    name = models.CharField(max_length=60, primary_key=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_result = models.TextField(default="", blank=True)
    leader = models.UUIDField(null=True)
    leader_until = models.DateTimeField(null=True)


def new_id() -> uuid.UUID:
    """A random UUIDv4: identifiers are never sequential (AZ-10)."""
    return uuid.uuid4()
