"""Permanent case codes: DJ-K7M4-2QX9 says nothing about the child, and a slip of the pen is noticed (domain.md 3.20)."""

import re

from base import chance

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
PREFIX = "DJ"

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_CONFUSED = str.maketrans("OIL", "011")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def new_code(rng=None) -> str:
    """A random code with its check character. `rng` has `randrange`; without it the source of `base.chance` is asked."""
    rng = rng or chance.source()
    values = [rng.randrange(32) for _ in range(7)]
    body = "".join(ALPHABET[value] for value in [*values, _double(_syndrome(values))])
    return f"{PREFIX}-{body[:4]}-{body[4:]}"


def is_valid(code: str) -> bool:
    """Whether `code` is written exactly as we write codes and its check character agrees."""
    match = re.fullmatch(rf"{PREFIX}-([{ALPHABET}]{{4}})-([{ALPHABET}]{{4}})", code)
    return match is not None and _syndrome([_VALUES[character] for character in match[1] + match[2]]) == 0


def normalise(text: str) -> str | None:
    """The code somebody meant: any case, with or without hyphens, spaces and prefix, O for 0, I or L for 1, Arabic digits.

    None when it is not a code or the check character disagrees.
    """
    typed = re.sub(r"[\W_]", "", text.translate(_DIGITS)).upper()
    if len(typed) == 10 and typed.startswith(PREFIX):
        typed = typed[2:]
    typed = typed.translate(_CONFUSED)
    code = f"{PREFIX}-{typed[:4]}-{typed[4:]}"
    return code if is_valid(code) else None


def _syndrome(values: list[int]) -> int:
    """The sum over GF(32) of the values, the last one weighing 1, each other one twice its right neighbour; 0 in a valid code.

    The weights 1, 2, 4 ... of eight places are distinct and not zero, so the sum of a valid code changes with every single
    substitution and with every swap of two different characters, wherever they stand.
    """
    total = 0
    for value in values:
        total = _double(total) ^ value
    return total


def _double(value: int) -> int:
    """`value` times x in GF(32) modulo x^5 + x^2 + 1, whose x generates all 31 non-zero elements."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
