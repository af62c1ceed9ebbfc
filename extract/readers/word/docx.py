"""DOCX -> Document: the package's main part, read as WordprocessingML."""

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
_TELLS = re.compile(
    rb":(?:vanish|numPr|vertAlign|d?strike|position)\b|:color\s[^>]*themeColor=\"(?:background|light)1\""
)
_COLOUR = re.compile(rb":color\s[^>]*\bval=\"([0-9A-Fa-f]{6})\"")
_BASED_ON = re.compile(rb"<\w+:basedOn\s+\w+:val=\"([^\"]*)\"")


class _Parts:
    def __init__(self, package: Package) -> None:
        self._package = package

    def styles(self, used: set[str], may_hide: Callable[[Rgb], bool]) -> Styles:
        if _STYLES not in self._package or not _tell(self._package.read(_STYLES), used, may_hide):
            return Styles()
        return read_styles(plain_names(self._package.tree(_STYLES)))

    def lists(self) -> Lists:
        return (
            read_lists(plain_names(self._package.tree(_NUMBERING)))
            if _NUMBERING in self._package
            else Lists()
        )


def _tell(xml: bytes, used: set[str], may_hide: Callable[[Rgb], bool]) -> bool:
    """Whether styles of these names, or those under them, say anything that matters: found without parsing them all."""
    names = [name.encode() for name in used]
    seen = set(names)
    while names:
        at = xml.find(b':styleId="' + names.pop() + b'"')
        style = xml[at : xml.find(b":style>", at)] if at >= 0 else b""
        colours = (rgb_of(told.decode()) for told in _COLOUR.findall(style))
        if _TELLS.search(style) or any(may_hide(colour) for colour in colours if colour):
            return True
        if (below := _BASED_ON.search(style)) and below[1] not in seen:
            seen.add(below[1])
            names.append(below[1])
    return False


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a DOCX; a cell's place is the table's number, its row and its grid column."""
    package = Package(data, "DOCX")
    return document_of(package.tree(_DOCUMENT), _Parts(package), DOCX)
