from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.records.make import NOW

from shuke.records.customers.strength import Strength, preference_strength


def strength(*, how: str = "ask", confirmations: int = 1, age_days: float = 0, is_pinned: bool = False) -> Strength:
    return preference_strength(
        how=how,
        confirmations=confirmations,
        confirmed_at=NOW - timedelta(days=age_days),
        is_pinned=is_pinned,
        half_life_days=365,
        now=NOW,
    )


def test_what_was_said_starts_stronger_than_what_was_seen() -> None:
    assert strength(how="ask").steps == strength(how="listen").steps == 2
    assert strength(how="look").steps == 1


def test_each_confirmation_adds_a_step_up_to_four() -> None:
    assert [strength(confirmations=count).steps for count in (1, 2, 3, 9)] == [2, 3, 4, 4]


def test_half_life_halves() -> None:
    assert strength(confirmations=3, age_days=365) == Strength(steps=2, is_fading=True)
    assert strength(confirmations=3, age_days=730) == Strength(steps=1, is_fading=True)
    assert strength(confirmations=3, age_days=365 * 4).steps == 0


def test_young_preference_is_not_fading() -> None:
    assert not strength(age_days=364).is_fading


def test_a_taboo_never_fades() -> None:
    assert strength(how="look", age_days=10_000, is_pinned=True) == Strength(steps=4, is_fading=False)


@given(confirmations=st.integers(1, 50), age_days=st.floats(0, 5000), more=st.floats(0, 1000))
def test_time_never_strengthens_and_confirming_never_weakens(confirmations: int, age_days: float, more: float) -> None:
    now_steps = strength(confirmations=confirmations, age_days=age_days).steps

    assert 0 <= now_steps <= 4
    assert strength(confirmations=confirmations, age_days=age_days + more).steps <= now_steps
    assert strength(confirmations=confirmations + 1, age_days=age_days).steps >= now_steps
