"""Word documents in one XML file -> Document: the flat package (Word 2007 on) and the XML of Word 2003."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.colours import Rgb
from extract.readers.shared.xml_trees import tree_of
from extract.readers.word.numbering import Lists, read_lists
from extract.readers.word.parts import Styles, plain_names, read_styles
from extract.readers.word.wordml import document_of
from extract.readers.word.xml_names import W

MEDIA_TYPE = "application/xml"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_CHANGES = {"Word.Insertion": f"{W}ins", "Word.Deletion": f"{W}del"}
_MARKS = re.compile(
    rb"http://schemas\.microsoft\.com/office/(?:2006/xmlPackage|word/2003/wordml)|progid=\"Word\.Document\""
)


def looks_like_word_xml(data: bytes) -> bool:
    """Whether the bytes are XML that declares itself a Word document."""
    head = data[:4096].replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml") and bool(_MARKS.search(head))


def read_word_xml(data: bytes) -> Document:
    """Paragraphs and tables of a Word document in one XML file; places as in DOCX.

    Raises UnreadableFileError for XML that cannot be parsed, has a document type or contains no document.
    """
    root = tree_of(data, Refusal("word_xml_not_parsed"), Refusal("word_xml_document_type"))
    if root.tag == f"{_PACKAGE}package":
        document, styles = _part(root, "/word/document.xml"), _part(root, "/word/styles.xml")
        if document is None:
            raise UnreadableFileError(Refusal("word_xml_without_document"))
        return document_of(document, _Parts(styles, _part(root, "/word/numbering.xml")), MEDIA_TYPE)
    return document_of(_of_2003(root), _Parts(root, None), MEDIA_TYPE)


class _Parts:
    def __init__(self, styles: etree._Element | None, lists: etree._Element | None) -> None:
        self._styles, self._lists = styles, lists

    def styles(self, used: set[str], may_hide: Callable[[Rgb], bool]) -> Styles:
        return Styles() if self._styles is None else read_styles(plain_names(self._styles))

    def lists(self) -> Lists:
        return Lists() if self._lists is None else read_lists(plain_names(self._lists))


def _part(root: etree._Element, name: str) -> etree._Element | None:
    for part in root.iterchildren(f"{_PACKAGE}part"):
        if (part.get(f"{_PACKAGE}name") or "").lower() == name:
            data = part.find(f"{_PACKAGE}xmlData")
            return data[0] if data is not None and len(data) else None
    return None


def _of_2003(root: etree._Element) -> etree._Element:
    """Rename Word 2003's elements for changes and lists to those of the later vocabulary, in place."""
    for element in list(root.iter(f"{_AML}annotation")):
        kind = next((value for key, value in element.attrib.items() if str(key).endswith("}type")), "")
        element.tag = _CHANGES.get(str(kind), element.tag)
    etree.strip_tags(root, f"{_AML}content")
    root = plain_names(root)
    for element in list(root.iter(f"{W}listPr")):
        element.tag = f"{W}numPr"
    return root
