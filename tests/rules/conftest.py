"""Tables of a workbook from a few plain rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.frames import Data, of_columns
from xlcrm.rules.portfolio import Portfolio
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Value

Tables = Mapping[str, Sequence[Mapping[str, Value]]]


def data_of(tables: Tables) -> Data:
    """Typed frames; the first row of a table is row 2 of its sheet."""
    frames = {}
    for name, rows in tables.items():
        columns = {key: [row.get(key) for row in rows] for key in TABLES[name].columns}
        frames[name] = of_columns(TABLES[name], range(2, len(rows) + 2), columns)
    return Data(frames)


@pytest.fixture(scope="session")
def make_data() -> Callable[[Tables], Data]:
    return data_of


@pytest.fixture(scope="session")
def portfolio() -> Callable[..., Portfolio]:
    """``portfolio(tables, today, policy)``: the tables on a day."""

    def make(tables: Tables, today: date, policy: Policy | None = None) -> Portfolio:
        return Portfolio(data_of(tables), policy or Policy.default(), today, WorkCalendar.seeded())

    return make
