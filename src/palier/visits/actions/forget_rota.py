"""What a phone sent about weeks to come is forgotten after them: who was away when, and who said no."""

from datetime import datetime, timedelta

from palier.visits.models import Operation

FORGOTTEN = "forgotten"
KINDS = ("availability", "slot_answer")
KEPT = timedelta(days=90)


def forget_rota(now: datetime) -> str:
    """Empty these operations three months after they came, kept aside or not; their digests stay. A sentence for the list of jobs."""
    gone = Operation.objects.filter(kind__in=KINDS, received_at__lt=now - KEPT)
    return f"{gone.update(kind=FORGOTTEN, body='{}', made_at='')} effacés"
