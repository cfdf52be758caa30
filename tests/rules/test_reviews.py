"""R-001, R-003, R-004, R-015, R-091, R-142, R-151, R-018: review, consent, channel, merging."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.channels import channel, talking_point
from xlcrm.rules.customers import Customer, Names
from xlcrm.rules.merging import merge_customers
from xlcrm.rules.reviews import (
    Consent,
    compliance,
    late_hours,
    missing_fields,
    recheck_batch,
    recheck_due,
    review_verdict,
    verification_due,
)
from xlcrm.rules.words import Words

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()
WHOLE = {
    "customer_id": "2023001",
    "customer_name": "示例云图科技有限公司",
    "contact_name": "王经理",
    "contact_phone": "13800000001",
    "contact_email": None,
    "industry": "信息技术",
    "grade": "B类",
    "tags": "服务器采购",
    "need_desc": None,
    "source_channel": "行业展会",
    "created_date": DAY("2023-08-15"),
    "owner": "李某",
    "updated_date": DAY("2023-08-16"),
}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        pytest.param({}, [], id="complete"),
        pytest.param(
            {"contact_phone": None, "contact_email": "w@xx.example"}, [], id="mail instead of a phone"
        ),
        pytest.param({"contact_phone": None}, ["contact_phone or contact_email"], id="no channel at all"),
        pytest.param({"tags": None, "need_desc": "3台服务器"}, [], id="a description instead of tags"),
        pytest.param({"tags": None}, ["tags or need_desc"], id="no need at all"),
        pytest.param({"industry": None}, ["industry"], id="a company needs its industry"),
    ],
)
def test_required_fields_of_a_company(changed: dict[str, object], missing: list[str]) -> None:
    assert (
        missing_fields(Customer("2023001", WHOLE["customer_name"]), {**WHOLE, **changed}, MANUAL) == missing
    )


def test_a_person_needs_no_contact_nor_industry_but_a_name() -> None:
    cells = {**WHOLE, "customer_name": "张三(个人)", "contact_name": None, "industry": None}
    assert missing_fields(Customer("2023002", "张三(个人)"), cells, MANUAL) == []
    assert missing_fields(Customer("2023002", "(个人)"), {**cells, "customer_name": "(个人)"}, MANUAL) == [
        "customer_name"
    ]


@pytest.mark.parametrize(
    ("note", "consents", "verdict"),
    [
        pytest.param(None, [Consent(DAY("2023-08-15"))], "通过", id="a consent that holds"),
        pytest.param(None, [Consent(DAY("2023-08-15"), DAY("2024-03-02"))], "通过", id="withdrawn tomorrow"),
        pytest.param(
            None, [Consent(DAY("2023-08-15"), DAY("2024-03-01"))], "不通过", id="withdrawn that day"
        ),
        pytest.param(None, [Consent(DAY("2024-03-02"))], "不通过", id="given later"),
        pytest.param("口头同意", [], "通过", id="only a note"),
        pytest.param(None, [], "不通过", id="nothing"),
    ],
)
def test_compliance(note: str | None, consents: list[Consent], verdict: str) -> None:
    assert compliance(note, consents, DAY("2024-03-01"), MANUAL).value == verdict


def test_a_consent_may_run_out() -> None:
    year = MANUAL.with_values({"consent.validity_months": 12})
    consent = Consent(DAY("2023-03-01"))
    assert consent.holds(DAY("2024-03-01"), year)
    assert not consent.holds(DAY("2024-03-02"), year)
    assert consent.holds(DAY("2034-03-02"), MANUAL)


@pytest.mark.parametrize(
    ("complete", "accuracy", "lawful", "verdict"),
    [
        pytest.param("通过", "通过", "通过", "通过", id="all three"),
        pytest.param("通过", "未验证", "通过", "待核实", id="not verified"),
        pytest.param("不通过", "不通过", "通过", "待核实", id="doubtful before incomplete"),
        pytest.param("不通过", "通过", "通过", "退回补充", id="incomplete"),
        pytest.param("通过", "通过", "不通过", "退回补充", id="without consent"),
        pytest.param("通过", None, "通过", None, id="not judged yet"),
    ],
)
def test_review_verdict(complete: str, accuracy: str | None, lawful: str, verdict: str | None) -> None:
    found = review_verdict(complete, accuracy, lawful, MANUAL)
    assert (found.value if found else None) == verdict


def test_rechecks_are_yearly_from_the_later_of_update_and_recheck() -> None:
    first = recheck_due(DAY("2023-08-16"), None, MANUAL)
    second = recheck_due(DAY("2023-08-16"), DAY("2024-02-29"), MANUAL)
    assert first is not None
    assert second is not None
    assert (first.value, second.value) == (DAY("2024-08-16"), DAY("2025-02-28"))
    assert recheck_due(None, None, MANUAL) is None


@pytest.mark.parametrize(
    ("batch", "span"),
    [
        pytest.param("每月", ("2024-08-01", "2024-08-31"), id="the month"),
        pytest.param("每季度", ("2024-07-01", "2024-09-30"), id="the quarter"),
    ],
)
def test_batch_of_rechecks(batch: str, span: tuple[str, str]) -> None:
    policy = MANUAL.with_values({"recheck.batch": batch})
    assert tuple(map(str, recheck_batch(DAY("2024-08-16"), policy))) == span


def test_doubtful_customers_are_looked_at_again() -> None:
    found = verification_due(None, DAY("2023-08-16"), MANUAL)
    assert found is not None
    assert found.value == DAY("2023-09-15")


@pytest.mark.parametrize(
    ("limit", "done", "hours"),
    [
        pytest.param(MOMENT("2024-05-10 17:30"), MOMENT("2024-05-10 17:30"), 0.0, id="on the minute"),
        pytest.param(
            MOMENT("2024-05-10 17:30"), MOMENT("2024-05-10 17:45"), 0.3, id="a quarter of an hour, half up"
        ),
        pytest.param(DAY("2024-05-10"), DAY("2024-05-12"), 48.0, id="whole days"),
        pytest.param(DAY("2024-05-10"), None, 72.0, id="still open on the 13th"),
    ],
)
def test_late_hours(limit: date, done: date | None, hours: float) -> None:
    found = late_hours(limit, done, DAY("2024-05-13"), MANUAL)
    assert found is not None
    assert found.value == hours


@pytest.mark.parametrize(
    ("matter", "grade", "stage", "preferred", "method"),
    [
        pytest.param("发送报价单", "A类", "合作", None, "邮件", id="formal papers by mail"),
        pytest.param("投诉处理", "C类", "合作", None, "电话", id="a complaint by phone"),
        pytest.param("产品演示", "A类", "潜在", None, "上门拜访", id="a demonstration in person"),
        pytest.param(None, "A类", "合作", None, "上门拜访", id="A customers are visited"),
        pytest.param(None, "B类", "合作", None, "电话", id="others are called"),
        pytest.param(None, "B类", "合作", "上门拜访", "上门拜访", id="unless they prefer a visit"),
        pytest.param(None, "B类", "合作", "微信", "电话", id="a preference outside the two does not decide"),
        pytest.param(None, "C类", "潜在", None, "电话+邮件", id="potential: call and mail"),
        pytest.param(None, "C类", "潜在", "邮件", "邮件", id="their preference breaks the tie"),
        pytest.param(None, "A类", "沉睡", "电话", "邮件", id="dormant: mail first"),
    ],
)
def test_channel(matter: str | None, grade: str, stage: str, preferred: str | None, method: str) -> None:
    assert channel(matter, grade, stage, preferred, MANUAL, Words()).value == method


def test_talking_points_can_be_added() -> None:
    words = Words.of([{"list_name": "talking_points", "value": "升学率", "synonyms": "教育"}])
    assert talking_point("教育", words) == "升学率"
    assert talking_point("金融", words) == "数据安全"
    assert talking_point("未知", words) is None


def test_names_find_their_customers() -> None:
    both = [Customer("1", "示例云图科技有限公司", aliases=("云图",)), Customer("2", "示例云图科技")]
    known = Names(both, "stripped")
    assert known.number("示例云图科技有限公司") == "1"
    assert known.number("云图") == "1"
    assert known.number("示例云图科技股份有限公司") is None, "two customers share the stripped name"


def test_merging_keeps_the_oldest_number_and_the_newest_fields() -> None:
    old = {**WHOLE, "grade": "B类", "owner": "李某"}
    new = {
        **WHOLE,
        "customer_id": "2023009",
        "customer_name": "云图科技",
        "grade": "A类",
        "tags": "急购",
        "owner": "王某",
        "industry": None,
        "created_date": DAY("2023-08-30"),
        "updated_date": DAY("2023-09-01"),
    }
    one = merge_customers([new, old], DAY("2023-09-02"), MANUAL)
    assert {name: one.cells[name] for name in ("customer_id", "owner", "industry", "tags", "grade")} == {
        "customer_id": "2023001",
        "owner": "王某",
        "industry": "信息技术",
        "tags": "服务器采购;急购",
        "grade": "A类",
    }
    assert (one.cells["created_date"], one.cells["updated_date"]) == (DAY("2023-08-15"), DAY("2023-09-02"))
    assert one.cells["aliases"] == "2023009;示例云图科技有限公司"
    assert one.renumbered == {"2023009": "2023001"}
    assert len(one.warnings) == 1
