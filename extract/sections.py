"""The six narrative sections, found by the numbering and wording of their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extract.document import Document, Source
from extract.form.catalogue import Form, Section
from extract.labels import squeeze
from extract.mapping.cells import Problem
from extract.mapping.stream import StreamRow

_HEADING = re.compile(r"^(?:第?([一二三四五六])(?:部分)?[、.,:]|([1-6])[、.])")
_LONGEST_HEADING = 45


@dataclass(frozen=True, slots=True)
class SectionText:
    key: str
    heading: str
    text: str


def _heading(form: Form, text: str) -> Section | None:
    squeezed = squeeze(text)
    match = _HEADING.match(squeezed)
    if not match or len(squeezed) > _LONGEST_HEADING:
        return None
    ordinal = "一二三四五六".index(match[1]) + 1 if match[1] else int(match[2])
    section = form.sections[ordinal - 1]
    return section if any(keyword in squeezed for keyword in section.keywords) else None


def find_sections(
    form: Form, rows: list[StreamRow], tables: set[int]
) -> tuple[list[SectionText], list[Problem]]:
    """Sections in the document's order, narrative only: stream rows in `tables` belong to the statutory tables.

    A heading counts once, where it opens its section; sections_missing and sections_order are reported.
    """
    opened: list[tuple[Section, str, Source, list[str]]] = []
    for index, row in enumerate(rows):
        if not row.prose:
            continue
        section = _heading(form, row.text)
        if section and all(section.key != other.key for other, *_ in opened):
            opened.append((section, row.text, row.cells[0].source, []))
        elif opened and index not in tables and row.text.strip():
            opened[-1][3].append(row.text)
    problems = [
        Problem(
            "sections_missing",
            f"section {section.label!r} has no heading",
            instance=section.key,
        )
        for section in form.sections
        if all(section.key != other.key for other, *_ in opened)
    ]
    ordinals = [section.ordinal for section, *_ in opened]
    if ordinals != sorted(ordinals):
        first = next(entry for entry, after in pairwise(opened) if entry[0].ordinal > after[0].ordinal)
        problems.append(
            Problem(
                "sections_order",
                f"section {first[1]!r} stands out of order",
                first[2],
                first[0].key,
            )
        )
    return [
        SectionText(section.key, heading, "\n".join(text)) for section, heading, _, text in opened
    ], problems


def find_sections_in_run_on_text(form: Form, document: Document) -> tuple[list[SectionText], list[Problem]]:
    """Sections of a text without line structure: headings are searched for inside the running text, in order."""
    text = "\n".join(paragraph.text for paragraph in document.paragraphs())
    found: list[tuple[Section, int, int]] = []
    at = 0
    for section in form.sections:
        match = re.compile(re.escape(section.label)).search(text, at)
        if match:
            found.append((section, match.start(), match.end()))
            at = match.end()
    sections = [
        SectionText(
            section.key,
            section.label,
            text[end : found[i + 1][1] if i + 1 < len(found) else len(text)].strip(),
        )
        for i, (section, _, end) in enumerate(found)
    ]
    problems = [
        Problem(
            "sections_missing",
            f"section {section.label!r} has no heading",
            instance=section.key,
        )
        for section in form.sections
        if all(section is not other for other, *_ in found)
    ]
    return sections, problems
