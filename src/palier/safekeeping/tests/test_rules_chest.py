"""The chest opens with its key, whole, or not at all (BK-03)."""

import io
import random
from collections.abc import Iterable

import pytest

from palier.safekeeping.rules.chest import PIECE, ChestRefused, new_recovery_key, open_again, open_chest, public_of, read_label, seal

RECOVERY, PUBLIC = new_recovery_key()


def a_chest(pieces: Iterable[bytes]) -> bytes:
    file = io.BytesIO()
    seal(pieces, file, PUBLIC, {"engine": "SQLite"})
    return file.getvalue()


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.mark.parametrize("size", [0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_what_goes_in_comes_out(size: int) -> None:
    plain = noise(size)
    chest = a_chest([plain[start : start + 70_000] for start in range(0, size, 70_000)])
    assert b"".join(open_chest(io.BytesIO(chest), RECOVERY)) == plain
    assert read_label(io.BytesIO(chest))["engine"] == "SQLite"


def test_it_is_read_back_without_the_recovery_key() -> None:
    file = io.BytesIO()
    sealed = seal([b"a" * 5000], file, PUBLIC, {})
    file.seek(0)
    assert b"".join(open_again(file, sealed.key)) == b"a" * 5000
    assert sealed.file_bytes == len(file.getvalue())


def test_another_key_is_refused_by_name() -> None:
    other, _ = new_recovery_key()
    with pytest.raises(ChestRefused, match="autre clé"):
        list(open_chest(io.BytesIO(a_chest([b"x"])), other))
    with pytest.raises(ChestRefused, match="clé"):
        public_of("pas une clé !")


def test_a_chest_cut_at_any_place_is_refused() -> None:
    chest = a_chest([noise(300)])
    for end in range(len(chest)):
        with pytest.raises(ChestRefused):
            list(open_chest(io.BytesIO(chest[:end]), RECOVERY))


def test_a_chest_cut_between_two_pieces_is_refused() -> None:
    chest = a_chest([noise(3 * PIECE)])
    start = chest.index(b"}") + 1
    for pieces in (1, 2):
        with pytest.raises(ChestRefused):
            list(open_chest(io.BytesIO(chest[: start + pieces * (PIECE + 16)]), RECOVERY))


def test_every_changed_byte_is_noticed() -> None:
    chest = a_chest([noise(200)])
    for place in range(len(chest)):
        changed = bytearray(chest)
        changed[place] ^= 1
        with pytest.raises(ChestRefused):
            list(open_chest(io.BytesIO(bytes(changed)), RECOVERY))


def test_pieces_cannot_change_places_nor_come_from_elsewhere() -> None:
    chest = a_chest([noise(3 * PIECE)])
    start, size = chest.index(b"}") + 1, PIECE + 16
    swapped = chest[:start] + chest[start + size : start + 2 * size] + chest[start : start + size] + chest[start + 2 * size :]
    with pytest.raises(ChestRefused):
        list(open_chest(io.BytesIO(swapped), RECOVERY))
    with pytest.raises(ChestRefused):
        list(open_chest(io.BytesIO(chest + b"x"), RECOVERY))
    other = a_chest([noise(3 * PIECE, seed=2)])
    with pytest.raises(ChestRefused):
        list(open_chest(io.BytesIO(chest[:start] + other[start:]), RECOVERY))
