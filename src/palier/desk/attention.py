"""What needs the manager today: each line has one action."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from palier.common.french import clock, long_day, plural, short_day
from palier.desk.backups import backup_state
from palier.desk.charts.findings import pace
from palier.missions.api import Mission, perimeter_entrances
from palier.partners.api import may_handle_residents, waiting_too_long
from palier.people.api import Account, Device, Site, phone_alerts_for, still_here
from palier.places.api import requests_at, unusual_entrances
from palier.teams.api import places_left, slots_between
from palier.tours.api import Tour, open_reports
from palier.visits.api import double_notes_for, figures, quarantine_for
from palier.voices.api import waiting_for


@dataclass(frozen=True)
class Attention:
    """One thing to look at."""

    icon: str
    tone: str
    title: str
    detail: str
    action: str
    href: str


def attention_for(account: Account, site: Site, today: date, now: datetime) -> list[Attention]:
    """What to look at on a site, most pressing first."""
    found: list[Attention] = []
    for mission in Mission.objects.filter(site=site, stage=Mission.Stage.FIELD):
        found += _late(mission, today)
        found += _forgotten(mission, today)
    found += _residents(site, today, now)
    found += _aside(account)
    found += _to_call_back(account, site, today)
    found += _slots(site, today)
    found += _voices(account, site)
    found += _silent(site, now, today)
    found += _perhaps_lost(account, site)
    found += _backup(now)
    return found


def _late(mission: Mission, today: date) -> list[Attention]:
    found = pace(figures(mission).get("first_knocks", {}), mission.starts_on, mission.ends_on, mission.target_doors, today)
    if not found.late_days:
        return []
    return [Attention(
        "hourglass-medium", "w", f"{mission.title} : {plural(found.late_days, 'jour')} de retard",
        f"{found.done} portes frappées sur {found.target}", "Revoir le planning", reverse("tours"),
    )]  # fmt: skip


def _forgotten(mission: Mission, today: date) -> list[Attention]:
    counts = figures(mission).get("entrances", {})
    planned = {
        stop.entrance_id
        for tour in Tour.objects.filter(mission=mission, day__lt=today).exclude(state="cancelled").prefetch_related("stops")
        for stop in tour.stops.all()
    }
    forgotten = [one for one in perimeter_entrances(mission) if one.pk in planned and not counts.get(f"{one.pk}:knocked")]
    return [
        Attention("stairs", "a", f"{one.building.name}, {one.name.lower()} : jamais visité",
                  "Une tournée était prévue, personne n’y a frappé.", "Ajouter à une tournée",
                  f"{reverse('plan_tour')}?mission={mission.pk}&entrance={one.pk}")
        for one in forgotten[:3]
    ]  # fmt: skip


def _residents(site: Site, today: date, now: datetime) -> list[Attention]:
    """What residents said and asked on the public pages."""
    here = reverse("residents")
    found = []
    reports = open_reports([site]).count()
    if reports:
        found.append(Attention("warning-circle", "a", f"{plural(reports, 'habitant signale', 'habitants signalent')} une visite",
                               "Un faux voisin, peut-être.", "Regarder", here))  # fmt: skip
    neighbourhoods = list(site.neighbourhoods.all())
    found += [
        Attention("prohibit", "n", f"{one.building.name}, {one.name.lower()} : {plural(number, 'porte refuse', 'portes refusent')}",
                  "En un jour, c’est beaucoup pour une seule entrée.", "Regarder", here)
        for one, number in unusual_entrances(neighbourhoods, now - timedelta(days=1))[:3]
    ]  # fmt: skip
    waiting = [one for one in requests_at(neighbourhoods) if one.is_waiting]
    if waiting:
        first = min(one.due_on for one in waiting)
        late = first < today
        found.append(Attention("hand-palm", "a" if late else "n", f"{plural(len(waiting), 'demande d’habitant', 'demandes d’habitants')}",
                               f"{'La réponse était due' if late else 'Répondre avant'} le {short_day(first)}.", "Répondre", here))  # fmt: skip
    return found


def _aside(account: Account) -> list[Attention]:
    number = quarantine_for(account).count() + double_notes_for(account).count()
    if not number:
        return []
    return [Attention("eye", "n", f"{plural(number, 'visite')} à regarder", "Gardées, mais un doute demande votre avis.",
                      "Regarder", reverse("quarantine"))]  # fmt: skip


def _slots(site: Site, today: date) -> list[Attention]:
    """Slots of the coming days that need a person: a yes held by a rule, a place looked to be given away, places nobody has."""
    found = []
    for slot in slots_between(site, today, today + timedelta(days=7)):
        if slot.cancelled_at is not None:
            continue
        states, left, when = (
            [one.state for one in slot.asks.all()],
            places_left(slot),
            f"{long_day(slot.day).capitalize()}, {clock(slot.starts_at)}.",
        )
        link = reverse("slot", args=[slot.pk])
        if "held" in states:
            found.append(
                Attention(
                    "warning-circle",
                    "w",
                    f"{slot.title} : un oui à voir avec vous",
                    f"{when} Une règle d’heures le retient.",
                    "Voir qui vient",
                    link,
                )
            )
        elif "swapping" in states:
            found.append(Attention("users", "n", f"{slot.title} : quelqu’un cherche un remplaçant", when, "Voir qui vient", link))
        elif left and slot.day <= today + timedelta(days=3):
            found.append(
                Attention("calendar-blank", "n", f"{slot.title} : {plural(left, 'place')} à pourvoir", when, "Voir qui vient", link)
            )
    return found[:3]


def _voices(account: Account, site: Site) -> list[Attention]:
    number = waiting_for(account).filter(site=site).count()
    if not number:
        return []
    return [Attention("speaker-high:fill", "n", f"{plural(number, 'voix', 'voix')} à écouter",
                      "Dites sur un téléphone : les autres les entendront ensuite.", "Écouter", reverse("voices"))]  # fmt: skip


def _to_call_back(account: Account, site: Site, today: date) -> list[Attention]:
    """Somebody asked to be called back, or visited again, and has waited more than three days."""
    number = waiting_too_long(site, today) if may_handle_residents(account) else 0
    if not number:
        return []
    return [Attention("phone", "w", f"{plural(number, 'personne attend', 'personnes attendent')} qu’on revienne vers elle{'s' if number > 1 else ''}",
                      "Demandé il y a plus de trois jours.", "Voir qui rappeler", f"{reverse('follow_ups')}?retard=1")]  # fmt: skip


def _perhaps_lost(account: Account, site: Site) -> list[Attention]:
    """Phones that came back empty, or older than they were (DV-09)."""
    return [
        Attention("warning-circle", "w", f"Téléphone de {one.voisin.first_name} : des visites manquent peut-être",
                  "Il a été relié de nouveau, vide." if one.kind == "emptied" else "Il est revenu à un état plus ancien.",
                  "Voir les téléphones", reverse("phones"))
        for one in phone_alerts_for(account) if one.voisin.site_id == site.pk
    ][:3]  # fmt: skip


def _backup(now: datetime) -> list[Attention]:
    state = backup_state(now)
    if state.good:
        return []
    return [Attention("warning-circle", "n", state.sentence, state.detail, "Voir les sauvegardes", reverse("phones"))]


def _silent(site: Site, now: datetime, today: date) -> list[Attention]:
    """Phones that said nothing for two days though a tour was planned (SY-12)."""
    limit = now - timedelta(hours=48)
    silent = [
        device
        for device in Device.objects.filter(still_here("voisin__"), voisin__site=site, revoked_at=None).select_related("voisin")
        if (device.last_seen_at or device.paired_at) < limit
        and device.voisin.tours.filter(day__gt=limit.date(), day__lt=today).exclude(state="cancelled").exists()
    ]
    return [
        Attention("device-mobile", "w", f"Le téléphone de {one.voisin.first_name} ne dit plus rien",
                  f"Dernière nouvelle le {short_day((one.last_seen_at or one.paired_at).date())}. Il avait une tournée.",
                  "Voir son téléphone", reverse("phone", args=[one.voisin_id]))
        for one in silent[:3]
    ]  # fmt: skip
