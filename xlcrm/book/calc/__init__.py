"""Workbooks open in LibreOffice Calc. ``macros/calc`` is the part that runs inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.live.book import OpenBook

if TYPE_CHECKING:
    from xlcrm.book.calc.wire import Wire
    from xlcrm.book.live.standing import Standing


class CalcBook(OpenBook):
    """Adapter of the port for a workbook open in LibreOffice, at the other end of a wire."""

    def __init__(self, wire: Wire, command: str = "", standing: Standing | None = None) -> None:
        from xlcrm.book.calc.host import CalcHost

        super().__init__(CalcHost(wire), command, standing)
