"""Columns of moments between a place's clock and UTC. Counted in microseconds since 1970-01-01."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Micros = NDArray[np.int64]
DAY = 86_400_000_000


def utc_of(local: Micros, zone: str) -> Micros:
    """Clock readings of `zone` as UTC. The hour that comes twice is taken the first time; the one that is skipped in
    spring moves to its end."""
    index = pd.DatetimeIndex(local.view("M8[us]"))
    first = np.ones(len(local), dtype=bool)
    moments = index.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return _micros(moments.tz_convert("UTC").tz_localize(None))


def local_of(utc: Micros, zone: str) -> Micros:
    """What the clock of `zone` shows."""
    index = pd.DatetimeIndex(utc.view("M8[us]")).tz_localize("UTC").tz_convert(zone)
    return _micros(index.tz_localize(None))


def _micros(index: pd.DatetimeIndex) -> Micros:
    return np.asarray(index.as_unit("us"), dtype="M8[us]").view(np.int64)
