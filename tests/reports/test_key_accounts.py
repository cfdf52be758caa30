"""大客户看板: thresholds that people write decide the alerts, and are found again by customer and indicator."""

import io
from datetime import date

from openpyxl import load_workbook

from xlcrm.book.sheets import layout, scratch, typed
from xlcrm.policy import Policy
from xlcrm.reports import REPORTS
from xlcrm.reports.carry import carried
from xlcrm.reports.report import Block, Report
from xlcrm.rules.frames import Data

DEFAULT = Policy.default()
TODAY = date(2024, 6, 30)
MAKER = REPORTS["key-accounts"]


def table(report: Report) -> Block:
    return next(each for each in report.blocks if each.name == "key_account_dashboard")


def cells(report: Report, customer: str, indicator: str) -> dict[str, object]:
    names = [head.name for head in table(report).heads]
    row = next(row for row in table(report).rows if (row[0], row[2]) == (customer, indicator))
    return dict(zip(names, row, strict=True))


def test_twelve_lines_an_account(company: Data) -> None:
    report = MAKER.make(company, DEFAULT, TODAY, TODAY)
    accounts = {str(row[0]) for row in table(report).rows}
    assert accounts
    assert len(table(report).rows) == 12 * len(accounts)
    assert {row[-1] for row in table(report).rows} <= {"正常", "预警", "无数据"}


def test_a_threshold_written_in_the_sheet_decides(company: Data) -> None:
    report = MAKER.make(company, DEFAULT, TODAY, TODAY)
    at = next(n for n, row in enumerate(table(report).rows) if row[2] == "账户健康度" and row[-1] == "正常")
    customer = str(table(report).rows[at][0])
    page = layout(report).blocks["key_account_dashboard"]
    sheet = load_workbook(io.BytesIO(scratch(report))).worksheets[0]
    sheet.cell(page.first_row + at, page.columns["threshold"][0], 100.5)
    rows = [(number, [cell.value for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
    anew = MAKER.settled(carried(report, typed(report, rows)), DEFAULT)
    assert cells(anew, customer, "账户健康度")["threshold"] == 100.5
    assert cells(anew, customer, "账户健康度")["alert"] == "预警"
    before = {tile.label: tile.value for tile in report.tiles}["预警指标"]
    assert {tile.label: tile.value for tile in anew.tiles}["预警指标"] == before + 1  # type: ignore[operator]
    untouched = [row for n, row in enumerate(table(anew).rows) if n != at]
    assert untouched == [row for n, row in enumerate(table(report).rows) if n != at]


def test_defaults_are_the_policy_s(company: Data) -> None:
    strict = DEFAULT.with_values({"key.health": 100})
    report = MAKER.make(company, strict, TODAY, TODAY)
    customer = str(table(report).rows[0][0])
    assert cells(report, customer, "账户健康度")["usual"] == 100
    assert cells(report, customer, "账户健康度")["threshold"] is None


def test_nobody_is_a_key_account_yet(samples: Data) -> None:
    report = MAKER.make(samples, DEFAULT, date(2023, 9, 2), date(2023, 8, 1))
    assert not table(report).rows
    assert {tile.label: tile.value for tile in report.tiles}["大客户"] == 0
