"""Encodings of old pages and texts, whatever they call themselves, and data that is no text."""

import pytest

from extract.document import UnreadableFileError
from extract.readers.shared.encodings import decode

TEXT = "青禾县教育局2023年政府信息公开工作年度报告，总计：5\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).strip("\ufeff") == TEXT


def test_big5_with_and_without_its_name() -> None:
    text = "青禾縣教育局2023年政府信息公開年度報告，總計：5"
    assert decode(text.encode("big5")) == text
    assert decode(b"<meta charset=big5>" + text.encode("big5")).endswith(text)


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "iso-8859-1"])
def test_a_wrong_charset_in_the_page_does_not_matter(charset: str) -> None:
    text = f"<meta charset={charset}>{TEXT}镕"  # a character that gb2312 lacks
    assert decode(text.encode("gb18030")) == text


def test_a_damaged_character_does_not_turn_the_text_into_another_encoding() -> None:
    """Guards UTF-8 with one cut character read as GB18030, labels lost."""
    data = TEXT.encode()
    assert decode(data * 20 + data[:20]).startswith(TEXT)
    assert decode(data[:3] + b"\xff" + data[3:]).count("\ufffd") == 1


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 20, b"a\x00\xff\xfe\xd8\x00\xd8\x00"])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="binary"):
        decode(data)
