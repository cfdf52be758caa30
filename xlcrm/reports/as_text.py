"""A report on a terminal, in columns that line up, and as data for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from unicodedata import combining, east_asian_width

from xlcrm.language import Language, traditional
from xlcrm.reports.report import Block, Cell, Format, Link, Report, Tile
from xlcrm.rules.dates import round_half_up

_RIGHT = frozenset({"int", "decimal", "money", "percent"})
_PLACES: Mapping[Format, int] = {"money": 2, "decimal": 1, "int": 0}
_WIDEST = 48
_GAP = "  "


def as_text(report: Report, language: Language = "zh-CN") -> str:
    r"""The report in plain lines, 繁體 on request; ends with a line break.

    >>> print(as_text(Report("x", "x", "月报", tiles=[Tile("投诉总量", 12, note="上月 9 起")])))
    月报
    ════
    投诉总量 12 (上月 9 起)
    <BLANKLINE>
    """
    text = "\n".join(_lines(report)) + "\n"
    return traditional(text) if language == "zh-TW" else text


def _lines(report: Report) -> Iterator[str]:
    yield report.title
    yield "═" * width(report.title)
    if report.subtitle:
        yield report.subtitle
    widest = max((width(field.label) for field in report.fields), default=0)
    for field in report.fields:
        yield f"{_padded(field.label, widest)}{_GAP}{shown(field.value, 'text')}".rstrip()
    for tile in report.tiles:
        yield _tile(tile)
    for block in report.blocks:
        yield ""
        yield from _table(block)
    if report.notes:
        yield ""
        yield from (f"· {note}" for note in report.notes)


def _tile(tile: Tile) -> str:
    note = f" ({tile.note})" if tile.note else ""
    return f"{tile.label} {shown(tile.value, tile.format) or '–'}{note}"


def _table(block: Block) -> Iterator[str]:
    if block.title:
        yield f"【{block.title}】"
    if block.note:
        yield block.note
    if not block.rows:
        yield block.empty
        return
    formats = [head.format for head in block.heads]
    cells = [[_cut(shown(cell, form)) for cell, form in zip(row, formats, strict=True)] for row in block.rows]
    heads = [head.header for head in block.heads]
    widths = [max(map(width, column)) for column in zip(heads, *cells, strict=True)]
    yield _row(heads, widths, formats)
    yield _GAP.join("─" * wide for wide in widths)
    for row in cells:
        yield _row(row, widths, formats)


def _row(cells: Sequence[str], widths: Sequence[int], formats: Sequence[Format]) -> str:
    parts = (
        _padded(cell, wide, right=form in _RIGHT)
        for cell, wide, form in zip(cells, widths, formats, strict=True)
    )
    return _GAP.join(parts).rstrip()


def width(text: str) -> int:
    """Columns of a terminal that a text takes: a Chinese character two, a combining mark none.

    >>> width("投诉TOP3"), width("é")
    (8, 1)
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, wide: int, *, right: bool = False) -> str:
    blanks = " " * (wide - width(text))
    return blanks + text if right else text + blanks


def _cut(text: str) -> str:
    """One line of at most so many columns; what is left out shows as an ellipsis."""
    line = " ".join(text.split())
    if width(line) <= _WIDEST:
        return line
    kept, room = "", _WIDEST - 1
    for character in line:
        room -= width(character)
        if room < 0:
            break
        kept += character
    return f"{kept}…"


def shown(value: Cell | Link, form: Format) -> str:
    """A value as the terminal shows it.

    >>> shown(5 / 12, "percent"), shown(0.25, "percent"), shown(1234.5, "money"), shown(12.0, "int")
    ('41.7%', '25%', '1,234.50', '12')
    """
    if value is None:
        return ""
    if isinstance(value, Link):
        return value.text
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float):
        return _number(value, form)
    return str(value)


def _number(value: float, form: Format) -> str:
    if form == "percent":
        return f"{round_half_up(value * 100, 1):,f}".removesuffix(".0") + "%"
    if form in _PLACES:
        return f"{round_half_up(value, _PLACES[form]):,f}"
    return f"{value:g}"


def as_json(report: Report) -> dict[str, object]:
    """The report as plain data: numbers stay numbers, days and times are ISO texts, links their texts.

    >>> as_json(Report("x", "x", "月报", tiles=[Tile("更新", date(2023, 9, 8), "date")]))["tiles"]
    [{'label': '更新', 'value': '2023-09-08', 'note': ''}]
    """
    return {
        "name": report.name,
        "sheet": report.sheet,
        "title": report.title,
        "subtitle": report.subtitle,
        "fields": [
            {"name": field.name, "label": field.label, "value": _plain(field.value)}
            for field in report.fields
        ],
        "tiles": [
            {"label": tile.label, "value": _plain(tile.value), "note": tile.note} for tile in report.tiles
        ],
        "tables": [_table_as_json(block) for block in report.blocks],
        "notes": list(report.notes),
    }


def _table_as_json(block: Block) -> dict[str, object]:
    names = [head.name for head in block.heads]
    return {
        "name": block.name,
        "title": block.title,
        "note": block.note,
        "headings": {head.name: head.header for head in block.heads},
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in block.rows],
    }


def _plain(value: Cell | Link) -> str | float | bool | None:
    if isinstance(value, Link):
        return value.text
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
