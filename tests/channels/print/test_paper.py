import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.channels.conftest import NOW

from shuke.channels.print import Label, Letter, label_sheets, letters

pytestmark = pytest.mark.sqlite_only


def letter(**fields: str) -> Letter:
    plain = {"sender": "梅咖啡", "name": "潘伟 先生", "address": "上海市静安区南京西路 1 号", "dated": "2026-03-02"}
    return Letter(**{**plain, "subject": "感谢您的光临", "text": "亲爱的潘先生：", "language": "zh-hans", **fields})


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"[\s\x00]", "", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def test_each_letter_begins_on_its_own_page_with_its_font_inside() -> None:
    pdf = letters([letter(), letter(name="林梅", text="感謝您，林小姐 Welcome back ¥12")], made_at=NOW)

    first, second = pages_of(pdf)
    assert "潘伟先生" in first
    assert "南京西路1号" in first
    assert "感謝您，林小姐Welcomeback¥12" in second
    fonts = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    descendants = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
    assert all("/FontFile3" in one["/FontDescriptor"].get_object() for one in descendants)


def test_a_long_letter_runs_on() -> None:
    assert len(pages_of(letters([letter(text="很长的一段文字。\n" * 60)], made_at=NOW))) == 2


def test_labels_fill_a_sheet_before_the_next_begins() -> None:
    pdf = label_sheets([Label(name=f"第{n}位", address="南京西路") for n in range(25)], language="zh-hans", made_at=NOW)

    first, second = pages_of(pdf)
    assert first.count("南京西路") == 24
    assert second == "第24位南京西路"


def test_the_same_letters_give_the_same_file() -> None:
    assert letters([letter()], made_at=NOW) == letters([letter()], made_at=NOW)
