"""What is particular to a workbook that is open in Excel: what is refused, what stays as it was, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from contract import report
from excel_in_memory import App

from xlcrm.actions.press import press
from xlcrm.actions.settings import Settings
from xlcrm.book.live import LiveBook, patience
from xlcrm.book.live.attach import attach
from xlcrm.book.marks import COLOURS
from xlcrm.book.port import BookBusy, BookRefused, Mark
from xlcrm.tables import CustomerMaster
from xlcrm.tables.rows import letters

MASTER, PLAN = "客户信息总表", "客户跟进计划表"
DAY = date(2023, 9, 8)
SETTINGS = Settings(DAY)


def dates(book: LiveBook, day: date = DAY) -> None:
    """Something to write: one column of six rows."""
    book.update("customer_master", {"last_contact_date": [day] * 6})


def everything(workbook: xw.Book) -> dict[str, Any]:
    """Values and fills of all cells."""
    return {
        f"{sheet.title}!{cell.coordinate}": (cell.value, cell.fill.patternType, str(cell.fill.fgColor.rgb))
        for sheet in workbook.impl.store.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.fill.patternType
    }


def store(workbook: xw.Book, sheet: str = MASTER) -> Any:
    return workbook.impl.store[sheet]


def column_of(name: str) -> int:
    """Sheet column in the shipped workbook, which has all columns in their order."""
    return list(CustomerMaster.columns).index(name) + 1


def hide(*rows: int) -> Callable[[xw.Book], None]:
    def change(workbook: xw.Book) -> None:
        for row in rows:
            store(workbook).row_dimensions[row].hidden = True

    return change


def api(**changed: object) -> Callable[[xw.Book], None]:
    return lambda workbook: workbook.impl.api.__dict__.update(changed)


def protect(workbook: xw.Book) -> None:
    workbook.impl.states[MASTER].ProtectContents = True


def merge(workbook: xw.Book) -> None:
    column = column_of("last_contact_date")
    store(workbook).merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(hide(3, 4), "筛选或隐藏", id="rows are filtered"),
        pytest.param(hide(7), "筛选或隐藏", id="only the last row is hidden"),
        pytest.param(protect, "受保护", id="the sheet is protected"),
        pytest.param(merge, "合并", id="cells of the column are merged"),
        pytest.param(api(ReadOnly=True), "只读", id="opened read-only"),
        pytest.param(api(MultiUserEditing=True), "共享", id="a shared workbook"),
        pytest.param(api(Final=True), "最终", id="marked as final"),
        pytest.param(api(Path="", FullName="工作簿1"), "还没有保存", id="never saved"),
    ],
)
def test_what_excel_would_do_wrongly_is_refused_and_nothing_is_written(
    workbook: xw.Book, change: Callable[[xw.Book], None], sentence: str
) -> None:
    change(workbook)
    before = everything(workbook)
    book = LiveBook(workbook, "test")
    dates(book)
    book.mark([Mark(PLAN, 2, 1, "error")])
    with pytest.raises(BookRefused, match=sentence):
        book.save()
    assert everything(workbook) == before
    assert not list(Path(workbook.fullname).parent.glob(".xlcrm/*/*"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            lambda page: setattr(page["C9"], "value", "备注"), "已有内容", id="a word below the table"
        ),
        pytest.param(
            lambda page: setattr(page.tables["customer_master"], "totalsRowCount", 1),
            "汇总行",
            id="a totals row",
        ),
    ],
)
def test_a_table_that_cannot_grow_is_refused(
    workbook: xw.Book, change: Callable[[Any], None], sentence: str
) -> None:
    change(store(workbook))
    before = everything(workbook)
    book = LiveBook(workbook, "test")

    def grow() -> None:
        book.append("customer_master", [{"customer_id": "2023098"}, {"customer_id": "2023099"}])
        book.save()

    with pytest.raises(BookRefused, match=sentence):
        grow()
    assert everything(workbook) == before


def test_sheets_cannot_be_added_where_the_structure_is_protected(workbook: xw.Book) -> None:
    workbook.impl.api.ProtectStructure = True
    book = LiveBook(workbook, "test")
    book.put_report(report())
    with pytest.raises(BookRefused, match="结构受保护"):
        book.save()


def test_formulas_of_the_user_are_left_alone(workbook: xw.Book) -> None:
    column = column_of("last_contact_date")
    cell = store(workbook).cell(4, column)
    cell.value, cell.data_type = "=TODAY()", "f"
    book = LiveBook(workbook, "test")
    dates(book)
    assert book.save() is None
    assert cell.value == "=TODAY()"


class TestSomebodyIsTyping:
    """Excel turns calls away while a cell is being edited."""

    @pytest.fixture(autouse=True)
    def in_a_hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(patience, "PAUSE", 0.001)
        monkeypatch.setattr(patience, "PATIENCE", 0.05)

    def test_a_moment_is_waited_out(self, excel: App, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        excel.editing = 3
        assert len(list(book.read("customer_master").rows)) == 6

    def test_a_long_time_is_not(self, excel: App, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        excel.editing = 10**9
        with pytest.raises(BookBusy, match="Enter"):
            book.found()


class TestNothingElseIsTouched:
    """What belongs to the person at the screen."""

    def test_sheet_screen_events_and_calculation_stay_as_they_were(
        self, excel: App, workbook: xw.Book
    ) -> None:
        workbook.sheets[PLAN].activate()
        book = LiveBook(workbook, "test")
        dates(book)
        book.put_report(report())
        book.save()
        assert workbook.sheets.active.name == PLAN
        assert excel.books.active.name == "客户管理.xlsx"
        assert (excel.screen_updating, excel.enable_events, excel.display_alerts) == (True, True, True)
        assert excel.calculation == "manual"
        assert excel.status_bar is False
        assert len(excel.books) == 1

    def test_also_when_the_writing_fails(
        self, excel: App, workbook: xw.Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = LiveBook(workbook, "test")
        dates(book)
        monkeypatch.setattr(book.host, "put", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            book.save()
        assert (excel.screen_updating, excel.enable_events, excel.status_bar) == (True, True, False)

    def test_the_workbook_is_never_saved_for_its_user(self, workbook: xw.Book) -> None:
        on_disk = Path(workbook.fullname).read_bytes()
        press("recalc", LiveBook(workbook, "重算"), SETTINGS)
        assert workbook.impl.saves == 0
        assert Path(workbook.fullname).read_bytes() == on_disk

    def test_the_backup_holds_what_was_not_saved_yet(self, workbook: xw.Book) -> None:
        from openpyxl import load_workbook

        store(workbook)["B2"].value = "刚刚改的名字"
        book = LiveBook(workbook, "test")
        dates(book)
        copy = book.save()
        assert copy is not None
        assert load_workbook(copy)[MASTER]["B2"].value == "刚刚改的名字"

    def test_formulas_and_names_that_point_at_our_sheet_survive_its_replacement(
        self, workbook: xw.Book
    ) -> None:
        book = LiveBook(workbook, "test")
        book.put_report(report())
        book.save()
        cell = store(workbook, PLAN)["Z1"]
        cell.value, cell.data_type = "='小报表'!B1&小报表!B2", "f"
        workbook.names.add("mine", "='小报表'!$B$1")
        book = LiveBook(workbook, "test")
        book.put_report(report(extra="丙"))
        book.save()
        assert cell.value == "='小报表'!B1&小报表!B2"
        assert workbook.names["mine"].refers_to == "='小报表'!$B$1"

    def test_a_picture_on_our_sheet_stops_its_replacement(self, workbook: xw.Book) -> None:
        from openpyxl.chart import BarChart

        book = LiveBook(workbook, "test")
        book.put_report(report())
        book.save()
        store(workbook, "小报表").add_chart(BarChart())
        with pytest.raises(BookRefused):
            LiveBook(workbook, "test").put_report(report(extra="丙"))


class TestTextAndNumbers:
    """Excel types in what it is given."""

    TEXTS = ("Jan 5", "1/2", " 7", "1E5", "１２", "上午10:30")

    def test_text_that_excel_would_take_otherwise_stays_text(self, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        book.update("customer_master", {"coop_history": list(self.TEXTS)})
        book.save()
        rows = LiveBook(workbook).read("customer_master")
        at = rows.names.index("coop_history")
        assert tuple(values[at] for _, values in rows.rows) == self.TEXTS

    def test_a_column_of_text_takes_no_apostrophes(self, workbook: xw.Book) -> None:
        column = column_of("coop_history")
        for row in range(2, 8):
            store(workbook).cell(row, column).number_format = "@"
        book = LiveBook(workbook, "test")
        book.update("customer_master", {"coop_history": ["0012"] * 6})
        book.save()
        assert store(workbook).cell(2, column).value == "0012"

    def test_dates_do_not_become_text_in_a_column_of_text(self, workbook: xw.Book) -> None:
        column = column_of("last_contact_date")
        for row in range(2, 8):
            store(workbook).cell(row, column).number_format = "@"
        book = LiveBook(workbook, "test")
        dates(book)
        book.save()
        assert {values[column - 1] for _, values in LiveBook(workbook).read("customer_master").rows} == {DAY}

    def test_errors_clock_times_and_days_are_what_the_file_reader_gives(self, workbook: xw.Book) -> None:
        from xlcrm.book.file import FileBook
        from xlcrm.book.memory import plain

        live = LiveBook(workbook).found().tables
        filed = FileBook(workbook.fullname).found().tables
        for name, rows in filed.items():
            on_disk = [(n, [plain(v) for v in values]) for n, values in rows.rows]
            in_excel = [(n, [plain(v) for v in values]) for n, values in live[name].rows]
            assert in_excel == on_disk, name


class TestMarks:
    def test_the_first_two_hundred_are_coloured(self, workbook: xw.Book) -> None:
        marks = [Mark(MASTER, row, column, "error") for row in range(2, 12) for column in range(1, 31)]
        book = LiveBook(workbook, "test")
        assert book.mark(marks) == 200
        book.save()
        coloured = [
            cell for row in store(workbook).iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CF"
        ]
        assert len(coloured) == 200

    def test_a_colour_of_the_theme_comes_back_as_such(self, workbook: xw.Book) -> None:
        from openpyxl.styles import Color, PatternFill

        cell = store(workbook)["C3"]
        cell.fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.6))
        book = LiveBook(workbook, "test")
        book.mark([Mark(MASTER, 3, 3, "error")])
        book.save()
        assert cell.fill.fgColor.rgb == f"FF{COLOURS['error']}"
        book = LiveBook(workbook, "test")
        book.clear_marks()
        book.save()
        assert (cell.fill.fgColor.theme, cell.fill.fgColor.tint) == (4, 0.6)

    def test_a_hatched_cell_is_not_marked(self, workbook: xw.Book) -> None:
        from openpyxl.styles import PatternFill

        store(workbook)["C3"].fill = PatternFill("gray125")
        book = LiveBook(workbook, "test")
        assert book.mark([Mark(MASTER, 3, 3, "error")]) == 0


class TestCost:
    """Crossings into Excel."""

    def test_a_table_is_read_in_two(self, excel: App, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        tables = book.found().tables
        for name in tables:
            book.read(name)
        for rows in tables.values():
            assert excel.crossings[f"read {rows.sheet}"] == 1
            assert excel.crossings[f"formulas {rows.sheet}"] == 1

    def test_a_column_is_written_in_three(self, excel: App, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        dates(book)
        book.update("customer_master", {"coop_history": ["甲", None, None, None, None, "乙"]})
        excel.crossings.clear()
        book.save()
        spent = sum(excel.crossings[what] for what in ("format?", "format", f"write {MASTER}"))
        assert excel.crossings[f"write {MASTER}"] == 2
        assert spent <= 2 * 3

    def test_marks_of_one_colour_are_written_many_at_once(self, excel: App, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "test")
        book.mark([Mark(MASTER, row, column, "error") for row in range(2, 7) for column in range(1, 31, 2)])
        excel.crossings.clear()
        book.save()
        assert excel.crossings["colour"] <= 2

    def test_a_press_stays_within_bounds(self, excel: App, workbook: xw.Book) -> None:
        press("recalc", LiveBook(workbook, "重算"), SETTINGS)
        excel.crossings.clear()
        press("validate", LiveBook(workbook, "校验"), SETTINGS)
        sheets = len(workbook.sheets)
        assert sum(excel.crossings.values()) <= 8 * sheets + 5 * 200


class TestUndo:
    def test_a_recalculation_goes_back_cell_by_cell(self, workbook: xw.Book) -> None:
        before = everything(workbook)
        press("recalc", LiveBook(workbook, "重算"), SETTINGS)
        assert everything(workbook) != before
        said = press("undo", LiveBook(workbook, "撤销"), SETTINGS)
        assert "已撤销“重算”" in said
        after = {
            place: told for place, told in everything(workbook).items() if not place.startswith("_xlcrm")
        }
        assert {place: value for place, (value, *_) in after.items() if value is not None} == {
            place: value for place, (value, *_) in before.items() if value is not None
        }

    def test_and_forth_again(self, workbook: xw.Book) -> None:
        press("recalc", LiveBook(workbook, "重算"), SETTINGS)
        done = {
            place: value for place, (value, *_) in everything(workbook).items() if not place.startswith("_")
        }
        press("undo", LiveBook(workbook, "撤销"), SETTINGS)
        press("undo", LiveBook(workbook, "撤销"), SETTINGS)
        again = {
            place: value for place, (value, *_) in everything(workbook).items() if not place.startswith("_")
        }
        assert again == done

    def test_what_was_typed_since_stays_and_is_named(self, workbook: xw.Book) -> None:
        book = LiveBook(workbook, "重算")
        dates(book)
        book.save()
        column = letters(column_of("last_contact_date"))
        store(workbook)[f"{column}4"].value = 45000.0
        said = press("undo", LiveBook(workbook, "撤销"), SETTINGS)
        assert f"{MASTER}!{column}4" in said
        assert store(workbook)[f"{column}4"].value == 45000.0
        assert store(workbook)[f"{column}5"].value is None

    def test_marks_go_back_too(self, workbook: xw.Book) -> None:
        before = everything(workbook)[f"{MASTER}!H2"]
        book = LiveBook(workbook, "校验")
        book.mark([Mark(MASTER, 2, 8, "error")])
        book.save()
        press("undo", LiveBook(workbook, "撤销"), SETTINGS)
        assert everything(workbook)[f"{MASTER}!H2"] == before

    def test_there_may_be_nothing_to_take_back(self, workbook: xw.Book) -> None:
        with pytest.raises(BookRefused, match="没有可以撤销的运行"):
            press("undo", LiveBook(workbook, "撤销"), SETTINGS)

    def test_the_backup_of_a_workbook_on_the_web_lies_in_the_users_data_folder(
        self, workbook: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("LOCALAPPDATA", raising=False)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        web = "https://d.docs.live.net/0123/文档/客户管理.xlsx"
        workbook.impl.api.__dict__.update(FullName=web, Path=web.rsplit("/", 1)[0])
        book = LiveBook(workbook, "重算")
        assert book.path is None
        dates(book)
        copy = book.save()
        assert copy is not None
        assert copy.is_relative_to(tmp_path / "data")
        assert "已撤销" in press("undo", LiveBook(workbook, "撤销"), SETTINGS)


class TestWhichWorkbook:
    """The one whose button was pressed."""

    def test_by_name_whatever_it_is(self, excel: App, shipped: bytes, tmp_path: Path) -> None:
        for name in ("甲=乙 & 丙^100%.xlsx", "另一份.xlsx"):
            (tmp_path / name).write_bytes(shipped)
            xw.Book(str(tmp_path / name))
        assert attach("甲=乙 & 丙^100%.xlsx").name == "甲=乙 & 丙^100%.xlsx"

    def test_the_active_one_when_the_name_is_gone(self, workbook: xw.Book) -> None:
        assert attach("不在了.xlsx").name == workbook.name

    def test_none_is_open(self, excel: App) -> None:
        with pytest.raises(BookRefused, match="没有打开的工作簿"):
            attach("客户管理.xlsx")

    def test_one_from_mail_waits_in_protected_view(self, excel: App) -> None:
        excel.api.ProtectedViewWindows.Count = 1
        with pytest.raises(BookRefused, match="启用编辑"):
            attach("客户管理.xlsx")
