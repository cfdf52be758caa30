"""What a recalculation proposes for the manuals' own rows, and what it adds."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.brief import brief
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.plans import missing_plan_rows
from xlcrm.rules.recalculation import COLUMNS, columns_of, computed_columns
from xlcrm.tables import TABLES
from xlcrm.tables.samples import SAMPLES

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
TODAY = DAY("2023-09-01")


@pytest.fixture(scope="module")
def manual(portfolio):
    return columns_of(portfolio(SAMPLES, TODAY))


def values(columns, table: str, column: str) -> list[object]:
    return [one.value if one else None for one in columns[table][column]]


def test_every_computed_column_of_a_register_has_its_rule() -> None:
    filled = {
        (table.id, name)
        for table in TABLES.values()
        for name, column in table.columns.items()
        if column.computed_by and table.kind in {"register", "form"}
    }
    assert filled <= set(COLUMNS)
    assert all(column in TABLES[table].columns for table, column in COLUMNS)


def test_rates_of_the_sources(manual) -> None:
    assert values(manual, "source_register", "conversion_rate") == [0.2, 0.25, 0.2]


def test_lengths_and_frequencies_of_the_revisits(manual) -> None:
    assert values(manual, "revisit_plan", "coop_length") == ["2个月", "1年", "6个月"]
    assert values(manual, "revisit_plan", "revisit_frequency") == ["每月1次", "每月1次", "每季度1次"]


def test_the_text_of_the_handbook_speaks_against_its_own_table(manual) -> None:
    """C-002: potential B is due every two weeks, 表3 says weekly."""
    first = manual["followup_plan"]["frequency"][0]
    assert (first.value, first.text) == ("每两周1次", "R-030 manual: 潜在·B类 每14天")
    assert values(manual, "followup_plan", "frequency")[1:] == ["每月1次", "每季度1次"]


def test_the_stage_of_the_first_customer_contradicts_its_cooperation(manual) -> None:
    """C-003: 表3 calls 2023001 潜在, 表5 has it cooperate for two months."""
    assert values(manual, "followup_plan", "stage") == ["合作", "合作", "沉睡(8个月无互动)"]


def test_deadlines_of_the_complaints(manual) -> None:
    expected = dict(
        zip(
            (row["complaint_no"] for row in SAMPLES["complaint_log"]),
            manual["complaint_log"]["expected_date"],
            strict=True,
        )
    )
    assert expected["20230816-001"].value == DAY("2023-08-17")
    assert expected["20230816-002"].value == DAY("2023-08-18")


def test_the_survey_of_table_6(manual) -> None:
    assert values(manual, "satisfaction_response", "score_100") == [86.7, 86.7, 86.7, None, None]


def test_without_typed_dates_the_text_decides(portfolio) -> None:
    rows = [
        {k: v for k, v in row.items() if k not in {"frequency", "next_followup_date"}}
        for row in SAMPLES["followup_plan"]
    ]
    records = [{**row, "action_status": "已完成", "feedback": "…"} for row in SAMPLES["followup_record"]]
    tables = {**SAMPLES, "followup_plan": rows, "followup_record": records}
    first = columns_of(portfolio(tables, TODAY))["followup_plan"]["next_followup_date"][0]
    assert first.text == "R-030/R-031 manual: 潜在·B类 每14天; 2023-08-25 + 14 天 = 2023-09-08"


def test_a_typed_frequency_is_an_input(portfolio) -> None:
    records = [{**row, "action_status": "已完成"} for row in SAMPLES["followup_record"]]
    columns = columns_of(portfolio({**SAMPLES, "followup_record": records}, TODAY))
    first = columns["followup_plan"]["next_followup_date"][0]
    assert (first.value, "手工填写为每周1次" in first.words) == (DAY("2023-09-01"), True)


def test_the_master_shows_the_typed_date_until_it_is_spent(portfolio) -> None:
    def shown(*more: dict[str, object]) -> object:
        records = [
            {**row, "action_status": "已完成", "feedback": "…"}
            for row in (*SAMPLES["followup_record"], *more)
        ]
        columns = columns_of(portfolio({**SAMPLES, "followup_record": records}, DAY("2023-09-03")))
        return columns["customer_master"]["next_followup_date"][0].value

    called = {"customer_id": "2023001", "contact_date": DAY("2023-09-02")}
    assert shown() == DAY("2023-09-02")
    assert shown(called) == DAY("2023-09-09"), "then a week after the contact, as typed"


def test_numbers_and_dates_stand_row_by_row(portfolio, make_data) -> None:
    tables = {
        "customer_master": [
            {"customer_id": "2023001", "customer_name": "甲", "created_date": DAY("2023-08-31")},
            {"customer_name": "没有编号", "created_date": DAY("2023-08-31")},
            {},
        ]
    }
    columns = computed_columns(make_data(tables), Policy.default(), TODAY, WorkCalendar.seeded())
    assert values(columns, "customer_master", "next_followup_date") == [
        DAY("2023-09-02"),
        DAY("2023-09-02"),
        None,
    ]
    assert {len(column) for column in columns["customer_master"].values()} == {3}


def test_absent_and_empty_tables_are_left_alone(portfolio) -> None:
    assert columns_of(portfolio({}, TODAY)) == {}
    assert columns_of(portfolio({"customer_master": []}, TODAY)) == {}


def test_intent_is_proposed_only_where_the_day_of_need_is_known(portfolio) -> None:
    known = {"need_date": DAY("2023-08-18"), "need_desc": "3台服务器", "created_date": DAY("2023-08-15")}
    tables = {
        "customer_master": [{"customer_id": "1", **known}, {"customer_id": "2", "need_desc": "3台服务器"}]
    }
    assert values(columns_of(portfolio(tables, TODAY)), "customer_master", "intent_grade") == ["A类", None]


def test_a_proposed_intent_sets_the_rhythm_like_a_typed_one(portfolio) -> None:
    known = {"need_date": DAY("2023-08-18"), "need_desc": "3台服务器", "created_date": DAY("2023-08-15")}
    tables = {
        "customer_master": [{"customer_id": "1", "customer_name": "甲", "grade": "C类", **known}],
        "followup_plan": [{"customer_id": "1"}],
    }
    assert values(columns_of(portfolio(tables, TODAY)), "followup_plan", "frequency") == ["每周1次"]


def test_marks(portfolio) -> None:
    tables = {
        "customer_master": [
            {
                "customer_id": "1",
                "grade": "A类",
                "coop_start_date": DAY("2023-07-01"),
                "created_date": DAY("2023-07-01"),
            },
            {"customer_id": "2", "grade": "C类", "created_date": DAY("2023-01-01")},
            {"customer_id": "3", "grade": "C类", "created_date": DAY("2023-08-01")},
        ]
    }
    marks = values(columns_of(portfolio(tables, TODAY)), "customer_master", "customer_mark")
    assert marks == ["VIP客户;新客户", "流失风险客户", None]


def test_previous_contact_of_a_revisit(portfolio) -> None:
    tables = {
        "followup_record": [{"customer_id": "1", "contact_date": DAY("2023-08-20")}],
        "revisit_log": [
            {"revisit_no": "HF20230810-001", "customer_id": "1", "contact_at": MOMENT("2023-08-10 10:00")},
            {"revisit_no": "HF20230825-001", "customer_id": "1", "contact_at": MOMENT("2023-08-25 10:00")},
        ],
    }
    assert values(columns_of(portfolio(tables, TODAY)), "revisit_log", "prev_contact_at") == [
        None,
        DAY("2023-08-20"),
    ]


def test_review_columns(portfolio) -> None:
    tables = {
        **{name: SAMPLES[name] for name in ("customer_master", "consent_record")},
        "info_review": [
            {"customer_id": "2023001", "review_date": DAY("2023-08-16"), "accuracy": "未验证"},
            {"customer_id": "2023099", "review_date": DAY("2023-08-16"), "accuracy": "通过"},
        ],
    }
    columns = columns_of(portfolio(tables, TODAY))
    assert values(columns, "info_review", "completeness") == ["通过", "不通过"]
    assert values(columns, "info_review", "compliance") == ["通过", "不通过"]
    assert values(columns, "info_review", "verdict") == ["待核实", "退回补充"]


def test_a_lead_on_the_intake_form(portfolio) -> None:
    form = {
        "customer_name": "新公司",
        "first_contact_at": MOMENT("2024-05-10 16:30"),
        "need_desc": "3台服务器",
    }
    columns = columns_of(portfolio({"customer_intake": [form]}, DAY("2024-05-10"), Policy.of("process")))
    assert values(columns, "customer_intake", "intent_grade") == ["C类"]
    assert values(columns, "customer_intake", "next_followup_date") == [DAY("2024-05-17")]


def test_plans_get_the_customers_they_lack(portfolio) -> None:
    found = missing_plan_rows(portfolio(SAMPLES, TODAY))
    assert [row["customer_id"] for row in found["followup_plan"]] == ["2023002", "2023005", "2023006"]
    assert [row["customer_id"] for row in found["revisit_plan"]] == ["2023006"]
    assert found["followup_plan"][1] == {
        "customer_id": "2023005",
        "customer_name": "示例制造有限公司",
        "stage": "合作",
        "grade": "B类",
        "method": "电话",
        "focus": "收集使用反馈，了解续购意向；重点介绍稳定性",
        "owner": "*某",
    }


def test_lost_customers_get_no_plan(portfolio) -> None:
    tables = {
        "customer_master": [
            {"customer_id": "1", "customer_status": "流失", "created_date": DAY("2023-08-01")}
        ]
    }
    assert missing_plan_rows(portfolio(tables, TODAY)) == {"followup_plan": [], "revisit_plan": []}


def test_brief_of_the_first_customer(portfolio) -> None:
    one = brief("2023001", portfolio(SAMPLES, DAY("2023-09-02")))
    assert len(one.talks) == 3
    assert [(a.action, a.due) for a in one.actions] == [("预留参会名额,发送邀请函", DAY("2023-08-30"))]
    assert (one.customer_name, one.first_contact) == ("示例云图科技有限公司", False)
    assert one.base["所属行业"] == "信息技术"


def test_brief_of_somebody_new(portfolio) -> None:
    tables = {"customer_master": [{"customer_id": "1", "customer_name": "甲", "industry": "教育"}]}
    one = brief("1", portfolio(tables, TODAY))
    assert (one.first_contact, one.talks, one.base) == (True, [], {"所属行业": "教育"})
