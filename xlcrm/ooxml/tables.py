"""Excel tables of a sheet: what they are, and rows added to or taken from their end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcrm.ooxml.address import Area
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.styles import Q
from xlcrm.ooxml.values import unescaped

if TYPE_CHECKING:
    from xlcrm.ooxml.parts import Parts


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table.

    `header_row` is None when the headings are switched off; `first_row` and `last_row` bound the data;
    `totals` says whether a totals row follows; `formulas` holds the formula of each calculated column.
    """

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_row: int | None
    totals: bool
    formulas: dict[str, str]
    query: bool
    part: str

    @property
    def ref(self) -> str:
        """Its cells, headings and totals included, as A1:D9."""
        return str(self.area)

    @property
    def first_row(self) -> int:
        """First row of data."""
        return self.area.top + (self.header_row is not None)

    @property
    def last_row(self) -> int:
        """Last row of data."""
        return self.area.bottom - self.totals

    def with_last_row(self, row: int) -> Area:
        """Its cells when the data ended at another row."""
        return self.area._replace(bottom=row + self.totals)


def tables_of(parts: Parts, sheet: str, part: str) -> list[Table]:
    """The tables of a worksheet."""
    found: list[Table] = []
    for table_part in parts.follow(part, "table"):
        root = parts.tree(table_part)
        columns = root.findall(f"{Q}tableColumns/{Q}tableColumn")
        try:
            area = Area.parse(root.get("ref") or "")
        except ValueError as error:
            raise Refused.because("damaged", table_part) from error
        names = tuple(unescaped(column.get("name") or "") for column in columns)
        formulas = {name: column.findtext(f"{Q}calculatedColumnFormula") or ""
                    for name, column in zip(names, columns, strict=True)}
        found.append(Table(
            name=root.get("displayName") or root.get("name") or "",
            sheet=sheet,
            area=area,
            columns=names,
            header_row=area.top if root.get("headerRowCount", "1") != "0" else None,
            totals=root.get("totalsRowCount", "0") != "0",
            formulas={name: formula for name, formula in formulas.items() if formula},
            query=root.get("tableType") == "queryTable",
            part=table_part))
    return found


def table_named(tables: list[Table], name: str, sheet: str) -> Table:
    """The table of a name, upper and lower case alike."""
    for table in tables:
        if table.name.casefold() == name.casefold():
            return table
    raise Refused.because("no-table", f"{sheet} {name}")


def set_area(parts: Parts, table: Table, area: Area) -> None:
    """Gives a table other bounds, and its filter with it."""
    root = parts.tree(table.part)
    root.set("ref", str(area))
    for auto_filter in root.findall(f"{Q}autoFilter"):
        auto_filter.set("ref", str(area._replace(bottom=area.bottom - table.totals)))
    parts.touch(table.part)
