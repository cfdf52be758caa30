"""Reports on a terminal: columns that line up, what is cut, 繁體; and as data."""

from datetime import date, datetime

import pytest

from xlcrm.reports.as_text import as_json, as_text, shown, width
from xlcrm.reports.report import Block, Cell, Field, Format, Head, Link, Report, Tile

TABLE = Block(
    "table",
    "客户",
    [Head("name", "客户名称"), Head("sum", "金额", "money"), Head("day", "日期", "date")],
    [["示例云图", 1234.5, date(2023, 9, 8)], ["Acme", 7.0, None]],
    note="两个客户",
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("abc", 3, id="latin"),
        pytest.param("客户", 4, id="Chinese"),
        pytest.param("，", 2, id="full-width comma"),
        pytest.param("①", 1, id="ambiguous"),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_line_up() -> None:
    lines = as_text(Report("x", "x", "报告", blocks=[TABLE])).splitlines()
    start = lines.index("【客户】")
    assert lines[start:] == [
        "【客户】",
        "两个客户",
        "客户名称      金额  日期",
        "────────  ────────  ──────────",
        "示例云图  1,234.50  2023-09-08",
        "Acme          7.00",
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        pytest.param(0.0625, "percent", "6.3%", id="half up"),
        pytest.param(0.25, "percent", "25%", id=".0 is dropped"),
        pytest.param(-0.125, "percent", "-12.5%", id="negative"),
        pytest.param(1234567.0, "int", "1,234,567", id="thousands"),
        pytest.param(0.5, "int", "1", id="a whole number"),
        pytest.param(2.25, "decimal", "2.3", id="one decimal"),
        pytest.param(None, "int", "", id="blank"),
        pytest.param(True, "text", "是", id="yes"),
        pytest.param(datetime(2023, 9, 8, 10, 30), "datetime", "2023-09-08 10:30", id="a moment"),
        pytest.param(Link("2023001", "客户信息总表", "A2"), "link", "2023001", id="a link"),
        pytest.param("12起", "text", "12起", id="text"),
    ],
)
def test_values(value: Cell | Link, form: Format, text: str) -> None:
    assert shown(value, form) == text


def test_long_texts_are_cut_and_lines_joined() -> None:
    block = Block("b", "", [Head("t", "文")], [["一\n二" + "三" * 60]])
    line = as_text(Report("x", "x", "报告", blocks=[block])).splitlines()[-1]
    assert line.startswith("一 二三")
    assert line.endswith("…")
    assert width(line) <= 48


def test_traditional_characters() -> None:
    text = as_text(Report("x", "x", "投诉分析", fields=[Field("p", "报告周期", "2023年8月")]), "zh-TW")
    assert "投訴分析" in text
    assert "報告週期" in text or "報告周期" in text


def test_data_keeps_numbers_and_iso_days() -> None:
    report = Report("x", "表", "报告", tiles=[Tile("总量", 12.0)], blocks=[TABLE])
    told = as_json(report)
    assert told["tiles"] == [{"label": "总量", "value": 12, "note": ""}]
    table = told["tables"][0]  # type: ignore[index]
    assert table["rows"] == [
        {"name": "示例云图", "sum": 1234.5, "day": "2023-09-08"},
        {"name": "Acme", "sum": 7, "day": None},
    ]
    assert table["headings"] == {"name": "客户名称", "sum": "金额", "day": "日期"}
