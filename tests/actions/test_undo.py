"""Undo as people meet it: what goes back, what stays, what they are told; and what is remembered afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table

from xlcrm.actions.recalc import Recalculated, recalc
from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import Undone, history, undo
from xlcrm.book.file import FileBook
from xlcrm.book.port import BookError, BookRefused, Mark
from xlcrm.cli import cli
from xlcrm.ooxml import Package
from xlcrm.reports.report import Block, Head, Report

SETTINGS = Settings(date(2024, 1, 10))
SHEET = "客户信息总表"
HEADINGS = ("客户编号", "客户名称", "职位", "最近互动日期", "历史合作", "我的备注")
HISTORY = 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three customers in an Excel Table; a cell of the user's own colour, one in bold."""
    path = tmp_path / "客户.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(HEADINGS)
    for number in range(1, 4):
        sheet.append([f"202300{number}", f"示例{number}有限公司", "经理", None, f"旧{number}", None])
    sheet["E2"].fill = PatternFill("solid", fgColor="92D050")
    sheet["E3"].font = Font(bold=True)
    sheet.add_table(Table(displayName="customer_master", ref="A1:F4"))
    book.save(path)
    return path


def update(path: Path, text: str = "新", column: str = "coop_history") -> str:
    """A run that writes one text down a column; its number."""
    with FileBook(path, command="recalc") as book:
        count = len(list(book.read("customer_master").rows))
        assert book.update("customer_master", {column: [text] * count})
        book.save()
    return history(path)[0].run.id


def append(path: Path, *numbers: str) -> str:
    with FileBook(path, command="recalc") as book:
        book.append("customer_master", [{"customer_id": n, "customer_name": f"新添{n}"} for n in numbers])
        book.save()
    return history(path)[0].run.id


def put(path: Path, extra: str, status: str | None = None) -> str:
    heads = [Head("key", "编号"), Head("what", "事由"), Head("status", "处理状态", typed=True)]
    block = Block("lines", "明细", heads, [["1", extra, status]], key=("key",))
    with FileBook(path, command="report demo") as book:
        book.put_report(Report("demo", "小报表", "小报表", blocks=[block]))
        book.save()
    return history(path)[0].run.id


def by_hand(path: Path, change: Callable[[Any], None]) -> None:
    """What a person does in another program, saved by it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def column(path: Path, number: int = HISTORY) -> list[Any]:
    sheet = openpyxl.load_workbook(path)[SHEET]
    return [sheet.cell(row, number).value for row in range(2, sheet.max_row + 1)]


def write(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


class TestWhatGoesBack:
    def test_untouched_since_it_is_the_very_file(self, path: Path) -> None:
        before = path.read_bytes()
        update(path)
        assert undo(path, SETTINGS).restored.exact
        assert path.read_bytes() == before

    def test_undone_again_it_is_redone(self, path: Path) -> None:
        before = path.read_bytes()
        update(path)
        after = path.read_bytes()
        states = []
        for _ in range(4):
            undo(path, SETTINGS)
            states.append(path.read_bytes())
        assert states == [before, after, before, after]

    def test_an_edited_cell_stays_and_is_named(self, path: Path) -> None:
        update(path)
        by_hand(path, write(SHEET, "E3", "同事改的"))
        done = undo(path, SETTINGS).restored
        assert (done.exact, done.cells, done.kept) == (False, 2, [f"{SHEET}!E3"])
        assert column(path) == ["旧1", "同事改的", "旧3"]

    def test_the_same_value_typed_as_a_formula_is_an_edit(self, path: Path) -> None:
        update(path, "2")
        by_hand(path, write(SHEET, "E4", "=1+1"))
        assert undo(path, SETTINGS).restored.kept == [f"{SHEET}!E4"]
        assert column(path) == ["旧1", "旧2", "=1+1"]

    def test_colours_and_type_faces_come_back_with_the_value(self, path: Path) -> None:
        update(path)
        by_hand(path, write(SHEET, "F2", "别处的话"))
        undo(path, SETTINGS)
        sheet = openpyxl.load_workbook(path)[SHEET]
        assert sheet["E2"].fill.fgColor.rgb[-6:] == "92D050"
        assert sheet["E3"].font.b

    def test_a_colour_given_since_stays_when_the_value_goes_back(self, path: Path) -> None:
        update(path)

        def colour(book: Any) -> None:
            book[SHEET]["E4"].fill = PatternFill("solid", fgColor="00B0F0")

        by_hand(path, colour)
        assert undo(path, SETTINGS).restored.cells == 3
        sheet = openpyxl.load_workbook(path)[SHEET]
        assert (sheet["E4"].value, sheet["E4"].fill.fgColor.rgb[-6:]) == ("旧3", "00B0F0")

    def test_after_sorting_each_record_gets_its_own_value_back(self, path: Path) -> None:
        update(path)

        def sort(book: Any) -> None:
            sheet = book[SHEET]
            held = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            for row, values in zip(range(2, 5), reversed(held), strict=True):
                for at, value in enumerate(values, 1):
                    sheet.cell(row, at).value = value

        by_hand(path, sort)
        assert undo(path, SETTINGS).restored.kept == []
        assert (column(path, 1), column(path)) == (["2023003", "2023002", "2023001"], ["旧3", "旧2", "旧1"])

    def test_after_a_column_was_put_in_between_the_values_go_back(self, path: Path) -> None:
        update(path)

        def insert(book: Any) -> None:
            sheet = book[SHEET]
            sheet.tables.clear()
            sheet.insert_cols(3)

        by_hand(path, insert)
        assert undo(path, SETTINGS).restored.cells == 3
        assert column(path, HISTORY + 1) == ["旧1", "旧2", "旧3"]

    def test_a_record_that_is_gone_is_named_and_no_other_gets_its_value(self, path: Path) -> None:
        update(path)

        def delete(book: Any) -> None:
            sheet = book[SHEET]
            sheet.tables.clear()
            sheet.delete_rows(3)

        by_hand(path, delete)
        done = undo(path, SETTINGS).restored
        assert done.kept == [f"{SHEET}!E3（这条记录或这一列已不在）"]
        assert column(path) == ["旧1", "旧3"]

    def test_a_later_run_on_the_same_cells_stays(self, path: Path) -> None:
        first = update(path, "一")
        update(path, "二")
        done = undo(path, SETTINGS, first).restored
        assert not done.anything
        assert len(done.kept) == 3
        assert column(path) == ["二"] * 3
        assert len(history(path)) == 2

    def test_a_later_run_on_other_cells_is_left_alone(self, path: Path) -> None:
        first = update(path, "一")
        update(path, "主管", "contact_title")
        assert undo(path, SETTINGS, first).restored.kept == []
        assert (column(path), column(path, 3)) == (["旧1", "旧2", "旧3"], ["主管"] * 3)

    def test_an_undo_between_edits_is_redone_cell_by_cell(self, path: Path) -> None:
        update(path)
        by_hand(path, write(SHEET, "E3", "同事改的"))
        undo(path, SETTINGS)
        by_hand(path, write(SHEET, "F2", "别处的话"))
        undo(path, SETTINGS)
        assert column(path) == ["新", "同事改的", "新"]
        assert column(path, 6) == ["别处的话", None, None]

    def test_a_whole_undo_is_redone_cell_by_cell_once_somebody_edited(self, path: Path) -> None:
        update(path)
        append(path, "2024001")
        undo(path, SETTINGS)
        by_hand(path, write(SHEET, "F2", "别处的话"))
        undo(path, SETTINGS)
        assert column(path, 1) == ["2023001", "2023002", "2023003", "2024001"]
        assert column(path, 6)[0] == "别处的话"

    def test_a_protected_sheet_is_not_touched(self, path: Path) -> None:
        update(path)

        def protect(book: Any) -> None:
            book[SHEET].protection.sheet = True
            book[SHEET]["F2"] = "别处的话"

        by_hand(path, protect)
        with pytest.raises(BookError, match="保护"):
            undo(path, SETTINGS)
        assert column(path) == ["新"] * 3
        undo(path, Settings(date(2024, 1, 10), force=True))
        assert column(path) == ["旧1", "旧2", "旧3"]

    def test_somebody_at_the_file_is_named_and_nothing_happens(self, path: Path) -> None:
        update(path)
        after = path.read_bytes()
        (path.parent / f".~lock.{path.name}#").write_text(",示例员工,host,01.01.2024 09:00,file:///x;")
        with pytest.raises(BookError, match="示例员工"):
            undo(path, SETTINGS)
        assert path.read_bytes() == after
        assert len(history(path)) == 1


class TestRows:
    def test_added_rows_go_and_the_table_is_as_it_was(self, path: Path) -> None:
        append(path, "2024001", "2024002")
        by_hand(path, write(SHEET, "F2", "别处的话"))
        done = undo(path, SETTINGS).restored
        assert (done.rows, done.kept) == (2, [])
        sheet = openpyxl.load_workbook(path)[SHEET]
        assert sheet.tables["customer_master"].ref == "A1:F4"
        assert column(path, 1)[:3] == ["2023001", "2023002", "2023003"]
        assert sheet["A5"].value is None

    def test_a_word_written_into_an_added_row_keeps_it(self, path: Path) -> None:
        append(path, "2024001", "2024002")
        by_hand(path, write(SHEET, "F5", "已联系"))
        done = undo(path, SETTINGS).restored
        assert (done.rows, done.kept) == (1, [f"{SHEET} 第 5–5 行"])
        assert column(path, 1)[3] == "2024001"

    def test_rows_with_peoples_rows_below_stay(self, path: Path) -> None:
        append(path, "2024001")

        def below(book: Any) -> None:
            sheet = book[SHEET]
            sheet["A6"], sheet["B6"] = "2024009", "自己添的"
            sheet.tables["customer_master"].ref = "A1:F6"

        by_hand(path, below)
        done = undo(path, SETTINGS).restored
        assert (done.rows, done.kept) == (0, [f"{SHEET} 第 5–5 行"])
        assert column(path, 1) == ["2023001", "2023002", "2023003", "2024001", "2024009"]

    def test_rows_added_to_a_plain_list_go_too(self, path: Path) -> None:
        by_hand(path, lambda book: book[SHEET].tables.clear())
        append(path, "2024001")
        by_hand(path, write(SHEET, "F2", "别处的话"))
        assert undo(path, SETTINGS).restored.rows == 1
        assert openpyxl.load_workbook(path)[SHEET]["A5"].value is None
        by_hand(path, write(SHEET, "F3", "还有一句"))
        assert undo(path, SETTINGS).restored.rows == 1
        assert column(path, 1) == ["2023001", "2023002", "2023003", "2024001"]


class TestSheets:
    def test_a_new_sheet_goes_and_comes_again(self, path: Path) -> None:
        put(path, "甲")
        by_hand(path, write(SHEET, "F2", "别处的话"))
        assert undo(path, SETTINGS).restored.sheets == ["小报表"]
        assert "小报表" not in openpyxl.load_workbook(path).sheetnames
        by_hand(path, write(SHEET, "F3", "还有一句"))
        assert undo(path, SETTINGS).restored.sheets == ["小报表"]
        assert openpyxl.load_workbook(path).sheetnames[:2] == [SHEET, "小报表"]

    def test_a_replaced_sheet_is_the_former_one_again(self, path: Path) -> None:
        put(path, "甲")
        put(path, "乙")
        by_hand(path, write(SHEET, "F2", "别处的话"))
        undo(path, SETTINGS)
        told = [cell.value for row in openpyxl.load_workbook(path)["小报表"].iter_rows() for cell in row]
        assert "甲" in told
        assert "乙" not in told
        put(path, "乙")  # what is remembered of the sheet went back with it: nobody is taken to have typed in it

    def test_a_sheet_in_which_somebody_typed_stays(self, path: Path) -> None:
        put(path, "甲")
        sheet = openpyxl.load_workbook(path)["小报表"]
        place = next(c.coordinate for row in sheet.iter_rows() for c in row if c.value == "处理状态")
        below = f"{place[0]}{int(place[1:]) + 1}"
        by_hand(path, write("小报表", below, "已处理"))
        done = undo(path, SETTINGS).restored
        assert (done.sheets, done.kept) == ([], ["工作表“小报表”"])
        assert openpyxl.load_workbook(path)["小报表"][below].value == "已处理"

    def test_a_sheet_that_somebody_removed_is_not_missed(self, path: Path) -> None:
        put(path, "甲")
        by_hand(path, lambda book: book.remove(book["小报表"]))
        done = undo(path, SETTINGS).restored
        assert (done.sheets, done.kept) == ([], [])


class TestMarks:
    def test_a_mark_goes_and_a_colour_given_since_stays(self, path: Path) -> None:
        with FileBook(path, command="validate --mark") as book:
            book.mark([Mark(SHEET, 2, HISTORY, "error"), Mark(SHEET, 3, HISTORY, "error")])
            book.save()

        def colour(book: Any) -> None:
            book[SHEET]["E3"].fill = PatternFill("solid", fgColor="00B0F0")

        by_hand(path, colour)
        done = undo(path, SETTINGS).restored
        assert done.kept == [f"{SHEET}!E3（颜色）"]
        sheet = openpyxl.load_workbook(path)[SHEET]
        assert [sheet[c].fill.fgColor.rgb[-6:] for c in ("E2", "E3")] == ["92D050", "00B0F0"]

    def test_marks_are_forgotten_with_the_run_that_made_them(self, path: Path) -> None:
        with FileBook(path, command="validate --mark") as book:
            book.mark([Mark(SHEET, 2, HISTORY, "error")])
            book.save()
        by_hand(path, write(SHEET, "F2", "别处的话"))
        undo(path, SETTINGS)
        with FileBook(path) as book:
            assert book.memory.marks == {}
            assert book.clear_marks() == 0


class TestWhatIsRefused:
    def test_nothing_to_undo(self, path: Path) -> None:
        with pytest.raises(BookRefused, match="没有可以撤销的运行"):
            undo(path, SETTINGS)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(BookRefused, match="没有这个文件"):
            undo(tmp_path / "无.xlsx", SETTINGS)

    def test_no_such_run(self, path: Path) -> None:
        update(path)
        with pytest.raises(BookRefused, match="没有编号为 x 的运行"):
            undo(path, SETTINGS, "x")

    def test_undone_already(self, path: Path) -> None:
        run = update(path)
        undo(path, SETTINGS)
        with pytest.raises(BookRefused, match="已经撤销过"):
            undo(path, SETTINGS, run)
        undo(path, SETTINGS)
        assert undo(path, SETTINGS, run).restored.exact


# typed or ours


@pytest.fixture
def core(sample_workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The manual's own rows; the report sheets, which have tests of their own, are left out for speed."""
    monkeypatch.setattr("xlcrm.actions.reports.standing_reports", lambda state, book: [])
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    return path


def again(path: Path, day: date) -> Recalculated:
    with FileBook(path, command="recalc") as book:
        return recalc(book, Settings(day))


def tables(path: Path) -> dict[str, list[list[Any]]]:
    with FileBook(path) as book:
        return {table: [list(values) for _, values in book.read(table).rows] for table in book.found().tables}


def remembered(path: Path) -> dict[Any, Any]:
    with FileBook(path) as book:
        return dict(book.remembered())


FIRST, SECOND = date(2023, 9, 1), date(2023, 11, 20)


def typed_over(path: Path) -> None:
    """Somebody plans one contact by hand."""
    with FileBook(path) as book:
        rows = book.found().tables["customer_master"]
        place = (2, rows.left + rows.names.index("next_followup_date"))
    with Package(path) as package:
        package.set_cells(SHEET, {place: date(2024, 2, 29)})
        package.save()


class TestWhatIsRemembered:
    def test_recalculated_undone_recalculated_is_the_same(self, core: Path) -> None:
        again(core, FIRST)
        once, known = tables(core), remembered(core)
        undo(core, SETTINGS)
        again(core, FIRST)
        assert (tables(core), remembered(core)) == (once, known)

    def test_also_when_somebody_edited_in_between(self, core: Path) -> None:
        before = tables(core)
        again(core, FIRST)
        once, known = tables(core), remembered(core)
        by_hand(core, lambda book: book.create_sheet("我的便条"))
        done = undo(core, SETTINGS).restored
        assert (done.exact, done.kept) == (False, [])
        assert tables(core) == before
        again(core, FIRST)
        assert (tables(core), remembered(core)) == (once, known)

    def test_taken_back_between_two_runs_no_cell_of_ours_passes_for_typed(self, core: Path) -> None:
        again(core, FIRST)
        first = history(core)[0].run.id
        again(core, SECOND)
        twice, known = tables(core), remembered(core)
        undo(core, SETTINGS, first)
        again(core, SECOND)
        assert tables(core) == twice
        assert remembered(core) == known

    def test_a_typed_cell_stays_typed(self, core: Path) -> None:
        again(core, FIRST)
        typed_over(core)
        done: Undone = undo(core, SETTINGS)
        assert len(done.restored.kept) == 1
        again(core, FIRST)
        place = ("customer_master", "2023001", "next_followup_date")
        assert place not in remembered(core)
        rows = tables(core)["customer_master"]
        assert date(2024, 2, 29) in rows[0]
        undo(core, SETTINGS)
        assert date(2024, 2, 29) in tables(core)["customer_master"][0]


# what people are told


def told(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["undo", *map(str, arguments)], catch_exceptions=False)


class TestCommandLine:
    def test_one_sentence_says_what_came_back(self, path: Path) -> None:
        run = update(path)
        result = told(path)
        assert result.exit_code == 0
        assert run in result.stdout
        assert "与那次运行之前完全一样（单元格 3 个）" in result.stdout

    def test_what_stays_is_named(self, path: Path) -> None:
        update(path)
        by_hand(path, write(SHEET, "E3", "同事改的"))
        result = told(path)
        assert result.exit_code == 0
        assert "退回单元格 2 个" in result.stdout
        assert f"保留未动的有 1 处：\n  {SHEET}!E3\n" in result.stdout

    def test_when_all_was_edited_nothing_is_said_to_be_done(self, path: Path) -> None:
        run = update(path, "一")
        update(path, "二")
        result = told(path, "--run", run)
        assert "文件没有改动" in result.stdout

    def test_the_list_is_newest_first_and_tells_what_is_undone(self, path: Path) -> None:
        first = update(path)
        put(path, "甲")
        told(path)
        lines = told(path, "--list").stdout.splitlines()
        assert [line.split()[3] for line in lines] == ["undo", "report", "recalc"]
        assert "新增“小报表”" in lines[1]
        assert "已撤销" in lines[1]
        assert lines[2].startswith(first)
        assert "单元格 3 个" in lines[2]

    def test_a_long_list_of_places_is_counted(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("xlcrm.cli.undo._SHOWN", 1)
        run = update(path, "一")
        update(path, "二")
        assert "还有 2 处" in told(path, "--run", run).stdout

    def test_a_refusal_is_one_sentence_and_exit_code_2(self, path: Path) -> None:
        result = told(path)
        assert result.exit_code == 2
        assert "没有可以撤销的运行" in result.stderr
