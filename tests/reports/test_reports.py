"""Every report made from tables: whole, calm where there is nothing, drawn, told in text and as data."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from xlcrm.book.ours import account, strange_rows
from xlcrm.book.sheets import layout, scratch
from xlcrm.book.sheets.drawn import Drawn
from xlcrm.policy import Policy
from xlcrm.reports import REPORTS, as_lines
from xlcrm.reports.as_text import as_json, as_text
from xlcrm.reports.report import Block, Report
from xlcrm.rules.frames import Data
from xlcrm.tables import TABLES

DEFAULT = Policy.default()
TODAY, JUNE = date(2024, 6, 30), date(2024, 6, 1)
Made = Callable[[str], Report]
NAMES = pytest.mark.parametrize("name", list(REPORTS))
SHEETS = {
    "complaints": "投诉分析月度报告",
    "dashboard": "客户数据分析报告",
    "rfm": "RFM分析表",
    "value": "客户价值分级表",
    "churn": "流失风险评分表",
    "industries": "行业分布分析表",
    "sources": "来源渠道转化汇总",
    "key-accounts": "大客户看板",
    "owners": "负责人业绩",
    "weekly": "每周复盘",
    "monthly": "每月回顾",
}


def made(name: str, data: Data, policy: Policy = DEFAULT, today: date = TODAY, month: date = JUNE) -> Report:
    return REPORTS[name].make(data, policy, today, month)


@pytest.fixture(scope="module")
def report(company: Data) -> Made:
    """A report of the company; each is made once."""
    return lru_cache(lambda name: made(name, company))


def block(report: Report, name: str) -> Block:
    return next(each for each in report.blocks if each.name == name)


def test_names_and_sheets() -> None:
    assert {name: maker.sheet for name, maker in REPORTS.items()} == SHEETS
    assert all(need in TABLES for maker in REPORTS.values() for need in maker.needs)


def test_nothing_is_computed_with_until_a_report_is_made() -> None:
    code = "import sys, xlcrm.reports; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@NAMES
@pytest.mark.parametrize("source", ["samples", "company", "nothing"])
def test_a_report_is_whole(name: str, source: str, samples: Data, report: Made) -> None:
    told = report(name) if source == "company" else made(name, samples if source == "samples" else Data({}))
    assert (told.name, told.sheet) == (name, SHEETS[name])
    assert len({each.name for each in told.blocks}) == len(told.blocks)
    for each in told.blocks:
        names = [head.name for head in each.heads]
        assert len(set(names)) == len(names), each.name
        assert set(each.key) <= set(names), each.name
        assert all(len(row) == len(names) for row in each.rows), each.name
        assert len(each.tones) in (0, len(each.rows)), each.name
        assert not any(cell != cell for row in each.rows for cell in row), (
            f"{each.name} shows what is no number"
        )
        assert each.key or not any(head.typed for head in each.heads), (
            "typed cells are found again by their key"
        )
        if each.key:
            at = [names.index(part) for part in each.key]
            keys = [tuple(row[n] for n in at) for row in each.rows]
            assert len(set(keys)) == len(keys), f"two rows of {each.name} share a key"


@NAMES
def test_a_report_is_made_alike_each_time_and_drawn(name: str, company: Data, report: Made) -> None:
    assert made(name, company) == report(name)
    assert scratch(report(name))


@NAMES
@pytest.mark.parametrize("source", ["company", "nothing"])
def test_a_report_kept_as_text_is_drawn_alike(name: str, source: str, report: Made) -> None:
    shown = report(name) if source == "company" else made(name, Data({}))
    again = as_lines.report_of(as_lines.told(shown))
    assert as_lines.told(again) == as_lines.told(shown)
    assert layout(again) == layout(shown)


@NAMES
def test_a_report_of_nothing_has_its_place(name: str) -> None:
    assert layout(made(name, Data({}))).last_row


@NAMES
@pytest.mark.parametrize("source", ["company", "nothing"])
def test_text_and_data(name: str, source: str, report: Made) -> None:
    shown = report(name) if source == "company" else made(name, Data({}))
    text = as_text(shown)
    assert text.startswith(shown.title)
    assert not re.search(r"\b(nan|NaT|None|inf)\b", text)
    told = json.loads(json.dumps(as_json(shown), ensure_ascii=False, allow_nan=False))
    assert (told["name"], len(told["tables"])) == (name, len(shown.blocks))
    assert [len(table["rows"]) for table in told["tables"]] == [len(each.rows) for each in shown.blocks]


@NAMES
def test_a_company_sees_charts_and_rules(name: str, report: Made) -> None:
    assert report(name).charts, "a report is seen from afar"
    assert report(name).tiles
    assert report(name).notes, "the rule used stands in the sheet"


@pytest.mark.parametrize(
    "name", ["rfm", "value", "churn", "industries", "sources", "key-accounts", "dashboard"]
)
def test_headings_of_a_report_table_are_those_of_the_catalogue(name: str, report: Made) -> None:
    table = next(t for t in TABLES.values() if t.kind == "report" and t.sheet() == SHEETS[name])
    heads = {head.name: head.header for head in block(report(name), table.id).heads}
    wanted = {n: c.header for n, c in table.columns.items() if n != "suggestions"}
    assert {n: heads.get(n) for n in wanted} == wanted
    assert block(report(name), table.id).key == table.key


@NAMES
def test_settling_twice_changes_nothing_more(name: str, report: Made) -> None:
    once = REPORTS[name].settled(report(name), DEFAULT)
    assert REPORTS[name].settled(once, DEFAULT) == once


@pytest.mark.parametrize(
    ("name", "switch"), [pytest.param("weekly", "review.week"), pytest.param("monthly", "review.month")]
)
def test_reviews_can_be_switched_off(name: str, switch: str) -> None:
    assert REPORTS[name].wanted(DEFAULT)
    assert not REPORTS[name].wanted(DEFAULT.with_values({switch: "off"}))
    assert all(maker.wanted(DEFAULT) for maker in REPORTS.values())


@pytest.mark.parametrize(
    ("method", "columns"),
    [
        pytest.param("eight", ["r_high", "f_high", "m_high"], id="eight classes show high and low"),
        pytest.param("quintile", ["r_score", "f_score", "m_score"], id="quintiles show scores"),
        pytest.param("ranges", ["r_score", "f_score", "m_score"], id="ranges show scores"),
    ],
)
def test_rfm_shows_its_parts_and_its_rule(company: Data, method: str, columns: list[str]) -> None:
    told = made("rfm", company, DEFAULT.with_values({"rfm.method": method}))
    names = [head.name for head in block(told, "rfm_result").heads]
    assert [each for each in names if each in columns] == columns
    assert block(told, "rule").rows
    assert sum(int(row[1]) for row in block(told, "classes").rows) == 200  # type: ignore[arg-type]


def test_the_parts_of_a_risk_add_up(report: Made) -> None:
    table = block(report("churn"), "churn_risk_result")
    names = [head.name for head in table.heads]
    parts = [names.index(f"{part}_points") for part in ("interaction", "complaint", "payment")]
    for row in table.rows:
        total = sum(float(row[at] or 0) for at in parts)  # type: ignore[arg-type]
        assert abs(total - float(row[names.index("risk_score")])) <= 0.5  # type: ignore[arg-type]


def test_the_worst_stand_first(report: Made) -> None:
    table = block(report("churn"), "churn_risk_result")
    at = [head.name for head in table.heads].index("risk_score")
    assert all(one[at] >= other[at] for one, other in pairwise(table.rows))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("today", "week"),
    [
        pytest.param(date(2024, 6, 30), "2024-06-24", id="Sunday: the week that ends today"),
        pytest.param(date(2024, 7, 1), "2024-06-24", id="Monday: the week that is over"),
        pytest.param(date(2024, 7, 6), "2024-06-24", id="Saturday"),
        pytest.param(date(2024, 7, 7), "2024-07-01", id="the next Sunday"),
    ],
)
def test_the_week_told_is_the_last_that_is_over(today: date, week: str) -> None:
    assert made("weekly", Data({}), today=today).subtitle.startswith(week)


def test_the_dashboard_counts_issues_of_a_month_only(make_data: Callable[..., Data]) -> None:
    rows = [
        {"complaint_date": day, "complaint_type": "产品问题"} for day in (date(2024, 6, 1), date(2024, 5, 31))
    ]
    told = made("dashboard", make_data({"complaint_log": rows}))
    assert [list(row) for row in block(told, "complaints").rows] == [["产品问题", 1.0, 1.0]]


def test_suggestions_say_who_what_and_when(report: Made) -> None:
    table = block(report("dashboard"), "suggestions")
    assert [head.name for head in table.heads][:3] == ["who", "due", "action"]
    assert table.rows
    assert all(row[0] and row[1] and row[2] for row in table.rows)


def test_too_many_lines_are_cut_and_counted(company: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlcrm.reports.blocks.MOST", 50)
    told = made("value", company)
    assert len(block(told, "value_grade_result").rows) == 50
    assert "共 200 行，这里列出前 50 行。" in told.notes


@pytest.mark.libreoffice
@NAMES
def test_libreoffice_prints_no_cut_number(
    name: str, company: Data, printed: Callable[[bytes], list[str]]
) -> None:
    report = made(name, company)
    text = "\n".join(printed(scratch(report)))
    assert report.title in text
    assert "###" not in text


@NAMES
def test_what_we_drew_is_not_taken_for_something_typed(name: str, samples: Data, report: Made) -> None:
    for told in (report(name), made(name, samples), made(name, Data({}))):
        sheet = load_workbook(io.BytesIO(scratch(told))).worksheets[0]
        rows = [(number, [cell.value for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
        assert strange_rows(account(Drawn(told)), rows) == []
