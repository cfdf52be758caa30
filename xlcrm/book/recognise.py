"""Which sheet holds which table: by the name of an Excel Table, else by sheet title, else by headings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from xlcrm.book.port import Found
from xlcrm.problems import Problem, files
from xlcrm.tables.rows import Rows, letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlcrm.book.reader import Sheet, Source
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import Value
    from xlcrm.tables.table import Table

_LOOK = 20  # rows in which the headings are looked for, from the first filled one on
OURS = "_xlcrm"  # title of the sheet in which we remember what we wrote


@dataclass(frozen=True)
class _Candidate:
    """A table as it may lie in a sheet, found by Table name (strength 0), sheet title (1), headings (2)."""

    strength: int
    table: type[Table]
    sheet: Sheet
    top: int
    names: tuple[str | None, ...]
    headings: tuple[str, ...]
    last: int | None = None
    totals: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _TableRows:
    """Filled rows of one table; can be run through again."""

    sheet: Sheet
    top: int
    last: int | None
    filled: tuple[int, ...] = field(default=())

    def __iter__(self) -> Iterator[tuple[int, Sequence[Value]]]:
        top, last, first = self.top, self.last, self.filled[0]
        rest = itemgetter(*self.filled) if len(self.filled) > 1 else None
        for number, values in self.sheet.rows():
            if number <= top:
                continue
            if last is not None and number > last:
                return
            if values[first] is None and (
                rest is None or not any(value is not None for value in rest(values))
            ):
                continue
            yield number, values


def find_tables(source: Source) -> Found:
    """Recognise the tables of a workbook; what is wrong with their headings comes along as problems."""
    from xlcrm.tables import TABLES

    by_title = {fold(title): table for table in TABLES.values() for title in (table.title, table.hant)}
    chosen: dict[str, _Candidate] = {}
    problems: list[Problem] = []
    found = [candidate for sheet in source.sheets for candidate in _candidates(sheet, TABLES, by_title)]
    for candidate in sorted(found, key=lambda one: one.strength):
        first = chosen.setdefault(candidate.table.id, candidate)
        if first is not candidate:
            problems.append(_twice(candidate, first))
    for candidate in chosen.values():
        problems.extend(candidate.problems)
        problems.extend(_missing(candidate))
        problems.extend(_below(candidate))
    usable = {key: one for key, one in chosen.items() if any(one.names)}
    if not usable:
        problems.append(Problem(files.NO_TABLE))
    order = list(TABLES)
    tables = {key: _rows(usable[key]) for key in sorted(usable, key=order.index)}
    return Found(tables, tuple(problems))


def _candidates(
    sheet: Sheet, tables: Mapping[str, type[Table]], by_title: Mapping[str, type[Table]]
) -> Iterator[_Candidate]:
    if sheet.name == OURS:
        return
    named = [(tables[item.name], item) for item in sheet.objects if item.name in tables]
    titled = by_title.get(fold(sheet.name))
    if (titled and titled.kind == "report") or any(table.kind == "report" for table, _ in named):
        return
    for table, item in named:
        yield from _from_object(sheet, table, item)
    if named:
        return
    if titled and titled.kind != "form":
        yield _from_title(sheet, titled)
        return
    yield from _from_headings(sheet)


def _from_object(sheet: Sheet, table: type[Table], item: ListObject) -> Iterator[_Candidate]:
    if item.head is None:
        return
    texts = [""] * max(0, item.right - sheet.left + 1)
    for number, values in sheet.rows():
        if number == item.head:
            texts = [
                _text(value) if item.left <= column <= item.right else ""
                for column, value in enumerate(values, sheet.left)
            ]
        if number >= item.head:
            break
    yield _candidate(0, table, sheet, item.head, texts, item)


def _from_title(sheet: Sheet, table: type[Table]) -> _Candidate:
    best: tuple[int, int, list[str]] = (0, 0, [])
    for number, texts in _head(sheet):
        hits = sum(name is not None for name in recognise(table, texts))
        if hits > best[0]:
            best = (hits, number, texts)
    return _candidate(1, table, sheet, best[1], best[2])


def _from_headings(sheet: Sheet) -> Iterator[_Candidate]:
    best: tuple[int, type[Table] | None, int, list[str]] = (0, None, 0, [])
    for number, texts in _head(sheet):
        table = best_table(texts)
        if table is None or table.kind in ("report", "form"):
            continue
        hits = sum(name is not None for name in recognise(table, texts))
        if hits > best[0]:
            best = (hits, table, number, texts)
    if best[1]:
        yield _candidate(2, best[1], sheet, best[2], best[3])


def _head(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for number, values in islice(sheet.rows(), _LOOK):
        texts = [_text(value) for value in values]
        if any(texts):
            yield number, texts


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _candidate(
    strength: int,
    table: type[Table],
    sheet: Sheet,
    top: int,
    texts: list[str],
    item: ListObject | None = None,
) -> _Candidate:
    names: list[str | None] = []
    problems: list[Problem] = []
    for place, name in enumerate(recognise(table, texts)):
        if name is not None and name in names:
            problems.append(_doubled(table, sheet, top, texts, (names.index(name), place), name))
            name = None
        names.append(name)
    return _Candidate(
        strength,
        table,
        sheet,
        top,
        tuple(names),
        tuple(texts),
        item.last if item else None,
        bool(item and item.totals),
        tuple(problems),
    )


def _rows(candidate: _Candidate) -> Rows:
    sheet, left = candidate.sheet, candidate.sheet.left
    filled = tuple(place for place, name in enumerate(candidate.names) if name)
    formulas = frozenset(
        name for place, name in enumerate(candidate.names) if name and left + place in sheet.formulas
    )
    return Rows(
        candidate.table,
        sheet.name,
        candidate.top,
        left,
        candidate.names,
        candidate.headings,
        _TableRows(sheet, candidate.top, candidate.last, filled),
        formulas,
    )


def _missing(candidate: _Candidate) -> Iterator[Problem]:
    table = candidate.table
    if not any(candidate.names) and candidate.sheet.bottom == 0:
        return  # an empty sheet that bears the title
    for name, column in table.columns.items():
        if column.required is True and column.typed and not column.extension and name not in candidate.names:
            yield Problem(
                files.HEADING_MISSING,
                sheet=candidate.sheet.name,
                row=candidate.top or None,
                header=column.header,
                table=table.id,
                fields={
                    "title": table.title,
                    "table": table.id,
                    "missing": column.header,
                    "row": candidate.top or 1,
                },
            )


def _doubled(
    table: type[Table], sheet: Sheet, top: int, texts: list[str], places: tuple[int, int], name: str
) -> Problem:
    first, second = (letters(sheet.left + place) for place in places)
    return Problem(
        files.HEADING_TWICE,
        sheet=sheet.name,
        row=top,
        column=second,
        header=texts[places[1]],
        table=table.id,
        value=texts[places[1]],
        fields={
            "title": table.title,
            "table": table.id,
            "first": f"{first}{top}",
            "first_heading": texts[places[0]],
            "cell": f"{second}{top}",
            "canonical": table.header(name),
        },
    )


def _twice(second: _Candidate, first: _Candidate) -> Problem:
    table = first.table
    return Problem(
        files.TABLE_TWICE,
        sheet=second.sheet.name,
        table=table.id,
        fields={"title": table.title, "table": table.id, "other": first.sheet.name},
    )


def _below(candidate: _Candidate) -> Iterator[Problem]:
    last = candidate.last
    if last is None or candidate.totals or candidate.sheet.bottom <= last or not any(candidate.names):
        return
    filled = tuple(place for place, name in enumerate(candidate.names) if name)
    for number, _ in _TableRows(candidate.sheet, last, None, filled):
        yield Problem(
            files.ROWS_BELOW,
            sheet=candidate.sheet.name,
            row=number,
            table=candidate.table.id,
            fields={"title": candidate.table.title, "table": candidate.table.id, "last": last, "row": number},
        )
        return


_HINT = re.compile(r"[(（【\[].*?[)）】\]]|[*＊:：□☐☑√\s]")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Heading as it is compared."""
    return _HINT.sub("", unicodedata.normalize("NFKC", text)).lower().replace("/", "／")


@lru_cache(maxsize=128)
def _known(table: type[Table]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, column in table.columns.items():
        for text in (column.header, column.hant, column.label, *column.aliases):
            known.setdefault(fold(text), name)
    return known


def recognise(table: type[Table], texts: list[str]) -> list[str | None]:
    """Name of the column that each heading stands for."""
    known = _known(table)
    return [known.get(fold(text)) if text else None for text in texts]


def best_table(texts: list[str]) -> type[Table] | None:
    """The table whose headings these are."""
    from xlcrm.tables import TABLES

    best: tuple[float, type[Table] | None] = (0.0, None)
    for table in TABLES.values():
        hits = {name for name in recognise(table, texts) if name}
        paper = {name for name, column in table.columns.items() if not column.extension}
        if table.kind not in ("register", "config") or len(hits) < 3 or len(hits & paper) * 2 < len(paper):
            continue
        best = max(best, (len(hits) / len(hits | paper), table), key=lambda one: one[0])
    return best[1]
