"""What people typed on a report, carried over to the report made anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from xlcrm.reports.report import Block, Cell, Link, Report
from xlcrm.tables.rows import Value

FIELDS = ""
"""Name under which the labelled lines stand among the blocks."""

EARLIER = "earlier"
"""Block that keeps the labelled lines of earlier months, one row each."""

Typed = Mapping[str, Mapping[tuple[str, ...], Mapping[str, Value]]]


def carried(report: Report, typed: Typed) -> Report:
    """The report with typed cells as they were; a record that is gone takes what was typed with it.

    Where the first labelled line names what the report is about (报告周期), lines typed for another month
    are not taken over: they move into the block ``EARLIER``, and come back with their month.
    """
    lines, earlier = _lines(report, typed)
    return replace(
        report,
        fields=[replace(f, value=_cell(lines[f.name])) if f.typed and f.name in lines else f for f in report.fields],
        blocks=[
            _kept(block, earlier) if block.name == EARLIER else _block(block, typed.get(block.name, {}))
            for block in report.blocks
        ],
    )


def _lines(report: Report, typed: Typed) -> tuple[Mapping[str, Value], Mapping[str, Mapping[str, Value]]]:
    """Typed lines of this report, and those of others by what they are about."""
    lines = typed.get(FIELDS, {}).get((), {})
    earlier = {key[0]: cells for key, cells in typed.get(EARLIER, {}).items()}
    if not report.fields or report.fields[0].typed:
        return lines, earlier
    subject = report.fields[0]
    here, there = key_text(subject.value), lines.get(subject.name)
    if there is not None and key_text(_cell(there)) != here:
        written = {f.name: lines[f.name] for f in report.fields if f.typed and f.name in lines}
        earlier |= {key_text(_cell(there)): written} if written else {}
        lines = earlier.get(here, {})
    return lines, {about: cells for about, cells in earlier.items() if about != here}


def _kept(block: Block, earlier: Mapping[str, Mapping[str, Value]]) -> Block:
    """The block with a row for each earlier month, the newest first."""
    names = [head.name for head in block.heads[1:]]
    told = sorted(earlier.items(), key=lambda item: _places(item[0]), reverse=True)
    return replace(block, rows=[[about, *(_cell(cells.get(name)) for name in names)] for about, cells in told])


def _places(about: str) -> list[int]:
    """Numbers in a text: 2024年10月 stands after 2024年9月."""
    return [int(number) for number in re.findall(r"\d+", about)]


def _block(block: Block, typed: Mapping[tuple[str, ...], Mapping[str, Value]]) -> Block:
    if not typed or not block.key:
        return block
    at = [n for n, head in enumerate(block.heads) if head.name in block.key]
    order = [block.heads[n].name for n in at]
    rows = []
    for row in block.rows:
        texts = {name: key_text(row[n]) for name, n in zip(order, at, strict=True)}
        kept = typed.get(tuple(texts[name] for name in block.key), {})
        rows.append([_taken(head.typed, head.name, kept, cell) for head, cell in zip(block.heads, row, strict=True)])
    return replace(block, rows=rows)


def _taken(typed: bool, name: str, kept: Mapping[str, Value], cell: Cell | Link) -> Cell | Link:
    return _cell(kept[name]) if typed and name in kept else cell


def _cell(value: Value) -> Cell:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def key_text(value: Cell | Link) -> str:
    """A part of a key as text, the same whether it was just computed or read from a cell.

    >>> key_text(12.0), key_text(Link("2023001", "客户信息总表", "A2")), key_text(datetime(2023, 9, 8))
    ('12', '2023001', '2023-09-08')
    """
    if isinstance(value, Link):
        value = value.text
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


