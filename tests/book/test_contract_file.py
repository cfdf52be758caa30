"""The contract of the port, kept by files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcrm.book.file import FileBook

sys.path.insert(0, str(Path(__file__).parent))
from contract import Contract, Desk


@pytest.fixture
def desk(sample_workbook: bytes, tmp_path: Path) -> Desk:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)

    def look(sheet: str, cell: str) -> Any:
        return openpyxl.load_workbook(path)[sheet][cell].value

    def write(sheet: str, cell: str, value: Any) -> None:
        from xlcrm.ooxml import Package

        with Package(path) as package:
            package.set_cells(sheet, {(int(cell[1:]), ord(cell[0]) - 64): value})
            package.save()

    def fill(sheet: str, cell: str) -> str | None:
        found = openpyxl.load_workbook(path)[sheet][cell].fill
        return str(found.fgColor.rgb)[-6:] if found.patternType == "solid" else None

    return Desk(lambda: FileBook(path, command="test"), look, write, fill)


class TestFileBook(Contract):
    """Files keep the contract."""
