"""Which sheet holds which table: by the name of an Excel Table, else by sheet title, else by headings.

Title rows above the headings, blank rows and columns before them, columns of the user's own and formatted
but empty tails are all tolerated; rows keep the numbers that the program shows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from xlcrm.book.port import Found
from xlcrm.book.sources.calamine import WorkbookSheet
from xlcrm.book.sources.usual_sheet import UsualSheet
from xlcrm.problems import Problem, files
from xlcrm.tables import TABLES
from xlcrm.tables.headings import best_table, fold, recognise
from xlcrm.tables.rows import CellError, Rows, letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlcrm.book.reader import Sheet, Source
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.problems import Kind
    from xlcrm.tables.headings import Recognised
    from xlcrm.tables.rows import Value
    from xlcrm.tables.table import Table

_LOOK = 20  # rows in which the headings are looked for, from the first filled one on
_FEW = 2  # headings that must be known in a sheet that bears a table's title
_OURS = ("_xlcrm", "首页", "计算依据", "负责人业绩", "每周复盘", "每月回顾")

_BY_OBJECT, _BY_TITLE, _BY_HEADINGS = 0, 1, 2


@dataclass(frozen=True)
class _Candidate:
    """A table as it may lie in a sheet; ``headings`` are empty where they belong to something else."""

    strength: int
    sheet: Sheet
    top: int
    headings: tuple[str, ...]
    recognised: Recognised
    item: ListObject | None

    @property
    def table(self) -> type[Table]:
        return self.recognised.table

    @property
    def known(self) -> tuple[int, ...]:
        """Positions of the columns that were recognised."""
        return tuple(place for place, name in enumerate(self.recognised.names) if name)


@dataclass(frozen=True)
class TableRows:
    """Filled rows of one table by number; can be run through again.

    A row is blank when nothing stands in the columns ``telling``; its other columns hold formulas, or are
    the user's own. ``reading`` says how text is read in columns of a file that knows no types.
    """

    sheet: Sheet
    top: int
    last: int | None
    telling: tuple[int, ...]
    reading: tuple[tuple[int, Callable[[str], Value]], ...] = ()

    def __iter__(self) -> Iterator[tuple[int, Sequence[Value]]]:
        top, last, reading = self.top, self.last, self.reading
        first = self.telling[0]
        told = itemgetter(*self.telling, first)
        for number, values in self.sheet.rows():
            if number <= top:
                continue
            if last is not None and number > last:
                return
            if values[first] is None and all(value is None for value in told(values)):
                continue
            for place, read in reading:
                text = values[place]
                if isinstance(text, str):
                    values[place] = read(text)
            yield number, values


@dataclass(frozen=True)
class TableColumns(TableRows):
    """The same, also by columns."""

    sheet: WorkbookSheet | UsualSheet

    def columns(self, size: int) -> Iterator[tuple[Sequence[int], list[Sequence[Value]]]]:
        """At most ``size`` rows at a time: their numbers and their columns."""
        for numbers, columns in self.sheet.columns(self.top, self.last, size):
            told = [columns[place] for place in self.telling]
            if None in told[0]:
                filled = [any(cell is not None for cell in row) for row in zip(*told, strict=True)]
                if not all(filled):
                    numbers = list(compress(numbers, filled))
                    columns = [tuple(compress(column, filled)) for column in columns]
            if numbers:
                yield numbers, columns


def find_tables(source: Source) -> Found:
    """Recognise the tables of a workbook; what is wrong with their headings comes along as problems."""
    chosen: dict[str, _Candidate] = {}
    problems: list[Problem] = []
    found: list[_Candidate] = []
    for sheet in source.sheets:
        here = list(_candidates(sheet))
        found += here
        if not here:
            problems += _no_headings(sheet)
    for candidate in sorted(found, key=lambda one: one.strength):
        first = chosen.setdefault(candidate.table.id, candidate)
        if first is not candidate:
            problems.append(_twice(candidate, first))
    for candidate in chosen.values():
        problems += (*_doubled(candidate), *_missing(candidate), *_below(candidate))
    if not chosen:
        problems.append(Problem(files.NO_TABLE))
    return Found({key: _rows(chosen[key]) for key in TABLES if key in chosen}, tuple(problems))


def _candidates(sheet: Sheet) -> Iterator[_Candidate]:
    titled = _titled(sheet)
    if sheet.name in _OURS or (titled and titled.kind == "report"):
        return
    named = {item.name.lower(): item for item in sheet.objects if item.name.lower() in TABLES}
    if any(TABLES[name].kind == "report" for name in named):
        return
    seen = []
    for name, item in named.items():
        for candidate in _from_object(sheet, item, (TABLES[name],), _BY_OBJECT):
            seen.append(candidate)
            yield candidate
    if not seen and titled and titled.kind != "form":
        seen = list(_from_title(sheet, titled))
        yield from seen
    for item in sheet.objects:
        if all(item != one.item for one in seen):
            others = [candidate.table for candidate in seen]
            for candidate in _from_object(sheet, item, _fitting(others), _BY_HEADINGS):
                seen.append(candidate)
                yield candidate
    if not seen:
        yield from _from_headings(sheet)


def _titled(sheet: Sheet) -> type[Table] | None:
    title = fold(sheet.name)
    return next((t for t in TABLES.values() if title in (fold(t.title), fold(t.hant))), None)


def _fitting(but: Sequence[type[Table]] = ()) -> list[type[Table]]:
    """Tables that can be told by their headings alone: one row a record, typed by people."""
    return [t for t in TABLES.values() if t.kind in ("register", "config") and t not in but]


def _from_object(
    sheet: Sheet, item: ListObject, tables: Sequence[type[Table]], strength: int
) -> Iterator[_Candidate]:
    if item.head is None:
        return
    for number, values in sheet.rows():
        if number < item.head:
            continue
        texts = tuple(
            _text(value) if item.left <= column <= item.right else ""
            for column, value in enumerate(values, sheet.left)
        )
        best = recognise(texts, tables[0]) if strength == _BY_OBJECT else best_table(texts, tables)
        if number == item.head and best and any(best.names):
            yield _Candidate(strength, sheet, number, texts, best, item)
        return


def _from_title(sheet: Sheet, table: type[Table]) -> Iterator[_Candidate]:
    rows = [(number, texts, recognise(texts, table)) for number, texts in _head(sheet)]
    if rows:
        number, texts, best = max(rows, key=lambda row: _hits(row[2]))
        if _hits(best) >= _FEW:
            yield _candidate(_BY_TITLE, sheet, number, texts, best)


def _from_headings(sheet: Sheet) -> Iterator[_Candidate]:
    rows = [
        (number, texts, best)
        for number, texts in _head(sheet)
        if (best := best_table(texts, _possible(texts)))
    ]
    if rows:
        number, texts, best = max(rows, key=lambda row: _hits(row[2]))
        yield _candidate(_BY_HEADINGS, sheet, number, texts, best)


def _possible(texts: tuple[str, ...]) -> list[type[Table]]:
    """Tables of which this row holds a few headings; most rows hold none, and trying every table takes long."""
    counts = Counter(name for text in texts if text for name in _tables_by_heading().get(fold(text), ()))
    return [table for table in _fitting() if counts[table.id] >= _FEW]


@lru_cache(maxsize=1)
def _tables_by_heading() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for table in _fitting():
        for column in table.columns.values():
            for spelling in (column.header, column.hant, column.label, column.name, *column.aliases):
                known.setdefault(fold(spelling), set()).add(table.id)
    return known


def _candidate(strength: int, sheet: Sheet, top: int, texts: tuple[str, ...], best: Recognised) -> _Candidate:
    """With the Excel Table that begins in this row, if there is one: it says where the table ends."""
    columns = [sheet.left + place for place, name in enumerate(best.names) if name]
    for item in sheet.objects:
        if item.head == top and item.left <= columns[0] <= item.right:
            return next(_from_object(sheet, item, (best.table,), _BY_OBJECT), None) or _Candidate(
                strength, sheet, top, texts, best, None
            )
    return _Candidate(strength, sheet, top, texts, best, None)


def _hits(found: Recognised) -> int:
    return sum(name is not None for name in found.names)


def _head(sheet: Sheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The first rows in which several short texts stand."""
    for number, values in islice(sheet.rows(), _LOOK):
        texts = tuple(_text(value) for value in values)
        if sum(0 < len(text) <= 40 for text in texts) >= _FEW:
            yield number, texts


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) and not isinstance(value, CellError) else ""


def _rows(candidate: _Candidate) -> Rows:
    sheet = candidate.sheet
    names = candidate.recognised.names
    formulas = {
        place
        for place in candidate.known
        if (rows := sheet.formulas.get(sheet.left + place)) and rows[1] > candidate.top
    }
    return Rows(
        candidate.table,
        sheet.name,
        candidate.top,
        sheet.left,
        names,
        candidate.headings,
        _stream(candidate, _telling(candidate.known, formulas)),
        frozenset(name for place, name in enumerate(names) if name and place in formulas),
    )


def _stream(candidate: _Candidate, telling: tuple[int, ...]) -> TableRows:
    sheet, last = candidate.sheet, candidate.item.last if candidate.item else None
    if sheet.typed and isinstance(sheet, (WorkbookSheet, UsualSheet)):
        return TableColumns(sheet, candidate.top, last, telling)
    return TableRows(sheet, candidate.top, last, telling, () if sheet.typed else tuple(_reading(candidate)))


def _telling(known: Iterable[int], formulas: set[int]) -> tuple[int, ...]:
    """Columns that tell a filled row: formulas are often copied down in advance."""
    return tuple(place for place in known if place not in formulas) or tuple(known)


def _reading(candidate: _Candidate) -> Iterator[tuple[int, Callable[[str], Value]]]:
    from xlcrm.book.sources.text import typing

    for place in candidate.known:
        name = candidate.recognised.names[place]
        read = typing(candidate.table.columns[name]) if name else None
        if read:
            yield place, read


def _problem(kind: Kind, candidate: _Candidate, *, column: int | None = None, **fields: object) -> Problem:
    table, top = candidate.table, candidate.top
    return Problem(
        kind,
        sheet=candidate.sheet.name,
        row=top if column else None,
        column=letters(column) if column else None,
        header=candidate.headings[column - candidate.sheet.left] if column else None,
        table=table.id,
        fields={"title": table.title, "table": table.id, "row": top, **fields},
    )


def _doubled(candidate: _Candidate) -> Iterator[Problem]:
    left = candidate.sheet.left
    for pair in candidate.recognised.doubled:
        yield _problem(
            files.HEADING_TWICE,
            candidate,
            column=left + pair.second,
            first=f"{letters(left + pair.first)}{candidate.top}",
            first_heading=pair.headings[0],
            canonical=candidate.table.header(pair.name),
        )


def _missing(candidate: _Candidate) -> Iterator[Problem]:
    columns = candidate.table.columns
    for name in candidate.recognised.missing:
        if columns[name].computed_by is None:  # what we compute is shown on our own sheets instead
            yield _problem(files.HEADING_MISSING, candidate, missing=columns[name].header)


def _twice(second: _Candidate, first: _Candidate) -> Problem:
    return _problem(files.TABLE_TWICE, second, other=first.sheet.name)


def _below(candidate: _Candidate) -> Iterator[Problem]:
    """Rows pasted below an Excel Table, which are no part of it."""
    item = candidate.item
    if item is None or item.totals or candidate.sheet.bottom <= item.last:
        return
    for number, _ in TableRows(candidate.sheet, item.last, None, candidate.known):
        yield _problem(files.ROWS_BELOW, candidate, last=item.last, below=number)
        return


def _no_headings(sheet: Sheet) -> Iterator[Problem]:
    """A sheet with the title of a table and something in it, but no headings of this table."""
    titled = _titled(sheet)
    if titled and titled.kind in ("register", "config") and any(True for _ in _head(sheet)):
        yield Problem(
            files.NO_HEADINGS,
            sheet=sheet.name,
            table=titled.id,
            fields={"title": titled.title, "table": titled.id, "rows": _LOOK},
        )
