"""Erase, put an older backup back: erased again before anything is served, on the database that the tests run on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from palier.config import cli_safe
from palier.config.wiring import back_up_all
from palier.places.api import Door
from palier.privacy.api import Erasure, broken_receipts
from palier.safekeeping.api import BackupRefused, is_closed, make_recovery_key, open_again
from palier.tours.api import DoorState
from palier.visits.api import Operation, Visit, erase_home, purge
from palier.visits.tests.factories import a_visit, make_stage
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CANARY = "canari du troisième"
DESK = {"host": "bureau.localhost"}


@pytest.fixture
def key(tmp_path: Path) -> Iterator[str]:
    folder = Path(settings.DATA_DIR)
    for name in ("backup-public-key", "effaces.txt"):
        (folder / name).unlink(missing_ok=True)
    make_recovery_key(tmp_path / "cle")
    yield (tmp_path / "cle").read_text()
    open_again()
    (folder / "effaces.txt").unlink(missing_ok=True)


def test_what_was_erased_by_a_person_and_by_time_stays_erased(tmp_path: Path, key: str, monkeypatch: Any) -> None:
    stage, other = make_stage(), make_stage(name="Les Amarres")
    sent = a_visit(stage.tour, stage.doors[0], note=CANARY)
    stage.phones[0].send(sent, a_visit(stage.tour, stage.doors[1], needs=["charges"]))
    other.phones[0].send(a_visit(other.tour, other.doors[0], note=CANARY))
    file = tmp_path / back_up_all(tmp_path, timezone.now()).file
    erase_home(stage.manager, stage.doors[0], timezone.now(), about="R-ESSAI")
    purge({other.mission.pk: timezone.now() - timedelta(days=400)}, timezone.now())
    assert [one.note for one in Visit.objects.all()] == [""]
    connections.close_all()

    seen, again = [], cli_safe.erase_again

    def watched(*arguments: Any) -> str:
        """The backup is in, nothing is erased yet: nobody is served."""
        seen.append((Visit.objects.count(), Client().get("/", headers=DESK).status_code, stage.phones[0].post(sent).status_code))
        return again(*arguments)

    monkeypatch.setattr(cli_safe, "erase_again", watched)
    said = cli_safe.restore_closed(file, key, timezone.now())
    assert seen == [(3, 503, 503)]
    assert said == "1 logement, 1 mission"
    assert not is_closed()
    assert [one.door_id for one in Visit.objects.all()] == [stage.doors[1].pk]
    assert not Operation.objects.filter(body__contains="canari").exists()
    assert not DoorState.objects.filter(mission=other.mission).exists()
    assert kept(stage.mission) == recomputed(stage.mission)
    assert Door.objects.get(pk=stage.doors[0].pk).erased_at is not None
    assert set(Erasure.objects.values_list("cause", flat=True)) == {"restore"}
    assert broken_receipts() == []
    # The phone, in its new epoch, sends again all that it still holds.
    answer = stage.phones[0].post(sent)
    assert answer.status_code == 200
    assert not Visit.objects.filter(door=stage.doors[0]).exists()


def test_a_refused_restore_opens_again_and_a_broken_one_stays_closed(tmp_path: Path, key: str, monkeypatch: Any) -> None:
    make_stage()
    file = tmp_path / back_up_all(tmp_path, timezone.now()).file
    (tmp_path / "autre.coffre").write_bytes(b"not a backup")
    with pytest.raises(BackupRefused):
        cli_safe.restore_closed(tmp_path / "autre.coffre", key, timezone.now())
    assert not is_closed()
    connections.close_all()

    def broken(*arguments: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(cli_safe, "erase_again", broken)
    with pytest.raises(RuntimeError):
        cli_safe.restore_closed(file, key, timezone.now())
    assert is_closed()
    answer = Client().get("/", headers=DESK)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
