"""One workbook recalculated and validated on disk, in Excel and in LibreOffice: the same values in every cell.

All three are saved and read by one reader. No difference is allowed; numbers are compared to twelve digits, because
LibreOffice saves fifteen, and the sheet in which we remember by what it says, because its text is packed. The Excel
is the one in memory, under the real xlwings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings as xw
from excel_in_memory import plug_in
from libreoffice import Office

from xlcrm.actions.demonstration import history, plant
from xlcrm.actions.press import press
from xlcrm.actions.settings import Settings
from xlcrm.book.calc import CalcBook
from xlcrm.book.file import FileBook
from xlcrm.book.live import LiveBook
from xlcrm.book.live.standing import Standing
from xlcrm.book.memory import SHEET as MEMORY
from xlcrm.book.memory import plain
from xlcrm.book.port import Book
from xlcrm.ooxml import Package
from xlcrm.tables.rows import letters

pytestmark = pytest.mark.libreoffice

SETTINGS = Settings(date(2026, 6, 30))
CUSTOMERS = 80
PRESSES = ("recalc", "validate")
RECORDS = "客户跟进记录表"
TYPED = "2026-06-24"
"""The day of a contact that is typed afterwards, before the next 重算."""
Said = list[str]


def pressed(opened: Callable[[str], Book], typed: Callable[[], None]) -> Said:
    """What the message boxes say, one press after the other, and one more after a contact was typed."""
    said = [press(name, opened(name), SETTINGS) for name in PRESSES]
    typed()
    return [*said, press("recalc", opened("recalc"), SETTINGS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shipped: bytes) -> Path:
    """The demonstration before anything is computed, on three desks."""
    folder = tmp_path_factory.mktemp("desks")
    tables = history(SETTINGS.today, CUSTOMERS)
    plant(tables)
    path = folder / "客户管理.xlsx"
    path.write_bytes(shipped)
    with FileBook(path) as book:
        for table, rows in tables.items():
            if table in book.found().tables:
                book.append(table, rows)
        book.save()
    for desk in ("disk", "excel", "calc"):
        (folder / desk).mkdir()
        (folder / desk / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def on_disk(folder: Path) -> tuple[Path, Said]:
    path = folder / "disk" / "客户管理.xlsx"

    def typed() -> None:
        with Package(path) as package:
            package.set_cells(RECORDS, {(9, 1): date.fromisoformat(TYPED)})
            package.save()

    return path, pressed(lambda command: FileBook(path, command=command), typed)


@pytest.fixture(scope="module")
def in_excel(folder: Path) -> tuple[Path, Said]:
    plug_in()
    workbook = xw.Book(str(folder / "excel" / "客户管理.xlsx"))


    def typed() -> None:
        workbook.sheets[RECORDS]["A9"].value = datetime.fromisoformat(TYPED)

    said = pressed(lambda command: LiveBook(workbook, command), typed)
    saved = folder / "excel" / "保存.xlsx"
    workbook.impl.store.save(saved)
    return saved, said


@pytest.fixture(scope="module")
def in_calc(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    saved = folder / "calc" / "保存.xlsx"
    with Office(tmp_path_factory.mktemp("profile")) as server:
        server.wire.ask("open", path=str(folder / "calc" / "客户管理.xlsx"))
        standing = Standing()

        def typed() -> None:
            server.wire.ask("type", sheet=RECORDS, address="A9", text=TYPED)

        said = pressed(lambda command: CalcBook(server.wire, command, standing), typed)
        server.wire.ask("store", path=str(saved))
        server.wire.ask("close")
    return saved, said


def cells(path: Path) -> dict[str, dict[str, object]]:
    """Values by sheet and address, as the reader of files gives them; blank cells are left out."""
    with FileBook(path) as book:
        return {
            sheet.name: {
                f"{letters(column)}{number}": plain(value)
                for number, values in book.sheet_rows(sheet.name)
                for column, value in enumerate(values, 1)
                if value is not None
            }
            for sheet in book.source.sheets
            if sheet.name != MEMORY
        }


@pytest.mark.parametrize("desk", ["in_excel", "in_calc"])
class TestParity:
    def test_the_same_is_said(
        self, desk: str, on_disk: tuple[Path, Said], request: pytest.FixtureRequest
    ) -> None:
        assert request.getfixturevalue(desk)[1] == on_disk[1]

    def test_every_cell_of_every_table_and_report(
        self, desk: str, on_disk: tuple[Path, Said], request: pytest.FixtureRequest
    ) -> None:
        want, have = cells(on_disk[0]), cells(request.getfixturevalue(desk)[0])
        assert list(have) == list(want)
        assert sum(map(len, want.values())) > 20_000
        different = [
            f"{sheet}!{cell}: {have[sheet].get(cell)!r}, on disk {want[sheet].get(cell)!r}"
            for sheet in want
            for cell in {**want[sheet], **have[sheet]}
            if have[sheet].get(cell) != want[sheet].get(cell)
        ]
        assert different == []

    def test_the_same_is_remembered(
        self, desk: str, on_disk: tuple[Path, Said], request: pytest.FixtureRequest
    ) -> None:
        want, have = FileBook(on_disk[0]).memory, FileBook(request.getfixturevalue(desk)[0]).memory
        assert {place: plain(value) for place, value in have.values.items()} == {
            place: plain(value) for place, value in want.values.items()
        }
        assert {sheet: set(looks) for sheet, looks in have.marks.items()} == {
            sheet: set(looks) for sheet, looks in want.marks.items()
        }
        assert have.reports == want.reports
