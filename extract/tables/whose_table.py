"""Tells which printing of a table is the report's own, by the captions above it and the headings in it.

A printing that names another year, another agency or an example is put aside where another printing does not; where there
is no other, its cells are in doubt. See docs/proof.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract.document import Document
from extract.form.catalogue import Form
from extract.form.labels import closeness, parse_label, squeeze
from extract.form_cells import Problem, TableReading, compared
from extract.messages import Detail, Doubt
from extract.tables.captions import LONGEST, Caption, Whose, label_words, names_only_others, read_caption
from extract.tables.row_stream import SECTION, StreamRow
from extract.tables.vocabulary import SURE
from extract.values import is_value_like, parse_value

_ORDINALS = "一二三四五六"
_MOST_HEADINGS = 12  # rows of a table's head
_MOST_BELOW = 2  # lines below a table that may speak of it
_LONGEST_HEADING = 45  # characters
Printing = tuple[int, TableReading]  # the stream row of its first label, and what was read


@dataclass(slots=True)
class _Claim:
    """What a caption says in one respect: year, agency or example. `heads`: it stands above sections' headings; `near`:
    nothing but captions since."""

    caption: Caption
    heads: bool = False
    near: bool = True


@dataclass(slots=True)
class _Reach:
    """What is in force while the rows are walked through: `report`, the title that heads all that follows, `sheet`, the
    name of a workbook's sheet, and `local`, what captions below them say in each respect.

    A local claim ends with its section, unless it heads sections: then it reaches on to the next caption that speaks of the
    same. `loose` counts only right above a table; `near`: nothing but captions since the last one.
    """

    report: Caption | None = None
    sheet: Caption | None = None
    local: dict[str, _Claim] = field(default_factory=dict)
    loose: Caption | None = None
    section: int = 0
    near: bool = False

    def in_force(self) -> Caption | None:
        """What is not the report's own counts most, nearest first: 本年 in another agency's report is not this one's."""
        others = (claim.caption for respect, claim in self.local.items() if respect in claim.caption.other)
        local = next(others, None) or next((claim.caption for claim in self.local.values()), None)
        found = [caption for caption in (self.loose, local, self.sheet, self.report) if caption]
        return next((caption for caption in found if caption.other), next(iter(found), None))

    def open_section(self, ordinal: int) -> None:
        """A caption right above a section's heading, or before sections that begin anew, heads them; one within the
        section before ends."""
        anew = ordinal <= self.section
        self.local = {
            respect: replace(claim, heads=True)
            for respect, claim in self.local.items()
            if claim.heads or claim.near or anew
        }
        self.section, self.loose = ordinal, None

    def take(self, caption: Caption) -> None:
        """A caption takes the place of the last that spoke of the same; right below another one both count."""
        self.loose = None
        if caption.title:
            # Titles below one another are a list of reports, and this one's may be among them.
            if not (self.near and self.report and self.report.own):
                self.report = caption
            self.local = {}
        elif not self.near:
            self.local.pop("example", None)  # what follows an example is none
        for respect in () if caption.title else caption.speaks_of:
            last = self.local.get(respect)
            if not (last and last.near and respect in last.caption.other):
                self.local[respect] = _Claim(caption)
        self.near = True

    def open_sheet(self, caption: Caption | None) -> None:
        """What a sheet's name says holds for the whole sheet, and nothing local reaches on to another one."""
        self.sheet = caption
        self.local, self.loose, self.near, self.section = {}, None, False, 0

    def pass_text(self) -> None:
        """A line that is no caption stands between."""
        self.near = False
        for claim in self.local.values():
            claim.near = False

    def pass_row(self, row: StreamRow) -> None:
        """A row of a table stands between; one of numbers ends what counts right above a table."""
        self.pass_text()
        if any(parse_value(cell.text).state == "number" for cell in row.cells):
            self.loose = None


@dataclass(frozen=True, slots=True)
class Captions:
    """For each stream row the caption in force above it; `rows` is the stream."""

    form: Form
    whose: Whose
    rows: Sequence[StreamRow]
    in_force: Sequence[Caption | None]


def find_captions(form: Form, rows: Sequence[StreamRow], whose: Whose, document: Document) -> Captions:
    """Read the captions among the stream's rows, and the names of sheets. Running heads of pages are none."""
    running = {block.text for block in document.paragraphs() if block.repeated}
    sheet = None
    reach = _Reach()
    in_force: list[Caption | None] = []
    for at, row in enumerate(rows):
        if document.sheets and (number := row.cells[0].source.table) != sheet:
            sheet = number
            reach.open_sheet(_of_sheet(form, whose, document.sheets.get(number or 0, "")))
        in_force.append(reach.in_force())
        text = _line(row)
        if text in running:
            continue
        if text is None:
            reach.pass_row(row)
            continue
        caption = read_caption(form, whose, text)
        ordinal = section_of(form, text)
        if ordinal:
            reach.open_section(ordinal)
        if caption is None:
            if not ordinal and not is_value_like(text):
                reach.loose = _loose(whose, text)
            reach.pass_text()
        elif caption.name_alone:
            reach.loose = caption if caption.other else None
        elif caption.behind and _numbers_above(rows, at):
            reach.pass_text()  # it speaks of the table above it
        elif caption.says and not caption.columns:
            reach.take(caption)
        elif ordinal:
            reach.pass_text()
    return Captions(form, whose, rows, in_force)


def _numbers_above(rows: Sequence[StreamRow], at: int) -> bool:
    """Whether a line stands right below the numbers of a table."""
    above = [cell for row in rows[max(at - _MOST_BELOW, 0) : at] for cell in row.cells]
    return any(parse_value(cell.text).state == "number" for cell in above)


def _of_sheet(form: Form, whose: Whose, name: str) -> Caption | None:
    """What a sheet's name says: 2022, 上年, 填报示例, 某县第一中学."""
    caption = read_caption(form, whose, f"{name}年" if name.strip().isdigit() else name)
    return replace(caption, text=name) if caption and caption.says else None


def _line(row: StreamRow) -> str | None:
    """The text of a row of one line, or of one filled cell among blank ones; None for other rows."""
    if row.single:
        return row.cells[0].text
    filled = [cell.text for cell in row.cells if cell.text.strip()]
    return filled[0] if len(filled) == 1 else None


def _loose(whose: Whose, text: str) -> Caption | None:
    return Caption(text, other=frozenset({"year"})) if names_only_others(whose, text) else None


def section_of(form: Form, text: str) -> int:
    """The ordinal, from 1, of the section whose heading a line is; 0 where it is none."""
    squeezed = squeeze(text)
    if len(squeezed) > _LONGEST_HEADING:
        return 0
    words = parse_label(squeezed).words
    if words in label_words(form):  # 6.其他
        return 0
    if match := SECTION.match(squeezed):
        mark = next(letter for letter in match[0] if letter in _ORDINALS + "123456")
        at = (_ORDINALS if mark in _ORDINALS else "123456").index(mark)
        if any(keyword in words for keyword in form.sections[at].keywords):
            return at + 1
    return next(
        (
            at
            for at, section in enumerate(form.sections, start=1)
            if any(keyword in words for keyword in section.keywords)
            and closeness(words, parse_label(section.label).words) >= SURE
        ),
        0,
    )


def own_printing(captions: Captions | None, printings: Sequence[Printing]) -> TableReading:
    """The report's own of several printings of one table, compared with those that may be its own as well.

    There must be one printing at least.
    """
    if captions is None:
        return compared([reading for _, reading in printings])
    said = [(_says(captions, first, reading), reading) for first, reading in printings]
    others = [(caption, reading) for caption, reading in said if caption and caption.other]
    own = [reading for caption, reading in said if not (caption and caption.other)]
    if not own:
        return in_doubt(compared([reading for _, reading in said]), others[0][0])
    # Of two whole reports in one file nothing shows which the file was published for, nor is a form without any number shown
    # to be the report's.
    filled = any(cell.state == "number" for reading in own for cell in reading.cells)
    asides = [(caption, reading) for caption, reading in others if filled and not caption.title]
    left = [reading for _, reading in asides]
    printed = _printed(own)
    chosen = compared([reading for _, reading in said if all(reading is not aside for aside in left)])
    for caption, reading in asides:
        chosen.used |= reading.used
        left_out = Detail("table_repeated.other", {"printed": caption.text.strip()})
        chosen.problems.append(Problem(left_out, instance=chosen.table))
    for caption, reading in others:
        only_there = _printed([reading]) - printed
        doubt = Doubt("other_table", {"printed": caption.text.strip()})
        chosen.cells = [cell.doubted(doubt) if cell.key in only_there else cell for cell in chosen.cells]
    return chosen


def _printed(readings: Iterable[TableReading]) -> set[str]:
    """The cells that these printings print."""
    return {cell.key for reading in readings for cell in reading.cells if cell.state != "absent"}


def in_doubt(reading: TableReading, caption: Caption) -> TableReading:
    """The reading with every cell in doubt: a caption says that the table is not the report's own."""
    doubt = Doubt("other_table", {"printed": caption.text.strip()})
    reading.cells = [cell.doubted(doubt) for cell in reading.cells]
    return reading


def _says(captions: Captions, first: int, reading: TableReading) -> Caption | None:
    """What the captions above a printing and its headings say of it; what is not the report's counts most."""
    over = captions.in_force[first]
    extras = {str(p.detail.params["printed"]) for p in reading.problems if p.code == "extra_column"}
    if over and over.text.strip() in extras:
        over = None
    if over and over.both and any(_of_another_year(captions, text) for text in extras):
        over = None  # both years stand in it, in columns that are told apart
    if over and over.other:
        return over
    return next(iter(_headings(captions, first, reading, extras)), _below(captions, reading) or over)


def _of_another_year(captions: Captions, heading: str) -> bool:
    caption = read_caption(captions.form, captions.whose, heading)
    return caption is not None and caption.other == {"year"}


def _below(captions: Captions, reading: TableReading) -> Caption | None:
    """A line below the table that says it is not the report's: 以上为2022年数据."""
    end = max(reading.used) + 1
    for row in captions.rows[end : end + _MOST_BELOW]:
        text = _line(row)
        caption = read_caption(captions.form, captions.whose, text) if text else None
        if caption and caption.behind and caption.other and not caption.both:
            return caption
    return None


def _headings(captions: Captions, first: int, reading: TableReading, extras: set[str]) -> Iterable[Caption]:
    """Headings and labels of a printing that name another year or an example, without those of columns that the form does
    not have."""
    for at in [*_head(captions, first), *(at for at in sorted(reading.used) if at >= first)]:
        for text in captions.rows[at].headings:
            if len(text) > 2 * LONGEST or is_value_like(text) or text.strip() in extras:
                continue
            caption = read_caption(captions.form, captions.whose, text)
            if caption and not caption.columns and caption.other & {"year", "example"}:
                yield caption


def _head(captions: Captions, first: int) -> range:
    """The rows above the first label that belong to the table's head: of the same table without numbers, or in text lines
    of several headings."""
    rows, at = captions.rows, first
    while at > 0 and first - at < _MOST_HEADINGS and _is_head(rows[at - 1], rows[first].table):
        at -= 1
    return range(at, first)


def _is_head(row: StreamRow, table: int | None) -> bool:
    texts = row.headings
    if row.table != table or (table is None and len(texts) == 1):
        return False
    return not any(parse_value(text).state == "number" for text in texts)
