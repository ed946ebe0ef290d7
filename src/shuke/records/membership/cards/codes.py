"""Codes of coupons: ten characters that nobody confuses when reading them out, drawn by the million."""

from collections.abc import Callable

# Crockford's 32: no I, L, O, U. A byte's five low bits draw each with equal chance.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_OF_BYTE = bytes(ALPHABET.encode()[byte % 32] for byte in range(256))
_MISREAD = str.maketrans("OIL", "011", " -")


def normal_code(text: str) -> str:
    """As it is compared: “7k2-mqo 4xil” → "7K2MQ04X11"."""
    return text.strip().upper().translate(_MISREAD)


def new_codes(count: int, *, random_bytes: Callable[[int], bytes]) -> set[str]:
    """`count` different codes; one in 32¹⁰ is guessed at the first try."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = random_bytes((count - len(codes)) * LENGTH).translate(_OF_BYTE).decode()
        codes.update(drawn[start : start + LENGTH] for start in range(0, len(drawn), LENGTH))
    return codes
