"""Campaigns with a hold-out, simulated with a known effect."""

import numpy as np
import pandas as pd

MEAN_AMOUNT = float(np.exp(3.0 + 0.5))


def campaign(
    rng: np.random.Generator, customers: int, *, base: float = 0.06, effect: float = 0.04, by_visits: float = 0.0
) -> pd.DataFrame:
    """Half are contacted, which adds `effect` to the probability of a response, more with more `visits` (`by_visits`
    per standard deviation); `age` and `city` say nothing. Responses spend log-normal amounts."""
    features = rng.normal(size=(customers, 3))
    is_treated = rng.permutation(np.arange(customers) % 2 == 0)
    probability = np.clip(base + is_treated * (effect + by_visits * features[:, 0]), 0, 1)
    responded = rng.random(customers) < probability
    revenue = np.where(responded, rng.lognormal(3.0, 1.0, customers), 0.0)
    columns = {"is_treated": is_treated, "responded": responded, "revenue": revenue, "margin": revenue * 0.4}
    return pd.DataFrame({**columns, "visits": features[:, 0], "age": features[:, 1], "city": features[:, 2].round()})


def groups(*, treated: tuple[int, int], control: tuple[int, int]) -> pd.DataFrame:
    """(responses, customers) of each group."""
    rows = [
        (is_treated, number < responses)
        for is_treated, (responses, customers) in ((True, treated), (False, control))
        for number in range(customers)
    ]
    return pd.DataFrame(rows, columns=["is_treated", "responded"])
