"""A workbook open in LibreOffice, as ``live.host.Host``."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.book.live.host import OURS, SheetFacts
from xlcrm.book.look import BAND
from xlcrm.book.sources.ooxml_parts import ListObject
from xlcrm.ooxml.address import Area
from xlcrm.reports.report import Link
from xlcrm.tables.rows import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlcrm.book.calc.wire import Wire
    from xlcrm.book.live.host import Block, Growth, Obstacle, State
    from xlcrm.book.sheets.change import Change
    from xlcrm.ooxml.address import Cell
    from xlcrm.tables.rows import Value

_DATE, _TIME, _LOGICAL = 2, 4, 1024
_DAY = timedelta(days=1)


class CalcHost:
    """One workbook in the LibreOffice at the other end of the wire."""

    most_marks = 5_000

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        told = wire.ask("identity")
        self.name: str = told["name"]
        self.path = Path(told["path"]) if told["path"] else None
        self.address: str = told["path"] or told["address"]
        self.uid: str = told["uid"]
        self.changed: bool = told["modified"]
        self._state: State = told["state"]
        self._locked: bool = told["structure"]
        self._zero = datetime(*told["zero"])  # noqa: DTZ001 - the day that cells count from

    def state(self, *, sheets: bool) -> State:
        """What keeps the workbook from being changed."""
        return "structure" if self._state == "open" and sheets and self._locked else self._state

    # reading

    def sheets(self) -> list[SheetFacts]:
        """All worksheets in the order of their tabs."""
        return [
            SheetFacts(
                title, hidden, Area(*used) if used else None, tuple(_object(*table) for table in tables)
            )
            for title, hidden, used, tables in self._wire.ask("sheets")
        ]

    def read(self, sheet: str, area: Area) -> list[list[Value]]:
        """Values of a rectangle, one bulk read."""
        told = self._wire.ask("read", sheet=sheet, area=area)
        rows: list[list[Value]] = [[_value(value) for value in row] for row in told["data"]]
        for kind, *corners in told["kinds"]:
            self._retype(rows, area, kind, Area(*corners))
        for row, column, error in told["errors"]:
            rows[row - area.top][column - area.left] = CellError(error)
        return rows

    def _retype(self, rows: list[list[Value]], area: Area, kind: int, part: Area) -> None:
        """Numbers that show as days, clock times or truth values."""
        for row in range(part.top - area.top, part.bottom - area.top + 1):
            values = rows[row]
            for column in range(part.left - area.left, part.right - area.left + 1):
                value = values[column]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    values[column] = bool(value) if kind & _LOGICAL else self._moment(value, kind)

    def _moment(self, number: float, kind: int) -> Value:
        moment = self._zero + timedelta(milliseconds=round(number * 86_400_000))
        if not kind & _DATE:
            return moment.time() if 0 <= number < 1 else float(number)
        return moment.date() if moment.time() == time() else moment

    def formulas(self, sheet: str, area: Area) -> dict[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        told = self._wire.ask("formulas", sheet=sheet, area=area)
        return {column: (first, last) for column, first, last in told}

    def obstacle(self, sheet: str, area: Area) -> Obstacle | None:
        """What keeps a rectangle from being written as one block."""
        found: Obstacle | None = self._wire.ask("obstacle", sheet=sheet, area=area)
        return found

    def signature(self, sheet: str) -> str | None:
        """The text that the name ``OURS``, local to the sheet, holds."""
        found: str | None = self._wire.ask("local_name", sheet=sheet, name=OURS)
        return found

    def objects(self, sheet: str) -> int:
        """How many charts, pictures, shapes and notes lie on a sheet."""
        return int(self._wire.ask("objects", sheet=sheet))

    def fills(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells."""
        found: dict[Cell, str | None] = dict.fromkeys(cells)
        around = Area(
            min(row for row, _ in found),
            min(column for _, column in found),
            max(row for row, _ in found),
            max(column for _, column in found),
        )
        coloured = [
            (Area(*corners), colour) for colour, *corners in self._wire.ask("fills", sheet=sheet, area=around)
        ]
        for cell in found:
            found[cell] = next((colour for area, colour in coloured if area.holds(*cell)), None)
        return found

    def gives(self, fill: str | None) -> bool:
        """True for a fill that ``fill`` can give: a plain colour or none."""
        return fill is None or len(fill) == len("RRGGBB")

    # writing

    @contextmanager
    def writing(self, title: str) -> Iterator[None]:
        """One step to undo, and a window that stands still; what fails half-way is undone at once."""
        self._wire.ask("begin", title=title)
        try:
            yield
        except BaseException:
            self._wire.ask("end")
            self._wire.ask("take_back")
            raise
        self._wire.ask("end")

    def put(self, block: Block) -> None:
        """Write one column of values; text goes in as text."""
        data = [[self._raw(value)] for value in block.values]
        self._wire.ask("put", sheet=block.sheet, area=block.area, data=data, code=block.number_format)

    def _raw(self, value: Value) -> str | float | None:
        """A value as a cell holds it."""
        if isinstance(value, datetime):
            return (value.replace(tzinfo=None) - self._zero) / _DAY
        if isinstance(value, date):
            return float((datetime(value.year, value.month, value.day) - self._zero).days)  # noqa: DTZ001 - a day
        if isinstance(value, time):
            return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _DAY
        return float(value) if isinstance(value, bool) else value

    def fill(self, sheet: str, fills: Mapping[Cell, str | None]) -> None:
        """Colour cells; None takes the colour away."""
        looks: dict[str | None, list[Area]] = {}
        for (row, column), fill in sorted(fills.items(), key=lambda item: (item[0][1], item[0][0])):
            areas = looks.setdefault(fill, [])
            last = areas[-1] if areas else None
            if last is not None and (last.bottom + 1, last.right) == (row, column):
                areas[-1] = last._replace(bottom=row)
            else:
                areas.append(Area(row, column, row, column))
        self._wire.ask("fill", sheet=sheet, looks=list(looks.items()))

    def grow(self, growth: Growth) -> None:
        """Let a table end with another row."""
        where = {"sheet": growth.sheet, "item": growth.item}
        self._wire.ask("grow", **where, bottom=growth.bottom, model=growth.model)

    def put_sheets(self, source: Path, titles: Sequence[str]) -> None:
        """Take sheets over from a workbook on disk."""
        self._wire.ask("put_sheets", path=str(source), titles=list(titles))

    def change_sheet(self, title: str, change: Change) -> None:
        """Turn a sheet of ours into a newer one."""
        cells = [(row, column, *self._shown(value)) for row, column, value in change.cells]
        self._wire.ask(
            "change_sheet",
            title=title,
            rows=change.rows,
            like=change.like,
            cells=cells,
            heights=change.heights,
            bands=change.bands,
            band=BAND,
            breaks=change.breaks,
            scale=change.scale,
        )

    def _shown(self, value: Value | Link) -> tuple[str | float | None, str]:
        """What a cell shows, and where it leads."""
        if not isinstance(value, Link):
            return self._raw(value), ""
        quoted = (value.sheet or "").replace("'", "''")
        return value.text, value.url or (f"#'{quoted}'.{value.cell}" if value.sheet else "")

    def drop_sheet(self, title: str) -> None:
        """Delete a sheet of ours."""
        self._wire.ask("drop_sheet", title=title)

    def keep_text(self, title: str, texts: Sequence[str]) -> None:
        """Let a sheet of ours hold these texts in column A and nothing else."""
        self._wire.ask("keep_text", title=title, texts=list(texts))

    def hide(self, title: str) -> None:
        """Hide a sheet; LibreOffice knows one kind of hiding."""
        self._wire.ask("hide", title=title)

    def copy_to(self, copy: Path) -> None:
        """Copy the workbook as it stands, unsaved edits and all."""
        self._wire.ask("copy_to", path=str(copy))

    def tell(self, text: str, *, serious: bool = False) -> None:
        """Show a message box."""
        self._wire.ask("tell", text=text, serious=serious)

    def progress(self, text: str | None) -> None:
        """Say in the status bar what is being done."""
        self._wire.ask("progress", text=text)


def _object(name: str, *told: int) -> ListObject:
    top, left, bottom, right, heads, totals = told
    head = top if heads else None
    return ListObject(name, head, top + bool(heads), bottom - bool(totals), left, right, bool(totals))


def _value(value: str | float | None) -> Value:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value
