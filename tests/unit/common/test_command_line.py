"""Endings of commands."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_command_whose_reader_leaves_ends_without_a_word(stream: str) -> None:
    call = f"""
import os, sys
from common.command_line import reader_may_leave
read, write = os.pipe()
os.dup2(write, sys.{stream}.fileno())
os.close(write), os.close(read)
with reader_may_leave(sys.{stream}):
    print('x' * 1_000_000, file=sys.{stream})
sys.exit(7)
"""
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (7, b"")
