"""How long to wait before trying again."""

from datetime import timedelta

FIRST_WAIT_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 3600.0


def retry_wait(*, attempt: int, jitter: float) -> timedelta:
    """The wait after the failed `attempt` (1-based): doubling from 15 s up to an hour, spread by ±25 %.

    `jitter` is a random number in [0, 1): jobs that failed together must not come back together.
    """
    doubled = FIRST_WAIT_SECONDS * 2.0 ** min(attempt - 1, 16)
    return timedelta(seconds=min(doubled, LONGEST_WAIT_SECONDS) * (0.75 + jitter / 2))
