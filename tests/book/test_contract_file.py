"""The contract of the port, kept by files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcrm.actions.new import new
from xlcrm.book.file import FileBook

sys.path.insert(0, str(Path(__file__).parent))
from contract import Contract, Desk  # noqa: E402


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return new(tmp_path_factory.mktemp("shipped") / "客户管理.xlsx", sample=True).read_bytes()


@pytest.fixture
def desk(shipped: bytes, tmp_path: Path) -> Desk:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(shipped)

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
