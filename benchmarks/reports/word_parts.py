"""Adds parts to a Word file besides its document: style sheets, heads and feet of pages."""

from __future__ import annotations

import zipfile
from io import BytesIO

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    """The Word file with more parts, name -> XML (`styles`, `header1` and the like); the document refers to each as rId_<name>."""
    kinds = {name: name.rstrip("0123456789") for name in parts}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId_{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member).decode()
            new.writestr(member, content.replace("</Types>", f"{types}</Types>"), zipfile.ZIP_DEFLATED)
        more = {f"word/{name}.xml": xml for name, xml in parts.items()}
        more["word/_rels/document.xml.rels"] = (
            f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>"
        )
        for name, xml in more.items():
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), xml, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
