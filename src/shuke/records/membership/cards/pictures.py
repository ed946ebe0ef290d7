"""Cards as pictures to print or show: SVG, which stays sharp on every screen and paper."""

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import segno
from barcode import get_barcode_class
from barcode.writer import SVGWriter


def ean13(number: str) -> str:
    return _bars("ean13", number[:-1])  # the class adds the check digit again


def code128(text: str) -> str:
    return _bars("code128", text)


def qr(text: str) -> str:
    """A QR code that is still read with 15 % of it scratched away (level M)."""
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", scale=4, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


@dataclass(frozen=True)
class Bar:
    """A dark bar; in modules from the left."""

    x: int
    width: int


def ean13_bars(number: str) -> list[Bar]:
    """The dark bars of an EAN-13, 95 modules wide: for pages that draw it in their own size."""
    return _dark(get_barcode_class("ean13")(number[:-1]).build()[0])


def code128_bars(text: str) -> tuple[list[Bar], int]:
    """The dark bars of a Code 128 and its width in modules."""
    modules = get_barcode_class("code128")(text).build()[0]
    return _dark(modules), len(modules)


def _dark(modules: str) -> list[Bar]:
    bars, x = [], 0
    for module, run in groupby(modules):
        width = len(list(run))
        if module == "1":
            bars.append(Bar(x, width))
        x += width
    return bars


def _bars(kind: str, text: str) -> str:
    drawn: bytes = get_barcode_class(kind)(text, writer=SVGWriter()).render({"write_text": True, "module_height": 12})
    return drawn.decode()
