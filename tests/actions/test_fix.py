"""Corrections: only what is certain, each listed, never a forbidden number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.table import Table

from xlcrm.actions.fix import fix
from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import undo
from xlcrm.cli import cli
from xlcrm.ooxml import Package

SETTINGS = Settings(date(2023, 9, 1))
SHEET = "客户信息总表"


@pytest.fixture
def path(tmp_path: Path, sample_workbook: bytes) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    with Package(path) as package:
        package.set_cells(
            SHEET,
            {
                (2, 3): " 王经理 ",
                (2, 5): "１３８ 0000 0001",
                (3, 8): "C类普通客户",
                (4, 11): "2023年1月9日",
                (5, 26): "身份证11010519491231002X ",
                (6, 9): "没听说过的标签",
            },
        )
        package.save()
    return path


def test_spaces_widths_dates_phones_and_synonyms_are_put_right(path: Path) -> None:
    done = {change.cell: change.new for change in fix(path, SETTINGS)}
    assert done["C2"] == "王经理"
    assert done["E2"] == "13800000001"
    assert done["H3"] == "C类"
    assert done["K4"] == date(2023, 1, 9)
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert [sheet[a].value for a in ("C2", "E2", "H3")] == ["王经理", "13800000001", "C类"]


def test_what_is_not_certain_stays(path: Path) -> None:
    assert "I6" not in {change.cell for change in fix(path, SETTINGS)}


def test_a_cell_with_a_forbidden_number_is_never_touched_nor_told(path: Path) -> None:
    done = fix(path, SETTINGS)
    assert "Z5" not in {change.cell for change in done}
    assert "11010519491231002X" not in str(done)


def test_dry_run_lists_the_same_and_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    listed = fix(path, SETTINGS, dry_run=True)
    assert path.read_bytes() == before
    assert [c.cell for c in listed] == [c.cell for c in fix(path, SETTINGS)]
    assert fix(path, SETTINGS) == []


class TestHeadings:
    """Headings in the other script than the rest of the workbook (R-023)."""

    TITLES = ("客户编号", "客戶名稱(個人/公司)", "聯系人", "职位", "我的備注", "聯繫電話")

    def workbook(self, folder: Path, more: Callable[[openpyxl.Workbook], None] = lambda _: None) -> Path:
        """A register whose headings are partly traditional, as an Excel Table with a formula of its own."""
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = SHEET
        sheet.append(self.TITLES)
        sheet.append(["2023001", "示例云图科技有限公司", "王经理", "采购总监", "老客户", "13800000001"])
        sheet.add_table(Table(displayName="customer_master", ref="A1:F2"))
        more(book)
        path = folder / "混用.xlsx"
        book.save(path)
        return path

    @staticmethod
    def headings(path: Path) -> tuple[list[object], list[str]]:
        sheet = openpyxl.load_workbook(path)[SHEET]
        return [cell.value for cell in sheet[1]], [
            column.name for column in sheet.tables["customer_master"].tableColumns
        ]

    def test_are_brought_to_one_script_in_cell_and_table(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path)
        done = {change.cell: change.new for change in fix(path, SETTINGS) if change.rule == "R-023"}
        assert done == {"B1": "客户名称(个人/公司)", "C1": "联系人", "F1": "联系电话"}
        expected = ["客户编号", "客户名称(个人/公司)", "联系人", "职位", "我的備注", "联系电话"]
        assert self.headings(path) == (expected, expected)
        assert [change for change in fix(path, SETTINGS) if change.rule == "R-023"] == []

    def test_a_dry_run_tells_the_same_and_writes_nothing(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path)
        before = path.read_bytes()
        told = CliRunner().invoke(cli, ["validate", str(path), "--fix", "--dry-run"]).output
        assert f"{SHEET}!B1  “客戶名稱(個人/公司)” → “客户名称(个人/公司)”  R-023" in told
        assert path.read_bytes() == before

    def test_undo_gives_them_back(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path)
        fix(path, SETTINGS)
        with Package(path) as package:  # somebody works on, so that cell by cell is taken back
            package.set_cells(SHEET, {(2, 5): "新客户"})
            package.save()
        undo(path, SETTINGS)
        assert self.headings(path) == (list(self.TITLES), list(self.TITLES))
        undo(path, SETTINGS)
        assert self.headings(path)[0][1] == "客户名称(个人/公司)"

    def test_undo_leaves_one_that_was_changed_since(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path)
        fix(path, SETTINGS)
        book = openpyxl.load_workbook(path)
        book[SHEET]["B1"] = "客户全称"
        book[SHEET].tables["customer_master"].tableColumns[1].name = "客户全称"
        book.save(path)
        undo(path, SETTINGS)
        assert self.headings(path)[0][:3] == ["客户编号", "客户全称", "聯系人"]

    @pytest.mark.parametrize(
        ("formula", "stays"),
        [
            pytest.param("=COUNTA(customer_master[聯系人])", ["C1"], id="a column by name"),
            pytest.param('=MATCH("聯系人",A1:F1,0)', ["C1"], id="a heading as text"),
            pytest.param(
                "=customer_master[[#This Row],[客戶名稱(個人/公司)]]", ["B1"], id="a cell of this row"
            ),
            pytest.param("=COUNTA(C:C)", [], id="by its letters"),
        ],
    )
    def test_one_of_which_a_formula_speaks_stays(
        self, tmp_path: Path, formula: str, stays: list[str]
    ) -> None:
        def add(book: openpyxl.Workbook) -> None:
            book.create_sheet("我的算账")["A1"] = formula

        path = self.workbook(tmp_path, add)
        told = [change for change in fix(path, SETTINGS) if change.rule == "R-023"]
        assert [change.cell for change in told if change.stays] == stays
        assert all(
            self.headings(path)[0][ord(change.cell[0]) - 65] == change.old for change in told if change.stays
        )
        assert openpyxl.load_workbook(path)["我的算账"]["A1"].value == formula

    def test_in_a_traditional_workbook_they_become_traditional(self, tmp_path: Path) -> None:
        from xlcrm.book.templates import new_workbook

        path = tmp_path / "繁體.xlsx"
        path.write_bytes(new_workbook("core", language="zh-TW", sample=True))
        book = openpyxl.load_workbook(path)
        title = next(name for name in book.sheetnames if "customer_master" in book[name].tables)
        book[title]["B1"] = "客户名称(个人/公司)"
        book[title].tables["customer_master"].tableColumns[1].name = "客户名称(个人/公司)"
        book.save(path)
        told = [(change.cell, change.new) for change in fix(path, SETTINGS) if change.rule == "R-023"]
        assert told == [("B1", "客戶名稱(個人/公司)")]

    def test_without_an_excel_table_the_cell_alone(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path, lambda book: book[SHEET].tables.clear())
        fix(path, SETTINGS)
        assert openpyxl.load_workbook(path)[SHEET]["C1"].value == "联系人"
