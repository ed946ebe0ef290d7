"""What may be attached: pictures and documents, told by their first bytes and not by their name; nothing that runs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
_LONGEST_NAME = 120
# The kind of a file by its ending, and how such a file begins. An office file is a ZIP; text begins with anything.
KINDS: dict[str, tuple[bytes, ...]] = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "heic": (b"\x00\x00\x00",),
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "txt": (),
    "csv": (),
}
# How they are called on their way out.
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
    "csv": "text/csv",
}
_RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"<script", b"<html", b"<!doctype")
_MACROS = b"vbaProject.bin"


class FileRefused(ShukeError):
    """A file that is too large, of a kind we do not take, or not what its name says."""


@dataclass(frozen=True)
class GivenFile:
    name: str
    content: bytes


def checked(files: Sequence[GivenFile]) -> list[GivenFile]:
    """The files with harmless names. Raises FileRefused, which names the file and what to do."""
    if len(files) > MOST_FILES:
        raise FileRefused(
            _("At most %(most)d files at once; send the others in a second message.") % {"most": MOST_FILES}
        )
    return [_checked(file) for file in files]


def sorted_out(files: Sequence[GivenFile]) -> tuple[list[GivenFile], list[str]]:
    """Files nobody here chose: those that are taken, and a sentence for each that is not."""
    taken: list[GivenFile] = []
    sentences: list[str] = []
    for file in files:
        try:
            if len(taken) == MOST_FILES:
                raise FileRefused(_("“%(name)s” is one file too many.") % {"name": _harmless(file.name)})
            taken.append(_checked(file))
        except FileRefused as refused:
            sentences.append(str(refused))
    return taken, sentences


def kind_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _checked(file: GivenFile) -> GivenFile:
    name = _harmless(file.name)
    if not file.content:
        raise FileRefused(_("“%(name)s” is empty; choose the file again.") % {"name": name})
    if len(file.content) > MOST_BYTES:
        raise FileRefused(
            _("“%(name)s” is larger than %(most)d MB; send a smaller one.")
            % {"name": name, "most": MOST_BYTES // 1024 // 1024}
        )
    if not _is_what_it_says(kind_of(name), file.content):
        raise FileRefused(
            _("“%(name)s” cannot be attached; send pictures, PDF, text, Word or Excel files without macros.")
            % {"name": name}
        )
    return GivenFile(name, file.content)


def _is_what_it_says(kind: str, content: bytes) -> bool:
    if kind not in KINDS or content.lstrip()[:16].lower().startswith(tuple(mark.lower() for mark in _RUNS)):
        return False
    starts = KINDS[kind]
    return (not starts or content.startswith(starts)) and not (kind in ("docx", "xlsx") and _MACROS in content)


def _harmless(name: str) -> str:
    """The last part of a path, without control characters and turned-round text."""
    plain = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in plain if letter.isprintable() and letter not in '<>:"|?*')
    stem, dot, ending = plain.strip(" .").rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" or "file"
