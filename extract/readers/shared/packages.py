"""Opens Office packages (zip files of XML) with limits on the bytes actually unpacked, not on the declared sizes.

No Office program writes a document type into a part, so a part with one is refused: entities are neither expanded
nor fetched.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from extract.document import UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.xml_trees import SAFE

MAX_PARTS = 5_000
MAX_PART_BYTES = 20_000_000  # a tree of the XML takes about eight times its bytes
MAX_TOTAL_BYTES = 60_000_000
MAX_RATIO = 300  # XML of a blank form shrinks a hundredfold, a bomb a thousandfold
_RATIO_FROM = 5_000_000  # bytes: a high ratio of a smaller part does no harm
_CHUNK = 1 << 18
# What zipfile and zlib raise for damaged, encrypted or unknown members; NotImplementedError means an unknown
# compression method.
_BROKEN = (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, zlib.error)


class Package:
    """A zip package. `kind`: name of the format in messages (DOCX, XLSX). All methods raise UnreadableFileError."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        self._size = len(data)
        self._unpacked = 0
        if data.count(b"PK\x01\x02") > MAX_PARTS:
            raise UnreadableFileError(Refusal("package_parts", {"most": MAX_PARTS}))
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            self._parts = {info.filename.lower(): info for info in self._archive.infolist()}
        except _BROKEN as error:
            raise UnreadableFileError(Refusal("damaged_package")) from error

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes; names are case-insensitive, as in Office."""
        out: list[bytes] = []
        size = 0
        try:
            info = self._parts[part.lower()]
            with self._archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    self._check(size, info.compress_size)
                    out.append(chunk)
        except KeyError as error:
            raise self._damaged("part_missing", part) from error
        except _BROKEN as error:
            raise self._damaged("part_damaged", part) from error
        return b"".join(out)

    def _check(self, size: int, packed: int) -> None:
        if size > MAX_PART_BYTES or self._unpacked > MAX_TOTAL_BYTES:
            most = MAX_PART_BYTES if size > MAX_PART_BYTES else MAX_TOTAL_BYTES
            raise UnreadableFileError(Refusal("unpacked_size", {"megabytes": most // 1_000_000}))
        # The compressed size that an entry declares may be wrong, so it counts at most as the size of the file.
        if size > _RATIO_FROM and size > MAX_RATIO * max(min(packed, self._size), 1):
            raise UnreadableFileError(Refusal("unpacked_ratio", {"times": MAX_RATIO}))

    def _damaged(self, code: str, part: str) -> UnreadableFileError:
        return UnreadableFileError(Refusal(code, {"kind": self.kind, "part": part}))

    def tree(self, part: str) -> etree._Element:
        """The root of an XML part."""
        try:
            root = etree.fromstring(self._xml(part), etree.XMLParser(**SAFE))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._unparsed(part, error) from error
        self._refuse_doctype(root, part)
        return root

    def elements(self, part: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """Stream the elements of an XML part with these tags, each once it is complete; the caller clears used
        elements."""
        events = etree.iterparse(
            BytesIO(self._xml(part)),
            tag=tags,
            **SAFE,
        )
        checked = False
        try:
            for _, element in events:
                if not checked:
                    self._refuse_doctype(element, part)
                    checked = True
                yield element
        except etree.XMLSyntaxError as error:
            raise self._unparsed(part, error) from error

    def _xml(self, part: str) -> bytes:
        xml = self.read(part)
        if b"<!DOCTYPE" in xml:
            raise self._damaged("document_type", part)
        return xml

    def _refuse_doctype(self, element: etree._Element, part: str) -> None:
        """Refuse a document type that the search for its bytes misses because of the part's encoding."""
        if element.getroottree().docinfo.internalDTD is not None:
            raise self._damaged("document_type", part)

    def _unparsed(self, part: str, error: Exception) -> UnreadableFileError:
        if "depth" in str(error).lower():
            return UnreadableFileError(Refusal("nesting"))
        return self._damaged("part_not_parsed", part)
