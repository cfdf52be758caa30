"""How books change their sheets, and what they ask of a workbook from before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xlcrm.book.memory import Memory
    from xlcrm.book.port import Found
    from xlcrm.ooxml import Appended, Cell, Table
    from xlcrm.tables.rows import Rows, Value


class Reading(Protocol):
    """Cells and sheets of one workbook."""

    @property
    def sheets(self) -> list[str]:
        """Titles in the order of the tabs."""
        ...

    def tables(self, sheet: str) -> list[Table]:
        """Excel Tables of a sheet."""
        ...

    def values(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Any]:
        """What the cells hold; of a formula, its last result."""
        ...

    def fill_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells, as text that gives them back; one that could not be given back may be left out."""
        ...

    def look_of(self, sheet: str, cells: Iterable[Cell]) -> Mapping[Cell, str]:
        """How each cell looks but for its number format; equal for the same look."""
        ...


class Earlier(Reading, Protocol):
    """The workbook from before a run: states and sheets to be put back."""

    @property
    def values_only(self) -> bool:
        """True where of a cell but its value nothing is known."""
        ...

    def cell_state(self, sheet: str, cells: Iterable[Cell]) -> Mapping[Cell, Any]:
        """What ``Editor.restore`` takes."""
        ...

    def sheet_bytes(self, name: str) -> Any:
        """What ``Editor.put_sheet`` takes."""
        ...


class Editor(Reading, Protocol):
    """Changes the sheets of one workbook; nothing reaches it before its book is saved. See ``ooxml.Package``."""

    @property
    def edited(self) -> bool:
        """True when there is something to write."""
        ...

    def formula_cells(self, sheet: str, columns: Iterable[int] | None = None) -> set[Cell]:
        """Cells that hold formulas."""
        ...

    def is_ours(self, name: str, *, mark: str = ...) -> bool:
        """True for a sheet that ``put_sheet`` made."""
        ...

    def set_cells(
        self,
        sheet: str,
        values: Mapping[Cell, Value],
        fill: Mapping[Cell, str | None] | None = None,
        number_format: Mapping[Cell, str] | None = None,
        *,
        force: bool = False,
    ) -> None:
        """Values and fills, with the number formats that the values need."""
        ...

    def restore(
        self, sheet: str, state: Mapping[Cell, Any], *, looking: Collection[Cell] = (), force: bool = False
    ) -> None:
        """Cells as they were; those in ``looking`` keep their look."""
        ...

    def append_rows(
        self, sheet: str, table_name: str, rows: Sequence[Sequence[Value]], *, force: bool = False
    ) -> Appended:
        """Rows at the end of an Excel Table, values in order of its columns."""
        ...

    def truncate_rows(
        self, sheet: str, table_name: str, first_row: int, before: str = "", *, force: bool = False
    ) -> None:
        """The rows from one on taken out of an Excel Table."""
        ...

    def put_sheet(self, name: str, scratch: Any, *, mark: str = ..., after: str | None = None) -> None:
        """A sheet of ours, new or in the place of the one of its name."""
        ...

    def remove_sheet(self, name: str, *, mark: str = ...) -> None:
        """No sheet of ours of that name any more."""
        ...


class EarlierBook(Protocol):
    """The workbook from before a run, as a book."""

    @property
    def package(self) -> Earlier:
        """Its cells and sheets."""
        ...

    @property
    def memory(self) -> Memory:
        """What was remembered then."""
        ...

    def found(self) -> Found:
        """Its tables."""
        ...

    def read(self, table: str) -> Rows:
        """One table with all rows held."""
        ...

    def sheet_rows(self, title: str) -> list[tuple[int, list[Value]]]:
        """Rows of a sheet with values from column A on."""
        ...
