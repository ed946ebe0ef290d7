"""How sure we may be of a preference, in the four steps a page shows."""

from dataclasses import dataclass
from datetime import datetime

STRONGEST = 4
SECONDS_A_DAY = 86_400
# What was said counts for two steps at once; what was only seen may have been chance.
_FIRST_STEPS = {"ask": 2, "listen": 2, "look": 1}


@dataclass(frozen=True)
class Strength:
    steps: int  # 0 (faded away) to 4
    is_fading: bool  # nobody confirmed it for a half-life


def preference_strength(
    *, how: str, confirmations: int, confirmed_at: datetime, is_pinned: bool, half_life_days: int, now: datetime
) -> Strength:
    """Each confirmation adds a step, up to four; every `half_life_days` without one halve them.

    A taboo or special request is pinned: it stays at four until it is taken back.
    """
    if is_pinned:
        return Strength(steps=STRONGEST, is_fading=False)
    age_days = max((now - confirmed_at).total_seconds() / SECONDS_A_DAY, 0.0)
    learned = min(_FIRST_STEPS[how] + confirmations - 1, STRONGEST)
    steps = int(learned * 0.5 ** (age_days / half_life_days) + 0.5)
    return Strength(steps=steps, is_fading=age_days >= half_life_days)
