"""CONTRIBUTING's recipes end green when they are followed exactly as they are written."""

from pathlib import Path

import pytest

from tests.support.recipes import blocks, follow, recipes, scratch_copy

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("page", recipes(), ids=lambda page: page.stem)
def test_a_recipe_ends_green(page: Path, tmp_path: Path) -> None:
    copy = scratch_copy(tmp_path / "project")
    for block in blocks(page):
        print(follow(block, copy))
