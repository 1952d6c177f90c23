"""The number of the slip that a voisin leaves: how a service says that somebody came, without anybody's name."""

# As for pairing codes: letters and figures that survive being written by hand and read aloud.
ALPHABET = "234679ACDEFGHJKMNPQRTWXY"
LENGTH = 4


def slip_of(operation: str) -> str:
    """Four characters drawn from an operation's id (32 hex digits, dashes allowed): the same on the phone (`core/slips.ts`).

    Two slips of one site may meet once in some 330,000: the desk then shows both. `contract/examples/slips.json` has examples.
    """
    number = int(operation.replace("-", "")[:8], 16)
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters
