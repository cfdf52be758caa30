"""Where cells that a run wrote lie now: a row is known by the key of its record, a column by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlcrm.book.memory import key_names, row_key
from xlcrm.book.run import BLANK, digest, key_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcrm.book.edited import EditedBook
    from xlcrm.book.run import Column, Digests


class Spot(NamedTuple):
    """A cell: sheet, 1-based row and column."""

    sheet: str
    row: int
    column: int


class Whereabouts:
    """Finds written cells in the workbook as it is now; ``keys`` tells by table and row which record was there."""

    def __init__(self, now: EditedBook, keys: Mapping[str, Digests]) -> None:
        self._now, self._keys = now, keys
        self._sheets = {sheet.casefold(): sheet for sheet in now.package.sheets}
        self._records: dict[str, tuple[dict[int, bytes], dict[bytes, list[int]]]] = {}

    def cell(self, column: Column, row: int) -> Spot | None:
        """The cell as it lies now; None when its record, its column or its table is gone."""
        if not column.table:
            sheet = self._sheets.get(column.sheet.casefold())
            return Spot(sheet, row, column.number) if sheet else None
        rows = self._now.found().tables.get(column.table)
        if rows is None:
            return None
        at = rows.position(column.name) if column.name else column.number - rows.left
        found = self._row(column.table, row)
        return None if at is None or found is None else Spot(rows.sheet, found, rows.left + at)

    def _row(self, table: str, row: int) -> int | None:
        keys = self._keys.get(table)
        record = keys.get(row) if keys is not None else None
        if record is None:
            return row
        standing, by_record = self._standing(table)
        if standing.get(row, BLANK) == record:
            return row
        candidates = by_record.get(record, [])
        return candidates[0] if len(candidates) == 1 and record != BLANK else None

    def _standing(self, table: str) -> tuple[dict[int, bytes], dict[bytes, list[int]]]:
        """Records of a table by row, and rows by record."""
        if table not in self._records:
            rows = self._now.read(table)
            names = key_names(rows.table)
            standing: dict[int, bytes] = {}
            by_record: dict[bytes, list[int]] = {}
            for number, record in key_records(rows):
                standing[number] = key = digest(row_key(names, record))
                by_record.setdefault(key, []).append(number)
            self._records[table] = standing, by_record
        return self._records[table]
