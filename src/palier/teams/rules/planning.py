"""What a piece of work would break, said before it is planned, in words, with what would be allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from palier.common.french import clock, hours, short_day
from palier.teams.rules.calendar import earliest_day, public_holidays
from palier.teams.rules.complementary import Agreement, most_before_rise, most_in_month
from palier.teams.rules.contract import FULL_MONTH, FULL_WEEK, Terms, due_in_month, terms_on
from palier.teams.rules.worked import Stretch, breaks, minutes_by_day, minutes_by_month, minutes_by_week, monday_of, overlaps

DAY_MOST = 10 * 60
REST = timedelta(hours=11)
DAYS_A_WEEK = 6
NIGHT_FROM, NIGHT_TO = time(21), time(6)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that would be broken: which, its article, a sentence, and what would be allowed instead.

    `blocking`: it cannot be planned at all. Else a person may, with a reason (the law asks for her agreement, not for a ban).
    """

    rule: str
    source: str
    sentence: str
    allowed: str
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person when something is planned: the terms, what is worked or planned already, the agreement."""

    terms: Sequence[Terms]
    stretches: Sequence[Stretch]
    agreement: Agreement
    department: str = ""


def check_plan(standing: Standing, planned: Stretch, told_on: date, *, agreed: bool = False) -> list[Breach]:
    """Every rule that this piece of work would break. `agreed`: the person chose it herself, so no notice is due."""
    after = [*standing.stretches, planned]
    found = [
        _under_contract(standing, planned),
        _twice(standing, planned),
        None if agreed else _notice(standing, planned, told_on),
        *_day(standing, planned, after),
        *_week(standing, planned, after),
        _month(standing, planned, after),
        _rise(standing, planned),
    ]
    return [one for one in found if one is not None]


def _under_contract(standing: Standing, planned: Stretch) -> Breach | None:
    if terms_on(standing.terms, planned.day) is not None:
        return None
    begins = min((one.starts_on for one in standing.terms), default=None)
    allowed = f"À partir du {short_day(begins)}." if begins and begins > planned.day else "Signer d’abord un contrat ou un avenant."
    return Breach("contract", "L3123-6", f"Aucun contrat n’est en cours le {short_day(planned.day)}.", allowed)


def _twice(standing: Standing, planned: Stretch) -> Breach | None:
    clash = next((one for one in standing.stretches if overlaps([one, planned])), None)
    if clash is None:
        return None
    return Breach(
        "twice", "D3171-8", f"Une autre activité est déjà notée de {clock(clash.starts_at)} à {clock(clash.ends_at)}.",
        f"Commencer après {clock(clash.ends_at)}, ou finir avant {clock(clash.starts_at)}.",
    )  # fmt: skip


def _notice(standing: Standing, planned: Stretch, told_on: date) -> Breach | None:
    """Source: L3123-31, L3123-24; a refusal is never a fault then (L3123-12)."""
    first = earliest_day(told_on, standing.agreement.notice_days, standing.department)
    if planned.day >= first:
        return None
    return Breach(
        "notice", "L3123-31", f"Il faut prévenir {standing.agreement.notice_days} jours ouvrés avant.",
        f"À partir du {short_day(first)}, ou plus tôt si la personne choisit elle-même ce créneau.", blocking=False,
    )  # fmt: skip


def _day(standing: Standing, planned: Stretch, after: list[Stretch]) -> Iterable[Breach | None]:
    same = [one for one in after if one.day == planned.day]
    yield _breaks(standing, planned, same)
    yield _length(standing, planned)
    yield _rest(standing, planned)
    yield _night(planned)
    yield _holiday(standing, planned)


def _breaks(standing: Standing, planned: Stretch, same: list[Stretch]) -> Breach | None:
    """Source: L3123-30 (one interruption a day, two hours at the most), L3123-23 (more, by agreement)."""
    cut = breaks(same)
    limit = timedelta(minutes=standing.agreement.break_minutes)
    long = next(((end, start) for end, start in cut if start - end > limit), None)
    if long is not None:
        latest = (long[0] + limit).astimezone(planned.zone)
        return Breach(
            "break", "L3123-30", f"{hours(int((long[1] - long[0]).total_seconds()) // 60)} sépareraient deux moments de travail ce jour-là.",
            f"{hours(standing.agreement.break_minutes)} au plus : reprendre à {clock(latest.time())} au plus tard.",
        )  # fmt: skip
    if len(cut) <= standing.agreement.breaks:
        return None
    return Breach(
        "break",
        "L3123-30",
        f"Cela ferait {len(cut)} coupures dans la journée.",
        f"{standing.agreement.breaks} au plus : accoler deux moments.",
    )


def _length(standing: Standing, planned: Stretch) -> Breach | None:
    """Source: L3121-18."""
    before = minutes_by_day(standing.stretches)
    for day, minutes in minutes_by_day([planned]).items():
        if before[day] + minutes > DAY_MOST:
            return Breach(
                "day",
                "L3121-18",
                f"Cela ferait {hours(before[day] + minutes)} dans la journée.",
                f"{hours(max(0, DAY_MOST - before[day]))} au plus ce jour-là.",
            )
    return None


def _rest(standing: Standing, planned: Stretch) -> Breach | None:
    """Eleven hours between two days' work. Source: L3131-1."""
    for one in standing.stretches:
        if one.day < planned.day and one.minutes and planned.begun - one.ended < REST and planned.begun >= one.ended:
            return _too_soon(planned, one.ended + REST, "Commencer à {at} au plus tôt.")
        if one.day > planned.day and one.minutes and one.begun - planned.ended < REST and one.begun >= planned.ended:
            return _too_soon(planned, one.begun - REST, "Finir à {at} au plus tard.")
    return None


def _too_soon(planned: Stretch, limit: datetime, allowed: str) -> Breach:
    at = limit.astimezone(planned.zone)
    return Breach("rest", "L3131-1", "Il faut onze heures de repos entre deux journées.", allowed.format(at=clock(at.time())))


def _night(planned: Stretch) -> Breach | None:
    """Evenings end at nine. Source: L3122-2, L3122-20."""
    late = planned.ends_at > NIGHT_FROM or planned.ends_at <= planned.starts_at
    if not late and planned.starts_at >= NIGHT_TO:
        return None
    return Breach("night", "L3122-20", "Entre 21 h et 6 h, c’est du travail de nuit.", "Entre 6 h et 21 h.")


def _holiday(standing: Standing, planned: Stretch) -> Breach | None:
    name = public_holidays(planned.day.year, standing.department).get(planned.day)
    if name is None:
        return None
    source = "L3133-4" if (planned.day.month, planned.day.day) == (5, 1) else "L3133-1"
    return Breach("holiday", source, f"Le {short_day(planned.day)} est férié ({name}).", "Un autre jour.", blocking=source == "L3133-4")


def _week(standing: Standing, planned: Stretch, after: list[Stretch]) -> Iterable[Breach | None]:
    week = monday_of(planned.day)
    by_day = minutes_by_day(after)
    days = sorted(day for day in by_day if monday_of(day) == week)
    if planned.day.weekday() == 6:
        # Source: L3132-3.
        yield Breach("sunday", "L3132-3", "Le dimanche est le jour de repos.", "Un autre jour de la semaine.")
    elif len(days) > DAYS_A_WEEK:
        # Source: L3132-1.
        yield Breach("week_days", "L3132-1", "Cela ferait sept jours de travail dans la semaine.", "Six au plus.")
    worked = minutes_by_week(by_day)[week]
    if worked >= FULL_WEEK:
        # Source: L3123-9.
        before = worked - planned.minutes
        yield Breach(
            "full_week",
            "L3123-9",
            f"Cela ferait {hours(worked)} dans la semaine : un temps partiel reste sous 35 h.",
            f"{hours(max(0, FULL_WEEK - 1 - before))} au plus.",
        )


def _month(standing: Standing, planned: Stretch, after: list[Stretch]) -> Breach | None:
    """Source: L3123-28, L3123-20; never the legal hours, even one month (L3123-9)."""
    month = planned.day.replace(day=1)
    due = due_in_month(standing.terms, month)
    if not due:
        return None
    worked = minutes_by_month(minutes_by_day(after))[month]
    most = min(most_in_month(due, standing.agreement), FULL_MONTH - 1)
    if worked <= most:
        return None
    left = max(0, most - minutes_by_month(minutes_by_day(standing.stretches))[month])
    share = "le tiers" if standing.agreement.cap * 3 == 1 else f"{int(standing.agreement.cap * 100)} %"
    return Breach(
        "month", "L3123-28", f"Cela ferait {hours(worked)} ce mois-ci, pour un contrat de {hours(due)}.",
        f"Il reste {hours(left)} : {hours(due)} et {share} de plus au plus. Au-delà, un avenant.",
    )  # fmt: skip


def _rise(standing: Standing, planned: Stretch) -> Breach | None:
    """Source: L3123-13."""
    terms = terms_on(standing.terms, planned.day)
    if terms is None:
        return None
    week = monday_of(planned.day)
    by_week = minutes_by_week(minutes_by_day(standing.stretches))
    most = most_before_rise(by_week, week, terms.monthly_minutes)
    if most is not None and by_week[week] + planned.minutes <= most:
        return None
    allowed = (
        "Proposer un avenant." if most is None else f"{hours(max(0, most - by_week[week]))} au plus cette semaine, ou proposer un avenant."
    )
    return Breach(
        "rise", "L3123-13", "Douze semaines sur quinze dépasseraient le contrat de deux heures : il faudrait l’augmenter.", allowed, blocking=False,
    )  # fmt: skip
