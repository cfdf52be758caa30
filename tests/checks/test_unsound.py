"""A cell whose content is wrong in itself is told once: what would only follow from it is left unsaid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from xlcrm.problems.record import Problem
from xlcrm.tables.rows import CellError

WRONG = [
    pytest.param("commitment", {"kept_date": CellError("#N/A")}, ["error-value"], id="kept on #N/A"),
    pytest.param("commitment", {"kept_date": "2024–"}, ["date-digits-lost"], id="kept on half a day"),
    pytest.param("commitment", {"kept_date": None}, ["promise-late", "overdue-unexplained"], id="not kept"),
    pytest.param("quote", {"valid_until": "改天"}, ["not-a-date"], id="valid until some day"),
    pytest.param("quote", {"valid_until": None}, ["quote-without-end"], id="valid for ever"),
    pytest.param("complaint_log", {"revisit_date": date(2024, 5, 21)}, ["in-future"], id="revisited tomorrow"),
    pytest.param("complaint_log", {"first_response_at": datetime(2024, 6, 1, 9)}, ["in-future"], id="answered in June"),
    pytest.param("contract", {"scan_filed": "火星"}, ["not-in-list"], id="a scan on Mars"),
    pytest.param("satisfaction_response", {"score": 11}, ["too-large"], id="more than any scale has"),
    pytest.param("satisfaction_response", {"score": 6}, ["score-range"], id="more than its scale has"),
    pytest.param("solution_proposal", {"customer_signed": "王经理", "product_lead": None}, ["required", "signature-missing"], id="a blank"),
    pytest.param("customer_master", {"contact_phone": None, "contact_email": CellError("#N/A")}, ["error-value"], id="mail on #N/A"),
    pytest.param("customer_master", {"contact_phone": None, "contact_email": None}, ["either-required"], id="no mail"),
    pytest.param("contract", {"amount": 1234567890123456}, ["digits-lost"], id="an amount of 16 digits"),
    pytest.param("contract", {"amount": 123456789012345}, [], id="an amount of 15 digits"),
    pytest.param("contract", {"amount": 4111111111111111}, ["bank-card", "digits-lost"], id="a card as an amount"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "change", "codes"), WRONG)
def test_a_cell_is_told_for_what_is_wrong_with_it(
    problems: Callable[..., list[Problem]], table: str, change: dict[str, Any], codes: list[str]
) -> None:
    assert [p.kind.code for p in problems(**{table: [change]}) if p.table == table and p.row == 2] == codes
