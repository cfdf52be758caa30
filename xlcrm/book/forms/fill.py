"""From rows of a register to the cells of a form, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.forms.cells import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlcrm.book.forms.cells import Cell, Values
    from xlcrm.book.forms.place import Sheet
    from xlcrm.tables.rows import Value

Row = dict[str, "Value"]


def addresses(sheet: Sheet) -> dict[str, str]:
    """Cell of each column by name; ``D9:T9`` where it takes several cells."""
    cells = {name: slot.cells for name, slot in sheet.slots.items()} | sheet.stages
    return {name: _span(cells[name]) for name in sheet.form.table.columns if name in cells}


def _span(cells: Sequence[Cell]) -> str:
    first, last = cells[0], cells[-1]
    return first.address if first is last else f"{first.address}:{last.address}"


def written(sheet: Sheet, rows: Sequence[Values]) -> dict[str, Value]:
    """Values by cell address that show these rows; a form with stages takes one row a stage."""
    head = rows[0] if rows else {}
    out: Row = {}
    for name, slot in sheet.slots.items():
        if sheet.stages and isinstance(slot, Lines):
            out |= slot.write_texts([str(row.get(name) or "") for row in rows])
        else:
            out |= slot.write(head)
    out |= _stages(sheet, rows)
    return {address: value for address, value in out.items() if value not in (None, "")}


def _stages(sheet: Sheet, rows: Sequence[Values]) -> Row:
    if not sheet.stages:
        return {}
    key, stages = next(iter(sheet.stages.items()))
    at = {cell.text: number for number, cell in enumerate(stages)}
    return {
        cells[at[str(row[key])]].address: row.get(name)
        for row in rows
        if str(row.get(key)) in at
        for name, cells in sheet.stages.items()
        if name != key
    }


def collected(sheet: Sheet, cells: Values) -> list[Row]:
    """Rows that a filled form holds; none for an empty one."""
    if sheet.stages:
        return list(_by_stage(sheet, cells))
    read = ((name, slot.read(cells)) for name, slot in sheet.slots.items())
    row: Row = {name: value for name, value in read if value not in (None, "")}
    return [row] if row else []


def _by_stage(sheet: Sheet, cells: Values) -> Iterator[Row]:
    common = {n: slot.read(cells) for n, slot in sheet.slots.items() if not isinstance(slot, Lines)}
    (key, stages), *others = sheet.stages.items()
    for number, stage in enumerate(stages):
        row = {name: cells.get(column[number].address) for name, column in others}
        for name, slot in sheet.slots.items():
            if isinstance(slot, Lines):
                mine = tuple(line for line in slot.rows if cells.get(line[0].address) == stage.text)
                row[name] = slot.read_rows(cells, mine)
        said = {name: value for name, value in row.items() if value not in (None, "")}
        if said:
            yield {**{n: v for n, v in common.items() if v is not None}, key: stage.text, **said}
