"""The contract of the port, kept by a workbook open in an Excel in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from contract import Contract, Desk
from excel_in_memory import App, plug_in

from xlcrm.book.live import LiveBook


@pytest.fixture
def excel() -> App:
    return plug_in()


@pytest.fixture
def open_book(excel: App, shipped: bytes, tmp_path: Path) -> xw.Book:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(shipped)
    return xw.Book(str(path))


@pytest.fixture
def desk(open_book: xw.Book) -> Desk:
    def store(sheet: str, cell: str) -> Any:
        return open_book.impl.store[sheet][cell]

    def write(sheet: str, cell: str, value: Any) -> None:
        store(sheet, cell).value = value

    def fill(sheet: str, cell: str) -> str | None:
        found = store(sheet, cell).fill
        return str(found.fgColor.rgb)[-6:] if found.patternType == "solid" else None

    return Desk(lambda: LiveBook(open_book, "test"), lambda *place: store(*place).value, write, fill)


class TestLiveBook(Contract):
    """Excel keeps the contract."""
