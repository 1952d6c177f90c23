"""Codes that are read aloud, written on paper and typed by anybody: no look-alikes, and a character that checks the others. Pure."""

import secrets
import unicodedata

# No 0/O, 1/I/L, 5/S, 6/G, 8/B, 2/Z, U/V. Twenty-three is a prime: the check character then catches every single wrong
# letter and every two letters that changed places.
ALPHABET = "234679ACDEFHJKMNPQRTWXY"
LOOKALIKES = str.maketrans({"G": "6", "Z": "2"})


def letters_of(number: int, length: int) -> str:
    """A number as that many characters and one more that checks them."""
    letters = ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters + check_character(letters)


def number_of(letters: str) -> int:
    """The number that these characters, the check left out, came from."""
    number = 0
    for letter in reversed(letters):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def random_code(length: int) -> str:
    """That many characters by chance and one more that checks them."""
    return letters_of(secrets.randbelow(len(ALPHABET) ** length), length)


def check_character(letters: str) -> str:
    """The character that ends a code: the weighted sum of the others, modulo 23."""
    return ALPHABET[sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=1)) % len(ALPHABET)]


def read_typed(typed: str) -> str:
    """What somebody wrote, as codes are written: capitals, no spaces, look-alikes put right, digits of any script."""
    found = ""
    for letter in unicodedata.normalize("NFKC", typed[:60]).upper():
        digit = unicodedata.digit(letter, None)
        found += str(digit) if digit is not None else letter if letter.isalnum() else ""
    return found.translate(LOOKALIKES)


def is_whole(code: str, length: int) -> bool:
    """True when a code of this length, check character included, agrees with it.

    False: one letter is wrong, missing, or in the wrong place.
    """
    return len(code) == length and all(one in ALPHABET for one in code) and check_character(code[:-1]) == code[-1]


def shown_code(code: str) -> str:
    """`7K39 2FQA`: in groups of four that can be read aloud."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))
