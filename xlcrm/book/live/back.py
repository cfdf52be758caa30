"""Taking a run back in an open workbook, from the copy that was kept before it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xlcrm.book import journal
from xlcrm.book.edited import refusing
from xlcrm.book.file import FileBook
from xlcrm.book.live.images import BeforeImages, Images
from xlcrm.book.live.package import Taken
from xlcrm.book.restore import written_by
from xlcrm.book.take_back import TakeBack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlcrm.book.editor import EarlierBook
    from xlcrm.book.journal import Run
    from xlcrm.book.live.book import OpenBook
    from xlcrm.book.memory import Memory
    from xlcrm.book.port import Found
    from xlcrm.book.take_back import Restored
    from xlcrm.ooxml import Cell, Table
    from xlcrm.tables.rows import Rows, Value


def take_back(book: OpenBook, run: Run) -> Restored:
    """Put back what is still as the run left it; what was changed since stays and is named."""
    with refusing(), _before(run) as was:
        touched = written_by(run, book.runs(), None)
        book.run.undoes = run.id
        done = TakeBack(book, was, touched).all()
        if done.anything:
            book.save()
    return done


@contextmanager
def _before(run: Run) -> Iterator[EarlierBook]:
    """The copy or the images from before a run."""
    if (images := journal.images(run)) is not None:
        yield BeforeImages(Images.unpacked(images))
    else:
        with FileBook(journal.before(run)) as was:
            yield Before(was)


class Before:
    """The copy from before a run, as ``editor.EarlierBook``."""

    def __init__(self, was: FileBook) -> None:
        self._was = was
        self.package = BeforePackage(was)

    def found(self) -> Found:
        """Recognised tables."""
        return self._was.found()

    def read(self, table: str) -> Rows:
        """One table with all rows held."""
        return self._was.read(table)

    @property
    def memory(self) -> Memory:
        """What was remembered then."""
        return self._was.memory

    def sheet_rows(self, title: str) -> list[tuple[int, list[Value]]]:
        """Rows of a sheet with values from column A on."""
        return self._was.sheet_rows(title)


class BeforePackage:
    """As ``editor.Earlier``: states are plain values, sheets are taken from the file by the program itself.

    Of a copy that is no xlsx, because the workbook is none, fills are not known.
    """

    values_only = True

    def __init__(self, was: FileBook) -> None:
        self._was = was
        self._package = was.package if was.source.kind == "xlsx" else None
        self._rows: dict[str, dict[int, list[Value]]] = {}

    @property
    def sheets(self) -> list[str]:
        """Titles in the order of the tabs."""
        return [sheet.name for sheet in self._was.source.sheets]

    def tables(self, sheet: str) -> list[Table]:
        """Excel Tables of a sheet."""
        return self._package.tables(sheet) if self._package else []

    def values(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Value]:
        """What the cells held; of a formula, its result then."""
        if sheet not in self._rows:
            self._rows[sheet] = dict(self._was.sheet_rows(sheet))
        rows = self._rows[sheet]
        return {
            (row, column): rows[row][column - 1] if row in rows and column <= len(rows[row]) else None
            for row, column in cells
        }

    def cell_state(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Value]:
        """What ``OpenPackage.restore`` takes: values."""
        return self.values(sheet, cells)

    def fill_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells."""
        return self._package.fill_of(sheet, cells) if self._package else {}

    def look_of(self, _sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """As ``OpenPackage.look_of``: all the same."""
        return dict.fromkeys(cells, "")

    def sheet_bytes(self, name: str) -> Taken:
        """What ``OpenPackage.put_sheet`` takes."""
        return Taken(self._was.path, name)
