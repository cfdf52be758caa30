"""Whether complaints were solved in time, for whole registers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.lists import calendar_of
from xlcrm.rules.complaints import Clock, pauses_of, solution_due
from xlcrm.rules.dates import Moment, day_of, kept
from xlcrm.rules.frames import Data
from xlcrm.rules.hours import ServiceHours
from xlcrm.rules.plain import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

ON_TIME, LATE, OPEN, OPEN_LATE = "按时解决", "超时解决", "处理中", "处理中且已超时"


@implements("R-075")
def solved_in_time(log: pd.DataFrame, data: Data, policy: Policy, as_of: date) -> pd.Series:
    """R-075 是否按时解决: for each complaint one of 按时解决, 超时解决, 处理中, 处理中且已超时.

    Deadlines as ``solution_due`` gives them, with the pauses of 投诉处理跟踪表 in ``data``. What was solved
    after ``as_of`` is still open then. Without a level there is no deadline to miss.

    >>> def at(times): return pd.to_datetime(times, format="mixed")
    >>> log = pd.DataFrame({"complaint_no": list("abcd"), "level": ["一般"] * 4,
    ...     "complaint_date": at(["2023-08-16"] * 4), "received_at": at(["2023-08-16 14:30"] * 4),
    ...     "solved_at": at(["2023-08-17 14:30", "2023-08-17 14:31", None, "2023-08-20"])})
    >>> solved_in_time(log, Data({}), Policy.default(), date(2023, 8, 18)).tolist()
    ['按时解决', '超时解决', '处理中且已超时', '处理中且已超时']
    """
    service = None
    if policy.word("sla.calendar") == "business":
        service = ServiceHours.of(policy, calendar_of(data))
    pauses = _marks(data["complaint_tracking"])
    states = []
    for row in rows(log):
        clock = Clock(service, pauses_of(pauses.get(row.text("complaint_no") or "", ())))
        base = row.moment("received_at") or row.moment("complaint_date")
        due = solution_due(base, row.text("level"), policy, clock)
        states.append(_state(row.moment("solved_at"), due.value if due else None, as_of))
    return pd.Series(states, index=log.index, dtype=object)


def _marks(steps: pd.DataFrame) -> Mapping[str, list[tuple[str | None, Moment | None]]]:
    """Pauses and resumptions by complaint."""
    marks: dict[str, list[tuple[str | None, Moment | None]]] = {}
    for row in rows(steps[steps["step"].isin(["暂停", "恢复"])]):
        number = row.text("complaint_no") or ""
        marks.setdefault(number, []).append((row.text("step"), row.moment("handled_at")))
    return marks


def _state(solved: Moment | None, due: Moment | None, as_of: date) -> str:
    if solved is not None and day_of(solved) <= as_of:
        return ON_TIME if due is None or kept(solved, due) else LATE
    end = datetime.combine(as_of, time(23, 59))
    return OPEN if due is None or kept(end, due) else OPEN_LATE
