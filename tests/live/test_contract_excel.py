"""The contract of the port, kept by a workbook open in an Excel in memory."""

from __future__ import annotations

from typing import Any

import pytest
import xlwings as xw
from contract import Contract, Desk

from xlcrm.book.live import LiveBook


@pytest.fixture
def desk(workbook: xw.Book) -> Desk:
    def store(sheet: str, cell: str) -> Any:
        return workbook.impl.store[sheet][cell]

    def write(sheet: str, cell: str, value: Any) -> None:
        store(sheet, cell).value = value

    def fill(sheet: str, cell: str) -> str | None:
        found = store(sheet, cell).fill
        return str(found.fgColor.rgb)[-6:] if found.patternType == "solid" else None

    return Desk(lambda: LiveBook(workbook, "test"), lambda *place: store(*place).value, write, fill)


class TestLiveBook(Contract):
    """Excel keeps the contract."""
