"""A workbook of ours, whichever program holds it: what every adapter can do, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlcrm.book.journal import Run
    from xlcrm.book.take_back import Restored
    from xlcrm.problems import Problem
    from xlcrm.reports.report import Report
    from xlcrm.tables.rows import Rows, Value


class BookError(Exception):
    """A sentence for the person at the keyboard: where, what, how to cure it."""

    def __init__(self, where: str, why: str, cure: str) -> None:
        super().__init__(where, why, cure)
        self.where, self.why, self.cure = where, why, cure

    def __str__(self) -> str:
        end = "" if self.cure.endswith(("。", "？")) or not self.cure else "。"
        return f"{self.where}：{self.why}。{self.cure}{end}"


class CannotRead(BookError):
    """The file cannot be opened or understood; nothing was read.

    ``fields`` fill the sentences of ``problems.files.CANNOT_READ``.
    """

    def __init__(self, where: str, why: str, cure: str, why_en: str = "", cure_en: str = "") -> None:
        super().__init__(where, why, cure)
        self.why_en, self.cure_en = why_en or why, cure_en or cure

    @property
    def fields(self) -> Mapping[str, str]:
        """Reason and cure in both languages."""
        return {"why": self.why, "why_en": self.why_en, "cure_zh": self.cure, "cure_en": self.cure_en}


class BookRefused(BookError):
    """The workbook does not take this change; nothing was written."""


class BookBusy(BookError):
    """Somebody is at the workbook (typing, or has the file open); trying again later may help."""


@dataclass(frozen=True)
class Found:
    """The tables recognised in a workbook, by id, and what was wrong while looking for them."""

    tables: Mapping[str, Rows] = field(default_factory=dict)
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to be coloured: sheet, 1-based row and column, how bad it is."""

    sheet: str
    row: int
    column: int
    severity: Literal["error", "warning", "info"]


class Book(Protocol):
    """The port. Adapters: FileBook (a file), LiveBook (Excel, WPS), CalcBook (LibreOffice).

    Read and compute everything first, then write; nothing reaches the user's workbook before the first
    write, and on disk nothing before ``save``.
    """

    @property
    def name(self) -> str:
        """What to call the workbook in a sentence."""
        ...

    @property
    def path(self) -> Path | None:
        """Where it lies on disk, when it does."""
        ...

    def found(self) -> Found:
        """Recognised tables; rows are read when they are run through."""
        ...

    def read(self, table: str) -> Rows:
        """One table with all rows held, one bulk read; KeyError when the workbook lacks it."""
        ...

    def update(self, table: str, columns: Mapping[str, Sequence[Value]]) -> int:
        """Write whole named columns, aligned with the rows last read; returns how many cells changed."""
        ...

    def append(self, table: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows at the end of a table, by column name; the table grows with its formats and drop-downs."""
        ...

    def typed(self, report: Report) -> Mapping[str, Mapping[tuple[str, ...], Mapping[str, Value]]]:
        """What people typed on the report's sheet: block name -> key of the row -> column -> value."""
        ...

    def put_report(self, report: Report) -> bool:
        """Make the report's sheet anew; False when it is already the same. Refuses a user's own sheet."""
        ...

    def mark(self, marks: Iterable[Mark]) -> int:
        """Colour cells; what was there before is remembered. Returns how many cells changed."""
        ...

    def clear_marks(self) -> int:
        """Give marked cells their own look back."""
        ...

    def remembered(self) -> Mapping[tuple[str, str, str], Value]:
        """Values last written by us: (table, key of the row, column) -> value."""
        ...

    def remember(self, values: Mapping[tuple[str, str, str], Value]) -> None:
        """Replace what is remembered."""
        ...

    def save(self, out: Path | None = None) -> Path | None:
        """Keep what was written, with a backup; returns it. A live book is never saved for its user."""
        ...

    def runs(self) -> Sequence[Run]:
        """Runs that changed the workbook, the oldest first."""
        ...

    def take_back(self, run: Run) -> Restored:
        """Put back what is still as a run left it; what people changed since stays and is named."""
        ...

    def tell(self, text: str) -> None:
        """Say something to the person at the keyboard."""
        ...
