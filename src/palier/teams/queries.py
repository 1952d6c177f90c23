"""Reads of the room of teams."""

from datetime import date

from django.db.models import QuerySet

from palier.people.api import Voisin
from palier.teams.models import Contract, DeclaredHours
from palier.teams.rules.worked import declared_length


def contract_minutes(voisin: Voisin, day: date) -> int:
    """Monthly minutes of the contract in force on that day; 0 without one."""
    contract = Contract.objects.filter(voisin=voisin, starts_on__lte=day).order_by("-starts_on").first()
    return contract.monthly_minutes if contract else 0


def declared_between(voisin: Voisin, first_day: date, last_day: date) -> QuerySet[DeclaredHours]:
    """What a voisin declared from one day to another, both included."""
    return DeclaredHours.objects.filter(voisin=voisin, void=False, day__range=(first_day, last_day)).order_by("day", "starts_at")


def declared_minutes(voisin: Voisin, first_day: date, last_day: date) -> int:
    """Minutes declared from one day to another, both included."""
    found = declared_between(voisin, first_day, last_day)
    return sum(declared_length(hours.starts_at, hours.ends_at) for hours in found)
