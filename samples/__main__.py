"""Command line of the sample generator: ``python -m samples [--out landing] [--truth samples/truth]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples.compact import INPUTS
from samples.model import load_reports
from samples.write import landing_files, truth_text

ROOT = Path(__file__).parent.parent


def generate(out: Path, truth: Path) -> list[Path]:
    """Write every sample report and the tables beside them below ``out``, and the truth of every readable report below
    ``truth``; return the paths.
    """
    written = [_write(out / path.name, path.read_bytes()) for path in sorted(INPUTS.glob("*.csv"))]
    for report in load_reports():
        for name, content in landing_files(report):
            written.append(_write(out / name, content))
        if report.readable:
            written.append(_write(truth / f"{report.stem}.json", truth_text(report).encode("utf-8")))
    return written


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def main() -> None:
    """Parse the arguments and write the files."""
    parser = argparse.ArgumentParser(
        prog="python -m samples",
        description="Write the bundled sample: annual reports of fictional agencies, always the same bytes.",
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "landing", help="folder of the reports (default: landing)"
    )
    parser.add_argument(
        "--truth",
        type=Path,
        default=ROOT / "samples" / "truth",
        help="folder of the truths (default: samples/truth)",
    )
    arguments = parser.parse_args()
    written = generate(arguments.out, arguments.truth)
    print(f"{len(written)} files written to {arguments.out} and {arguments.truth}")


if __name__ == "__main__":
    main()
