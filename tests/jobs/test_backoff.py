from datetime import timedelta

import pytest

from shuke.jobs.backoff import retry_wait


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 15), (2, 30), (3, 60), (4, 120)])
def test_wait_doubles(attempt: int, seconds: int) -> None:
    assert retry_wait(attempt=attempt, jitter=0.5) == timedelta(seconds=seconds)


def test_wait_never_exceeds_an_hour_and_a_quarter() -> None:
    assert retry_wait(attempt=10_000, jitter=0.999_999) <= timedelta(minutes=75)


def test_jitter_spreads_by_a_quarter_either_way() -> None:
    assert retry_wait(attempt=1, jitter=0.0) == timedelta(seconds=11.25)
    assert retry_wait(attempt=1, jitter=1.0) == timedelta(seconds=18.75)
