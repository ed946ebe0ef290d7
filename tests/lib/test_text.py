import pytest

from shuke.lib.text import chinese_runs, fold, has_chinese, readings, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [("José", "jose"), ("ＡＢＣ  １２", "abc 12"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("潘 伟", "潘 伟")],
)  # fmt: skip
def test_folded_words_compare_equal(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_punctuation_parts_words() -> None:
    assert words_of("O’Neil, José-María") == ["o", "neil", "jose", "maria"]


def test_surname_is_read_as_a_surname_first() -> None:
    assert readings("单伟")[0] == ("shan", "wei")
    assert ("dan", "wei") in readings("单伟")


def test_plain_name_has_its_usual_reading_first() -> None:
    assert readings("王小明")[0] == ("wang", "xiao", "ming")


def test_chinese_runs_leave_other_scripts_out() -> None:
    assert chinese_runs("Anna 潘小明 (VIP)") == ["潘小明"]
    assert not has_chinese("Anna")
