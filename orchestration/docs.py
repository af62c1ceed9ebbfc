"""`python -m orchestration.docs` (what `make docs` calls): writes the dbt docs of all models, tests and exposures as one page.

The page is a single file that opens without a server or a network.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from common.paths import DBT_PROJECT
from common.whole_files import whole_file
from orchestration.prepare import PrepareError, prepare
from orchestration.settings import Settings
from orchestration.stages import dbt_executable


class DocsError(Exception):
    """No page was written; the message gives the reason in one line for a person."""


def write_docs(settings: Settings) -> Path:
    """Write $WAREHOUSE/dbt_docs/index.html from the models and the tables that the last run built.

    Raises DocsError if nothing is built yet, another run holds the warehouse, or dbt fails.
    """
    from orchestration.resources import WarehouseBusyError, lock_warehouse

    if not settings.build.is_file():
        raise DocsError(
            f"{settings.warehouse} 里还没有建成的表，请先 make run / nothing is built there yet: make run first"
        )
    target = settings.build.parent / "dbt" / "docs"
    command = [
        dbt_executable(), "docs", "generate", "--static", "--quiet", "--profiles-dir", str(DBT_PROJECT), "--target-path", str(target), "--log-path", str(target),
    ]  # fmt: skip
    settings.to_environment()
    try:
        prepare()
        with lock_warehouse(settings, wait=0):
            done = subprocess.run(
                command,
                env=os.environ | {"DBT_PROJECT_DIR": str(DBT_PROJECT)},
                cwd=DBT_PROJECT,
                capture_output=True,
                text=True,
            )
    except WarehouseBusyError as busy:
        raise DocsError(str(busy)) from None
    except PrepareError as error:
        raise DocsError(str(error)) from error
    if done.returncode:
        raise DocsError(f"dbt: {(done.stdout + done.stderr).strip()[-2000:]}")
    page = settings.warehouse / "dbt_docs" / "index.html"
    with whole_file(page) as unfinished:
        shutil.copyfile(target / "static_index.html", unfinished)
    return page


def main(arguments: list[str] | None = None) -> int:
    """Write the page and print its path; 1 with a one-line reason if that fails."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.docs",
        description="表、列、检验与血缘，一个网页 / models, columns, tests and lineage as one page",
    )
    parser.add_argument("--warehouse", help="数据仓库文件夹 / the warehouse folder (default: warehouse)")
    chosen = parser.parse_args(arguments)
    if chosen.warehouse:
        os.environ["GONGKAI_WAREHOUSE"] = chosen.warehouse
    try:
        print(f"表与血缘 / tables and lineage: {write_docs(Settings.from_environment())}")
    except DocsError as why:
        print(f"没有写出 / nothing written: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
