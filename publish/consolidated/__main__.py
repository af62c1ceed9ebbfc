"""`python -m publish.consolidated AREA YEAR`: writes the consolidated table of an area as a workbook and a document.

Reads only the published version. The same version and words give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from common.command_line import reader_may_leave
from common.shown import say, visible
from common.whole_files import whole_file
from extract.form.catalogue import load_form
from publish.consolidated import docx, xlsx
from publish.consolidated.layout import tables
from publish.consolidated.source import Area, ConsolidationError, Source
from publish.consolidated.warnings import warnings

MOST_LETTERS = 60  # of the area's name in a file name, which may have at most 255 bytes
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # characters that some system forbids in file names


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m publish.consolidated",
        description="把已发布仓库里一个机关的汇总表写成统一格式的 XLSX 和 DOCX / Write the consolidated table of an area and year "
        "in the statutory layout, as a workbook and a document.",
        epilog="例 / example: make consolidate AREA=990122 YEAR=2023",
    )
    parser.add_argument(
        "area",
        nargs="?",
        metavar="AREA",
        help="区划代码或汇总机关名称 / division code, or the consolidating body's name",
    )
    parser.add_argument("year", nargs="?", type=int, metavar="YEAR", help="年报年度 / report year")
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"),
        help="仓库 / folder of the warehouse (default: GONGKAI_WAREHOUSE, or warehouse)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="输出文件夹 / folder for the two files (default: consolidated/ in the warehouse)",
    )
    parser.add_argument(
        "--blank",
        choices=("strict", "zero"),
        default="strict",
        help="空白：strict 留空，zero 作 0 / a cell that a counted unit leaves blank: blank too, or as 0 (default: strict)",
    )
    parser.add_argument(
        "--form",
        choices=load_form().versions,
        help="表格版本 / version of the form (default: that of the report year)",
    )
    parser.add_argument(
        "--list", action="store_true", help="列出机关和年度 / list the areas and years there are"
    )
    parsed = parser.parse_args(arguments)
    if not parsed.list and (not parsed.area or parsed.year is None):
        parser.error("要有 AREA 和 YEAR，或用 --list / AREA and YEAR are needed, or --list")
    return parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if the files are written or the areas listed, 2 if nothing is written (the reason is printed)."""
    options = _arguments(arguments)
    warehouse = options.warehouse.expanduser()
    try:
        with Source(warehouse) as source:
            if options.list:
                _print_areas(source.areas())
                return 0
            table = source.consolidated(options.area, options.year, options.form, options.blank)
        form = load_form()
        grids = tables(form, table.form, {key: figure.unit for key, figure in table.figures.items()})
        name = f"{_FORBIDDEN.sub('_', visible(table.called))[:MOST_LETTERS]}-{table.year}-汇总表"
        files = {
            f"{name}.xlsx": xlsx.workbook(form, table, grids),
            f"{name}.docx": docx.document(form, table, grids),
        }
        written = _write(files, (options.out or warehouse / "consolidated").expanduser())
    except ConsolidationError as error:
        say(f"没有汇总表 / no table written: {error}", sys.stderr)
        return 2
    for warning in warnings(form, table, grids):
        say(f"!! {warning.zh}")
        say(f"   {warning.en}")
    say(
        f"{table.area_name} {table.year}：应汇总 {table.due} 个单位，计入 {table.counted} 个 / "
        f"{table.counted} of {table.due} units counted"
    )
    for path in written:
        say(path)
    return 0


def _print_areas(areas: Sequence[Area]) -> None:
    """Print a line for each area and year: code, name, year, units counted of those due."""
    if not areas:
        say("没有可汇总的机关 / there is no area to consolidate")
    for area in areas:
        for year, area_year in sorted(area.years.items()):
            say(
                f"{area_year.code or area.area_id}  {area_year.name}  {year}  计入 counted {area_year.counted}/{area_year.due}"
            )


def _write(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write both files, or neither if one is open in an office program; each is moved into place when complete."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            _refuse_open(folder / name)
        for name, data in files.items():
            with whole_file(folder / name) as unfinished:
                unfinished.write_bytes(data)
    except OSError as error:
        raise ConsolidationError(
            f"写不进 {error.filename2 or error.filename or folder}（{error.strerror}）：文件可能正在打开，或文件夹不可写；关闭后再试，"
            f"或用 --out（make：OUT=）换一个文件夹 / cannot write there: the file may be open, or the folder not writable; "
            "close it and try again, or name another folder with --out (make: OUT=)"
        ) from None
    return [folder / name for name in files]


def _refuse_open(path: Path) -> None:
    """Raise ConsolidationError if an office program has the file open, which its lock file shows: it would overwrite ours."""
    for lock_name in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#"):
        lock = path.with_name(lock_name)
        if lock.exists():
            raise ConsolidationError(
                f"{path} 正在 Office、WPS 或 LibreOffice 里打开，请先关闭；若没有打开，删除 {lock.name} 再试 / {path.name} is open in "
                f"an office program: close it; where it is not, delete {lock.name} and try again"
            )


if __name__ == "__main__":
    code = 0
    with reader_may_leave():
        code = main()
    sys.exit(code)
