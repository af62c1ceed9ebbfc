"""`python -m expectations.check`: what a clerk reads, in plain Chinese, and the exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from expectations.check.draft import CLEAN, LOOK, UNREADABLE, check_report, main
from extract.cross_check import differ
from extract.messages import Doubt
from tests.support.drafts import consistent, failed, report, zeros
from tests.support.messages import problem

FILE = Path("草稿.docx")


def test_a_clean_report_may_be_sent_up() -> None:
    outcome = check_report(FILE, report(consistent(seed=4, agency_class=None)))
    assert outcome.exit_code == CLEAN
    assert outcome.text.splitlines()[-1] == "结论：可以上报，未发现问题。"
    assert "示例县人民政府　2022 年度" in outcome.text


def test_a_broken_balance_names_both_sides_and_where_they_stand() -> None:
    parts = {"received_new": "60", "granted": "61", "closed_total": "61"}
    draft = zeros().with_cells({
        f"applications/{row}/{column}": value for row, value in parts.items() for column in ("natural_person", "total")
    })  # fmt: skip
    outcome = check_report(FILE, report(draft))
    assert outcome.exit_code == LOOK
    assert {(f.rule_id, f.instance, f.sides) for f in outcome.failures if f.severity == "error"} == {
        ("applications.balance", "natural_person", "60 + 0 ≠ 61 + 0"),
        ("applications.balance", "total", "60 + 0 ≠ 61 + 0"),
    }
    told = next(line for line in outcome.text.splitlines() if "【自然人】" in line and "不等于" in line)
    assert "一、本年新收政府信息公开申请数量 60 + 二、上年结转政府信息公开申请数量 0 = 60 不等于" in told
    assert "（七）总计 61 + 四、结转下年度继续办理 0 = 61" in told
    assert "文件中第 3 个表格第" in told
    assert "2 处错误" in outcome.text.splitlines()[-1]


def test_a_long_sum_leaves_its_zeros_out() -> None:
    draft = zeros().with_cells(
        {"applications/denied.state_secret/total": "3", "applications/granted/total": "2"}
    )
    outcome = check_report(FILE, report(draft))
    total = next(f for f in outcome.failures if f.rule_id == "applications.outcome_total")
    assert total.sides == "2 + 3 (+ 19 × 0) ≠ 0"
    assert (
        "（一）予以公开 2 + （三）不予公开1.属于国家秘密 3（其余 19 项为 0） = 5 不等于 （七）总计 0"
        in outcome.text
    )


def test_doubts_are_listed_with_print_and_reason() -> None:
    draft = zeros(doubts={"applications/granted/total": Doubt("digits_joined")})
    outcome = check_report(FILE, report(draft))
    assert outcome.exit_code == LOOK
    assert "（一）予以公开／总计：读作 0" in outcome.text
    assert "单元格里的数字被空格隔开，已连在一起读" in outcome.text
    assert outcome.doubts == (("applications/granted/total", Doubt("digits_joined")),)


def test_a_failure_over_a_doubted_cell_may_be_ours() -> None:
    doubts = {"appeals/reconsideration/total": differ("4", "0")}
    draft = zeros(doubts=doubts).with_cells({"appeals/reconsideration/total": "4"})
    outcome = check_report(FILE, report(draft))
    assert [f.verdict for f in outcome.failures] == ["extraction"]
    assert "也可能是读取有误" in outcome.text
    # Guards a wrong demand: what may be our reading was listed as the publisher's to correct.
    assert "必须更正" not in outcome.text
    assert "【请核对原件" in outcome.text
    assert "【修改建议】" not in outcome.text  # it would change right numbers to mend what we misread
    assert "1 处不符待核对" in outcome.text.splitlines()[-1]


def test_blanks_are_counted_as_not_evaluable_and_not_as_errors() -> None:
    draft = zeros()
    draft = draft.with_cells({k: "" for k in draft.cells if k.startswith("appeals/")})
    outcome = check_report(FILE, report(draft))
    assert outcome.exit_code == CLEAN
    assert outcome.not_evaluable == 3
    assert "【无法核对】3 处" in outcome.text
    assert "空白 15" in outcome.text
    assert "确为零请填 0" in outcome.text


@pytest.mark.parametrize("doubted", [True, False])
def test_no_number_is_asked_of_a_blank_beside_a_cell_in_doubt(doubted: bool) -> None:
    """Guards a wrong demand: the number was worked out of what may be misread."""
    doubts = {"appeals/reconsideration/upheld": Doubt("digits_joined")} if doubted else {}
    draft = zeros(doubts=doubts).with_cells({"appeals/reconsideration/total": ""})
    assert ("须填" in check_report(FILE, report(draft)).text) is not doubted


def test_the_advice_for_words_in_a_cell_is_not_that_for_blanks() -> None:
    draft = zeros().with_cells({"appeals/reconsideration/total": "见附件"})
    text = check_report(FILE, report(draft)).text
    assert "不是数字的单元格请填数字" in text
    assert "填 0" not in text


def test_a_missing_row_is_named_in_chinese_and_holds() -> None:
    problems = [problem("row_missing", "applications/granted")]
    outcome = check_report(FILE, report(zeros(problems=problems, status="partial")))
    assert outcome.exit_code == LOOK
    assert "缺少一行：三、收到和处理政府信息公开申请情况：（一）予以公开" in outcome.text


def test_what_the_reader_met_is_told_in_one_line() -> None:
    # Guards a page that says nothing of cells left out, or of text that is somebody's OCR.
    codes = ("ocr_layer", "second_reading", "hidden_cells", "embedded_document", "grid_irregular")
    problems = [problem(code) for code in codes]
    outcome = check_report(FILE, report(zeros(problems=[*problems, *problems])))
    [told] = [line for line in outcome.text.splitlines() if line.startswith("请留意：")]
    for words in ("扫描识别", "第二次读取", "隐藏的", "另一份文档", "框线"):
        assert told.count(words) == 1, words
    assert len(told.split("；")) == len(codes)
    assert outcome.exit_code == CLEAN, "a notice is no finding"


def test_what_a_rule_tells_is_not_told_twice() -> None:
    problems = [problem("label_misprint", "applications/granted")]
    outcome = check_report(FILE, report(zeros(problems=problems)))
    assert "请留意" not in outcome.text
    assert outcome.text.count("名称与统一格式不一致：") == 1


def test_a_repeated_table_is_named() -> None:
    problems = [problem("table_repeated", "appeals")]
    outcome = check_report(FILE, report(zeros(problems=problems)))
    assert "请留意：同一张表出现多次：四、政府信息公开行政复议、行政诉讼情况" in outcome.text


def test_a_warning_alone_does_not_stop_a_report() -> None:
    outcome = check_report(
        FILE, report(consistent(year=2023, applications="2019", disclosures="2021", agency_class=None))
    )
    assert outcome.exit_code == LOOK
    assert "用的是 2019 年格式，2023 年度应使用 2021 年格式" in outcome.text
    assert outcome.text.splitlines()[-1] == "结论：有 1 处需核实，不影响通过，核实后可以上报。"


def test_an_unreadable_file_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "空.docx"
    empty.write_bytes(b"")
    for path, told in (
        (empty, "文件是空的"),
        (tmp_path / "没有.pdf", "没有这个文件"),
        (tmp_path, "这是一个文件夹"),
    ):
        assert main([str(path)]) == UNREADABLE
        printed = capsys.readouterr()
        assert told in printed.err
        assert "Traceback" not in printed.err
        assert printed.out == ""


def test_a_wrong_call_exits_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2


def test_a_failed_report_gives_its_reason_in_chinese() -> None:
    outcome = check_report(FILE, report(failed()))
    assert outcome.exit_code == UNREADABLE
    assert outcome.text.startswith("无法读取：草稿.docx")


def test_a_report_without_agency_or_year_may_not_be_sent_up() -> None:
    outcome = check_report(FILE, report(consistent(None, 2022, seed=4, agency_class=None)))
    assert outcome.exit_code == LOOK
    assert "没有找到机关名称" in outcome.text.splitlines()[-1]


def test_a_program_failure_is_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Path) -> None:
        raise ValueError("boom")

    monkeypatch.setattr("expectations.check.draft.check_file", broken)
    assert main(["draft.docx"]) == 3
    assert "程序出错" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    # Guards a traceback in the middle of `make check FILE=... | head`.
    draft = tmp_path / "draft.txt"
    draft.write_text("某县2023年政府信息公开工作年度报告", encoding="utf-8")
    for closed in ("stdout", "stderr"):
        call = f"""
import os, sys
from pathlib import Path
from expectations.check import draft as check
outcome = check.CheckOutcome(Path('a'), {LOOK if closed == "stdout" else UNREADABLE}, '结论' * 100_000)
check.check_file = lambda path: outcome
read, write = os.pipe()
os.dup2(write, sys.{closed}.fileno())
os.close(write), os.close(read)
sys.exit(check.main([{str(draft)!r}]))
"""
        done = subprocess.run([sys.executable, "-c", call], capture_output=True, timeout=60)
        assert done.returncode == (LOOK if closed == "stdout" else UNREADABLE)
        assert done.stdout + done.stderr == b""
