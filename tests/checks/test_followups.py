"""Plans, records, cards, revisits: what each rule says, both sides of its boundaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from xlcrm.policy import Policy

Told = Callable[..., list[str]]
BARE = {"entered_at": None, "action_status": None, "action_done_date": None}


def of(lines: list[str], table: str) -> list[str]:
    return [line.replace(f"{table}.", "") for line in lines if f" {table}." in line]


RECORDS = [
    #
    pytest.param("R-011", {"due_date": date(2024, 5, 1)}, ["error due_date"], id="due before the contact"),
    pytest.param("R-011", {"due_date": date(2024, 5, 2), "action_done_date": date(2024, 5, 2)}, [], id="due on the day of the contact"),
    pytest.param("R-011", {"contact_time": "25:00"}, ["error contact_time"], id="no such time"),
    # R-012 methods
    pytest.param("R-012", {"method": "电话+呼入"}, [], id="an inbound call"),
    pytest.param("R-012", {"method": "烽火"}, ["error method"], id="no way to reach a customer"),
    pytest.param("R-012", {"method": "上门"}, ["info method"], id="上门 is 拜访"),
    #
    pytest.param("R-019", {"customer_id": "2023006"}, ["error customer_id"], id="an unknown customer"),
    pytest.param("R-019", {"customer_id": 2024001}, [], id="the number as a number cell"),
    pytest.param("R-019", {"customer_name": "云图科技"}, [], id="a recorded short name"),
    pytest.param("R-019", {"customer_name": "示例云图"}, ["info customer_name"], id="a short name that is contained"),
    pytest.param("R-019", {"customer_name": "示例恒达贸易有限公司"}, ["warning customer_name"], id="another customer's name"),
    pytest.param("R-019", {"customer_name": "*科技有限公司"}, [], id="a masked name that fits"),
    pytest.param("R-019", {"customer_name": "*贸易有限公司"}, ["warning customer_name"], id="a masked name that does not fit"),
    #
    pytest.param("R-025", {"entered_at": datetime(2024, 5, 3, 10, 30)}, [], id="entered after 24 hours"),
    pytest.param("R-025", {"entered_at": datetime(2024, 5, 3, 10, 31)}, ["warning entered_at"], id="entered after 24 hours and a minute"),
    pytest.param("R-025", {"entered_at": datetime(2024, 5, 3, 23, 0), "contact_time": None}, [], id="without a time the next day will do"),
    pytest.param("R-025", {"entered_at": datetime(2024, 5, 4, 0, 5), "contact_time": None}, ["warning entered_at"], id="two days later"),
    #
    pytest.param("R-028", {"summary": "我们绝对低价"}, ["warning summary"], id="an absolute promise"),
    pytest.param("R-028", {"next_action": "5月10日发送方案,24小时解决问题"}, [], id="a promise that is registered with a date"),
    #
    pytest.param("R-045", {"next_action": "后续联系"}, ["warning next_action"], id="后续联系"),
    pytest.param("R-045", {"next_action": None}, ["error next_action"], id="blank"),
    pytest.param("R-045", {"next_action": "9月2日电话沟通方案反馈"}, [], id="who, what and when"),
    pytest.param("R-045", {"next_action": "保持联系,发送样品"}, [], id="a vague phrase beside an action"),
    pytest.param("R-045", {"next_action": "视情况"}, ["warning next_action"], id="no action at all"),
    #
    pytest.param("R-047", {"contact_time": None}, ["warning contact_time"], id="a call without its time"),
    pytest.param("R-047", {"contact_time": None, "method": "邮件"}, [], id="mail needs no time"),
    pytest.param("R-047", {"summary": None}, ["error summary"], id="no content"),
    pytest.param("R-047", {"actor": "-"}, ["error actor"], id="no person"),
    #
    pytest.param("R-091", {"action_done_date": date(2024, 5, 10)}, [], id="done on the day"),
    pytest.param("R-091", {"action_done_date": date(2024, 5, 11)}, ["error overdue_reason"], id="done a day late without a reason"),
    pytest.param("R-091", {"action_done_date": None, "action_status": "处理中"}, ["error overdue_reason"], id="open past its date"),
    pytest.param(
        "R-091", {"action_done_date": date(2024, 5, 11), "overdue_reason": "客户出差"}, ["error overdue_reason"],
        id="a reason without an approval",
    ),
    #
    pytest.param("R-111", {"summary": "限时9折优惠"}, ["warning summary"], id="an offer without its end"),
    pytest.param("R-111", {"summary": "6月9日前下单享9折"}, [], id="an offer with its end"),
    pytest.param("R-111", {"summary": "沟通报价"}, [], id="no offer"),
    #
    pytest.param("R-119", {"feedback": "响应太慢,很不满意"}, ["warning feedback"], id="slow and dissatisfied"),
    pytest.param("R-119", {"feedback": "对配置满意,但需增加数据备份功能"}, [], id="satisfied"),
    pytest.param("R-119", {"feedback": "没有故障"}, [], id="a negator turns it round"),
    #
    pytest.param("R-141", {"summary": "报价5万元"}, ["info method"], id="a price by telephone only"),
    pytest.param("R-141", {"summary": "报价5万元", "method": "电话+邮件"}, [], id="a price by telephone and mail"),
    pytest.param("R-152", {"summary": "发送新版本说明"}, ["info summary"], id="news of a product alone"),
    pytest.param("R-152", {"summary": "发送新版本说明和演示视频"}, [], id="news of a product with a demonstration"),
    pytest.param("R-152", {"objection": "价格需再降5%", "alternatives": "方案一;方案二"}, ["info alternatives"], id="two alternatives"),
    pytest.param("R-152", {"objection": "价格需再降5%", "alternatives": "方案一;方案二;方案三"}, [], id="three alternatives"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), RECORDS)
def test_a_followup_record(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, followup_record=[change]), "followup_record") == expected


def test_the_manual_wants_the_time_and_the_deck_three_more(told: Told) -> None:
    seed = {"contact_time": None, "topic": None, "outcome": None, "priority_label": None}
    assert len(told("R-047", followup_record=[seed])) == 1
    assert len(told("R-047", policy=Policy.of("deck"), followup_record=[seed])) == 4


def test_a_missing_column_is_told_once(make_rows: Callable[..., Any], clean_workbook: dict[str, Any]) -> None:
    from xlcrm.checks import check_tables

    columns = [
        "contact_date",
        "customer_id",
        "customer_name",
        "method",
        "actor",
        "summary",
        "feedback",
        "next_action",
        "due_date",
    ]
    rows = make_rows("followup_record", clean_workbook["followup_record"] * 3, columns)
    found = [
        p
        for p in check_tables({"followup_record": rows}, Policy.default(), date(2024, 5, 20))
        if p.rule == "R-047"
    ]
    assert [(p.row, p.severity) for p in found] == [(1, "warning")]


class TestFirstContacts:
    """R-014, R-034, R-035: judged over all records of a customer."""

    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            pytest.param(datetime(2024, 5, 3, 9, 0), [], id="exactly 48 hours"),
            pytest.param(datetime(2024, 5, 3, 9, 1), ["error contact_date"], id="48 hours and a minute"),
            pytest.param(datetime(2024, 4, 28, 9, 0), [], id="a record before the creation counts"),
        ],
    )
    def test_first_contact(self, told: Told, first: datetime, expected: list[str]) -> None:
        record = {
            **BARE,
            "contact_date": first.date(),
            "contact_time": first.time(),
            "due_date": date(2024, 5, 10),
        }
        assert of(told("R-034", followup_record=[record]), "followup_record") == expected

    def test_without_a_time_the_second_day_is_in_time(self, told: Told) -> None:
        customer = {"first_contact_at": None, "created_date": date(2024, 5, 1)}
        for day, expected in ((3, []), (4, ["error contact_date"])):
            record = {**BARE, "contact_date": date(2024, 5, day), "due_date": date(2024, 5, 10)}
            assert (
                of(told("R-034", customer_master=[customer], followup_record=[record]), "followup_record")
                == expected
            )

    def test_a_potential_customer_nobody_called(self, told: Told) -> None:
        lead = {
            "customer_id": "2024003",
            "customer_name": "示例安居科技有限公司",
            "created_date": date(2024, 5, 10),
            "contact_phone": "13800000003",
            "contact_email": "an@ju.example",
            "first_contact_at": None,
            "aliases": None,
            "updated_date": date(2024, 5, 10),
        }
        assert of(told("R-034", date(2024, 5, 12), customer_master=[{}, {}, lead]), "customer_master") == []
        assert of(told("R-034", date(2024, 5, 13), customer_master=[{}, {}, lead]), "customer_master") == [
            "error created_date 3"
        ]

    def test_a_late_one_wants_an_approval(self, told: Told) -> None:
        record = {**BARE, "contact_date": date(2024, 5, 8), "due_date": date(2024, 5, 10)}
        assert of(told("R-091", followup_record=[record]), "followup_record") == ["error contact_date"]
        approval = {
            "approval_no": "CS2",
            "source_table": "followup_record",
            "source_key": "2024001 2024-05-08",
        }
        assert (
            of(told("R-091", followup_record=[record], overdue_approval=[{}, approval]), "followup_record")
            == []
        )

    @pytest.mark.parametrize(
        ("updated", "expected"),
        [
            pytest.param(date(2024, 5, 2), [], id="on the day"),
            pytest.param(date(2024, 5, 3), [], id="the day after"),
            pytest.param(date(2024, 5, 4), ["warning updated_date"], id="two days after"),
            pytest.param(date(2024, 5, 1), ["warning updated_date"], id="not since"),
        ],
    )
    def test_updated_after_a_contact(self, told: Told, updated: date, expected: list[str]) -> None:
        change = {"updated_date": updated}
        assert of(told("R-014", customer_master=[change]), "customer_master") == expected

    @pytest.mark.parametrize(
        ("grade", "second", "expected"),
        [
            pytest.param("A类", datetime(2024, 5, 2, 9, 0), [], id="A after 24 hours"),
            pytest.param(
                "A类",
                datetime(2024, 5, 2, 9, 1),
                ["error contact_date 2"],
                id="A after 24 hours and a minute",
            ),
            pytest.param("B类", datetime(2024, 5, 3, 9, 0), [], id="B after 48 hours"),
            pytest.param("C类", datetime(2024, 5, 8, 9, 0), [], id="C after seven days"),
            pytest.param(
                "C类", datetime(2024, 5, 9, 9, 0), ["error contact_date 2"], id="C after eight days"
            ),
        ],
    )
    def test_second_contact_under_process(
        self, told: Told, grade: str, second: datetime, expected: list[str]
    ) -> None:
        first = {
            **BARE,
            "contact_date": date(2024, 5, 1),
            "contact_time": time(9, 0),
            "due_date": date(2024, 5, 10),
        }
        again = {**first, "contact_date": second.date(), "contact_time": second.time()}
        found = told(
            "R-035",
            policy=Policy.of("process"),
            customer_master=[{"intent_grade": grade}],
            followup_record=[first, again],
        )
        assert of(found, "followup_record") == expected
        assert told("R-035", customer_master=[{"intent_grade": grade}], followup_record=[first, again]) == []


class TestBulk:
    """R-029: what goes to several customers has something of its own."""

    def mails(self, texts: list[str]) -> list[dict[str, Any]]:
        return [
            {**BARE, "customer_id": f"202400{n}", "customer_name": None, "method": "邮件", "summary": text}
            for n, text in enumerate(texts, 1)
        ]

    def test_three_mails_that_differ_in_the_name_only(self, told: Told) -> None:
        texts = [
            "王经理您好,中秋快乐,祝生意兴隆",
            "赵总您好,中秋快乐,祝生意兴隆",
            "李总监您好,中秋快乐,祝生意兴隆",
        ]
        assert told("R-029", followup_record=self.mails(texts)) == ["warning followup_record.summary"]
        assert told("R-029", followup_record=self.mails(texts[:2])) == []

    def test_short_texts_are_left_out(self, told: Told) -> None:
        assert told("R-029", followup_record=self.mails(["中秋快乐!"] * 3)) == []

    def test_the_deck_means_bulk_mail_for_grade_c(self, told: Told) -> None:
        texts = ["中秋快乐,祝您生意兴隆"] * 3
        customers = [{"grade": "C类"}, {"grade": "C类"}, {"customer_id": "2024003", "grade": "C类"}]
        found = {
            profile: told(
                "R-029",
                policy=Policy.of(profile),
                customer_master=customers,
                followup_record=self.mails(texts),
            )
            for profile in ("manual", "deck")
        }
        assert found == {"manual": ["warning followup_record.summary"], "deck": []}


def test_a_greeting_that_does_not_suit(told: Told) -> None:
    buddhist = [{"culture_mark": "佛教"}]
    record = [{"summary": "发送贺卡,祝圣诞快乐"}]
    assert told("R-139", customer_master=buddhist, followup_record=record) == [
        "warning followup_record.summary"
    ]
    assert told("R-139", followup_record=record) == []
    assert told("R-139", customer_master=buddhist, followup_record=record, culture_note=None) == [
        "warning followup_record.summary"
    ]


PLANS = [
    pytest.param("R-027", {"focus": "例行"}, ["info focus"], id="a mere routine"),
    pytest.param("R-027", {"focus": "维护关系"}, ["info focus"], id="a vague goal"),
    pytest.param("R-027", {"focus": "确认方案反馈,邀请参会"}, [], id="a goal that can be checked"),
    pytest.param("R-030", {"frequency": "每周1次"}, ["info frequency"], id="typed weekly, the manual says every two weeks"),
    pytest.param("R-030", {"frequency": "每两周1次"}, [], id="as the manual says"),
    pytest.param("R-019", {"grade": "A类"}, ["info grade"], id="a grade that is not the master's"),
    pytest.param("R-012", {"stage": "潜在(新)"}, [], id="a remark in brackets"),
    pytest.param("R-012", {"stage": "休眠"}, ["error stage"], id="no such stage"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), PLANS)
def test_a_followup_plan(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, followup_plan=[change]), "followup_plan") == expected


def test_a_potential_customer_who_cooperates_already(told: Told) -> None:
    started = [{"coop_start_date": date(2023, 7, 10)}]
    assert told("R-040", customer_master=started) == ["info followup_plan.stage"]
    length = [{"customer_id": "2024001", "customer_name": None, "coop_length": "2个月"}]
    assert told("R-040", revisit_plan=length) == ["info followup_plan.stage"]


CARDS = [
    pytest.param("R-024", {"grade": "A(高价值)"}, ["warning grade"], id="another grade"),
    pytest.param("R-024", {"contact_phone": "138****0002"}, ["warning contact_phone"], id="a masked phone that does not fit"),
    pytest.param("R-024", {"contact_name": "*经理"}, [], id="a masked contact that fits"),
    pytest.param("R-024", {"customer_name": "*云图科技有限公司"}, [], id="a masked name"),
    pytest.param("R-024", {"customer_status": "成交"}, ["warning customer_status"], id="another status"),
    pytest.param("R-141", {"followup_reason": "合同续签提醒", "method": "邮件"}, ["info method"], id="an important matter by mail only"),
    pytest.param("R-141", {"followup_reason": "合同续签提醒", "method": "电话+邮件"}, [], id="an important matter both ways"),
    pytest.param("R-045", {"next_action": "后续联系"}, ["warning next_action"], id="a vague next action"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), CARDS)
def test_a_card(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, followup_card=[change]), "followup_card") == expected


REVISITS = [
    pytest.param("R-052", {"potential_need": "无需求;复购"}, ["error potential_need"], id="no need and a need"),
    pytest.param("R-052", {"potential_need": "转介绍;复购"}, [], id="two needs"),
    pytest.param("R-053", {"satisfaction_score": 6}, ["error satisfaction_score"], id="six of five"),
    pytest.param("R-053", {"satisfaction_score": "非常满意"}, ["info satisfaction_score"], id="a mark in words"),
    pytest.param("R-053", {"satisfaction_score": 4.5}, ["error satisfaction_score"], id="half a mark"),
    pytest.param("R-072", {"contact_at": datetime(2024, 5, 13, 9, 30)}, ["warning contact_at"], id="Monday morning"),
    pytest.param("R-072", {"contact_at": datetime(2024, 5, 13, 12, 0)}, [], id="Monday noon"),
    pytest.param("R-072", {"contact_at": datetime(2024, 5, 17, 11, 59)}, [], id="Friday morning"),
    pytest.param("R-072", {"contact_at": datetime(2024, 5, 17, 12, 0)}, ["warning contact_at"], id="Friday noon"),
    pytest.param("R-072", {"contact_at": datetime(2024, 5, 13, 9, 30), "method": "问卷"}, [], id="a questionnaire disturbs nobody"),
    pytest.param("R-045", {"next_action": "电话回访续签意向"}, ["warning next_action"], id="an action without its day"),
    pytest.param("R-025", {"entered_at": datetime(2024, 5, 15, 10, 1)}, ["warning entered_at"], id="entered after a day and a minute"),
    pytest.param("R-001", {"satisfaction_score": 3}, ["error score_reason"], id="a low mark needs its reason"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), REVISITS)
def test_a_revisit(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, revisit_log=[change]), "revisit_log") == expected


def test_the_hour_is_the_customers_own(told: Told) -> None:
    berlin = [{}, {"timezone": "Europe/Berlin"}]
    morning = [{"contact_at": datetime(2024, 5, 13, 15, 0)}]  # 09:00 on Monday in Berlin
    assert of(told("R-072", customer_master=berlin, revisit_log=morning), "revisit_log") == [
        "warning contact_at"
    ]
    assert of(told("R-072", revisit_log=morning), "revisit_log") == []


@pytest.mark.parametrize("name", ["responsible", "expected_date"])
def test_an_open_point_has_a_person_and_a_date(told: Told, name: str) -> None:
    found = told("R-048", revisit_communication_record=[{name: None}])
    assert found == [f"error revisit_communication_record.{name}"]
    assert told("R-048", revisit_communication_record=[{name: None, "issue_desc": None}]) == []


SCORES = [
    pytest.param({"dimension": "推荐同行", "dimension_group": "推荐", "score": 10}, [], id="a recommendation of ten"),
    pytest.param({"dimension": "产品质量稳定性", "score": 6}, ["error R-053"], id="a quality of six"),
    pytest.param({"dimension": "产品质量稳定性", "score": 0}, ["error R-053"], id="a quality of nought"),
    pytest.param({"dimension": "推荐同行", "dimension_group": "推荐", "score": 7.5}, ["error R-056"], id="half a recommendation"),
    pytest.param({"dimension": "继续合作", "dimension_group": "续购", "score": 2}, ["error R-053"], id="yes and no are one and nought"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), SCORES)
def test_a_score_has_the_scale_of_its_dimension(
    problems: Callable[..., list[Any]], change: dict[str, Any], expected: list[str]
) -> None:
    found = problems(satisfaction_response=[change])
    assert [f"{p.severity} {p.rule}" for p in found if p.table == "satisfaction_response"] == expected


def test_a_recommendation_in_words_has_no_mark(told: Told) -> None:
    assert told("R-056", satisfaction_survey=[{"recommend_score": "可能"}]) == [
        "info satisfaction_survey.recommend_score"
    ]
    assert told("R-056", satisfaction_survey=[{"recommend_score": 11}]) == [
        "error satisfaction_survey.recommend_score"
    ]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("satisfaction_survey", "suggestion"),
        ("satisfaction_assessment", "overall_comment"),
        ("satisfaction_assessment", "suggestion"),
        ("revisit_record", "score_reason"),
        ("revisit_log", "feedback"),
        ("revisit_communication_record", "feedback"),
    ],
)
def test_negative_words_are_told_wherever_customers_speak(told: Told, table: str, name: str) -> None:
    mood = {"mood": None} if table.startswith("revisit_") and table != "revisit_record" else {}
    for text, expected in (("响应太慢,很不满意", [f"warning {table}.{name}"]), ("没有故障，感谢", [])):
        assert told("R-119", **{table: [{name: text, **mood}]}) == expected
