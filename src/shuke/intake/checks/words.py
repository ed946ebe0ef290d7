"""Words files use for a few closed sets of values, turned into ours. On the distinct words of a column."""

from collections.abc import Callable

import pyarrow as pa

_CURRENCY = {
    "RMB": "CNY", "¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "人民幣": "CNY", "NTD": "TWD", "NT$": "TWD",
    "新台币": "TWD", "新臺幣": "TWD", "新台幣": "TWD", "HK$": "HKD", "港币": "HKD", "港幣": "HKD",
    "US$": "USD", "$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "歐元": "EUR", "£": "GBP",
}  # fmt: skip
_GENDER = {
    "f": "female", "female": "female", "woman": "female", "女": "female", "女士": "female", "女性": "female",
    "m": "male", "male": "male", "man": "male", "男": "male", "先生": "male", "男士": "male", "男性": "male",
    "other": "other", "其他": "other", "其它": "other",
}  # fmt: skip
_YES = {"true", "yes", "y", "1", "是", "在售", "上架", "营业", "營業", "active", "open"}
_NO = {"false", "no", "n", "0", "否", "停售", "下架", "停业", "歇業", "inactive", "closed"}


def by_word(words: pa.Array, turn: Callable[[str], str | bool | None], kind: pa.DataType) -> pa.Array:
    """`turn` applied to each distinct word once."""
    encoded = words.dictionary_encode()
    turned = pa.array([turn(word) for word in encoded.dictionary.to_pylist()], type=kind)
    return turned.take(encoded.indices)


def currency_codes(words: pa.Array) -> pa.Array:
    """ISO codes where the word is one or a common sign for one; others upper-cased for the caller to refuse."""
    return by_word(words, lambda word: _CURRENCY.get(word.upper(), word.upper()), pa.string())


def genders(words: pa.Array) -> pa.Array:
    return by_word(words, lambda word: _GENDER.get(word.lower(), ""), pa.string())


def yes_or_no(words: pa.Array) -> pa.Array:
    """True, False, or null for an empty or unknown word."""
    return by_word(words, truth, pa.bool_())


def truth(word: str) -> bool | None:
    plain = word.lower()
    return True if plain in _YES else False if plain in _NO else None
