"""How often, and when next: both readings of the conflicts on rhythm, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

import pytest

DAY, AT = date.fromisoformat, datetime.fromisoformat
NAME = "示例甲有限公司"
PLANNED = {"customer_id": "2024001", "customer_name": NAME}
ENTERED = {"created_date": DAY("2024-01-08"), "updated_date": DAY("2024-05-08")}


def customer(**more: object) -> dict[str, object]:
    return {**PLANNED, "grade": "B类", "owner": "李某", **ENTERED, **more}


def talks(*days: str, **more: object) -> list[dict[str, object]]:
    said = {"customer_id": "2024001", "method": "电话", "summary": "沟通需求", "feedback": "需再考虑"}
    return [{**said, "contact_date": DAY(day), **more} for day in days]


def called(*days: str, **more: object) -> dict[str, list[dict[str, object]]]:
    """A potential customer who was called on these days."""
    records = talks(*days)
    return {"customer_master": [customer(**more)], "followup_plan": [PLANNED], "followup_record": records}


def visited(start: str, last: str, **more: object) -> dict[str, list[dict[str, object]]]:
    """A customer we have worked with since a day, and the last revisit."""
    master = customer(coop_start_date=DAY(start), customer_status="合作", **more)
    revisit = {"revisit_no": "HF20240101-001", "customer_id": "2024001", "contact_at": AT(f"{last} 10:00")}
    return {"customer_master": [master], "revisit_plan": [PLANNED], "revisit_log": [revisit]}


def frequency(seen):
    return seen.cells("followup_plan", "frequency")[0]


def following(seen):
    return str(seen.cells("followup_plan", "next_followup_date")[0])


def revisit(seen):
    return str(seen.cells("revisit_plan", "planned_date")[0])


def touches(seen):
    return [task.matter for task in seen.tasks("R-032", "R-033")]


TYPED = {**PLANNED, "stage": "潜在", "frequency": "每周1次", "next_followup_date": DAY("2024-05-14")}
PROMISED = {**PLANNED, "stage": "合作", "next_followup_date": DAY("2024-05-09")}
FIRST_TALK = talks("2024-05-10", contact_time=time(9))
MEETING = talks("2024-05-08", method="上门拜访", contact_time=time(16, 30)) + talks(
    "2024-05-09", method="邮件"
)
SAMPLE_WANTED = talks("2024-05-08", feedback="客户要求提供样品")
KEEN = talks("2024-05-08", "2024-05-09", "2024-05-10", feedback="客户要求提供样品") + talks(
    "2024-05-10", feedback="客户要求提供样品", method="邮件"
)
DECK = {"profile.active": "deck"}


def by_grade(grade: str) -> dict[str, list[dict[str, object]]]:
    return called("2024-05-01", grade=grade, created_date=DAY("2024-04-20"))


def second(letter: str) -> dict[str, list[dict[str, object]]]:
    """A first contact this morning with a customer of this intent."""
    master = customer(intent_grade=f"{letter}类", first_contact_at=AT("2024-05-10 09:00"))
    return {"customer_master": [master], "followup_plan": [PLANNED], "followup_record": FIRST_TALK}


CASES = [
    pytest.param(
        called("2024-04-01", "2024-05-06", grade="C类"),
        lambda seen: (frequency(seen), seen.why("followup_plan", "frequency")[0].partition(":")[0]),
        [
            ({"profile.active": "manual"}, ("每月1次", "R-030 manual")),
            ({"profile.active": "deck"}, ("每月1次", "R-030 deck")),
            ({"profile.active": "process"}, ("每周1次", "R-035 process")),
            ({"profile.active": "card"}, ("每周1次", "R-036 card")),
            ({"profile.active": "toolkit"}, ("每月1次", "R-030 toolkit")),
            ({"profile.active": "strict"}, ("每周1次", "R-038 strict")),
            ({"profile.active": "custom", "cadence.潜在.C": "10 d"}, ("每10天1次", "R-038 custom")),
        ],
        id="C-001 the rhythm of a potential C customer by profile, or by a value of the company's own",
    ),
    pytest.param(
        {**called("2024-04-01", "2024-05-06"), "followup_plan": [TYPED]},
        lambda seen: (seen.due("R-031"), following(seen)),
        [
            ({"cadence.keep_typed": True}, (["2024-05-14"], "2024-05-14")),
            ({"cadence.keep_typed": False}, (["2024-05-20"], "2024-05-20")),
        ],
        id="C-002 a typed date is followed, or the rule takes its place in plan and reminder",
    ),
    pytest.param(
        {"customer_master": [customer(created_date=DAY("2024-05-09"))], "followup_record": []},
        lambda seen: seen.due("R-034"),
        [({"first.max_hours": 48}, ["2024-05-11"]), ({"first.max_hours": 24}, ["2024-05-10"])],
        id="C-007 the first contact within 48 or 24 hours",
    ),
    *(
        pytest.param(
            second(letter),
            following,
            [
                ({f"second.{letter}": "off"}, usual),
                ({f"second.{letter}": "48 h"}, "2024-05-12"),
                ({f"second.{letter}": "3 d"}, "2024-05-13"),
                ({"profile.active": "process"}, process),
                ({"profile.active": "card"}, "2024-05-13"),
            ],
            id=f"C-007 the second contact of intent {letter} in the usual rhythm, or within hours or days",
        )
        for letter, usual, process in (
            ("A", "2024-05-17", "2024-05-11"),
            ("B", "2024-05-24", "2024-05-12"),
            ("C", "2024-06-10", "2024-05-17"),
        )
    ),
    pytest.param(
        second("B"),
        lambda seen: [(task.rule, task.matter) for task in seen.tasks("R-031", "R-035", "R-036")],
        [
            ({"profile.active": "manual"}, [("R-031", "下次跟进")]),
            ({"profile.active": "process"}, [("R-035", "第二次跟进")]),
            ({"profile.active": "card"}, [("R-036", "第二次跟进")]),
        ],
        id="C-007 the second contact goes by its name where a profile has one",
    ),
    pytest.param(
        visited("2022-01-10", "2024-02-29", grade="A类"),
        revisit,
        [
            ({"revisit.profile": "auto"}, "2024-03-29"),
            ({"revisit.profile": "manual"}, "2024-03-29"),
            ({"revisit.profile": "process"}, "2024-05-29"),
            ({"revisit.profile": "toolkit"}, "2024-05-29"),
            ({"profile.active": "process"}, "2024-05-29"),
            ({"profile.active": "process", "revisit.profile": "manual"}, "2024-03-29"),
        ],
        id="C-008 revisits as the active profile has them, or as one of three",
    ),
    pytest.param(
        {**visited("2022-01-10", "2024-05-03"), "followup_plan": [PROMISED]},
        lambda seen: seen.due("R-031"),
        [
            ({"revisit.satisfies_followup_days": 7}, ["2024-06-03"]),
            ({"revisit.satisfies_followup_days": 0}, ["2024-05-09"]),
        ],
        id="C-008 a revisit closes the follow-up of the coming week, or none",
    ),
    pytest.param(
        called("2024-04-01", "2024-05-06", region="美国"),
        following,
        [({"region.apply": False}, "2024-05-20"), ({"region.apply": True}, "2024-05-13")],
        id="C-009 the region is a remark, or makes it weekly",
    ),
    pytest.param(
        visited("2024-01-10", "2024-05-01"),
        lambda seen: (revisit(seen), seen.cells("revisit_plan", "revisit_frequency")[0]),
        [
            ({"revisit.gap": "new"}, ("2024-06-01", "每月1次")),
            ({"revisit.gap": "old"}, ("2024-08-01", "每季度1次")),
            ({"revisit.gap": "none"}, ("2024-07-10", "每季度1次")),
        ],
        id="C-010 months 4–5 as new, as old, or without a revisit",
    ),
    pytest.param(
        called("2023-11-01", created_date=DAY("2023-01-08")),
        lambda seen: ["15 天有效" in task.why for task in seen.tasks("R-042")],
        [({"wakeup.offer_days": 15}, [True]), ({"wakeup.offer_days": "none"}, [False])],
        id="C-012 the wake-up comes with an offer of 15 days, or without",
    ),
    pytest.param(
        {**called("2024-03-01"), "followup_record": talks("2024-03-01") + SAMPLE_WANTED},
        following,
        [({"positive.mode": "step"}, "2024-05-15"), ({"positive.mode": "daily"}, "2024-05-09")],
        id="C-013 strong interest makes it one step faster, or daily",
    ),
    pytest.param(
        {
            **called("2024-05-08"),
            "followup_record": KEEN,
        },
        lambda seen: [task.why.partition(": ")[2] for task in seen.tasks("R-039")],
        [
            ({"positive.mode": "step"}, ["7天内联系 4 次，计划每周1次"]),
            ({"positive.mode": "daily"}, ["2024-05-10 联系 2 次，每日跟进的客户每天最多 1 次"]),
            ({"positive.mode": "daily", "contact.max_per_day": 2}, []),
        ],
        id="C-013 daily contacts are not too many, but more than one a day are",
    ),
    pytest.param(
        {"customer_master": [customer()], "followup_record": MEETING},
        lambda seen: seen.due("R-109"),
        [
            ({"after_meeting.base": "meeting"}, ["2024-05-11"]),
            ({"after_meeting.base": "mail"}, ["2024-05-12"]),
        ],
        id="C-042 the case three days after the meeting, or after its summary",
    ),
    *(
        pytest.param(
            by_grade(grade),
            touches,
            [
                ({}, []),
                (DECK, list(kinds.values())),
                *(({**DECK, name: "off"}, [m for n, m in kinds.items() if n != name]) for name in kinds),
            ],
            id=f"C-052 every touch of {grade} customers in the deck, or without one of them",
        )
        for grade, kinds in {
            "A类": {
                "touch.A.visit": "上门拜访",
                "touch.A.report": "定制报告",
                "touch.A.meeting": "高层战略会议",
            },
            "B类": {"touch.B.newsletter": "行业简报", "touch.B.review": "需求复盘会"},
            "C类": {"touch.C.survey": "满意度调研"},
        }.items()
    ),
    pytest.param(
        {
            "customer_master": [customer(customer_status="合作", coop_start_date=DAY("2024-02-12"))],
            "key_date": [{"customer_id": "2024001", "kind": "客户生日", "event_date": DAY("1990-05-17")}],
        },
        lambda seen: [(line.rule_id, str(line.due_at)) for line in seen.reminders("R-059", "R-107")],
        [
            ({"care.merge_days": 7}, [("R-059", "2024-05-12")]),
            ({"care.merge_days": 0}, [("R-059", "2024-05-12"), ("R-107", "2024-05-14")]),
        ],
        id="C-053 thanks and birthday of one week in one line, or in two",
    ),
    *(
        pytest.param(
            {"followup_record": [], "action_plan": []},
            lambda seen, name=name: name in seen.sheets(),
            [({switch: True}, True), ({switch: "off"}, False)],
            id=f"C-055 the {name} review is made, or not",
        )
        for name, switch in {"weekly": "review.week", "monthly": "review.month"}.items()
    ),
]


@pytest.mark.parametrize(("tables", "told", "readings"), CASES)
def test_both_readings(
    both_readings: Callable[..., None],
    tables: Mapping[str, object],
    told: Callable[..., object],
    readings: Sequence[object],
) -> None:
    both_readings(tables, told, readings)


def test_a_visit_in_person_starts_the_steps_after_a_meeting(seen: Callable[..., object]) -> None:
    """The record calls it 拜访, whatever the clerk typed."""
    tables = {"customer_master": [customer()], "followup_record": talks("2024-05-09", method="上门")}
    assert [task.matter for task in seen(tables, {}).tasks("R-109")] == ["发送会面纪要", "发送相关案例"]
