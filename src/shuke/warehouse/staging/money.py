"""Decimal amounts as integer minor units, with what the rounding left over."""

from typing import Any

DECIMALS = 4  # of every amount in the records
FINE = 10**DECIMALS


def minor(amount: Any, *, exponent: int) -> Any:
    """Integer minor units, half a unit away from zero; null stays null.

    Args:
        amount: a decimal column of four decimals.
        exponent: decimal places of the currency's minor unit (2 for CNY, 0 for JPY, 3 for KWD).
    """
    return (amount.round(exponent) * 10**exponent).cast("int64")


def left_over(amount: Any, *, exponent: int) -> Any:
    """What `minor` left out or added, in ten-thousandths of the currency: 0 wherever amounts have no finer parts."""
    return ((amount - amount.round(exponent)) * FINE).cast("int64")
