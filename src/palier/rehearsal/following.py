"""The desk's side of what residents agreed to: a directory, referrals followed, people called back, some of them forgotten in time."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from palier.partners.api import (
    Appointment,
    PersonalFollowUp,
    Referral,
    forget_follow_ups,
    move_appointment,
    move_referral,
    note_try,
    open_service,
    settle_follow_up,
)
from palier.people.api import Account, Site

# Invented services; numbers that ring nowhere.
DIRECTORY = (
    ("France services", "Papiers, droits, démarches en ligne", ("rights",), "place du marché", "lundi à vendredi, 9 h à 17 h", "0199001110", True),
    ("CCAS", "Aides de la ville, factures, domiciliation", ("rights", "charges"), "à la mairie", "lundi à jeudi, 9 h à 12 h", "0199001120", True),
    ("Centre social", "Cours de français, sorties, aide aux devoirs", ("isolation", "school"), "12 allée des Tilleuls",
     "mardi à samedi, 10 h à 18 h", "0199001130", True),
    ("Mission locale", "Emploi et formation, de 16 à 25 ans", ("job",), "gare routière", "lundi à vendredi, 9 h à 12 h", "0199001140", True),
    ("Centre de santé", "Trouver un médecin, un dépistage", ("health",), "derrière l’école", "lundi à samedi", "0199001150", True),
    ("Agence du bailleur", "Réparations, quittances", ("housing_repair", "environment"), "bâtiment A, rez-de-chaussée",
     "mardi et jeudi, 14 h à 17 h", "0199001160", False),
    ("Point énergie", "Comprendre sa facture, faire baisser sa consommation", ("charges",), "maison du projet", "mercredi, 14 h à 18 h",
     "0199001170", False),
)  # fmt: skip
# Of a hundred that were sent: seen by the service, and solved once seen (domain part d).
SENT, SEEN, SOLVED = 0.92, 0.70, 0.45
# Our guesses: appointments kept, calls answered, given up after three tries.
KEPT, ANSWERED, GIVEN_UP = 0.8, 0.6, 0.4


def make_directory(site: Site) -> None:
    """The services where the voisins of this site may send somebody."""
    for name, what, needs, place, opening, phone, books in DIRECTORY:
        open_service("demo", site, name=name, what=what, needs=needs, place=place, opening=opening, phone=phone, books=books)


def follow_what_was_agreed(site: Site, seed: int, now: datetime) -> None:
    """Play the manager's mornings: what came of each referral, appointment and follow-up, as of `now`; then what is due is forgotten."""
    manager = Account.objects.filter(sites=site).order_by("email").first()
    if manager is None:
        return
    dice = random.Random(f"{seed}:{site.name}:suites")
    zone = ZoneInfo(site.time_zone)
    for referral in Referral.objects.filter(site=site, state="agreed").order_by("asked_on", "pk"):
        _refer(manager, referral, datetime.combine(referral.asked_on, time(10), zone), now, dice)
    for appointment in Appointment.objects.filter(site=site, state__in=["asked", "booked"]).order_by("asked_on", "pk"):
        _meet(manager, appointment, datetime.combine(appointment.asked_on, time(11), zone), now, dice)
    for follow_up in PersonalFollowUp.objects.filter(site=site, state="to_do").order_by("asked_on", "pk"):
        _call(manager, follow_up, datetime.combine(follow_up.asked_on, time(9, 30), zone), now, dice)
    forget_follow_ups(now)


def _refer(manager: Account, referral: Referral, day: datetime, now: datetime, dice: random.Random) -> None:
    sent, seen, ended = (day + timedelta(days=dice.randrange(*span)) for span in ((1, 4), (4, 15), (16, 40)))
    if sent > now or dice.random() > SENT:
        return
    move_referral(manager, referral, "sent", sent)
    if seen > now or dice.random() > SEEN:
        return
    move_referral(manager, referral, "seen", seen)
    if ended < now:
        move_referral(manager, referral, "solved" if dice.random() < SOLVED else "unsolved", ended)


def _meet(manager: Account, appointment: Appointment, day: datetime, now: datetime, dice: random.Random) -> None:
    at, confirmed = appointment.at, day + timedelta(days=dice.randrange(1, 4))
    if at is None:
        if confirmed > now:
            return
        at = confirmed + timedelta(days=dice.randrange(3, 12))
        move_appointment(manager, appointment, "booked", confirmed, at=at)
    if at < now - timedelta(days=2):
        move_appointment(manager, appointment, "kept" if dice.random() < KEPT else "missed", at + timedelta(days=1))


def _call(manager: Account, follow_up: PersonalFollowUp, day: datetime, now: datetime, dice: random.Random) -> None:
    first = day + timedelta(days=dice.choice([1, 1, 2, 2, 3, 6, 9]))
    for try_at in (first, first + timedelta(days=3), first + timedelta(days=7)):
        if try_at > now:
            return
        if dice.random() < ANSWERED:
            settle_follow_up(manager, follow_up, "done", try_at)
            return
        note_try(manager, follow_up, try_at.date())
    if dice.random() < GIVEN_UP:
        settle_follow_up(manager, follow_up, "given_up", first + timedelta(days=9))
