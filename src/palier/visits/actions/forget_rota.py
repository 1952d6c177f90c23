"""What a phone sent about weeks to come is forgotten after them: who was away when, who said no, what one thought
of a training."""

from datetime import datetime, timedelta

from palier.visits.models import Operation

FORGOTTEN = "forgotten"
KINDS = ("availability", "slot_answer", "training_opinion")
KEPT = timedelta(days=90)


def forget_rota(now: datetime) -> str:
    """Empty these operations three months after they came, kept aside or not; their digests stay. A sentence for the list of jobs."""
    gone = Operation.objects.filter(kind__in=KINDS, received_at__lt=now - KEPT)
    return f"{gone.update(kind=FORGOTTEN, body='{}', made_at='')} effacés"
