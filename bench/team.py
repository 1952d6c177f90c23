"""Pages of the team with 100 sites, 1,000 voisins and three years of hours: p95 of the whole answer, on both databases.

    python bench/team.py [--sites 100] [--only sqlite|postgres]

One site lives its three years through the real actions; its rows are then copied, with ids of their own, for the others. Beside
each page, the same page of that one site alone, and an almost empty form: what the machine costs whatever the figures. Goal: 200 ms.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time as clock
import uuid
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests")]
MONTHS, VOISINS, GOAL_MS = 36, 10, 200


def first_of(today: date, ago: int) -> date:
    """The first day of the month, so many months ago."""
    months = today.year * 12 + today.month - 1 - ago
    return date(months // 12, months % 12 + 1, 1)


def live_three_years(stage: Any, today: date) -> None:
    """Contracts, evenings, trainings, seminars, papers; every month but the last confirmed and signed. Through the actions."""
    from django.utils import timezone

    from palier.people.api import Voisin
    from palier.teams.api import confirm_month, declare_hours, note_hours, open_employment, receive_paper, set_contract, sign_month

    dice, now = random.Random(3), timezone.now()
    names = ("Aïcha", "Bruno", "Chantal", "Djibril", "Elif", "Farid", "Gisèle", "Hawa")
    stage.voisins += [Voisin.objects.create(site=stage.site, first_name=name, languages=["fr"]) for name in names]
    for voisin in stage.voisins:
        set_contract(stage.manager, voisin, starts_on=first_of(today, MONTHS), monthly_minutes=900, signed_on=today)
        receive_paper(stage.manager, open_employment(voisin), kind="medical", received_on=today)
        for ago in range(MONTHS, -1, -1):
            month = first_of(today, ago)
            for week in range(4):
                day = month + timedelta(days=7 * week + dice.randrange(0, 5))
                if day < today:
                    declare_hours("bench", voisin, hours_id=uuid.UUID(int=dice.getrandbits(128), version=4), rev=1, day=day,
                                  starts_at=time(17, 30), ends_at=time(20, 0), sort="field")  # fmt: skip
            day = month + timedelta(days=27)
            if day < today:
                note_hours(stage.manager, voisin, day=day, starts_at=time(9), ends_at=time(12), sort="training", now=now)
            if ago > 1:
                sheet = confirm_month(stage.manager, voisin, month, now)
                sign_month(voisin, voisin, month, sheet.digest, now)


def copy_the_site(stage: Any, sites: int) -> None:
    """The same rows for the other sites."""
    from palier.people.api import Site, Voisin
    from palier.teams.api import Contract, DeclaredHours, Employment
    from palier.teams.models import MonthSheet, MonthTotal, Paper

    for number in range(1, sites):
        site = Site.objects.create(organisation=stage.organisation, name=f"Site {number}", department="99")
        stage.manager.sites.add(site)
        new = {one.pk: Voisin(site=site, first_name=one.first_name, languages=one.languages) for one in stage.voisins}
        Voisin.objects.bulk_create(new.values())
        jobs = {one.pk: one for one in Employment.objects.filter(voisin__in=stage.voisins)}
        for one in jobs.values():
            one.pk, one.voisin = uuid.uuid4(), new[one.voisin_id]
        Employment.objects.bulk_create(jobs.values())
        for model, by_job in ((Contract, True), (Paper, True), (DeclaredHours, False), (MonthTotal, False), (MonthSheet, False)):
            where = {"employment__voisin__in": stage.voisins} if model is Paper else {"voisin__in": stage.voisins}
            rows = list(model.objects.filter(**where))
            for row in rows:
                row.pk = None if model is MonthTotal else uuid.uuid4()
                if by_job:
                    row.employment = jobs[row.employment_id]
                if model is not Paper:
                    row.voisin = new[row.voisin_id]
            model.objects.bulk_create(rows, batch_size=500)


def fill_weeks(today: date) -> None:
    """Every site: a usual week each, three slots in this week with everybody asked, and one a week of three years where three came."""
    from django.utils import timezone

    from palier.people.api import Site
    from palier.teams.api import Slot, SlotAsk, UsualWeek

    dice, now = random.Random(4), timezone.now()
    windows = [{"day": day, "from": "17:00", "to": "21:00"} for day in (2, 4, 6)]
    for site in Site.objects.prefetch_related("voisins"):
        team = list(site.voisins.all())
        UsualWeek.objects.bulk_create(UsualWeek(voisin=one, op=uuid.uuid4(), rev=1, windows=windows) for one in team)
        days = [today - timedelta(days=today.weekday()) + timedelta(days=ahead) for ahead in (1, 3, 5)]
        slots = [Slot(site=site, sort="training", title="Atelier", day=day, starts_at=time(14), ends_at=time(16), places=4, made_at=now)
                 for day in days + [today - timedelta(weeks=ago) for ago in range(2, 156)]]  # fmt: skip
        Slot.objects.bulk_create(slots)
        SlotAsk.objects.bulk_create(
            SlotAsk(slot=slot, voisin=one, told_on=slot.day, state="waiting" if slot.day in days and place > 2 else "accepted")
            for slot in slots for place, one in enumerate(team if slot.day in days else dice.sample(team, 3))
        )  # fmt: skip


def pages_of(stage: Any, today: date) -> dict[str, str]:
    """What a manager and head office open, by name."""
    from django.urls import reverse

    month, someone = f"{first_of(today, 1):%Y-%m}", stage.voisins[0].pk
    return {
        "hours of the month": reverse("hours") + f"?mois={month}",
        "hours of one person": reverse("hours_of", args=[someone], query={"mois": month}),
        "payroll, CSV": reverse("payroll", args=["csv"]) + f"?mois={month}",
        "file of one person": reverse("employment", args=[someone]),
        "team": reverse("team"),
        "week of the slots": reverse("slots"),
        "offering a slot": reverse("offer_slot"),
        "training": reverse("training"),
        "seminars": reverse("seminars"),
        "recruitment": reverse("recruitment"),
        "teams of the network": reverse("network_teams"),
        "training, network": reverse("network_training"),
        "survey, network": reverse("network_survey"),
    }


def p95_ms(client: Any, address: str, times: int = 40) -> float:
    """Ninety-fifth percentile of the whole answer, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = clock.perf_counter()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        taken.append((clock.perf_counter() - begun) * 1000)
    return sorted(taken)[int(times * 0.95)]


def client_of(account: Any) -> Any:
    """A browser of the desk, signed in."""
    from django.test import Client

    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def measure(sites: int) -> None:
    """One database, the one of the environment."""
    from palier.config.start import start

    start()
    from django.db import connection
    from django.utils import timezone

    from palier.people.api import Account
    from palier.teams.api import DeclaredHours
    from palier.visits.tests.factories import make_stage

    stage, today = make_stage(), timezone.localdate()
    live_three_years(stage, today)
    head = Account.objects.create_user("tete@exemple.org", "x", organisation=stage.organisation, first_name="Claire", role="head_office")
    pages = pages_of(stage, today)
    who = {name: client_of(head if "network" in name else stage.manager) for name in pages}
    alone = {name: p95_ms(who[name], address) for name, address in pages.items()}
    copy_the_site(stage, sites)
    fill_weeks(today)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    floor = p95_ms(who["team"], "/equipe/nouveau/")
    print(
        f"{connection.vendor}: {sites} sites, {sites * VOISINS} voisins, {DeclaredHours.objects.count():,} entries; a form alone {floor:.0f} ms"
    )
    for name, address in pages.items():
        now = p95_ms(who[name], address)
        print(f"  {name:22} p95 {now:5.0f} ms (one site alone {alone[name]:.0f} ms){'' if now <= GOAL_MS else '  over the goal'}")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        measure(asked.sites)
        return
    from with_postgres import postgres

    again = [sys.executable, __file__, "--here", "--sites", str(asked.sites)]
    if asked.only != "postgres":
        folder = tempfile.mkdtemp(prefix="palier-bench-")
        subprocess.run(again, check=True, env={**os.environ, "PALIER_DATA_DIR": folder, "PALIER_DATABASE_URL": ""})
    if asked.only != "sqlite":
        folder = tempfile.mkdtemp(prefix="palier-bench-")
        with postgres(durable=True) as address:
            subprocess.run(again, check=True, env={**os.environ, "PALIER_DATA_DIR": folder, "PALIER_DATABASE_URL": address})


if __name__ == "__main__":
    main()
