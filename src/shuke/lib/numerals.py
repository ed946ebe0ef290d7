"""Numbers as people read them: grouped by three in every language, − for minus, — for what is not known."""

from decimal import ROUND_HALF_UP, Decimal

NOTHING = "—"
MINUS = "−"

Number = int | float | Decimal


def number(value: Number | None, *, decimals: int = 0, signed: bool = False) -> str:
    """“−1,235”; halves are rounded away from zero, as people do."""
    if value is None:
        return NOTHING
    exact = rounded(value, decimals)
    return f"{sign_of(exact, signed=signed)}{abs(exact):,.{decimals}f}"


def percent(share: float | None, *, decimals: int = 0) -> str:
    """0.382 → “38%”. A share that is not zero never reads 0 %, one that is not whole never reads 100 %."""
    if share is None:
        return NOTHING
    smallest = 10.0**-decimals
    value = share * 100
    if 0 < value < smallest / 2:
        return f"<{smallest:.{decimals}f}%"
    if 0 < 100 - value < smallest / 2:
        return f">{100 - smallest:.{decimals}f}%"
    return f"{number(value, decimals=decimals)}%"


def rounded(value: Number, decimals: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def sign_of(value: Decimal, *, signed: bool = False) -> str:
    """Before the digits: − below zero; + above it where the sign is part of the news."""
    return MINUS if value < 0 else "+" if signed and value > 0 else ""
