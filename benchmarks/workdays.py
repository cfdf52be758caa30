"""Working-day arithmetic, nanoseconds of CPU a row; budget: 100 for a column.

    python benchmarks/workdays.py --rows 1000000

Each round measures every way once, one after the other, so that a slow moment of the machine hits all of
them; the least of the rounds counts. `numpy.busday_offset` knows holidays but no days worked in exchange:
a yardstick, not a rival. `chinese_calendar` is asked day by day, on a thousandth of the rows.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

import chinese_calendar
import numpy as np

from xlcrm.rules.calendar import WorkCalendar

BUDGET = 100
ROUNDS = 7
STEP = 5


def by_the_day(days: list, count: int) -> list:
    """Working days added one calendar day at a time."""
    out = []
    for day in days:
        left = count
        while left:
            day += timedelta(days=1)
            left -= chinese_calendar.is_workday(day)
        out.append(day)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows

    calendar = WorkCalendar.seeded()
    first, last = np.datetime64("2015-01-01"), np.datetime64("2026-06-01")
    column = first + np.random.default_rng(7).integers(0, int((last - first).astype(int)), rows)
    few = column[: max(1, rows // 1000)].tolist()
    holidays = np.array([day for day, worked in calendar.exceptions() if not worked], dtype="datetime64[D]")
    busday = np.busdaycalendar(holidays=holidays)
    ways: dict[str, tuple[int, Callable[[], object]]] = {
        "add_all": (rows, lambda: calendar.add_all(column, STEP)),
        "shift_all": (rows, lambda: calendar.shift_all(column, "next_workday")),
        "add_working_days, cell by cell": (
            len(few),
            lambda: [calendar.add_working_days(day, STEP) for day in few],
        ),
        "numpy.busday_offset": (
            rows,
            lambda: np.busday_offset(column, STEP, roll="backward", busdaycal=busday),
        ),
        "chinese_calendar, day by day": (len(few), lambda: by_the_day(few, STEP)),
    }
    assert calendar.add_all(column[: len(few)], STEP).tolist() == by_the_day(few, STEP)

    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, (size, run) in ways.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], (time.process_time() - start) / size * 1e9)
    print(f"{rows} rows, {STEP} working days on, least of {ROUNDS} rounds")
    for name, spent in best.items():
        verdict = (
            ""
            if not name.endswith("_all")
            else "  kept"
            if spent <= BUDGET
            else f"  over the budget of {BUDGET}"
        )
        print(f"{spent:12,.1f} ns/row  {name}{verdict}")


if __name__ == "__main__":
    main()
