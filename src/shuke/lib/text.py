"""Writing systems: how a word is folded for comparison, and how Chinese characters are spelt in pinyin."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

from pypinyin import Style, lazy_pinyin, pinyin

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CJK_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_NOT_WORD = re.compile(r"[\W_]+")

# Family names read otherwise than the character usually is; pypinyin gives the usual reading.
_SURNAME_READINGS = {
    "单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "區": "ou",
    "朴": "piao", "任": "ren", "华": "hua", "華": "hua", "盖": "ge", "蓋": "ge", "翟": "zhai", "尉": "wei", "覃": "qin",
    "乐": "yue", "樂": "yue", "种": "chong", "員": "yun", "员": "yun", "缪": "miao", "繆": "miao", "宁": "ning",
}  # fmt: skip
_MOST_READINGS = 2  # of one character: a third reading of a name's character finds nobody and fills the index


def without_nul(text: str) -> str:
    """As typed, scanned or sent, but for the one character that PostgreSQL's text has no room for."""
    return text.replace("\x00", "")


def fold(text: str) -> str:
    """As words are compared: compatibility forms united, accents dropped, lower case, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, punctuation dropped: "O’Neil, José" → ["o", "neil", "jose"]."""
    return [word for word in _NOT_WORD.split(fold(text)) if word]


def has_chinese(text: str) -> bool:
    return _CJK.search(text) is not None


def chinese_runs(text: str) -> list[str]:
    """The unbroken runs of Chinese characters: "Anna 潘小明" → ["潘小明"]."""
    return _CJK_RUN.findall(text)


@lru_cache(maxsize=20_000)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Ways to read a Chinese name, each a tuple of syllables, the likeliest first: "单伟" → (shan wei), (dan wei)."""
    first = _readings_of_first(name)
    rest = lazy_pinyin(name[1:], style=Style.NORMAL)
    return tuple((start, *rest) for (start,) in product(first))


def _readings_of_first(name: str) -> list[str]:
    usual = pinyin(name[0], style=Style.NORMAL, heteronym=True)[0]
    surname = _SURNAME_READINGS.get(name[0])
    ordered = dict.fromkeys([surname, *usual] if surname else usual)
    return list(ordered)[:_MOST_READINGS]
