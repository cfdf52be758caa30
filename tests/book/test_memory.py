"""What is remembered about a workbook: read back as it was, small for many cells, older versions understood."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import date, datetime, time
from typing import Any

import pytest

from xlcrm.book.memory import NOTE, Memory, Remembered, row_keys, same
from xlcrm.tables import FollowupRecord
from xlcrm.tables.rows import CellError, Value

VALUES: dict[tuple[str, str, str], Value] = {
    ("customer_master", "2023001", "grade"): "A类",
    ("customer_master", "2023001", "next_followup_date"): date(2023, 9, 8),
    ("customer_master", "2023002", "grade"): "A类",
    ("customer_master", "#1", "last"): datetime(2023, 9, 8, 16, 30),
    ("order", "1", "share"): 0.25,
    ("order", "1", "count"): 12,
    ("order", "1", "done"): True,
    ("order", "1", "clock"): time(9, 30),
    ("order", "1", "wrong"): CellError("#N/A"),
    ("order", "2", "share"): 0.25,
}


def packed(known: dict[str, Any]) -> list[Value]:
    return [NOTE, "." + base64.b64encode(zlib.compress(json.dumps(known).encode())).decode()]


def test_everything_comes_back_with_its_type() -> None:
    memory = Memory(Remembered.of(VALUES), {"客户信息总表": {"A2": "FFFF00", "B2": None}}, {"首页": "digest"})
    back = Memory.of([*memory.cells()])
    assert back == memory
    assert dict(back.values) == VALUES
    assert [type(value) for value in dict(back.values).values()] == [
        type(VALUES[place]) for place in back.values
    ]


def test_the_same_memory_is_the_same_text_in_whatever_order_it_was_made() -> None:
    backwards = dict(reversed(VALUES.items()))
    assert Memory(VALUES).cells() == Memory(backwards).cells()


def test_version_one_is_understood() -> None:
    old = {
        "version": 1,
        "values": {"customer_master": {"2023001": {"grade": "sA类", "visits": "n3"}}},
        "marks": {},
        "reports": {"首页": "digest"},
    }
    memory = Memory.of(packed(old))
    assert dict(memory.values) == {
        ("customer_master", "2023001", "grade"): "A类",
        ("customer_master", "2023001", "visits"): 3,
    }
    assert memory.reports == {"首页": "digest"}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([], id="no sheet"),
        pytest.param([NOTE], id="nothing under the sentence"),
        pytest.param([NOTE, ".not base64!"], id="overwritten by hand"),
        pytest.param(packed({"version": 99, "marks": {}, "reports": {}}), id="of a version to come"),
        pytest.param(packed({"version": 2, "marks": {}, "reports": {}}), id="a part is missing"),
    ],
)
def test_what_makes_no_sense_is_as_good_as_nothing(cells: list[Value]) -> None:
    assert Memory.of(cells) == Memory()


def test_a_hundred_thousand_computed_cells_take_little_room() -> None:
    keys = [f"{2000 + n // 5000}{n % 5000:04d}\x1f2023-{n % 12 + 1:02d}-{n % 28 + 1:02d}\x1f电话" for n in range(100_000)]
    signals = {key: "积极" if n % 50 == 0 else "无" for n, key in enumerate(keys)}
    cells = Memory(Remembered({(FollowupRecord.id, FollowupRecord.signal): signals})).cells()
    assert sum(map(len, cells)) < 10 * len(keys)


def test_rows_that_share_a_key_or_have_none_are_told_apart_by_their_order() -> None:
    columns: dict[str, list[Value]] = {
        FollowupRecord.customer_id: ["2023001", "2023001", None, None, "2023002"],
        FollowupRecord.contact_date: [date(2023, 9, 8), datetime(2023, 9, 8), None, "", None],
    }
    first = "2023001\x1f2023-09-08"
    assert row_keys(FollowupRecord, columns, 5) == [first, f"{first}\x1f#2", "\x1f#1", "\x1f#2", "2023002\x1f"]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param(12, 12.0, True, id="whole number as float"),
        pytest.param(date(2023, 9, 8), datetime(2023, 9, 8), True, id="a day and its midnight"),
        pytest.param(date(2023, 9, 8), datetime(2023, 9, 8, 0, 1), False, id="a day and a minute after"),
        pytest.param(None, "", True, id="blank and empty text"),
        pytest.param("无", "无 ", False, id="another text"),
        pytest.param("12", 12, True, id="digits as text"),
    ],
)
def test_what_shows_the_same_is_the_same(one: Value, other: Value, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal
