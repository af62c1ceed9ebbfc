"""Programs that make the final file: LibreOffice and Chromium. A missing one is reported by name, never skipped silently."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.reports.style import Style

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS = 240  # seconds that one call may take


@cache
def libreoffice() -> str | None:
    """The path of the program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def chromium() -> str | None:
    """The path of the browser, None where it is not installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


@cache
def has_cjk_fonts() -> bool:
    """Whether fontconfig knows a font with Chinese characters; without one a print shows boxes in place of text."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def missing(style: Style) -> str | None:
    """The name of what this machine lacks to make files of the style, None where it lacks nothing."""
    if style.converter == "libreoffice" and libreoffice() is None:
        return "LibreOffice"
    if style.converter == "chromium":
        if chromium() is None:
            return "Chromium"
        if find_spec("playwright") is None:
            return "playwright"
    if style.converter and style.target == "pdf" and not has_cjk_fonts():
        return "Chinese fonts"
    return style.needs()


def convert(style: Style, sources: list[Path], folder: Path) -> list[Path]:
    """Convert the sources into `folder` and return the new paths in order.

    Raises RuntimeError with the output of the program where it fails.
    """
    if style.converter == "libreoffice":
        return _by_libreoffice(style, sources, folder)
    return _by_chromium(style, sources, folder)


def _by_libreoffice(style: Style, sources: list[Path], folder: Path) -> list[Path]:
    program = libreoffice()
    assert program is not None
    filter_name = style.options.get("filter")
    wanted = f"{style.target}:{filter_name}" if filter_name else str(style.target)
    with (
        tempfile.TemporaryDirectory() as profile
    ):  # a profile of its own, so that a LibreOffice that is running is not disturbed
        call = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        call += [f"--infilter={style.options['infilter']}"] if "infilter" in style.options else []
        call += ["--convert-to", wanted, "--outdir", str(folder), *map(str, sources)]
        done = subprocess.run(call, capture_output=True, text=True, timeout=SECONDS, check=False)
    made = [folder / f"{source.stem}.{style.target}" for source in sources]
    if lost := [path.name for path in made if not path.is_file()]:
        raise RuntimeError(f"LibreOffice did not make {lost[0]}: {done.stderr.strip()[-300:]}")
    return made


def _by_chromium(style: Style, sources: list[Path], folder: Path) -> list[Path]:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page()
            page.route("http*://**", lambda route: route.abort())
            made = [_print(page, style, source, folder) for source in sources]
            browser.close()
    except Error as error:
        raise RuntimeError(f"Chromium: {error.message}") from error
    return made


def _print(page: Page, style: Style, source: Path, folder: Path) -> Path:
    margin = style.options.get("margin", "20mm")
    target = folder / f"{source.stem}.pdf"
    page.goto(source.as_uri())
    page.pdf(
        path=str(target),
        format=style.options.get("paper", "A4"),
        landscape=style.options.get("landscape") == "yes",
        scale=float(style.options.get("scale", "1")),
        margin={"top": margin, "bottom": margin, "left": margin, "right": margin},
        print_background=True,
        display_header_footer="footer" in style.options,
        header_template="<span></span>",
        footer_template=style.options.get("footer", "<span></span>"),
    )
    return target
