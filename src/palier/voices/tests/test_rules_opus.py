"""What an Opus recording is, and everything that only looks like one."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.voices.rules.opus import MAX_BYTES, MAX_SENT_BYTES, NotOpus, Opus, read_voice
from palier.voices.rules.opus.ogg import checksum, read_ogg, write_ogg
from palier.voices.rules.opus.packets import samples_in
from palier.voices.rules.opus.webm import read_webm

# Three seconds of Chromium's own test tone, from its own recorder.
BEEP = (Path(__file__).parent / "fixtures" / "beep.webm").read_bytes()
# Sixty milliseconds of narrow band, one frame: what it holds does not matter here.
PACKET = bytes([3 << 3]) + b"\x5a" * 20


def ogg_of(count: int, packet: bytes = PACKET, **head: int) -> bytes:
    return write_ogg(Opus(head.get("channels", 1), head.get("pre_skip", 312), 0, [packet] * count))


def refused(data: bytes) -> str:
    with pytest.raises(NotOpus) as problem:
        read_voice(data)
    return str(problem.value)


def test_a_recording_of_chromium_is_kept_as_ogg_with_its_length() -> None:
    voice = read_voice(BEEP)
    assert voice.ms == 3000
    assert voice.data[:4] == b"OggS"
    assert len(voice.data) < len(BEEP)
    assert read_ogg(voice.data).packets == read_webm(BEEP).packets


@pytest.mark.parametrize("name", ["firefox.webm", "firefox.ogg"])
def test_what_another_browser_records_is_taken_too(name: str) -> None:
    sent = (Path(__file__).parent / "fixtures" / name).read_bytes()
    voice = read_voice(sent)
    assert 2300 < voice.ms < 2600
    assert b"Mozilla" not in voice.data
    assert read_voice(voice.data) == voice


def test_the_same_recording_always_gives_the_same_bytes() -> None:
    voice = read_voice(BEEP)
    assert read_voice(voice.data) == voice
    assert len(voice.sha256) == 64


def test_nothing_of_what_was_around_the_sound_is_kept() -> None:
    assert b"Chrome" in BEEP
    assert b"Chrome" not in read_voice(BEEP).data


def test_two_channels_and_the_head_that_is_not_heard() -> None:
    voice = read_voice(ogg_of(20, channels=2, pre_skip=3840))
    assert voice.ms == 20 * 60 - 80
    assert read_ogg(voice.data).channels == 2


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "Opus"), (b"RIFF\0\0\0\0WAVE", "WAV"), (b"\0\0\0 ftypM4A ", "M4A"), (b"ID3\4", "MP3"), (b"%PDF-1.7", "PDF"),
        (b"<html><script>alert(1)</script>", "Opus"), (b"PK\3\4", "compressé"), (b"\xff\xd8\xff\xe0", "photo"), (b"#!AMR\n", "AMR"),
        (b"OggS", "Ogg"), (b"\x1aE\xdf\xa3", "WebM"),
    ],
)  # fmt: skip
def test_another_file_is_named_and_refused(data: bytes, word: str) -> None:
    assert word in refused(data)


def test_a_second_file_behind_or_inside_is_refused() -> None:
    for behind in (b"PK\3\4evil.zip", b"<script>alert(1)</script>", b"\0", BEEP):
        refused(BEEP + behind)
        refused(read_voice(BEEP).data + behind)
    refused(b"GIF89a" + BEEP)
    # An attachment is a legal part of a Matroska file, and not of a voice.
    attachment = b"\x19\x41\xa4\x69" + b"\x84" + b"evil"
    at = BEEP.index(b"\x1f\x43\xb6\x75")
    refused(BEEP[:at] + attachment + BEEP[at:])


def test_another_codec_or_a_video_is_refused() -> None:
    assert "pas en Opus" in refused(BEEP.replace(b"A_OPUS", b"A_AAC\0"))
    assert "vidéo" in refused(BEEP.replace(b"\x83\x81\x02\x86\x86A_OPUS", b"\x83\x81\x01\x86\x86A_OPUS"))
    vorbis = read_voice(BEEP).data.replace(b"OpusHead", b"\x01vorbis\0")
    refused(vorbis)


def test_too_long_too_short_too_heavy_are_three_sentences() -> None:
    assert "trop long" in refused(ogg_of(540))
    assert "trop court" in refused(ogg_of(3))
    assert "pèse" in refused(ogg_of(100, bytes([3 << 3]) + b"\x5a" * 400))
    assert "pèse" in refused(b"\x1aE\xdf\xa3" + b"\0" * MAX_SENT_BYTES)
    assert len(read_voice(ogg_of(500)).data) <= MAX_BYTES


def test_a_flipped_bit_is_noticed_in_ogg() -> None:
    good = read_voice(BEEP).data
    for at in range(0, len(good), 97):
        refused(good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :])


def test_cut_anywhere_a_file_is_refused_or_shorter_never_a_crash() -> None:
    for data in (BEEP, read_voice(BEEP).data):
        for at in range(0, len(data), 7):
            with contextlib.suppress(NotOpus):
                assert read_voice(data[:at]).ms < 3000


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_never_a_crash(data: bytes) -> None:
    for head in (b"", b"\x1aE\xdf\xa3", b"OggS", BEEP[:200], BEEP[:300]):
        with contextlib.suppress(NotOpus):
            read_voice(head + data)


@given(st.integers(0, len(BEEP) - 1), st.binary(min_size=1, max_size=6))
def test_any_change_of_a_good_file_is_taken_or_refused_never_a_crash(at: int, change: bytes) -> None:
    try:
        voice = read_voice(BEEP[:at] + change + BEEP[at + len(change) :])
    except NotOpus:
        return
    assert read_voice(voice.data) == voice


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (bytes([0]) + b"x", 480), (bytes([3 << 3]) + b"x", 2880), (bytes([12 << 3]) + b"x", 480), (bytes([31 << 3]) + b"x", 960),
        (bytes([16 << 3 | 1]) + b"xx", 240), (bytes([3 << 3 | 2]) + b"\1xy", 5760), (bytes([19 << 3 | 3, 3]) + b"xyz", 2880),
        (bytes([19 << 3 | 3, 0x40 | 1, 2]) + b"x\0\0", 960), (bytes([19 << 3 | 3, 0x80 | 2, 1]) + b"xyz", 1920), (bytes([0]), 480),
    ],
)  # fmt: skip
def test_how_long_a_packet_lasts(packet: bytes, samples: int) -> None:
    assert samples_in(packet) == samples


@pytest.mark.parametrize(
    "packet",
    [
        b"", bytes([1]) + b"x", bytes([2]) + b"\5x", bytes([3]), bytes([3, 0]), bytes([3, 3]) + b"xy", bytes([3, 0x41]), bytes([3, 0x41, 9]) + b"x",
        bytes([3 << 3 | 3, 3]) + b"xyz", bytes([0]) + b"x" * 1276, bytes([3, 0x82, 9]) + b"x", bytes([2, 252]),
    ],
)  # fmt: skip
def test_a_packet_that_breaks_the_rules_is_refused(packet: bytes) -> None:
    with pytest.raises(NotOpus):
        samples_in(packet)


def test_the_checksum_is_the_one_of_the_ogg_format() -> None:
    # CRC-32/MPEG-2 without its start value: the check value of that catalogue entry with init 0.
    assert checksum(b"123456789") == 0x89A1897F
