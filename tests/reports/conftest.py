"""Tables of a workbook for reports: the manual's own rows, and a made-up company."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from xlcrm.actions.demonstration import history
from xlcrm.rules.frames import Data, frame
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Rows, Value
from xlcrm.tables.samples import SAMPLES

Tables = Mapping[str, Sequence[Mapping[str, Value]]]
TODAY = date(2024, 6, 30)


def data_of(tables: Tables) -> Data:
    """Typed frames of rows by table id."""
    frames = {}
    for name, rows in tables.items():
        table = TABLES[name]
        names = tuple(table.columns)
        headings = tuple(column.header for column in table.columns.values())
        cells = [(number, [row.get(each) for each in names]) for number, row in enumerate(rows, 2)]
        frames[name] = frame(Rows(table, table.sheet(), 1, 1, names, headings, cells))
    return Data(frames)


@pytest.fixture(scope="session")
def make_data() -> Callable[[Tables], Data]:
    return data_of


@pytest.fixture(scope="session")
def samples() -> Data:
    """The manual's own rows."""
    return data_of(SAMPLES)


@pytest.fixture(scope="session")
def company() -> Data:
    """Eighteen months of a made-up company, with sales chances, touches and tests besides."""
    tables = dict(history(TODAY))
    chances, log, touches = [], [], []
    stages = ("初次接触", "需求确认", "方案评估", "方案接受", "报价后", "谈判签约", "赢单")
    for n, customer in enumerate(tables["customer_master"][:60]):
        number, reached = f"SJ{n:03d}", n % len(stages) + 1
        who = customer["customer_id"]
        for at, stage in enumerate(stages[:reached]):
            log.append(
                {"opportunity_no": number, "stage": stage, "entered_date": date(2024, 1 + at % 6, 1 + n % 28)}
            )
        chances.append(
            {"opportunity_no": number, "customer_id": who, "stage": stages[reached - 1],
             "stage_date": date(2024, 6, 1), "competitor_touches": n % 4}
        )  # fmt: skip
        channel = ("展会", "广告", "电话", "微信")[n % 4]
        touches.append(
            {
                "customer_id": who,
                "touched_at": date(2024, 5, 1 + n % 28),
                "channel": channel,
                "converted": "是" if n % 3 else "否",
            }
        )
    tables |= {
        "opportunity": chances,
        "opportunity_stage_log": log,
        "touchpoint": touches,
        "ab_test": [
            {"test_no": "T1", "variant": "A", "content": "标题一", "sent_count": 200, "reply_count": 30, "start_date": date(2024, 5, 1)},
            {"test_no": "T1", "variant": "B", "content": "标题二", "sent_count": 200, "reply_count": 46, "start_date": date(2024, 5, 1)},
        ],
        "high_potential_check": [
            {"customer_id": tables["customer_master"][0]["customer_id"], "need_match": "是", "chain_clear": "是", "budget_ok": "是"}
        ],
    }  # fmt: skip
    return data_of(tables)
