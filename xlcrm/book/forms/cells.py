"""The cells of a form in which people write: what they offer, and how a value is written there and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, TypeAlias

from xlcrm.book.forms import ticks
from xlcrm.tables.column import Choice, MultiChoice, Score
from xlcrm.tables.rows import Value, letters

if TYPE_CHECKING:
    from xlcrm.tables.column import Column

Role = Literal["title", "source", "label", "caption", "aside", "printed", "entry", "total", "foot"]
Values: TypeAlias = Mapping[str, Value]
"""Values by cell address, or by column name."""
_BETWEEN, _SAYS = "；", "："


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of the form: rows and sheet columns, first and last included."""

    top: int
    left: int
    bottom: int
    right: int
    role: Role
    text: str = ""
    name: str = ""
    required: bool = False

    @property
    def address(self) -> str:
        """A1 address of its first cell."""
        return f"{letters(self.left)}{self.top}"


@dataclass(frozen=True)
class Plain:
    """One cell that holds the value; ``shown`` are the words that stand on paper for a stored value."""

    column: Column
    cell: Cell
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return (self.cell,)

    def write(self, row: Values) -> dict[str, Value]:
        """Values by address that show a row."""
        value = row.get(self.column.name)
        return {self.cell.address: self.shown.get(str(value), value)}

    def read(self, cells: Values) -> Value:
        """Value that the cells stand for."""
        value = cells.get(self.cell.address)
        if isinstance(self.column, Choice) and not self.column.several and isinstance(value, str):
            return self.column.options.meaning.get(value.strip(), value)
        return value

    @property
    def drop_downs(self) -> dict[str, tuple[str, ...]]:
        """What the drop-down of each cell offers."""
        if isinstance(self.column, Score):
            return {self.cell.address: tuple(str(mark) for mark in range(5, 0, -1))}
        if isinstance(self.column, Choice):
            values = self.column.options.values
            return {self.cell.address: tuple(self.shown.get(value, value) for value in values)}
        return {}


@dataclass(frozen=True)
class OneTick:
    """All boxes of a column in one cell, one of which may be ticked."""

    column: Column
    cell: Cell
    words: tuple[str, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return (self.cell,)

    def write(self, row: Values) -> dict[str, Value]:
        """Values by address that show a row."""
        chosen = ticks.box_of(self.column, self.words, row.get(self.column.name))
        return {self.cell.address: ticks.written(self.words, chosen)}

    def read(self, cells: Values) -> Value:
        """Value that the cells stand for."""
        value = cells.get(self.cell.address)
        said = ticks.ticked(value, self.words)
        if isinstance(self.column, Score):
            bare = value if isinstance(value, int | float) else None
            return ticks.mark_of(self.column, said[0]) if said else bare
        return said[0] if said else None

    @property
    def drop_downs(self) -> dict[str, tuple[str, ...]]:
        """What the drop-down of each cell offers."""
        return {self.cell.address: ticks.drop_down(self.words)}


@dataclass(frozen=True)
class Ticks:
    """A cell for each box of a column, any of which may be ticked."""

    column: MultiChoice
    boxes: tuple[tuple[str, Cell], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return tuple(cell for _, cell in self.boxes)

    def write(self, row: Values) -> dict[str, Value]:
        """Values by address that show a row."""
        said = str(row.get(self.column.name) or "").split(self.column.separator)
        chosen = {self.column.options.meaning.get(word.strip()) for word in said}
        return {
            cell.address: f"{ticks.TICKED if word in chosen else ticks.EMPTY}{word}"
            for word, cell in self.boxes
        }

    def read(self, cells: Values) -> Value:
        """Value that the cells stand for."""
        said = [word for word, cell in self.boxes if ticks.ticked(cells.get(cell.address), (word,))]
        return self.column.separator.join(said) or None

    @property
    def drop_downs(self) -> dict[str, tuple[str, ...]]:
        """What the drop-down of each cell offers."""
        return {cell.address: (f"{ticks.TICKED}{word}", f"{ticks.EMPTY}{word}") for word, cell in self.boxes}


@dataclass(frozen=True)
class Lines:
    """A table inside the form, kept as text: a line a row, its parts named as their headings.

    ``alone`` are cells below it with a heading of their own; ``stages`` what the first cell of a row offers,
    where it says to which record the row belongs.
    """

    column: Column
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alone: tuple[tuple[str, Cell], ...] = ()
    stages: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return (*(cell for row in self.rows for cell in row), *(cell for _, cell in self.alone))

    def write(self, row: Values) -> dict[str, Value]:
        """Values by address that show a row."""
        return self.write_texts([str(row.get(self.column.name) or "")])

    def write_texts(self, texts: list[str]) -> dict[str, Value]:
        """Values by address that show the texts of several records, one after the other."""
        out: dict[str, Value] = {}
        free = iter(self.rows)
        for said in (_parts(line) for text in texts for line in text.split("\n") if line):
            for head, cell in self.alone:
                if head in said and cell.role == "entry":
                    out[cell.address] = said.pop(head)
            said = {head: value for head, value in said.items() if head not in dict(self.alone)}
            cells = next(free, None) if said else None
            if cells:
                out |= {cell.address: said.get(head) for head, cell in zip(self.heads, cells, strict=True)}
                out |= {cells[min(1, len(cells) - 1)].address: said[""]} if "" in said else {}
        return out

    def read(self, cells: Values) -> Value:
        """Value that the cells stand for."""
        return self.read_rows(cells, self.rows) or None

    def read_rows(self, cells: Values, rows: tuple[tuple[Cell, ...], ...]) -> str:
        """Text of some rows and of what stands alone."""
        lines = [_line(zip(self.heads, row, strict=True), cells) for row in rows]
        lines += [_line([pair], cells) for pair in self.alone]
        return "\n".join(filter(None, lines))

    @property
    def drop_downs(self) -> dict[str, tuple[str, ...]]:
        """What the drop-down of each cell offers."""
        return {row[0].address: self.stages for row in self.rows} if self.stages else {}


Slot: TypeAlias = "Plain | OneTick | Ticks | Lines"


def _parts(line: str) -> dict[str, Value]:
    """Parts of a line by heading; a part without one stands under ``""``."""
    out: dict[str, Value] = {}
    for piece in line.split(_BETWEEN):
        head, says, text = piece.partition(_SAYS)
        text = (text if says else head).strip()
        out[head.strip() if says else ""] = float(text) if text.replace(".", "", 1).isdigit() else text
    return out


def _line(pairs: object, cells: Values) -> str:
    said = [(head, cells.get(cell.address)) for head, cell in pairs]  # type: ignore[attr-defined]
    return _BETWEEN.join(f"{head}{_SAYS}{_plain(value)}" for head, value in said if _says(value))


def _says(value: Value) -> bool:
    """False for a blank, and for a sum of nothing or one that no spreadsheet has worked out yet."""
    return value not in (None, "", 0) and not (isinstance(value, str) and value.startswith("=SUM("))


def _plain(value: Value) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
