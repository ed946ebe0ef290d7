"""The words a customer is found by, and what was typed turned into such words. Pure: strings in, strings out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shuke.lib.phones import digits_of, is_phone_like
from shuke.lib.text import chinese_runs, fold, readings, words_of

NAME, PINYIN, NUMBER, CARD, TAIL = "name", "pinyin", "number", "card", "tail"

LONGEST_TOKEN = 160
# Fewer digits of a phone's tail would find a tenth of all customers.
SHORTEST_TAIL = 3
# Fewer digits are no whole number, so that a 0 before them is none that is dialled at home only.
_SHORTEST_WHOLE = 6

Token = tuple[str, str]  # (kind, token)


def search_tokens_for(
    *, name: str, number: str, cards: Iterable[str] = (), phones: Iterable[str] = ()
) -> frozenset[Token]:
    """Name words, pinyin (syllables, run together, initials), number, cards, and phones' digits backwards.

    `cards` and `phones` are normal forms (`identity.normal_of`). A token is looked up by its beginning, so a Chinese
    name counts from each of its characters: 王小明 is found by 小明, xiaoming and xm too.
    """
    tokens = {(NAME, word) for word in words_of(name)}
    tokens.update((NAME, word) for word in fold(name).split() if _has_digit(word))
    for run in chinese_runs(name):
        tokens.update(_tokens_of_chinese(fold(run)))
    tokens.add((NUMBER, fold(number)))
    tokens.update((CARD, fold(card)) for card in cards)
    tokens.update((TAIL, digits_of(phone)[::-1]) for phone in phones)
    return frozenset((kind, token[:LONGEST_TOKEN]) for kind, token in tokens if token)


def _tokens_of_chinese(run: str) -> Iterator[Token]:
    for syllables in readings(run):
        yield from ((NAME, run[start:]) for start in range(len(run)))
        for start in range(len(syllables)):
            rest = syllables[start:]
            yield PINYIN, "".join(rest)
            if len(rest) > 1:  # a single initial begins its syllable anyway
                yield PINYIN, "".join(syllable[0] for syllable in rest)


@dataclass(frozen=True)
class Query:
    """What was typed, as the beginnings of tokens."""

    words: tuple[str, ...]  # each must begin a name, pinyin, number or card token
    tail: str  # digits backwards, empty when no phone's tail was typed

    def __bool__(self) -> bool:
        return bool(self.words)


def query_of(text: str) -> Query:
    words = tuple(_typed_words(text))
    is_tail = is_phone_like(text) and len(digits_of(text)) >= SHORTEST_TAIL
    return Query(words=words, tail=_tail_of(digits_of(text)) if is_tail else "")


def _tail_of(digits: str) -> str:
    """Backwards. A trunk 0 is no part of the whole number, but the 0 of a tail counts: "0012" is not every "12"."""
    whole = digits.lstrip("0")
    return (whole if len(whole) >= _SHORTEST_WHOLE else digits)[::-1]


def _typed_words(text: str) -> Iterator[str]:
    for word in fold(text).split():
        yield from [word] if _has_digit(word) else words_of(word)


def _has_digit(word: str) -> bool:
    """Such a word may be a number or a card, whose marks count; a name's marks only part its words."""
    return any(char.isdigit() for char in word)
