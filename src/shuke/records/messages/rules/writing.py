"""Texts with variables: {{ name }}, and {{ salutation|guest }} with a word for those who have none."""

import re
from collections.abc import Mapping

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

_VARIABLE = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*?))?\s*\}\}")
_LINK = re.compile(r"https?://[^\s<>\"“”（）]+[^\s<>\"“”（）.,;:!?。，；：！？)]")


class MissingVariable(ShukeError):
    """A variable of the text has no value for this customer."""


class UnknownVariable(ShukeError):
    """A text names a variable that does not exist."""


def variables_of(text: str) -> set[str]:
    return {match[1] for match in _VARIABLE.finditer(text)}


def check_variables(text: str, *, known: Mapping[str, object]) -> None:
    """Raises UnknownVariable, and says which there are."""
    unknown = sorted(variables_of(text) - known.keys())
    if unknown:
        raise UnknownVariable(
            _("There is no variable “%(name)s”. These can be used: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(known)}
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with every variable replaced. Raises UnknownVariable or MissingVariable."""
    check_variables(text, known=values)

    def value_of(match: re.Match[str]) -> str:
        value = values[match[1]] or (match[2] or "").strip()
        if not value:
            raise MissingVariable(
                _("This customer has no value for “%(name)s”: record it, or put a word for all after a bar.")
                % {"name": match[1]}
            )
        return value

    return _VARIABLE.sub(value_of, text)


def pairs_of(fields: str) -> list[tuple[str, str]]:
    """ "thing1=name, today" as [("thing1", "name"), ("today", "today")]: a provider's gap and our variable."""
    parts = [part.strip() for part in re.split(r"[,，]", fields) if part.strip()]
    return [(gap.strip(), (variable or gap).strip()) for gap, _is, variable in (part.partition("=") for part in parts)]


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
    """Plain text as HTML: paragraphs at empty lines, addresses of pages as links, everything else escaped.

    `led_by`: the address behind a link that the reader sees as it was written.
    """
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n")) if part]
    return format_html_join("\n", "<p>{}</p>", ((_linked(part, led_by or {}),) for part in paragraphs))


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
