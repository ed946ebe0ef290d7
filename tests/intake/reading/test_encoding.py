from pathlib import Path

import pytest

from shuke.intake.reading import Options, open_source
from shuke.intake.reading import blocks as blocks_module
from shuke.intake.reasons import SourceRefused

SIMPLIFIED = "流水号,日期,客户姓名,门店,金额\nXS1,2024-01-05,潘先生,江畔店,36.5\nXS2,2024-01-06,李小梅,梧桐店,12\n"
TRADITIONAL = "單號,日期,客戶姓名,門市,金額\nXS1,2024-01-05,潘先生,江畔店,36.5\nXS2,2024-01-06,陳美麗,臺北店,12\n"
WESTERN = "order,date,customer name,amount\n1,2024-01-05,José Núñez,3.5\n2,2024-01-06,Zoë Müller,4\n"


def _write(folder: Path, data: bytes) -> Path:
    path = folder / "sales.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (WESTERN, "latin-1", "latin-1"),
        (WESTERN, "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_every_character_arrives(tmp_path: Path, text: str, codec: str, name: str) -> None:
    source = open_source(_write(tmp_path, text.encode(codec)))

    assert source.description.encoding == name
    wanted = text.splitlines()
    assert list(source.description.columns) == wanted[0].split(",")
    names = source.sample().columns[source.description.columns[2]].to_pylist()
    assert names == [line.split(",")[2] for line in wanted[1:]]


def test_letters_with_marks_that_stand_alone_are_no_chinese(tmp_path: Path) -> None:
    source = open_source(_write(tmp_path, ("order,date,name,amount\n1,2024-01-05,Näme,3.5\n" * 2).encode("latin-1")))

    assert source.description.encoding == "latin-1"


def test_a_program_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"neither text nor a spreadsheet .*\(line 3 holds a zero byte\)"):
        open_source(_write(tmp_path, b"\x7fELF\r\n\x1a\n\x00\x00\x00\rcode"))


def test_chinese_far_behind_plain_lines_still_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuke.intake.reading.encoding.BLOCK_BYTES", 4_096)
    head = "order,date,customer name,amount\n" + "1,2024-01-05,Smith,3.5\n" * 2_000
    path = _write(tmp_path, head.encode() + "2,2024-01-06,潘先生与李小梅的订单,4\n".encode("gb18030"))

    description = open_source(path).description

    assert description.encoding == "gb18030"
    assert description.encoding_reason is not None
    assert description.encoding_reason.facts["byte"] == len(head) + len("2,2024-01-06,") + 1


def test_bytes_the_encoding_does_not_have_are_refused_with_their_line(tmp_path: Path) -> None:
    path = _write(tmp_path, SIMPLIFIED.encode() + b"XS3,2024-01-07," + b"\xff\xfe,x,1\n")

    with pytest.raises(SourceRefused, match=r"Line 4 is not utf-8 \(byte 0xFF"):
        list(open_source(path, Options(encoding="utf-8")).batches())


def test_the_line_of_bad_bytes_is_right_in_later_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", 100)
    path = _write(tmp_path, b"order,amount\n" + b"1,2\n" * 200 + b"\xe4\xb8\xad,3\n" + b"\xff,4\n")

    with pytest.raises(SourceRefused, match="Line 203 is not utf-8"):
        list(open_source(path, Options(encoding="utf-8")).batches())


def test_a_told_encoding_goes_by_its_usual_names(tmp_path: Path) -> None:
    path = _write(tmp_path, SIMPLIFIED.encode("gbk"))

    assert open_source(path, Options(encoding="GBK")).description.encoding == "gb18030"


def test_an_unknown_encoding_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="“klingon” is not an encoding known here"):
        open_source(_write(tmp_path, b"a,b\n1,2\n"), Options(encoding="klingon"))
