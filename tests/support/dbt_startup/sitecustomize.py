"""Imported by every Python process that a test starts: hands `gongkai-dbt` over to the server of tests.support.dbt_process.

dbt takes four seconds to be imported and to load the project, three times a run. A call on another project than the one that
the server has, as it has it, goes its own way. Uses what Python itself has imported at this point, and little more.
"""

import os
import sys


def _handed_over() -> int | None:
    """The exit code of the command, run by the server; None where this process has to run it."""
    import json
    import socket
    from pathlib import Path

    served = json.loads(os.environ["TESTS_DBT_SERVER"])
    project = Path(os.environ.get("DBT_PROJECT_DIR", ""))  # without it a copy of the project means its own
    prepared = project / "target" / "prepared.msgpack"
    if str(project) != served["project"] or prepared.stat().st_mtime_ns != served["prepared"]:
        return None
    call = {"arguments": sys.orig_argv[2:], "environment": dict(os.environ), "folder": os.getcwd()}
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(served["address"])
        data = json.dumps(call).encode()
        socket.send_fds(server, [len(data).to_bytes(8, "big")], [1, 2])
        server.sendall(data)
        answer = server.recv(4)  # the server ends the command where this process is ended
    return int.from_bytes(answer, "big") if answer else 1


if os.environ.get("TESTS_DBT_SERVER") and [os.path.basename(part) for part in sys.orig_argv[1:2]] == [
    "gongkai-dbt"
]:
    try:
        code = _handed_over()
    except OSError:  # the server is gone, or the project is not prepared
        code = None
    if code is not None:
        os._exit(code)
