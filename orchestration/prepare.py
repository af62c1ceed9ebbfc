"""`python -m orchestration.prepare`: writes dbt's generated files from form.yml and rules.yml, and parses the dbt project.

`make setup` calls it, and so do `make run`, `make ui` and `make docs` before they need it; without changes in the
sources it takes a second or two and writes nothing. Importing orchestration.definitions only checks that this was done.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import yaml
from filelock import FileLock

from common.digests import DBT, code_digest
from common.paths import DBT_PROJECT, PREPARED, ROOT
from common.whole_files import whole_file, write_text
from modelling.compile import bring_up_to_date, stale
from orchestration.settings import Settings, in_environment

TARGET = DBT_PROJECT / "target"
MANIFEST = TARGET / "manifest.json"
COMMAND = ".venv/bin/python -m orchestration.prepare"
_STAMP = TARGET / "manifest.sources"
_PARSERS = ("dbt-core", "dbt-duckdb")


class PrepareError(Exception):
    """The form, the rules or the dbt project cannot be used; the message gives the reason in one line."""


class NotPreparedError(Exception):
    """dbt's manifest is missing or out of date; the message names the command that makes it."""


def prepare() -> list[str]:
    """Bring the generated files and dbt's manifest up to date; return the files written, relative to the project.

    Raises PrepareError. Several processes may call it at once. Writes nothing, not even a lock, where all is up to date:
    the installation may be read-only.
    """
    try:
        if not _compiled(stale) and _parsed_fingerprint() == _fingerprint():
            return []
        TARGET.mkdir(parents=True, exist_ok=True)
        with FileLock(TARGET / ".lock"):
            written = _compiled(bring_up_to_date)
            sources = _fingerprint()
            if _parsed_fingerprint() != sources:
                _STAMP.unlink(missing_ok=True)
                _parse()
                with whole_file(TARGET / PREPARED) as unfinished:
                    shutil.copyfile(TARGET / "partial_parse.msgpack", unfinished)
                write_text(_STAMP, sources)
                written.append(MANIFEST)
    except OSError as error:
        raise PrepareError(
            f"不能写入 / cannot write {error.filename or DBT_PROJECT}: {error.strerror or error}"
        ) from error
    return [str(path.relative_to(ROOT)) for path in written]


def _compiled(what: Callable[[], list[Path]]) -> list[Path]:
    """What modelling.compile makes of form.yml and rules.yml. Raises PrepareError where it cannot use them."""
    try:
        return what()
    except OSError:
        raise
    except Exception as error:
        # A value of a wrong type, or a missing one, breaks whichever line meets it first; most mistakes are told in words.
        in_words = isinstance(error, (ValueError, yaml.YAMLError))
        why = " ".join((str(error) if in_words else f"{type(error).__name__}: {error}").split())
        raise PrepareError(f"form.yml or rules.yml cannot be used: {why}") from error


def prepared_manifest() -> Path:
    """Return dbt's manifest after a check that it is up to date. Writes and starts nothing.

    Raises NotPreparedError.
    """
    if not MANIFEST.is_file():
        why = "dbt 清单还没有 / dbt's manifest is not there yet"
    elif _parsed_fingerprint() != _fingerprint() or stale():
        why = "dbt 清单已过期 / form, rules or dbt models changed since dbt's manifest was made"
    else:
        return MANIFEST
    raise NotPreparedError(f"{why}; 请运行 / run: {COMMAND}")


def _parsed_fingerprint() -> str | None:
    """Fingerprint of the sources that the manifest was made from; None if there is no manifest."""
    is_complete = MANIFEST.is_file() and _STAMP.is_file() and (TARGET / PREPARED).is_file()
    return _STAMP.read_text(encoding="utf-8") if is_complete else None


def _fingerprint() -> str:
    """Digest of the files of the dbt project and of the versions of dbt that parse them."""
    return code_digest(DBT_PROJECT, suffixes=DBT, packages=_PARSERS)


def _parse() -> None:
    """Parse the project, as dagster-dbt prepares it. Imported here because the import takes seconds."""
    from dagster_dbt.errors import DagsterDbtError

    from orchestration.dbt import PROJECT

    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    try:
        with in_environment({**Settings.from_environment().environment, "PATH": path}):
            PROJECT.preparer.prepare(PROJECT)
    except DagsterDbtError as error:
        dbt_errors = " ".join(str(error).rpartition("Errors parsed from dbt logs:")[2].split())
        raise PrepareError(f"dbt cannot parse {DBT_PROJECT}: {dbt_errors[:2000]}") from error


def main(arguments: list[str] | None = None) -> int:
    """Prepare, and print the files written; 1 with the reason if that fails."""
    argparse.ArgumentParser(
        prog="python -m orchestration.prepare",
        description="生成 dbt 文件并解析 / generate dbt's files from form and rules, and parse the dbt project",
    ).parse_args(arguments)
    try:
        for name in prepare():
            print(f"    写出 / wrote {name}")
    except PrepareError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
