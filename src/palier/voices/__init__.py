"""Voices: sentences that somebody of the association said aloud, in a language, for the phones and the public pages.

Refuses: a voice without its speaker's agreement, one that says another text than the one shown, a file that is not Opus.
Must never hold: the voice of a resident; what was said at a door.
"""
