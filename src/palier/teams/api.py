"""The door of the room of teams."""

from palier.teams.actions import declare_hours, set_contract
from palier.teams.models import Contract, DeclaredHours
from palier.teams.queries import contract_minutes, declared_between, declared_minutes

__all__ = [
    "Contract",
    "DeclaredHours",
    "contract_minutes",
    "declare_hours",
    "declared_between",
    "declared_minutes",
    "set_contract",
]
