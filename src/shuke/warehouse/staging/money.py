"""Decimal amounts as integer minor units, with what the rounding left over."""

from typing import Any

import ibis

DECIMALS = 4  # of every amount in the records
FINE = 10**DECIMALS


def minor(amount: Any, *, exponent: int) -> Any:
    """Integer minor units, half a unit away from zero; null stays null.

    Args:
        amount: a decimal column of four decimals.
        exponent: decimal places of the currency's minor unit (2 for CNY, 0 for JPY, 3 for KWD).
    """
    fine, unit = _fine(amount), 10 ** (DECIMALS - exponent)
    whole = (fine.abs() + unit // 2) // unit
    return ibis.ifelse(fine < 0, -whole, whole).cast("int64")


def left_over(amount: Any, *, exponent: int) -> Any:
    """What `minor` left out or added, in ten-thousandths of the currency: 0 wherever amounts have no finer parts."""
    unit = 10 ** (DECIMALS - exponent)
    return (_fine(amount) - minor(amount, exponent=exponent) * unit).cast("int64")


def _fine(amount: Any) -> Any:
    return (amount * FINE).cast("int64")
