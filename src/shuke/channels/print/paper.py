"""Letters and labels as PDF, with a font that has Chinese embedded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cvttf_NotoSansCJK_Regular import get_TTF_path
from fpdf import FPDF, FontFace

FONT = "NotoSansCJK"
# A4, in millimetres. The address stands where a window envelope (DL) shows it.
MARGIN_MM = 22.0
ADDRESS_TOP_MM = 48.0
TEXT_TOP_MM = 98.0
LINE_MM = 6.2
# 3 × 8 labels of 70 × 37 mm fill a sheet of A4: the size every shop sells.
LABEL_COLUMNS, LABEL_ROWS = 3, 8
LABEL_WIDTH_MM, LABEL_HEIGHT_MM = 70.0, 37.0
LABEL_PADDING_MM = 5.0
# The list to pack by: number, name, address, what goes in; the rest is room for a tick.
LIST_COLUMNS_MM = (12, 36, 70, 36, 12)


@dataclass(frozen=True, kw_only=True)
class Letter:
    sender: str
    name: str
    address: str
    dated: str  # the day as the reader writes it
    subject: str
    text: str
    language: str  # "zh-hans": Chinese glyphs and punctuation differ by region


@dataclass(frozen=True, kw_only=True)
class Label:
    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Somebody who gets something by post, and what it is."""

    name: str
    address: str
    content: str


def letters(pages: Sequence[Letter], *, made_at: datetime) -> bytes:
    """One PDF, each letter beginning on a page of its own. The same letters give the same bytes."""
    pdf = _paper(made_at)
    for letter in pages:
        pdf.add_page()
        _speak(pdf, letter.language)
        _line(pdf, letter.sender, top=MARGIN_MM, size=9)
        _block(pdf, f"{letter.name}\n{letter.address}", top=ADDRESS_TOP_MM, size=11)
        _line(pdf, letter.dated, top=TEXT_TOP_MM - 2 * LINE_MM, size=10)
        _block(pdf, letter.subject, top=TEXT_TOP_MM, size=13)
        pdf.ln(LINE_MM)
        _block(pdf, letter.text, top=pdf.get_y(), size=11)
    return bytes(pdf.output())


def label_sheets(labels: Sequence[Label], *, language: str, made_at: datetime) -> bytes:
    """Sheets of 24 labels, filled row by row."""
    pdf = _paper(made_at)
    _speak(pdf, language)
    pdf.set_auto_page_break(False)
    for position, label in enumerate(labels):
        place = position % (LABEL_COLUMNS * LABEL_ROWS)
        if place == 0:
            pdf.add_page()
        row, column = divmod(place, LABEL_COLUMNS)
        pdf.set_font(FONT, size=10)
        pdf.set_xy(column * LABEL_WIDTH_MM + LABEL_PADDING_MM, row * LABEL_HEIGHT_MM + LABEL_PADDING_MM)
        pdf.multi_cell(
            LABEL_WIDTH_MM - 2 * LABEL_PADDING_MM, 5.2, f"{label.name}\n{label.address}", align="L", max_line_height=5.2
        )
    return bytes(pdf.output())


def packing_list(
    rows: Sequence[Posting], *, title: str, headings: Sequence[str], language: str, made_at: datetime
) -> bytes:
    """A table of who gets what, in the order of the letters; `headings`: five words, repeated on every page."""
    pdf = _paper(made_at)
    pdf.add_page()
    _speak(pdf, language)
    _block(pdf, title, top=MARGIN_MM, size=13)
    pdf.ln(LINE_MM / 2)
    pdf.set_font(FONT, size=9)
    # The font has one weight: headings are told by their line alone.
    plain = FontFace(emphasis=None)
    with pdf.table(
        col_widths=LIST_COLUMNS_MM, headings_style=plain, borders_layout="HORIZONTAL_LINES", line_height=5.2,
        text_align="LEFT", padding=1,
    ) as table:  # fmt: skip
        table.row(headings)
        for number, row in enumerate(rows, start=1):
            table.row((str(number), row.name, row.address, row.content, ""))
    return bytes(pdf.output())


def _paper(made_at: datetime) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_creation_date(made_at)
    pdf.set_margin(MARGIN_MM)
    pdf.set_auto_page_break(True, margin=MARGIN_MM)
    pdf.add_font(FONT, fname=get_TTF_path())
    return pdf


def _speak(pdf: FPDF, language: str) -> None:
    pdf.set_text_shaping(True, script="hani", language=language if language.startswith("zh") else "zh-hans")


def _line(pdf: FPDF, text: str, *, top: float, size: int) -> None:
    pdf.set_font(FONT, size=size)
    pdf.set_xy(MARGIN_MM, top)
    pdf.cell(0, LINE_MM, text)


def _block(pdf: FPDF, text: str, *, top: float, size: int) -> None:
    pdf.set_font(FONT, size=size)
    pdf.set_xy(MARGIN_MM, top)
    pdf.multi_cell(0, LINE_MM, text, align="L", new_x="LMARGIN", new_y="NEXT")
