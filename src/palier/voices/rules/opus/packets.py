"""Opus packets: how long each lasts, and whether it is well formed. Source: RFC 6716 §3."""

from dataclasses import dataclass, field

# Everything in Opus is counted at this rate, whatever the microphone did.
RATE = 48_000
MAX_FRAME_BYTES = 1275
MAX_PACKET_SAMPLES = RATE * 120 // 1000


class NotOpus(ValueError):
    """These bytes are not a recording that we take; the text says why, for a person."""


@dataclass(frozen=True)
class Opus:
    """A recording taken out of its container: `pre_skip` samples at its head are not to be heard."""

    channels: int
    pre_skip: int
    gain: int
    packets: list[bytes] = field(repr=False)

    @property
    def samples(self) -> int:
        """Length at 48 kHz, the head that is not heard included."""
        return sum(samples_in(one) for one in self.packets)

    @property
    def ms(self) -> int:
        """Length in milliseconds, as heard."""
        return max(0, self.samples - self.pre_skip) * 1000 // RATE


def samples_in(packet: bytes) -> int:
    """Length of one packet in samples at 48 kHz. Raises `NotOpus` when it is not well formed (rules R1 to R7)."""
    if not packet:
        raise _broken()
    frame, code, body = _frame_samples(packet[0] >> 3), packet[0] & 3, packet[1:]
    if code == 0:
        count, sizes = 1, [len(body)]
    elif code == 1:
        if len(body) % 2:
            raise _broken()
        count, sizes = 2, [len(body) // 2]
    elif code == 2:
        first, rest = _size(body)
        if first > len(rest):
            raise _broken()
        count, sizes = 2, [first, len(rest) - first]
    else:
        count, sizes = _many(body)
    if any(size > MAX_FRAME_BYTES for size in sizes) or frame * count > MAX_PACKET_SAMPLES:
        raise _broken()
    return frame * count


def _broken() -> NotOpus:
    return NotOpus("Ce son est abîmé : il ne se lit pas jusqu’au bout.")


def _frame_samples(config: int) -> int:
    """Samples of one frame at 48 kHz, by configuration number (0 to 31)."""
    if config < 12:
        return (480, 960, 1920, 2880)[config % 4]
    if config < 16:
        return (480, 960)[config % 2]
    return (120, 240, 480, 960)[config % 4]


def _size(data: bytes) -> tuple[int, bytes]:
    """A frame length of one or two bytes, and what follows it."""
    if not data:
        raise _broken()
    if data[0] < 252:
        return data[0], data[1:]
    if len(data) < 2:
        raise _broken()
    return data[0] + 4 * data[1], data[2:]


def _many(body: bytes) -> tuple[int, list[int]]:
    """Any number of frames: how many, and their sizes (code 3)."""
    if not body or not body[0] & 0x3F:
        raise _broken()
    count, data = body[0] & 0x3F, body[1:]
    if body[0] & 0x40:
        data = _without_padding(data)
    if not body[0] & 0x80:
        if len(data) % count:
            raise _broken()
        return count, [len(data) // count]
    sizes = []
    for _ in range(count - 1):
        size, data = _size(data)
        sizes.append(size)
    last = len(data) - sum(sizes)
    if last < 0:
        raise _broken()
    return count, [*sizes, last]


def _without_padding(data: bytes) -> bytes:
    padding = 0
    while True:
        if not data:
            raise _broken()
        step, data = data[0], data[1:]
        padding += 254 if step == 255 else step
        if step < 255:
            break
    if padding > len(data):
        raise _broken()
    return data[: len(data) - padding]


def read_head(head: bytes) -> tuple[int, int, int]:
    """Channels, pre-skip and gain of an identification header. Raises `NotOpus`. Source: RFC 7845 §5.1."""
    if len(head) < 19 or head[:8] != b"OpusHead" or head[8] >> 4:
        raise NotOpus("Ce fichier n’est pas du son Opus.")
    channels, family = head[9], head[18]
    if channels not in (1, 2) or family != 0:
        raise NotOpus("Ce son a trop de pistes : une voix tient sur une seule.")
    return channels, int.from_bytes(head[10:12], "little"), int.from_bytes(head[16:18], "little", signed=True)
