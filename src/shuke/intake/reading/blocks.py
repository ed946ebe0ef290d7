"""Bytes to text, a block of whole lines at a time, with the number of the first; a refusal names its line."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from shuke.intake.reading.encoding import Encoding
from shuke.intake.reading.unpack import Packed
from shuke.intake.reasons import SourceRefused

BLOCK_BYTES = 8 * 2**20
SAMPLE_BYTES = 2**20
MAX_LINE_CHARACTERS = 2**20


@dataclass(frozen=True)
class Block:
    """Whole lines of the file, each ended by a newline, whichever line end the file uses."""

    first_line: int
    text: str
    share: float  # of the file read once this block is out


def blocks_of(packed: Packed, encoding: Encoding, *, skip_lines: int = 0) -> Iterator[Block]:
    """Every line of the file after the first `skip_lines` (which lie in the first block: they are few)."""
    line, carried = 1, ""
    for text, share in _texts(packed, encoding):
        text = carried + text
        cut = text.rfind("\n") + 1
        carried = text[cut:]
        if len(carried) > MAX_LINE_CHARACTERS:
            raise SourceRefused("line_without_end", line=line + text.count("\n"), limit=MAX_LINE_CHARACTERS)
        if not cut:
            continue
        block = Block(line, text[:cut], share)
        _check_lengths(block)
        line += block.text.count("\n")
        yield _skipped(block, skip_lines)
        skip_lines = 0
    if carried:
        yield _skipped(Block(line, carried + "\n", 1.0), skip_lines)


def sample_of(packed: Packed, encoding: Encoding) -> str:
    """The first lines as text, for judging the layout."""
    text, whole = "", True
    for part, _ in _texts(packed, encoding, block_bytes=SAMPLE_BYTES):
        text += part
        if len(text) >= SAMPLE_BYTES // 4:
            whole = False
            break
    return text if whole or "\n" not in text else text[: text.rfind("\n") + 1]


def _texts(packed: Packed, encoding: Encoding, *, block_bytes: int = BLOCK_BYTES) -> Iterator[tuple[str, float]]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding.codec)(), translate=True)
    lines = 0
    with packed.open() as stream:
        while True:
            data = stream.read(block_bytes)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                before = bytes(error.object[: error.start])
                line = 1 + lines + before.count(b"\n")
                bad = f"0x{error.object[error.start]:02X}"
                raise SourceRefused("not_decodable", line=line, encoding=encoding.name, byte=bad) from error
            lines += text.count("\n")
            if "\0" in text:
                line = 1 + lines - text[text.index("\0") :].count("\n")
                raise SourceRefused("file_not_text", name=packed.path.name, line=line)
            if text:
                yield text, packed.share_read(stream)
            if not data:
                return


def _check_lengths(block: Block) -> None:
    """A line longer than any record is a quote or a delimiter gone wrong. Searched in strides of the limit."""
    text, limit, start = block.text, MAX_LINE_CHARACTERS, 0
    while start + limit < len(text):
        end = text.rfind("\n", start, start + limit)
        if end < 0:
            line = block.first_line + text.count("\n", 0, start)
            raise SourceRefused("line_without_end", line=line, limit=limit)
        start = end + 1


def _skipped(block: Block, lines: int) -> Block:
    if not lines:
        return block
    text = block.text
    for _ in range(lines):
        text = text[text.find("\n") + 1 :] if "\n" in text else ""
    return Block(block.first_line + lines, text, block.share)
