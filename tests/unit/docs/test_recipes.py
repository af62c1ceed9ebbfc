"""The recipes of docs/recipes/ fit today's tree, and the harness that follows them sees where they do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import extract.form.catalogue
import tests.support.recipes as harness
from tests.support.recipes import (
    ROOT,
    Block,
    RecipeError,
    apply,
    blocks,
    copy_of_changed_files,
    diffs,
    follow,
    recipes,
    run,
)
from tests.support.third_form import third_form

FORM = "extract/form/form.yml"


@pytest.mark.parametrize("page", recipes(), ids=lambda page: page.stem)
def test_the_diffs_of_a_recipe_apply_to_the_tree_as_it_stands(page: Path, tmp_path: Path) -> None:
    copy = copy_of_changed_files(page, tmp_path)
    for block in diffs(page):
        apply(block, copy)


def test_contributing_points_to_each_recipe() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(docs/recipes/([\w-]+)\.md\)", text)) == {page.stem for page in recipes()}
    assert {"add-a-format", "add-a-form-version", "add-a-rule-kind"} <= {page.stem for page in recipes()}


def test_the_form_of_the_recipe_is_the_one_that_other_tests_run_the_project_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those tests make it of the form in use, also where that has got a version since: here, the very same one."""
    page = harness.FOLDER / "add-a-form-version.md"
    copy = copy_of_changed_files(page, tmp_path)
    for block in diffs(page):
        apply(block, copy)
    edited = yaml.safe_load((copy / FORM).read_text(encoding="utf-8"))
    assert edited == yaml.safe_load(third_form())
    monkeypatch.setattr(extract.form.catalogue, "FORM_FILE", copy / FORM)
    assert edited == yaml.safe_load(third_form())


def test_blocks_that_are_only_for_reading_are_not_followed(tmp_path: Path) -> None:
    page = tmp_path / "made-up.md"
    page.write_text(
        "a\n```sh\ntrue\n```\n```json\n{}\n```\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n```\n",
        encoding="utf-8",
    )
    assert blocks(page) == [
        Block("made-up", 1, 2, "sh", "true\n"),
        Block("made-up", 2, 8, "diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n"),
    ]


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-- a\n+b\n", "x"),
        ("--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+b\n", "x"),
    ],
)
def test_a_diff_names_its_file(text: str, file: str) -> None:
    assert Block("made-up", 1, 1, "diff", text).file == file


@pytest.mark.parametrize(
    "text", ["-old\n+new\n", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n"]
)
def test_a_diff_of_no_file_or_of_several_is_refused(text: str) -> None:
    """Guards a diff of two files, of which --recount takes the second's head for lines of the first."""
    with pytest.raises(RecipeError, match="changes one file"):
        _ = Block("made-up", 1, 1, "diff", text).file


@pytest.mark.parametrize("text", ["no steps\n", "```sh\ntrue\n", "```json\n{}\n```\n"])
def test_a_page_without_steps_or_with_an_open_fence_is_refused(tmp_path: Path, text: str) -> None:
    page = tmp_path / "made-up.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"made-up.md(: a fence is not closed| has no steps)"):
        blocks(page)


def test_a_diff_that_does_not_apply_is_named_with_gits_words(tmp_path: Path) -> None:
    stale = Block("made-up", 3, 40, "diff", "--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-old\n+new\n")
    (tmp_path / "x").write_text("another\n", encoding="utf-8")
    harness._committed(tmp_path)
    with pytest.raises(RecipeError, match=r"(?s)made-up.md, line 40: diff block 3.*patch does not apply"):
        follow(stale, tmp_path)
    assert (tmp_path / "x").read_text(encoding="utf-8") == "another\n"


def test_commands_stop_at_the_first_that_fails_and_show_what_was_said(tmp_path: Path) -> None:
    failing = Block("made-up", 2, 9, "sh", "echo said before\nls nowhere | cat\ntouch later\n")
    with pytest.raises(RecipeError, match=r"(?s)line 9: sh block 2.*exit code 2:\nsaid before\nls: "):
        follow(failing, tmp_path)
    assert not (tmp_path / "later").exists()


def test_commands_run_in_the_copy_without_the_settings_of_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("GONGKAI_WAREHOUSE", "elsewhere")
    said = run(
        Block("a", 1, 1, "sh", 'pwd; echo "$PYTHONPATH ${PYTEST_ADDOPTS-} ${GONGKAI_WAREHOUSE-}"'), tmp_path
    )
    assert said.split() == [str(tmp_path), str(tmp_path)]
