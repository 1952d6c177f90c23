"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from palier.safekeeping.rules.keeping import to_drop

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def test_quarters_of_an_hour_for_two_months_leave_few_none_older_than_promised_and_never_lose_the_newest() -> None:
    kept: set[datetime] = set()
    moment = NOW - timedelta(days=60)
    while moment <= NOW:
        kept.add(moment)
        kept -= to_drop(kept, moment)
        assert moment in kept
        moment += timedelta(minutes=15)
    assert 97 + 34 <= len(kept) <= 97 + 36
    assert min(kept) > NOW - timedelta(days=35, hours=1)


def test_the_last_backup_is_kept_however_old() -> None:
    assert to_drop([NOW - timedelta(days=900)], NOW) == set()
