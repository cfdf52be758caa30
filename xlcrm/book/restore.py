"""Putting a workbook back to before a run, cell by cell where people have edited since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.book import journal
from xlcrm.book.file import refusing
from xlcrm.book.journal import Appended, Run, digest
from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.memory import Memory
from xlcrm.book.ours import strange_rows
from xlcrm.book.reader import open_source

if TYPE_CHECKING:
    from xlcrm.ooxml import Package
    from xlcrm.tables.rows import Value

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass
class Restored:
    """How many cells and rows came back, which sheets, and what stays because people edited it since."""

    exact: bool = False
    cells: int = 0
    rows: int = 0
    sheets: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def restore(path: Path, run: Run, *, password: str | None = None, force: bool = False) -> Restored:
    """Take a run back. When nobody touched the file since, it is the copy from before, byte for byte."""
    back = journal.start(path, f"undo {run.id}")
    old = journal.before(path, run)
    if run.saved and journal.file_digest(path) == run.saved:
        back.sheets = dict(run.sheets)
        journal.keep(path, back)
        _replace(path, old, force=force)
        done = Restored(exact=True, cells=sum(map(len, run.cells.values())), sheets=list(run.sheets))
        done.rows = sum(len(one.rows) for one in run.appended)
    else:
        done = _by_cell(path, old, run, back, (password, force))
    journal.finish(path, back)
    journal.mark_undone(path, run, back.id)
    return done


def _replace(path: Path, old: Path, *, force: bool) -> None:
    from xlcrm.ooxml.save import Fingerprint, replace_file

    def write(out: object) -> None:
        out.write(old.read_bytes())  # type: ignore[attr-defined]

    with refusing():
        replace_file(path, Fingerprint.of(path), write, lambda _written: None, force=force)


def _by_cell(path: Path, old: Path, run: Run, back: Run, opening: tuple[str | None, bool]) -> Restored:
    from xlcrm.ooxml import Package

    password, force = opening
    done = Restored()
    with refusing(), Package(path, password=password, force=force) as now, Package(old, password=password) as was:
        for sheet, cells in run.cells.items():
            _cells(now, was, sheet, cells, back, done)
        for sheet, fills in run.fills.items():
            _fills(now, was, sheet, fills, done)
        for added in reversed(run.appended):
            _rows(now, added, done)
        _sheets(path, now, was, run, done, password)
        journal.keep(path, back)
        now.save(force=force)
    return done


def _cells(now: Package, was: Package, sheet: str, cells: dict[str, str], back: Run, done: Restored) -> None:
    if sheet not in now.sheets:
        done.kept.append(f"工作表“{sheet}”（已不存在）")
        return
    at = {_cell(address): (address, written) for address, written in cells.items()}
    stands = now.values(sheet, at)
    ours = [cell for cell, (_, written) in at.items() if digest(stands.get(cell)) == written]
    states = was.cell_state(sheet, ours)
    now.restore(sheet, states)
    for cell, value in was.values(sheet, ours).items():
        back.put(sheet, at[cell][0], value)
    done.cells += len(ours)
    done.kept += [f"{sheet}!{address}" for cell, (address, _) in at.items() if cell not in states]


def _fills(now: Package, was: Package, sheet: str, fills: dict[str, str | None], done: Restored) -> None:
    if sheet not in now.sheets:
        return
    at = {_cell(address): fill for address, fill in fills.items()}
    stands = now.fill_of(sheet, at)
    ours = [cell for cell, fill in at.items() if stands.get(cell) == fill]
    now.set_cells(sheet, {}, fill=was.fill_of(sheet, ours))
    done.cells += len(ours)


def _rows(now: Package, added: Appended, done: Restored) -> None:
    """Take added rows away from the end of the table as far up as nobody touched them."""
    table = next((t for t in now.tables(added.sheet) if t.name == added.table), None) if added.sheet in now.sheets else None
    last = added.first + len(added.rows) - 1
    if table is None or table.last_row != last or not all(_untouched(now, added, n) for n in range(len(added.rows))):
        done.kept.append(f"工作表“{added.sheet}”第 {added.first}–{last} 行")
        return
    now.truncate_rows(added.sheet, added.table, added.first, added.before)
    done.rows += len(added.rows)


def _untouched(now: Package, added: Appended, index: int) -> bool:
    row = added.first + index
    cells = [(row, added.left + n) for n in range(len(added.rows[index]))]
    stands = now.values(added.sheet, cells)
    blank = digest(None)
    return all(
        written in (blank, digest(stands.get(cell)))
        for cell, written in zip(cells, added.rows[index], strict=True)
    )


def _sheets(path: Path, now: Package, was: Package, run: Run, done: Restored, password: str | None) -> None:
    remembered = _memory(path, password)
    for name in run.sheets:
        if not now.is_ours(name):
            continue
        if name != MEMORY_SHEET and _typed_since(path, name, remembered, password):
            done.kept.append(f"工作表“{name}”")
        elif was.is_ours(name):
            now.put_sheet(name, was.sheet_bytes(name))
            done.sheets.append(name)
        else:
            now.remove_sheet(name)
            done.sheets.append(name)


def _memory(path: Path, password: str | None) -> Memory:
    return Memory.of([values[0] if values else None for _, values in _rows_of(path, MEMORY_SHEET, password)])


def _typed_since(path: Path, sheet: str, remembered: Memory, password: str | None) -> bool:
    known = remembered.reports.get(sheet)
    return bool(known and strange_rows(known, _rows_of(path, sheet, password)))


def _rows_of(path: Path, title: str, password: str | None) -> Iterable[tuple[int, list[Value]]]:
    with open_source(path, password) as source:
        sheet = next((sheet for sheet in source.sheets if sheet.name == title), None)
        if sheet is None:
            return []
        shift: list[Value] = [None] * (sheet.left - 1)
        return [(number, [*shift, *values]) for number, values in sheet.rows()]


def _cell(address: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(address)
    assert found is not None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
