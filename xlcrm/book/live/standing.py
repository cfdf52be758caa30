"""The reports that stand on sheets of open workbooks, as far as this process put them there.

By them a sheet is turned into the one of a newer report instead of being drawn anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlcrm.book.sheets.drawn import Drawn

MOST = 40
"""Sheets, of whichever workbooks, that are known at a time."""


class Standing:
    """Pages by workbook (as its program tells it from every other one that was ever open) and title."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Drawn] = {}

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
