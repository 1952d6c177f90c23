"""Rules of pairing a phone. Pure: no database, `now` is an argument."""

import hashlib
from datetime import timedelta

# No 0/O, 1/I/L, 5/S, 8/B, U/V: ten characters that survive being read aloud on a landing. 24^10 is 46 bits,
# with ten minutes and five tries per network address; the QR carries the same code.
CODE_ALPHABET = "234679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 10
CODE_LIFE = timedelta(minutes=10)
TRIES = 5
TRIES_FORGOTTEN_AFTER = timedelta(minutes=10)
TOKEN_SLIDING = timedelta(days=30)
TOKEN_ABSOLUTE = timedelta(days=90)


def read_code(typed: str) -> str:
    """What a person typed, as it was written: capitals, no spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """`7K3F 92M PQA`: a code in groups that can be read aloud."""
    return f"{code[:4]} {code[4:7]} {code[7:]}"


def fingerprint(secret: str) -> str:
    """What is kept of a code or a token: its SHA-256 (64 hex characters)."""
    return hashlib.sha256(secret.encode()).hexdigest()
