"""A sheet set up for A4: margins, foot line, as many pages long as it takes and one page wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_A4 = 9


def set_up(sheet: Worksheet, title: str, *, landscape: bool, pages_high: int = 0) -> None:
    """Set a sheet up for printing; ``pages_high`` 0 lets it run over as many pages as it takes."""
    setup = sheet.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = _A4
    setup.fitToWidth, setup.fitToHeight = 1, pages_high
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    foot = sheet.oddFooter
    assert foot is not None
    foot.left.text, foot.right.text = title.replace("&", "&&"), "第 &P 页 / 共 &N 页"
    foot.left.size = foot.right.size = 8
