"""Grades on summary sheets: A类, or A类高价值客户 where the policy wants the long label (C-057)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xlcrm.reports.report import Block, Cell, Head, Link, Report
from xlcrm.rules.grades import shown_grade
from xlcrm.tables import CustomerMaster, ValueGradeResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.policy import Policy

_GRADED = frozenset({CustomerMaster.grade, ValueGradeResult.value_grade, ValueGradeResult.current_grade})
_WIDE = 16


def with_labels(report: Report, policy: Policy) -> Report:
    """The report with its columns of grades as ``grade.display`` wants them; registers keep the short form."""
    if policy.word("grade.display") == "short":
        return report
    return replace(report, blocks=[_labelled(block, policy) for block in report.blocks])


def _labelled(block: Block, policy: Policy) -> Block:
    at = [place for place, head in enumerate(block.heads) if head.name in _GRADED]
    if not at:
        return block
    heads = [_widened(head) if place in at else head for place, head in enumerate(block.heads)]
    return replace(block, heads=heads, rows=[_row(row, at, policy) for row in block.rows])


def _widened(head: Head) -> Head:
    return replace(head, width=max(head.width or 0, _WIDE))


def _row(row: Sequence[Cell | Link], at: Sequence[int], policy: Policy) -> list[Cell | Link]:
    shown = list(row)
    for place in at:
        grade = shown[place]
        if isinstance(grade, str):
            shown[place] = shown_grade(grade, policy)
    return shown
