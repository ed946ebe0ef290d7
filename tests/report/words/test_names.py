"""Every key of the library has a name and a meaning, in all three languages."""

import pytest
from django.utils.translation import override

from shuke.analytics.worth import lifecycle, pyramid, quadrant, rfm_groups, risk
from shuke.report.words import keys_of, meaning_of, name_of
from shuke.report.words.names import WORDS

pytestmark = pytest.mark.sqlite_only


def test_every_key_of_the_library_has_a_name() -> None:
    eleven = {name for names in rfm_groups.ELEVEN.values() for name in names}

    assert set(keys_of("rfm_group")) == eleven | {"prospects"}
    assert set(keys_of("rfm_eight")) == set(rfm_groups.EIGHT.values())
    assert set(keys_of("value_class")) == set(quadrant.CLASSES.values())
    assert keys_of("pyramid_level") == pyramid.LEVELS
    assert keys_of("stage") == lifecycle.STAGES
    assert keys_of("overdue_band") == (*(key for _, key in risk.BANDS), risk.BEYOND)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_chinese_names_and_meanings_are_chinese(language: str) -> None:
    with override(language):
        said = [
            text
            for kind in WORDS
            for key in keys_of(kind)
            for text in (name_of(kind, key), meaning_of(kind, key))
            if text not in {"A", "B", "C", "VIP"}
        ]

    assert [text for text in said if not any("\u4e00" <= letter <= "\u9fff" for letter in text)] == []


def test_the_same_key_is_worded_by_its_kind() -> None:
    with override("zh-hans"):
        assert (name_of("stage", "new"), name_of("rfm_group", "new")) == ("考察期", "新客")


def test_no_key_is_a_dash() -> None:
    assert (name_of("abc", None), name_of("abc", "")) == ("—", "—")


def test_an_unknown_key_is_a_defect() -> None:
    with pytest.raises(KeyError):
        name_of("stage", "asleep")
