"""Texts with variables: {{ name }}, and {{ salutation|guest }} with a word for those who have none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.messages.rules.blocks import Block, WrongBlock, block_of

_VARIABLE = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*?))?\s*\}\}")
_OPENED = re.compile(r"\{\{[^{}\n]{0,30}")
_LINK = re.compile(r"https?://[^\s<>\"“”（）]+[^\s<>\"“”（）.,;:!?。，；：！？)]")

BULLET = "• "


class MissingVariable(ShukeError):
    """A variable of the text has no value for this customer."""


class UnknownVariable(ShukeError):
    """A text names a variable that does not exist."""


def variables_of(text: str) -> set[str]:
    return {_name(match) for match in _VARIABLE.finditer(text)}


def blocks_in(names: Iterable[str]) -> dict[str, Block]:
    """Those of the variables that ask for products, by name. What cannot be read asks for nothing."""
    found = {}
    for name in names:
        try:
            block = block_of(name)
        except WrongBlock:
            continue
        if block is not None:
            found[name] = block
    return found


def check_variables(text: str, *, known: Mapping[str, object]) -> None:
    """Raises UnknownVariable, and says which there are, or what cannot follow it."""
    unknown = sorted(name for name in variables_of(text) if name not in known and not _is_block(name, known))
    if unknown:
        raise UnknownVariable(
            _("There is no variable “%(name)s”. These can be used: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(known)}
        )


def check_closed(text: str) -> None:
    """Raises UnknownVariable where braces would reach the reader as they stand."""
    if opened := _OPENED.search(_VARIABLE.sub("", text)):
        raise UnknownVariable(
            _("“%(opened)s” cannot be read: a variable ends with }} and has no brace inside.")
            % {"opened": opened[0].strip()}
        )


def filled(text: str, values: Mapping[str, str], *, unknown: str = "") -> str:
    """`text` with every variable replaced; `unknown` stands where there is neither a value nor words after a bar.

    Raises UnknownVariable; MissingVariable, unless something stands there.
    """
    check_variables(text, known=values)

    def value_of(match: re.Match[str]) -> str:
        name = _name(match)
        value = values.get(name) or (match[2] or "").strip() or unknown
        if not value:
            raise MissingVariable(_missing(name) % {"name": name})
        return value

    return _VARIABLE.sub(value_of, text)


def pairs_of(fields: str) -> list[tuple[str, str]]:
    """ "thing1=name, today" as [("thing1", "name"), ("today", "today")]: a provider's gap and our variable."""
    parts = [part.strip() for part in re.split(r"[,，]", fields) if part.strip()]
    return [(gap.strip(), _spaced(variable or gap)) for gap, _is, variable in (part.partition("=") for part in parts)]


def filling(fields: str, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What fills a provider's gaps; a gap without a value gets an empty one, which the provider refuses."""
    return tuple((gap, values.get(variable, "")) for gap, variable in pairs_of(fields))


def links_in(text: str) -> list[str]:
    """The addresses of pages in a text, each once, in order."""
    return list(dict.fromkeys(_LINK.findall(text)))


def with_links(text: str, led_by: Mapping[str, str]) -> str:
    """The text with each address replaced by the one that leads to it."""
    return _LINK.sub(lambda match: led_by.get(match[0], match[0]), text)


def html_of(text: str, led_by: Mapping[str, str] | None = None) -> SafeString:
    """Plain text as HTML: paragraphs at empty lines, lines with a bullet as a list, addresses of pages as links,
    everything else escaped.

    `led_by`: the address behind a link that the reader sees as it was written.
    """
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n")) if part]
    parts = [part for paragraph in paragraphs for part in _parts(paragraph, led_by or {})]
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _parts(paragraph: str, led_by: Mapping[str, str]) -> Iterator[SafeString]:
    for is_list, group in groupby(paragraph.split("\n"), key=lambda line: line.startswith(BULLET)):
        lines = list(group)
        if is_list:
            items = ((_linked(line.removeprefix(BULLET), led_by),) for line in lines)
            yield format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
        else:
            yield format_html("<p>{}</p>", _linked("\n".join(lines), led_by))


def _name(match: re.Match[str]) -> str:
    return _spaced(match[1])


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _is_block(name: str, known: Mapping[str, object]) -> bool:
    try:
        return name.partition(" ")[0] in known and block_of(name) is not None
    except WrongBlock as wrong:
        raise UnknownVariable(str(wrong)) from None


def _missing(name: str) -> str:
    if name in blocks_in([name]):
        return _("Nothing is known that “%(name)s” could tell this customer: put words for such customers after a bar.")
    return _("This customer has no value for “%(name)s”: record it, or put a word for all after a bar.")


def _linked(text: str, led_by: Mapping[str, str]) -> SafeString:
    pieces, position = [], 0
    for match in _LINK.finditer(text):
        link = format_html('<a href="{}">{}</a>', led_by.get(match[0], match[0]), match[0])
        pieces += [_broken(text[position : match.start()]), link]
        position = match.end()
    pieces.append(_broken(text[position:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _broken(text: str) -> SafeString:
    return SafeString(str(escape(text)).replace("\n", "<br>\n"))
