"""Back up, read back, restore: on the database that the tests run on."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from palier.config.wiring import back_up_all
from palier.partners.api import PersonalFollowUp, forget_again, open_follow_up, withdraw_follow_up
from palier.people.api import (
    Device,
    Organisation,
    carried_over_a_restore,
    last_numbers,
    mark_safe,
    raise_epochs,
    revoke_device,
    still_numbered,
)
from palier.safekeeping.api import (
    Backup,
    BackupRefused,
    back_up,
    last_good_backup,
    make_recovery_key,
    newer_than,
    public_keys,
    restore,
    rotate_key,
)
from palier.visits.api import Visit, forget_old_words
from palier.visits.tests.factories import a_visit, an_ask, make_stage
from palier.visits.tests.recompute import kept, recomputed
from palier.voices.api import Sent, Sound, take_recording
from palier.voices.tests.factories import BEEP, a_sound, with_guide
from palier.voices.tests.factories import kept as keep_a_voice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "cle"
    (Path(settings.DATA_DIR) / "backup-public-key").unlink(missing_ok=True)
    make_recovery_key(path)
    return path


def the_file(folder: Path) -> Path:
    return next(folder.glob("*.coffre"))


def test_what_was_acknowledged_as_safe_comes_back_and_phones_send_the_rest(tmp_path: Path, key: Path) -> None:
    stage = make_stage()
    phone, door = stage.phones[0], iter(stage.doors)
    ops = [a_visit(stage.tour, next(door)) for _ in range(3)]
    assert phone.post(*ops).json()["safe_up_to"] is None
    back_up_all(tmp_path / "there", timezone.now())
    late = [a_visit(stage.tour, next(door)) for _ in range(2)]
    answer = phone.post(*late).json()
    # Before the backup: safe. After it: only received.
    assert (answer["safe_up_to"], [one["seq"] for one in answer["results"]]) == (3, [4, 5])
    epoch = answer["epoch"]
    connections.close_all()
    restore(the_file(tmp_path / "there"), key.read_text(), raise_epochs)
    assert Visit.objects.count() == 3
    again = phone.post(*late).json()
    assert again["epoch"] != epoch
    assert [one["status"] for one in again["results"]] == ["stored", "stored"]
    assert again["safe_up_to"] == 3
    assert kept(stage.mission) == recomputed(stage.mission)
    assert Visit.objects.count() == 5


def test_voices_are_in_the_backup_and_a_phone_sees_that_the_restored_house_lacks_hers(tmp_path: Path, key: Path) -> None:
    stage = make_stage()
    with_guide(stage)
    sound = keep_a_voice(stage, sent=BEEP).sound
    back_up_all(tmp_path / "there", timezone.now())
    late = Sent(uuid4(), None, "common/information", "fr", "Je note.", timezone.now(), a_sound(3))
    take_recording(stage.phones[0].device, late, timezone.now())
    assert [one["id"] for one in stage.phones[0].tours().json()["voices"]][-1] == str(late.id)
    connections.close_all()
    restore(the_file(tmp_path / "there"), key.read_text(), raise_epochs)
    assert bytes(Sound.objects.get().data) == bytes(sound.data)
    found = stage.phones[0].tours().json()
    assert found["missions"][0]["sounds"][0]["sha256"] == sound.sha256
    # The phone still holds what it sent: its id is no longer told, so it is sent again.
    assert str(late.id) not in [one["id"] for one in found["voices"]]


def test_what_was_forgotten_since_a_backup_is_not_brought_back_by_it(tmp_path: Path, key: Path, settings: Any) -> None:
    settings.BACKUP_DIR = tmp_path / "there"
    stage = make_stage()
    phone, manager = stage.phones[0], stage.manager
    ops = [an_ask("follow_up", stage.tour, first_name=f"Canari{number}") for number in range(3)]
    phone.send(*ops[:2])
    back_up_all(tmp_path / "there", timezone.now())
    phone.send(ops[2])
    forgotten, kept_one, late = (PersonalFollowUp.objects.get(pk=op["id"]) for op in ops)
    withdraw_follow_up(manager, forgotten, timezone.now())
    withdraw_follow_up(manager, late, timezone.now())
    connections.close_all()
    restore(the_file(tmp_path / "there"), key.read_text(), raise_epochs)
    # The sealing keys came back with the rows: what was not forgotten still opens.
    assert open_follow_up(manager, PersonalFollowUp.objects.get(pk=kept_one.pk)).first_name == "Canari1"  # type: ignore[union-attr]
    assert PersonalFollowUp.objects.get(pk=forgotten.pk).secret
    forget_old_words(timezone.now(), forget_again(timezone.now(), tmp_path / "there"))
    assert (PersonalFollowUp.objects.get(pk=forgotten.pk).secret, PersonalFollowUp.objects.get(pk=forgotten.pk).state) == ("", "withdrawn")
    # The phone sends again what it still holds: it does not come back either.
    assert phone.send(ops[2])[0]["status"] == "stored"
    assert (PersonalFollowUp.objects.get(pk=late.pk).secret, PersonalFollowUp.objects.get(pk=late.pk).state) == ("", "withdrawn")
    assert "Canari" not in (tmp_path / "there" / "effaces.txt").read_text()
    assert kept(stage.mission) == recomputed(stage.mission)


def test_a_backup_that_ends_after_a_restore_is_thrown_away(tmp_path: Path, key: Path) -> None:
    """Found by `make faults LAYER=protocol`: it made phones purge what no later restore would find."""
    stage = make_stage()
    phone, door = stage.phones[0], iter(stage.doors)
    phone.send(a_visit(stage.tour, next(door)))
    back_up_all(tmp_path / "there", timezone.now())
    first = the_file(tmp_path / "there")
    phone.send(a_visit(stage.tour, next(door)))
    numbers = last_numbers()

    def restored_meanwhile() -> bool:
        connections.close_all()
        restore(first, key.read_text(), raise_epochs)
        return still_numbered(numbers)

    with pytest.raises(BackupRefused, match="remplacée"):
        back_up(tmp_path / "there", timezone.now(), still_good=restored_meanwhile)
    assert list((tmp_path / "there").glob("*.coffre")) == [first]
    # Nor does its number, of the time before, make anything safe.
    mark_safe(numbers)
    assert phone.post(a_visit(stage.tour, next(door))).json()["safe_up_to"] == 1


def test_a_phone_closed_as_lost_stays_closed_after_a_restore(tmp_path: Path, key: Path) -> None:
    stage = make_stage()
    back_up_all(tmp_path / "there", timezone.now())
    revoke_device("test", stage.phones[0].device, timezone.now())
    before = Device.objects.get(pk=stage.phones[0].device.pk).revoked_at
    connections.close_all()
    restore(the_file(tmp_path / "there"), key.read_text(), carried_over_a_restore())
    assert Device.objects.get(pk=stage.phones[0].device.pk).revoked_at == before
    assert Device.objects.get(pk=stage.phones[1].device.pk).revoked_at is None


def test_a_restore_says_when_a_newer_backup_is_there(tmp_path: Path) -> None:
    for name in ("palier-20260312-180000-000001.coffre", "palier-20260312-181500-000001.coffre", "autre.coffre"):
        (tmp_path / name).touch()
    assert newer_than(tmp_path / "palier-20260312-180000-000001.coffre") == tmp_path / "palier-20260312-181500-000001.coffre"
    assert newer_than(tmp_path / "palier-20260312-181500-000001.coffre") is None


def test_a_new_sealing_key_waits_until_a_backup_holds_it(tmp_path: Path, key: Path, settings: Any) -> None:
    """Found by `make faults LAYER=protocol`: what was sealed to a key that was lost with the server, nobody can read."""
    first = public_keys()[1]
    settings.BACKUP_DIR = tmp_path / "there"
    new = rotate_key("test", timezone.now()).kid
    assert public_keys()[1] == first
    back_up_all(tmp_path / "there", timezone.now())
    assert public_keys()[1] == new
    assert [one["kid"] for one in public_keys()[0]] == [new]
    last = rotate_key("test", timezone.now()).kid
    assert public_keys()[1] == new
    connections.close_all()
    restore(the_file(tmp_path / "there"), key.read_text(), raise_epochs)
    # It is gone with the database that was replaced, and no phone ever sealed to it.
    assert last not in [one["kid"] for one in public_keys()[0]]
    assert public_keys()[1] in (first, new)


def test_a_backup_shows_nothing_of_what_it_holds(tmp_path: Path, key: Path) -> None:
    stage = make_stage(name="Les Canaris")
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], note="CANARI-7731"))
    back_up(tmp_path / "there", timezone.now())
    raw = the_file(tmp_path / "there").read_bytes()
    assert b"CANARI" not in raw
    assert b"Canaris" not in raw
    assert oct(os.stat(the_file(tmp_path / "there")).st_mode & 0o777) == "0o600"


def test_a_damaged_backup_changes_nothing(tmp_path: Path, key: Path) -> None:
    stage = make_stage()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0]))
    back_up(tmp_path / "there", timezone.now())
    stage.phones[0].send(a_visit(stage.tour, stage.doors[1]))
    raw = the_file(tmp_path / "there").read_bytes()
    epoch = Organisation.objects.get(pk=stage.organisation.pk).epoch
    for name, damaged in (("cut", raw[:-40]), ("changed", raw[:-40] + b"?" + raw[-39:]), ("other", b"hello")):
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(BackupRefused):
            restore(tmp_path / name, key.read_text(), raise_epochs)
    make_recovery_key(tmp_path / "other-key")
    with pytest.raises(BackupRefused, match="autre clé"):
        restore(the_file(tmp_path / "there"), (tmp_path / "other-key").read_text(), raise_epochs)
    assert Visit.objects.count() == 2
    assert Organisation.objects.get(pk=stage.organisation.pk).epoch == epoch
    assert not list(Path(settings.DATA_DIR).glob("restore-*"))


def test_a_place_that_cannot_be_written_is_said_and_nothing_becomes_safe(tmp_path: Path, key: Path) -> None:
    stage = make_stage()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0]))
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BackupRefused):
        back_up_all(tmp_path / "file", timezone.now())
    assert Organisation.objects.get(pk=stage.organisation.pk).safe_up_to is None
    assert Backup.objects.get().problem
    assert last_good_backup() is None


def test_safe_numbers_never_go_back() -> None:
    stage = make_stage()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0]))
    before = last_numbers()
    mark_safe(before)
    mark_safe({organisation: replace(one, last_seq=0) for organisation, one in before.items()})
    assert Organisation.objects.get(pk=stage.organisation.pk).safe_up_to == 1


def test_old_backups_are_dropped_with_their_rows(tmp_path: Path, key: Path) -> None:
    now = timezone.now()
    for days in (70, 69, 40, 3, 2.9, 0.1, 0):
        back_up(tmp_path / "there", now - timedelta(days=days))
    files = {path.name for path in (tmp_path / "there").glob("*")}
    assert files == set(Backup.objects.values_list("file", flat=True))
    assert len(files) < 7


def test_without_a_key_it_says_how_to_make_one(tmp_path: Path) -> None:
    (Path(settings.DATA_DIR) / "backup-public-key").unlink(missing_ok=True)
    with pytest.raises(BackupRefused, match="backup-key"):
        back_up(tmp_path / "there", timezone.now())
    assert connection.vendor in ("sqlite", "postgresql")
