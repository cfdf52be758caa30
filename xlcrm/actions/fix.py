"""修正: only what is certain, each change listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.session import Session
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book
from xlcrm.tables.rows import Value

if TYPE_CHECKING:
    from xlcrm.checks.fixes import Fix


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was (or can be) put right: where, from what to what, by which rule and why."""

    sheet: str
    cell: str
    old: Value
    new: Value
    rule: str
    why: str


def fix_book(book: Book, settings: Settings) -> list[Change]:
    """Put right what is certain in an opened workbook; the caller keeps it."""
    session = Session(book, settings)
    changes = []
    from xlcrm.checks.fixes import fixes

    for table in session.found.tables:
        rows = book.read(table)
        found = list(fixes({table: rows}, session.policy))
        if not found:
            continue
        book.update(table, _columns(rows.rows, rows.left, rows.names, found))  # type: ignore[arg-type]
        changes += [Change(f.sheet, f"{f.column}{f.row}", f.old, f.new, f.rule, f.why) for f in found]
    return changes


def _columns(
    rows: Iterable[tuple[int, list[Value]]], left: int, names: tuple[str | None, ...], found: Iterable[Fix]
) -> dict[str, list[Value]]:
    """Whole columns with the changed cells, as the port writes them."""
    held = list(rows)
    at = {number: n for n, (number, _) in enumerate(held)}
    columns: dict[str, list[Value]] = {}
    for one in found:
        position = _number(one.column) - left
        name = names[position]
        assert name is not None
        if name not in columns:
            columns[name] = [values[position] if position < len(values) else None for _, values in held]
        columns[name][at[one.row]] = one.new
    return columns


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def fix(path: Path, settings: Settings, *, dry_run: bool = False) -> list[Change]:
    """Put right what is certain in a file; with ``dry_run`` only tell."""
    from xlcrm.book.file import FileBook

    with FileBook(path, password=settings.password, command="validate --fix", force=settings.force) as book:
        changes = fix_book(book, settings)
        if not dry_run:
            book.save()
    return changes
