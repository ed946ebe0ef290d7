from hypothesis import given
from hypothesis import strategies as st

from shuke.records.customers.tokens import LONGEST_TOKEN, query_of, search_tokens_for


def tokens(**known: object) -> set[str]:
    values = {"name": "", "number": "C1", **known}
    return {token for _, token in search_tokens_for(**values)}  # type: ignore[arg-type]


def is_found(typed: str, **known: object) -> bool:
    """As the database finds: each word begins a token, or the tail begins one."""
    query = query_of(typed)
    everything = {"name": "", "number": "C1", **known}
    held = search_tokens_for(**everything)  # type: ignore[arg-type]
    words = {token for kind, token in held if kind != "tail"}
    tails = {token for kind, token in held if kind == "tail"}
    by_words = bool(query) and all(any(token.startswith(word) for token in words) for word in query.words)
    return by_words or (bool(query.tail) and any(token.startswith(query.tail) for token in tails))


def test_chinese_name_is_found_by_characters_pinyin_and_initials() -> None:
    for typed in ("王小明", "王", "小明", "wangxiaoming", "Wang Xiao", "xiaoming", "ming", "wxm", "xm"):
        assert is_found(typed, name="王小明"), typed
    assert not is_found("li", name="王小明")
    assert not is_found("wmx", name="王小明")


def test_surname_reading_and_usual_reading_both_find() -> None:
    assert is_found("shanwei", name="单伟")
    assert is_found("danwei", name="单伟")


def test_latin_name_is_found_by_each_word_without_accents() -> None:
    for typed in ("jose", "José", "maria", "garcia jose", "O'Neil"):
        assert is_found(typed, name="José María O’Neil García"), typed


def test_mixed_name_is_found_in_both_scripts() -> None:
    assert is_found("anna", name="Anna 潘")
    assert is_found("pan", name="Anna 潘")


def test_phone_is_found_by_its_tail_and_in_full() -> None:
    for typed in ("5678", "678", "138 1234 5678", "+86 138-1234-5678", "86 13812345678"):
        assert is_found(typed, phones=["+8613812345678"]), typed
    assert not is_found("78", phones=["+8613812345678"])
    assert not is_found("1381", phones=["+8613812345678"])


def test_trunk_zero_is_no_part_of_the_number() -> None:
    assert is_found("020 7946 0018", phones=["+442079460018"])
    assert is_found("0044 20 7946 0018", phones=["+442079460018"])


def test_zero_of_a_tail_counts() -> None:
    for typed in ("0018", "018", "60018", "0001"):
        assert is_found(typed, phones=["+442079460018"]) == (typed != "0001"), typed
    assert not is_found("0018", phones=["+442079461118"])
    assert is_found("000", phones=["+442079460000"])
    assert query_of("0000001").tail == "1000000"


def test_number_and_card_are_found_by_their_beginning() -> None:
    assert is_found("c000", number="C0000012")
    assert is_found("6901", cards=["6901234567892"])
    assert is_found("hh-7", number="HH-7")


def test_every_word_must_be_found() -> None:
    assert not is_found("wang li", name="王小明")


def test_blank_text_asks_nothing() -> None:
    assert not query_of("  ,; ")


@given(name=st.text(max_size=200), number=st.text(min_size=1, max_size=120))
def test_any_name_yields_tokens_that_fit(name: str, number: str) -> None:
    assert all(0 < len(token) <= LONGEST_TOKEN for token in tokens(name=name, number=number))


@given(name=st.text(alphabet="潘王李小明伟芳娜abcdé '-7", min_size=1, max_size=12).filter(str.strip))
def test_a_name_is_found_by_itself(name: str) -> None:
    assert is_found(name, name=name) or not query_of(name)
