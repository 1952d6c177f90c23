"""Opus without a codec: read the packets of a recording, judge them, write them again in a container of our own.

What a browser or a person sends is never kept as it came: only its packets are, in an Ogg file written here. So nothing
travels beside the voice (no tags, no picture, no second file glued behind), and a player knows the length before it plays,
which the files of a browser's recorder do not say.
"""

from palier.voices.rules.opus.packets import NotOpus, Opus
from palier.voices.rules.opus.recording import MAX_BYTES, MAX_MS, MAX_SENT_BYTES, Voice, read_voice

__all__ = ["MAX_BYTES", "MAX_MS", "MAX_SENT_BYTES", "NotOpus", "Opus", "Voice", "read_voice"]
