"""Complaints and their steps: what each rule says, both sides of its boundaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

import pytest

from xlcrm.policy import Policy

Told = Callable[..., list[str]]
OPEN = {"status": "处理中", "solved_at": None, "revisit_date": None, "revisit_result": None}
SOLVED = {**OPEN, "status": "已完成"}


def of(lines: list[str], table: str) -> list[str]:
    return [line.replace(f"{table}.", "") for line in lines if f" {table}." in line]


COMPLAINTS = [
    #
    pytest.param("R-073", {"complaint_no": "20240510-01"}, ["error complaint_no"], id="two digits of serial"),
    pytest.param("R-073", {"complaint_no": "20240511-001"}, ["error complaint_no"], id="the day is another"),
    pytest.param("R-073", {"complaint_no": "20240510-002"}, ["info complaint_no"], id="the day's first is missing"),
    #
    pytest.param("R-074", {"level": None}, ["error level"], id="no level"),
    pytest.param("R-074", {"content": "服务器宕机2小时"}, [], id="down for two hours"),
    pytest.param("R-074", {"content": "服务器宕机2.5小时"}, ["warning level"], id="down for more than two hours"),
    pytest.param("R-074", {"content": "服务器宕机4小时", "level": "严重"}, [], id="serious and called so"),
    pytest.param("R-074", {"content": "客户数据泄露"}, ["warning level"], id="data leaked"),
    pytest.param("R-074", {"content": "外观划痕", "level": "重大"}, ["warning level"], id="a scratch is not major"),
    #
    pytest.param("R-077", {"level": "严重"}, ["warning responsible"], id="serious with a specialist"),
    pytest.param("R-077", {"level": "严重", "responsible": "*主管"}, [], id="serious with a supervisor"),
    pytest.param("R-077", {"level": "严重", "responsible": "陈某"}, [], id="serious with a person of no list"),
    pytest.param("R-077", {"level": "重大", "responsible": "*主管"}, ["warning responsible"], id="major with a supervisor"),
    pytest.param("R-077", {"responsible": "总经理"}, [], id="a higher post is always right"),
    #
    pytest.param("R-079", {"compensation_amount": 500}, [], id="500 yuan"),
    pytest.param("R-079", {"compensation_amount": 500.01}, ["error compensation_amount"], id="500.01 yuan"),
    pytest.param("R-079", {"compensation_amount": "2万元"}, ["error compensation_amount"], id="20,000 yuan"),
    pytest.param("R-079", {"demand": "道歉+赔偿2万元"}, ["info demand"], id="asked for, not granted"),
    pytest.param("R-079", {"demand": "赔偿500元"}, [], id="500 yuan are asked for"),
    #
    pytest.param("R-080", {"revisit_date": date(2024, 5, 14)}, [], id="revisited on the third day"),
    pytest.param("R-080", {"revisit_date": date(2024, 5, 15)}, ["error revisit_date"], id="revisited on the fourth day"),
    pytest.param("R-080", {**SOLVED, "solved_at": datetime(2024, 5, 17, 11)}, [], id="three days have not passed"),
    pytest.param("R-080", {**SOLVED, "solved_at": datetime(2024, 5, 16, 11)}, ["error revisit_date"], id="nobody called in three days"),
    #
    pytest.param("R-081", {"revisit_result": "不满"}, ["error status"], id="closed with a dissatisfied customer"),
    pytest.param("R-081", {"revisit_result": "不满", "status": "已完成"}, ["error status"], id="dissatisfied and not opened again"),
    pytest.param("R-081", {"revisit_result": "不满", "status": "处理中"}, [], id="dissatisfied and opened again"),
    pytest.param("R-081", {"revisit_result": None, "status": "已完成"}, [], id="solved, the revisit is open"),
    pytest.param("R-081", {"solved_at": None}, ["error solved_at"], id="closed without a solution"),
    pytest.param("R-081", {"status": "已关闭"}, [], id="已关闭 is 投诉已关闭"),
    #
    pytest.param("R-010", {"compensation_amount": "300美元"}, ["error compensation_amount"], id="dollars"),
    #
    pytest.param("R-011", {"expected_date": date(2024, 5, 9)}, ["error expected_date"], id="expected before the complaint"),
    pytest.param("R-011", {"received_at": datetime(2024, 5, 11, 9)}, ["error first_response_at"], id="answered before it came"),
    #
    pytest.param("R-019", {"customer_id": "2024009"}, ["error customer_id"], id="an unknown customer"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), COMPLAINTS)
def test_a_complaint(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, complaint_log=[change]), "complaint_log") == expected


def test_a_number_is_used_once(told: Told) -> None:
    second = {"customer_id": "2024001", "customer_name": None}
    assert of(told("R-073", complaint_log=[{}, second]), "complaint_log") == ["error complaint_no 2"]
    second["complaint_no"] = "20240510-002"
    assert told("R-073", complaint_log=[{}, second]) == []


def test_a_gap_is_told_at_the_last_of_the_day(problems: Callable[..., list[Any]]) -> None:
    numbers = ("20240510-001", "20240510-002", "20240510-005")
    found = problems(complaint_log=[{"complaint_no": number} for number in numbers])
    (gap,) = [p for p in found if p.kind.code == "serial-gap"]
    assert (gap.row, gap.severity) == (4, "info")
    assert "20240510-003、20240510-004" in gap.message()


def test_the_deck_knows_two_levels(told: Told) -> None:
    down = [{"content": "服务器宕机4小时"}]
    assert of(told("R-074", complaint_log=down), "complaint_log") == ["warning level"]
    assert told("R-074", policy=Policy.of("deck"), complaint_log=down) == []


SOLUTIONS = [
    pytest.param("一般", datetime(2024, 5, 11, 16, 30), [], id="24 hours"),
    pytest.param("一般", datetime(2024, 5, 11, 16, 31), ["error solved_at"], id="24 hours and a minute"),
    pytest.param("严重", datetime(2024, 5, 12, 16, 30), [], id="serious: 48 hours"),
    pytest.param("严重", datetime(2024, 5, 12, 16, 31), ["error solved_at"], id="serious: 48 hours and a minute"),
    pytest.param("重大", datetime(2024, 5, 13, 16, 30), [], id="major: 72 hours"),
    pytest.param("重大", datetime(2024, 5, 13, 16, 31), ["error solved_at"], id="major: 72 hours and a minute"),
]  # fmt: skip
STARTED = [
    {"action_desc": "回复邮件"}, {},
    {"step": "方案制定", "handled_at": datetime(2024, 5, 11, 16, 30)},
    {"complaint_no": "20240510-001", "step": "处理完成", "handled_at": datetime(2024, 5, 13, 17, 0), "next_action": "3天内回访"},
]  # fmt: skip


@pytest.mark.parametrize(("level", "solved", "expected"), SOLUTIONS)
def test_solved_in_time(told: Told, level: str, solved: datetime, expected: list[str]) -> None:
    change = {"level": level, "solved_at": solved, "revisit_date": date(2024, 5, 14)}
    found = told("R-075", complaint_log=[change], complaint_tracking=STARTED)
    assert of(found, "complaint_log") == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2024, 5, 11), [], id="on the day of the deadline"),
        pytest.param(date(2024, 5, 12), ["error solved_at"], id="the day after"),
    ],
)
def test_an_open_complaint(told: Told, today: date, expected: list[str]) -> None:
    early = {"customer_master": [{}, {}], "followup_record": [{}]}
    assert of(told("R-075", today, complaint_log=[OPEN], **early), "complaint_log") == expected


class TestDeadlines:
    def test_with_a_date_only_the_day_counts(self, told: Told) -> None:
        """The two complaints of 表7: 2023-08-16 gives 08-17 and 08-18."""
        for level, last in (("一般", 11), ("严重", 12)):
            for day, expected in ((last, []), (last + 1, ["error solved_at"])):
                change = {
                    "level": level,
                    "received_at": None,
                    "first_response_at": None,
                    "solved_at": datetime(2024, 5, day, 23, 0),
                }
                assert of(told("R-075", complaint_log=[change]), "complaint_log") == expected

    def test_the_expected_date_lies_in_the_limit(self, told: Told) -> None:
        late = [{"expected_date": date(2024, 5, 12)}]
        assert told("R-075", complaint_log=late) == ["warning complaint_log.expected_date"]
        assert told("R-075", complaint_log=[{**late[0], "level": "严重"}]) == []

    def test_pauses_do_not_count(self, told: Told) -> None:
        pause = [
            {},
            {},
            {"step": "暂停", "handled_at": datetime(2024, 5, 11, 9), "next_action": "-"},
            {"complaint_no": "20240510-001", "step": "恢复", "handled_at": datetime(2024, 5, 12, 9)},
        ]
        done = {"revisit_date": date(2024, 5, 15), "solved_at": datetime(2024, 5, 12, 16, 30)}
        assert of(told("R-075", complaint_log=[done]), "complaint_log") == ["error solved_at"]
        assert of(told("R-075", complaint_log=[done], complaint_tracking=pause), "complaint_log") == []

    def test_a_major_one_is_taken_up_within_a_day(self, told: Told) -> None:
        major = [{"level": "重大", "solved_at": datetime(2024, 5, 13, 9)}]
        late = [*STARTED[:2], {**STARTED[2], "handled_at": datetime(2024, 5, 11, 16, 31)}, STARTED[3]]
        for steps, expected in ((STARTED, []), (late, ["error solved_at"])):
            assert (
                of(told("R-075", complaint_log=major, complaint_tracking=steps), "complaint_log") == expected
            )


RESPONSES = [
    pytest.param("manual", 120, [], id="manual: two hours"),
    pytest.param("manual", 121, ["error first_response_at"], id="manual: two hours and a minute"),
    pytest.param("process", 60, [], id="process: an hour"),
    pytest.param("process", 61, ["error first_response_at"], id="process: an hour and a minute"),
    pytest.param("deck", 30, [], id="deck: half an hour"),
    pytest.param("deck", 31, ["warning first_response_at"], id="deck: 31 minutes"),
    pytest.param("deck", 120, ["warning first_response_at"], id="deck: two hours"),
    pytest.param("deck", 121, ["error first_response_at"], id="deck: two hours and a minute"),
    pytest.param("card", 120, [], id="card: two hours"),
    pytest.param("card", 121, ["error first_response_at"], id="card: two hours and a minute"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "minutes", "expected"), RESPONSES)
def test_first_response(told: Told, profile: str, minutes: int, expected: list[str]) -> None:
    answered = datetime(2024, 5, 10, 16 + (30 + minutes) // 60, (30 + minutes) % 60)
    found = told("R-076", policy=Policy.of(profile), complaint_log=[{"first_response_at": answered}])
    assert of(found, "complaint_log") == expected


def test_on_the_telephone_the_manual_counts_rings(told: Told) -> None:
    slow = {"channel": "电话", "first_response_at": datetime(2024, 5, 10, 21, 0)}
    assert of(told("R-076", complaint_log=[slow]), "complaint_log") == []
    assert of(told("R-076", policy=Policy.of("card"), complaint_log=[slow]), "complaint_log") == [
        "error first_response_at"
    ]
    for rings, expected in ((3, []), (4, ["error ring_count"])):
        found = told("R-076", complaint_log=[{**slow, "ring_count": rings}])
        assert of(found, "complaint_log") == expected


class TestLateness:
    """R-091: what is late is explained, and approved by somebody else."""

    LATE: ClassVar[list[dict[str, Any]]] = [{"first_response_at": datetime(2024, 5, 10, 19, 0)}]

    def test_explained_and_approved(self, told: Told) -> None:
        assert told("R-091", complaint_log=self.LATE) == []

    @pytest.mark.parametrize(
        "approval",
        [
            pytest.param({"source_key": "20240510-009"}, id="another one is explained"),
            pytest.param({"reason": None}, id="no reason"),
            pytest.param({"approver": None}, id="no approver"),
            pytest.param({"result": "不同意"}, id="not approved"),
        ],
    )
    def test_not_approved(self, told: Told, approval: dict[str, Any]) -> None:
        found = told("R-091", complaint_log=self.LATE, overdue_approval=[approval])
        assert of(found, "complaint_log") == ["error first_response_at"]

    @pytest.mark.parametrize(
        ("table", "key", "expected"),
        [
            pytest.param("complaint_log", "20240510-009", 1, id="no such complaint"),
            pytest.param("followup_record", "2024001 2024-05-02", 0, id="customer and day"),
            pytest.param("followup_record", "2024001/2024-05-02", 0, id="customer and day, with a stroke"),
            pytest.param("followup_record", "2024001 2024-05-03", 1, id="a day without a record"),
            pytest.param("followup_plan", "2024001", 0, id="the customer of a plan"),
            pytest.param("followup_plan", "2024002", 0, id="a customer who has no plan yet"),
            pytest.param("followup_plan", "2024009", 1, id="no such customer"),
            pytest.param("delivery_tracking", "HT-2024-001 需求调研", 0, id="contract and stage"),
            pytest.param("delivery_tracking", "HT-2024-001 上线", 1, id="a stage that is not there"),
            pytest.param("delivery_tracking", "HT-2024-001", 0, id="the contract alone"),
        ],
    )
    def test_what_an_approval_is_about_exists(self, told: Told, table: str, key: str, expected: int) -> None:
        more = {"approval_no": "CS2", "source_table": table, "source_key": key}
        found = told("R-019", overdue_approval=[{}, more])
        assert found == ["error overdue_approval.source_key 2"] * expected

    def test_a_late_promise_that_was_approved(self, told: Told) -> None:
        late = [{"due_date": date(2024, 5, 10), "kept_date": date(2024, 5, 11)}]
        assert of(told("R-091", commitment=late), "commitment") == ["error kept_date"]
        promise = {"approval_no": "CS2", "source_table": "承诺事项表", "source_key": "2024001"}
        assert of(told("R-091", commitment=late, overdue_approval=[{}, promise]), "commitment") == []

    def test_nobody_approves_his_own_lateness(self, told: Told) -> None:
        found = told("R-091", complaint_log=self.LATE, overdue_approval=[{"approver": "周某"}])
        assert found == ["error complaint_log.first_response_at", "error overdue_approval.approver"]

    def test_the_card_wants_the_reason_only(self, told: Told) -> None:
        for profile, expected in (("process", 1), ("card", 0)):
            found = told(
                "R-091",
                policy=Policy.of(profile),
                complaint_log=self.LATE,
                overdue_approval=[{"approver": None}],
            )
            assert len(of(found, "complaint_log")) == expected

    def test_approved_lateness_stays_late(self, told: Told) -> None:
        assert of(told("R-076", complaint_log=self.LATE), "complaint_log") == ["error first_response_at"]


def test_unreachable_customers_may_be_closed_with_an_approval(told: Told) -> None:
    change = [{"revisit_result": None}]
    assert told("R-081", complaint_log=change) == []
    assert told("R-081", complaint_log=change, overdue_approval=[{"approver": None}]) == [
        "error complaint_log.status"
    ]


class TestFreeService:
    """R-079: free service counts with the monthly price of the contract, 50,000 yuan for 12 months."""

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            pytest.param("3天", [], id="416.67 yuan"),
            pytest.param("4天", ["error compensation_amount"], id="555.56 yuan"),
            pytest.param("免费延长1个月服务", ["error compensation_amount"], id="4,166.67 yuan"),
        ],
    )
    def test_in_the_complaint(self, told: Told, typed: str, expected: list[str]) -> None:
        complaint = [{"compensation_amount": typed}]
        assert of(told("R-079", complaint_log=complaint), "complaint_log") == expected
        assert told("R-010", complaint_log=complaint) == []

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            pytest.param({}, [], id="runs on the day"),
            pytest.param({"start_date": date(2024, 5, 11)}, ["warning compensation_amount"], id="not begun"),
            pytest.param(
                {"customer_id": "2024001"}, ["warning compensation_amount"], id="another customer's"
            ),
            pytest.param({"amount": None}, ["warning compensation_amount"], id="without its amount"),
        ],
    )
    def test_without_a_contract_it_cannot_be_valued(
        self, told: Told, change: dict[str, Any], expected: list[str]
    ) -> None:
        complaint = [{"compensation_amount": "1天"}]
        assert of(told("R-079", complaint_log=complaint, contract=[change]), "complaint_log") == expected

    @pytest.mark.parametrize(
        ("typed", "expected"), [("3天", []), ("4天", ["error approver"]), ("1年", ["error approver"])]
    )
    def test_in_an_approval(self, told: Told, typed: str, expected: list[str]) -> None:
        grant = [{"amount": typed, "kind": "免费延长服务"}]
        assert of(told("R-079", compensation_approval=grant), "compensation_approval") == expected
        signed = [{**grant[0], "approver": "赵敏", "decided_date": date(2024, 5, 11)}]
        given = [{"compensation_amount": typed}]
        assert told("R-079", compensation_approval=signed, complaint_log=given) == []

    def test_in_an_approval_of_unknown_value(self, told: Told) -> None:
        grant = [{"amount": "2个月", "kind": "免费延长服务"}]
        assert told("R-079", compensation_approval=grant, contract=None) == [
            "warning compensation_approval.amount"
        ]


class TestCompensation:
    """R-079: the sum of a complaint counts, gifts at their value."""

    def grants(self, *amounts: float, **others: Any) -> list[dict[str, Any]]:
        return [{"amount": amount, "kind": "礼品", **others} for amount in amounts]

    @pytest.mark.parametrize(
        ("amounts", "expected"),
        [
            pytest.param((300, 200), [], id="500 in sum"),
            pytest.param((300, 200.01), ["error approver", "error approver 2"], id="500.01 in sum"),
        ],
    )
    def test_the_sum_of_a_complaint(
        self, told: Told, amounts: tuple[float, ...], expected: list[str]
    ) -> None:
        found = told("R-079", compensation_approval=self.grants(*amounts))
        assert of(found, "compensation_approval") == expected

    def test_approved(self, told: Told) -> None:
        grants = self.grants(20000, approver="赵敏", decided_date=date(2024, 5, 12))
        asked = [{"compensation_amount": 20000}]
        assert told("R-079", complaint_log=asked, compensation_approval=grants) == []
        more = [{"compensation_amount": 20001}]
        assert told("R-079", complaint_log=more, compensation_approval=grants) == [
            "error complaint_log.compensation_amount"
        ]

    def test_without_the_table_it_cannot_be_told(self, problems: Callable[..., list[Any]]) -> None:
        found = problems(complaint_log=[{"compensation_amount": 600}], compensation_approval=None)
        assert [p for p in found if p.rule == "R-079"] == []
        (skipped,) = [p for p in found if p.kind.code == "rules-skipped"]
        assert (skipped.severity, "R-079" in skipped.message()) == ("info", True)


NO = "20240510-001"


def steps(*names_and_hours: tuple[str, float], **change: Any) -> list[dict[str, Any]]:
    start = datetime(2024, 5, 10, 16).timestamp()
    return [
        {
            "complaint_no": NO,
            "step": step,
            "handled_at": datetime.fromtimestamp(start + hours * 3600),
            "next_action": "周某协调仓库调换新机",
            "due_date": date(2024, 5, 14),
            **change,
        }
        for step, hours in names_and_hours
    ]


STEPS = [
    pytest.param(steps(("接收安抚", 0), ("分类定级", 1), ("处理执行", 2), ("方案制定", 3), ("处理完成", 4), ("反馈回访", 5)), [], id="in order"),
    pytest.param(steps(("接收安抚", 0), ("分类定级", 1), ("反馈回访", 2), ("分类定级", 3), ("方案制定", 4)), [], id="opened again"),
    pytest.param(steps(("分类定级", 0), ("处理完成", 1), ("接收安抚", 2)), ["warning step 3"], id="soothed after it was done"),
    pytest.param(steps(("接收安抚", 2), ("分类定级", 1), ("处理完成", 3)), ["warning handled_at 2"], id="times go back"),
    pytest.param(steps(("接收安抚", 1), ("分类定级", 1), ("处理完成", 1)), [], id="at the same hour"),
    pytest.param(steps(("接收安抚", 0), ("处理执行", 1), ("处理完成", 2)), ["info step"], id="never classified"),
]  # fmt: skip


@pytest.mark.parametrize(("records", "expected"), STEPS)
def test_order_of_steps(told: Told, records: list[dict[str, Any]], expected: list[str]) -> None:
    assert of(told("R-082", complaint_tracking=records), "complaint_tracking") == expected


def test_a_step_belongs_to_a_complaint(told: Told) -> None:
    found = told("R-019", complaint_tracking=[{"complaint_no": "20240510-077"}])
    assert of(found, "complaint_tracking") == ["error complaint_no"]


NEXT = [
    pytest.param({"next_action": "协调仓库调换新机"}, {}, [], id="what, and a date beside it"),
    pytest.param({"next_action": "后续联系"}, {}, ["warning next_action 2"], id="a vague word"),
    pytest.param({"next_action": None}, {}, ["error next_action 2"], id="blank"),
    pytest.param({"next_action": "-"}, {}, [], id="a dash, the complaint is closed"),
    pytest.param({"next_action": "-"}, OPEN, ["error next_action 2"], id="a dash, the complaint is open"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "complaint", "expected"), NEXT)
def test_what_is_next(
    told: Told, change: dict[str, Any], complaint: dict[str, Any], expected: list[str]
) -> None:
    today = date(2024, 5, 11)
    found = told("R-045", today, complaint_log=[complaint], complaint_tracking=[{}, change, {}])
    assert [each for each in of(found, "complaint_tracking") if each.endswith(" 2")] == expected
