"""Numbers of cards: EAN-13 in the range shops keep for themselves, so that every scanner reads them and checks them."""

from random import Random

PREFIX = "29"  # GS1 keeps 20–29 for numbers that mean something in one business only
LENGTH = 13


def check_digit(digits: str) -> str:
    """Of the twelve digits of an EAN-13 (GS1 General Specifications, 7.9): weights 1 and 3 from the left."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def new_number(rng: Random) -> str:
    """Drawn at random: who has one card cannot write down another's."""
    digits = PREFIX + "".join(rng.choices("0123456789", k=LENGTH - len(PREFIX) - 1))
    return digits + check_digit(digits)


def is_number(text: str) -> bool:
    """Thirteen digits whose last one fits: a slip of one digit, or of most two neighbours, is noticed."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]
