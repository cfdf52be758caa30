"""Workbooks of an older version are given what they lack, and nothing that is there moves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import history, undo
from xlcrm.actions.upgrade import upgrade
from xlcrm.book.file import FileBook
from xlcrm.book.port import BookError, BookRefused
from xlcrm.book.templates import tables_of
from xlcrm.cli import cli
from xlcrm.ooxml import Package
from xlcrm.tables import ChoiceListTable, CustomerMaster, FollowupRecord, HolidayCalendar, PolicyProfile
from xlcrm.tables.rows import letters

sys.path.insert(0, str(Path(__file__).parents[1] / "ooxml"))
from schema import out_of_order

SETTINGS = Settings(date(2024, 1, 10))
MASTER = "客户信息总表"
OLD = ["客户编号", "客户姓名", "职务", "联系电话", "客户等级", "我的备注"]
"""Two headings of the older version that are aliases today, and a column of the user's own."""


def listed(sheet: Worksheet, name: str, ref: str) -> None:
    sheet.add_table(Table(displayName=name, ref=ref))


def older(path: Path) -> Path:
    """A workbook as somebody kept it for years: two tables, a sheet of the user's own, colours, a drop-down."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = MASTER
    sheet.append(OLD)
    for number in range(1, 4):
        sheet.append([f"202300{number}", f"示例{number}有限公司", "经理", f"1380000000{number}", "A类", f"备注{number}"])
    sheet["B3"].fill = PatternFill("solid", fgColor="92D050")
    sheet["C3"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 31
    rule = DataValidation(type="list", formula1='"经理,主管"')
    rule.add("C2:C50")
    sheet.add_data_validation(rule)
    listed(sheet, "customer_master", "A1:F4")
    log = book.create_sheet("客户跟进记录表")
    log.append(["客户编号", "跟进日期", "跟进方式", "沟通内容摘要"])
    log.append(["2023001", date(2023, 8, 20), "电话", "介绍方案"])
    listed(log, "followup_record", "A1:D2")
    mine = book.create_sheet("我的算账")
    mine["A1"], mine["A2"] = 3, "=A1*2"
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return older(tmp_path / "老客户.xlsx")


@dataclass(frozen=True)
class Upgraded:
    """The older workbook, what it is upgraded, and what was told."""

    old: Path
    path: Path
    told: list[str]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """Upgraded once, to be looked at only."""
    folder = tmp_path_factory.mktemp("upgraded")
    path = older(folder / "老客户.xlsx")
    return Upgraded(older(folder / "原样.xlsx"), path, upgrade(path, SETTINGS))


def seen(path: Path) -> dict[tuple[str, str], tuple[Any, Any, Any, Any]]:
    """Every filled cell with its look."""
    return {
        (sheet.title, cell.coordinate): (cell.value, copy(cell.fill), copy(cell.font), cell.number_format)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def names(path: Path, table: str) -> tuple[str | None, ...]:
    with FileBook(path) as book:
        return book.found().tables[table].names


def change(path: Path, doing: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    doing(book)
    book.save(path)


def rules(path: Path, sheet: str) -> dict[str, DataValidation]:
    found = openpyxl.load_workbook(path)[sheet].data_validations.dataValidation
    return {str(rule.sqref): rule for rule in found}


class TestNothingMoves:
    def test_what_was_there_is_as_it_was(self, upgraded: Upgraded) -> None:
        before, after = seen(upgraded.old), seen(upgraded.path)
        assert {place: after[place] for place in before} == before
        assert openpyxl.load_workbook(upgraded.path)[MASTER].column_dimensions["B"].width == 31

    def test_sheets_keep_their_order(self, upgraded: Upgraded) -> None:
        before = openpyxl.load_workbook(upgraded.old).sheetnames
        after = openpyxl.load_workbook(upgraded.path).sheetnames
        assert [name for name in after if name in before] == before

    def test_headings_known_under_another_name_keep_it(self, upgraded: Upgraded) -> None:
        sheet = openpyxl.load_workbook(upgraded.path)[MASTER]
        assert [cell.value for cell in sheet[1]][:6] == OLD

    def test_parts_keep_the_order_of_the_schema(self, upgraded: Upgraded) -> None:
        with ZipFile(upgraded.path) as archive:
            parts = [name for name in archive.namelist() if name.endswith(".xml") and name.startswith("xl/")]
            wrong = {name: out_of_order(etree.fromstring(archive.read(name))) for name in parts}
        assert {name: faults for name, faults in wrong.items() if faults} == {}

    def test_a_second_time_there_is_nothing_to_do(self, path: Path) -> None:
        upgrade(path, SETTINGS)
        before = path.read_bytes()
        assert upgrade(path, SETTINGS) == [f"{path}：已是最新，没有需要补的内容。"]
        assert path.read_bytes() == before
        assert len(history(path)) == 1

    def test_a_workbook_of_today_is_left_alone(self, sample_workbook: bytes, tmp_path: Path) -> None:
        path = tmp_path / "新.xlsx"
        path.write_bytes(sample_workbook)
        upgrade(path, SETTINGS)
        assert path.read_bytes() == sample_workbook


class TestColumns:
    def test_all_columns_are_there_at_the_right_end(self, upgraded: Upgraded) -> None:
        path = upgraded.path
        assert set(names(path, "customer_master")) == {None, *CustomerMaster.columns}
        assert names(path, "customer_master")[:6] == (
            "customer_id", "customer_name", "contact_title", "contact_phone", "grade", None
        )  # fmt: skip
        assert set(names(path, "followup_record")) == set(FollowupRecord.columns)
        width = len(CustomerMaster.columns) - 5
        assert any(line.startswith(f"{MASTER}：在表格右端补上 {width} 列：") for line in upgraded.told)
        right = letters(len(OLD) + width)
        assert openpyxl.load_workbook(path)[MASTER].tables["customer_master"].ref == f"A1:{right}4"

    def test_new_columns_look_and_take_what_they_would_in_a_new_workbook(self, upgraded: Upgraded) -> None:
        sheet = openpyxl.load_workbook(upgraded.path)[MASTER]
        place = next(cell for cell in sheet[1] if cell.value == "建档日期")
        letter = place.column_letter
        assert place.font.b
        assert sheet[f"{letter}2"].number_format == "yyyy-mm-dd"
        assert sheet.column_dimensions[letter].width > 10
        assert rules(upgraded.path, MASTER)[f"{letter}2:{letter}5000"].type == "date"

    def test_old_columns_get_the_drop_down_they_lack(self, upgraded: Upgraded) -> None:
        assert f"{MASTER}：给 1 列补上下拉：客户等级。" in upgraded.told
        assert rules(upgraded.path, MASTER)["E2:E5000"].formula1 == "选项_客户等级"
        assert "选项_客户等级" in openpyxl.load_workbook(upgraded.path).defined_names

    def test_a_drop_down_of_the_users_own_stays_alone(self, upgraded: Upgraded) -> None:
        assert [ref for ref in rules(upgraded.path, MASTER) if ref.startswith("C")] == ["C2:C50"]

    def test_drop_downs_take_their_values_from_where_they_lie(self, path: Path) -> None:
        def add(book: Any) -> None:
            sheet = book.create_sheet("选项表")
            sheet.append(["自己的列", "列表名", "选项"])
            sheet.append([None, "客户等级", "A类"])
            sheet.append([None, "客户等级", "B类"])
            listed(sheet, "choice_list", "A1:C3")

        change(path, add)
        upgrade(path, SETTINGS)
        assert "$C$1,MATCH(\"客户等级\",'选项表'!$B:$B" in openpyxl.load_workbook(path).defined_names[
            "选项_客户等级"
        ].attr_text

    def test_names_that_drop_downs_speak_of_are_given_again(self, sample_workbook: bytes, tmp_path: Path) -> None:
        path = tmp_path / "新.xlsx"
        path.write_bytes(sample_workbook)

        def forget(book: Any) -> None:
            del book.defined_names["选项_客户等级"]

        change(path, forget)
        upgrade(path, SETTINGS)
        assert "选项_客户等级" in openpyxl.load_workbook(path).defined_names

    def test_title_rows_above_the_table_are_no_part_of_it(self, path: Path) -> None:
        def shift(book: Any) -> None:
            sheet = book[MASTER]
            sheet.tables.clear()
            sheet.insert_rows(1, 2)
            sheet["A1"] = "某公司客户表"
            listed(sheet, "customer_master", "A3:F6")

        change(path, shift)
        upgrade(path, SETTINGS)
        sheet = openpyxl.load_workbook(path)[MASTER]
        assert sheet.tables["customer_master"].ref == f"A3:{letters(len(OLD) + len(CustomerMaster.columns) - 5)}6"
        assert sheet["G3"].value == "联系人"
        assert sheet["G2"].value is None
        assert "E4:E5002" in rules(path, MASTER)

    def test_something_beside_the_table_stops_its_columns_and_nothing_else(self, path: Path) -> None:
        change(path, lambda book: book[MASTER].__setitem__("J2", "我记在旁边"))
        told = upgrade(path, SETTINGS)
        assert any("客户信息总表!J2" in line and "右侧" in line for line in told)
        assert names(path, "customer_master")[:5] == (
            "customer_id", "customer_name", "contact_title", "contact_phone", "grade"
        )  # fmt: skip
        assert set(names(path, "followup_record")) == set(FollowupRecord.columns)

    def test_a_plain_list_is_named_with_the_cure(self, path: Path) -> None:
        change(path, lambda book: book[MASTER].tables.clear())
        told = upgrade(path, SETTINGS)
        assert any(line.startswith(f"{MASTER}：缺") and "Ctrl+T" in line for line in told)


class TestSheets:
    def test_all_sheets_of_the_pack_are_there(self, upgraded: Upgraded) -> None:
        titles = openpyxl.load_workbook(upgraded.path).sheetnames
        assert {table.sheet() for table in tables_of("core")} <= set(titles)
        assert titles.index("客户来源登记表") == titles.index(MASTER) + 1

    def test_they_are_the_users_own(self, upgraded: Upgraded) -> None:
        with Package(upgraded.path) as package:
            assert not package.is_ours("合同台账")

    def test_no_column_is_missed_by_the_checks(self, upgraded: Upgraded) -> None:
        with FileBook(upgraded.path) as book:
            assert [problem.kind.code for problem in book.found().problems] == []

    def test_the_pack_follows_from_the_tables(self, path: Path) -> None:
        def add(book: Any) -> None:
            sheet = book.create_sheet("技术支持工单")
            sheet.append(["工单编号", "客户编号"])
            listed(sheet, "tech_ticket", "A1:B2")

        change(path, add)
        upgrade(path, SETTINGS)
        titles = openpyxl.load_workbook(path).sheetnames
        assert {table.sheet() for table in tables_of("service")} - {"技术工单"} <= set(titles)
        assert "商机管理表" not in titles

    def test_a_sheet_of_that_title_that_is_something_else_stays(self, path: Path) -> None:
        change(path, lambda book: book.create_sheet("合同台账").__setitem__("A1", "合同都在抽屉里"))
        told = upgrade(path, SETTINGS)
        assert any(line.startswith("工作表“合同台账”：已有同名的工作表") for line in told)
        assert openpyxl.load_workbook(path)["合同台账"]["A1"].value == "合同都在抽屉里"

    def test_traditional_headings_are_met_by_traditional_ones(self, path: Path) -> None:
        def write(book: Any) -> None:
            sheet = book[MASTER]
            sheet.tables.clear()
            for at, text in enumerate(["客戶編號", "客戶名稱", "職位", "聯繫電話", "客戶等級"], 1):
                sheet.cell(1, at).value = text
            listed(sheet, "customer_master", "A1:F4")
            book.remove(book["客户跟进记录表"])

        change(path, write)
        upgrade(path, SETTINGS)
        book = openpyxl.load_workbook(path)
        assert "客戶跟進記錄表" in book.sheetnames
        assert book["客戶跟進記錄表"]["A1"].value == FollowupRecord.columns["contact_date"].hant


class TestSettings:
    @pytest.fixture
    def core(self, sample_workbook: bytes, tmp_path: Path) -> Path:
        path = tmp_path / "客户管理.xlsx"
        path.write_bytes(sample_workbook)
        return path

    @staticmethod
    def drop(path: Path, table: str, gone: Callable[[dict[str, Any]], bool]) -> int:
        """Take rows out of a settings table, as an older template would not have had them; how many."""
        with FileBook(path) as book:
            rows = book.read(table)
            kept = [
                values
                for _, values in rows.rows
                if not gone({n: v for n, v in zip(rows.names, values, strict=False) if n})
            ]
            count, sheet = len(list(rows.rows)), rows.sheet

        def write(workbook: Any) -> None:
            page = workbook[sheet]
            page.delete_rows(2, count)
            for number, values in enumerate(kept, 2):
                for at, value in enumerate(values, 1):
                    page.cell(number, at).value = value
            item = page.tables[table]
            item.ref = f"A1:{item.ref.split(':')[1][0]}{len(kept) + 1}"

        change(path, write)
        return count - len(kept)

    @pytest.mark.parametrize(
        ("table", "gone"),
        [
            pytest.param(ChoiceListTable, lambda row: row["list_name"] == "客户等级", id="a whole list"),
            pytest.param(PolicyProfile, lambda row: row["parameter"].startswith("remind."), id="some parameters"),
            pytest.param(HolidayCalendar, lambda row: row["date"].year >= 2026, id="the latest year of holidays"),
        ],
    )
    def test_missing_settings_are_added_at_the_end(
        self, core: Path, table: Any, gone: Callable[[dict[str, Any]], bool]
    ) -> None:
        missing = self.drop(core, table.id, gone)
        assert missing
        told = upgrade(core, SETTINGS)
        assert f"{table.sheet()}：在末尾补上 {missing} 行。" in told
        with FileBook(core) as book:
            rows = book.read(table.id)
            last = [dict(zip(rows.names, values, strict=False)) for _, values in rows.rows][-missing:]
        assert all(gone(row) for row in last)

    def test_values_that_somebody_took_out_of_a_list_stay_out(self, core: Path) -> None:
        self.drop(core, ChoiceListTable.id, lambda row: row["value"] == "C类")
        before = core.read_bytes()
        upgrade(core, SETTINGS)
        assert core.read_bytes() == before


class TestUndo:
    def test_untouched_since_it_is_the_very_file(self, path: Path) -> None:
        before = path.read_bytes()
        upgrade(path, SETTINGS)
        undo(path, SETTINGS)
        assert path.read_bytes() == before

    def test_edited_elsewhere_all_that_was_added_goes(self, path: Path) -> None:
        before = seen(path)
        upgrade(path, SETTINGS)
        change(path, lambda book: book["我的算账"].__setitem__("B1", "一句话"))
        done = undo(path, SETTINGS).restored
        assert done.kept == []
        after = seen(path)
        assert after.pop(("我的算账", "B1"))[0] == "一句话"
        assert {place: what[0] for place, what in after.items()} == {place: what[0] for place, what in before.items()}
        assert openpyxl.load_workbook(path)[MASTER].tables["customer_master"].ref == "A1:F4"
        assert list(rules(path, MASTER)) == ["C2:C50"]

    def test_after_an_undo_no_broken_names_are_left_and_it_can_be_done_again(self, path: Path) -> None:
        upgrade(path, SETTINGS)
        given = dict(openpyxl.load_workbook(path).defined_names)
        change(path, lambda book: book["我的算账"].__setitem__("B1", "一句话"))
        undo(path, SETTINGS)
        left = openpyxl.load_workbook(path).defined_names.values()
        assert [each.name for each in left if "#REF!" in each.attr_text] == []
        upgrade(path, SETTINGS)
        names_again = openpyxl.load_workbook(path).defined_names
        assert {name: each.attr_text for name, each in names_again.items()} == {
            name: each.attr_text for name, each in given.items()
        }

    def test_names_that_were_broken_before_are_given_anew(self, path: Path) -> None:
        from openpyxl.workbook.defined_name import DefinedName

        broken = DefinedName("选项_客户等级", attr_text="OFFSET(#REF!$B$1,0,0,3,1)")
        change(path, lambda book: book.defined_names.__setitem__("选项_客户等级", broken))
        upgrade(path, SETTINGS)
        text = openpyxl.load_workbook(path).defined_names["选项_客户等级"].attr_text
        assert "'选项表'!$B$1" in text
        assert "#REF!" not in text

    def test_columns_and_sheets_that_are_in_use_stay(self, path: Path) -> None:
        upgrade(path, SETTINGS)

        def use(book: Any) -> None:
            book[MASTER]["G2"] = "王经理"
            book["合同台账"]["A2"] = "HT-2024-001"

        change(path, use)
        done = undo(path, SETTINGS).restored
        assert "工作表“合同台账”" in done.kept
        assert any(line.startswith(f"{MASTER} 的列“联系人") for line in done.kept)
        book = openpyxl.load_workbook(path)
        assert (book[MASTER]["G2"].value, book["合同台账"]["A2"].value) == ("王经理", "HT-2024-001")
        assert "订单／销售记录" not in book.sheetnames


class TestBesideTheTable:
    """What people keep right of, below and across their table."""

    def test_a_note_beside_it_keeps_the_columns_out_but_not_the_drop_downs(self, path: Path) -> None:
        change(path, lambda book: book[MASTER].__setitem__("H2", "看这里的说明"))
        told = upgrade(path, SETTINGS)
        width = len(CustomerMaster.columns) - 5
        said = f"{MASTER}：缺 {width} 列，没有补，{MASTER}!H2：表格右侧的单元格里已有内容。请先把右侧的内容移开。"
        assert said in told
        assert f"{MASTER}：给 1 列补上下拉：客户等级。" in told
        assert openpyxl.load_workbook(path)[MASTER]["H2"].value == "看这里的说明"
        assert openpyxl.load_workbook(path)[MASTER].tables["customer_master"].ref == "A1:F4"

    def test_a_note_below_it_stays_where_it_is(self, path: Path) -> None:
        change(path, lambda book: book[MASTER].__setitem__("B9", "以上为老客户"))
        upgrade(path, SETTINGS)
        assert openpyxl.load_workbook(path)[MASTER]["B9"].value == "以上为老客户"
        assert set(names(path, "customer_master")) == {None, *CustomerMaster.columns}

    def test_colours_that_reach_over_it_stay_as_they_are(self, path: Path) -> None:
        def paint(book: Any) -> None:
            rule = CellIsRule(operator="equal", formula=['"A类"'], fill=PatternFill("solid", bgColor="FFCCCC"))
            book[MASTER].conditional_formatting.add("E2:Z100", rule)

        change(path, paint)
        upgrade(path, SETTINGS)
        found = openpyxl.load_workbook(path)[MASTER].conditional_formatting
        assert [(str(each.sqref), each.rules[0].formula) for each in found] == [("E2:Z100", ['"A类"'])]


class TestWhatIsRefused:
    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(BookRefused, match="没有这个文件"):
            upgrade(tmp_path / "无.xlsx", SETTINGS)

    def test_no_table_known(self, tmp_path: Path) -> None:
        path = tmp_path / "别的.xlsx"
        book = openpyxl.Workbook()
        book.active["A1"] = "采购单"
        book.save(path)
        with pytest.raises(BookRefused, match="没有认出"):
            upgrade(path, SETTINGS)

    def test_a_protected_structure_takes_no_sheets(self, path: Path) -> None:
        def protect(book: Any) -> None:
            from openpyxl.workbook.protection import WorkbookProtection

            book.security = WorkbookProtection(lockStructure=True)

        change(path, protect)
        before = path.read_bytes()
        with pytest.raises(BookError, match="结构受保护"):
            upgrade(path, SETTINGS)
        assert path.read_bytes() == before

    def test_a_protected_sheet_is_left_and_named(self, path: Path) -> None:
        def protect(book: Any) -> None:
            book[MASTER].protection.sheet = True

        change(path, protect)
        told = upgrade(path, SETTINGS)
        assert any(line.startswith(f"{MASTER}：没有补列和下拉") and "保护" in line for line in told)
        assert len(names(path, "customer_master")) == 6


def test_the_command_tells_what_was_added_and_how_to_undo_it(path: Path) -> None:
    result = CliRunner().invoke(cli, ["new", "--upgrade", str(path)], catch_exceptions=False)
    assert result.exit_code == 0
    assert f"{MASTER}：在表格右端补上" in result.stdout
    assert f"xlcrm undo {path}" in result.stdout
