"""Where the manuals contradict each other a switch decides: both readings of each (conflicts C-001 … C-066)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from xlcrm.policy import Interval, Policy
from xlcrm.rules.cadence import (
    Course,
    cadence_grade,
    first_contact_due,
    frequency,
    next_contact,
    second_contact_due,
)
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.care import after_meeting, offer_end
from xlcrm.rules.complaints import Clock, first_response_due, revisit_due, solution_due
from xlcrm.rules.dates import shown
from xlcrm.rules.grades import intent_grade, shown_grade
from xlcrm.rules.hours import service_hours
from xlcrm.rules.issues import issue_limits
from xlcrm.rules.numbers import next_numbers
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.recalculation import columns_of
from xlcrm.rules.reminders import reminders, tasks_of
from xlcrm.rules.reviews import recheck_batch
from xlcrm.rules.revisits import Revisiting, planned_revisit
from xlcrm.rules.satisfaction import low_recommendation, nps_class, score_100
from xlcrm.rules.signals import Heard
from xlcrm.rules.stages import Standing, stage, wakeup
from xlcrm.rules.surveys import Surveying, survey_dates

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
CALENDAR = WorkCalendar.seeded()
AT, TODAY = MOMENT("2024-05-10 16:30"), DAY("2024-05-10")
CALLED = Course("潜在", "B类", last=DAY("2024-03-08"), first=DAY("2024-02-01"), again=True)
Make = Callable[..., Portfolio]


def policy(**values: object) -> Policy:
    return Policy.default().with_values({name.replace("__", "."): value for name, value in values.items()})


def following(course: Course, own: Policy, today: date | None = None) -> str | None:
    found = next_contact(course, own, CALENDAR, today or DAY("2024-03-09"))
    return shown(found.value) if found else None


def revisited(plan: Revisiting, own: Policy) -> str | None:
    found = planned_revisit(plan, own)
    return shown(found.value) if found else None


@pytest.mark.parametrize(
    ("switch", "told", "readings"),
    [
        pytest.param(
            "profile.active",
            lambda p: [str(f.value) for f in [frequency("潜在", "C类", None, p)] if f],
            {"manual": ["1个月"], "process": ["7天"], "deck": ["1个月"], "card": ["7天"], "strict": ["7天"]},
            id="C-001 the contact interval by profile",
        ),
        pytest.param(
            "cadence.grade_for_potential",
            lambda p: cadence_grade("潜在", "B类", "A类", p),
            {"intent_first": "A类", "grade": "B类", "intent": "A类"},
            id="C-004 intent or value for potential customers",
        ),
        pytest.param(
            "cadence.grade_for_potential",
            lambda p: cadence_grade("潜在", "B类", None, p),
            {"intent_first": "B类", "grade": "B类", "intent": None},
            id="C-005 a blank intent falls back to the grade",
        ),
        pytest.param(
            "first.max_hours",
            lambda p: shown(first_contact_due(DAY("2023-08-15"), None, p).value),
            {48: "2023-08-17", 24: "2023-08-16"},
            id="C-007 the first contact",
        ),
        pytest.param(
            "second.B",
            lambda p: (due := second_contact_due(AT, "B类", p)) and shown(due.value),
            {"off": None, "48 h": "2024-05-12 16:30", "3 d": "2024-05-13"},
            id="C-007 the second contact",
        ),
        pytest.param(
            "revisit.profile",
            lambda p: revisited(Revisiting(DAY("2023-01-01"), True, DAY("2024-02-29")), p),
            {"auto": "2024-03-29", "manual": "2024-03-29", "process": "2024-05-29", "toolkit": "2024-05-29"},
            id="C-008 whose revisit rhythm holds",
        ),
        pytest.param(
            "region.apply",
            lambda p: following(replace(CALLED, region="美国"), p),
            {False: "2024-03-22", True: "2024-03-15"},
            id="C-009 region against grade",
        ),
        pytest.param(
            "revisit.gap",
            lambda p: revisited(Revisiting(DAY("2024-01-10"), last=DAY("2024-04-10")), p),
            {"new": "2024-05-10", "old": "2024-07-10", "none": "2024-07-10"},
            id="C-010 the fourth and fifth month, a quarter after",
        ),
        pytest.param(
            "revisit.gap",
            lambda p: revisited(Revisiting(DAY("2024-01-10"), last=DAY("2024-05-01")), p),
            {"new": "2024-06-01", "old": "2024-08-01", "none": "2024-07-10"},
            id="C-010 none waits until the customer is old",
        ),
        pytest.param(
            "churn.months",
            lambda p: stage(Standing(DAY("2023-05-10"), None), p, TODAY).value,
            {"off": "沉睡(12个月无互动)", 12: "流失"},
            id="C-011 lost by hand or by silence",
        ),
        pytest.param(
            "wakeup.offer_days",
            lambda p: "优惠" in wakeup(TODAY, None, None, p, TODAY).words,
            {15: True, "none": False},
            id="C-012 an offer with the wake-up or none",
        ),
        pytest.param(
            "positive.mode",
            lambda p: following(replace(CALLED, heard=Heard("积极", DAY("2024-03-08"))), p),
            {"step": "2024-03-15", "daily": "2024-03-09"},
            id="C-013 one step faster or daily",
        ),
        pytest.param(
            "intent.gap",
            lambda p: intent_grade(TODAY, DAY("2024-05-30"), "…", p).value,
            {"B": "B类", "A": "A类"},
            id="C-015 eight to thirty days",
        ),
        pytest.param(
            "score.to100",
            lambda p: str(score_100([4, 5, 4], p).value),
            {"mean*20": "86.7", "linear": "83.3"},
            id="C-021 the 100-point scale",
        ),
        pytest.param(
            "nps.scale",
            lambda p: [nps_class(answer, p) for answer in (5, 4, 3, 9)],
            {
                "0-10": ["贬损者", "贬损者", "贬损者", "推荐者"],
                "1-5": ["推荐者", "中立者", "贬损者", None],
            },
            id="C-022 the scale of recommendation",
        ),
        pytest.param(
            "nps.scale",
            lambda p: [low_recommendation(answer, "公司", p) is not None for answer in (3, 4)],
            {"0-10": [True, True], "1-5": [True, False]},
            id="C-022 and who is called for it",
        ),
        pytest.param(
            "complaint.hours.一般",
            lambda p: shown(solution_due(AT, "一般", p).value),
            {24: "2024-05-11 16:30", 48: "2024-05-12 16:30"},
            id="C-025 the hours of a level",
        ),
        pytest.param(
            "id.customer",
            lambda p: next_numbers("id.customer", [TODAY], ["2024001"], p),
            {"{YYYY}{seq:3}": ["2024002"], "KH{YYYYMMDD}{seq:2}": ["KH2024051001"]},
            id="C-027 the pattern of numbers",
        ),
        pytest.param(
            "id.revisit",
            lambda p: next_numbers("id.revisit", [TODAY], [], p),
            {"off": [], "HF{YYYYMMDD}-{seq:3}": ["HF20240510-001"]},
            id="C-027 numbers of other tables are off until somebody sets them",
        ),
        pytest.param(
            "sla.calendar",
            lambda p: shown(first_response_due(AT, "邮件", p, Clock(service_hours(p, CALENDAR))).value),
            {"24x7": "2024-05-10 18:30", "business": "2024-05-11 09:30"},
            id="C-031 the clock day and night or in service hours",
        ),
        pytest.param(
            "next.weekend",
            lambda p: following(replace(CALLED, last=DAY("2023-08-19")), p),
            {"keep": "2023-09-02", "next_workday": "2023-09-04", "previous_workday": "2023-09-01"},
            id="C-032 weekends",
        ),
        pytest.param(
            "next.past",
            lambda p: following(CALLED, p, DAY("2024-04-10")),
            {"keep_and_flag": "2024-03-22", "roll_forward": "2024-04-19"},
            id="R-031 a past date stays or rolls forward",
        ),
        pytest.param(
            "recheck.batch",
            lambda p: str(recheck_batch(DAY("2024-08-16"), p)[0]),
            {"每月": "2024-08-01", "每季度": "2024-07-01"},
            id="C-034 the batch of rechecks",
        ),
        pytest.param(
            "after_meeting.base",
            lambda p: str(after_meeting(AT, DAY("2024-05-12"), p)["case"].value),
            {"meeting": "2024-05-13", "mail": "2024-05-15"},
            id="C-042 three days after the meeting or the mail",
        ),
        pytest.param(
            "offer.days",
            lambda p: str(offer_end(TODAY, "展会优惠", p).value),
            {30: "2024-06-09", 15: "2024-05-25"},
            id="C-047 the length of an offer",
        ),
        pytest.param(
            "nps.exec_kinds",
            lambda p: low_recommendation(6, "个人", p).value,
            {"公司": "销售主管", "公司;个人": "管理层"},
            id="C-049 for whom the management calls",
        ),
        pytest.param(
            "grade.display",
            lambda p: shown_grade("B类", p),
            {"short": "B类", "long": "B类潜力客户"},
            id="C-057 the spelling of grades",
        ),
        pytest.param(
            "survey.every",
            lambda p: shown(survey_dates(Surveying(None, DAY("2024-01-31")), p)[0].value),
            {"3 months": "2024-04-30", "6 months": "2024-07-31"},
            id="C-059 the rhythm of surveys",
        ),
        pytest.param(
            "survey.after_event_hours",
            lambda p: [shown(d.value) for d in survey_dates(Surveying(None, events=((AT, "签约"),)), p)],
            {"off": [], 24: ["2024-05-11 16:30"]},
            id="C-059 a survey after key events",
        ),
        pytest.param(
            "after_solution.base",
            lambda p: str(revisit_due(DAY("2024-05-12"), AT, p).value),
            {"solved": "2024-05-15", "reported": "2024-05-13"},
            id="C-062 three days after the solution or the report",
        ),
        pytest.param(
            "feedback.ack_hours",
            lambda p: shown(issue_limits(AT, None, p).acknowledge.value),
            {2: "2024-05-10 18:30", 1: "2024-05-10 17:30"},
            id="C-064 feedback acknowledged",
        ),
        pytest.param(
            "feedback.answer_hours",
            lambda p: shown(issue_limits(AT, None, p).respond.value),
            {24: "2024-05-11 16:30", 2: "2024-05-10 18:30"},
            id="C-064 feedback answered",
        ),
        pytest.param(
            "issue.plan_hours",
            lambda p: (due := issue_limits(AT, None, p).plan) and shown(due.value),
            {"off": None, 4: "2024-05-10 20:30", 24: "2024-05-11 16:30"},
            id="C-066 a solution proposed",
        ),
    ],
)
def test_switch(switch: str, told: Callable[[Policy], object], readings: dict[object, object]) -> None:
    for value, reading in readings.items():
        own = (
            Policy.of(str(value))
            if switch == "profile.active"
            else Policy.default().with_values({switch: value})
        )
        assert told(own) == reading, f"{switch} = {value}"


def test_c002_typed_dates_and_frequencies(portfolio: Make) -> None:
    plan = {
        "customer_id": "1",
        "frequency": "每周1次",
        "next_followup_date": DAY("2023-09-02"),
        "stage": "潜在",
    }
    tables = {
        "customer_master": [{"customer_id": "1", "customer_name": "甲", "grade": "B类"}],
        "followup_plan": [plan],
        "followup_record": [{"customer_id": "1", "contact_date": DAY("2023-08-25"), "feedback": "…"}],
    }
    due = {}
    for keep in (True, False):
        columns = columns_of(portfolio(tables, DAY("2023-09-01"), policy(cadence__keep_typed=keep)))
        due[keep] = (
            str(columns["customer_master"]["next_followup_date"][0].value),
            str(columns["followup_plan"]["next_followup_date"][0].value),
        )
    assert due == {True: ("2023-09-02", "2023-09-01"), False: ("2023-09-08", "2023-09-08")}


@pytest.mark.parametrize(
    ("revisit", "days", "due"),
    [
        pytest.param("2024-05-13", 7, "2024-05-27", id="a revisit a week before closes the follow-up"),
        pytest.param("2024-05-12", 7, "2024-05-20", id="one eight days before does not"),
        pytest.param("2024-05-13", 0, "2024-05-20", id="with 0 none before it does"),
        pytest.param("2024-05-20", 0, "2024-06-03", id="with 0 one on the day does"),
    ],
)
def test_c008_a_revisit_may_satisfy_a_follow_up(portfolio: Make, revisit: str, days: int, due: str) -> None:
    tables = {
        "customer_master": [{"customer_id": "1", "customer_name": "甲", "grade": "B类"}],
        "followup_plan": [{"customer_id": "1", "next_followup_date": DAY("2024-05-20"), "stage": "潜在"}],
        "revisit_log": [{"customer_id": "1", "contact_at": DAY(revisit)}],
    }
    p = portfolio(tables, DAY("2024-05-21"), policy(revisit__satisfies_followup_days=days))
    found = p.followup_due(p.customers["1"])
    assert found is not None
    assert shown(found.value) == due


def test_c020_the_questionnaire_that_is_meant(portfolio: Make) -> None:
    rows = [
        {"survey_no": "1", "customer_id": "1", "dimension_group": "服务", "score": score} for score in (4, 5)
    ]
    points = {}
    for template in ("001-6", "002-3"):
        own = policy(survey__template=template)
        column = columns_of(portfolio({"satisfaction_response": rows}, TODAY, own))["satisfaction_response"]
        points[template] = [one.value if one else None for one in column["score_100"]]
    assert points == {"001-6": [90.0, 90.0], "002-3": [None, None]}, "two of three, but not two of five"


def test_c041_the_best_hour_from_the_mails_opened(portfolio: Make) -> None:
    opened = [
        {"customer_id": "1", "touch_kind": "打开", "touched_at": MOMENT(f"2024-05-0{n} 09:12")}
        for n in range(1, 6)
    ]
    tables = {
        "customer_master": [
            {"customer_id": "1", "customer_name": "甲", "grade": "B类", "created_date": TODAY}
        ],
        "touchpoint": opened,
    }
    best = {}
    for source in ("fixed", "history"):
        [one, *_] = reminders(portfolio(tables, TODAY, policy(slot__source=source)), days=2)
        best[source] = one.best_at
    assert best == {"fixed": MOMENT("2024-05-13 15:00"), "history": MOMENT("2024-05-14 09:00")}


def test_c053_care_is_merged_or_not(portfolio: Make) -> None:
    tables = {
        "customer_master": [
            {"customer_id": "1", "customer_name": "甲", "coop_start_date": DAY("2024-02-10"), "grade": "B类"}
        ],
        "key_date": [{"customer_id": "1", "kind": "公司周年庆", "event_date": DAY("2010-05-14")}],
    }
    lines = {}
    for days in (7, 0):
        p = portfolio(tables, TODAY, policy(care__merge_days=days))
        lines[days] = sum(1 for one in reminders(p, days=7) if one.rule_id in {"R-059", "R-107"})
    assert lines == {7: 1, 0: 2}


def test_c058_who_is_a_vip(portfolio: Make) -> None:
    master = [
        {"customer_id": "1", "grade": "A类"},
        {"customer_id": "2", "grade": "B类"},
        {"customer_id": "3", "grade": "B类", "customer_mark": "VIP客户"},
    ]
    orders = [{"order_no": "D1", "customer_id": "2", "order_date": DAY("2024-05-01"), "amount": 9000}]
    vips = {}
    for by in ("grade", "top_percent", "manual"):
        p = portfolio({"customer_master": master, "order": orders}, TODAY, policy(vip__by=by))
        vips[by] = [c.id for c in p.customers.values() if p.is_vip(c)]
    assert vips == {"grade": ["1"], "top_percent": ["2"], "manual": ["3"]}


def test_r099_whose_silence_is_noticed(portfolio: Make) -> None:
    talk = {"contact_date": DAY("2024-05-01"), "feedback": "…"}
    tables = {
        "customer_master": [
            {"customer_id": "1", "customer_name": "甲", "grade": "C类"},
            {"customer_id": "2", "customer_name": "乙", "grade": "C类"},
        ],
        "followup_record": [{"customer_id": number, **talk} for number in ("1", "2")],
        "opportunity": [{"opportunity_no": "S1", "customer_id": "2", "stage": "方案评估"}],
    }
    who = {}
    for scope in ("grade_A_or_open_opportunity", "all"):
        tasks = tasks_of(portfolio(tables, TODAY, policy(silent__scope=scope)))
        who[scope] = [task.customer_id for task in tasks if task.rule == "R-099"]
    assert who == {"grade_A_or_open_opportunity": ["2"], "all": ["1", "2"]}


def test_stage_days_of_an_open_sale_cap_the_interval(portfolio: Make) -> None:
    tables = {
        "customer_master": [{"customer_id": "1", "customer_name": "甲", "grade": "C类"}],
        "followup_record": [{"customer_id": "1", "contact_date": DAY("2024-05-08"), "feedback": "…"}],
        "opportunity": [{"opportunity_no": "S1", "customer_id": "1", "stage": "报价后"}],
    }
    due = {}
    for days in ("off", 3):
        p = portfolio(tables, TODAY, Policy.default().with_values({"stage.days.报价后": days}))
        found = p.followup_due(p.customers["1"])
        due[days] = shown(found.value) if found else None
    assert due == {"off": "2024-06-08", 3: "2024-05-11"}


def test_touches_of_the_deck_follow_their_parameters(portfolio: Make) -> None:
    deck = Policy.of("deck").with_values({"touch.A.report": "3 months"})
    tables = {
        "customer_master": [
            {"customer_id": "1", "customer_name": "甲", "grade": "A类", "created_date": DAY("2024-04-01")}
        ]
    }
    due = {
        own.text("touch.A.report"): [
            str(task.due) for task in tasks_of(portfolio(tables, TODAY, own)) if task.matter == "定制报告"
        ]
        for own in (Policy.of("deck"), deck)
    }
    assert due == {"1 month": ["2024-05-01"], "3 months": ["2024-07-01"]}
    assert Interval(1, "month") == Policy.of("deck").interval("touch.A.report")
