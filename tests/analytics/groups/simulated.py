"""Customers drawn around known middles."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MIDDLES = np.array([[0, 0, 0, 0], [6, 0, 6, 0], [0, 6, 0, 6], [6, 6, -6, -6]], dtype=float)


def islands(customers: int = 800, *, seed: int = 5, noise: float = 1.0) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Four groups of falling size, and which each customer was drawn from."""
    random = np.random.default_rng(seed)
    truth = random.choice(4, size=customers, p=[0.4, 0.3, 0.2, 0.1]).astype(np.int64)
    values = MIDDLES[truth] + random.normal(scale=noise, size=(customers, 4))
    return pd.DataFrame(values, columns=list("abcd"), index=[f"C{number:04}" for number in range(customers)]), truth


def fog(customers: int = 600, *, seed: int = 5) -> pd.DataFrame:
    """No groups at all."""
    values = np.random.default_rng(seed).normal(size=(customers, 6))
    return pd.DataFrame(values, columns=list("abcdef"), index=[f"C{number:04}" for number in range(customers)])
