"""Restore drills: twenty phones, a server put back to an older backup, files on a disk: nothing acknowledged is missing (SY-06).

The backup is the product's own, encrypted and read back; the phones keep the contract's rules in a few lines.
"""

import os
import random
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from palier.config.wiring import back_up_all
from palier.people.api import raise_epochs
from palier.safekeeping.api import make_recovery_key, restore
from palier.visits.api import Operation, Visit
from palier.visits.tests.factories import Phone, Stage, a_visit, make_stage
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db(transaction=True)]
DRILLS = int(os.environ.get("PALIER_DRILLS", "2"))
PHONES = 20


class Keeper:
    """A phone that keeps what it sent until it is in a backup, and sends all it holds again after a new epoch."""

    def __init__(self, phone: Phone, dice: random.Random) -> None:
        self.phone, self.dice = phone, dice
        self.held: dict[tuple[str, int], dict[str, Any]] = {}
        self.sent: dict[tuple[str, int], int] = {}
        self.epoch: str | None = None
        self.saved: dict[str, int] = {}

    def save(self, stage: Stage) -> None:
        """A visit, or a correction of one that is still held."""
        revise = self.dice.choice([None, None, None, *self.saved])
        one = revise or str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        rev = self.saved.get(one, 0) + 1
        outcome = self.dice.choice(["met", "absent", "not_interested"])
        self.held[one, rev] = a_visit(stage.tour, self.dice.choice(stage.doors), outcome, op_id=one, rev=rev)
        self.saved[one] = rev

    def sync(self, client: Client, *, lose_answer: bool = False) -> None:
        """One contact: what is not acknowledged in this epoch goes; the answer may be lost."""
        ops = [op for key, op in self.held.items() if key not in self.sent][:50]
        answer = self.phone.post(*ops, client=client, epoch=self.epoch).json()
        if lose_answer:
            return
        if answer["epoch"] != self.epoch:
            self.epoch, self.sent = answer["epoch"], {}
        for result in answer["results"]:
            assert result["status"] in ("stored", "known"), result
            self.sent[result["id"], result["rev"]] = result["seq"]
        safe = answer["safe_up_to"] or 0
        for key in [key for key, seq in self.sent.items() if seq <= safe]:
            self.held.pop(key, None)


@pytest.mark.parametrize("seed", range(int(os.environ.get("PALIER_SEED", "1")), int(os.environ.get("PALIER_SEED", "1")) + DRILLS))
def test_a_restore_with_twenty_phones(seed: int, tmp_path: Path) -> None:
    dice, client = random.Random(seed), Client()
    (Path(settings.DATA_DIR) / "backup-public-key").unlink(missing_ok=True)
    make_recovery_key(tmp_path / "key")
    stage = make_stage(entrances=4, doors=12)
    keepers = [Keeper(Phone.of(stage.voisins[number % 2]), dice) for number in range(PHONES)]
    back_up_all(tmp_path / "there", timezone.now())
    for _ in range(dice.randint(2, 4)):
        for keeper in keepers:
            for _ in range(dice.randint(0, 3)):
                keeper.save(stage)
            if dice.random() < 0.6:
                keeper.sync(client, lose_answer=dice.random() < 0.3)
        if dice.random() < 0.6:
            back_up_all(tmp_path / "there", timezone.now())
        if dice.random() < 0.5:
            put_back(tmp_path, dice)
    put_back(tmp_path, dice)
    for _ in range(3):
        for keeper in keepers:
            keeper.sync(client)
    expected = {one: rev for keeper in keepers for one, rev in keeper.saved.items()}
    assert {str(pk): rev for pk, rev in Visit.objects.values_list("pk", "rev")} == expected
    numbers = sorted(Operation.objects.values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert kept(stage.mission) == recomputed(stage.mission)
    assert expected


def put_back(folder: Path, dice: random.Random) -> None:
    """The newest backup: what phones were told is safe is in it."""
    newest = max((folder / "there").glob("*.coffre"), key=lambda path: path.name)
    connections.close_all()
    restore(newest, (folder / "key").read_text(), raise_epochs)
