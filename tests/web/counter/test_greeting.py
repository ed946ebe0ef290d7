from datetime import date

import pytest
from django.utils import translation

from shuke.records.customers.models import Customer
from shuke.web.counter.greeting import Wish, addressed, family_of, first_words, then_words

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("fields", "english", "chinese"),
    [
        ({"name": "潘天伟", "salutation": "Mr"}, "Mr 潘", "潘先生"),
        ({"name": "潘天伟", "salutation": "先生"}, "Mr 潘", "潘先生"),
        ({"name": "Ann Smith", "gender": "female"}, "Ms Smith", "Smith女士"),
        ({"name": "欧阳静", "salutation": "女士"}, "Ms 欧阳", "欧阳女士"),
        ({"name": "Jo Lee", "salutation": "Dr."}, "Dr Lee", "LeeDr"),
        ({"name": "Sam Poe"}, "Sam Poe", "Sam Poe"),
    ],
)
def test_addressed_as_the_language_does(fields: dict[str, str], english: str, chinese: str) -> None:
    assert addressed(Customer(**fields)) == english
    with translation.override("zh-hans"):
        assert addressed(Customer(**fields)) == chinese


def test_without_a_name_nobody_is_called_nothing() -> None:
    assert addressed(Customer()) == "dear guest"
    assert family_of("") == ""


@pytest.mark.parametrize(
    ("silence", "rhythm", "is_birthday", "said"),
    [
        (None, None, False, "Welcome"),
        (3, 9.0, False, "good to see you again"),
        (14, 9.0, False, "it has been a while"),
        (59, None, False, "good to see you again"),
        (60, None, False, "it has been a while"),
        (400, 9.0, True, "Happy birthday"),
    ],
)
def test_first_words_by_how_long_it_has_been(
    silence: int | None, rhythm: float | None, is_birthday: bool, said: str
) -> None:
    words = first_words(Customer(name="Sam Poe"), silence_days=silence, rhythm_days=rhythm, is_birthday=is_birthday)

    assert said in words


def test_nothing_known_says_nothing() -> None:
    assert then_words([]) == ""
    assert then_words([Wish("newspaper", "daily")]) == ""


def test_seat_and_comfort_are_made_ready_the_drink_is_asked_for() -> None:
    wishes = [Wish("seat", "corner"), Wish("comfort", "cushion"), Wish("drink", "mocha")]

    assert then_words(wishes) == "Your corner and cushion: ready in a moment. And mocha, as usual?"
    with translation.override("zh-hans"):
        assert then_words(wishes) == "corner、cushion这就给您备好。还是mocha吗？"
