"""Reads the one-line text of a segment; the grammar stands in `text`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.translation import gettext as _

from shuke.actions.segments.text import KEPT_WORDS
from shuke.actions.segments.tree import (
    MOST_CONDITIONS,
    MOST_LEVELS,
    All,
    Bought,
    Days,
    Has,
    InSegment,
    LatestDays,
    Node,
    Not,
    Operator,
    Some,
    Thing,
    UnreadableSegment,
    Value,
)

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<day>\d{4}-\d{2}-\d{2})|(?P<number>-?\d+(?:\.\d+)?)
    |(?P<word>[^\W\d]\w*(?:\.(?:[\w-]+|"(?:[^"\\]|\\.)*"))?)|(?P<mark>>=|<=|[=(),]))""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BARE_NAME = re.compile(r"\bsegment\s*\(\s*([\w.-][\w .-]*)\)", re.IGNORECASE)
Kept = TypeVar("Kept")


NUL = "\x00"  # no database keeps it in a text, so that nobody is called so


@dataclass(frozen=True)
class Token:
    kind: str  # text, day, number, word, mark, end
    said: str
    at: int  # in the line, from 0


def parse(line: str) -> Node:
    """The tree of a line. Raises UnreadableSegment."""
    try:
        reading = _Reading(_tokens(line))
        node = reading.either(level=1)
        if reading.next.kind != "end":
            raise reading.refusal(_("“and”, “or” or the end"))
    except UnreadableSegment as refused:
        raise _unquoted_name(line) or refused from None
    return node


def _unquoted_name(line: str) -> UnreadableSegment | None:
    """What to write where a segment's name lacks its quotes."""
    names = (found[1].strip() for found in _BARE_NAME.finditer(_QUOTED.sub("", line)))
    name = next((name for name in names if not re.fullmatch(r"\w+", name)), None)
    if name is None:
        return None
    said = {"name": name, "quoted": f'segment("{name}")'}
    return UnreadableSegment(_("“%(name)s” is not one word, so it needs quotes: write %(quoted)s.") % said)


def _tokens(line: str) -> list[Token]:
    tokens, at = [], 0
    text = line.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or NUL in found.group():
            rest = text[at:].lstrip()
            where = {"rest": rest[:20], "at": len(text) - len(rest) + 1}
            raise UnreadableSegment(_("“%(rest)s”, character %(at)s, is no part of a segment.") % where)
        kind = found.lastgroup or "mark"
        tokens.append(Token(kind, found[kind], found.start(kind)))
        at = found.end()
    return [*tokens, Token("end", "", len(text))]


def _unquoted(said: str) -> str:
    return re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL) if said.startswith('"') else said


class _Reading:
    """Goes through the tokens once, from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.conditions = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def refusal(self, wanted: str) -> UnreadableSegment:
        at, said = self.next.at + 1, self.next.said
        if not said:
            return UnreadableSegment(_("The segment ends where %(wanted)s should follow.") % {"wanted": wanted})
        return UnreadableSegment(
            _("“%(said)s”, character %(at)s: here %(wanted)s should stand.")
            % {"said": said, "at": at, "wanted": wanted}
        )

    def take(self, *said: str) -> str | None:
        """The next token, when it is one of those."""
        token = self.next
        if token.kind in ("word", "mark") and token.said.lower() in said:
            self.place += 1
            return token.said.lower()
        return None

    def need(self, said: str) -> None:
        if self.take(said) is None:
            raise self.refusal(f"“{said}”")

    def either(self, *, level: int) -> Node:
        parts = self._joined("or", lambda: self.both(level=level))
        return parts[0] if len(parts) == 1 else Some(parts)

    def both(self, *, level: int) -> Node:
        parts = self._joined("and", lambda: self.one(level=level))
        return parts[0] if len(parts) == 1 else All(parts)

    def _joined(self, word: str, read: Callable[[], Kept]) -> tuple[Kept, ...]:
        parts = [read()]
        while self.take(word):
            parts.append(read())
        return tuple(parts)

    def one(self, *, level: int) -> Node:
        if level > 2 * MOST_LEVELS:
            raise UnreadableSegment(_("This nests deeper than %(levels)s levels.") % {"levels": MOST_LEVELS})
        if self.take("not"):
            return Not(self.one(level=level + 1))
        if self.take("("):
            node = self.either(level=level + 1)
            self.need(")")
            return node
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise UnreadableSegment(_("A segment has at most %(most)s conditions.") % {"most": MOST_CONDITIONS})
        return self.condition()

    def condition(self) -> Node:
        is_call = self.tokens[min(self.place + 1, len(self.tokens) - 1)].said == "("
        if is_call and self.take("bought"):
            return self.bought()
        if is_call and self.take("segment"):
            self.need("(")
            named = InSegment(self.string())
            self.need(")")
            return named
        if self.next.kind != "word" or self.next.said.lower() in KEPT_WORDS:
            raise self.refusal(_("the name of a field"))
        family, dot, name = self.next.said.partition(".")
        self.place += 1
        return self.has(f"{family}{dot}{_unquoted(name)}")

    def has(self, field: str) -> Has:
        if sign := self.take("=", ">=", "<=", "contains"):
            return Has(field, Operator(sign), (self.value(),))
        if self.take("is"):
            self.need("unknown")
            return Has(field, Operator.IS_UNKNOWN)
        if self.take("between"):
            low = self.value()
            self.need("and")
            return Has(field, Operator.BETWEEN, (low, self.value()))
        if self.take("before"):
            self.need("last")
            return self.relative(field, Operator.BEFORE_LAST)
        if self.take("in"):
            if near := self.take("last", "next"):
                return self.relative(field, Operator.IN_LAST if near == "last" else Operator.IN_NEXT)
            self.need("(")
            values = self._joined(",", self.value)
            self.need(")")
            return Has(field, Operator.IN, values)
        raise self.refusal(_("=, >=, <=, in, before last, between, contains or “is unknown”"))

    def relative(self, field: str, operator: Operator) -> Has:
        days = Decimal(self.whole())
        self.need("days")
        return Has(field, operator, (days,))

    def bought(self) -> Bought:
        self.need("(")
        found = Bought()
        if self.take(")"):
            return found
        said: set[str] = set()
        while True:
            found = self.term(found, said)
            if not self.take(","):
                break
        self.need(")")
        return found

    def term(self, found: Bought, said: set[str]) -> Bought:
        """The purchases with one more term; `said` are the kinds of terms there are already."""
        at = self.place
        if thing := self.take(*Thing):
            self.need("=")
            kind, found = "thing", replace(found, thing=Thing(thing), name=self.string())
        elif self.take("times"):
            self.need(">=")
            kind, found = "times", replace(found, times=self.whole())
        elif self.take("amount"):
            self.need(">=")
            kind, found = "amount", replace(found, amount=self.number())
        elif self.take("last"):
            kind, found = "period", replace(found, period=LatestDays(self.whole()))
            self.need("days")
        elif self.take("between"):
            first = self.day()
            self.need("and")
            kind, found = "period", replace(found, period=Days(first, self.day()))
        else:
            raise self.refusal(_("product, category, brand, times, amount, last or between"))
        if kind in said:
            self.place = at
            raise self.refusal(_("something that was not said before"))
        said.add(kind)
        return found

    def value(self) -> Value:
        token = self.next
        match token.kind:
            case "text":
                value: Value = _unquoted(token.said)
            case "day":
                return self.day()
            case "number":
                return self.number()
            case "word" if token.said.lower() in ("yes", "no"):
                value = token.said.lower() == "yes"
            case "word" if token.said.lower() not in KEPT_WORDS and "." not in token.said:
                value = token.said
            case _:
                raise self.refusal(_("a value"))
        self.place += 1
        return value

    def string(self) -> str:
        if self.next.kind not in ("text", "word"):
            raise self.refusal(_("a name"))
        at = self.place
        value = self.value()
        if not isinstance(value, str):
            self.place = at
            raise self.refusal(_("a name"))
        return value

    def day(self) -> date:
        try:
            day = date.fromisoformat(self.next.said)
        except ValueError:
            raise self.refusal(_("a day such as 2026-01-31")) from None
        self.place += 1
        return day

    def number(self) -> Decimal:
        if self.next.kind != "number":
            raise self.refusal(_("a number"))
        try:
            number = Decimal(self.next.said)
        except InvalidOperation:
            raise self.refusal(_("a number")) from None
        self.place += 1
        return number

    def whole(self) -> int:
        at, number = self.place, self.number()
        # A count with a hundred digits is no count.
        if number != number.to_integral_value() or len(self.tokens[at].said) > 9:
            self.place = at
            raise self.refusal(_("a whole number"))
        return int(number)
