"""Bytes, headers and HTML of a mail as plain text, whatever its sender said or left out about them."""

import html
import re
from email.errors import HeaderParseError
from email.header import decode_header

import nh3

# What senders say, and what they mean: each is part of the other, and the wider one reads what the narrower cannot.
_WIDER = {
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8",
}  # fmt: skip
_BLOCKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"}
_SILENT = {"script", "style", "title", "noscript", "template"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
# Tags that hold nothing, or end where the next of their kind begins.
_CLOSED_BY_ITSELF = {
    "br",
    "img",
    "hr",
    "meta",
    "link",
    "input",
    "col",
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "option",
}
# A parser's work grows with the square of the depth: people's programs stay under a hundred.
_DEEPEST_PAGE = 2000
MOST_PAGE = 2_000_000
_MARKERS = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|原始邮件|原郵件|原邮件|原始郵件|回复的原邮件)\s*-{2,}"
    r"|on .{5,200} wrote:|.{0,120}(?:写道|寫道)[:：]"
    r"|_{20,}"
    r")\s*$",
    re.IGNORECASE,
)
# Of a mail quoted with its head.
_HEADS = "from|sent|date|to|subject|发件人|发送时间|日期|收件人|主题|寄件者|寄件人|收件者|主旨"
_HEAD_LINE = re.compile(rf"^\s*\*?({_HEADS})\*?\s*[:：]", re.IGNORECASE)


def decoded(content: bytes, declared: str = "") -> str:
    """By what was declared where that works; else as UTF-8, as Chinese, as Western. Never fails."""
    asked = declared.strip().strip('"').lower()
    for charset in (_WIDER.get(asked, asked), "utf-8", "gb18030", "cp1252"):
        try:
            return content.decode(charset) if charset else content.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")


def header_text(value: object) -> str:
    """A header as it was meant: encoded words, or raw bytes that nobody declared; one line."""
    raw = str(value or "").encode("ascii", "surrogateescape") if _has_raw_bytes(value) else None
    if raw is not None:
        return _one_line(decoded(raw))
    try:
        parts = decode_header(str(value or ""))
    except (HeaderParseError, ValueError):
        return _one_line(str(value or ""))
    return _one_line(
        "".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts)
    )


def is_made_to_choke(page: str) -> bool:
    """Nested so deep that reading it as a page would hold up the mails behind it."""
    depth = 0
    for tag in _ANY_TAG.finditer(page[:MOST_PAGE]):
        if tag[2].lower() not in _CLOSED_BY_ITSELF:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST_PAGE:
                return True
    return False


def text_of_html(page: str) -> str:
    """The words of a page, a line a block; what runs or is not shown is gone."""
    if is_made_to_choke(page):
        return html.unescape(_ANY_TAG.sub(" ", page[:MOST_PAGE])).strip()
    page = page[:MOST_PAGE]
    cleaned = nh3.clean(page, tags=_BLOCKS, attributes={}, clean_content_tags=_SILENT - _BLOCKS, strip_comments=True)
    flat = re.sub(r"\s+", " ", cleaned)
    text = html.unescape(_TAG.sub(lambda tag: "\n" if tag[2] == "br" or tag[1] else "", flat))
    lines = [line.strip().replace("\xa0", " ") for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def new_words(text: str) -> str:
    """An answer without the mail it quotes; all of it where nothing else is left."""
    lines = text.split("\n")
    end = next((at for at, _line in enumerate(lines) if _quote_begins(lines, at)), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _quote_begins(lines: list[str], at: int) -> bool:
    one, two = lines[at], " ".join(lines[at : at + 2])
    if _MARKERS.match(one) or (one.lower().startswith("on ") and _MARKERS.match(two)):
        return True
    heads = [bool(_HEAD_LINE.match(line)) for line in lines[at : at + 4]]
    return sum(heads) >= 3 and heads[0]


def _has_raw_bytes(value: object) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in str(value or ""))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(one for one in text if one.isprintable() or one.isspace())).strip()
