"""What stands around a report: the lines above and below, breadcrumbs over one line or several, hosts of its links."""

from __future__ import annotations

from pathlib import Path

from common.paths import ROOT
from extract.document import Block, Cell, Document, Paragraph, Table
from extract.form.catalogue import load_form
from extract.metadata.surroundings import Piece, find_surroundings
from extract.narrative.sections import find_sections
from extract.readers.html.reader import read_html
from extract.readers.shared.hosts import hosts_in
from extract.reading import read_report
from extract.tables.row_stream import stream_rows


def around(document: Document) -> list[Piece]:
    rows = stream_rows(document)
    return find_surroundings(document, rows, set(), find_sections(load_form(), rows, set())[0])


def texts(pieces: list[Piece], kind: str) -> list[str]:
    return [piece.text for piece in pieces if piece.kind == kind]


PAGE = """<html><head><title>2022年年报_示例市人民政府</title><link rel="canonical" href="https://www.shili.gov.cn/a.html"></head><body>
<div>当前位置：</div><ul><li><a href="//www.shili.gov.cn/">首页</a></li><li>示例市</li><li>示例镇</li></ul>
<table><tr><td>发布机构</td><td>示例市示例镇人民政府</td></tr></table>
<h1>示例镇2022年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>全年公开信息十条，详见 www.zhen.gov.cn。</p>
<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>
<p>六、其他需要报告的事项</p><p>无。</p>
<p>主办单位：示例市人民政府办公室 电话：0999-1234567</p><p><a href="http://www.other.com/x">友情链接</a></p>
</body></html>"""


def test_a_page_has_a_head_breadcrumbs_a_foot_and_hosts() -> None:
    pieces = around(read_html(PAGE))
    head = texts(pieces, "head")
    assert head[0] == "2022年年报_示例市人民政府"
    assert "发布机构 示例市示例镇人民政府" in head
    assert not any("全年公开" in line for line in head)
    [crumb] = texts(pieces, "crumb")
    assert crumb.startswith("当前位置： > 首页 > 示例市 > 示例镇")
    assert texts(pieces, "foot") == ["主办单位：示例市人民政府办公室 电话：0999-1234567", "友情链接"]
    assert texts(pieces, "host") == ["www.zhen.gov.cn", "www.shili.gov.cn"]


def test_breadcrumbs_on_one_line_are_known_by_their_signs() -> None:
    pieces = around(
        Document("text/plain", [Paragraph("首页 > 政务公开 > 示例县 > 年报"), Paragraph("甲 > 乙")])
    )
    assert texts(pieces, "crumb") == ["首页 > 政务公开 > 示例县 > 年报"]


def test_of_a_long_head_the_beginning_and_the_lines_above_the_report_are_kept() -> None:
    lines: list[Block] = [Paragraph(f"第{number:04d}行导航") for number in range(2000)]
    head = texts(around(Document("text/html", lines)), "head")
    assert sum(map(len, head)) <= 4000
    assert (head[0], head[-1]) == ("第0000行导航", "第1999行导航")


def test_tables_are_no_surroundings() -> None:
    table = Table([[Cell("申请人情况"), Cell("12")]])
    document = Document("text/html", [Paragraph("示例镇"), table])
    rows = stream_rows(document)
    assert [piece.text for piece in find_surroundings(document, rows, {1}, [])] == ["示例镇"]


def test_hosts_are_those_of_addresses_and_no_names_of_formats() -> None:
    text = "见http://www.jxfc.gov.cn/fcs/x.shtml、WWW.Shili.GOV.cn，xmlns=http://www.w3.org/1999、mail@www.a.cn、1.2.3"
    assert list(hosts_in(text)) == ["www.jxfc.gov.cn", "www.shili.gov.cn"]


def test_reading_a_file_keeps_them(tmp_path: Path) -> None:
    path = next((ROOT / "landing").rglob("weitang-zhen.txt"))
    report = read_report(path)
    assert any(piece.kind == "head" for piece in report.surroundings)
    assert read_report(tmp_path / "none.txt").surroundings == []


def test_a_site_that_a_page_links_to_again_and_again_is_its_own_and_others_are_friends() -> None:
    links = "".join(
        f'<a href="http://own.gov.cn/{n}">x</a><a href="//friend{n}.gov.cn/">y</a>' for n in range(3)
    )
    assert read_html(f"<html><body><p>年报</p>{links}</body></html>").hosts == ["own.gov.cn"]
