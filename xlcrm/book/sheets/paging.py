"""Where a printed report begins a new page, so that no chart is torn apart and no title stands alone at a foot.

Excel ignores such breaks on a sheet that is fitted to the page's width, hence the scale is reckoned here,
for the widest digits that a workbook's own typeface is likely to have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book import look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.book.sheets.spots import Layout

_A4 = (595.0, 842.0)
_MARGINS = (58.0, 80.0)
"""Left and right, top and bottom, in points."""
_POINTS_PER_UNIT = 6.5
_LEGIBLE = 68


def pages(page: Layout, landscape: bool) -> tuple[int, list[int]]:
    """Scale in percent and the rows that begin a page: few pages, and as large as these allow."""
    largest = _scale(page, landscape)
    least = min(largest, _LEGIBLE)
    bottom = max((last for _, last in page.units), default=0)
    highs = [0.0, *(page.heights.get(row, look.ROW) for row in range(1, max(bottom, 2) + 1))]
    tries = [
        (percent, _breaks(page.units, highs, landscape, percent)) for percent in range(largest, least - 1, -1)
    ]
    return min(tries, key=lambda one: (len(one[1]), -one[0]))


def _scale(page: Layout, landscape: bool) -> int:
    paper = _A4[1] if landscape else _A4[0]
    wide = (sum(page.grid.widths) + look.GUTTER) * _POINTS_PER_UNIT
    return max(30, min(100, int((paper - _MARGINS[0]) / wide * 100)))


def _breaks(
    units: Sequence[tuple[int, int]], highs: Sequence[float], landscape: bool, percent: int
) -> list[int]:
    """``highs`` are the heights of the rows, by their numbers."""
    paper = _A4[0] if landscape else _A4[1]
    capacity = (paper - _MARGINS[1]) * 100 / percent
    title = highs[1] + highs[2]
    used, done, out = 0.0, 1, list[int]()
    for first, last in units:
        for row in range(done, first - 1):  # rows that run on, over any number of pages
            high = highs[row]
            used = title + high if used + high > capacity else used + high
        used += sum(highs[max(done, first - 1) : first])
        done = first
        tall = sum(highs[first : last + 1])
        if used + tall > capacity and used > title:
            out.append(first)
            used = title
        used += tall
        done = last + 1
    return out
