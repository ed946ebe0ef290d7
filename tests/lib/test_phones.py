import pytest

from shuke.lib.phones import UnreadablePhone, e164, is_phone_like, masked, shown


@pytest.mark.parametrize(
    ("text", "country", "normal"),
    [
        ("138 1234 5678", "CN", "+8613812345678"),
        ("+86-138-1234-5678", "US", "+8613812345678"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("１３８１２３４５６７８", "CN", "+8613812345678"),
    ],
)
def test_any_spelling_has_one_form(text: str, country: str, normal: str) -> None:
    assert e164(text, country=country) == normal


@pytest.mark.parametrize("text", ["", "12", "abc", "1" * 40])
def test_what_is_no_number_is_refused_with_the_country_named(text: str) -> None:
    with pytest.raises(UnreadablePhone, match="CN"):
        e164(text, country="CN")


def test_home_numbers_are_shown_without_the_country() -> None:
    assert shown("+8613812345678", country="CN") == "138 1234 5678"
    assert shown("+14155552671", country="CN") == "+1 415-555-2671"


def test_mask_leaves_the_tail_only() -> None:
    assert masked("+8613812345678") == "•••• 5678"
    assert masked("123") == "••••"


def test_letters_are_not_phone_like() -> None:
    assert is_phone_like("138-1234 (5678)")
    assert not is_phone_like("C0000012")
