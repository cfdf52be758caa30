"""R-074 … R-078, R-080: complaints from the first call to the revisit."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.complaints import (
    Clock,
    emergency_due,
    escalation,
    first_response_due,
    pauses_of,
    responsible_fits,
    revisit_due,
    rung_too_long,
    solution_due,
    suggested_level,
)
from xlcrm.rules.dates import kept, shown
from xlcrm.rules.hours import service_hours
from xlcrm.rules.words import Words

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()
MAIL = MOMENT("2024-05-10 16:30")


@pytest.mark.parametrize(
    ("content", "level"),
    [
        pytest.param("收到服务器发现外观划痕", "一般", id="a scratch, as in 表7"),
        pytest.param("服务器宕机4小时,导致订单损失", "严重", id="down for four hours, as in 表7"),
        pytest.param("服务器宕机2小时", "一般", id="two hours exactly are ordinary"),
        pytest.param("服务器宕机2.5小时", "严重", id="a little more than two hours"),
        pytest.param("停机三个小时", "严重", id="hours in words"),
        pytest.param("系统中断一天", "严重", id="a day"),
        pytest.param("宕机半小时", "一般", id="half an hour"),
        pytest.param("系统无法使用", "严重", id="cannot be used, whatever the time"),
        pytest.param("客户数据泄露", "重大", id="leaked data"),
        pytest.param("已联系媒体，系统无法使用", "重大", id="the gravest word decides"),
        pytest.param("", None, id="blank"),
        pytest.param(None, None, id="missing"),
    ],
)
def test_suggested_level(content: str | None, level: str | None) -> None:
    found = suggested_level(content, MANUAL, Words())
    assert (found.value if found else None) == level


@pytest.mark.parametrize(
    ("received", "level", "due"),
    [
        pytest.param(DAY("2023-08-16"), "一般", "2023-08-17", id="ordinary: the next day, as in 表7"),
        pytest.param(DAY("2023-08-16"), "严重", "2023-08-18", id="serious: two days, as in 表7"),
        pytest.param(MAIL, "一般", "2024-05-11 16:30", id="ordinary by the clock"),
        pytest.param(MAIL, "重大", "2024-05-13 16:30", id="major: 72 hours"),
    ],
)
def test_solution_due(received: date, level: str, due: str) -> None:
    found = solution_due(received, level, MANUAL)
    assert found is not None
    assert shown(found.value) == due


def test_on_the_deadline_is_in_time() -> None:
    found = solution_due(MAIL, "一般", MANUAL)
    assert found is not None
    assert kept(MOMENT("2024-05-11 16:30"), found.value)
    assert not kept(MOMENT("2024-05-11 16:31"), found.value)


def test_no_level_or_date_gives_no_deadline() -> None:
    assert solution_due(MAIL, None, MANUAL) is None
    assert solution_due(None, "一般", MANUAL) is None
    assert emergency_due(MAIL, "严重", MANUAL) is None


def test_a_pause_moves_the_deadline_by_its_length() -> None:
    steps = [("暂停", MOMENT("2024-05-10 18:00")), ("恢复", MOMENT("2024-05-11 18:00")), ("接收安抚", MAIL)]
    found = solution_due(MAIL, "一般", MANUAL, Clock(None, pauses_of(steps)))
    assert found is not None
    assert shown(found.value) == "2024-05-12 16:30"
    assert "暂停 1 次" in found.words


def test_while_it_is_paused_there_is_no_deadline() -> None:
    steps = [("暂停", MOMENT("2024-05-10 18:00"))]
    assert solution_due(MAIL, "一般", MANUAL, Clock(None, pauses_of(steps))) is None


def test_a_second_pause_or_resumption_is_passed_over() -> None:
    at = [MOMENT(f"2024-05-10 {hour}:00") for hour in ("08", "09", "10", "11")]
    assert pauses_of(zip(("恢复", "暂停", "暂停", "恢复"), at, strict=True)) == ((at[1], at[3]),)


def test_the_clock_may_run_in_service_hours_only() -> None:
    business = MANUAL.with_values({"sla.calendar": "business"})
    clock = Clock(service_hours(business, WorkCalendar.seeded()))
    found = first_response_due(MAIL, "邮件", business, clock)
    assert found is not None
    assert shown(found.value) == "2024-05-11 09:30", "Saturday 05-11 is worked in exchange"


@pytest.mark.parametrize(
    ("profile", "channel", "due"),
    [
        pytest.param("manual", "邮件", "2024-05-10 18:30", id="the handbook: mail within two hours"),
        pytest.param("manual", "微信", "2024-05-10 18:30", id="messages too"),
        pytest.param("manual", "电话", None, id="of a call the handbook counts the rings"),
        pytest.param("toolkit", "电话", None, id="the toolkit says nothing of it"),
        pytest.param("deck", "邮件", "2024-05-10 17:00", id="the deck: half an hour"),
        pytest.param("deck", "电话", "2024-05-10 17:00", id="on every channel"),
        pytest.param("process", "邮件", "2024-05-10 17:30", id="the process: an hour"),
        pytest.param("card", "电话", "2024-05-10 18:30", id="the card: two hours on every channel"),
        pytest.param("strict", "邮件", "2024-05-10 17:00", id="strict: half an hour"),
    ],
)
def test_first_response(profile: str, channel: str, due: str | None) -> None:
    found = first_response_due(MAIL, channel, Policy.of(profile))
    assert (shown(found.value) if found else None) == due


def test_below_a_day_a_date_alone_lasts_to_its_end() -> None:
    found = first_response_due(DAY("2024-05-10"), "邮件", MANUAL)
    assert found is not None
    assert found.value == DAY("2024-05-10")


def test_rings_count_on_the_telephone_only() -> None:
    told = [(3, "电话"), (4, "电话"), (4, "邮件"), (None, "电话")]
    assert [rung_too_long(rings, channel, MANUAL) for rings, channel in told] == [False, True, False, False]


@pytest.mark.parametrize(
    ("level", "responsible", "fits"),
    [
        pytest.param("一般", "客服专员", True, id="ordinary: a clerk"),
        pytest.param("一般", "*主管", True, id="a higher post is always accepted"),
        pytest.param("严重", "客服专员", False, id="serious: a clerk is not enough"),
        pytest.param("严重", "*主管", True, id="serious: the supervisor, as in 表7"),
        pytest.param("严重", "技术支持", True, id="or technical support"),
        pytest.param("重大", "客服主管", False, id="major: not the supervisor"),
        pytest.param("重大", "总经理", True, id="major: the general manager"),
        pytest.param("重大", "李某", None, id="nobody can tell"),
        pytest.param(None, "总经理", None, id="no level"),
    ],
)
def test_responsible(level: str | None, responsible: str, fits: bool | None) -> None:
    assert responsible_fits(level, responsible, Words()) is fits


def test_the_post_of_a_person_stands_in_the_list() -> None:
    words = Words.of([{"list_name": "staff.客服主管", "value": "赵敏"}])
    assert responsible_fits("严重", "赵敏", words) is True
    assert responsible_fits("重大", "赵敏", words) is False


@pytest.mark.parametrize(
    ("level", "told", "granted", "up"),
    [
        pytest.param("重大", "", None, True, id="major goes up at once"),
        pytest.param("严重", "道歉+赔偿2万元", None, True, id="20000 is above the bound"),
        pytest.param("严重", "赔偿1万元", None, True, id="10000 itself reaches it"),
        pytest.param("严重", "赔偿9999元", None, False, id="9999 does not"),
        pytest.param("一般", "要求赔偿", None, False, id="the word alone is not enough"),
        pytest.param("一般", "要求赔偿，否则曝光", None, True, id="with another word it is"),
        pytest.param("一般", "合同纠纷", None, True, id="a contract dispute"),
        pytest.param("一般", "外观划痕", 10000.0, True, id="a sum that was granted"),
    ],
)
def test_escalation(level: str, told: str, granted: float | None, up: bool) -> None:
    assert (escalation(level, told, granted, MANUAL, Words()) is not None) is up


def test_revisit_within_three_days_of_the_solution() -> None:
    found = revisit_due(MOMENT("2023-08-17 11:00"), MOMENT("2023-08-16 14:30"), MANUAL)
    assert found is not None
    assert found.value == DAY("2023-08-20")
    assert kept(DAY("2023-08-20"), found.value)
    assert not kept(DAY("2023-08-21"), found.value)
    assert revisit_due(None, MOMENT("2023-08-16 14:30"), MANUAL) is None
