"""What is remembered about a workbook after a run was taken back.

A cell that went back is ours if it was ours before the run; every other cell is ours if it is now. So a typed
cell never passes for ours, nor ours for typed, whatever was taken back between other runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.marks import Places
from xlcrm.book.memory import Memory, row_keys, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlcrm.book.edited import EditedBook
    from xlcrm.book.editor import EarlierBook
    from xlcrm.book.memory import Place
    from xlcrm.book.run import Cell
    from xlcrm.book.take_back import Changes
    from xlcrm.tables.rows import Rows, Value


def recollected(now: EditedBook, was: EarlierBook, changes: Changes) -> Memory:
    """The memory of the workbook as it is once the changes are in it."""
    values = {
        place: value
        for place, value in now.memory.values.items()
        if place[0] not in now.found().tables
    }
    for table in now.found().tables:
        if any(place[0] == table for memory in (now.memory, was.memory) for place in memory.values):
            values.update(_values(table, now, was, changes))
    reports = {
        name: known
        for name in {*now.memory.reports, *was.memory.reports}
        if (known := (was if name in changes.sheets else now).memory.reports.get(name)) is not None
    }
    return Memory(values, _marks(now, was, changes), reports)


def _values(table: str, now: EditedBook, was: EarlierBook, changes: Changes) -> Iterator[tuple[Place, Value]]:
    rows = now.read(table)
    back = changes.values.get(table, {})
    gone = changes.rows.get(table, set())
    keys = row_keys(rows.table, _columns(rows, {}), len(list(rows.rows)))
    new_keys = row_keys(rows.table, _columns(rows, back), len(keys))
    for at, name in enumerate(rows.names):
        if name is None:
            continue
        for (number, _), key, new_key in zip(rows.rows, keys, new_keys, strict=True):
            cell = (number, rows.left + at)
            if number in gone:
                continue
            if cell in back:
                known, place = was.memory.values, (table, new_key, name)
                if place in known and same(known[place], back[cell]):
                    yield place, known[place]
            elif (table, key, name) in now.memory.values:
                yield (table, new_key, name), now.memory.values[table, key, name]


def _columns(rows: Rows, back: Mapping[Cell, Value]) -> dict[str, list[Value]]:
    """Columns of a table with the cells that went back."""
    columns: dict[str, list[Value]] = {}
    for at, name in enumerate(rows.names):
        if name is not None:
            columns[name] = [
                back.get((number, rows.left + at), values[at] if at < len(values) else None)
                for number, values in rows.rows
            ]
    return columns


def _marks(now: EditedBook, was: EarlierBook, changes: Changes) -> dict[str, dict[str, str | None]]:
    """Looks of marked cells from before they were marked."""
    places = Places(now)
    marks: dict[str, dict[str, str | None]] = {}
    for sheet in sorted({*now.memory.marks, *was.memory.marks}):
        back = changes.fills.get(sheet, set())
        mine, old = now.memory.marks.get(sheet, {}), was.memory.marks.get(sheet, {})
        gone_back = {
            name
            for name in {*mine, *old}
            if back & places.resolve(sheet, {name: None}).keys()
        }
        marks[sheet] = {name: look for name, look in mine.items() if name not in gone_back}
        marks[sheet] |= {name: look for name, look in old.items() if name in gone_back}
    return {sheet: known for sheet, known in marks.items() if known}
