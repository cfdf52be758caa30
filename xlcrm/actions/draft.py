"""The tables of a workbook while they are being recalculated: what is typed, what is ours, what will be written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xlcrm.book.memory import Remembered, row_keys, same
from xlcrm.book.port import Book
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    import pandas as pd

    from xlcrm.rules.frames import Data
    from xlcrm.tables.choices import ChoiceList


@dataclass
class Sheet:
    """One table, column by column: the values that stand (or will stand) in the workbook.

    ``kept`` tells for each computed cell whether a person typed it; rows from ``first_new`` on are to be
    appended.
    """

    rows: Rows
    numbers: list[int]
    columns: dict[str, list[Value]]
    kept: dict[str, list[bool]] = field(default_factory=dict)
    first_new: int = 0
    _before: dict[str, list[Value]] = field(default_factory=dict)
    _keys: list[str] | None = None
    _frame: pd.DataFrame | None = None
    _renewed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Rows) -> Sheet:
        """A table as read."""
        numbers, columns = rows.by_column()
        return cls(rows, numbers, columns, first_new=len(numbers))

    @property
    def keys(self) -> list[str]:
        """Key of each row; rows without one, or sharing one, are told apart by their order."""
        if self._keys is None:
            self._keys = row_keys(self.rows.table, self.columns, len(self.numbers))
        return self._keys

    def sort_out(self, remembered: Remembered, managed: Collection[str]) -> None:
        """Tell typed cells from ours: a cell that is blank, or as we left it, is ours and is blanked here.

        ``managed`` are the columns that are computed.
        """
        table = self.rows.table
        for name in table.columns:
            if name not in managed or name not in self.columns or name in self.rows.formulas:
                continue
            values, known = self.columns[name], remembered.column(table.id, name)
            kept = [value not in (None, "") for value in values]
            if known and any(kept):
                kept = [
                    keep and not (key in known and same(known[key], value))
                    for keep, key, value in zip(kept, self.keys, values, strict=True)
                ]
            self.kept[name], self._before[name] = kept, values
            self.columns[name] = [v if keep else None for v, keep in zip(values, kept, strict=True)]

    def append(self, row: Mapping[str, Value]) -> None:
        """Add a row at the end; what it holds was not typed by anybody."""
        self.numbers.append((self.numbers[-1] if self.numbers else self.rows.top) + 1)
        for name, values in self.columns.items():
            values.append(row.get(name))
        for kept in self.kept.values():
            kept.append(False)
        for before in self._before.values():
            before.append(None)
        self._keys = self._frame = None

    def complete(self, at: int, row: Mapping[str, Value]) -> None:
        """Fill in what a row added before still lacks."""
        for name, values in self.columns.items():
            if values[at] is None:
                values[at] = row.get(name)
        self._keys = self._frame = None

    def propose(self, name: str, values: Sequence[Value]) -> None:
        """Take computed values for the cells of a column that are ours."""
        if name in self.kept:
            self.columns[name] = [
                old if keep else new
                for old, new, keep in zip(self.columns[name], values, self.kept[name], strict=True)
            ]
            self._renewed.add(name)

    def number(self, numbers: Mapping[int, str]) -> None:
        """Give rows that have none their number; it stays theirs as if they had typed it."""
        name = self.rows.table.key[0]
        column = self.columns.get(name)
        if column is None or not numbers:
            return
        self._before[name] = column
        self.columns[name] = [numbers.get(row, old) for row, old in zip(self.numbers, column, strict=True)]
        self.kept[name] = [True] * len(column)
        self._keys = None
        self._renewed.add(name)

    def frame(self, choices: Mapping[str, ChoiceList]) -> pd.DataFrame:
        """Typed frame of the table as it stands; of one made before only what changed since is made again."""
        from xlcrm.rules.frames import of_columns, series

        table = self.rows.table
        if self._frame is None:
            self._frame = of_columns(table, self.numbers, self.columns, choices, self.rows.headed)
        elif self._renewed:
            index = self._frame.index
            headed = self.rows.headed
            fresh = {
                n: series(table.columns[n], self.columns[n], index, choices, headed.get(n, ""))
                for n in self._renewed
            }
            self._frame = self._frame.assign(**fresh)
        self._renewed = set()
        return self._frame

    def typed_value(self, name: str, at: int) -> Value:
        """What a person typed into a computed cell; None when the cell is ours."""
        return self.columns[name][at] if self.kept.get(name) and self.kept[name][at] else None

    def release(self, name: str, at: int) -> None:
        """Give a cell of a computed column that a person typed back to the policy (C-002)."""
        self.kept[name][at] = False

    def typed_places(self, name: str) -> list[int]:
        """Places of the cells of a computed column that a person typed."""
        return [at for at, keep in enumerate(self.kept.get(name, ())) if keep]

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

    def changed(self) -> dict[str, int]:
        """How many cells change in each column, of the rows that the workbook already has."""
        end = self.first_new
        counts = {
            name: sum(not same(now, was) for now, was in zip(self.columns[name][:end], before, strict=False))
            for name, before in self._before.items()
        }
        return {name: count for name, count in counts.items() if count}

    def to_update(self, names: Collection[str]) -> dict[str, list[Value]]:
        """Columns as they will stand, for the rows that the workbook already has."""
        return {name: self.columns[name][: self.first_new] for name in names}

    def to_append(self) -> list[dict[str, Value]]:
        """Rows to be appended."""
        return [
            {name: values[at] for name, values in self.columns.items() if values[at] is not None}
            for at in range(self.first_new, len(self.numbers))
        ]

    def to_remember(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """Values of ours as they will stand in the workbook: name of the column, value by key of the row."""
        for name, kept in self.kept.items():
            cells = zip(self.keys, self.columns[name], kept, strict=True)
            yield name, {key: value for key, value, keep in cells if not keep and value is not None}

    def as_rows(self) -> Rows:
        """The table as it will stand, for the checks."""
        blank: list[Value] = [None] * len(self.numbers)
        cells = [self.columns.get(name, blank) if name else blank for name in self.rows.names]
        return replace(self.rows, rows=zip(self.numbers, zip(*cells, strict=True), strict=True))


class Draft(Mapping[str, Sheet]):
    """All tables of a workbook, read once."""

    def __init__(
        self, book: Book, tables: Mapping[str, Rows], managed: Mapping[str, Collection[str]]
    ) -> None:
        self._sheets = {name: Sheet.of(book.read(name)) for name in tables}
        remembered = Remembered.of(book.remembered())
        for name, sheet in self._sheets.items():
            sheet.sort_out(remembered, managed.get(name, ()))

    def data(self, choices: Mapping[str, ChoiceList]) -> Data:
        """The tables as typed frames; ``choices`` are the lists as the workbook's own 选项表 has them."""
        from xlcrm.rules.frames import Data

        return Data({name: sheet.frame(choices) for name, sheet in self._sheets.items()})

    def to_remember(self) -> Remembered:
        """Everything of ours as it will stand in the workbook."""
        return Remembered(
            {
                (table, name): values
                for table, sheet in self._sheets.items()
                for name, values in sheet.to_remember()
            }
        )

    def __getitem__(self, table: str) -> Sheet:
        return self._sheets[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)
