"""Reads the header of table three: which columns it has, in which order, and whether the file shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import bare, closeness, parse_label, squeeze
from extract.form_cells import Problem
from extract.messages import Detail
from extract.tables.heading_proof import (
    Leaf,
    ShownColumns,
    beside,
    completed_in_order,
    covered,
    cut_into_words,
    exchangeable,
    extent_of,
    extra_column,
    lowest_headings,
    of_form,
    with_merged_text,
)
from extract.tables.organisations import heading_words, is_organisations, is_their_sum
from extract.tables.row_merging import words_of
from extract.tables.row_stream import LabelledRow, StreamRow
from extract.tables.vocabulary import CLOSE
from extract.values import is_value_like, parse_value

TABLE = "applications"
Columns = tuple[FormColumn, ...]  # those of one form version, the total last
_HEADER_ROWS = 30  # how far above its first row a header may begin, where every cell is a line
_YEAR = re.compile(r"20\d\d年")
_LONGEST_EXTRA = 12  # characters of the heading of a column that the form does not have
_FEWEST_VALUES = 3  # numbers in a row that make it a row of values
_MOST = 0.8  # share of the rows that must agree
_ORGANISATIONS = "|"  # in a header's joined words: 法人或其他组织, in whichever way it is printed
_EXTRA = "+"  # in a header's joined words: a column that agencies add


@dataclass(frozen=True, slots=True)
class Header(ShownColumns):
    """`rows` are the stream rows that may belong to the header, `words` its whole text without separators; `exchanges` are the
    pairs of columns whose order headings in pieces leave open, where they show all else."""

    problems: list[Problem] = field(default_factory=list)
    rows: range = range(0)
    words: str = ""
    exchanges: tuple[tuple[int, int], ...] = ()


def is_repeated_header(form: Form, row: LabelledRow) -> bool:
    """Whether a row holds only words of the header, as when the header is repeated on the next page."""
    columns = column_labels(of_any(form.application_columns))
    columns |= {form.headings.applicants, form.headings.organisations}
    words = words_of(row)
    note = any(form.headings.note in word for word in words)
    header_words = [w for w in words if w in columns or form.headings.note in w or is_extra(form, w)]
    return len(header_words) == len(words) and (len(header_words) >= 2 or note)


def column_labels(columns: Iterable[FormColumn]) -> set[str]:
    """All words that the columns' headings may be printed with."""
    return {words for column in columns for words in (column.words, *column.aliases)}


def is_extra(form: Form, text: str) -> bool:
    """Whether a heading is one that agencies add to the form: 备注, 小计, 上年总计, 2022年总计."""
    words = parse_label(text).words
    of_a_year = _YEAR.match(words) is not None
    return len(words) <= _LONGEST_EXTRA and (words.startswith(form.extra_columns) or of_a_year)


def header_rows(form: Form, rows: list[StreamRow], start: int) -> range:
    """The stream rows above the table's first row that may belong to its header."""
    first = start
    for index in range(start - 1, max(start - _HEADER_ROWS, 0) - 1, -1):
        text = "".join(squeeze(cell.text) for cell in rows[index].cells)
        if form.headings.section in text or (len(text) > 120 and form.headings.note not in text):
            break
        if any(parse_label(cell.text).words in _rows_of_table_two(form) for cell in rows[index].cells):
            break
        first = index
    while first < start and all(is_value_like(cell.text) for cell in rows[first].cells):
        first += 1  # of the table above, each on a line of its own
    while first < start and _holds_values(rows[start - 1]):
        start -= 1  # rows that the form does not have (小计), above its first
    return range(first, start)


@lru_cache(maxsize=1)
def _rows_of_table_two(form: Form) -> frozenset[str]:
    """The labels of the table that may stand right above, without a heading between."""
    return frozenset(
        row.parsed.words for clauses in form.clauses.values() for clause in clauses for row in clause.rows
    )


def _holds_values(row: StreamRow) -> bool:
    """Whether a row between the header and the table's first row holds values (小计), with or without a label."""
    return sum(parse_value(cell.text).state == "number" for cell in row.cells) >= _FEWEST_VALUES


def keys_by_words(columns: Columns, texts: Iterable[str]) -> dict[str, str]:
    """Words of headings -> key of the form's column; an alias (合计) only where the column's own words are not printed."""
    printed = {parse_label(text).words for text in texts}
    return {
        words: column.key
        for column in columns
        for words in (column.words, *column.aliases)
        if words == column.words or column.words not in printed
    }


def leaves_in_grid(
    form: Form,
    columns: Columns,
    rows: Sequence[StreamRow],
    span: range,
    misprints: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Leaf, ...]:
    """The lowest headings of a grid from the first column of the form to the last printed; none where they do not stand
    as the form's do: each once, the organisations and only they under their common heading, all under 申请人情况.

    `misprints` maps headings to the words that they are taken for.
    """
    keys = keys_by_words(columns, (text for at in span for text in rows[at].headings))

    def key_of(text: str) -> str | None:
        return keys.get(heading_words(form, misprints.get(squeeze(text), text)))

    head = [rows[at] for at in span if rows[at].grid and not rows[at].single]
    named = [row for row in head if any(key_of(cell.text) for cell in row.cells)]
    if not named or len({row.table for row in named}) != 1:
        return ()
    by_key = {column.key: column for column in columns}
    cells = [
        with_merged_text(
            row.cells, lambda text: is_organisations(form, text) or form.headings.applicants in text
        )
        for row in head
        if row.table == named[0].table
    ]
    lowest, above = lowest_headings(cells, key_of)
    if sorted(leaf.key for leaf in lowest if leaf.key) != sorted(by_key):
        return ()
    first = next(at for at, leaf in enumerate(lowest) if leaf.key)
    leaves = lowest[first:]
    while not leaves[-1].key and not leaves[-1].cell.text.strip():
        leaves.pop()  # padding
    group = [cell for cell in above if is_organisations(form, cell.text)]
    applicants = [cell for cell in above if parse_label(cell.text).words == form.headings.applicants]
    own = [leaf for leaf in leaves if leaf.key]
    placed = all(
        covered(leaf, group) if by_key[str(leaf.key)].under else beside(leaf, group) for leaf in own if group
    ) and all(covered(leaf, applicants) for leaf in own if applicants)
    return tuple(leaves) if placed else ()


def _tree_orders(columns: Columns) -> list[list[str]]:
    """The orders in which the form's headings are read: from left to right, and line by line with the organisations last."""
    keys = [column.key for column in columns]
    under = [column.key for column in columns if column.under]
    return [keys, [key for key in keys if key not in under] + under]


def columns_in_order(form: Form, columns: Columns, lines: Sequence[Sequence[str]]) -> list[FormColumn] | None:
    """The columns of a header that prints the form's headings in the form's order: each once, or again after a page break.

    Behind them there may be columns that agencies add; some headings may be missing. What stands before the first heading
    does not matter, what stands between or behind them does. None where the order is not shown.
    """
    keys = keys_by_words(columns, (text for line in lines for text in line))
    words = [*keys, form.headings.applicants, _ORGANISATIONS, _EXTRA]
    texts = [text for line in lines for text in line]
    run = "".join(_part(form, text, keys) for text in texts)
    cut = cut_into_words(run, words)
    named = [keys.get(word, word) for word in cut if word in keys or word == _EXTRA]
    if _groups_moved(form, columns, cut, keys):
        return None
    while named and named[0] == _EXTRA:
        named.pop(0)  # a caption above the headings (说明：…)
    extras = [text for text in texts if _part(form, text, keys) == _EXTRA]
    extras = extras[len(extras) - named.count(_EXTRA) :]
    if any(_may_be_inner(form, columns, text, lines) for text in extras):
        return None
    orders = _tree_orders(columns)
    if any(form.headings.applicants in line and columns[-1].words in line for line in lines):
        # 总计 spans all lines of the header: beside 申请人情况
        orders.append([columns[-1].key, *orders[0][:-1]])
    for order in orders:
        printed = [key for key in order if key in named]
        times = named.count(printed[0]) if printed else 0
        for count in {0, len(extras) // times} if times else ():
            if named == _with_extras(printed, columns[-1].key, count) * times:
                return [
                    *(column for column in columns if column.key in printed),
                    *map(extra_column, extras[:count]),
                ]
    return list(columns) if exchanges_in_pieces(form, columns, lines) == [] else None


def _groups_moved(form: Form, columns: Columns, cut: Sequence[str], keys: Mapping[str, str]) -> bool:
    """Whether 申请人情况 is printed behind 自然人, or 法人或其他组织 before it or behind 总计: columns may stand there, or a
    converter printed the heading in another place than its own."""
    named = [keys.get(word, word) for word in cut]

    def behind(one: str, other: str) -> bool:
        return one in named and other in named and named.index(one) > named.index(other)

    person, total = columns[0].key, columns[-1].key
    return (
        behind(form.headings.applicants, person)
        or behind(person, _ORGANISATIONS)
        or (behind(total, person) and behind(_ORGANISATIONS, total))
    )


def _may_be_inner(form: Form, columns: Columns, text: str, lines: Sequence[Sequence[str]]) -> bool:
    """Whether a heading of an agency's own may stand among the organisations as well as behind 总计: 小计, and any that is
    printed before the last of them. On one line with 总计 it stands behind it; remarks are told by holding no numbers."""
    total = columns[-1]
    inner = {column.words for column in columns if column.under}
    beside_total = any(text in line and {total.words, *total.aliases} & {*line} - {text} for line in lines)
    texts = [other for line in lines for other in line]
    before_inner = bool(inner & set(texts[texts.index(text) :])) and not text.startswith(form.remark_columns)
    beside_inner = any(text in line and inner & set(line) for line in lines)
    return not beside_total and (before_inner or beside_inner or text.startswith(form.subtotal_columns))


def _part(form: Form, text: str, keys: Mapping[str, str]) -> str:
    """What a heading adds to the header's joined words."""
    words = parse_label(text).words
    if form.headings.note in words:
        return ""
    if is_their_sum(form, text) or (is_extra(form, text) and words not in keys):
        return _EXTRA
    return form.headings.organisations_printed.sub(_ORGANISATIONS, words)


def _with_extras(printed: list[str], total: str, count: int) -> list[str]:
    """The headings with `count` others right behind 总计, which shows that they stand at the right end."""
    at = printed.index(total) + 1 if total in printed else len(printed)
    return [*printed[:at], *[_EXTRA] * count, *printed[at:]]


def exchanges_in_pieces(
    form: Form, columns: Columns, lines: Sequence[Sequence[str]]
) -> list[tuple[int, int]] | None:
    """Where lines of text print the form's header in pieces (商业 科研 above 企业 机构), the pairs of columns that the same lines
    would print with their headings exchanged; None where they do not print it so.

    A line must show 自然人 left of the organisations. Where one shows 总计 right of their heading or of the last of them too,
    the order is the form's.
    """
    lines = [[bare(text) for text in line if text] for line in lines]
    leaves = [column.words for column in columns]
    first = sum(1 for column in columns if not column.under) - 1  # leaves left of the organisations
    group = [*leaves[:first], form.headings.organisations, *leaves[first:]]
    for above in ([], [form.headings.applicants], [bare(form.application_note), form.headings.applicants]):
        for words in (group, leaves):
            placed = completed_in_order(lines, [*above, *words])
            if placed is None:
                continue
            inner = range(len(above) + first, len(above) + len(words) - 1)
            over = next((line for line, found in enumerate(placed) if inner[0] in found), 0)
            if words is group and any(set(line) & set(inner) for line in placed[:over]):
                return None  # a column of the organisations above their own heading
            if not any(min(line) < inner[0] and set(line) & set(inner) for line in placed if line):
                return None
            beside_total = {inner[0], inner[-1]} if words is group else {inner[-1]}
            at_right = any(max(line) > inner[-1] and set(line) & beside_total for line in placed if line)
            own = [at for at, word in enumerate(words) if word in leaves]
            pairs = exchangeable(lines, above, words, combinations(own, 2))
            if any(other != own[-1] for _, other in pairs):
                return None  # sums tell nothing but 总计 from another column
            return [] if at_right else [(own.index(one), own.index(other)) for one, other in pairs] or None
    return None


def read_header(form: Form, columns: Columns, rows: list[StreamRow], start: int, widths: list[int]) -> Header:
    """Read the header above the table's first row `start`, for a version with these columns.

    `widths` are the numbers of values that rows print: columns that the form does not have count only where a row prints
    that many values.
    """
    span = header_rows(form, rows, start)
    lines = [[text for heading in rows[at].headings
              if (text := squeeze(heading)) and not is_value_like(text)] for at in span]  # fmt: skip
    whole = "".join(text for line in lines for text in line)
    lines, misprints, lost = _with_misprints(columns, lines, whole)
    problems = [
        _problem(Detail("label_misprint.taken_for", {"printed": printed, "label": column.label}), column)
        for column, printed in misprints
    ]
    renamed = {printed: column.words for column, printed in misprints}
    leaves = leaves_in_grid(form, columns, rows, span, renamed)
    ordered = columns_in_order(form, columns, lines)
    if leaves:
        by_key = {column.key: column for column in columns}
        in_grid = [by_key[leaf.key] if leaf.key else extra_column(leaf.cell.text.strip()) for leaf in leaves]
        if len(in_grid) not in widths:
            in_grid, leaves = of_form(in_grid), tuple(leaf for leaf in leaves if leaf.key)
    if ordered and len(ordered) not in widths:
        ordered = of_form(ordered) if max(widths, default=0) <= len(of_form(ordered)) else None
    if ordered and len(of_form(ordered)) < len(columns) and max(widths, default=0) > len(ordered):
        ordered = None  # a row prints more values: a heading is not recognised rather than missing
    if leaves and ordered and of_form(in_grid) == of_form(ordered):
        ordered = (
            in_grid if in_grid == ordered else None
        )  # a column of the agency's own is told by its place alone
    elif leaves and ordered:
        whole_order = len(of_form(ordered)) == len(columns)
        leaves, ordered = (() if whole_order else leaves), None  # grid and order of reading differ
    printed = in_grid if leaves else ordered or []
    if printed:
        lost = [column for column in columns if column not in printed]
    elif _wide(len(columns), widths):
        lost = []
    guess = [column for column in columns if column not in lost] if whole else []
    canonical = [column for column in columns if column in printed]
    problems += [
        _problem(Detail("column_missing.applications", {"column": column.label}), column) for column in lost
    ]
    problems += [
        Problem(Detail("extra_column", {"printed": column.label}), instance=TABLE)
        for column in printed
        if not column.key
    ]
    if of_form(printed) != canonical:
        order = [column.label for column in of_form(printed)]
        problems.append(Problem(Detail("column_order.applications", {"order": order}), instance=TABLE))
    shown = printed or guess
    in_cells = any(rows[at].grid and not rows[at].single for at in span)
    exchanges = () if printed or in_cells else tuple(exchanges_in_pieces(form, columns, lines) or ())
    return Header(
        shown,
        bool(ordered),
        leaves or (),
        extent=_extent(columns, rows, span),
        problems=problems,
        rows=span,
        words=whole,
        exchanges=exchanges,
    )


def _extent(columns: Columns, rows: Sequence[StreamRow], span: range) -> range | None:
    """The places from the form's first heading to its last, in a grid, or in text where most rows end below the last."""
    # not of another printing's last rows, whose （七）总计 is no heading
    beside = [rows[at] for at in span if not rows[at].single and not _holds_values(rows[at])]
    first = {parse_label(cell.text).words: cell for row in reversed(beside) for cell in reversed(row.cells)}
    known = [first[words] for words in column_labels(columns) if words in first]
    extent = extent_of(known) if columns[0].words in first else None
    if extent is None or any(row.grid for row in beside):
        return extent
    below = [row.cells[-1].column + 1 for row in rows[span.stop :] if row.table == beside[-1].table]
    return extent if below.count(extent.stop) >= _MOST * len(below) else None


def _with_misprints(
    columns: Columns, lines: list[list[str]], whole: str
) -> tuple[list[list[str]], list[tuple[FormColumn, str]], list[FormColumn]]:
    """(lines with misprinted headings replaced, the misprints with their columns, columns that are not named at all).

    A misprint is a heading close to that of one column, which is named nowhere else.
    """
    misprints: list[tuple[FormColumn, str]] = []
    lost = []
    for column in columns:
        if any(words in whole for words in (column.words, *column.aliases)):
            continue
        close = {t for line in lines for t in line if len(t) > 2 and closeness(t, column.words) >= CLOSE}
        if len(close) == 1:
            misprints.append((column, close.pop()))
        else:
            lost.append(column)
    words = {printed: column.words for column, printed in misprints}
    return [[words.get(text, text) for text in line] for line in lines], misprints, lost


def _wide(columns: int, widths: list[int]) -> bool:
    return bool(widths) and widths.count(columns) >= _MOST * len(widths)


def _problem(detail: Detail, column: FormColumn) -> Problem:
    return Problem(detail, instance=f"{TABLE}/{column.key}")
