"""The door of the room of visits."""

from palier.visits.models import FollowUp, Operation, Tally, Visit
from palier.visits.queries import figures

__all__ = ["FollowUp", "Operation", "Tally", "Visit", "figures"]
