"""The demo's seminars: one held last month with what it promised, one to prepare."""

from datetime import datetime, time, timedelta

from palier.common.french import plural
from palier.missions.api import Mission
from palier.people.api import Account, Site
from palier.teams.api import Seminar, hold_seminar, minute, note_consent, plan_seminar, quote, settle_point
from palier.visits.api import figures, notes_between


def hold_seminars(site: Site, manager: Account, now: datetime) -> None:
    """Needs visits with notes and a team under contract."""
    today = now.date()
    past = today - timedelta(days=12)
    held = plan_seminar(
        manager, site, day=past, starts_at=time(14), ends_at=time(16), title="Ce qu’on entend sur les charges", place="Maison du projet"
    )
    notes = list({one.note: one for one in notes_between(manager, site, past - timedelta(days=31), past)}.values())
    for number, note in enumerate(notes[:3]):
        words = quote(manager, held, note.voisin, text=note.note, theme="")
        if number < 2:
            note_consent(manager, words, "yes" if number == 0 else "no", past)
    minute(manager, held, kind="theme", text="Les gens paient sans comprendre : la régularisation arrive sans un mot.")
    minute(manager, held, kind="theme", text="On nous ouvre mieux quand l’affiche est dans le hall depuis une semaine.")
    minute(manager, held, kind="decision", text="On commence par le haut de chaque cage, à deux.")
    done = minute(
        manager,
        held,
        kind="action",
        text="Demander au bailleur une page qui explique la facture d’eau",
        owner="Nadia",
        due_on=past + timedelta(days=7),
    )
    minute(manager, held, kind="action", text="Afficher dans les halls du bâtiment C", owner="Khadija", due_on=today - timedelta(days=3))
    minute(
        manager,
        held,
        kind="action",
        text="Inviter la médiatrice de l’eau au prochain séminaire",
        owner="Nadia",
        due_on=today + timedelta(days=12),
    )
    hold_seminar(manager, held, present=[], shown=_read_that_day(held), now=now - timedelta(days=12))
    settle_point(manager, done, "done", past + timedelta(days=6), "reçue, lue avec l’équipe")
    plan_seminar(
        manager,
        site,
        day=today + timedelta(days=6),
        starts_at=time(9, 30),
        ends_at=time(11, 30),
        title="Les jeunes qu’on ne voit pas",
        place="Maison du projet",
    )


def _read_that_day(held: Seminar) -> list[str]:
    """What was known that day of each mission: how often one had knocked."""
    found = []
    for mission in Mission.objects.filter(site=held.site, starts_on__lte=held.day, ends_on__gte=held.day - timedelta(days=31)):
        knocks = sum(number for day, number in figures(mission).get("attempts", {}).items() if day <= held.day.isoformat())
        if knocks:
            found.append(f"{mission.title} : on a frappé {plural(knocks, 'fois', 'fois')}")
    return found
