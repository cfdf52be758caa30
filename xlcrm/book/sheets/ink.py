"""How each part of a report looks: one line a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from xlcrm.book import look
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.cell import Cell

    from xlcrm.book.sheets.spots import Role, Spot

Rule = Literal["none", "hair", "heading", "edge", "gap", "card"]
_HAIR = Side(style="thin", color=look.LINE)
_GAP = Side(style="thick", color=look.WHITE)


@dataclass(frozen=True)
class Ink:
    """Typeface, ground and rules of a role; ``across`` None follows the format of the value."""

    size: float = look.BODY
    color: str = look.INK
    bold: bool = False
    ground: str | None = None
    across: Literal["left", "right", "center"] | None = "left"
    down: Literal["top", "center", "bottom"] = "center"
    indent: int = 1
    wrap: bool = True
    rule: Rule = "none"


ROLES: Mapping[Role, Ink] = {
    "title": Ink(look.TITLE, look.WHITE, bold=True, ground=look.NAVY, wrap=False),
    "subtitle": Ink(color=look.NAVY, ground=look.HEAD),
    "label": Ink(color=look.NAVY, bold=True, ground=look.CARD, rule="hair"),
    "field": Ink(rule="hair"),
    "tile-label": Ink(look.SMALL, look.MUTED, ground=look.CARD, down="bottom", wrap=False, rule="card"),
    "tile": Ink(look.FIGURE, look.NAVY, bold=True, ground=look.CARD, wrap=False, rule="gap"),
    "tile-note": Ink(look.SMALL, look.MUTED, ground=look.CARD, down="top", rule="gap"),
    "block": Ink(look.HEADING, look.NAVY, bold=True, indent=0, wrap=False, rule="edge"),
    "head": Ink(color=look.NAVY, bold=True, ground=look.HEAD, across=None, indent=0, rule="heading"),
    "cell": Ink(across=None, indent=0, rule="hair"),
    "note": Ink(look.SMALL, look.MUTED, indent=0),
    "list": Ink(look.SMALL, look.MUTED, indent=0, wrap=False),
}


def dress(cell: Cell, spot: Spot) -> None:
    """Give a cell the look of its role, tone and format."""
    ink = ROLES[spot.role]
    linked = isinstance(spot.value, Link)
    cell.font = Font(
        name=look.FONT,
        size=ink.size,
        color=look.ACCENT if linked else _color(ink, spot),
        bold=ink.bold,
        underline="single" if linked else None,
    )
    ground = _ground(ink, spot)
    cell.fill = PatternFill("solid", fgColor=ground) if ground else PatternFill()
    across = ink.across or look.ALIGNED[spot.format]
    cell.alignment = Alignment(
        horizontal=across,
        vertical=ink.down,
        indent=ink.indent or int(across != "center" and spot.role in ("head", "cell")),
        wrap_text=ink.wrap and (across != "right" or spot.role == "head"),
        shrink_to_fit=spot.role == "tile",
    )
    cell.border = _border(ink.rule, spot)
    cell.number_format = number_format(spot)


def number_format(spot: Spot) -> str:
    """Format of a value; what people type as text stays text."""
    if spot.role not in ("cell", "tile", "field"):
        return "General"
    plain = look.NUMBERS[spot.format]
    return "@" if spot.typed and plain == "General" else plain


def _color(ink: Ink, spot: Spot) -> str:
    if spot.role == "tile" and spot.tone != "plain":
        return look.TONES[spot.tone][1]
    return look.MUTED if spot.role == "cell" and spot.tone == "muted" else ink.color


def _ground(ink: Ink, spot: Spot) -> str | None:
    if spot.typed:
        return look.TYPED
    if spot.role == "cell":
        return look.TONES[spot.tone][0] or (look.BAND if spot.banded else None)
    return ink.ground


def _border(rule: Rule, spot: Spot) -> Border:
    if rule == "hair":
        side = _HAIR if spot.typed else None
        return Border(top=None if spot.role == "cell" else _HAIR, bottom=_HAIR, left=side, right=side)
    if rule == "heading":
        return Border(bottom=Side(style="thin", color=look.NAVY))
    if rule == "edge":
        return Border(bottom=Side(style="medium", color=look.NAVY))
    if rule == "card":
        return Border(top=Side(style="thick", color=look.STRIPES[spot.tone]), left=_GAP, right=_GAP)
    return Border(left=_GAP, right=_GAP) if rule == "gap" else Border()
