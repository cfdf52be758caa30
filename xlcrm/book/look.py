"""Colours, typefaces and measures of every sheet we make: one place, so that all of them look alike.

The palette of charts is Okabe and Ito's, which people with any colour vision tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

    from xlcrm.reports.report import Format, Tone

FONT = "微软雅黑"
"""Ships with Excel on Windows and macOS and with WPS; other systems put their own Chinese typeface."""

BODY = 10
SMALL = 9
HEADING = 12
TITLE = 18
FIGURE = 20

INK = "1F2933"
"""Text."""
MUTED = "6B7785"
"""Notes, labels, what stands behind."""
NAVY = "1F3A5F"
"""Title band, headings."""
ACCENT = "2F6DB5"
"""Links and rules."""
WHITE = "FFFFFF"
BAND = "F6F8FB"
"""Every second row."""
HEAD = "DFE8F3"
"""Behind headings."""
LINE = "D5DCE6"
"""Hair lines between cells."""
CARD = "F1F5FA"
"""Behind a figure to be seen from afar."""
TYPED = "FFF8DC"
"""Cells in which people write."""
REQUIRED = "FFEFCF"
"""Heading of a column that must be filled."""
COMPUTED = "E4E8ED"
"""Heading of a column that xlcrm fills."""
OURS = "F3F5F8"
"""Cells of such a column."""
OVERDUE = "F9D9CF"
DUE_TODAY = "FFECB8"

TONES: Mapping[Tone, tuple[str | None, str]] = {
    "plain": (None, INK),
    "good": ("E1F2EC", "00664A"),
    "warn": (REQUIRED, "7A5200"),
    "bad": ("FBE2D8", "9C3500"),
    "muted": (COMPUTED, MUTED),
}
"""Ground and ink of each tone; the word in the cell says the same as its colour."""

STRIPES: Mapping[Tone, str] = {
    "plain": ACCENT,
    "good": "009E73",
    "warn": "E69F00",
    "bad": "D55E00",
    "muted": "A9B4C0",
}
"""Stripe over a tile."""

SERIES = ("0072B2", "E69F00", "009E73", "CC79A7", "56B4E9", "D55E00", "8C8C8C", "F0E442")

NUMBERS: Mapping[Format, str] = {
    "text": "General",
    "longtext": "General",
    "link": "General",
    "int": "#,##0",
    "decimal": "#,##0.0",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
ALIGNED: Mapping[Format, str] = {
    "text": "left",
    "longtext": "left",
    "link": "left",
    "int": "right",
    "decimal": "right",
    "money": "right",
    "percent": "right",
    "date": "center",
    "datetime": "center",
}

GUTTER = 1.6
"""Width of the empty first column of a report."""
LANES = 12
LANE = 11.6
"""A report's page is so many columns of this width: A4 landscape at about its own size."""
PORTRAIT_LANES = 8
ROW = 19.5
"""Height of a row that holds one line, in points."""
LINE_HEIGHT = 16.0
"""What each further line adds."""
CHART_ROWS = 12
FROZEN_AT_MOST = 9
"""Headings further down than this are not frozen: too little of the sheet would be left to scroll."""


def plain(workbook: Workbook) -> None:
    """Let the workbook's own typeface be ours: widths of columns are counted in its digits."""
    normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]  # noqa: SLF001 - the only way to it
    normal.font = type(normal.font)(name=FONT, size=BODY, color=INK)
    workbook._fonts[0] = normal.font  # type: ignore[attr-defined]  # noqa: SLF001 - cells without a style
