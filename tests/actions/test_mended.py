"""The list of problems: its copied rows are mended and put back where they come from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.actions.mend import take_mended
from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import undo
from xlcrm.book.mended import Back
from xlcrm.book.port import BookRefused
from xlcrm.cli import cli
from xlcrm.ooxml import Package

SETTINGS = Settings(date(2023, 9, 1))
SHEET = "客户信息总表"


@pytest.fixture
def folder(tmp_path: Path, sample_workbook: bytes) -> Path:
    """Two departments' workbooks with faults of their own."""
    for name, wrong in (("一部", {(2, 5): "139–5678", (3, 6): "wangxxtech"}), ("二部", {(4, 5): "12345"})):
        path = tmp_path / "各部门" / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(sample_workbook)
        with Package(path) as package:
            package.set_cells(SHEET, wrong)
            package.save()
    return tmp_path / "各部门"


@pytest.fixture
def listed(folder: Path) -> Path:
    """The list of both, beside them."""
    path = folder.parent / "问题.xlsx"
    run("validate", folder, "--report", path)
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [*(str(each) for each in arguments), "--today", "2023-09-01"])
    return done.exit_code, done.output


def mend(path: Path, doing: Callable[[Worksheet, dict[str, int]], None]) -> None:
    """Change the copied rows of the customers; the rows are known by 来自."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    width = sheet.max_column
    doing(sheet, {str(sheet.cell(row, width).value): row for row in range(2, sheet.max_row + 1)})
    book.save(path)


def a_phone(sheet: Worksheet, rows: dict[str, int]) -> None:
    sheet.cell(rows[f"各部门/一部.xlsx {SHEET} 第 2 行"], 6).value = 13900005678


def take(listed: Path, folder: Path, *, dry_run: bool = False) -> list[Back]:
    files = sorted(folder.glob("*.xlsx"))
    return [back for _, done in take_mended(listed, files, SETTINGS, dry_run=dry_run) for back in done]


def value(path: Path, cell: str) -> object:
    return openpyxl.load_workbook(path)[SHEET][cell].value


def test_each_line_leads_to_its_cell_and_the_copied_row_shows_it(listed: Path) -> None:
    book = openpyxl.load_workbook(listed)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    links = {f"{cell.hyperlink.target}#{cell.hyperlink.location}" for cell in cells}
    assert "%E5%90%84%E9%83%A8%E9%97%A8/%E4%B8%80%E9%83%A8.xlsx#'客户信息总表'!E2" in links
    sheet = book[SHEET]
    row = next(
        row for row in sheet.iter_rows(min_row=2) if row[-1].value == f"各部门/一部.xlsx {SHEET} 第 2 行"
    )
    assert str(row[0].value).startswith("联系电话：")
    assert row[5].fill.fgColor.rgb == row[0].fill.fgColor.rgb == "00FDE9E7"
    assert row[1].fill.fill_type is None
    assert book["_xlcrm_rows"].sheet_state == "veryHidden"


def test_an_untouched_list_puts_nothing_back(listed: Path, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert take(listed, folder) == []
    assert {path: path.read_bytes() for path in before} == before


def test_mended_cells_go_where_they_come_from_as_text_where_text_belongs(listed: Path, folder: Path) -> None:
    def doing(sheet: Worksheet, rows: dict[str, int]) -> None:
        a_phone(sheet, rows)
        sheet.cell(rows[f"各部门/二部.xlsx {SHEET} 第 4 行"], 6).value = "010-65551234"

    mend(listed, doing)
    assert take(listed, folder) == [
        Back(SHEET, "E2", "139–5678", "13900005678"),
        Back(SHEET, "E4", "12345", "010-65551234"),
    ]
    assert value(folder / "一部.xlsx", "E2") == "13900005678"
    assert value(folder / "二部.xlsx", "E4") == "010-65551234"
    assert take(listed, folder) == [
        Back(SHEET, "E2", "139–5678", "13900005678", "已经是这样"),
        Back(SHEET, "E4", "12345", "010-65551234", "已经是这样"),
    ]


def test_on_the_command_line_it_is_told_and_validated_again(listed: Path, folder: Path) -> None:
    mend(listed, a_phone)
    code, said = run("validate", folder, "--mended", listed, "--dry-run")
    assert f"  {SHEET}!E2  “139–5678” → “13900005678”" in said
    assert "可以写回 1 处" in said
    assert value(folder / "一部.xlsx", "E2") == "139–5678"
    code, said = run("validate", folder / "一部.xlsx", "--mended", listed)
    assert (code, "写回了 1 处" in said, "139–5678”里" in said) == (1, True, False)
    assert value(folder / "一部.xlsx", "E2") == "13900005678"


def test_undo_takes_it_back(listed: Path, folder: Path) -> None:
    mend(listed, a_phone)
    take(listed, folder)
    undo(folder / "一部.xlsx", SETTINGS)
    assert value(folder / "一部.xlsx", "E2") == "139–5678"


def test_sorted_filtered_and_thinned_out_lists_are_understood(listed: Path, folder: Path) -> None:
    def doing(sheet: Worksheet, rows: dict[str, int]) -> None:
        a_phone(sheet, rows)
        for row in sorted(set(rows.values()) - {rows[f"各部门/一部.xlsx {SHEET} 第 2 行"]}, reverse=True):
            sheet.delete_rows(row)

    mend(listed, doing)
    assert [back.cell for back in take(listed, folder)] == ["E2"]


def test_a_row_that_was_moved_meanwhile_is_found_by_its_key(listed: Path, folder: Path) -> None:
    mend(listed, a_phone)
    path = folder / "一部.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for column in range(1, sheet.max_column + 1):
        first, last = sheet.cell(2, column), sheet.cell(7, column)
        first.value, last.value = last.value, first.value
    book.save(path)
    assert [back.cell for back in take(listed, folder)] == ["E7"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({(2, 5): "13800000009"}, "工作簿里后来改过", id="the same cell was changed there"),
        pytest.param({(2, 1): "2023099"}, "这一行已经不在，或后来改过", id="the row has another number now"),
    ],
)
def test_what_was_changed_meanwhile_stays_and_is_told(
    listed: Path, folder: Path, change: dict[tuple[int, int], str], why: str
) -> None:
    mend(listed, a_phone)
    path = folder / "一部.xlsx"
    with Package(path) as package:
        package.set_cells(SHEET, change)
        package.save()
    before = path.read_bytes()
    assert [back.why for back in take(listed, folder)] == [why]
    assert path.read_bytes() == before


def test_a_file_that_was_not_named_is_left_alone(listed: Path, folder: Path) -> None:
    mend(listed, a_phone)
    done = list(take_mended(listed, [folder / "二部.xlsx"], SETTINGS))
    assert [back.why for _, some in done for back in some] == ["这个文件不在这次要校验的文件里"]
    assert value(folder / "一部.xlsx", "E2") == "139–5678"


def test_dates_stay_dates(listed: Path, folder: Path) -> None:
    def doing(sheet: Worksheet, rows: dict[str, int]) -> None:
        cell = sheet.cell(rows[f"各部门/一部.xlsx {SHEET} 第 2 行"], 14)
        cell.value, cell.number_format = datetime(2023, 8, 17), "yyyy-mm-dd"

    mend(listed, doing)
    assert [back.new for back in take(listed, folder)] == [date(2023, 8, 17)]
    assert value(folder / "一部.xlsx", "M2") == datetime(2023, 8, 17)


def test_a_workbook_that_is_no_list_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BookRefused, match="不是本软件做的问题清单"):
        take(folder / "一部.xlsx", folder)
    code, said = run("validate", folder, "--mended", tmp_path / "没有.xlsx")
    assert (code, "问题清单" in said) == (2, True)


def test_one_row_twice_is_refused(listed: Path, folder: Path) -> None:
    def doing(sheet: Worksheet, rows: dict[str, int]) -> None:
        row = rows[f"各部门/一部.xlsx {SHEET} 第 2 行"]
        sheet.append([cell.value for cell in sheet[row]])

    mend(listed, doing)
    with pytest.raises(BookRefused, match="有两行"):
        take(listed, folder)


def test_phones_without_a_password_are_warned_of(folder: Path, tmp_path: Path) -> None:
    assert "没有打开密码，里面有" in run("validate", folder, "--report", tmp_path / "单.xlsx")[1]
    policy = tmp_path / "公司.toml"
    policy.write_text('[custom]\n"protect.require_password" = true\n', "utf-8")
    code, _ = run("validate", folder, "--report", tmp_path / "双.xlsx", "--policy", policy)
    assert (code, (tmp_path / "双.xlsx").exists()) == (2, False)
