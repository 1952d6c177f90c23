"""Opus in Ogg: as Firefox records it, as opusenc and telephones write it, and as we keep it. Source: RFC 3533, RFC 7845."""

from collections.abc import Iterator

from palier.voices.rules.opus.packets import RATE, NotOpus, Opus, read_head, samples_in

BEGIN, END, CONTINUED = 2, 4, 1
# A page of at most five seconds: some thirty bytes of wrapping each, and a player need not read far to find its place.
PAGE_SAMPLES = 5 * RATE
SERIAL = 1
_TAGS = b"OpusTags" + (6).to_bytes(4, "little") + b"Palier" + (0).to_bytes(4, "little")


def _table() -> list[int]:
    found = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        found.append(value)
    return found


_TABLE = _table()


def checksum(data: bytes) -> int:
    """The checksum of a page whose own checksum is zero."""
    value = 0
    for byte in data:
        value = ((value << 8) & 0xFFFFFFFF) ^ _TABLE[(value >> 24) ^ byte]
    return value


def read_ogg(data: bytes) -> Opus:
    """The packets of an Ogg file with one Opus stream. Raises `NotOpus`."""
    packets = _packets(data)
    head = next(packets, b"")
    channels, pre_skip, gain = read_head(head)
    if next(packets, b"")[:8] != b"OpusTags":
        raise _strange()
    found = list(packets)
    if not found:
        raise NotOpus("Ce fichier ne contient aucun son.")
    return Opus(channels, pre_skip, gain, found)


def _strange() -> NotOpus:
    return NotOpus("Ce fichier n’est pas un enregistrement Ogg que l’on sait lire.")


def _packets(data: bytes) -> Iterator[bytes]:
    """The packets, over page limits, to the last byte of the file."""
    at, serial, number, held = 0, None, 0, b""
    while at < len(data):
        head = data[at : at + 27]
        if len(head) < 27 or head[:5] != b"OggS\0":
            raise _strange()
        lengths = data[at + 27 : at + 27 + head[26]]
        end = at + 27 + head[26] + sum(lengths)
        if len(lengths) < head[26] or end > len(data):
            raise _strange()
        page = data[at:end]
        if checksum(page[:22] + b"\0\0\0\0" + page[26:]) != int.from_bytes(head[22:26], "little"):
            raise NotOpus("Ce son est abîmé : il ne se lit pas jusqu’au bout.")
        serial = head[14:18] if serial is None else serial
        if head[14:18] != serial or int.from_bytes(head[18:22], "little") != number or bool(head[5] & CONTINUED) != bool(held):
            raise _strange()
        body, place = page[27 + head[26] :], 0
        for length in lengths:
            held += body[place : place + length]
            place += length
            if length < 255:
                yield held
                held = b""
        at, number = end, number + 1
    if held:
        raise _strange()


def write_ogg(opus: Opus) -> bytes:
    """An Ogg file with nothing but these packets: the same recording always gives the same bytes."""
    head = b"OpusHead\1" + bytes([opus.channels]) + opus.pre_skip.to_bytes(2, "little") + RATE.to_bytes(4, "little")
    head += opus.gain.to_bytes(2, "little", signed=True) + b"\0"
    pages = [_page([head], 0, 0, BEGIN), _page([_TAGS], 0, 1, 0)]
    groups = _grouped(opus.packets)
    total = 0
    for number, group in enumerate(groups):
        total += sum(samples_in(one) for one in group)
        pages.append(_page(group, total, number + 2, END if number == len(groups) - 1 else 0))
    return b"".join(pages)


def _grouped(packets: list[bytes]) -> list[list[bytes]]:
    """Whole packets by page: no more than five seconds, nor than a page can hold."""
    groups: list[list[bytes]] = []
    samples = places = 0
    for packet in packets:
        length, needed = samples_in(packet), len(packet) // 255 + 1
        if not groups or samples + length > PAGE_SAMPLES or places + needed > 255:
            groups.append([])
            samples = places = 0
        groups[-1].append(packet)
        samples, places = samples + length, places + needed
    return groups


def _page(packets: list[bytes], granule: int, number: int, flags: int) -> bytes:
    lengths = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = b"OggS\0" + bytes([flags]) + granule.to_bytes(8, "little") + SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
    tail = bytes([len(lengths)]) + lengths + b"".join(packets)
    return head + checksum(head + b"\0\0\0\0" + tail).to_bytes(4, "little") + tail
