"""An operation on its way in: what was judged and stored, with its decoded body, before it means something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palier.common.rows import Key, key_of
from palier.visits.models import Operation


@dataclass(slots=True)
class Incoming:
    """The columns of an operation, without the cost of a model instance; `decoded` is its body as JSON.

    `tour` and `door` are the keys that the body names; None when it names none.
    """

    organisation_id: Key
    seq: int
    op: Key
    rev: int
    digest: str
    kind: str
    format: int
    device_id: Key
    made_at: str
    received_at: datetime
    status: str
    reason: str
    body: str
    decoded: dict[str, Any]
    waits_for: UUID | None = None
    decided_at: datetime | None = None
    decision: str = ""
    # False until its row is in the database: what is found out about it before goes into that row.
    written: bool = True
    tour: Key | None = None
    door: Key | None = None

    def __post_init__(self) -> None:
        self.tour, self.door = named_in(self.decoded)

    @property
    def op_id(self) -> UUID:
        """The id that the phone gave it."""
        return UUID(self.op)

    @classmethod
    def of(cls, row: Operation) -> "Incoming":
        """One that is in the database: it waited, or a person let it in."""
        return cls(
            row.organisation_id.hex, row.seq, row.op.hex, row.rev, row.digest, row.kind, row.format, row.device_id.hex, row.made_at,
            row.received_at, row.status, row.reason, row.body, row.read_body(), row.waits_for, row.decided_at, row.decision,
        )  # fmt: skip

    def change(self, **values: Any) -> None:
        """Change it here, and in the database once it is there."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.written:
            Operation.objects.filter(organisation_id=self.organisation_id, seq=self.seq).update(**values)

    def put_aside(self, reason: str) -> None:
        """Keep it for a person to look at."""
        self.change(status=Operation.Status.QUARANTINED, reason=reason)


def named_in(body: dict[str, Any]) -> tuple[Key | None, Key | None]:
    """The keys of the tour and of the door that a body names."""
    return _named(body, "tour"), _named(body, "door")


def _named(body: dict[str, Any], name: str) -> Key | None:
    found = body.get(name)
    return key_of(found) if isinstance(found, str) and found else None
