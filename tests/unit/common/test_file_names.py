"""Names of files as text: valid, readable, different for different names, and back to the same bytes."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.file_names import GB18030, MOST_BYTES, batch_text, name_of, name_text, path_text
from common.shown import visible

ORDINARY = [
    "青禾县年报.pdf",
    "a b (2).html",
    "Bericht_ä.txt",
    "100%.docx",
    "[2023]甲.txt",
    "⟨甲⟩.txt",
    "2023-360000",
]
PARTS = [
    b"\x1b", b"\n", b"\xc7", b"\xe0", b"\xff", b"a", "⟨".encode(), "⟩".encode(), b"1B", b"GB18030", "中".encode(),
    "中文".encode("gb18030"), b"=", b"*", b"...", b"\\", "\u202e".encode(), "\u2028".encode(), GB18030.encode(),
]  # fmt: skip
NAMES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map(b"".join) | st.binary(
    min_size=1, max_size=20
)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert name_text(name) == batch_text(name) == name


@given(NAMES)
def test_a_name_comes_back_from_its_text(data: bytes) -> None:
    name = os.fsdecode(data.replace(b"/", b"").replace(b"\0", b"") or b"x")
    for text in (name_text(name), batch_text(name)):
        text.encode()
        assert visible(text) == text
        assert name_of(text) == name


def test_a_name_in_gb18030_is_shown_in_its_letters() -> None:
    name = os.fsdecode("江西省甲县　年报.pdf".encode("gb18030"))
    assert name_text(name) == f"江西省甲县　年报.pdf{GB18030}"
    assert path_text(f"/甲/{name}/b") == f"/甲/江西省甲县　年报.pdf{GB18030}/b"
    name = os.fsdecode("甲\x1b乙".encode("gb18030"))
    assert name_text(name) == "⟨BCD71BD2D2⟩", "a control among the letters: all of it as bytes"


def test_a_batch_has_a_name_for_folders() -> None:
    assert batch_text("=cmd|a*b?c\\...") == "⟨3D⟩cmd|a⟨2A⟩b⟨3F⟩c⟨5C⟩⟨2E⟩.."
    long = [batch_text("长" * 85), batch_text("长" * 84 + "短")]
    assert len(set(long)) == 2
    assert all(len(text.encode()) <= MOST_BYTES for text in long)
