"""What a press changes, as it was before: enough to take the press back, and no copy of the whole workbook.

A copy of a workbook that is open and changed takes LibreOffice seconds. It is made before the first write since the
workbook was opened; each later press keeps the cells, fills and report sheets that it is about to change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlcrm.book.memory import Memory, read_value, written
from xlcrm.book.port import Found
from xlcrm.book.sheets import layout, scratch
from xlcrm.book.sheets.drawn import Drawn, text
from xlcrm.reports.as_lines import report_of
from xlcrm.reports.as_lines import told as as_lines
from xlcrm.reports.carry import carried

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlcrm.book.editor import Reading
    from xlcrm.book.run import Column, Touched
    from xlcrm.ooxml import Cell, Table
    from xlcrm.reports.carry import Typed
    from xlcrm.reports.report import Report
    from xlcrm.tables.rows import Rows, Value

_FACTS, _REPORT = "before.json", "report-{}.json"


@dataclass
class Images:
    """Cells and fills by sheet, report sheets by title, what was remembered, titles in the order of the tabs."""

    values: dict[str, dict[Cell, Value]] = field(default_factory=dict)
    fills: dict[str, dict[Cell, str | None]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    remembered: list[Value] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, touched: Touched, now: Reading) -> Images:
        """Of the cells that a run is about to write, as they still are."""
        images = cls(titles=now.sheets)
        for sheet, cells in _cells(touched.values.values()).items():
            images.values[sheet] = now.values(sheet, cells)
        for sheet, cells in _cells(touched.fills.values()).items():
            images.fills[sheet] = now.fill_of(sheet, cells)
        return images

    def packed(self) -> bytes:
        """As a file."""
        facts = {
            "values": {sheet: _listed(cells, written) for sheet, cells in self.values.items()},
            "fills": {sheet: _listed(cells, str) for sheet, cells in self.fills.items()},
            "remembered": self.remembered,
            "titles": self.titles,
            "reports": list(self.reports),
        }
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_FACTS, json.dumps(facts, ensure_ascii=False))
            for number, lines in enumerate(self.reports.values()):
                archive.writestr(_REPORT.format(number), lines)
        return out.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> Images:
        """The reverse of ``packed``."""
        with ZipFile(BytesIO(content)) as archive:
            facts = json.loads(archive.read(_FACTS))
            reports = {
                title: archive.read(_REPORT.format(number)).decode()
                for number, title in enumerate(facts["reports"])
            }
        return cls(
            {sheet: _found(cells, read_value) for sheet, cells in facts["values"].items()},
            {sheet: _found(cells, str) for sheet, cells in facts["fills"].items()},
            reports,
            facts["remembered"],
            facts["titles"],
        )


def as_it_stands(page: Drawn, typed: Typed) -> str:
    """The report of a sheet with what people typed on it since, for ``Images.reports``."""
    report = page.report
    if not any(head.typed for block in report.blocks for head in block.heads) and not report.fields:
        return page_lines(page)
    return as_lines(carried(_untyped(report), typed))


def page_lines(page: Drawn) -> str:
    """The report of a page; made once."""
    if "_lines" not in page.__dict__:
        page.__dict__["_lines"] = as_lines(page.report)
    return str(page.__dict__["_lines"])


def _untyped(report: Report) -> Report:
    blocks = [
        replace(
            block,
            rows=[
                [None if head.typed else value for head, value in zip(block.heads, row, strict=True)]
                for row in block.rows
            ],
        )
        for block in report.blocks
    ]
    return replace(
        report, blocks=blocks, fields=[replace(one, value=None) if one.typed else one for one in report.fields]
    )


class BeforeImages:
    """Images as ``editor.EarlierBook``."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self.package = _Package(images)
        self.memory = Memory.of(images.remembered)

    def found(self) -> Found:
        """No tables: rows that came or went are told by the run itself."""
        return Found()

    def read(self, table: str) -> Rows:
        """KeyError, as there are none."""
        return self.found().tables[table]

    def sheet_rows(self, title: str) -> list[tuple[int, list[Value]]]:
        """Rows of a report sheet with values from column A on."""
        return self.package.sheet_rows(title)


class _Package:
    """As ``editor.Earlier``; states are plain values."""

    values_only = True

    def __init__(self, images: Images) -> None:
        self._images = images

    @property
    def sheets(self) -> list[str]:
        """Titles in the order of the tabs."""
        return self._images.titles

    def tables(self, _sheet: str) -> list[Table]:
        """None are kept."""
        return []

    def values(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Value]:
        """What the cells held; what was not kept was blank, as the cells of added rows are."""
        known = self._images.values.get(sheet, {})
        return {cell: known.get(cell) for cell in cells}

    def cell_state(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Value]:
        """Values."""
        return self.values(sheet, cells)

    def fill_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells that were coloured."""
        known = self._images.fills.get(sheet, {})
        return {cell: known[cell] for cell in cells if cell in known}

    def look_of(self, _sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """No look but fills was changed, so all are the same."""
        return dict.fromkeys(cells, "")

    def _report(self, title: str) -> Report:
        return report_of(self._images.reports[title])

    def sheet_bytes(self, name: str) -> bytes:
        """A report sheet drawn as it was."""
        return scratch(self._report(name))

    def sheet_rows(self, title: str) -> list[tuple[int, list[Value]]]:
        """What stood on a report sheet."""
        rows: dict[int, list[Value]] = {}
        for spot in layout(self._report(title)).spots:
            values = rows.setdefault(spot.row, [])
            values += [None] * (spot.column - len(values))
            values[spot.column - 1] = text(spot.value)
        return sorted(rows.items())


def _cells(columns: Iterable[Column]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for column in columns:
        found.setdefault(column.sheet, []).extend((row, column.number) for row in column.digests)
    return found


def _listed(cells: Mapping[Cell, Any], told: Any) -> list[list[Any]]:
    return [[*cell, None if value is None else told(value)] for cell, value in cells.items()]


def _found(cells: Sequence[Sequence[Any]], read: Any) -> dict[Cell, Any]:
    return {(row, column): None if value is None else read(value) for row, column, value in cells}
