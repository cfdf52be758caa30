"""R-092, R-093, R-145 … R-148, R-154, R-026: problems that customers report."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.dates import shown
from xlcrm.rules.issues import (
    common_to,
    department,
    immediate_due,
    issue_limits,
    reported_moment,
    suggestion_reply_due,
    thanks_for_suggestion,
    ticket_limit,
)
from xlcrm.rules.words import Words

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()
AT = MOMENT("2024-05-10 16:30")


@pytest.mark.parametrize(
    ("profile", "respond", "plan", "follow"),
    [
        pytest.param(
            "manual", "2024-05-11 16:30", None, None, id="the handbook: answered within a day, no more"
        ),
        pytest.param(
            "process",
            "2024-05-10 17:30",
            "2024-05-10 20:30",
            "2024-05-11 16:30",
            id="the process: 1, 4, 24 h",
        ),
        pytest.param("card", "2024-05-10 18:30", "2024-05-11 16:30", None, id="the card: 2 and 24 h"),
        pytest.param("deck", "2024-05-11 16:30", None, None, id="the deck falls back"),
        pytest.param(
            "strict", "2024-05-10 17:30", "2024-05-10 20:30", "2024-05-11 16:30", id="strict: the shortest"
        ),
    ],
)
def test_issue_limits(profile: str, respond: str, plan: str | None, follow: str | None) -> None:
    limits = issue_limits(AT, None, Policy.of(profile))
    found = [shown(due.value) if due else None for due in (limits.respond, limits.plan, limits.follow)]
    assert found == [respond, plan, follow]
    assert limits.revisit is None


def test_a_report_without_a_time_counts_in_days() -> None:
    assert reported_moment(DAY("2024-05-10"), "9:05") == MOMENT("2024-05-10 09:05")
    assert reported_moment(DAY("2024-05-10"), "下午") == DAY("2024-05-10")
    limits = issue_limits(DAY("2024-05-10"), None, MANUAL)
    assert limits.respond is not None
    assert limits.respond.value == DAY("2024-05-11")


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        pytest.param("P0", "2024-05-10 16:45", id="P0 taken up in 15 minutes"),
        pytest.param("P1", "2024-05-10 18:30", id="P1 handled in two hours"),
        pytest.param("其他", None, id="the others by level"),
        pytest.param(None, None, id="no priority"),
    ],
)
def test_tickets(priority: str | None, due: str | None) -> None:
    found = ticket_limit(priority, AT, MANUAL)
    assert (shown(found.value) if found else None) == due


@pytest.mark.parametrize(
    ("issue_class", "text", "where"),
    [
        pytest.param("产品", "系统数据同步延迟", "技术部", id="a fault, as in 表2 of the toolkit"),
        pytest.param("产品", "外观设计不好看", "产品部", id="a matter of design"),
        pytest.param("服务", "技术支持响应慢", "技术部", id="slow technical support"),
        pytest.param("服务", "", "客服部", id="service by its class"),
        pytest.param("价格", "", "销售部", id="a price"),
        pytest.param("其他", "没说清楚", "客服部", id="unclear goes to service"),
    ],
)
def test_department(issue_class: str, text: str, where: str) -> None:
    assert department(issue_class, text, MANUAL, Words()).value == where


def test_limits_of_resolutions() -> None:
    for rule in (suggestion_reply_due, immediate_due):
        found = rule(AT, MANUAL)
        assert found is not None
        assert shown(found.value) == "2024-05-11 16:30"
    thanks = thanks_for_suggestion(AT, MANUAL)
    assert thanks is not None
    assert thanks.value == DAY("2024-05-17")


def test_common_needs_count_each_customer_once() -> None:
    said = [("甲", "价格敏感"), ("甲", "价格敏感"), ("乙", "价格敏感")]
    assert common_to(said, MANUAL) == {}, "two customers are not enough"
    assert common_to([*said, ("丙", "价格敏感")], MANUAL) == {"价格敏感": ["甲", "乙", "丙"]}
