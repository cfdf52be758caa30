"""汇总表: a single report of a workbook, to be read, written into it or into a new one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.paths import to_be_made
from xlcrm.actions.recalc import compute
from xlcrm.actions.reports import one_report
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book

if TYPE_CHECKING:
    from xlcrm.actions.sharing import Role
    from xlcrm.reports.report import Report


def report_of(path: Path | None, name: str, settings: Settings, month: date | None = None) -> Report:
    """A report of a workbook; without one, of the manual's own rows."""
    from xlcrm.book.file import FileBook

    if path is None:
        return _of_samples(name, settings, month)
    with FileBook(path, password=settings.password) as book:
        return _carried(book, name, settings, month)


def report_for_others(
    path: Path | None, name: str, settings: Settings, month: date | None = None, role: Role | None = None
) -> Report:
    """The same as it may be given away: masked unless the role allows it (C-040)."""
    from xlcrm.actions.session import Session
    from xlcrm.actions.sharing import report_for
    from xlcrm.book.file import FileBook

    if path is None:
        return _of_samples(name, settings, month)
    with FileBook(path, password=settings.password) as book:
        return report_for(Session(book, settings), _carried(book, name, settings, month), role)


def put_report(path: Path, name: str, settings: Settings, month: date | None = None) -> tuple[str, bool]:
    """Make the report's sheet in the workbook anew; its title, and False when nothing changed."""
    from xlcrm.book.file import FileBook

    with FileBook(path, password=settings.password, command=f"report {name}", force=settings.force) as book:
        book.to_be_written()
        report = _carried(book, name, settings, month)
        changed = book.put_report(report)
        book.save()
    return report.sheet, changed


def write_report(path: Path, report: Report) -> Path:
    """Write a report as a workbook of its own; never over a file that is there."""
    from xlcrm.book.sheets import scratch

    path = to_be_made(path)
    with path.open("xb") as stream:
        stream.write(scratch(report))
    return path


def _carried(book: Book, name: str, settings: Settings, month: date | None) -> Report:
    from xlcrm.actions.reports import finished

    state = compute(book, settings)
    return finished(state, one_report(state, name, month), book)


def _of_samples(name: str, settings: Settings, month: date | None) -> Report:
    import tempfile

    from xlcrm.actions.new import new
    from xlcrm.book.file import FileBook

    with tempfile.TemporaryDirectory() as folder:
        path = new(Path(folder) / "示例.xlsx", sample=True)
        with FileBook(path) as book:
            return one_report(compute(book, settings), name, month)
