"""The chest: a stream that is compressed, then sealed piece by piece to a public key.

Each file has its own key, agreed between a throw-away X25519 key and the recovery key (HKDF-SHA256). The stream is cut in
pieces of 1 MiB, each sealed with AES-256-GCM under its number and whether it is the last: a piece that is cut away, moved,
repeated or changed is refused (BK-03). The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"PALIER-COFFRE-1\n"
PIECE = 1024 * 1024
TAG = 16
MAX_HEADER = 64 * 1024


class ChestRefused(Exception):
    """The chest cannot be opened; the text says why, in the operator's words."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was written: bytes of plain stream, bytes of file, SHA-256 of the plain stream, and the file's own key."""

    plain_bytes: int
    file_bytes: int
    digest: str
    key: bytes


def new_recovery_key() -> tuple[str, str]:
    """(recovery key, public key), as texts. The first opens every backup made with the second."""
    private = X25519PrivateKey.generate()
    return _text(private.private_bytes_raw()), _text(private.public_key().public_bytes_raw())


def public_of(recovery: str) -> str:
    """The public key of a recovery key. Raises `ChestRefused` when it is not one."""
    return _text(_private(recovery).public_key().public_bytes_raw())


def seal(pieces: Iterable[bytes], target: BinaryIO, public: str, label: dict[str, Any]) -> Sealed:
    """Write a chest. `label` (JSON) is readable by anybody and cannot be changed without notice."""
    throw_away = X25519PrivateKey.generate()
    recipient = X25519PublicKey.from_public_bytes(_bytes(public))
    shown = throw_away.public_key().public_bytes_raw()
    key = _agree(throw_away, recipient, shown)
    header = json.dumps({**label, "to": public, "from": _text(shown)}, sort_keys=True).encode()
    target.write(MAGIC + len(header).to_bytes(4, "big") + header)
    digest, plain = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal plain
        for piece in pieces:
            digest.update(piece)
            plain += len(piece)
            yield piece

    written = _write_sealed(_in_pieces(_compressed(counted())), target, key, header)
    return Sealed(plain, len(MAGIC) + 4 + len(header) + written, digest.hexdigest(), key)


def read_label(source: BinaryIO) -> dict[str, Any]:
    """The readable label of a chest. Raises `ChestRefused` when this is no chest."""
    return _read_header(source)[0]


def open_chest(source: BinaryIO, recovery: str) -> Iterator[bytes]:
    """The plain stream. Raises `ChestRefused` for a wrong key, or as soon as a piece is missing, moved or changed."""
    label, header = _read_header(source)
    private = _private(recovery)
    if _text(private.public_key().public_bytes_raw()) != label.get("to"):
        raise ChestRefused("Cette clé de reprise n’ouvre pas cette sauvegarde : elle a été faite avec une autre clé.")
    shown = X25519PublicKey.from_public_bytes(_bytes(str(label.get("from"))))
    return open_with(source, _derive(private.exchange(shown), _bytes(str(label["from"])), private.public_key()), header)


def open_again(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """Read back with the file's own key, just after writing: the recovery key is not on this machine."""
    _, header = _read_header(source)
    return open_with(source, key, header)


def open_with(source: BinaryIO, key: bytes, header: bytes) -> Iterator[bytes]:
    """The plain stream after the header."""
    unpacker = zlib.decompressobj()
    for piece in _read_sealed(source, key, header):
        yield unpacker.decompress(piece)
    yield unpacker.flush()
    if not unpacker.eof:
        raise ChestRefused("La sauvegarde est coupée.")


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(3)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _in_pieces(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 1 MiB; the last one is shorter, empty perhaps."""
    held = bytearray()
    for part in stream:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def _write_sealed(pieces: Iterable[bytes], target: BinaryIO, key: bytes, header: bytes) -> int:
    box, written = AESGCM(key), 0
    for number, piece in enumerate(pieces):
        # A shorter piece is the last one: pieces before it are always full.
        sealed = box.encrypt(_nonce(number, last=len(piece) < PIECE), piece, header)
        target.write(sealed)
        written += len(sealed)
    return written


def _read_sealed(source: BinaryIO, key: bytes, header: bytes) -> Iterator[bytes]:
    box, number, last = AESGCM(key), 0, False
    while not last:
        sealed = source.read(PIECE + TAG)
        last = len(sealed) < PIECE + TAG
        try:
            yield box.decrypt(_nonce(number, last=last), sealed, header)
        except (InvalidTag, ValueError):
            raise ChestRefused("La sauvegarde est coupée ou abîmée : elle ne s’ouvre pas en entier.") from None
        number += 1
    if source.read(1):
        raise ChestRefused("Il y a quelque chose après la fin de la sauvegarde.")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _read_header(source: BinaryIO) -> tuple[dict[str, Any], bytes]:
    refused = ChestRefused("Ce fichier n’est pas une sauvegarde de Palier, ou son début est abîmé.")
    if source.read(len(MAGIC)) != MAGIC:
        raise refused
    size = int.from_bytes(source.read(4), "big")
    header = source.read(size) if 0 < size <= MAX_HEADER else b""
    try:
        label = json.loads(header)
    except ValueError:
        raise refused from None
    if len(header) != size or not isinstance(label, dict) or "from" not in label:
        raise refused
    return label, header


def _agree(private: X25519PrivateKey, public: X25519PublicKey, shown: bytes) -> bytes:
    return _derive(private.exchange(public), shown, public)


def _derive(secret: bytes, shown: bytes, recipient: X25519PublicKey) -> bytes:
    return HKDF(SHA256(), 32, salt=shown + recipient.public_bytes_raw(), info=b"palier backup 1").derive(secret)


def _private(recovery: str) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(_bytes(recovery))
    except ValueError:
        raise ChestRefused("Ce n’est pas une clé de reprise de Palier.") from None


def _text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    clean = "".join(text.split()).upper()
    try:
        return base64.b32decode(clean + "=" * (-len(clean) % 8))
    except ValueError:
        raise ChestRefused("Ce n’est pas une clé de Palier.") from None
