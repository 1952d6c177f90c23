"""The demo's recruitment: people on every step between a recommendation and a contract, through the real verbs. All invented."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from palier.partners.api import Structure
from palier.people.api import Account, Site, Voisin, voisins_of
from palier.places.api import Building
from palier.teams.api import (
    GRID,
    Candidate,
    apply_for_it,
    decide,
    hold_interview,
    mark_answered,
    plan_interview,
    recommend,
    tell_of_team,
)

# first name, last name, languages, who recommends, days ago, how far (see `_walk`), why.
CANDIDATES: Sequence[tuple[str, str, tuple[str, ...], str, int, str, str]] = (
    ("Ionela", "Costin", ("ro", "fr"), "École Jacques-Prévert", 3, "recommended", "Elle traduit pour les familles à la sortie de l’école."),
    ("Salimata", "Traoré", ("bm", "fr"), "Loge du bâtiment C", 1, "recommended", "Elle connaît tout le monde dans la cage d’escalier."),
    ("Denis", "Roche", ("fr",), "Centre social des Tilleuls", 10, "recommended", "Il tient la buvette et écoute plus qu’il ne parle."),
    ("Prakash", "Vasan", ("ta", "en", "fr"), "Club de foot des Terrasses", 12, "applied", "Il accompagne les jeunes le samedi."),
    ("Amel", "Haddad", ("ar", "fr"), "PMI du Port", 20, "applied_late", "Elle rassure les mères dans la salle d’attente."),
    ("Yasmine", "Benali", ("ar", "kab", "fr"), "Médiathèque Simone-Veil", 18, "first", "Elle anime le club de lecture."),
    ("Hugo", "Lemoine", ("fr",), "Régie de quartier", 16, "first", "Il a fait deux chantiers avec nous."),
    ("Marisol", "Quispe", ("es", "fr"), "Centre social des Tilleuls", 30, "second", "Elle a monté la fête des voisins."),
    ("Sékou", "Konaté", ("snk", "ff", "fr"), "Club de foot des Terrasses", 44, "decision", "Les parents l’appellent quand il y a un souci."),
    ("Zubaida", "Mirza", ("ur", "fr"), "PMI du Port", 60, "hired", "Elle explique les papiers sans les remplir à la place."),
    ("Karim", "Belaïd", ("ar", "fr"), "Épicerie Chez Awa", 70, "declined", "Toujours aimable."),
    ("Louise", "Moreau", ("fr",), "Médiathèque Simone-Veil", 712, "old", "Bénévole à la médiathèque."),
)  # fmt: skip
AGES = ("18_29", "30_44", "45_59", "30_44", "45_59", "60", "30_44", "18_29")


def recruit(site: Site, now: datetime) -> None:
    """Play two years of recruitment on this site, as of `now`."""
    manager = Account.objects.filter(sites=site).order_by("email").first()
    voisins = list(voisins_of(site))
    if manager is None or not voisins:
        return
    buildings = list(Building.objects.filter(neighbourhood__in=site.neighbourhoods.all()).order_by("name"))
    for place, voisin in enumerate(voisins[:-1]):
        tell_of_team(manager, voisin, age_band=AGES[place % len(AGES)], building=buildings[place % max(1, len(buildings) - 5)])
    structures = {one.name: one for one in Structure.objects.filter(site=site)}
    for number, row in enumerate(CANDIDATES):
        _walk(site, manager, voisins[number % len(voisins)], structures.get(row[3]), row, now)


def _walk(
    site: Site,
    manager: Account,
    voisin: Voisin,
    structure: Structure | None,
    row: tuple[str, str, tuple[str, ...], str, int, str, str],
    now: datetime,
) -> None:
    first, last, languages, _, ago, how_far, why = row
    today = timezone.localdate(now)
    day = today - timedelta(days=ago)
    words = {"first_name": first, "last_name": last, "phone": f"06399801{ago % 90 + 10:02d}", "why": why}
    candidate = recommend(manager, site, words, day, way="form" if ago % 2 else "desk", agreed=True, languages=languages, structure=structure,
                          moments=("evening", "saturday") if ago % 3 else ("evening",))  # fmt: skip
    if how_far == "old":
        decide(manager, candidate, outcome="declined", reason="no_place", said="", today=day)
        mark_answered(manager, candidate, "phone", day + timedelta(days=3))
        return
    if how_far == "recommended":
        return
    apply_for_it(manager, candidate, day + timedelta(days=4 if how_far != "applied" else ago - 2))
    if how_far.startswith("applied"):
        return
    _meet(manager, candidate, voisin, how_far, day, today)


def _meet(manager: Account, candidate: Candidate, voisin: Voisin, how_far: str, day: date, today: date) -> None:
    """The interviews: one to come, or both held; then the end."""
    zone = ZoneInfo(candidate.site.time_zone)
    soon = today + timedelta(days=2 + len(candidate.languages))
    soon += timedelta(days=8 - soon.isoweekday() if soon.isoweekday() > 5 else 0)
    first_on, second_on = day + timedelta(days=9), today - timedelta(days=5)
    at = datetime.combine(soon if how_far == "first" else first_on, time(14), zone)
    first = plan_interview(manager, candidate, 1, account=manager, at=at)
    if how_far == "first":
        return
    seen = {code: choices[0][0] for code, (_, _, choices) in GRID.items()}
    hold_interview(manager, first, {**seen, "note": "Raconte une dispute de palier, calmée en laissant parler."}, first_on)
    at = datetime.combine(soon if how_far == "second" else second_on, time(18), zone)
    second = plan_interview(manager, candidate, 2, voisin=voisin, at=at)
    if how_far == "second":
        return
    hold_interview(manager, second, {**seen, "speech": "warming", "note": "À la porte, attend la réponse avant de continuer."}, second_on)
    _end(manager, candidate, how_far, today)


def _end(manager: Account, candidate: Candidate, how_far: str, today: date) -> None:
    if how_far == "hired":
        decide(manager, candidate, outcome="hired", reason="languages", said="", today=today - timedelta(days=4))
    if how_far == "declined":
        decide(manager, candidate, outcome="declined", reason="balance", said="", today=today - timedelta(days=3))
