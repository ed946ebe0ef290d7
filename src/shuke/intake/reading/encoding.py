"""Which encoding a text file is in, found on its first byte that is not ASCII, and said with the reason."""

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

from shuke.intake.reading.unpack import Packed
from shuke.intake.reasons import Reason, SourceRefused

# What is shown → what Python calls it. Windows' superset of Latin-1 reads every Latin-1 text and its curly quotes.
CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "cp950", "latin-1": "cp1252", "utf-16": "utf-16"}
ALIASES = {"utf8": "utf-8", "utf-8-sig": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030",
           "big5-hkscs": "big5", "cp950": "big5", "latin1": "latin-1", "iso-8859-1": "latin-1", "cp1252": "latin-1",
           "windows-1252": "latin-1", "ascii": "utf-8"}  # fmt: skip
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Chinese words are characters side by side, of two bytes each; a European's letters with marks stand alone.
_NEIGHBOURS = re.compile(rb"[\x80-\xff].?[\x80-\xff]", re.DOTALL)
BLOCK_BYTES = 2**20
WINDOW_BYTES = 256 * 1024


@dataclass(frozen=True)
class Encoding:
    name: str  # a key of CODECS
    codec: str
    reason: Reason


def find_encoding(packed: Packed, told: str = "") -> Encoding:
    """Read until something tells: a byte-order mark, or bytes outside ASCII and what follows them."""
    if told:
        return _told(told)
    seen = 0
    with packed.open() as stream:
        block = stream.read(BLOCK_BYTES)
        for mark, name in MARKS.items():
            if block.startswith(mark):
                return Encoding(name, "utf-8-sig" if name == "utf-8" else CODECS[name], Reason("encoding_bom"))
        if b"\0" in block:
            line = 1 + block.count(b"\n", 0, block.index(b"\0"))
            raise SourceRefused("file_not_text", name=packed.path.name, line=line)
        while block and block.isascii():
            seen += len(block)
            block = stream.read(BLOCK_BYTES)
        if not block:
            return Encoding("utf-8", "utf-8", Reason("encoding_ascii"))
        at = next(index for index, byte in enumerate(block) if byte > 0x7F)
        block += stream.read(WINDOW_BYTES)
    return _judge(block[max(0, at - 200) : at + WINDOW_BYTES], at_byte=seen + at + 1)


def guess_codec(window: bytes) -> str:
    """The most plausible of the three legacy encodings, by how natural the text reads in it."""
    if not _NEIGHBOURS.search(window):
        return "latin-1"
    found = charset_normalizer.from_bytes(window, cp_isolation=["gb18030", "big5", "cp1252"]).best()
    return ALIASES.get(found.encoding, found.encoding) if found else "latin-1"


def _told(told: str) -> Encoding:
    name = ALIASES.get(told.strip().lower().replace("_", "-"), told.strip().lower().replace("_", "-"))
    if name not in CODECS:
        raise SourceRefused("encoding_unknown", encoding=told)
    return Encoding(name, "utf-8-sig" if name == "utf-8" else CODECS[name], Reason("encoding_given"))


def _judge(window: bytes, *, at_byte: int) -> Encoding:
    """UTF-8 proves itself: other encodings hardly ever form its sequences by chance."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(window)
    except UnicodeDecodeError:
        whole_lines = window[: window.rfind(b"\n") + 1] or window
        name = guess_codec(whole_lines)
        return Encoding(name, CODECS[name], Reason("encoding_guessed", {"byte": at_byte}))
    return Encoding("utf-8", "utf-8", Reason("encoding_utf8"))
