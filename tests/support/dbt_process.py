"""Runs dbt in a process of its own, forked from one that has imported dbt and parsed the project.

As independent as the command line: nothing of a call is left for the next one. `serving` does the same for the `gongkai-dbt` that
processes under test start (tests/support/dbt_startup).
"""

from __future__ import annotations

import atexit
import json
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from pathlib import Path

from common.paths import DBT_PROJECT, PREPARED

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.support.parsed_project"])
_PREPARED = DBT_PROJECT / "target" / PREPARED
_STARTUP = Path(__file__).with_name("dbt_startup")


def run_dbt(arguments: Sequence[str], environment: Mapping[str, str], printed: Path) -> int:
    """Run a dbt command; its exit code. What it prints goes to the file `printed`."""
    with printed.open("w", encoding="utf-8") as out:
        said = Connection(os.dup(out.fileno()), readable=False)
        process = _SERVER.Process(
            target=_run, args=(list(arguments), dict(environment), os.getcwd(), said, said)
        )
        process.start()
        said.close()
    process.join()
    return process.exitcode or 0


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Run the `gongkai-dbt` of all processes that are started meanwhile by the server; `folder` holds its address. Does nothing
    where the project is not prepared, as in a recipe's copy."""
    if not _PREPARED.exists():
        yield
        return
    with socket.socket(socket.AF_UNIX) as listener:
        address = folder / "dbt"
        listener.bind(str(address))
        listener.listen()
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        prepared = _PREPARED.stat().st_mtime_ns
        served = {"address": str(address), "project": str(DBT_PROJECT), "prepared": prepared}
        before = {name: os.environ.get(name) for name in ("TESTS_DBT_SERVER", "PYTHONPATH")}
        os.environ["TESTS_DBT_SERVER"] = json.dumps(served)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(_STARTUP), *filter(None, [before["PYTHONPATH"]])])
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:  # the test session is over
            return
        threading.Thread(target=_answer, args=(caller,), daemon=True).start()


def _answer(caller: socket.socket) -> None:
    """Run a caller's command with its environment, folder and output, and tell it the exit code."""
    with caller:
        size, files, _, _ = socket.recv_fds(caller, 8, 2)
        with caller.makefile("rb") as data:
            call = json.loads(data.read(int.from_bytes(size, "big")))
        streams = [Connection(file, readable=False) for file in files]
        process = _SERVER.Process(
            target=_run, args=(call["arguments"], call["environment"], call["folder"], *streams)
        )
        process.start()
        for stream in streams:
            stream.close()
        wait([process.sentinel, caller])
        if process.is_alive():  # the caller was ended
            process.terminate()
        process.join()
        caller.sendall((process.exitcode or 0).to_bytes(4, "big", signed=True))


def _run(
    arguments: list[str], environment: dict[str, str], folder: str, out: Connection, errors: Connection
) -> None:
    from orchestration.prepared_dbt import run

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(out.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    code = run(arguments, environment["GONGKAI_WAREHOUSE"])
    atexit._run_exitfuncs()  # a forked process runs none of itself: DuckDB's file would keep its write-ahead log
    sys.exit(code)
