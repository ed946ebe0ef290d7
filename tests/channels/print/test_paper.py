import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.channels.conftest import NOW

from shuke.channels.print import Label, Letter, Posting, label_sheets, letters, packing_list

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


def test_the_list_says_who_gets_what_with_its_headings_on_every_page() -> None:
    rows = [Posting(name=f"潘伟{n}", address="上海市静安区南京西路 1 号 2 单元", content="咖啡手册") for n in range(40)]

    pdf = packing_list(
        rows, title="邮寄清单", headings=("序号", "姓名", "地址", "内件", "已装"), language="zh-hans", made_at=NOW
    )

    first, *more = pages_of(pdf)
    assert "邮寄清单" in first
    assert "潘伟0" in first
    assert "潘伟39" in more[-1]
    assert all("序号" in page and "内件" in page for page in (first, *more))
    assert sum(page.count("咖啡手册") for page in (first, *more)) == 40
