"""Importing the definitions writes nothing and starts nothing; preparing does, and only what is out of date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.prepare import COMMAND
from tests.support.project_copy import copy_project
from tests.support.refresh_warehouse import environment

# Dagster's own import asks `file` what kind of Python runs, and filelock's tries a link: both come before the watch.
WATCHED_IMPORT = """
import os, sys
import dagster, dagster_dbt, filelock
CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod", "os.utime"}
STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}
seen = []
def watch(event, args):
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or event in CHANGES | STARTS:
        seen.append((event, str(args[:2])))
sys.addaudithook(watch)
from orchestration.definitions import defs
defs.get_repository_def()
assert seen == [], seen
print(__import__("orchestration").__file__)
"""

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the code, prepared as this one is."""
    return copy_project(tmp_path / "project", prepared=True)


def run(project: Path, *call: str) -> subprocess.CompletedProcess[str]:
    folders = environment(project / "landing", project / "warehouse", PYTHONPATH=str(project))
    return subprocess.run(
        [sys.executable, "-B", *call],
        cwd=project,
        env=folders,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def files(project: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(project)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in project.rglob("*")
        if path.is_file()
    }


def test_importing_the_definitions_writes_nothing_and_starts_nothing(project: Path) -> None:
    before = files(project)

    done = run(project, "-c", WATCHED_IMPORT)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(project / "orchestration" / "__init__.py")
    assert files(project) == before


@pytest.mark.parametrize("what", ["manifest", "model", "rules"])
def test_what_is_not_prepared_names_the_command_and_stays_as_it_is(project: Path, what: str) -> None:
    if what == "manifest":
        (project / "dbt_project" / "target" / "manifest.json").unlink()
    else:
        source = {"model": "dbt_project/models/facts/dim_cell.sql", "rules": "expectations/rules.yml"}[what]
        text = (project / source).read_text(encoding="utf-8")
        changed = (
            f"{text}\n-- changed" if what == "model" else text.replace("severity: info", "severity: warning")
        )
        assert changed != text
        (project / source).write_text(changed, encoding="utf-8")
    before = files(project)

    done = run(project, "-c", "import orchestration.definitions")

    assert done.returncode != 0
    assert "NotPreparedError" in done.stderr.splitlines()[-1]
    assert COMMAND in done.stderr.splitlines()[-1]
    assert files(project) == before


def test_preparing_writes_what_is_out_of_date_and_says_what_dbt_cannot_read(project: Path) -> None:
    prepared = files(project)
    nothing = run(project, "-m", "orchestration.prepare")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    after = files(project)
    after.pop("dbt_project/target/.lock", None)
    assert after == prepared

    seed = project / "dbt_project" / "seeds" / "rules.csv"
    rules = project / "expectations" / "rules.yml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("severity: info", "severity: warning"))
    again = run(project, "-m", "orchestration.prepare")
    assert again.returncode == 0, again.stderr
    assert "dbt_project/seeds/rules.csv" in again.stdout
    assert "dbt_project/target/manifest.json" in again.stdout
    assert "info" not in seed.read_text(encoding="utf-8")
    assert run(project, "-c", "from orchestration.prepare import prepared_manifest as m; m()").returncode == 0

    model = project / "dbt_project" / "models" / "facts" / "dim_cell.sql"
    model.write_text("select * from {{ ref('no_such_model') }}", encoding="utf-8")
    broken = run(project, "-m", "orchestration.prepare")
    assert broken.returncode == 1
    assert "no_such_model" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert run(project, "-c", "from orchestration.prepare import prepared_manifest as m; m()").returncode != 0


@pytest.mark.parametrize("command", ["prepare", "run", "ui"])
def test_a_mistake_in_the_rules_is_one_clear_line(project: Path, command: str) -> None:
    batch = project / "landing" / "2023-a"
    batch.mkdir(parents=True)
    (batch / "report.txt").write_text("年报", encoding="utf-8")
    (project / "expectations" / "rules.yml").write_text("rules: [{id: x, kind: none}]", encoding="utf-8")

    done = run(project, "-m", f"orchestration.{command}", *(["--port", "0"] if command == "ui" else []))

    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "Traceback" not in said
    (line,) = [line for line in said.splitlines() if "x: missing basis" in line]
    assert "rules.yml" in line
