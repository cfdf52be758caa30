"""计算依据: for every computed cell the rule, the profile and the sum in words, with a link to the cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from xlcrm.reports.report import Block, Cell, Head, Link, Report
from xlcrm.rules.reason import Reasoned

NAME = "reasons"
SHEET = "计算依据"
MOST = 20_000
"""Lines at most, so that the sheet stays one that Excel opens at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One computed cell: where it stands and why it holds what it holds. ``typed`` is what a person put."""

    sheet: str
    cell: str | None
    record: str
    header: str
    reasoned: Reasoned[object]
    typed: Cell = None


def reasons_report(lines: Collection[Line], today: date) -> Report:
    """One line a computed cell, in the order of the tables."""
    listed = list(islice(lines, MOST))
    return Report(
        NAME,
        SHEET,
        SHEET,
        subtitle=f"按 {today:%Y-%m-%d} 计算",
        blocks=[
            Block(
                NAME,
                "每个自动计算的单元格从哪里来",
                [
                    Head("sheet", "工作表", width=18),
                    Head("record", "记录", width=18),
                    Head("header", "列", width=16),
                    Head("cell", "单元格", "link", 10),
                    Head("value", "计算结果", width=16),
                    Head("typed", "人工填写（保留）", width=16),
                    Head("rules", "规则", width=14),
                    Head("profile", "方案", width=10),
                    Head("words", "算式", "longtext", 60),
                ],
                [_row(line) for line in listed],
                tones=["warn" if line.typed is not None else "plain" for line in listed],
                register=True,
                empty="没有自动计算的单元格。",
            )
        ],
        notes=[f"共 {len(lines)} 行，这里列出前 {MOST} 行。"] if len(lines) > MOST else [],
    )


def _row(line: Line) -> list[Cell | Link]:
    where = Link(line.cell, line.sheet, line.cell) if line.cell else Link("本表没有这一列")
    reasoned = line.reasoned
    return [
        line.sheet,
        line.record,
        line.header,
        where,
        _shown(reasoned.value),
        _shown(line.typed),
        "/".join(reasoned.rules),
        reasoned.profile,
        reasoned.words,
    ]


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
