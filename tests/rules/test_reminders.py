"""R-090, R-108, R-159 and the working list: who, what, when, why, in which order."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reminders import (
    GENERATORS,
    Reminder,
    in_order,
    merged,
    remind_at,
    reminders,
    selected,
    tasks_of,
    without_next_step,
)
from xlcrm.rules.tasks import Task, stale, urgency
from xlcrm.tables.samples import SAMPLES

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()
TODAY = DAY("2024-05-10")
Make = Callable[..., Portfolio]


def customer(number: str = "1", **more: object) -> dict[str, object]:
    """A customer whom nothing reminds of but what the test adds."""
    fixed = {"customer_id": number, "customer_name": f"客户{number}", "owner": "李某", "grade": "B类"}
    return {**fixed, "created_date": TODAY, "updated_date": TODAY, **more}


def found(
    portfolio: Make, rule: str, tables: dict[str, object], policy: Policy = MANUAL
) -> list[tuple[object, ...]]:
    """Due moment, matter and owner of the tasks of one rule."""
    tables = {"customer_master": [customer()], **tables}
    tasks = tasks_of(portfolio(tables, TODAY, policy))
    return [(task.due, task.matter, task.owner) for task in tasks if task.rule == rule]


@pytest.mark.parametrize(
    ("due", "word", "late"),
    [
        pytest.param("2024-05-07", "已超时", 3, id="three days late"),
        pytest.param("2024-05-09", "已超时", 1, id="yesterday"),
        pytest.param("2024-05-10", "今日", 0, id="today is not late"),
        pytest.param("2024-05-11", "即将到期", 0, id="tomorrow"),
        pytest.param("2024-05-12", "", 0, id="the day after is later"),
        pytest.param(None, "无时限", 0, id="no date"),
    ],
)
def test_urgency(due: str | None, word: str, late: int) -> None:
    assert urgency((due and DAY(due)) or None, TODAY, MANUAL) == (word, late)


def test_a_deadline_of_this_morning_is_still_today() -> None:
    assert urgency(MOMENT("2024-05-10 08:00"), TODAY, MANUAL).word == "今日"


@pytest.mark.parametrize(
    ("due", "since", "at"),
    [
        pytest.param(DAY("2024-06-20"), None, "2024-06-19 10:00", id="the day before at ten"),
        pytest.param(MOMENT("2024-06-20 16:30"), None, "2024-06-19 16:30", id="24 hours before a time"),
        pytest.param(DAY("2024-05-10"), None, "2024-05-10 10:00", id="where that is past, today"),
        pytest.param(
            DAY("2024-06-20"), DAY("2024-05-21"), "2024-05-21 10:00", id="from the day that the rule names"
        ),
        pytest.param(DAY("2024-06-20"), DAY("2024-04-21"), "2024-05-10 10:00", id="but not in the past"),
    ],
)
def test_remind_at(due: date, since: date | None, at: str) -> None:
    assert remind_at(due, MANUAL, TODAY, since) == MOMENT(at)
    assert remind_at(None, MANUAL, TODAY) is None


def line(number: str, due: date | None, grade: str) -> Reminder:
    pressing = urgency(due, TODAY, MANUAL)
    return Reminder(
        None,
        due,
        number,
        None,
        "",
        "R-031",
        pressing.word,
        None,
        None,
        "待处理",
        "",
        pressing.days_late,
        grade,
        number,
    )


def test_order_is_urgency_then_grade_then_date() -> None:
    lines = [
        line("C today", DAY("2024-05-10"), "C类"),
        line("B today", DAY("2024-05-10"), "B类"),
        line("A later", DAY("2024-05-20"), "A类"),
        line("A tomorrow", DAY("2024-05-11"), "A类"),
        line("no date", None, "A类"),
        line("C late", DAY("2024-05-09"), "C类"),
        line("A late", DAY("2024-05-09"), "A类"),
        line("A very late", DAY("2024-05-01"), "A类"),
    ]
    assert [one.customer_id for one in in_order(lines)] == [
        "A very late",
        "A late",
        "C late",
        "B today",
        "C today",
        "A tomorrow",
        "A later",
        "no date",
    ]


def test_one_line_names_everything(portfolio: Make) -> None:
    tables = {
        "customer_master": [customer(created_date=DAY("2024-05-01"), grade="A类")],
        "followup_record": [{"customer_id": "1", "contact_date": DAY("2024-05-02"), "feedback": "…"}],
    }
    [one] = [r for r in reminders(portfolio(tables, TODAY)) if r.rule_id == "R-031"]
    assert one == Reminder(
        remind_at=MOMENT("2024-05-10 10:00"),
        due_at=DAY("2024-05-09"),
        customer_id="1",
        customer_name="客户1",
        matter="下次跟进",
        rule_id="R-031",
        urgency="已超时",
        owner="李某",
        method="电话+邮件",
        status="待处理",
        why="R-030/R-031 manual: 潜在·A类 每7天; 2024-05-02 + 7 天 = 2024-05-09",
        days_late=1,
        grade="A类",
        id="R-031-1-20240509",
        best_at=MOMENT("2024-05-10 10:00"),
    )


def test_days_ahead_shows_what_is_coming(portfolio: Make) -> None:
    tables = {"customer_master": [customer(updated_date=None)]}
    assert [r.due_at for r in reminders(portfolio(tables, TODAY))] == []
    assert [r.due_at for r in reminders(portfolio(tables, TODAY), days=2)] == [DAY("2024-05-12")]


def test_selecting_by_priority_status_and_tag(portfolio: Make) -> None:
    master = [
        customer("1", grade="A类", tags="待签约", customer_status="潜在", created_date=DAY("2024-05-01")),
        customer("2", grade="C类", tags="需回访", customer_status="合作", created_date=DAY("2024-05-01")),
    ]
    p = portfolio({"customer_master": master}, TODAY)
    every = reminders(p)
    assert {r.customer_id for r in selected(every, p, priority="高价值")} == {"1"}
    assert {r.customer_id for r in selected(every, p, priority="普通")} == {"2"}
    assert {r.customer_id for r in selected(every, p, tag="需回访")} == {"2"}
    assert {r.customer_id for r in selected(every, p, status="潜在", tag="需回访")} == set()


@pytest.mark.parametrize(
    ("rule", "tables", "expected"),
    [
        pytest.param(
            "R-034", {}, [(DAY("2024-05-12"), "首次跟进", "李某")], id="R-034 a new customer is called"
        ),
        pytest.param(
            "R-042",
            {"customer_master": [customer(created_date=DAY("2023-11-10"))]},
            [(DAY("2024-05-10"), "唤醒沉睡客户", "李某")],
            id="R-042 asleep since today",
        ),
        pytest.param(
            "R-044",
            {
                "followup_record": [
                    {"customer_id": "1", "contact_date": DAY("2024-02-10"), "feedback": "暂无需求"}
                ]
            },
            [(DAY("2024-05-10"), "重新评估意向", "李某")],
            id="R-044 who declined is looked at again",
        ),
        pytest.param(
            "R-090",
            {
                "followup_record": [
                    {
                        "customer_id": "1",
                        "contact_date": DAY("2024-05-01"),
                        "next_action": "寄样品",
                        "due_date": DAY("2024-05-08"),
                        "next_owner": "王某",
                    }
                ]
            },
            [(DAY("2024-05-08"), "下一步行动：寄样品", "王某")],
            id="R-090 an open action belongs to whom it was given",
        ),
        pytest.param(
            "R-039",
            {
                "followup_record": [
                    {
                        "customer_id": "1",
                        "contact_date": DAY("2024-05-09"),
                        "contact_time": at,
                        "method": "电话",
                    }
                    for at in ("09:00", "15:00")
                ]
            },
            [(DAY("2024-05-09"), "联系过于频繁，暂缓打扰", "李某")],
            id="R-039 called twice on one day",
        ),
        pytest.param(
            "R-052",
            {
                "revisit_log": [
                    {
                        "revisit_no": "HF1",
                        "customer_id": "1",
                        "contact_at": MOMENT("2024-05-08 10:00"),
                        "potential_need": "功能升级",
                    }
                ]
            },
            [(DAY("2024-05-11"), "准备二次方案", "李某")],
            id="R-052 a need ticked in a revisit",
        ),
        pytest.param(
            "R-059",
            {"customer_master": [customer(coop_start_date=DAY("2024-02-10"))]},
            [
                (DAY("2024-05-10"), "寄送感谢信（附专属优惠）", "李某"),
                (DAY("2025-02-10"), "寄送感谢信（附专属优惠）", "李某"),
            ],
            id="R-059 three months and a year together",
        ),
        pytest.param(
            "R-071",
            {"customer_master": [customer(coop_start_date=DAY("2024-04-10"))]},
            [(DAY("2024-05-10"), "首次使用回访", "李某")],
            id="R-071 a month after the purchase",
        ),
        pytest.param(
            "R-075",
            {
                "complaint_log": [
                    {
                        "complaint_no": "20240510-001",
                        "complaint_date": TODAY,
                        "received_at": MOMENT("2024-05-10 09:00"),
                        "customer_id": "1",
                        "level": "重大",
                        "responsible": "赵总",
                        "first_response_at": MOMENT("2024-05-10 09:10"),
                        "status": "处理中",
                    }
                ]
            },
            [
                (MOMENT("2024-05-13 09:00"), "解决投诉 20240510-001", "赵总"),
                (MOMENT("2024-05-11 09:00"), "启动应急方案：投诉 20240510-001", "赵总"),
            ],
            id="R-075 a major complaint has two deadlines",
        ),
        pytest.param(
            "R-080",
            {
                "complaint_log": [
                    {
                        "complaint_no": "20240508-001",
                        "customer_id": "1",
                        "status": "已完成",
                        "solved_at": MOMENT("2024-05-08 11:00"),
                        "responsible": "李某",
                    }
                ]
            },
            [(DAY("2024-05-11"), "投诉 20240508-001 解决后回访", "李某")],
            id="R-080 a solved complaint is revisited",
        ),
        pytest.param(
            "R-054",
            {
                "satisfaction_response": [
                    {
                        "survey_no": "1",
                        "customer_id": "1",
                        "survey_date": TODAY,
                        "dimension_group": "服务",
                        "score": score,
                        "template": "001-6",
                    }
                    for score in (4, 4, 3)
                ]
            },
            [(DAY("2024-06-09"), "制定满意度提升计划", "销售主管")],
            id="R-054 73 points need a plan",
        ),
        pytest.param(
            "R-058",
            {
                "satisfaction_response": [
                    {
                        "survey_no": "1",
                        "customer_id": "1",
                        "survey_date": TODAY,
                        "dimension_group": "推荐",
                        "score": 6,
                    }
                ]
            },
            [(TODAY, "管理层联系低推荐客户", "管理层")],
            id="R-058 six of ten goes to the management",
        ),
        pytest.param(
            "R-098",
            {"quote": [{"quote_no": "BJ1", "customer_id": "1", "sent_at": DAY("2024-05-07")}]},
            [(TODAY, "报价 BJ1 未回复，二次跟进", "李某")],
            id="R-098 three days without an answer",
        ),
        pytest.param(
            "R-100",
            {
                "contract": [{"contract_no": "HT1", "customer_id": "1"}],
                "delivery_plan": [
                    {
                        "contract_no": "HT1",
                        "delivery_stage": "测试验收",
                        "milestone": "验收",
                        "planned_date": DAY("2024-05-11"),
                        "is_key": "是",
                        "responsible": "孙某",
                    }
                ],
            },
            [(TODAY, "提醒客户准备验收：验收", "孙某")],
            id="R-100 a key milestone tomorrow",
        ),
        pytest.param(
            "R-103",
            {
                "delivery_tracking": [
                    {
                        "customer_name": "客户1",
                        "contract_no": "HT1",
                        "delivery_stage": "开发实施",
                        "planned_finish": DAY("2024-05-08"),
                        "responsible": "孙某",
                    }
                ]
            },
            [(DAY("2024-05-08"), "开发实施阶段延误", "孙某")],
            id="R-103 a stage open past its plan",
        ),
        pytest.param(
            "R-107",
            {"key_date": [{"customer_id": "1", "kind": "客户生日", "event_date": DAY("1990-05-12")}]},
            [(DAY("2024-05-09"), "客户生日（05-12）", "李某")],
            id="R-107 a birthday in two days",
        ),
        pytest.param(
            "R-112",
            {
                "commitment": [
                    {
                        "customer_id": "1",
                        "promise": "送货上门",
                        "made_date": DAY("2024-05-01"),
                        "due_date": DAY("2024-05-09"),
                        "responsible": "孙某",
                    }
                ]
            },
            [(DAY("2024-05-09"), "承诺：送货上门", "孙某")],
            id="R-112 a promise that was not kept",
        ),
        pytest.param(
            "R-149",
            {"touchpoint": [{"customer_id": "1", "touched_at": DAY("2024-05-09"), "touch_kind": "点赞"}]},
            [(TODAY, "高意向线索跟进（标记“高意向”）", "李某")],
            id="R-149 a like",
        ),
        pytest.param(
            "R-093",
            {
                "tech_ticket": [
                    {
                        "ticket_no": "T1",
                        "customer_id": "1",
                        "priority": "P0",
                        "submitted_at": MOMENT("2024-05-10 16:30"),
                    }
                ]
            },
            [(MOMENT("2024-05-10 16:45"), "P0 工单 T1", "李某")],
            id="R-093 a ticket that nobody took up",
        ),
        pytest.param(
            "R-148",
            {
                "issue_resolution": [
                    {
                        "customer_id": "1",
                        "category": "即时问题",
                        "reported_at": MOMENT("2024-05-10 09:00"),
                        "department": "技术部",
                    }
                ]
            },
            [(MOMENT("2024-05-11 09:00"), "处理即时问题", "技术部")],
            id="R-148 a small fault",
        ),
        pytest.param(
            "R-015",
            {"customer_master": [customer(updated_date=DAY("2023-05-11"))]},
            [(DAY("2024-05-11"), "定期复核客户资料", "李某")],
            id="R-015 a row untouched for a year",
        ),
    ],
)
def test_generators(
    portfolio: Make, rule: str, tables: dict[str, object], expected: list[tuple[object, ...]]
) -> None:
    assert found(portfolio, rule, tables) == expected


@pytest.mark.parametrize(
    ("rule", "tables"),
    [
        pytest.param(
            "R-052",
            {
                "revisit_log": [
                    {
                        "customer_id": "1",
                        "contact_at": MOMENT("2024-05-08 10:00"),
                        "potential_need": "功能升级",
                    }
                ],
                "followup_record": [{"customer_id": "1", "contact_date": DAY("2024-05-09"), "feedback": "…"}],
            },
            id="a second offer that somebody took up",
        ),
        pytest.param(
            "R-059",
            {
                "customer_master": [customer(coop_start_date=DAY("2023-05-10"))],
                "followup_record": [
                    {"customer_id": "1", "contact_date": DAY("2024-05-06"), "topic": "感谢信"}
                ],
            },
            id="thanks that went out days ago",
        ),
        pytest.param(
            "R-095",
            {
                "contract": [
                    {
                        "contract_no": "HT1",
                        "customer_id": "1",
                        "end_date": DAY("2024-06-01"),
                        "renewal_status": "已续签",
                    }
                ]
            },
            id="a contract that was renewed",
        ),
        pytest.param(
            "R-097",
            {
                "quote": [{"quote_no": "BJ1", "customer_id": "1", "viewed_at": MOMENT("2024-05-09 09:00")}],
                "followup_record": [
                    {"customer_id": "1", "contact_date": DAY("2024-05-10"), "method": "电话", "feedback": "…"}
                ],
            },
            id="a viewed quotation after a call",
        ),
        pytest.param(
            "R-076",
            {
                "complaint_log": [
                    {"complaint_no": "X", "complaint_date": TODAY, "channel": "邮件", "level": "一般"}
                ],
                "complaint_tracking": [
                    {"complaint_no": "X", "step": "接收安抚", "handled_at": MOMENT("2024-05-10 09:00")}
                ],
            },
            id="a complaint that was answered by its first step",
        ),
        pytest.param(
            "R-054",
            {
                "satisfaction_response": [
                    {
                        "survey_no": "1",
                        "customer_id": "1",
                        "survey_date": DAY("2024-05-01"),
                        "dimension_group": "服务",
                        "score": 3,
                    }
                ],
                "improvement_plan": [{"plan_no": "P1", "customer_id": "1", "due_date": DAY("2024-05-31")}],
            },
            id="a low score with a plan",
        ),
        pytest.param(
            "R-055",
            {"customer_master": [customer(coop_start_date=DAY("2023-01-01"))]},
            id="no survey table, no survey",
        ),
        pytest.param("R-033", {}, id="extra touches belong to the deck"),
    ],
)
def test_what_is_settled_reminds_nobody(portfolio: Make, rule: str, tables: dict[str, object]) -> None:
    assert found(portfolio, rule, tables) == []


def test_an_open_promise_stands_once(portfolio: Make) -> None:
    record = {
        "customer_id": "1",
        "contact_date": DAY("2024-05-09"),
        "feedback": "…",
        "next_action": "寄样品",
        "due_date": DAY("2024-05-11"),
        "action_status": "待处理",
    }
    tables = {"customer_master": [customer()], "followup_record": [record]}
    due = [
        (task.rule, task.due) for task in tasks_of(portfolio(tables, TODAY)) if task.due == DAY("2024-05-11")
    ]
    assert due == [("R-090", DAY("2024-05-11"))]


def test_care_within_a_week_is_one_task() -> None:
    def care(rule: str, day: int) -> Task:
        return Task(rule, "t", "1", "1", None, rule, date(2024, 5, day), "李某", rule)

    assert [task.matter for task in merged([care("R-107", 17), care("R-059", 10)], MANUAL)] == [
        "R-059、R-107"
    ]
    assert len(merged([care("R-107", 18), care("R-059", 10)], MANUAL)) == 2, "eight days apart stay two"
    same = [care("R-031", 10), care("R-031", 10)]
    assert len(merged(same, MANUAL)) == 1, "the same matter on one day stands once"


def test_an_event_long_past_asks_for_nothing() -> None:
    assert not stale(DAY("2024-02-10"), TODAY, MANUAL), "ninety days"
    assert stale(DAY("2024-02-09"), TODAY, MANUAL)


def test_customers_without_a_next_step_by_value_then_silence(portfolio: Make) -> None:
    old = DAY("2024-01-05")
    tables = {
        "customer_master": [
            customer("1", created_date=old),
            customer("2", created_date=DAY("2024-01-01")),
            customer("3", created_date=old),
            customer("4", created_date=old, customer_status="流失"),
            customer("5", created_date=old),
            customer("6"),
        ],
        "order": [{"order_no": "D1", "customer_id": "3", "order_date": DAY("2024-03-01"), "amount": 5000}],
        "followup_plan": [{"customer_id": "5", "next_followup_date": DAY("2024-05-20")}],
    }
    waiting = without_next_step(portfolio(tables, TODAY))
    assert [(w.customer_id, w.revenue, w.silent_days) for w in waiting] == [
        ("3", 5000.0, 70),
        ("2", 0.0, 130),
        ("1", 0.0, 126),
    ], "the lost one, the one with a date and the new one are not waiting"


def test_an_empty_workbook_asks_for_nothing(portfolio: Make) -> None:
    assert tasks_of(portfolio({}, TODAY)) == []


def test_every_generator_bears_every_table(portfolio: Make) -> None:
    p = portfolio(SAMPLES, DAY("2023-09-01"))
    for generate in GENERATORS:
        assert all(isinstance(task, Task) and task.why.startswith("R-") for task in generate(p)), (
            generate.__name__
        )
