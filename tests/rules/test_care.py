"""R-033, R-048, R-049, R-052, R-107, R-109, R-110, R-112, R-149, R-150, R-155, R-157."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.calendar import Entry
from xlcrm.rules.care import after_meeting, content_day, hot_lead, touch_dates, vip_step
from xlcrm.rules.dates import shown
from xlcrm.rules.key_dates import KeyDay, greeting_days, occurrence, send_date, timeline
from xlcrm.rules.promises import Promise, promise_state, second_offer_due, ticked_follow_up

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL, DECK = Policy.default(), Policy.of("deck")


def test_touches_of_an_a_customer_run_independently() -> None:
    last = {"上门拜访": DAY("2024-05-03"), "定制报告": DAY("2024-01-31")}
    found = {touch.matter: str(due.value) for touch, due in touch_dates("A类", last, DAY("2024-02-29"), DECK)}
    assert found == {"上门拜访": "2024-05-17", "定制报告": "2024-02-29", "高层战略会议": "2024-05-29"}


@pytest.mark.parametrize(
    ("every", "due"),
    [
        pytest.param("6 months", "2024-07-31", id="twice a year"),
        pytest.param("4 months", "2024-05-31", id="three times a year"),
    ],
)
def test_survey_of_c_customers(every: str, due: str) -> None:
    policy = DECK.with_values({"touch.C.survey": every})
    [(touch, found)] = touch_dates("C类", {"满意度调研": DAY("2024-01-31")}, DAY("2023-01-01"), policy)
    assert (touch.rule, str(found.value)) == ("R-033", due)


@pytest.mark.parametrize(
    ("kind", "day", "lead", "today", "due"),
    [
        pytest.param(
            "客户生日", "1990-06-03", None, "2024-05-10", "2024-05-31", id="three days before a birthday"
        ),
        pytest.param("客户生日", "1990-03-02", None, "2024-02-10", "2024-02-28", id="over a leap day"),
        pytest.param(
            "客户生日", "2000-02-29", None, "2025-01-10", "2025-02-25", id="29 February in another year"
        ),
        pytest.param("客户生日", "1990-01-02", None, "2024-12-20", "2024-12-30", id="over New Year"),
        pytest.param(
            "客户生日", "1990-05-10", None, "2024-05-10", "2024-05-07", id="the day itself is not past"
        ),
        pytest.param(
            "客户生日", "1990-05-09", None, "2024-05-10", "2025-05-06", id="yesterday comes again next year"
        ),
        pytest.param(
            "客户生日", "1990-06-03", 10, "2024-05-10", "2024-05-24", id="as many days ahead as typed"
        ),
        pytest.param(
            "合同到期日", "2024-06-30", None, "2024-05-10", "2024-05-31", id="a contract thirty days ahead"
        ),
        pytest.param(
            "合同到期日", "2024-05-09", None, "2024-05-10", None, id="a contract does not come again"
        ),
        pytest.param(
            "预算周期", "2023-07-01", None, "2024-05-10", "2024-06-01", id="the budget a month ahead"
        ),
        pytest.param(
            "公司周年庆", "2010-08-08", None, "2024-05-10", "2024-08-05", id="other days three days ahead"
        ),
    ],
)
def test_send_date(kind: str, day: str, lead: int | None, today: str, due: str | None) -> None:
    found = send_date(KeyDay(kind, DAY(day), lead=lead), DAY(today), MANUAL)
    assert (str(found.value) if found else None) == due


def test_a_lunar_date_is_renewed_by_hand() -> None:
    lunar = KeyDay("客户生日", DAY("2024-02-09"), lunar=True)
    assert occurrence(lunar, DAY("2024-02-09")) == DAY("2024-02-09")
    assert occurrence(lunar, DAY("2024-02-10")) is None


def test_days_of_one_holiday_are_greeted_once() -> None:
    days = [Entry(DAY(f"2024-10-0{n}"), "法定节假日", "国庆节") for n in range(1, 8)]
    days += [Entry(DAY("2024-10-12"), "调休上班", "国庆节"), Entry(DAY("2024-11-01"), "地区节日", "万圣节")]
    found = [(entry.name, str(due.value)) for entry, due in greeting_days(days, DAY("2024-09-01"), MANUAL)]
    assert found == [("国庆节", "2024-09-28"), ("万圣节", "2024-10-29")]
    assert [e.name for e, _ in greeting_days(days, DAY("2024-10-02"), MANUAL)] == ["万圣节"], (
        "the first day is past"
    )


def test_timeline_is_sorted_by_the_day_of_reminding() -> None:
    keys = [KeyDay("客户生日", DAY("1990-06-10"))]
    found = timeline(
        keys, [DAY("2024-06-30"), DAY("2024-08-09")], DAY("2023-07-01"), DAY("2024-05-10"), MANUAL
    )
    assert [(one.what, str(one.remind)) for one in found] == [
        ("合同到期日", "2024-05-31"),
        ("客户生日", "2024-06-07"),
        ("使用满 12 个月", "2024-07-01"),
    ], "2024-08-09 lies more than ninety days ahead"


def test_after_a_meeting() -> None:
    met = MOMENT("2024-05-10 16:30")
    assert [shown(due.value) for due in after_meeting(met, None, MANUAL).values()] == [
        "2024-05-11 16:30",
        "2024-05-13",
    ]


@pytest.mark.parametrize(
    ("touches", "step"),
    [
        pytest.param([("2024-05-10", "邮件")], ("电话", "2024-05-12"), id="the plan was mailed: call"),
        pytest.param(
            [("2024-05-10", "邮件"), ("2024-05-12", "电话")], ("上门拜访", None), id="called: visit"
        ),
        pytest.param([("2024-05-10", "邮件"), ("2024-05-14", "上门拜访")], None, id="visited: done"),
        pytest.param([("2024-05-10", "电话")], None, id="nothing was mailed"),
    ],
)
def test_vip_sequence(touches: list[tuple[str, str]], step: tuple[str, str | None] | None) -> None:
    found = vip_step([(DAY(day), method) for day, method in touches], MANUAL)
    if found is not None:
        method, due = found
        assert (method, str(due.value) if due else None) == step
    else:
        assert step is None


def test_likes_and_comments_are_hot() -> None:
    found = [hot_lead(DAY("2024-05-10"), kind, MANUAL) for kind in ("点赞", "评论", "浏览")]
    assert [str(one.value) if one else None for one in found] == ["2024-05-11", "2024-05-11", None]


@pytest.mark.parametrize(
    ("day", "last", "today", "due"),
    [
        pytest.param(10, None, "2024-05-02", "2024-05-10", id="this month"),
        pytest.param(10, "2024-05-01", "2024-05-02", "2024-06-10", id="sent this month: the next"),
        pytest.param(31, None, "2024-04-02", "2024-04-30", id="clamped to the month's end"),
        pytest.param(31, "2024-01-31", "2024-02-01", "2024-02-29", id="in February too"),
    ],
)
def test_content_day(day: int, last: str | None, today: str, due: str) -> None:
    policy = MANUAL.with_values({"content.day_of_month": day})
    assert str(content_day((last and DAY(last)) or None, DAY(today), policy).value) == due


def test_ticks_of_a_talk() -> None:
    due = ticked_follow_up(["3日内跟进", "转相关部门处理"], DAY("2024-05-10"), MANUAL)
    assert due is not None
    assert due.value == DAY("2024-05-13")
    assert ticked_follow_up(["定期回访"], DAY("2024-05-10"), MANUAL) is None


def test_potential_needs() -> None:
    due = second_offer_due(["复购", "功能升级"], MOMENT("2024-05-10 16:30"), MANUAL)
    assert due is not None
    assert (due.value, "复购、功能升级" in due.words) == (DAY("2024-05-13"), True)
    assert second_offer_due([], DAY("2024-05-10"), MANUAL) is None


@pytest.mark.parametrize(
    ("promise", "today", "said"),
    [
        pytest.param(
            Promise(DAY("2024-05-10")), "2024-05-10", ["承诺期限 2024-05-10"], id="due today is not late"
        ),
        pytest.param(
            Promise(DAY("2024-05-10")),
            "2024-05-11",
            ["承诺期限 2024-05-10，已迟 1 天"],
            id="a day late and open",
        ),
        pytest.param(
            Promise(DAY("2024-05-10"), DAY("2024-05-10")),
            "2024-05-11",
            ["告知客户已兑现; 2024-05-10 + 1 天 = 2024-05-11"],
            id="kept: the customer is told by the next day",
        ),
        pytest.param(
            Promise(DAY("2024-05-10"), DAY("2024-05-13"), DAY("2024-05-13")),
            "2024-05-14",
            ["迟 3 天兑现，须致歉并补偿"],
            id="kept late: amends",
        ),
        pytest.param(
            Promise(DAY("2024-05-10"), DAY("2024-05-13"), DAY("2024-05-13"), "代金券"),
            "2024-05-14",
            [],
            id="made up for",
        ),
    ],
)
def test_promises(promise: Promise, today: str, said: list[str]) -> None:
    assert [what.words for what in promise_state(promise, DAY(today), MANUAL)] == said
