"""Fills of cells in Excel, told and given back in the words of ``ooxml``: ``RRGGBB``, None, or a theme colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book.live.native import native, set_native
from xlcrm.ooxml.address import a1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import xlwings

    from xlcrm.ooxml.address import Cell

_SOLID, _NONE = 1, -4142
_LONGEST = 250
"""Characters of an address that Excel takes at once."""
_THEME = (
    '<fill xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><patternFill patternType="solid">'
    '<fgColor theme="{theme}"{tint}/></patternFill></fill>'
)
_THEMED = re.compile(r'patternType="solid".*<fgColor(?=[^>]* theme="(\d+)")(?:[^>]* tint="([-.\de]+)")?')


_RGB = re.compile("[0-9A-Fa-f]{6}")


def known(fill: str | None) -> bool:
    """True for a fill that can be given back."""
    return fill is None or bool(_RGB.fullmatch(fill) or _THEMED.search(fill))


class Fills:
    """Fills on one sheet."""

    def __init__(self, sheet: xlwings.Sheet) -> None:
        self._sheet = sheet

    def of(self, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells; what could not be given back (hatched, shaded) is left out."""
        found: dict[Cell, str | None] = {}
        for row, column, height in _runs(cells):
            self._look(row, column, height, found)
        return found

    def _look(self, row: int, column: int, height: int, found: dict[Cell, str | None]) -> None:
        """A run of cells at once where they all look alike, else its halves."""
        part = self._sheet.range((row, column), (row + height - 1, column))
        pattern = native(native(part.api, "Interior"), "Pattern")
        if pattern is None and height > 1:
            self._look(row, column, height // 2, found)
            self._look(row + height // 2, column, height - height // 2, found)
        elif pattern in (None, _NONE, _SOLID):
            fill = None if pattern == _NONE else _told(part)
            found.update({(row + down, column): fill for down in range(height)})

    def put(self, fills: Mapping[Cell, str | None]) -> None:
        """Give cells their fills, many of one look at once."""
        looks: dict[str | None, list[Cell]] = {}
        for cell, fill in fills.items():
            looks.setdefault(fill, []).append(cell)
        for fill, cells in looks.items():
            for address in _addresses(cells):
                self._put(self._sheet.range(address), fill)

    def _put(self, cells: xlwings.Range, fill: str | None) -> None:
        if fill is None:
            cells.color = None
        elif themed := _THEMED.search(fill):
            interior = native(cells.api, "Interior")
            set_native(interior, "ThemeColor", int(themed[1]) + 1)
            set_native(interior, "TintAndShade", float(themed[2] or 0))
        else:
            cells.color = (int(fill[:2], 16), int(fill[2:4], 16), int(fill[4:], 16))


def _told(cells: xlwings.Range) -> str | None:
    interior = native(cells.api, "Interior")
    theme = native(interior, "ThemeColor")
    if theme is not None and theme > 0:
        tint = native(interior, "TintAndShade") or 0
        return _THEME.format(theme=int(theme) - 1, tint=f' tint="{tint}"' if tint else "")
    colour = cells.color
    return None if colour is None else "{:02X}{:02X}{:02X}".format(*colour)


def _runs(cells: Iterable[Cell]) -> Iterator[tuple[int, int, int]]:
    """Cells as upright runs: first row, column, height."""
    start: tuple[int, int] | None = None
    height = 0
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if start is not None and (row, column) == (start[0] + height, start[1]):
            height += 1
            continue
        if start is not None:
            yield *start, height
        start, height = (row, column), 1
    if start is not None:
        yield *start, height


def _addresses(cells: Iterable[Cell]) -> Iterator[str]:
    """Addresses of many cells, each as long as Excel takes it."""
    address = ""
    for row, column, height in _runs(cells):
        part = a1(row, column) if height == 1 else f"{a1(row, column)}:{a1(row + height - 1, column)}"
        if len(address) + len(part) >= _LONGEST:
            yield address
            address = ""
        address = f"{address},{part}" if address else part
    if address:
        yield address
