"""Any run of any small workbook, taken back after anything people did: what they did not touch comes back, what
they did stays and is named."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import Undone, history, undo
from xlcrm.book.file import FileBook
from xlcrm.book.memory import plain
from xlcrm.book.port import BookRefused, Mark
from xlcrm.reports.report import Block, Head, Report

SETTINGS = Settings(date(2024, 1, 10))
SHEET, REPORT = "客户信息总表", "小报表"
HEADINGS = ("客户编号", "客户名称", "职务", "最近互动日期", "历史合作", "我的备注")
TITLE, CONTACTED, HISTORY, OWN = 3, 4, 5, 6
FORMULA = "=2+2"
WRITTEN = {"contact_title": TITLE, "last_contact_date": CONTACTED, "coop_history": HISTORY}

texts = st.sampled_from(["", "经理", "主管", "=1+1", " 前后 ", "0012", "😀", "a\nb"])
days = st.sampled_from([None, date(2023, 9, 1), date(2023, 9, 2), "待定"])
numbers = st.sampled_from([None, 3, 2.5, True])


@dataclass
class Cell:
    """What a person sees of a cell."""

    value: Any
    fill: str | None
    bold: bool


@dataclass
class Seen:
    """The workbook as a person sees it: records by number in order, and the report."""

    records: dict[str, dict[int, Cell]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    report: list[list[Any]] | None = None

    @classmethod
    def of(cls, path: Path) -> Seen:
        book = openpyxl.load_workbook(path)
        seen = cls()
        for row in book[SHEET].iter_rows(min_row=2):
            cells = {cell.column: _seen(cell) for cell in row}
            if cells[1].value:
                seen.records[str(cells[1].value)] = cells
                seen.rows[str(cells[1].value)] = row[0].row
        if REPORT in book.sheetnames:
            seen.report = [[cell.value for cell in row] for row in book[REPORT].iter_rows()]
        return seen


def _seen(cell: Any) -> Cell:
    fill = str(cell.fill.fgColor.rgb)[-6:] if cell.fill.patternType == "solid" else None
    return Cell(plain(cell.value), fill, bool(cell.font.b))


def workbook(path: Path, rows: list[tuple[Any, ...]], in_table: bool, coloured: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, 1):
        sheet.append([f"2023{number:03d}", f"示例{number}有限公司", *row])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    if coloured:
        sheet["C2"].fill = PatternFill("solid", fgColor="92D050")
        sheet["E2"].font = Font(bold=True)
    if in_table:
        sheet.add_table(Table(displayName="customer_master", ref=f"A1:F{len(rows) + 1}"))
    book.save(path)


# what a run does

updates = st.tuples(
    st.just("update"), st.sampled_from(sorted(WRITTEN)), st.lists(st.one_of(texts, days), min_size=8, max_size=8)
)
appends = st.tuples(st.just("append"), st.integers(1, 2), texts)
reports = st.tuples(st.just("report"), texts, st.just(None))
marks = st.tuples(st.just("mark"), st.lists(st.tuples(st.integers(2, 6), st.integers(1, 6)), max_size=4), st.just(None))
acts = st.lists(st.one_of(updates, appends, reports, marks), min_size=1, max_size=3)


def report(text: str) -> Report:
    heads = [Head("key", "编号"), Head("what", "事由"), Head("status", "处理状态", typed=True)]
    return Report("demo", REPORT, REPORT, blocks=[Block("lines", "明细", heads, [["1", text, None]], key=("key",))])


def run(path: Path, number: int, doing: list[tuple[str, Any, Any]]) -> None:
    with FileBook(path, command=f"run {number}") as book:
        for at, (what, one, other) in enumerate(doing):
            if what == "update":
                rows = book.read("customer_master")
                assert one in rows.names
                book.update("customer_master", {one: (other * 2)[: len(list(rows.rows))]})
            elif what == "append" and not any(done[0] == "append" for done in doing[:at]):
                new = [
                    {"customer_id": f"2024{number}{n}{at}", "customer_name": "新添示例", "contact_title": other or None}
                    for n in range(one)
                ]
                book.append("customer_master", new)
            elif what == "report":
                with suppress(BookRefused):  # somebody typed beside the typing column: the sheet is theirs for now
                    book.put_report(report(one))
            elif what == "mark":
                there = {number for number, _ in book.read("customer_master").rows}
                book.mark([Mark(SHEET, row, column, "error") for row, column in one if row in there])
        book.save()


# what people do

typing = st.tuples(st.just("type"), st.tuples(st.integers(0, 7), st.integers(2, 6)), st.one_of(texts, numbers))
colouring = st.tuples(st.just("colour"), st.tuples(st.integers(0, 7), st.integers(1, 6)), st.just(None))
others = st.sampled_from(["sort", "delete", "insert", "resave", "report", "formula"]).map(lambda what: (what, (0, 3), None))
edits = st.lists(st.one_of(typing, colouring, others), max_size=3)


def edit(path: Path, doing: list[tuple[str, tuple[int, int], Any]]) -> None:
    if not doing:
        return
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for what, (place, column), value in doing:
        records = [row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value is not None]
        row = records[place % len(records)]
        if what == "type":
            sheet.cell(row, column).value = value
            if isinstance(value, str):
                sheet.cell(row, column).data_type = "s"
        elif what == "colour":
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="00B0F0")
        elif what == "formula":
            sheet.cell(row, HISTORY).value = FORMULA
        elif what == "sort":
            _put(sheet, records, list(reversed(_lifted(sheet, records))))
        elif what == "delete" and len(records) > 2:
            held = _lifted(sheet, records)
            _put(sheet, records, [*held[1:], [(None, None)] * 6])
        elif what == "insert":
            held = _lifted(sheet, records)
            sheet.cell(records[-1] + 1, 2).value = "自己添的示例"
            sheet.cell(records[-1] + 1, 1).value = f"自{len(held)}{records[-1]}"
            for item in sheet.tables.values():
                item.ref = f"A1:F{records[-1] + 1}"
        elif what == "report" and REPORT in book.sheetnames:
            book[REPORT]["B30"] = "我的话"
    book.save(path)


def _lifted(sheet: Worksheet, rows: list[int]) -> list[list[tuple[Any, Any]]]:
    return [[(sheet.cell(row, c).value, copy(sheet.cell(row, c)._style)) for c in range(1, 7)] for row in rows]


def _put(sheet: Worksheet, rows: list[int], held: list[list[tuple[Any, Any]]]) -> None:
    for row, cells in zip(rows, held, strict=True):
        for column, (value, style) in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str) and value != FORMULA:
                cell.data_type = "s"
            if style is not None:
                cell._style = style


# what must hold

rows = st.lists(st.tuples(texts, days, texts, texts), min_size=2, max_size=5)
steps = st.lists(st.tuples(acts, edits), min_size=1, max_size=3)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # an example is slow: the first that fails is shown as it is
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(rows=rows, in_table=st.booleans(), coloured=st.booleans(), steps=steps, choice=st.integers(0, 2))
def test_what_nobody_touched_comes_back_and_the_rest_stays(
    rows: list[tuple[Any, ...]],
    in_table: bool,
    coloured: bool,
    steps: list[tuple[Any, Any]],
    choice: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "客户.xlsx"
        workbook(path, rows, in_table, coloured)
        around: dict[str, tuple[Path, bytes, Seen, Seen]] = {}
        for number, (doing, editing) in enumerate(steps):
            before, known = _kept(path, number), {entry.run.id for entry in history(path)}
            run(path, number, doing)
            for fresh in {entry.run.id for entry in history(path)} - known:
                around[fresh] = (before, path.read_bytes(), Seen.of(before), Seen.of(path))
            edit(path, editing)
        if not around:
            return
        chosen = sorted(around)[choice % len(around)]
        before, left, was, made = around[chosen]
        stood, bytes_before = Seen.of(path), path.read_bytes()
        done = undo(path, SETTINGS, chosen)
        _check(was, made, stood, Seen.of(path), done)
        if bytes_before == left:
            assert path.read_bytes() == before.read_bytes()
        if done.restored.anything:
            undo(path, SETTINGS)
            assert path.read_bytes() == bytes_before


def _kept(path: Path, number: int) -> Path:
    out = path.with_name(f"before-{number}.xlsx")
    out.write_bytes(path.read_bytes())
    return out


def _check(was: Seen, made: Seen, stood: Seen, back: Seen, done: Undone) -> None:
    blank = Cell("", None, False)
    for record, cells in stood.records.items():
        if record in made.records and record not in was.records:
            untouched = _values(cells) == _values(made.records[record])
            assert record not in back.records or _values(back.records[record]) == _values(cells)
            assert record in back.records or untouched
            continue
        assert record in back.records
        for column, cell in cells.items():
            now = back.records[record][column]
            old = was.records.get(record, {}).get(column, blank)
            put = made.records.get(record, {}).get(column, blank)
            wanted = _wanted(old.value, put.value, cell.value), _wanted(old.fill, put.fill, cell.fill)
            assert (now.value, now.fill) == wanted, (record, column, old, put, cell)
            assert now.bold == cell.bold
            if old.value != put.value and cell.value not in (old.value, put.value):
                address = f"{SHEET}!{'ABCDEF'[column - 1]}{stood.rows[record]}"
                assert address in done.restored.kept
    for record in back.records:
        assert record in stood.records
    if was.report != made.report and stood.report == made.report:
        assert back.report == was.report
    else:
        assert back.report == stood.report


def _values(cells: dict[int, Cell]) -> list[Any]:
    return [cell.value for cell in cells.values()]


def _wanted(old: Any, put: Any, stands: Any) -> Any:
    """What must stand there: the old when the run put another there that still stands."""
    return old if old != put and stands == put else stands
