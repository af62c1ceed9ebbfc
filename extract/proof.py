"""What shows a cell: for each of five axes the kind of evidence that the file gives, or none. See docs/proof.md."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

KINDS: dict[str, tuple[str, ...]] = {
    "table": ("only", "agreeing", "person"),
    "row": ("words", "near_words", "number", "one_row", "person"),
    "column": ("order", "grid", "own_label", "sums", "person"),
    "cell": ("format", "place", "cut", "person"),
    "token": ("text", "glyphs", "person"),
}
"""Axis -> the kinds of evidence for it, as docs/proof.md explains them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The kind of evidence for each axis, one of KINDS; null where the file shows nothing."""

    table: str | None = None
    row: str | None = None
    column: str | None = None
    cell: str | None = None
    token: str | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The axes without evidence."""
        return tuple(axis.name for axis in fields(self) if getattr(self, axis.name) is None)

    def to_json(self) -> dict[str, str | None]:
        """Axis -> kind of evidence."""
        return {axis.name: getattr(self, axis.name) for axis in fields(self)}

    def __str__(self) -> str:
        """The kinds in the order of the axes, `-` for none: `only words order format text`."""
        return " ".join(getattr(self, axis.name) or "-" for axis in fields(self))

    def completed(self, **kinds: str | None) -> Proof:
        """The proof with these kinds on the axes that have none."""
        return replace(self, **{axis: kind for axis, kind in kinds.items() if getattr(self, axis) is None})


UNPROVEN = Proof()
BY_A_PERSON = Proof("person", "person", "person", "person", "person")
