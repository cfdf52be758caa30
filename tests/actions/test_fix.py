"""Corrections: only what is certain, each listed, never a forbidden number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from xlcrm.actions.fix import fix
from xlcrm.actions.settings import Settings
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
