"""The console of a run, while everything else goes to its log."""

import subprocess
import sys

_RUN = """
import sys
from pathlib import Path
from extract.messages import Refusal
from orchestration.console import Watch, output_to
log = Path(sys.argv[1])
with output_to(log) as console:
    console.print("first")
    console.file.flush()
    sys.stdin.read()  # until the reader has gone
    with Watch(console, 3) as watch:
        for number in range(3):
            watch.on_read(f"{number}.txt", "failed", Refusal("not_opened", {"error": "no report" * 20_000}))
    print("the run went on")
"""


def test_a_run_goes_on_when_nobody_reads_its_output_any_more(tmp_path) -> None:
    """Guards `make run | head`, which broke off in the midst of the run with a traceback and published nothing."""
    log = tmp_path / "run.log"
    run = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"first\n"
    run.stdout.close()
    _, said = run.communicate(b"", timeout=60)
    assert (run.returncode, said) == (0, b"")
    assert log.read_text() == "the run went on\n"
