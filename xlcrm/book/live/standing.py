"""What this process knows of open workbooks from earlier presses: the reports on their sheets, copies of them.

By the reports a sheet is turned into the one of a newer report instead of being drawn anew. Whoever has a copy of
the whole workbook need not make another one at each press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.live.images import page_lines

if TYPE_CHECKING:
    from pathlib import Path

    from xlcrm.book.sheets.drawn import Drawn

MOST = 40
"""Sheets, of whichever workbooks, that are known at a time."""


class Standing:
    """Pages by workbook (as its program tells it from every other one that was ever open) and title."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Drawn] = {}
        self._copies: dict[str, Path] = {}

    def copied(self, workbook: str, copy: Path) -> None:
        """A copy of a whole workbook was made."""
        self._copies[workbook] = copy

    def copy(self, workbook: str) -> Path | None:
        """The copy of a whole workbook that was made last and is still there."""
        copy = self._copies.get(workbook)
        return copy if copy is not None and copy.exists() else None

    def rest(self) -> None:
        """While nobody waits: tell the pages as they will be kept when they are changed."""
        for page in self._pages.values():
            page_lines(page)
            page.reckon()

    def put(self, workbook: str, page: Drawn) -> None:
        """The sheet of a report was put into a workbook."""
        place = (workbook, page.report.sheet)
        self._pages.pop(place, None)
        self._pages[place] = page
        while len(self._pages) > MOST:
            del self._pages[next(iter(self._pages))]

    def page(self, workbook: str, title: str, stamp: str) -> Drawn | None:
        """What stands there; None when it is not known, or something else by what is remembered of the sheet."""
        page = self._pages.get((workbook, title))
        return page if page is not None and page.stamp == stamp else None
