"""From the bytes that were sent to the sound that is kept, or a sentence on what to do instead."""

import hashlib
from dataclasses import dataclass, field

from palier.voices.rules.opus.ogg import read_ogg, write_ogg
from palier.voices.rules.opus.packets import NotOpus, Opus
from palier.voices.rules.opus.webm import read_webm

# Source: AX-05 (30 KB a sentence, so that a mission in fifteen languages fits on an old phone).
MAX_BYTES = 30 * 1024
MAX_MS = 30_000
MIN_MS = 300
# What a recorder sends has a heavier wrapping than what is kept.
MAX_SENT_BYTES = 120_000
# A recorder stops a few frames late.
TOLERANCE_MS = 500

_OTHERS = (
    (0, b"RIFF", "un fichier WAV"), (4, b"ftyp", "un fichier M4A ou MP4"), (0, b"ID3", "un fichier MP3"), (0, b"\xff\xfb", "un fichier MP3"),
    (0, b"\xff\xf1", "un fichier AAC"), (0, b"fLaC", "un fichier FLAC"), (0, b"#!AMR", "un fichier AMR"), (0, b"%PDF", "un PDF"),
    (0, b"\xff\xd8\xff", "une photo"), (0, b"\x89PNG", "une image"), (0, b"PK\3\4", "un dossier compressé"), (0, b"GIF8", "une image"),
)  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """A sound as it is kept: an Ogg Opus file, its SHA-256 in hex, its length as heard in milliseconds."""

    data: bytes = field(repr=False)
    sha256: str
    ms: int


def read_voice(sent: bytes) -> Voice:
    """The sound to keep, made from a WebM or Ogg file of Opus. Raises `NotOpus` with a sentence for a person."""
    if len(sent) > MAX_SENT_BYTES:
        raise NotOpus(f"Ce fichier pèse {_kilo(len(sent))} : {_kilo(MAX_SENT_BYTES)} au plus. Redites la phrase ici, plus court.")
    opus = _opened(sent)
    if opus.ms < MIN_MS:
        raise NotOpus("On n’entend rien : c’est trop court. Recommencez en parlant après le signal.")
    if opus.ms > MAX_MS + TOLERANCE_MS:
        raise NotOpus(f"C’est trop long : {opus.ms // 1000} secondes. Trente au plus : coupez la phrase en deux étapes.")
    data = write_ogg(opus)
    if len(data) > MAX_BYTES:
        raise NotOpus(
            f"Ce son pèse {_kilo(len(data))} pour {opus.ms // 1000} secondes : {_kilo(MAX_BYTES)} au plus, "
            "pour tenir sur de vieux téléphones. Enregistrez-le ici, ou refaites-le en Opus à 8 kbit/s."
        )
    return Voice(data, hashlib.sha256(data).hexdigest(), opus.ms)


def _opened(sent: bytes) -> Opus:
    if sent[:4] == b"\x1aE\xdf\xa3":
        return read_webm(sent)
    if sent[:4] == b"OggS":
        return read_ogg(sent)
    what = next((name for at, magic, name in _OTHERS if sent[at : at + len(magic)] == magic), "un fichier d’un autre genre")
    raise NotOpus(f"C’est {what}. Une voix est un fichier Opus, en WebM ou en Ogg : le plus simple est de l’enregistrer ici.")


def _kilo(size: int) -> str:
    return f"{-(-size // 1024)} Ko"
