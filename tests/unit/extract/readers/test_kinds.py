"""Which reader reads what, and files that are no report."""

import pytest

from extract.document import UnreadableFileError
from extract.readers.kinds import reader_for


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "empty"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Office"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x01\x00\x02binary", "binary"),
        (b"%PDF-1.7 cut off", "damaged PDF"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, says: str) -> None:
    def read() -> None:
        reader_for(data)[1](data)

    with pytest.raises(UnreadableFileError, match=says):
        read()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("<p>年报</p>".encode("utf-16"), "text/html"),
        ("<p>政府信息公开年报</p>".encode("gb18030"), "text/html"),
        ("<p>年报</p>".encode("utf-16-le"), "text/html"),
        (b'{"content": "\\u003ctable\\u003e"}', "text/html"),
        ("一、总体情况".encode(), "text/plain"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            "application/xml",
        ),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a", "multipart/related"),
    ],
)
def test_kinds_of_marked_up_text_are_told_by_content(data: bytes, media_type: str) -> None:
    assert reader_for(data)[0] == media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<html><body>%PDF-1.4 1 0 obj see attachment</body></html>", "text/html"),
        ("说明：附件为 %PDF-1.4，1 0 obj".encode(), "text/plain"),
        ("说明：附件为 %PDF-1.4，1 0 obj".encode("gb18030"), "text/plain"),
        (b"the attachment begins with %PDF-1.4", "text/plain"),
        (b"{\\rtf1 %PDF-1.4 1 0 obj}", "application/rtf"),
        (b"%PDF-1.4", "application/pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "application/pdf"),
        (b"\x00\x01junk%PDF-1.4\n1 0 obj", "application/pdf"),
        (b"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n%PDF-1.4\n1 0 obj", "application/pdf"),
    ],
)
def test_what_only_speaks_of_pdf_was_taken_for_one(data: bytes, media_type: str) -> None:
    assert reader_for(data)[0] == media_type


@pytest.mark.parametrize(
    ("inside", "media_type"),
    [
        ("", "text/plain"),
        ("<table><tr><td>1</td></tr></table>", "text/html"),
        ('<p style="display:none">| 规章 | 9 |</p>', "text/html"),
    ],
    ids=["boxes", "a table in tags", "something hidden"],
)
def test_markdown_in_the_boxes_of_a_page(inside: str, media_type: str) -> None:
    """Guards 1,396 cells: pandoc keeps a page's <div>, and its tables with bars were read as a page's running text."""
    table = "| 信息内容 | 件数 |\n|---|---|\n| 规章 | 5 |\n"
    text = f'<div class="top">\n\n{inside}\n\n</div>\n\n{table}\n<div>\n\n{table}\n</div>\n'
    assert reader_for(text.encode())[0] == media_type
