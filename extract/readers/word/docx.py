"""DOCX -> Document: reads the package's main part as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.document import Document
from extract.readers.shared.colours import Rgb, rgb_of
from extract.readers.shared.packages import Package
from extract.readers.word.numbering import Lists, read_lists
from extract.readers.word.parts import Styles, plain_names, read_styles
from extract.readers.word.wordml import document_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_RELEVANT = re.compile(
    rb":(?:vanish|numPr|vertAlign|d?strike|position)\b|:color\s[^>]*themeColor=\"(?:background|light)1\""
)
_COLOUR = re.compile(rb":color\s[^>]*\bval=\"([0-9A-Fa-f]{6})\"")
_BASED_ON = re.compile(rb"<\w+:basedOn\s+\w+:val=\"([^\"]*)\"")


class _Parts:
    def __init__(self, package: Package) -> None:
        self._package = package

    def styles(self, used: set[str], may_hide: Callable[[Rgb], bool]) -> Styles:
        if _STYLES not in self._package or not _any_relevant(self._package.read(_STYLES), used, may_hide):
            return Styles()
        return read_styles(plain_names(self._package.tree(_STYLES)))

    def lists(self) -> Lists:
        return (
            read_lists(plain_names(self._package.tree(_NUMBERING)))
            if _NUMBERING in self._package
            else Lists()
        )


def _any_relevant(xml: bytes, used: set[str], may_hide: Callable[[Rgb], bool]) -> bool:
    """Whether a used style, or one it is based on, may hide, set apart or number text; searches the XML unparsed."""
    names = [name.encode() for name in used]
    visited = set(names)
    while names:
        at = xml.find(b':styleId="' + names.pop() + b'"')
        style = xml[at : xml.find(b":style>", at)] if at >= 0 else b""
        colours = (rgb_of(value.decode()) for value in _COLOUR.findall(style))
        if _RELEVANT.search(style) or any(may_hide(colour) for colour in colours if colour):
            return True
        if (based_on := _BASED_ON.search(style)) and based_on[1] not in visited:
            visited.add(based_on[1])
            names.append(based_on[1])
    return False


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a DOCX; a cell's place is the table's number, its row and its grid column.

    Raises UnreadableFileError for a damaged package or one beyond the limits, and as `document_of`.
    """
    package = Package(data, "DOCX")
    return document_of(package.tree(_DOCUMENT), _Parts(package), DOCX)
