"""Small normal forms: phones, addresses of both kinds, amounts, names, next actions, numbers in series."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xlcrm.checks import address, amount, company, email, phone, sensitive
from xlcrm.checks.identifiers import series
from xlcrm.checks.lists import Lists
from xlcrm.checks.next_action import Judge, due_from
from xlcrm.policy import Policy

PHONES = [
    pytest.param(" 138 0000 1234 ", "13800001234", id="blanks"),
    pytest.param("138-0000-1234", "13800001234", id="hyphens"),
    pytest.param("+86 138 0000 1234", "13800001234", id="+86"),
    pytest.param("008613800001234", "13800001234", id="0086"),
    pytest.param("8613800001234", "13800001234", id="86 without a plus"),
    pytest.param("１３８００００１２３４", "13800001234", id="full width"),
    pytest.param("010-6555 1234", "010-65551234", id="Beijing"),
    pytest.param("(021)65551234", "021-65551234", id="brackets"),
    pytest.param("+86 10 6555 1234", "010-65551234", id="a landline with +86"),
    pytest.param("0755-8655123", "0755-8655123", id="seven digits behind four"),
    pytest.param("0755-86551234", "0755-86551234", id="eight digits behind four"),
    pytest.param("010-65551234-801", "010-65551234转801", id="an extension behind a hyphen"),
    pytest.param("010-65551234转801", "010-65551234转801", id="an extension"),
    pytest.param("400-810-8888", "4008108888", id="400"),
    pytest.param("8008108888", "8008108888", id="800"),
    pytest.param("+852 2123 4567", "+85221234567", id="Hong Kong"),
    pytest.param("+49 30 901820", "+4930901820", id="Berlin"),
    pytest.param("13800001234、13900005678", "13800001234、13900005678", id="two numbers"),
    pytest.param("13800001234/13900005678", "13800001234、13900005678", id="two numbers and a stroke"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stored"), PHONES)
def test_phone(text: str, stored: str) -> None:
    assert phone.stored(text) == stored
    assert phone.stored(stored) == stored


NO_PHONES = [
    pytest.param("139–5678", "digits-lost", id="an en dash"),
    pytest.param("138–", "digits-lost", id="an en dash at the end"),
    pytest.param("1380000123", "length", id="ten digits"),
    pytest.param("138000012345", "length", id="twelve digits"),
    pytest.param("12800001234", "length", id="no such range"),
    pytest.param("65551234", "area-code", id="no area code"),
    pytest.param("1065551234", "zero-lost", id="the 0 is lost"),
    pytest.param("138****1234", "masked", id="masked"),
    pytest.param("微信zhang88", "other-channel", id="another channel"),
    pytest.param("未知", "unknown", id="unknown"),
    pytest.param("没有", "wrong", id="words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), NO_PHONES)
def test_no_phone(text: str, why: str) -> None:
    with pytest.raises(phone.PhoneFault) as fault:
        phone.stored(text)
    assert fault.value.why == why


ADDRESSES = [
    pytest.param("Zhang@Example.COM ", "Zhang@example.com", id="the domain in small letters"),
    pytest.param("zhang@example.com", "zhang@example.com", id="as it is stored"),
    pytest.param("zhang＠example.com", "zhang@example.com", id="full width"),
    pytest.param("a@example.com;b@example.com", "a@example.com;b@example.com", id="two addresses"),
    pytest.param("o'neil@example.ie", "o'neil@example.ie", id="an apostrophe"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stored"), ADDRESSES)
def test_email(text: str, stored: str) -> None:
    assert email.stored(text) == stored


NO_ADDRESSES = [
    pytest.param("wangxxtech", "no-at", id="no @"),
    pytest.param("a@@b.com", "several-at", id="two @"),
    pytest.param("@example.com", "no-name", id="nobody"),
    pytest.param("zhang@", "no-domain", id="nowhere"),
    pytest.param("zhang@example", "no-dot", id="no dot"),
    pytest.param("zhang san@example.com", "blank", id="a blank"),
    pytest.param("zhang..san@example.com", "wrong", id="two dots"),
    pytest.param("zhang@-example.com", "wrong", id="a hyphen in front"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), NO_ADDRESSES)
def test_no_email(text: str, why: str) -> None:
    with pytest.raises(email.EmailFault) as fault:
        email.stored(text)
    assert fault.value.why == why


AMOUNTS = [
    pytest.param("50万", 500_000, 500_000, id="50万"),
    pytest.param("约50万元", 500_000, 500_000, id="about"),
    pytest.param("30-50万元", 300_000, 500_000, id="a range"),
    pytest.param("8千元", 8_000, 8_000, id="thousands"),
    pytest.param("¥1,200.50", Decimal("1200.50"), Decimal("1200.50"), id="a sign and a comma"),
    pytest.param("15元/次", 15, 15, id="each time"),
    pytest.param("1万-500000元", 10_000, 500_000, id="two units"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), AMOUNTS)
def test_amount(text: str, low: Decimal, high: Decimal) -> None:
    found = amount.read(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "why"),
    [("5000美元", "unit"), ("5k", "unit"), ("五十万", "number"), ("面议", "number"), ("", "number")],
)
def test_no_amount(text: str, why: str) -> None:
    with pytest.raises(amount.AmountFault) as fault:
        amount.read(text)
    assert fault.value.why == why


STREETS = [
    pytest.param("广东省广州市天河区体育东路100号", (), id="complete"),
    pytest.param("北京市朝阳区建国路88号", (), id="a municipality needs no province"),
    pytest.param("广州市天河区体育东路100号", ("province",), id="no province"),
    pytest.param("广东省广州市", ("district", "street"), id="a city only"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "missing"), STREETS)
def test_address(text: str, missing: tuple[str, ...]) -> None:
    assert tuple(address.missing(text)) == missing


class TestNames:
    STRIP = Policy.default().words("dedupe.strip")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param("科技", "科技有限公司", id="without its legal form"),
            pytest.param("示例雲圖科技有限公司", "示例云图科技有限公司", id="traditional"),
            pytest.param("示例（北京）科技有限公司", "示例(北京)科技有限公司", id="brackets"),
            pytest.param("示例 科技　有限公司", "示例科技有限公司", id="blanks"),
            pytest.param("示例科技股份有限公司", "示例科技集团有限责任公司", id="another legal form"),
            pytest.param("ABC科技有限公司", "ａｂｃ科技有限公司", id="width and case"),
        ],
    )
    def test_equal(self, one: str, other: str) -> None:
        assert company.core(one, self.STRIP) == company.core(other, self.STRIP)

    def test_many_at_once_are_as_one_by_one(self) -> None:
        names = [
            "科技有限公司",
            "",
            "公司",
            "示例雲圖(集团)有限公司",
            "张三（个人）",
            "李 四(个人)",
            "a\nb公司",
        ]
        assert company.cores(names, self.STRIP) == [company.core(name, self.STRIP) for name in names]


NEXT = [
    pytest.param("9月2日电话沟通方案反馈", (), id="a day and an action"),
    pytest.param("后续联系", ("what", "when"), id="neither"),
    pytest.param("发送报价单", ("when",), id="no day"),
    pytest.param("下周三前", ("what",), id="no action"),
    pytest.param("尽快安排演示", ("when",), id="soon is no day"),
    pytest.param("下周二前寄送样品", (), id="a day of next week"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "missing"), NEXT)
def test_next_action(text: str, missing: tuple[str, ...]) -> None:
    assert Judge(Lists()).missing(text, who=True) == missing


@pytest.mark.parametrize(
    ("text", "base", "due"),
    [
        ("2日内发送报价单", date(2024, 5, 10), date(2024, 5, 12)),
        ("两周后回访", date(2024, 5, 10), date(2024, 5, 24)),
        ("1个月内签约", date(2024, 1, 31), date(2024, 2, 29)),
        ("48小时内回复", date(2024, 5, 10), date(2024, 5, 12)),
        ("9月2日电话沟通", date(2023, 8, 25), date(2023, 9, 2)),
        ("1月5日回访", date(2023, 12, 28), date(2024, 1, 5)),
        ("后续联系", date(2023, 8, 25), None),
    ],
)
def test_due_from(text: str, base: date, due: date | None) -> None:
    assert due_from(text, base) == due


@pytest.mark.parametrize(
    ("pattern", "number", "parts"),
    [
        ("{YYYY}{seq:3}", "2023001", ("2023", 1)),
        ("{YYYY}{seq:3}", "20231000", ("2023", 1000)),
        ("{YYYY}{seq:3}", "202301", None),
        ("{YYYYMMDD}-{seq:3}", "20230816-003", ("20230816", 3)),
        ("{YYYYMM}{seq:3}", "202405001", ("202405", 1)),
        ("KH{YYYY}-{seq:4}", "KH2024-0007", ("2024", 7)),
    ],
)
def test_series(pattern: str, number: str, parts: tuple[str, int] | None) -> None:
    assert series(pattern).parts(number) == parts


SENSITIVE = [
    pytest.param("11010519491231002X", ["id-card"], id="an identity card"),
    pytest.param("11010519491231002x", ["id-card"], id="a small x"),
    pytest.param("110105194912310021", [], id="a wrong check digit"),
    pytest.param("4111 1111 1111 1111", ["bank-card"], id="a bank card in groups"),
    pytest.param("4111111111111112", [], id="no bank card by Luhn"),
    pytest.param("订单20240510000123", [], id="a long order number"),
    pytest.param("13800001234 13900005678", [], id="two phones"),
    pytest.param("证11010519491231002X卡4111111111111111", ["id-card", "bank-card"], id="both"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), SENSITIVE)
def test_sensitive(text: str, kinds: list[str]) -> None:
    assert [hit.kind for hit in sensitive.find(text)] == kinds
    assert sensitive.find(sensitive.hide(text)) == []
