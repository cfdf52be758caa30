"""R-041, R-043, R-039, R-099 and open actions over whole tables."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Interval, Policy
from xlcrm.rules.contacts import previous_contact, silence_reminder, too_often

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()
TODAY = DAY("2023-09-01")


def record(day: str, feedback: str = "…", **more: object) -> dict[str, object]:
    return {"customer_id": "2023001", "contact_date": DAY(day), "feedback": feedback, **more}


def last(portfolio, tables, today: date = TODAY, policy: Policy | None = None):
    return portfolio(tables, today, policy).last.get("2023001")


def test_the_example_of_the_handbook(portfolio) -> None:
    records = [record("2023-08-16"), record("2023-08-20"), record("2023-08-25")]
    complaint = {"customer_id": "2023001", "complaint_date": DAY("2023-08-16")}
    assert last(portfolio, {"followup_record": records, "complaint_log": [complaint]}) == DAY("2023-08-25")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param("revisit_log", {"contact_at": MOMENT("2023-08-30 15:00")}, id="a revisit"),
        pytest.param("complaint_log", {"received_at": MOMENT("2023-08-30 15:00")}, id="a complaint received"),
        pytest.param("order", {"order_date": DAY("2023-08-30")}, id="an order"),
        pytest.param("satisfaction_response", {"survey_date": DAY("2023-08-30")}, id="a survey"),
    ],
)
def test_every_table_of_interaction_counts(portfolio, table: str, row: dict[str, object]) -> None:
    tables = {"followup_record": [record("2023-08-25")], table: [{"customer_id": "2023001", **row}]}
    assert last(portfolio, tables) in {DAY("2023-08-30"), MOMENT("2023-08-30 15:00")}
    records_only = MANUAL.with_values({"interaction.sources": "followup"})
    assert last(portfolio, tables, policy=records_only) == DAY("2023-08-25")


def test_a_failed_call_and_a_date_ahead_do_not_count(portfolio) -> None:
    records = [record("2023-08-20"), record("2023-08-25", "未接"), record("2023-09-02")]
    assert last(portfolio, {"followup_record": records}) == DAY("2023-08-20")
    assert last(portfolio, {"followup_record": records}, DAY("2023-09-02")) == DAY("2023-09-02"), (
        "today counts"
    )


def test_the_time_of_a_contact_is_kept(portfolio) -> None:
    records = [record("2023-08-25", contact_time="09:30"), record("2023-08-25", contact_time="14:05")]
    assert last(portfolio, {"followup_record": records}) == MOMENT("2023-08-25 14:05")


def test_our_own_mailings_keep_nobody_awake(portfolio) -> None:
    records = [record("2023-02-28"), record("2023-08-15", topic="资料推送")]
    master = [{"customer_id": "2023001", "customer_name": "甲"}]
    asleep = portfolio({"customer_master": master, "followup_record": records}, TODAY)
    assert asleep.stages["2023001"].value == "沉睡(6个月无互动)"
    records[1]["replied_at"] = MOMENT("2023-08-16 10:00")
    awake = portfolio({"customer_master": master, "followup_record": records}, TODAY)
    assert awake.stages["2023001"].value == "潜在", "an answered one does"


def test_the_contact_before() -> None:
    days = [DAY("2023-08-16"), DAY("2023-08-20"), DAY("2023-08-25")]
    assert previous_contact(days, DAY("2023-08-25")) == DAY("2023-08-20"), "strictly before"
    assert previous_contact(days, DAY("2023-08-16")) is None


def test_three_unanswered_calls_in_a_row_are_negative(portfolio) -> None:
    days = ("2024-05-10", "2024-05-06", "2024-05-08")
    found = portfolio({"followup_record": [record(day, "未接") for day in days]}, DAY("2024-05-11"))
    assert [one and one.value for one in found.signals] == ["消极", "无", "无"], "counted by time, not by row"


def test_an_answered_call_breaks_the_row(portfolio) -> None:
    told = ["未接", "未接", "同意面谈", "未接"]
    records = [record(f"2024-05-0{n}", text) for n, text in enumerate(told, 1)]
    found = portfolio({"followup_record": records}, DAY("2024-05-11"))
    assert [one and one.value for one in found.signals] == ["无"] * 4


def test_calls_of_two_customers_are_not_mixed(portfolio) -> None:
    records = [record(f"2024-05-0{n}", "未接", customer_id=who) for n, who in enumerate("ABAB", 1)]
    found = portfolio({"followup_record": records}, DAY("2024-05-11"))
    assert [one and one.value for one in found.signals] == ["无"] * 4


def test_rows_without_a_customer_have_no_signal(portfolio) -> None:
    found = portfolio(
        {"followup_record": [record("2024-05-01", "要求报价", customer_id=None)]}, DAY("2024-05-11")
    )
    assert found.signals == [None]


@pytest.mark.parametrize(
    ("rows", "is_open"),
    [
        pytest.param([{}], [True], id="the newest record without a state is open"),
        pytest.param([{}, {}], [False, True], id="the next contact takes up the thread"),
        pytest.param(
            [{"action_status": "处理中"}, {}], [True, True], id="one marked as under way stays open"
        ),
        pytest.param([{}, {"action_status": "已完成"}], [False, False], id="done is done"),
        pytest.param([{"action_done_date": DAY("2023-08-02")}], [False], id="a day of doing closes it"),
    ],
)
def test_open_actions(portfolio, rows: list[dict[str, object]], is_open: list[bool]) -> None:
    records = [
        record(f"2023-08-{n:02}", next_action="发送方案", due_date=DAY(f"2023-08-{n + 3:02}"), **row)
        for n, row in enumerate(rows, 1)
    ]
    assert portfolio({"followup_record": records}, TODAY).open_actions.tolist() == is_open


def test_the_promise_is_that_of_the_newest_open_record(portfolio) -> None:
    records = [
        record("2023-08-20", next_action="发送方案", due_date=DAY("2023-08-22"), action_status="处理中"),
        record("2023-08-25", next_action="邀请参会", due_date=DAY("2023-08-30"), action_status="待处理"),
        record("2023-08-26", next_action="寄送样品", due_date=DAY("2023-08-28")),
    ]
    assert portfolio({"followup_record": records}, TODAY).promised == {"2023001": DAY("2023-08-30")}
    records[1]["action_status"] = "已完成"
    assert portfolio({"followup_record": records}, TODAY).promised == {"2023001": DAY("2023-08-22")}


@pytest.mark.parametrize(
    ("contacts", "every", "flagged"),
    [
        pytest.param([("25", "电话"), ("25", "电话")], None, ["25"], id="two calls on one day"),
        pytest.param([("25", "电话"), ("25", "邮件")], None, [], id="a call and a mail"),
        pytest.param(
            [("25", "电话"), ("25", "电话+呼入")], None, [], id="a call of the customer does not count"
        ),
        pytest.param([("12", "邮件"), ("25", "邮件")], "14 d", [], id="two within two weeks are allowed"),
        pytest.param(
            [("12", "邮件"), ("18", "邮件"), ("25", "邮件")], "14 d", ["25"], id="a third is one too many"
        ),
        pytest.param(
            [("11", "邮件"), ("18", "邮件"), ("25", "邮件")], "14 d", [], id="fourteen days apart it is not"
        ),
    ],
)
def test_too_often(contacts: list[tuple[str, str]], every: str | None, flagged: list[str]) -> None:
    interval = Interval.parse(every) if every else None
    found = too_often([(DAY(f"2023-08-{day}"), method) for day, method in contacts], interval, MANUAL)
    assert [f"{one.value:%d}" for one in found] == flagged


def test_silence_is_noticed_on_the_seventh_day() -> None:
    last_talk = DAY("2024-05-03")
    assert silence_reminder(last_talk, MANUAL, DAY("2024-05-09")) is None
    found = silence_reminder(last_talk, MANUAL, DAY("2024-05-10"))
    assert found is not None
    assert found.value == DAY("2024-05-10")
    assert silence_reminder(None, MANUAL, DAY("2024-05-10")) is None
