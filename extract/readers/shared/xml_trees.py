"""Parses XML that stands in a file of its own: nothing is fetched or expanded, and a document type is refused."""

from __future__ import annotations

from typing import Any

from lxml import etree

from extract.document import UnreadableFileError
from extract.messages import Refusal

SAFE: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,  # they would cut a text in two
    "remove_pis": True,
}


def tree_of(data: bytes, damaged: Refusal, document_type: Refusal) -> etree._Element:
    """The root of a file's XML; raises UnreadableFileError with one of the two refusals."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(damaged) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFileError(document_type)
    return root
