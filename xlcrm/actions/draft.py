"""The tables of a workbook while they are being recalculated: what is typed, what is ours, what will be written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlcrm.book.memory import Place, row_keys, same
from xlcrm.book.port import Book
from xlcrm.tables.rows import Rows, Value


@dataclass
class Sheet:
    """One table, column by column: the values that stand (or will stand) in the workbook.

    ``kept`` tells for each computed cell whether a person typed it; rows from ``first_new`` on are to be
    appended.
    """

    rows: Rows
    numbers: list[int]
    columns: dict[str, list[Value]]
    keys: list[str] = field(default_factory=list)
    kept: dict[str, list[bool]] = field(default_factory=dict)
    first_new: int = 0
    _before: dict[str, list[Value]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Rows) -> Sheet:
        """A table as read."""
        numbers: list[int] = []
        names = [(at, name) for at, name in enumerate(rows.names) if name]
        columns: dict[str, list[Value]] = {name: [] for _, name in names}
        for number, values in rows.rows:
            numbers.append(number)
            width = len(values)
            for at, name in names:
                columns[name].append(values[at] if at < width else None)
        sheet = cls(rows, numbers, columns, first_new=len(numbers))
        sheet.keys = sheet._keys()
        return sheet

    def _keys(self) -> list[str]:
        """Key of each row; rows without one, or sharing one, are told apart by their order."""
        return row_keys(self.rows.table, self.columns, len(self.numbers))

    def sort_out(self, remembered: Mapping[Place, Value], managed: Collection[str]) -> None:
        """Tell typed cells from ours: a cell that is blank, or as we left it, is ours and is blanked here.

        ``managed`` are the columns that are computed.
        """
        table = self.rows.table
        for name in table.columns:
            if name not in managed or name not in self.columns or name in self.rows.formulas:
                continue
            values = self.columns[name]
            kept = []
            for at, value in enumerate(values):
                ours = value in (None, "") or _is(remembered, (table.id, self.keys[at], name), value)
                kept.append(not ours)
            self.kept[name] = kept
        self._before = {name: list(self.columns[name]) for name in self.kept}
        for name, kept in self.kept.items():
            self.columns[name] = [v if keep else None for v, keep in zip(self.columns[name], kept, strict=True)]

    def append(self, row: Mapping[str, Value]) -> None:
        """Add a row at the end; what it holds was not typed by anybody."""
        self.numbers.append((self.numbers[-1] if self.numbers else self.rows.top) + 1)
        for name, values in self.columns.items():
            values.append(row.get(name))
        for kept in self.kept.values():
            kept.append(False)
        for before in self._before.values():
            before.append(None)
        self.keys = self._keys()

    def complete(self, at: int, row: Mapping[str, Value]) -> None:
        """Fill in what a row added before still lacks."""
        for name, values in self.columns.items():
            if values[at] is None:
                values[at] = row.get(name)

    def propose(self, name: str, values: Sequence[Value]) -> None:
        """Take computed values for the cells of a column that are ours."""
        if name in self.kept:
            self.columns[name] = [
                old if keep else new
                for old, new, keep in zip(self.columns[name], values, self.kept[name], strict=True)
            ]

    def number(self, numbers: Mapping[int, str]) -> None:
        """Give rows that have none their number; it stays theirs as if they had typed it."""
        name = self.rows.table.key[0]
        column = self.columns.get(name)
        if column is None or not numbers:
            return
        self._before[name] = list(column)
        for row, number in numbers.items():
            column[self.numbers.index(row)] = number
        self.kept[name] = [True] * len(column)
        self.keys = self._keys()

    def typed_value(self, name: str, at: int) -> Value:
        """What a person typed into a computed cell; None when the cell is ours."""
        return self.columns[name][at] if self.kept.get(name) and self.kept[name][at] else None

    def differs(self, name: str, at: int, value: Value) -> bool:
        """True when a cell shows something else than ``value``; a remark in brackets does not count."""
        stands = self.columns[name][at]
        return not same(stands, value) and str(stands).split("(")[0].split("（")[0].strip() != str(value)

    def label(self, at: int) -> str:
        """What names the record to a person."""
        key = self.keys[at].split("\x1f")
        return " ".join(part for part in key if part and not part.startswith("#"))

    def owner(self, at: int) -> str | None:
        """负责人 of a row, where the table has one."""
        owner = self.columns["owner"][at] if "owner" in self.columns else None
        return str(owner) if owner else None

    def changed_cells(self) -> int:
        """How many cells of the rows that the workbook already has will change."""
        return sum(
            not same(now, before)
            for name in self._before
            for now, before in zip(self.columns[name][: self.first_new], self._before[name], strict=False)
        )

    def to_update(self) -> dict[str, list[Value]]:
        """Columns that changed, for the rows that the workbook already has."""
        end = self.first_new
        out = {}
        for name in self._before:
            now, before = self.columns[name][:end], self._before[name][:end]
            if any(not same(a, b) for a, b in zip(now, before, strict=True)):
                out[name] = now
        return out

    def to_append(self) -> list[dict[str, Value]]:
        """Rows to be appended."""
        return [
            {name: values[at] for name, values in self.columns.items() if values[at] is not None}
            for at in range(self.first_new, len(self.numbers))
        ]

    def to_remember(self) -> Iterator[tuple[Place, Value]]:
        """Values of ours as they will stand in the workbook."""
        table = self.rows.table.id
        for name, kept in self.kept.items():
            for key, value, keep in zip(self.keys, self.columns[name], kept, strict=True):
                if not keep and value is not None:
                    yield (table, key, name), value

    def as_rows(self) -> Rows:
        """The table as it will stand, for the checks."""
        blank: list[Value] = [None] * len(self.numbers)
        cells = [self.columns.get(name, blank) if name else blank for name in self.rows.names]
        return replace(self.rows, rows=list(zip(self.numbers, zip(*cells, strict=True), strict=True)))


class Draft(Mapping[str, Sheet]):
    """All tables of a workbook, read once."""

    def __init__(self, book: Book, tables: Mapping[str, Rows], managed: Mapping[str, Collection[str]]) -> None:
        self._sheets = {name: Sheet.of(book.read(name)) for name in tables}
        remembered = book.remembered()
        for name, sheet in self._sheets.items():
            sheet.sort_out(remembered, managed.get(name, ()))

    def __getitem__(self, table: str) -> Sheet:
        return self._sheets[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)


def _is(remembered: Mapping[Place, Value], place: Place, value: Value) -> bool:
    return place in remembered and same(remembered[place], value)
