"""What is wrong with what people typed: rows in, problems out. Plain Python, no pandas.

>>> from datetime import date
>>> from xlcrm.policy import Policy
>>> list(check_tables({}, Policy.default(), date(2023, 9, 1)))
[]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from xlcrm.checks.context import Context
from xlcrm.checks.engine import run
from xlcrm.checks.fixes import Fix, fixes
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.tables.rows import Rows

if TYPE_CHECKING:
    from xlcrm.rules.calendar import WorkCalendar

__all__ = ["Fix", "check_tables", "fixes"]


def check_tables(
    tables: Mapping[str, Rows],
    policy: Policy,
    today: date,
    *,
    calendar: WorkCalendar | None = None,
) -> Iterator[Problem]:
    """Problems of a workbook's tables by id; the rows of each table are run through once.

    ``today`` is the last day that a fact may bear; ``calendar`` counts working days, by default as published
    and as the workbook's 节假日表 has it.
    """
    yield from run(Context(policy, today, frozenset(tables), calendar), tables)
