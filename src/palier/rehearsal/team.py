"""The demo's team: a year of declared hours, training, files with their papers, months confirmed and signed."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from palier.missions.api import Mission, set_trainings
from palier.partners.api import Partner
from palier.people.api import Account, Site, Voisin
from palier.teams.api import (
    SCALED,
    Attendance,
    DeclaredHours,
    Paper,
    TeamRefused,
    TrainingModule,
    answer_survey,
    confirm_month,
    declare_hours,
    give_opinion,
    hand_equipment,
    keep_module,
    month_works,
    note_attendance,
    note_hours,
    note_waiver,
    open_employment,
    plan_session,
    receive_paper,
    sign_attendance,
    sign_month,
    survey_due,
)

MONTHS = 12
# Title, minutes, skills, for everybody, who gives it.
LEARNT = (
    ("Premiers pas de voisin", 180, ("reach_out", "secrecy", "territory"), True, "Nadia"),
    ("Le secret et l’accord de la personne", 180, ("secrecy", "third_party"), True, "Nadia"),
    ("Un danger à la porte : que faire", 180, ("safety",), True, "Croix-Rouge du Val"),
    ("Lire une facture d’eau", 180, ("rights", "digital"), False, "Samia"),
    ("Les droits sociaux, pas à pas", 180, ("rights", "network"), False, "Hugo"),
    ("Aider aux démarches en ligne", 180, ("digital",), False, "Médiathèque"),
    ("Animer une réunion d’escalier", 180, ("group", "message", "account"), False, "Nadia"),
)


def employ(site: Site, manager: Account, seed: int, now: datetime) -> None:
    """Give a year of employment to the voisins of a site. Needs their contracts and their evenings of the missions."""
    dice = random.Random(f"{seed}-team-{site.name}")
    voisins = list(site.voisins.order_by("first_name"))
    _learn(site, voisins, manager, dice, now)
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
        if not any(work.stretch.sort == DeclaredHours.Sort.FIELD for work in works) and ago:
            for week in range(dice.choice((3, 4, 4))):
                _evening(voisin, month + timedelta(days=7 * week + dice.randrange(0, 5)), dice, busy)


def _together(voisin: Voisin, manager: Account, month: date, busy: set[date], now: datetime) -> None:
    saturdays = [month + timedelta(days=n) for n in range(28) if (month + timedelta(days=n)).weekday() == 5]
    for day, start, end, sort in ((saturdays[3], time(9, 30), time(11, 30), "meeting"),):
        if day < now.date() and day not in busy:
            note_hours(manager, voisin, day=day, starts_at=start, ends_at=end, sort=sort, now=now)
            busy.add(day)


def _learn(site: Site, voisins: list[Voisin], manager: Account, dice: random.Random, now: datetime) -> None:
    """A session a month, signed on the phones, noted for one; then one that waits for signatures and one to come."""
    modules = [
        keep_module(manager, site.organisation, title=title, minutes=minutes, skills=skills, everyone=everyone,
                    module=TrainingModule.objects.filter(organisation=site.organisation, title=title).first())
        for title, minutes, skills, everyone, _ in LEARNT
    ]  # fmt: skip
    for mission in Mission.objects.filter(site=site, stage=Mission.Stage.FIELD):
        set_trainings(manager, mission, [modules[3 if "eau" in mission.title.casefold() else 4]])
    partner = Partner.objects.filter(organisation=site.organisation, kind=Partner.Kind.INSTITUTION).first()
    for ago in range(MONTHS, 0, -1):
        month = _month(now.date(), ago)
        day = next(one for one in (month + timedelta(days=n) for n in range(7, 14)) if one.weekday() == 5)
        _held(site, modules[(MONTHS - ago) % len(modules)], day, voisins, manager, dice, partner if ago % 3 == 0 else None)
    _waiting(site, modules, voisins, manager, dice, now)


def _held(
    site: Site, module: TrainingModule, day: date, voisins: list[Voisin], manager: Account, dice: random.Random, partner: Partner | None
) -> None:
    after = datetime.combine(day, time(12, 30), ZoneInfo(site.time_zone))
    trainer = next(who for title, *_, who in LEARNT if title == module.title)
    session = plan_session(
        manager, site, module, day=day, starts_at=time(9), ends_at=time(12), place="Maison du projet", trainer=trainer, partner=partner,
        voisins=voisins, now=after - timedelta(days=15),
    )  # fmt: skip
    for number, voisin in enumerate(voisins):
        if dice.random() < 0.12:
            note_attendance(manager, Attendance.objects.get(session=session, voisin=voisin), there=False, now=after)
            continue
        if number == 3:
            note_attendance(manager, Attendance.objects.get(session=session, voisin=voisin), there=True, now=after)
        else:
            sign_attendance(voisin, session, voisin, op=_uuid(dice), rev=1, starts_at=time(9), ends_at=time(12), now=after)
        marks = {aspect: dice.choice((2, 3, 3, 3)) for aspect in ("useful", "clear", "ready")}
        give_opinion(session, voisin, op=_uuid(dice), rev=1, **marks)


def _waiting(
    site: Site, modules: list[TrainingModule], voisins: list[Voisin], manager: Account, dice: random.Random, now: datetime
) -> None:
    """Yesterday's session, signed by half; one in ten days."""
    zone = ZoneInfo(site.time_zone)
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    session = plan_session(
        manager, site, modules[5], day=yesterday, starts_at=time(10), ends_at=time(12), place="Médiathèque", trainer="Lina, conseillère numérique",
        partner=None, voisins=voisins, now=now - timedelta(days=15),
    )  # fmt: skip
    for voisin in voisins[::2]:
        sign_attendance(voisin, session, voisin, op=_uuid(dice), rev=1, starts_at=time(10), ends_at=time(12), now=now)
    plan_session(
        manager, site, modules[3], day=yesterday + timedelta(days=11), starts_at=time(9, 30), ends_at=time(11, 30), place="Maison du projet",
        trainer="Samia", partner=Partner.objects.filter(organisation=site.organisation, kind=Partner.Kind.COMPANY).first(),
        voisins=voisins[: max(1, len(voisins) // 2)], now=now,
    )  # fmt: skip


def _uuid(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def _evening(voisin: Voisin, day: date, dice: random.Random, busy: set[date]) -> None:
    if day in busy or day.weekday() > 4:
        return
    busy.add(day)
    start = time(17, dice.choice((15, 30, 45)))
    declare_hours(
        "demo", voisin, hours_id=_uuid(dice), rev=1, day=day, starts_at=start,
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
