"""The contract of the port, kept by a workbook open in a real LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract import Contract, Desk
from libreoffice import Office, Server

from xlcrm.book.calc import CalcBook

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Office(tmp_path_factory.mktemp("profile")) as server:
        yield server


@pytest.fixture
def calc(office: Server, few: bytes, tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(few)
    office.wire.ask("open", path=str(path))
    yield office
    office.wire.ask("close")


@pytest.fixture
def desk(calc: Server) -> Desk:
    def look(sheet: str, cell: str) -> Any:
        return calc.wire.ask("look", sheet=sheet, address=cell)

    def write(sheet: str, cell: str, value: Any) -> None:
        calc.wire.ask("type", sheet=sheet, address=cell, text=str(value))

    def fill(sheet: str, cell: str) -> str | None:
        return calc.wire.ask("colour", sheet=sheet, address=cell)

    return Desk(lambda: CalcBook(calc.wire, "test"), look, write, fill)


class TestCalcBook(Contract):
    """LibreOffice keeps the contract."""
