"""Rows of a list of problems that somebody mended: what was changed in them, and putting it into their workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from xlcrm.book.memory import plain, same
from xlcrm.book.port import BookRefused
from xlcrm.book.problem_list import KEPT, ORIGIN, WRONG, is_problem_list
from xlcrm.book.reader import open_source
from xlcrm.tables.column import Email, Id, Phone, Ref, Text
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from pathlib import Path

    from xlcrm.book.edited import EditedBook
    from xlcrm.book.reader import Sheet
    from xlcrm.tables.rows import Rows, Value

_TEXTS = (Text, Id, Ref, Phone, Email)
_Numbered: TypeAlias = "tuple[int, Sequence[Value]]"
_ByKey: TypeAlias = "dict[tuple[str, ...], list[_Numbered]]"


@dataclass(frozen=True)
class Mended:
    """A copied row: its workbook, table, sheet and row, its values as copied and as they stand now."""

    file: Path
    table: str
    sheet: str
    row: int
    old: tuple[Value, ...]
    new: tuple[Value, ...]

    @property
    def changed(self) -> list[int]:
        """Positions of the values that somebody changed."""
        return [
            at for at, (old, new) in enumerate(zip(self.old, self.new, strict=True)) if not same(old, new)
        ]


class Back(NamedTuple):
    """A mended cell: where, from what to what, and why it was not put back, empty when it was."""

    sheet: str
    cell: str
    old: Value
    new: Value
    why: str = ""


def mended(path: Path) -> list[Mended]:
    """The rows of a list that were changed since it was made; they may have been sorted, filtered or taken out.

    Raises BookRefused for a workbook that is no list of ours.
    """
    if not is_problem_list(path):
        raise BookRefused(
            str(path), "不是本软件做的问题清单", "请用 validate --report 做一份清单，改好后再写回。"
        )
    with open_source(path) as source:
        kept = {
            str(values[0]): values
            for sheet in source.sheets
            if sheet.name == KEPT
            for _, values in sheet.rows()
        }
        if not kept:
            raise BookRefused(
                str(path), "清单里没有原来的内容，不能写回", "请用 validate --report 重新做一份清单。"
            )
        found: dict[str, Mended] = {}
        for sheet in source.sheets:
            for origin, values in _rows(sheet) if sheet.name != KEPT else ():
                if origin not in kept:
                    continue
                if origin in found:
                    raise BookRefused(f"“{origin}”", "在清单里有两行", "请只留一行再写回。")
                found[origin] = _mended(path, kept[origin], values)
    return [row for row in found.values() if row.changed]


def _rows(sheet: Sheet) -> Iterator[tuple[str, list[Value]]]:
    """Rows of a sheet whose headings begin with 问题 and end with 来自."""
    width = None
    for _, values in sheet.rows():
        if width is None:
            texts = [str(value or "") for value in values]
            if (texts[0], texts[-1]) != (WRONG, ORIGIN):
                return
            width = len(texts)
        elif len(values) >= width:
            yield str(values[width - 1] or ""), list(values[1 : width - 1])


def _mended(path: Path, kept: Sequence[Value], values: list[Value]) -> Mended:
    _, file, table, sheet, row, *old = kept
    size = max(len(old), len(values))
    before, now = ([*some, *[None] * (size - len(some))] for some in (old, values))
    where = path.resolve().parent / str(file)
    return Mended(where.resolve(), str(table), str(sheet), int(float(str(row))), tuple(before), tuple(now))


def put_back(book: EditedBook, rows: Sequence[Mended]) -> Iterator[Back]:
    """Write what was changed into the workbook; a cell that was changed there meanwhile stays and is told."""
    known: dict[tuple[str, tuple[int, ...]], _ByKey] = {}
    for one in rows:
        there = book.found().tables.get(one.table)
        if there is None or there.sheet != one.sheet or len(there.names) < len(_trimmed(one.old)):
            yield Back(one.sheet, f"第 {one.row} 行", None, None, "工作簿里认不出这张表，或它的列变了")
            continue
        held = book.read(one.table)
        at_key = tuple(at for at, name in enumerate(held.names) if name in held.table.key and at < len(one.old))
        if (one.table, at_key) not in known:
            known[one.table, at_key] = _by_key(held, at_key)
        found = _found(known[one.table, at_key].get(_key(one.old, at_key), ()), one)
        if found is None:
            yield Back(one.sheet, f"第 {one.row} 行", None, None, "这一行已经不在，或后来改过")
            continue
        number, values = found
        for at in one.changed:
            yield _put(book, held, number, values, at, one)


def _trimmed(values: Sequence[Value]) -> list[Value]:
    out = list(values)
    while out and out[-1] in (None, ""):
        out.pop()
    return out


def _by_key(held: Rows, at_key: tuple[int, ...]) -> _ByKey:
    found: _ByKey = {}
    for number, values in held.rows:
        found.setdefault(_key(values, at_key), []).append((number, values))
    return found


def _key(values: Sequence[Value], at_key: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(plain(_at(values, at)) for at in at_key)


def _found(rows: Sequence[_Numbered], one: Mended) -> _Numbered | None:
    """Of the rows with its key the one as it was copied, where it lay or, once it was moved, wherever it lies now."""
    exact = [each for each in rows if all(same(_at(each[1], at), old) for at, old in enumerate(one.old))]
    for some in (exact, rows):
        lying = [each for each in some if each[0] == one.row]
        if lying or len(some) == 1:
            return (lying or some)[0]
    return None


def _at(values: Sequence[Value], at: int) -> Value:
    return values[at] if at < len(values) else None


def _put(book: EditedBook, held: Rows, number: int, values: Sequence[Value], at: int, one: Mended) -> Back:
    name = held.names[at] if at < len(held.names) else None
    new = one.new[at]
    if (
        name
        and isinstance(held.table.columns[name], _TEXTS)
        and isinstance(new, int | float)
        and new == int(new)
    ):
        new = str(int(new))  # typed into a cell of the list that took it for a number
    place = one.sheet, f"{letters(held.left + at)}{number}", one.old[at], new
    if same(_at(values, at), new):
        return Back(*place, "已经是这样")
    if not same(_at(values, at), one.old[at]):
        return Back(*place, "工作簿里后来改过")
    if name in held.formulas:
        return Back(*place, "这一列是公式")
    try:
        book.set_cells(held, {(number, held.left + at): new if new != "" else None})
    except BookRefused as error:
        return Back(*place, error.why)
    return Back(*place)
