"""A recalculation end to end: the manual's own rows, typed or ours, the second run, ticks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcrm.actions.recalc import Recalculated, compute, recalc
from xlcrm.actions.settings import Settings
from xlcrm.book.file import FileBook
from xlcrm.ooxml import Package

TODAY = date(2023, 9, 1)
MASTER, PLAN, REMINDERS = "客户信息总表", "客户跟进计划表", "提醒清单"


@pytest.fixture
def path(tmp_path: Path, sample_workbook: bytes) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    return path


def run(path: Path, today: date = TODAY, **settings: Any) -> Recalculated:
    with FileBook(path, command="recalc") as book:
        return recalc(book, Settings(today, **settings))


def cells(path: Path, sheet: str) -> dict[str, Any]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows()
    return {cell.coordinate: cell.value for row in rows for cell in row if cell.value is not None}


def column(path: Path, sheet: str, heading: str) -> str:
    found = next(c for c in openpyxl.load_workbook(path)[sheet][1] if c.value == heading)
    return str(found.column_letter)


def put(path: Path, sheet: str, address: str, value: Any) -> None:
    from openpyxl.utils.cell import coordinate_to_tuple

    with Package(path) as package:
        package.set_cells(sheet, {coordinate_to_tuple(address): value})
        package.save()


def test_the_manuals_own_workbook_gives_the_worked_examples(
    path: Path, golden: Callable[[str, str], None]
) -> None:
    with FileBook(path) as book:
        state = compute(book, Settings(TODAY))
    lines = [f"{line.sheet}!{line.cell} {line.record} {line.header}: {line.reasoned.text}" for line in state.reasons]
    typed = [f"{problem.cell} {problem.message()}" for problem in state.typed]
    golden("recalc/manual", "\n".join([*lines, "", *typed, ""]))


def test_the_checker_reports_where_the_manual_contradicts_itself(path: Path) -> None:
    with FileBook(path) as book:
        problems = compute(book, Settings(TODAY)).problems
    said = [(p.rule, p.sheet, p.cell) for p in problems]
    assert ("R-030", PLAN, "E2") in said, "C-002: 每周1次 against the text's every two weeks"
    assert ("R-040", PLAN, "C2") in said, "C-003: 潜在 together with a cooperation"
    assert ("R-046", MASTER, "AA2") in said, "C-003: cooperation before the record was created"


def test_a_second_run_writes_nothing(path: Path) -> None:
    first = run(path)
    assert first.wrote
    assert first.backup is not None
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    again = run(path)
    assert not again.wrote
    assert again.backup is None
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)


def test_what_a_person_typed_stays_and_is_used(path: Path) -> None:
    run(path)
    next_date = column(path, PLAN, "下次跟进日期")
    assert cells(path, PLAN)[f"{next_date}2"] == datetime(2023, 9, 2), "typed in the manual's own table"
    computed = cells(path, PLAN)[f"{next_date}5"]
    put(path, PLAN, f"{next_date}5", date(2023, 12, 24))
    run(path)
    assert cells(path, PLAN)[f"{next_date}5"] == datetime(2023, 12, 24)
    assert computed != datetime(2023, 12, 24)
    master = column(path, MASTER, "下次跟进日期")
    customer = cells(path, PLAN)["A5"]
    row = next(a[1:] for a, v in cells(path, MASTER).items() if v == customer and a.startswith("A"))
    assert cells(path, MASTER)[f"{master}{row}"] == datetime(2023, 12, 24)


def test_a_cell_of_ours_that_was_emptied_is_computed_again(path: Path) -> None:
    run(path)
    at = f"{column(path, PLAN, '下次跟进日期')}5"
    computed = cells(path, PLAN)[at]
    put(path, PLAN, at, None)
    run(path)
    assert cells(path, PLAN)[at] == computed


def test_ours_follow_when_the_day_moves_on(path: Path) -> None:
    run(path)
    stage = column(path, MASTER, "最近互动日期")
    before = cells(path, MASTER)[f"{stage}2"]
    rows = [{"contact_date": date(2023, 9, 3), "customer_id": "2023001", "method": "电话", "summary": "沟通"}]
    with FileBook(path) as book:
        book.append("followup_record", rows)
        book.save()
    run(path, date(2023, 9, 4))
    assert before == datetime(2023, 8, 25)
    assert cells(path, MASTER)[f"{stage}2"] == datetime(2023, 9, 3)


def test_missing_customers_get_a_plan_and_the_typed_ones_stay(path: Path) -> None:
    before = cells(path, PLAN)
    done = run(path)
    after = cells(path, PLAN)
    assert done.added[PLAN] == 3
    typed = [a for a in before if a[0] in "AGHI" and a[1:].isdigit()]
    assert {a: after[a] for a in typed} == {a: before[a] for a in typed}


def test_new_customers_get_the_next_number(path: Path) -> None:
    with FileBook(path) as book:
        book.append("customer_master", [{"customer_name": "新添示例有限公司", "created_date": date(2023, 8, 30)}])
        book.save()
    run(path)
    assert cells(path, MASTER)["A8"] == "2023007"


def test_a_tick_becomes_a_record_once(path: Path) -> None:
    run(path)
    book = openpyxl.load_workbook(path)
    sheet = book[REMINDERS]
    line = next(row for row in sheet.iter_rows() if any(c.value == "已联系" for c in row))
    heads = {c.value: c for c in line}
    row = heads["客户编号"].row + 1
    customer = sheet.cell(row, heads["客户编号"].column).value
    put(path, REMINDERS, f"{heads['已联系'].column_letter}{row}", "√")
    put(path, REMINDERS, f"{heads['联系结果'].column_letter}{row}", "客户同意下周签约")
    records = len([a for a in cells(path, "客户跟进记录表") if a.startswith("A")])
    done = run(path)
    assert done.taken_in == 1
    after = cells(path, "客户跟进记录表")
    last = max(int(a[1:]) for a in after if a.startswith("A"))
    assert last == records + 1
    assert (after[f"B{last}"], after[f"F{last}"]) == (customer, "客户同意下周签约")
    assert after[f"A{last}"] == datetime(2023, 9, 1)
    assert run(path).taken_in == 0
    assert max(int(a[1:]) for a in cells(path, "客户跟进记录表") if a.startswith("A")) == last


def test_typing_on_a_report_is_carried_over(path: Path) -> None:
    run(path)
    found = next(a for a, v in cells(path, "投诉分析月度报告").items() if v == "编制人")
    sheet = openpyxl.load_workbook(path)["投诉分析月度报告"]
    row = sheet[found].row
    merged = [r for r in sheet.merged_cells.ranges if r.min_row == row]
    place = sorted(r.coord.split(":")[0] for r in merged if r.min_col > sheet[found].column)[0]
    put(path, "投诉分析月度报告", place, "周主管")
    rows = [{"complaint_date": date(2023, 8, 20), "customer_id": "2023001", "level": "一般", "complaint_type": "服务问题"}]
    with FileBook(path) as book:
        book.append("complaint_log", rows)
        book.save()
    assert "投诉分析月度报告" in run(path).sheets
    assert "周主管" in cells(path, "投诉分析月度报告").values()


def test_dry_run_and_out_leave_the_file_alone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with FileBook(path) as book:
        assert recalc(book, Settings(TODAY), dry_run=True).cells
    out = tmp_path / "结果.xlsx"
    with FileBook(path) as book:
        recalc(book, Settings(TODAY), out=out)
    assert path.read_bytes() == before
    assert "首页" in openpyxl.load_workbook(out).sheetnames


def test_a_column_with_the_users_own_formulas_is_left_alone(path: Path) -> None:
    at = f"{column(path, MASTER, '最近互动日期')}2"
    book = openpyxl.load_workbook(path)
    book[MASTER][at] = "=TODAY()"
    book.save(path)
    done = run(path)
    assert openpyxl.load_workbook(path)[MASTER][at].value == "=TODAY()"
    assert any(problem.kind.code == "formula-kept" for problem in done.problems)
