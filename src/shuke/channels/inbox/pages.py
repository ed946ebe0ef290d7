"""The page of a mail made harmless: nothing in it runs or sends a form, and no other server is asked unbidden."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import nh3

from shuke.channels.message import Attachment

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "div", "dl",
    "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "s",
    "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_SILENT = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea"}
_CELL = {"align", "bgcolor", "colspan", "height", "rowspan", "valign", "width"}
_ATTRIBUTES = {
    "*": {"dir", "lang", "style"},
    "a": {"href", "title"},
    "col": {"width"},
    "font": {"color", "face", "size"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start", "type"},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "height", "width"},
    "td": _CELL,
    "th": _CELL,
}
# Nothing that lays one thing over another, leaves its place, or names an address.
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "display", "font-family",
    "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "max-width",
    "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration",
    "text-transform", "vertical-align", "white-space", "width",
}  # fmt: skip
_LEADS_OUT = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_REMOTE = re.compile(r"https?://", re.IGNORECASE)
_DRAWN = re.compile(r"data:image/(png|jpeg|gif|webp);base64,", re.IGNORECASE)
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# Of all pictures inside one mail: they become part of the page.
_MOST_INLINE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class SafePage:
    html: str
    hidden_pictures: int  # of other servers, which would learn that and where the mail is read


def safe_page(page: str, *, inline: Mapping[str, Attachment], shows_remote: bool) -> SafePage:
    """`inline`: pictures that came in the mail, by their Content-ID; `shows_remote`: somebody asked for the others."""
    gate = _Gate(inline, shows_remote=shows_remote)
    html = nh3.clean(
        page,
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        attribute_filter=gate.passed,
        filter_style_properties=_STYLES,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        strip_comments=True,
    )
    return SafePage(html, gate.hidden)


@dataclass
class _Gate:
    """Attributes one by one: what leads somewhere is looked at, all else passes."""

    inline: Mapping[str, Attachment]
    shows_remote: bool = field(kw_only=True)
    hidden: int = 0
    inline_bytes: int = 0

    def passed(self, tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return value if _LEADS_OUT.match(value.strip()) else None
        return self._picture(value.strip()) if name == "src" else value

    def _picture(self, address: str) -> str | None:
        if address.lower().startswith("cid:"):
            return self._inline(address[4:])
        if _REMOTE.match(address):
            self.hidden += not self.shows_remote
            return address if self.shows_remote else None
        return address if _DRAWN.match(address) else None

    def _inline(self, content_id: str) -> str | None:
        held = self.inline.get(content_id)
        self.inline_bytes += len(held.content) if held else 0
        if held is None or self.inline_bytes > _MOST_INLINE_BYTES:
            return None
        return f"data:{held.content_type};base64,{base64.b64encode(held.content).decode()}"
