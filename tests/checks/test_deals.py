"""Orders, contracts, proposals, plans: what each rule says, both sides of its boundaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from xlcrm.checks.by_table.deals import sums
from xlcrm.policy import Policy
from xlcrm.rules.care import offer_end

Told = Callable[..., list[str]]

ROWS = [
    #
    pytest.param("R-020", "order", {"amount": 9_999_999}, [], id="9,999,999 yuan"),
    pytest.param("R-020", "order", {"amount": 10_000_000}, ["error amount"], id="10,000,000 yuan"),
    pytest.param("R-020", "order", {"amount": 0}, ["error amount"], id="nothing"),
    pytest.param("R-020", "order", {"amount": 0.01}, [], id="a cent"),
    pytest.param("R-020", "order", {"amount": -100}, ["error amount"], id="less than nothing"),
    #
    pytest.param("R-010", "order", {"amount": "5万元"}, ["info amount"], id="an amount in words"),
    pytest.param("R-010", "customer_master", {"budget_range": "5千元"}, ["info budget_range"], id="in thousands"),
    pytest.param("R-010", "customer_master", {"budget_range": "30-50千元"}, ["info budget_range"], id="a range in thousands"),
    pytest.param("R-010", "customer_master", {"budget_range": "0.5万元"}, [], id="in ten thousands"),
    pytest.param("R-010", "order", {"amount": "5000美元"}, ["error amount"], id="dollars"),
    pytest.param("R-010", "source_register", {"notes": "成本:15美元"}, ["error notes"], id="a cost in dollars"),
    pytest.param("R-010", "source_register", {"notes": "成本:15元/次"}, [], id="a cost each time"),
    pytest.param("R-010", "source_register", {"notes": "成本:未定"}, ["error notes"], id="a cost without a figure"),
    #
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 20)}, [], id="ends today"),
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 19)}, ["error end_date"], id="ended yesterday, 未启动"),
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 19), "renewal_status": None}, ["error end_date"], id="ended, no word of a renewal"),
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 19), "renewal_status": "跟进中"}, ["error end_date"], id="still talked about"),
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 19), "renewal_status": "已续签"}, [], id="ended and renewed"),
    pytest.param("R-095", "contract", {"end_date": date(2024, 5, 19), "renewal_status": "不续签"}, [], id="ended and given up"),
    pytest.param("R-095", "contract", {"end_date": None}, ["info end_date"], id="no end"),
    #
    pytest.param("R-019", "delivery_tracking", {"customer_name": "示例云图科技有限公司"}, ["warning contract_no"], id="another's contract"),
    pytest.param(
        "R-019", "acceptance_report", {"customer_name": "示例云图科技有限公司"}, ["warning contract_no"], id="another's, accepted"
    ),
    #
    pytest.param("R-103", "delivery_tracking", {"actual_finish": date(2024, 5, 11)}, ["warning actual_finish"], id="a day late"),
    pytest.param("R-103", "delivery_tracking", {"actual_finish": date(2024, 5, 9)}, [], id="a day early"),
    pytest.param(
        "R-103", "delivery_tracking", {"actual_finish": None, "planned_finish": date(2024, 5, 20)}, [], id="open, planned for today"
    ),
    pytest.param(
        "R-103", "delivery_tracking", {"actual_finish": None, "customer_signed": None, "planned_finish": date(2024, 5, 19)},
        ["warning actual_finish"], id="open, planned for yesterday",
    ),
    #
    pytest.param("R-096", "contract", {"draft_sent_date": date(2024, 5, 6)}, [], id="drafted three days ahead"),
    pytest.param("R-096", "contract", {"draft_sent_date": date(2024, 5, 7)}, ["error draft_sent_date"], id="drafted two days ahead"),
    #
    pytest.param("R-104", "contract", {"scan_filed": "否"}, ["error scan_filed"], id="signed, no scan"),
    pytest.param("R-104", "contract", {"scan_filed": None, "sign_mode": "电子签"}, ["error scan_filed"], id="signed electronically, no scan"),
    pytest.param("R-104", "contract", {"scan_filed": "否", "signed_date": date(2024, 5, 19)}, [], id="signed yesterday"),
    pytest.param("R-104", "contract", {"scan_filed": "否", "signed_date": date(2024, 5, 18)}, ["error scan_filed"], id="signed two days ago"),
    pytest.param("R-104", "contract", {"scan_filed": "否", "signed_date": None}, [], id="not signed yet"),
    #
    pytest.param(
        "R-105", "solution_proposal", {"quotation": "服务器:30000元;安装:12000元;培训:8000元;总价:52000元"}, ["error quotation"],
        id="52,000 of 50,000",
    ),
    pytest.param("R-105", "solution_proposal", {"quotation": "服务器:30000元;总价:30000.01元"}, [], id="a cent off"),
    pytest.param("R-105", "solution_proposal", {"quotation": "服务器:30000元;总价:30000.02元"}, ["error quotation"], id="two cents off"),
    pytest.param("R-105", "solution_proposal", {"quotation": "服务器3万元,总价3万元"}, [], id="in ten thousands"),
    pytest.param("R-105", "solution_proposal", {"customer_signed": "王经理", "product_lead": None}, ["error product_lead"], id="we have not signed"),
    pytest.param("R-105", "solution_proposal", {"advantages": None}, ["info solution"], id="no advantages"),
    pytest.param("R-105", "solution_proposal", {"solution": "服务器3台"}, ["info solution"], id="no time of delivery"),
    pytest.param("R-105", "solution_proposal", {"proposal_version": "第一版"}, ["error proposal_version"], id="no version number"),
    #
    pytest.param("R-106", "negotiation_record", {"liability": None}, ["error liability"], id="no liability"),
    pytest.param("R-106", "negotiation_record", {"liability": "无"}, ["info liability"], id="liability 无"),
    pytest.param("R-106", "negotiation_record", {"payment_terms": None}, ["error payment_terms"], id="no terms of payment"),
    #
    pytest.param("R-111", "quote", {"valid_until": None}, ["warning valid_until"], id="a quotation without its end"),
    #
    pytest.param("R-113", "source_register", {"converted_count": 16}, ["error converted_count"], id="more converted than acquired"),
    pytest.param("R-113", "source_register", {"conversion_rate": 0.2005}, [], id="0.05 points off"),
    pytest.param("R-113", "source_register", {"conversion_rate": 0.2006}, ["warning conversion_rate"], id="0.06 points off"),
    pytest.param("R-113", "source_register", {"conversion_rate": "25%"}, ["warning conversion_rate"], id="another rate as text"),
    pytest.param("R-113", "source_register", {"conversion_rate": "20%"}, [], id="the rate as text"),
    #
    pytest.param("R-129", "action_plan", {"owner": "产品部"}, ["warning owner"], id="a department is no person"),
    pytest.param("R-129", "action_plan", {"owner": None}, ["error owner"], id="no owner"),
    pytest.param("R-129", "action_plan", {"action": None}, ["error action"], id="no action"),
    pytest.param("R-129", "action_plan", {"due_date": None}, ["error due_date"], id="no date"),
    #
    pytest.param("R-130", "improvement_plan", {"lead": None}, ["warning lead"], id="nobody leads"),
    pytest.param("R-130", "improvement_plan", {"due_date": date(2024, 5, 20)}, [], id="due today"),
    pytest.param("R-130", "improvement_plan", {"due_date": date(2024, 5, 19)}, ["warning verified"], id="due yesterday, not verified"),
    pytest.param("R-130", "improvement_plan", {"due_date": date(2024, 5, 19), "verified": "有效"}, [], id="due yesterday and verified"),
    #
    pytest.param("R-011", "contract", {"end_date": date(2024, 5, 8)}, ["error end_date"], id="a contract that ends before it begins"),
    pytest.param("R-011", "order", {"order_date": date(2024, 5, 21)}, ["error order_date"], id="ordered tomorrow"),
    pytest.param("R-011", "delivery_tracking", {"actual_finish": date(2024, 5, 21)}, ["error actual_finish"], id="finished tomorrow"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "table", "change", "expected"), ROWS)
def test_a_row(told: Told, rule: str, table: str, change: dict[str, Any], expected: list[str]) -> None:
    found = told(rule, **{table: [change]})
    assert [line.replace(f"{table}.", "") for line in found if f" {table}." in line] == expected


def test_an_amount_confirmed_since_the_order(told: Told) -> None:
    large = [{"amount": 20_000_000, "order_date": date(2024, 5, 2)}]
    for day, expected in ((2, []), (1, ["error order.amount"])):
        reviews = [{}, {"customer_id": "2024002", "review_date": date(2024, 5, day)}]
        assert told("R-020", order=large, info_review=reviews) == expected


def test_an_amount_far_from_the_others(told: Told) -> None:
    amounts = [*range(50_000, 130_000, 10_000), 5_000_000]
    orders = [{"order_no": f"D{at}", "amount": amount} for at, amount in enumerate(amounts)]
    assert told("R-020", order=orders) == ["info order.amount 9"]
    assert told("R-020", order=orders[:-1]) == []
    assert told("R-020", order=orders[-4:]) == []  # too few to compare
    assert told("R-020", policy=Policy.default().with_values({"anomaly.iqr_k": 0}), order=orders) == []


@pytest.mark.parametrize(
    ("text", "total", "items"),
    [
        pytest.param(
            "服务器:30000元;安装:12000元;培训:8000元;总价:52000元", 52000, 50000, id="items and total"
        ),
        pytest.param(
            "服务器：3万元；安装：1.2万元；合计：4.2万元", 42000, 42000, id="full width, in ten thousands"
        ),
        pytest.param(
            "服务器:30,000元\n总金额:30,000元\n付款方式:首付30%", 30000, 30000, id="lines and commas"
        ),
    ],
)
def test_sums_of_a_quotation(text: str, total: int, items: int) -> None:
    assert sums(text) == (Decimal(total), Decimal(items))


def test_a_total_alone_is_no_sum() -> None:
    assert sums("总价:50000元") is None
    assert sums("服务器3台") is None


VERSIONS = [
    pytest.param(["V1.0", "V1.1", "V2.0"], None, [], id="rising"),
    pytest.param(["V1.0", "V1.0"], None, ["error proposal_version 2"], id="twice the same"),
    pytest.param(["V1.9", "V1.10"], None, [], id="ten is above nine"),
    pytest.param(["V1.1", "V1.0"], None, ["error proposal_version 2"], id="falling"),
    pytest.param(["V1.0", "V1.1"], 0, ["error proposal_version"], id="the old one is signed"),
    pytest.param(["V1.0", "V1.1"], 1, [], id="the newest one is signed"),
]  # fmt: skip


@pytest.mark.parametrize(("versions", "signed", "expected"), VERSIONS)
def test_versions(told: Told, versions: list[str], signed: int | None, expected: list[str]) -> None:
    proposals = [
        {
            "proposal_version": version,
            "drawn_date": date(2024, 5, 6 + at),
            "customer_signed": "王经理" if at == signed else None,
        }
        for at, version in enumerate(versions)
    ]
    found = told("R-105", solution_proposal=proposals)
    assert [line.replace("solution_proposal.", "") for line in found] == expected


@pytest.mark.parametrize(
    ("pattern", "versions", "expected"),
    [
        pytest.param("第{major}版", ["第9版", "第10版"], [], id="one number, rising"),
        pytest.param("第{major}版", ["第2版", "第2版"], ["error proposal_version 2"], id="one number, twice the same"),
        pytest.param("第{major}版", ["第1版", "V2.0"], ["error proposal_version 2"], id="the shipped form is none now"),
        pytest.param("R{major}-{minor}", ["r1-2", "R1-3"], [], id="small letters are as good"),
        pytest.param("V{major}.{minor}", ["V1.2", "V1,3"], ["error proposal_version 2"], id="a dot is a dot"),
    ],
)  # fmt: skip
def test_the_form_of_versions_is_the_policys(
    told: Told, pattern: str, versions: list[str], expected: list[str]
) -> None:
    policy = Policy.default().with_values({"proposal.version": pattern})
    drawn = [
        {"proposal_version": version, "drawn_date": date(2024, 5, 6 + at)} for at, version in enumerate(versions)
    ]
    found = told("R-105", policy=policy, solution_proposal=drawn)
    assert [line.replace("solution_proposal.", "") for line in found] == expected


class TestDelivery:
    def test_a_signed_contract_is_planned(self, told: Told) -> None:
        other = [{"contract_no": "HT-2024-009"}]
        assert "error contract.contract_no" in told("R-104", delivery_plan=other)
        done = [{"accepted_date": date(2024, 5, 18)}]
        assert "error contract.contract_no" not in told("R-104", contract=done, delivery_plan=other)

    def test_a_week_between_two_reports(self, told: Told) -> None:
        for day, expected in ((17, []), (18, ["warning delivery_weekly_sync.sync_date 2"])):
            syncs = [{"sync_date": date(2024, 5, 10)}, {"sync_date": date(2024, 5, day)}]
            assert told("R-102", delivery_weekly_sync=syncs) == expected

    def test_the_order_of_the_rows_does_not_matter(self, told: Told) -> None:
        syncs = [{"sync_date": date(2024, 5, 20)}, {"sync_date": date(2024, 5, 10)}]
        assert told("R-102", delivery_weekly_sync=syncs) == ["warning delivery_weekly_sync.sync_date"]


@pytest.mark.parametrize(
    ("days", "end"),
    [pytest.param(30, date(2024, 6, 9), id="30 days"), pytest.param(15, date(2024, 5, 25), id="15 days")],
)
def test_the_last_day_of_an_offer(days: int, end: date) -> None:
    policy = Policy.default().with_values({"offer.days": days})
    assert offer_end(date(2024, 5, 10), "报价", policy).value == end


def test_an_offer_does_not_end_before_it_begins(told: Told) -> None:
    early = [{"sent_at": datetime(2024, 5, 6, 10), "valid_until": date(2024, 5, 5)}]
    assert told("R-111", quote=early) == ["error quote.valid_until"]
