"""The ribbon drawn from its XML: ``python -m xlcrm.book.addin.picture docs/pictures/ribbon.svg``.

Icons are drawn after the meaning of Excel's own, not copied from them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from defusedxml import ElementTree

from xlcrm.book.addin.ribbon import NAMESPACE
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

_INK, _GREEN, _GREY = "#333333", "#107c41", "#767676"
_TOP, _BODY, _HEIGHT, _PAD = 34, 36, 146, 10
_LARGE, _ROW = 64, 26
_NEIGHBOURS = ("文件", "开始", "插入", "数据", "审阅", "视图")

# 24 × 24, stroked
_ICONS = {
    "DataValidation": "M3 4h18v16h-18z M3 9h18 M9 4v16 M12 14l2.5 3 4-5",
    "CalculateNow": "M5 3h14v18h-14z M8 6h8v3h-8z M8 13h1 M12 13h1 M16 13h0 M8 17h1 M12 17h1 M16 17h0",
    "ClearFormats": "M4 15l9-10 7 6-8 9h-5z M9 10l7 6 M12 20h9",
    "AutoCorrect": "M4 20l1-5 11-11 4 4-11 11z M14 6l4 4",
    "FunctionsDateTimeInsertGallery": "M3 5h18v16h-18z M3 10h18 M8 3v4 M16 3v4 M12 13v4h4",
    "ReviewShowAllComments": "M3 4h13v9h-7l-3 3v-3h-3z M18 8h3v9h-3v3l-3-3h-6",
    "ControlProperties": "M4 6h16 M4 12h16 M4 18h16 M9 4v4 M15 10v4 M7 16v4",
    "ChartTypeColumnInsertGallery": "M4 3v18h17 M8 20v-7h2v7 M13 20v-12h2v12 M18 20v-5h2v5",
    "PivotChartInsert": "M3 17a9 9 0 0 1 18 0z M12 17l5-6 M6 14l1 0 M12 10v1 M18 14l-1 0",
    "Undo": "M9 5l-5 5 5 5 M4 10h10a5.5 5.5 0 0 1 0 11h-4",
    "Help": "M12 3a9 9 0 1 0 0.1 0z M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4 M12 17.5v.5",
}
_UNKNOWN_ICON = "M4 4h16v16h-16z M4 4l16 16 M20 4l-16 16"


class _Drawn(NamedTuple):
    """A piece of SVG and how wide it is."""

    svg: str
    width: float


def ribbon_svg(xml: str) -> str:
    """SVG of the tab that the ribbon ``xml`` describes."""
    tab = ElementTree.fromstring(xml).find(f".//{{{NAMESPACE}}}tab")
    if tab is None:
        raise ValueError("the ribbon has no tab")
    groups, width = [], float(_PAD)
    for group in tab:
        drawn = _group(group, width)
        groups.append(drawn.svg)
        width += drawn.width
    names = [*_NEIGHBOURS, tab.get("label", "")]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + _PAD:g}" height="{_HEIGHT}"'
            f' viewBox="0 0 {width + _PAD:g} {_HEIGHT}" font-size="12" stroke="none"'
            ' font-family="Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif">',
            f"<title>功能区选项卡 {escape(names[-1])}（按 macros/ribbon.xml 绘制，图标为示意）</title>",
            '<rect width="100%" height="100%" fill="#f3f3f3"/>',
            f'<rect x="4" y="{_BODY}" width="{width + _PAD - 8:g}" height="{_HEIGHT - _BODY - 4}"'
            ' rx="6" fill="#ffffff" stroke="#e1e1e1"/>',
            *_tabs(names),
            *groups,
            "</svg>",
            "",
        ]
    )


def _tabs(names: Iterable[str]) -> Iterable[str]:
    *others, ours = names
    at = float(_PAD + 6)
    for name in (*others, ours):
        wide = _width(name)
        mine = name == ours
        yield _text(name, at + wide / 2, _TOP - 12, _GREEN if mine else _INK, bold=mine)
        if mine:
            yield f'<rect x="{at:g}" y="{_TOP - 6}" width="{wide:g}" height="3" rx="1.5" fill="{_GREEN}"/>'
        at += wide + 22


def _group(group: Element, left: float) -> _Drawn:
    svg, at = [], left + 6
    column: list[Element] = []
    for button in [*group, None]:
        if button is not None and button.get("size") != "large":
            column.append(button)
            continue
        for start in range(0, len(column), 3):
            drawn = _column(column[start : start + 3], at)
            svg.append(drawn.svg)
            at += drawn.width
        column = []
        if button is not None:
            drawn = _large(button, at)
            svg.append(drawn.svg)
            at += drawn.width
    label = group.get("label", "")
    wide = max(at + 6 - left, _width(label) + 16)
    svg.append(_text(label, left + wide / 2, _HEIGHT - 14, _GREY))
    line = f"M{left + wide:g} {_BODY + 10}V{_HEIGHT - 14}"
    svg.append(f'<path d="{line}" stroke="#e1e1e1"/>')
    return _Drawn("\n".join(svg), wide)


def _large(button: Element, left: float) -> _Drawn:
    wide = max(_LARGE, _width(button.get("label", "")) + 12)
    middle = left + wide / 2
    icon = _icon(button.get("imageMso", ""), middle - 16, _BODY + 12, 32)
    return _Drawn(_tip(button, icon + _text(button.get("label", ""), middle, _BODY + 64, _INK)), wide)


def _column(buttons: list[Element], left: float) -> _Drawn:
    svg = []
    for row, button in enumerate(buttons):
        top = _BODY + 8 + row * _ROW
        label = button.get("label", "")
        text = _text(label, left + 28 + _width(label) / 2, top + 15, _INK)
        svg.append(_tip(button, _icon(button.get("imageMso", ""), left + 4, top + 1, 18) + text))
    widest = max(_width(button.get("label", "")) for button in buttons)
    return _Drawn("\n".join(svg), widest + 40)


def _tip(button: Element, drawn: str) -> str:
    return f"<g><title>{escape(button.get('screentip', ''))}</title>{drawn}</g>"


def _icon(name: str, left: float, top: float, size: float) -> str:
    shape = _ICONS.get(name, _UNKNOWN_ICON)
    return (
        f'<path d="{shape}" transform="translate({left:g} {top:g}) scale({size / 24:.4g})" fill="none"'
        f' stroke="{_GREEN}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _text(words: str, middle: float, baseline: float, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{middle:g}" y="{baseline:g}" text-anchor="middle"'
    return f'<text {place} fill="{colour}"{weight}>{escape(words)}</text>'


def _width(words: str) -> float:
    """Width of a label in 12 px type: a Chinese character is a square."""
    return sum(7 if character.isascii() else 12 for character in words)


def main(arguments: list[str]) -> None:
    """Draw ``macros/ribbon.xml`` into the file named."""
    xml = (shipped("macros") / "ribbon.xml").read_text(encoding="utf-8")
    Path(arguments[0]).write_text(ribbon_svg(xml), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
