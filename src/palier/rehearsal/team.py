"""The demo's team: a year of declared hours, training, files with their papers, months confirmed and signed."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

from palier.people.api import Account, Site, Voisin
from palier.teams.api import (
    SCALED,
    DeclaredHours,
    Paper,
    TeamRefused,
    answer_survey,
    confirm_month,
    declare_hours,
    hand_equipment,
    month_works,
    note_hours,
    note_waiver,
    open_employment,
    receive_paper,
    sign_month,
    survey_due,
)

MONTHS = 12


def employ(site: Site, manager: Account, seed: int, now: datetime) -> None:
    """Give a year of employment to the voisins of a site. Needs their contracts and their evenings of the missions."""
    dice = random.Random(f"{seed}-team-{site.name}")
    voisins = list(site.voisins.order_by("first_name"))
    for number, voisin in enumerate(voisins):
        _file(voisin, manager, number, now.date())
        _year(voisin, manager, dice, now)
        _say_of_herself(voisin, dice, now)
    for months_ago in range(MONTHS, 0, -1):
        _close(voisins, manager, _month(now.date(), months_ago), dice, now)


def _file(voisin: Voisin, manager: Account, number: int, today: date) -> None:
    employment = open_employment(voisin)
    assert employment is not None
    # One file in four lacks a paper, so that the page shows what it is for.
    kinds = [Paper.Kind.DECLARATION, Paper.Kind.WAIVER, Paper.Kind.HEALTH_COVER, Paper.Kind.OTHER_JOBS, Paper.Kind.BANK]
    for kind in kinds + ([Paper.Kind.MEDICAL] if number % 4 != 3 else []):
        receive_paper(
            manager, employment, kind=kind, received_on=employment.starts_on + timedelta(days=3 + number), kept_at="classeur bleu"
        )
    note_waiver(manager, employment, motive=("constraints", "several_jobs", "student")[number % 3], asked_on=employment.starts_on)
    employment.contracts.update(signed_on=employment.starts_on)
    hand_equipment(manager, voisin, what="badge", given_on=employment.starts_on)


def _say_of_herself(voisin: Voisin, dice: random.Random, now: datetime) -> None:
    """The voluntary survey at entry and at six months; one in six would rather not, and what is due now is left to the phone."""
    due = survey_due(voisin, now.date())
    for wave, better in (("entry", 0), ("6", 1)):
        if wave == due:
            return
        said = {} if dice.random() < 1 / 6 else {code: min(4, dice.randint(1, 3) + better) for code in SCALED}
        answer_survey(voisin, op=UUID(int=dice.getrandbits(128), version=4), rev=1, wave=wave, values=said, now=now)


def _month(today: date, ago: int) -> date:
    month = today.replace(day=1)
    for _ in range(ago):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _year(voisin: Voisin, manager: Account, dice: random.Random, now: datetime) -> None:
    """Each month: a training, a seminar, and evenings where no mission of the demo gave any."""
    for ago in range(MONTHS, -1, -1):
        month = _month(now.date(), ago)
        works = month_works([voisin], month)[voisin.pk]
        busy = {work.stretch.day for work in works}
        _together(voisin, manager, month, busy, now)
        if not works and ago:
            for week in range(dice.choice((3, 4, 4))):
                _evening(voisin, month + timedelta(days=7 * week + dice.randrange(0, 5)), dice, busy)


def _together(voisin: Voisin, manager: Account, month: date, busy: set[date], now: datetime) -> None:
    saturdays = [month + timedelta(days=n) for n in range(28) if (month + timedelta(days=n)).weekday() == 5]
    for day, start, end, sort in ((saturdays[1], time(9), time(12), "training"), (saturdays[3], time(9, 30), time(11, 30), "meeting")):
        if day < now.date() and day not in busy:
            note_hours(manager, voisin, day=day, starts_at=start, ends_at=end, sort=sort, now=now)
            busy.add(day)


def _evening(voisin: Voisin, day: date, dice: random.Random, busy: set[date]) -> None:
    if day in busy or day.weekday() > 4:
        return
    busy.add(day)
    start = time(17, dice.choice((15, 30, 45)))
    declare_hours(
        "demo", voisin, hours_id=UUID(int=dice.getrandbits(128), version=4), rev=1, day=day, starts_at=start,
        ends_at=time(19, dice.choice((30, 45))), sort=DeclaredHours.Sort.FIELD,
    )  # fmt: skip


def _close(voisins: list[Voisin], manager: Account, month: date, dice: random.Random, now: datetime) -> None:
    """Months past are confirmed and signed; of the last one, somebody has not signed yet."""
    for voisin in voisins:
        try:
            sheet = confirm_month(manager, voisin, month, now)
        except TeamRefused:
            # Two evenings that overlap: left for the manager, as life does.
            continue
        if month < _month(now.date(), 1) or dice.random() < 0.7:
            sign_month(voisin, voisin, month, sheet.digest, now)
