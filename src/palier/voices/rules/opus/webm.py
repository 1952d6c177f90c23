"""Opus in WebM, as Chromium and Safari record it. Source: RFC 8794 (EBML), RFC 9559 (Matroska), the WebM guidelines.

A closed list: an element that is not expected, a second track, bytes behind the end, and the file is refused.
"""

from collections.abc import Iterator, Set

from palier.voices.rules.opus.packets import NotOpus, Opus, read_head

EBML, DOC_TYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
SEEK, INFO, TRACKS, CLUSTER, CUES, TAGS = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B, 0x1254C367
VOID, CRC = 0xEC, 0xBF
TRACK, TRACK_NUMBER, TRACK_TYPE, CODEC, CODEC_HEAD = 0xAE, 0xD7, 0x83, 0x86, 0x63A2
TIMESTAMP, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK, POSITION, PREVIOUS = 0xE7, 0xA3, 0xA0, 0xA1, 0xA7, 0xAB
IN_SEGMENT = {SEEK, INFO, TRACKS, CLUSTER, CUES, TAGS, VOID, CRC}
IN_CLUSTER = {TIMESTAMP, SIMPLE_BLOCK, BLOCK_GROUP, POSITION, PREVIOUS, VOID, CRC}
AUDIO = 2
Element = tuple[int, bytes]


def read_webm(data: bytes) -> Opus:
    """The packets of a WebM file with one Opus track. Raises `NotOpus`."""
    whole = list(_elements(data, {EBML, SEGMENT, VOID}))
    if [name for name, _ in whole if name != VOID] != [EBML, SEGMENT]:
        raise _strange()
    if dict(_elements(whole[0][1], None)).get(DOC_TYPE, b"").rstrip(b"\0") != b"webm":
        raise _strange()
    body = next(content for name, content in whole if name == SEGMENT)
    track, head, packets = None, b"", []
    for name, content in _elements(body, IN_SEGMENT, open_ended={CLUSTER}, inside=IN_CLUSTER):
        if name == TRACKS:
            if track is not None:
                raise _strange()
            track, head = _track(content)
        elif name == CLUSTER:
            if track is None:
                raise _strange()
            packets += list(_packets(content, track))
    if not packets:
        raise NotOpus("Ce fichier ne contient aucun son.")
    channels, pre_skip, gain = read_head(head)
    return Opus(channels, pre_skip, gain, packets)


def _strange() -> NotOpus:
    return NotOpus("Ce fichier n’est pas un enregistrement WebM que l’on sait lire.")


def _elements(
    data: bytes, allowed: Set[int] | None, open_ended: Set[int] = frozenset({SEGMENT}), inside: Set[int] | None = None,
) -> Iterator[Element]:  # fmt: skip
    """The elements of `data`, one after the other, to its last byte. One of unknown size, as a recorder that streams
    writes it, runs until the next element that cannot be inside it."""
    at = 0
    while at < len(data):
        name, at = _name(data, at)
        size, at = _length(data, at)
        if allowed is not None and name not in allowed:
            raise _strange()
        if size is None:
            if name not in open_ended:
                raise _strange()
            end = len(data) if inside is None else _end_of_cluster(data, at, inside)
        else:
            end = at + size
        if end > len(data):
            raise _strange()
        yield name, data[at:end]
        at = end


def _end_of_cluster(data: bytes, at: int, inside: Set[int]) -> int:
    while at < len(data):
        name, after = _name(data, at)
        if name not in inside:
            return at
        size, after = _length(data, after)
        if size is None:
            raise _strange()
        at = after + size
    return at


def _name(data: bytes, at: int) -> tuple[int, int]:
    """An element's name, marker bits kept: one to four bytes."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 4 or at + length > len(data):
        raise _strange()
    return int.from_bytes(data[at : at + length], "big"), at + length


def _length(data: bytes, at: int) -> tuple[int | None, int]:
    """A size of one to eight bytes; None when it is written as unknown."""
    if at >= len(data) or not data[at]:
        raise _strange()
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        raise _strange()
    value = int.from_bytes(data[at : at + length], "big") & ((1 << 7 * length) - 1)
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _track(content: bytes) -> tuple[int, bytes]:
    """Number and Opus header of the only track."""
    tracks = [one for name, one in _elements(content, {TRACK, VOID, CRC}) if name == TRACK]
    if len(tracks) != 1:
        raise NotOpus("Ce fichier a plusieurs pistes : une seule voix est attendue.")
    fields = dict(_elements(tracks[0], None))
    if int.from_bytes(fields.get(TRACK_TYPE, b""), "big") != AUDIO:
        raise NotOpus("Ce fichier est une vidéo : seul le son est attendu.")
    if fields.get(CODEC, b"").rstrip(b"\0") != b"A_OPUS":
        raise NotOpus("Ce son n’est pas en Opus.")
    return int.from_bytes(fields.get(TRACK_NUMBER, b""), "big"), fields.get(CODEC_HEAD, b"")


def _packets(cluster: bytes, track: int) -> Iterator[bytes]:
    for name, content in _elements(cluster, IN_CLUSTER):
        if name == SIMPLE_BLOCK:
            yield _packet(content, track)
        elif name == BLOCK_GROUP:
            yield from (_packet(one, track) for inner, one in _elements(content, None) if inner == BLOCK)


def _packet(block: bytes, track: int) -> bytes:
    number, at = _length(block, 0) if block else (None, 0)
    # Three bytes of time and flags, then one packet: recorders never lace.
    if number != track or len(block) <= at + 3 or block[at + 2] & 0x06:
        raise _strange()
    return block[at + 3 :]
