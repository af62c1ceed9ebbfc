"""Pages saved in one file: the main page, its style sheets and its frames."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from extract.document import Table, UnreadableFileError
from extract.readers.html.mhtml import MHTML, looks_like_mhtml, read_mhtml
from extract.readers.kinds import reader_for

TABLE = "<table><tr><td>规章</td><td><i class=x>9</i>5</td></tr></table>"


def saved(*parts: tuple[str, str, str], charset: str = "utf-8") -> bytes:
    """A file of parts: (kind, location, text)."""
    message = MIMEMultipart("related", type="text/html")
    for kind, location, text in parts:
        part = MIMEText(text, kind, charset)
        part["Content-Location"] = location
        message.attach(part)
    return message.as_bytes()


def tables(data: bytes) -> list[list[list[str]]]:
    return [
        [[c.text for c in row] for row in block.rows]
        for block in read_mhtml(data).blocks
        if isinstance(block, Table)
    ]


def test_a_page_in_one_file_is_told_by_content() -> None:
    data = saved(("html", "a.htm", TABLE))
    media_type, reader = reader_for(data)
    assert media_type == reader(data).media_type == MHTML


@pytest.mark.parametrize(
    "head",
    [
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_NextPart_01"\r\n\r\n',
        b"\xef\xbb\xbfFrom: <Saved by Blink>\nSubject: =?utf-8?Q?=E5?=\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=a\n",
        b"From: a\nMIME-Version: 1.0\nContent-Type: text/html; charset=gb2312\n\n<p>",
    ],
)
def test_headers_of_word_browsers_and_mails(head: bytes) -> None:
    assert looks_like_mhtml(head)


@pytest.mark.parametrize(
    "head", [b"", b"<html>MIME-Version: 1.0", b"MIME-Version: 1.0\nContent-Type: image/png\n\n"]
)
def test_other_files_are_not_taken_for_a_saved_page(head: bytes) -> None:
    assert not looks_like_mhtml(head)


def test_style_sheets_in_the_file_count() -> None:
    assert tables(saved(("html", "a.htm", TABLE), ("css", "a.css", ".x{display:none}"))) == [[["规章", "5"]]]


def test_the_bytes_tell_the_encoding_where_the_header_is_wrong() -> None:
    data = saved(("html", "a.htm", TABLE.replace("规章", "政府规章")), charset="gb18030")
    assert tables(data.replace(b'charset="gb18030"', b'charset="utf-8"')) == [[["政府规章", "95"]]]


def test_pages_in_frames_follow_and_other_pages_do_not() -> None:
    main = "<p>年报</p><iframe src='b.htm'></iframe>"
    data = saved(("html", "a.htm", main), ("html", "header.htm", "<p>页眉</p>"), ("html", "b.htm", TABLE))
    document = read_mhtml(data)
    assert [getattr(block, "text", "table") for block in document.blocks] == ["年报", "table"]


def test_a_file_without_a_page_says_so() -> None:
    with pytest.raises(UnreadableFileError, match="MHTML"):
        read_mhtml(saved(("plain", "a.txt", "无")))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.99])
def test_a_file_cut_off_ends_as_a_document_or_a_reason(share: float) -> None:
    data = saved(("html", "a.htm", TABLE))
    cut = data[: int(share * len(data))]
    if share < 0.5:
        with pytest.raises(UnreadableFileError):
            read_mhtml(cut)
    else:
        assert read_mhtml(cut).media_type == MHTML
