"""The recipes of docs/recipes/, followed as they are written: their diffs applied, their commands run, on a scratch copy.

A recipe is a page in Markdown. Of its fenced blocks, those marked `diff` and `sh` are followed in their order; others are
only for reading. A diff changes one file: `git apply --recount`, which forgives line numbers and counts that are out of date, takes the
head of a second file for lines of the first.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "recipes"
FOLLOWED = ("diff", "sh")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"--- (?:a/(\S+)|/dev/null)\n\+\+\+ (?:b/(\S+)|/dev/null)\n@@ ")
# Of the run that this one is part of: settings of pytest, and where the warehouse lies.
_NOT_HANDED_ON = ("PYTEST_", "GONGKAI_", "COV_", "GIT_")


class RecipeError(AssertionError):
    """A step of a recipe fails; the message names the recipe, the block and its line, and what git or the command said."""


@dataclass(frozen=True)
class Block:
    """A diff or some commands of a recipe; `number` counts those two kinds from 1, `line` is that of its fence."""

    recipe: str
    number: int
    line: int
    kind: str
    text: str

    @property
    def file(self) -> str:
        """The path that a diff changes, relative to the repository; raises RecipeError where it has no head of one file."""
        head = _HEAD.match(self.text)
        if head is None or len(re.findall(r"^--- (?:a/|/dev/null)", self.text, re.MULTILINE)) != 1:
            raise self.failed("a diff changes one file, and begins with its --- and +++ lines")
        return str(head[2] or head[1])

    def failed(self, said: str) -> RecipeError:
        """What to raise where this step fails."""
        return RecipeError(
            f"docs/recipes/{self.recipe}.md, line {self.line}: {self.kind} block {self.number} fails\n\n{self.text}\n{said}"
        )


def recipes() -> list[Path]:
    """Every recipe's page, by name."""
    return sorted(FOLDER.glob("*.md"))


def blocks(page: Path) -> list[Block]:
    """The steps of a recipe; raises ValueError for a fence that is not closed, and for a page without steps."""
    text = page.read_text(encoding="utf-8")
    if len(re.findall(r"^```", text, re.MULTILINE)) != 2 * len(_FENCE.findall(text)):
        raise ValueError(f"{page.name}: a fence is not closed")
    fences = [fence for fence in _FENCE.finditer(text) if fence[1] in FOLLOWED]
    if not fences:
        raise ValueError(f"{page.name} has no steps")
    return [
        Block(page.stem, number, text.count("\n", 0, fence.start()) + 1, fence[1], fence[2])
        for number, fence in enumerate(fences, start=1)
    ]


def diffs(page: Path) -> list[Block]:
    """Those steps of a recipe that are diffs."""
    return [block for block in blocks(page) if block.kind == "diff"]


def scratch_copy(folder: Path) -> Path:
    """`folder`, a repository with one commit: the files as they stand here, those that git ignores left out. `.venv` links to this one's."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8", env=_environment(ROOT),
    )  # fmt: skip
    _copy(filter(None, listed.stdout.split("\0")), folder)
    (folder / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)
    return _committed(folder)


def copy_of_changed_files(page: Path, folder: Path) -> Path:
    """`folder`, a repository with no more files in it than the diffs of a recipe change."""
    folder.mkdir(parents=True, exist_ok=True)
    _copy({block.file for block in diffs(page)}, folder)
    return _committed(folder)


def _copy(files: Iterable[str], folder: Path) -> None:
    for file in files:
        if (ROOT / file).is_file():  # one that is deleted here, or that a recipe adds, is not
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, folder / file)


def _committed(folder: Path) -> Path:
    someone = ["-c", "user.name=recipe", "-c", "user.email=recipe@localhost", "-c", "commit.gpgsign=false"]
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*someone, "commit", "--quiet", "--allow-empty", "-m", "as it stands"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, env=_environment(folder))
    return folder


def follow(block: Block, folder: Path) -> str:
    """Does one step in the copy and gives its output; raises RecipeError where it fails."""
    return apply(block, folder) if block.kind == "diff" else run(block, folder)


def apply(block: Block, folder: Path) -> str:
    """Applies a diff to its file, as `git apply` does, which takes it whole or not at all; raises RecipeError where it does not apply."""
    return _done(block, ["git", "apply", "--recount", "-"], folder, block.text)


def run(block: Block, folder: Path) -> str:
    """Runs the commands in the copy, and stops at the first that fails; raises RecipeError then."""
    return _done(block, ["bash", "-euo", "pipefail"], folder, block.text)


def _done(block: Block, command: list[str], folder: Path, text: str) -> str:
    done = subprocess.run(
        command, cwd=folder, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", env=_environment(folder), check=False,
    )  # fmt: skip
    if done.returncode:
        raise block.failed(f"exit code {done.returncode}:\n{done.stdout}")
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    """That of a person who types in the copy; code is imported from there and not from the installed project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return kept | {"PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
