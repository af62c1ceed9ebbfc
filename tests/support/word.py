"""Word documents written by hand, part by part, and read back."""

from __future__ import annotations

import io
import zipfile

from extract.document import Cell, Document, Paragraph, Table
from extract.messages import Doubt
from extract.readers.word.docx import read_docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def document_xml(body: str) -> str:
    """The main part around a body."""
    return f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"


def pack(xml: str, styles: str = "", lists: str = "") -> bytes:
    """A package of the main part and, where given, styles and list definitions."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", xml)
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>')
        if lists:
            archive.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{WORD}">{lists}</w:numbering>')
    return packed.getvalue()


def read(body: str, styles: str = "", lists: str = "") -> Document:
    """What the reader makes of a body."""
    return read_docx(pack(document_xml(body), styles, lists))


def run(text: str, properties: str = "") -> str:
    """Text with its properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def para(*runs: str, properties: str = "") -> str:
    """A paragraph of runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    """A cell; without content, of an empty paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or para()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def label(text: str) -> str:
    """A cell with one text."""
    return tc(para(run(text)))


def rows(document: Document) -> list[list[Cell]]:
    """Rows of the only table."""
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    return table.rows


def lines(document: Document) -> list[str]:
    """Texts of the paragraphs."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def value(content: str, styles: str = "") -> tuple[str, Doubt | None]:
    """(text, doubt) of a value cell that holds `content`, beside a label."""
    [[_, cell]] = rows(read(tbl(tr(label("规章"), tc(content))), styles))
    return cell.text, cell.doubt


TEXT_BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
DRAWN = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{0}</w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{1}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def drawn(content: str) -> str:
    """Content in a text box, as Word writes it: once for itself and once for older programs."""
    return DRAWN.format(TEXT_BOX.format(content), content)


STYLES = (
    '<w:style w:styleId="a"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="b"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="c"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="d"><w:basedOn w:val="c"/></w:style>'
    '<w:style w:styleId="e"><w:basedOn w:val="e"/></w:style>'
)
