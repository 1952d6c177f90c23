"""An operation on its way in: what was judged and stored, with its decoded body, before it means something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palier.visits.models import Operation


@dataclass(slots=True)
class Incoming:
    """The columns of an operation, without the cost of a model instance; `decoded` is its body as JSON."""

    organisation_id: UUID
    seq: int
    op: UUID
    rev: int
    digest: str
    kind: str
    format: int
    device_id: UUID
    made_at: str
    received_at: datetime
    status: str
    reason: str
    body: str
    decoded: dict[str, Any]
    waits_for: UUID | None = None
    decided_at: datetime | None = None
    decision: str = ""

    @classmethod
    def of(cls, row: Operation) -> "Incoming":
        """One that is in the database: it waited, or a person let it in."""
        return cls(
            row.organisation_id, row.seq, row.op, row.rev, row.digest, row.kind, row.format, row.device_id, row.made_at, row.received_at,
            row.status, row.reason, row.body, row.read_body(), row.waits_for, row.decided_at, row.decision,
        )  # fmt: skip

    def change(self, **values: Any) -> None:
        """Change it here and in the database."""
        for name, value in values.items():
            setattr(self, name, value)
        Operation.objects.filter(organisation_id=self.organisation_id, seq=self.seq).update(**values)
