"""Parts of a page behind tabs are read, what is hidden otherwise is not."""

from __future__ import annotations

import pytest

from extract.readers.html.reader import read_html
from tests.support.blocks import tables

TABS = "<ul class=tabs><li>一、总体情况</li><li>二、主动公开</li><li>三、依申请公开</li></ul>"
ONE = "<table><tr><td>规章</td><td>1</td></tr><tr><td>行政规范性文件</td><td>2</td></tr></table>"
TWO = "<table><tr><td>新收</td><td>3</td></tr><tr><td>结转</td><td>4</td></tr></table>"
PARTS = ("<p>全年公开12条。</p>", ONE, TWO)


def page(tabs: str, parts: tuple[str, ...], style: str = "display:none") -> str:
    closed = "".join(f'<div class="panel" style="{style}">{part}</div>' for part in parts[1:])
    return f'<body>{tabs}<div class="panel on">{parts[0]}</div>{closed}</body>'


def test_each_part_is_read_where_each_has_its_tab() -> None:
    """Guards reports that failed: tables three and four stood in panels that a script shows."""
    assert tables(read_html(page(TABS, PARTS))) == [
        [["规章", "1"], ["行政规范性文件", "2"]],
        [["新收", "3"], ["结转", "4"]],
    ]


def test_a_style_sheet_may_close_them() -> None:
    sheet = "<style>.panel{display:none} .on{display:block}</style>"
    assert len(tables(read_html(sheet + page(TABS, PARTS, style="")))) == 2


@pytest.mark.parametrize(
    ("tabs", "parts"),
    [
        ("", PARTS),
        (TABS.replace("<li>三、依申请公开</li>", ""), PARTS),
        (TABS, (ONE, ONE.replace("1", "9"), "<p>备份</p>")),
    ],
    ids=["no tabs", "fewer tabs", "the same table twice"],
)
def test_what_no_tab_opens_and_what_stands_for_another_report_stays_hidden(
    tabs: str, parts: tuple[str, ...]
) -> None:
    shown = tables(read_html(page(tabs, parts)))
    assert shown == ([] if parts is PARTS else [[["规章", "1"], ["行政规范性文件", "2"]]])


def test_very_many_hidden_boxes_take_no_minutes() -> None:
    """Guards time that grows with the square of a page's hidden boxes: each was held against all beside it."""
    boxes = "".join(f'<p class="x" style="display:none">{at}</p>' for at in range(20_000))
    assert tables(read_html(f"<body>{boxes}{ONE}</body>")) == [[["规章", "1"], ["行政规范性文件", "2"]]]
