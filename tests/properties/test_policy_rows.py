"""Rows of the 策略参数表: every parameter as it is shown is taken, one that is wrong is told at its row alone."""

from __future__ import annotations

import pytest

from xlcrm.policy import Policy, SheetRow

SHOWN = [
    SheetRow("custom", view.name, view.value, None, row)
    for row, view in enumerate(Policy.default().all(), 2)
    if "*" not in view.name
]
WRONG = [
    pytest.param({"value": "火星#"}, {"count", "hours", "share", "number", "flag", "interval", "moment"}, id="no value"),
    pytest.param({"value": -1}, {"count", "hours"}, id="below nothing"),
    pytest.param({"parameter": "没有.这个"}, None, id="no parameter"),
    pytest.param({"profile": "没有"}, None, id="no profile"),
]  # fmt: skip


def test_every_parameter_is_taken_as_it_is_shown() -> None:
    policy, faults = Policy.load(sheet_rows=SHOWN)
    assert faults == []
    assert all(policy.text(row.parameter) == Policy.default().text(row.parameter) for row in SHOWN)


@pytest.mark.parametrize(("change", "kinds"), WRONG)
def test_one_wrong_row_is_told_at_its_row_and_no_other(
    change: dict[str, object], kinds: set[str] | None
) -> None:
    told = 0
    for at, row in enumerate(SHOWN):
        if kinds is not None and Policy.default().explain(row.parameter).kind not in kinds:
            continue
        _, faults = Policy.load(sheet_rows=[*SHOWN[:at], row._replace(**change), *SHOWN[at + 1 :]])
        assert [fault.row for fault in faults] == [row.row], row
        told += 1
    assert told
