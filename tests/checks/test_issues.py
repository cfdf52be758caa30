"""Feedback issues, suggestions, tickets, promises, knowledge: what each rule says, both sides of its boundaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from xlcrm.policy import Policy

Told = Callable[..., list[str]]
FIRST = [{}]


def of(lines: list[str], table: str) -> list[str]:
    return [line.replace(f"{table}.", "") for line in lines if f" {table}." in line]


ISSUES = [
    #
    pytest.param("R-088", {"issue_no": "20240501"}, ["error issue_no"], id="eight digits"),
    pytest.param("R-088", {"issue_no": "202404001"}, ["error issue_no"], id="the month is another"),
    pytest.param("R-088", {"issue_no": 202405001}, [], id="the number as a number cell"),
    #
    pytest.param("R-089", {"progress": "已修复"}, [], id="已修复 is 已完成"),
    pytest.param("R-089", {"verdict": "需改进"}, ["error archived_date"], id="archived although to be improved"),
    pytest.param("R-089", {"solution": None}, ["error solution"], id="done without a solution"),
    pytest.param("R-089", {"done_date": None}, ["error done_date"], id="done without its date"),
    pytest.param("R-089", {"satisfaction_score": None}, ["error satisfaction_score"], id="done without a score"),
    pytest.param("R-089", {"satisfaction_score": 2}, ["warning verdict"], id="satisfied with a score of two"),
    pytest.param("R-089", {"satisfaction_score": 3}, [], id="satisfied with a score of three"),
    pytest.param("R-089", {"progress": "处理中"}, ["error archived_date"], id="archived while under way"),
    pytest.param("R-089", {"progress": "处理中", "archived_date": None, "verdict": "需改进"}, [], id="a second round"),
    #
    pytest.param("R-080", {"revisit_date": date(2024, 5, 15)}, [], id="revisited on the third day"),
    pytest.param("R-080", {"revisit_date": date(2024, 5, 16)}, ["error revisit_date"], id="revisited on the fourth day"),
    #
    pytest.param("R-011", {"done_date": date(2024, 5, 9)}, ["error done_date"], id="done before it was reported"),
    pytest.param("R-011", {"archived_date": date(2024, 5, 11)}, ["error archived_date"], id="archived before it was done"),
    pytest.param("R-011", {"reported_at": date(2024, 5, 21)}, ["error reported_at"], id="reported tomorrow"),
    #
    pytest.param("R-144", {"priority": None}, ["info priority"], id="no priority"),
    pytest.param("R-144", {"need_kind": None}, ["info need_kind"], id="neither core nor extra"),
    pytest.param("R-144", {"priority": None, "need_kind": None}, ["info priority"], id="neither is told once"),
    #
    pytest.param("R-019", {"complaint_no": "20240510-099"}, ["error complaint_no"], id="an unknown complaint"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), ISSUES)
def test_an_issue(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    found = of(told(rule, feedback_issue_tracker=[change]), "feedback_issue_tracker")
    if rule == "R-011":
        found = [line for line in found if line in expected]
    assert found == expected


TIMES = [
    pytest.param("process", "R-092", {"first_response_at": datetime(2024, 5, 10, 17, 30)}, [], id="answered in an hour"),
    pytest.param("process", "R-092", {"first_response_at": datetime(2024, 5, 10, 17, 45)}, ["first_response_at"], id="answered at 17:45"),
    pytest.param("process", "R-092", {"plan_given_at": datetime(2024, 5, 10, 20, 30)}, [], id="proposed in four hours"),
    pytest.param("process", "R-092", {"plan_given_at": datetime(2024, 5, 10, 20, 31)}, ["plan_given_at"], id="proposed in four hours and a minute"),
    pytest.param("process", "R-092", {"followed_up_at": datetime(2024, 5, 11, 16, 30)}, [], id="followed up in a day"),
    pytest.param("process", "R-092", {"followed_up_at": datetime(2024, 5, 11, 16, 31)}, ["followed_up_at"], id="followed up in a day and a minute"),
    pytest.param("card", "R-092", {"first_response_at": datetime(2024, 5, 10, 18, 31)}, ["first_response_at"], id="card: two hours"),
    pytest.param("card", "R-092", {"plan_given_at": datetime(2024, 5, 11, 16, 30)}, [], id="card: proposed in a day"),
    pytest.param("card", "R-092", {"followed_up_at": datetime(2024, 5, 14)}, [], id="card: no limit for the result"),
    pytest.param("manual", "R-076", {"first_response_at": datetime(2024, 5, 11, 16, 30)}, [], id="manual: answered in a day"),
    pytest.param("manual", "R-076", {"first_response_at": datetime(2024, 5, 11, 16, 31)}, ["first_response_at"], id="manual: a day and a minute"),
    pytest.param("manual", "R-092", {"plan_given_at": datetime(2024, 5, 19)}, [], id="manual: no limit for the proposal"),
    pytest.param(
        "manual", "R-076", {"reported_time": None, "first_response_at": datetime(2024, 5, 11, 23)}, [],
        id="without an hour the next day will do",
    ),
    pytest.param(
        "manual", "R-076", {"reported_time": "16:30", "first_response_at": datetime(2024, 5, 11, 17)}, ["first_response_at"],
        id="the hour as text",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "rule", "change", "late"), TIMES)
def test_handling_times(told: Told, profile: str, rule: str, change: dict[str, Any], late: list[str]) -> None:
    found = told(rule, policy=Policy.of(profile), feedback_issue_tracker=[change])
    assert of(found, "feedback_issue_tracker") == [f"error {name}" for name in late]


@pytest.mark.parametrize(
    ("day", "late"),
    [
        pytest.param(11, [], id="on the last day"),
        pytest.param(12, ["error first_response_at"], id="the day after"),
    ],
)
def test_an_issue_that_waits(told: Told, day: int, late: list[str]) -> None:
    waiting = {
        "progress": "待处理", "solution": None, "done_date": None, "verdict": None, "satisfaction_score": None,
        "archived_date": None, "first_response_at": None, "plan_given_at": None, "followed_up_at": None,
        "revisit_date": None,
    }  # fmt: skip
    found = told("R-076", date(2024, 5, day), feedback_issue_tracker=[waiting])
    assert of(found, "feedback_issue_tracker") == late


def test_a_number_is_used_once(told: Told) -> None:
    found = told("R-088", feedback_issue_tracker=[{}, {}])
    assert of(found, "feedback_issue_tracker") == ["error issue_no 2"]


RESOLUTIONS = [
    pytest.param("R-147", {"replied_at": datetime(2024, 5, 11, 16, 31)}, ["warning replied_at"], id="a suggestion: a day and a minute"),
    pytest.param("R-147", {"replied_at": None}, ["warning replied_at"], id="a suggestion nobody answered"),
    pytest.param("R-147", {"adoption": None}, ["warning adoption"], id="a suggestion that nobody judged"),
    pytest.param("R-148", {"category": "即时问题", "solved_at": datetime(2024, 5, 11, 16, 30)}, [], id="at once: a day"),
    pytest.param(
        "R-148", {"category": "即时问题", "solved_at": datetime(2024, 5, 11, 16, 31)}, ["error solved_at"],
        id="at once: a day and a minute",
    ),
    pytest.param("R-148", {"category": "即时问题"}, ["error solved_at"], id="at once: still open"),
    pytest.param("R-148", {}, [], id="a suggestion needs no solution at once"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), RESOLUTIONS)
def test_a_resolution(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, issue_resolution=[change]), "issue_resolution") == expected


TICKETS = [
    pytest.param("R-093", {"finished_at": datetime(2024, 5, 10, 18, 31)}, ["error finished_at"], id="P1: two hours and a minute"),
    pytest.param("R-093", {"finished_at": None, "report": None}, ["error finished_at"], id="P1: still open"),
    pytest.param("R-093", {"priority": "P0", "started_at": datetime(2024, 5, 10, 16, 45)}, [], id="P0: taken up in 15 minutes"),
    pytest.param("R-093", {"priority": "P0", "started_at": datetime(2024, 5, 10, 16, 46)}, ["error started_at"], id="P0: taken up in 16 minutes"),
    pytest.param("R-093", {"priority": "P2", "finished_at": datetime(2024, 5, 18, 9)}, [], id="P2 has no limit"),
    pytest.param("R-093", {"informed": None}, ["warning informed"], id="P1: nobody was told"),
    pytest.param("R-094", {"screenshot": None}, ["error screenshot"], id="no screenshot"),
    pytest.param("R-094", {"screenshot": "无"}, ["error screenshot"], id="none, and no reason"),
    pytest.param("R-094", {"screenshot": "无(客户现场禁止拍照)"}, [], id="none, and the reason"),
    pytest.param("R-094", {"device_model": None}, ["error device_model"], id="no model"),
    pytest.param("R-094", {"steps": None}, ["error steps"], id="no steps"),
    pytest.param("R-094", {"report": None}, ["error report"], id="finished without a report"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), TICKETS)
def test_a_ticket(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told(rule, tech_ticket=[change]), "tech_ticket") == expected


PROMISES = [
    pytest.param({"kept_date": date(2024, 5, 10), "told_date": date(2024, 5, 11)}, [], id="kept and told the day after"),
    pytest.param({"told_date": date(2024, 5, 12)}, ["warning told_date"], id="told two days after"),
    pytest.param({"told_date": None}, ["warning told_date"], id="kept, nobody was told"),
    pytest.param({"kept_date": date(2024, 5, 13), "told_date": date(2024, 5, 13)}, ["error amends", "error kept_date"], id="three days late"),
    pytest.param(
        {"kept_date": date(2024, 5, 13), "told_date": date(2024, 5, 13), "amends": "致歉并赠送线缆"}, ["error kept_date"],
        id="late, with amends",
    ),
    pytest.param({"kept_date": None, "told_date": None}, ["error kept_date"], id="still open"),
    pytest.param({"kept_date": None, "told_date": None, "due_date": date(2024, 5, 20)}, [], id="due today"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), PROMISES)
def test_a_promise(told: Told, change: dict[str, Any], expected: list[str]) -> None:
    assert of(told("R-112", commitment=[change]), "commitment") == expected


def test_how_late_a_promise_was(problems: Callable[..., list[Any]]) -> None:
    late = {"kept_date": date(2024, 5, 13), "told_date": date(2024, 5, 13)}
    (amends,) = [p for p in problems(commitment=[late]) if p.kind.code == "amends-missing"]
    assert "3 天" in amends.message()


class TestKnowledge:
    def test_a_case_is_anonymised(self, told: Told) -> None:
        case = {"kind": "成功案例", "industry": "教育", "solution": "上线备份"}
        assert told("R-136", knowledge_base=[{**case, "anonymised": "否"}]) == [
            "warning knowledge_base.anonymised"
        ]
        assert told("R-136", knowledge_base=[{**case, "anonymised": "是"}]) == []

    def test_an_entry_needs_problem_and_solution(self, told: Told) -> None:
        assert told("R-136", knowledge_base=[{"solution": None}]) == ["warning knowledge_base.solution"]

    def test_cases_of_an_industry(self, problems: Callable[..., list[Any]]) -> None:
        """Two cases of an industry are one short of three; only anonymised ones count."""
        case = {"kind": "成功案例", "industry": "教育", "anonymised": "是"}
        for marks, short in (("是是", 1), ("是是否", 1), ("是是是", 0)):
            cases = [{**case, "entry_no": f"ZS{at}", "anonymised": mark} for at, mark in enumerate(marks)]
            found = [p for p in problems(knowledge_base=cases) if p.kind.code == "few-cases"]
            assert [(p.severity, p.fields["short"]) for p in found] == ([("info", short)] if short else [])

    def test_three_tickets_of_a_model_ask_for_an_entry(self, told: Told) -> None:
        tickets = [{"ticket_no": f"GD{at}", "device_model": "SR-990"} for at in range(3)]
        assert told("R-136", tech_ticket=tickets[:2]) == []
        assert told("R-136", tech_ticket=tickets) == ["warning tech_ticket.device_model 3"]
        written = [{"title": "SR-990 无法开机"}]
        assert told("R-136", tech_ticket=tickets, knowledge_base=written) == []


def test_the_hour_of_a_report_may_stand_in_its_day(told: Told) -> None:
    both = {"reported_at": datetime(2024, 5, 10, 16, 30), "reported_time": None}
    late = {**both, "first_response_at": datetime(2024, 5, 11, 16, 31)}
    assert of(told("R-076", feedback_issue_tracker=[both]), "feedback_issue_tracker") == []
    assert of(told("R-076", feedback_issue_tracker=[late]), "feedback_issue_tracker") == [
        "error first_response_at"
    ]
    assert (
        of(
            told(
                "R-076",
                feedback_issue_tracker=[
                    {**late, "reported_at": date(2024, 5, 10), "reported_time": time(16, 31)}
                ],
            ),
            "feedback_issue_tracker",
        )
        == []
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"solution": "分两个阶段迁移，故障减少60%"}, 0, id="course and gain"),
        pytest.param({"solution": "故障减少60%"}, 1, id="no course"),
        pytest.param(
            {"solution": "故障减少60%", "checks": "先查电源，再查线路"}, 0, id="the course in its own column"
        ),
        pytest.param({"solution": "分两个阶段迁移，客户满意"}, 1, id="no figure"),
        pytest.param({"solution": "分两个阶段迁移，效率提高一倍"}, 0, id="a figure in words"),
        pytest.param({"solution": "换了服务器", "kind": "故障代码"}, 0, id="no case"),
    ],
)
def test_what_a_case_tells(problems: Callable[..., list[Any]], change: dict[str, Any], expected: int) -> None:
    case = {"kind": "成功案例", "anonymised": "是", "industry": None, **change}
    found = [p.kind.code for p in problems(knowledge_base=[case]) if p.rule == "R-152"]
    assert found == ["case-sparse"] * expected
