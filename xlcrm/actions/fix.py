"""修正: only what is certain, each change listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.session import Session
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book
from xlcrm.tables.rows import Rows, Value, letters

if TYPE_CHECKING:
    from xlcrm.checks.fixes import Fix


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was (or can be) put right: where, from what to what, by which rule and why."""

    sheet: str
    cell: str
    old: Value
    new: Value
    rule: str | None
    why: str
    stays: str = ""
    """Why it stays as it is, where it could not be written."""


def fix_book(book: Book, settings: Settings) -> list[Change]:
    """Put right what is certain in an opened workbook; the caller keeps it. Headings are mended in files only."""
    from xlcrm.checks.fixes import fixes

    session = Session(book, settings)
    tables = {table: book.read(table) for table in session.found.tables}
    found: dict[str, list[Fix]] = {}
    for one in fixes(tables, session.policy):
        found.setdefault(one.table, []).append(one)
    for table, cells in found.items():
        book.update(table, _columns(tables[table], cells))
    changes = [
        Change(f.sheet, f"{f.column}{f.row}", f.old, f.new, f.rule, f.why.message(settings.language))
        for cells in found.values()
        for f in cells
    ]
    return [*_headings(book, session), *changes]


def _headings(book: Book, session: Session) -> Iterator[Change]:
    """Headings in the other script than most of the workbook."""
    from xlcrm.book.file import FileBook
    from xlcrm.checks.headings import other_script

    for sheet, found in other_script(session.found.tables.values()) if isinstance(book, FileBook) else ():
        names = {(h.row, h.column): (h.old, h.new) for h in found}
        stay = book.rename_headings(sheet, names) if isinstance(book, FileBook) else {}
        for (row, column), (old, new) in names.items():
            yield Change(
                sheet, f"{letters(column)}{row}", old, new, "R-023", _WHY, stay.get((row, column), "")
            )


_WHY = "表头的简繁写法改成与整本工作簿一致。"


def _columns(rows: Rows, found: Iterable[Fix]) -> dict[str, list[Value]]:
    """Whole columns with the changed cells, as the port writes them."""
    held = list(rows.rows)
    at = {number: n for n, (number, _) in enumerate(held)}
    columns: dict[str, list[Value]] = {}
    for one in found:
        if one.name not in columns:
            position = rows.names.index(one.name)
            columns[one.name] = [values[position] if position < len(values) else None for _, values in held]
        columns[one.name][at[one.row]] = one.new
    return columns


def fix(path: Path, settings: Settings, *, dry_run: bool = False) -> list[Change]:
    """Put right what is certain in a file; with ``dry_run`` only tell."""
    from xlcrm.book.file import FileBook

    with FileBook(path, password=settings.password, command="validate --fix", force=settings.force) as book:
        changes = fix_book(book, settings)
        if not dry_run:
            book.save()
    return changes
