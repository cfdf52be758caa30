"""A real LibreOffice opens what was edited, shows it, and saves it so that marks and sheets are still known."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from test_sheets import rich
from workbooks import Made, saved

from xlcrm.ooxml import KEEP, Package

SOFFICE = shutil.which("soffice")
pytestmark = [pytest.mark.libreoffice,
              pytest.mark.skipif(SOFFICE is None and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed")]
MARK = "FFC7CE"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def convert(path: Path, kind: str, profile: Path) -> Path:
    """The workbook as LibreOffice saves it."""
    assert SOFFICE is not None
    out = path.parent / "out"
    subprocess.run([SOFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", kind,
                    "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    made = out / f"{path.stem}.{kind.split(':')[0]}"
    assert made.is_file()
    return made


def edited(tmp_path: Path) -> Path:
    """A workbook with a table, formulas and formats, edited in every way."""
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.table import Table
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet.append(["编号", "名称", "日期", "数"])
    for number in range(1, 4):
        sheet.append([f"C{number}", f"公司{number}", dt.date(2024, 1, number), number])
    sheet["F1"] = "=SUM(D2:D9)"
    sheet["B2"].fill = PatternFill("solid", fgColor="00DDEBF7")
    sheet["B3"].fill = PatternFill("lightUp", fgColor="00FF0000", bgColor="00FFFFFF")
    sheet.add_table(Table(displayName="customer_master", ref="A1:D4"))
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(saved(book))
    with Package(path) as package:
        package.set_cells("客户", {(2, 2): "=cmd|x", (3, 3): dt.date(2024, 5, 6), (4, 1): "0012"},
                          fill={(2, 2): MARK, (3, 2): MARK, (9, 9): MARK})
        package.append_rows("客户", "customer_master", [["C4", "公司4", dt.date(2024, 2, 1), 40]])
        package.put_sheet("看板", rich())
        package.put_sheet("_记录", rich("_记录"), hidden="veryHidden")
        package.save()
    return path


def test_it_opens_and_computes(tmp_path: Path, profile: Path) -> None:
    ods = convert(edited(tmp_path), "ods", profile)
    sheet = CalamineWorkbook.from_path(ods).get_sheet_by_name("客户").to_python()
    assert sheet[1][:4] == ["C1", "=cmd|x", dt.date(2024, 1, 1), 1]
    assert sheet[2][2] == dt.date(2024, 5, 6)
    assert sheet[3][0] == "0012"
    assert sheet[4][:4] == ["C4", "公司4", dt.date(2024, 2, 1), 40]
    assert sheet[0][5] == 46


def test_it_prints(tmp_path: Path, profile: Path) -> None:
    pdf = convert(edited(tmp_path), "pdf", profile)
    assert pdf.stat().st_size > 5000


def test_sheets_of_ours_are_known_after_saving(tmp_path: Path, profile: Path) -> None:
    path = convert(edited(tmp_path), "xlsx", profile)
    with Package(path) as package:
        assert [name for name in package.sheets if package.is_ours(name)] == ["看板", "_记录"]
        package.put_sheet("看板", rich())
        package.put_sheet("_记录", rich("_记录"))
        package.save()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["客户", "看板", "_记录"]
    assert book["_记录"].sheet_state in {"hidden", "veryHidden"}
    convert(path, "ods", profile)


def test_marks_are_known_and_cleared_after_saving(tmp_path: Path, profile: Path) -> None:
    original = edited(tmp_path)
    with Package(original) as package:
        package.set_cells("客户", {}, fill={(2, 2): "DDEBF7"})
        fills = package.fill_of("客户", [(2, 2), (4, 2), (5, 2)])
        package.set_cells("客户", dict.fromkeys(fills, KEEP), fill=dict.fromkeys(fills, MARK))
        package.save()
    path = convert(original, "xlsx", profile)
    with Package(path) as package:
        assert set(package.fill_of("客户", fills).values()) == {MARK}
        package.set_cells("客户", {}, fill=fills)
        assert package.fill_of("客户", fills) == fills
        package.save()
    cells = openpyxl.load_workbook(path)["客户"]
    assert cells["B2"].fill.fgColor.rgb[-6:] == "DDEBF7"
    assert cells["C2"].number_format.casefold().replace("\\", "") == "yyyy-mm-dd"


def test_undo_after_saving(tmp_path: Path, profile: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(Made(rows='<row r="1"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c></row>',
                          strings=('<si><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></si>',)).bytes())
    with Package(path) as package:
        state = package.cell_state("客户", [(1, 1), (1, 2), (1, 3)])
        package.set_cells("客户", {(1, 1): "改", (1, 2): 5, (1, 3): "新"}, fill={(1, 1): MARK})
        package.save()
    again = convert(path, "xlsx", profile)
    with Package(again) as package:
        package.restore("客户", state)
        package.save()
        assert package.values("客户", state) == {(1, 1): "粗细", (1, 2): dt.date(2023, 3, 15), (1, 3): None}
        assert package.fill_of("客户", [(1, 1)]) == {(1, 1): "FFFF00"}
