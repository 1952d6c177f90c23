"""The link that opens a seat. Pure."""

from datetime import timedelta

# Long enough for a week off, short enough that a forwarded letter is soon worth nothing. The token is 256 bits, good once.
INVITATION_LIFE = timedelta(days=7)
