"""Against real and independently judged data: telephone numbers, e-mails, identity cards, company names."""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar

import pytest

from xlcrm.checks import check_tables, email, phone, sensitive
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem

DATA = Path(os.environ.get("XLCRM_DATA", "nowhere"))
TODAY = date(2025, 12, 31)
pytestmark = pytest.mark.skipif(
    not (DATA / "names").is_dir(), reason="XLCRM_DATA names no folder with names/"
)


def rows(path: str, encoding: str = "utf-8-sig") -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


def test_telephone_numbers_of_four_regions() -> None:
    """The same verdict as phonenumbers."""
    wrong = []
    for row in rows("validators/phone_examples.csv"):
        expected = row["phonenumbers_valid"] == "True"
        if phone.is_valid(row["number"], row["region"]) is not expected:
            wrong.append((row["region"], row["type"], row["number"]))
    assert wrong == []


def test_addresses() -> None:
    """The same verdict as email-validator, but that blanks around an address are taken away."""
    wrong = []
    for row in rows("validators/email_isemail_quarter.csv"):
        address = row["address"]
        accepted = email.is_valid(address)
        library = row["email_validator_2_4_ok"] == "True"
        if accepted is not library and not (accepted and address != address.strip()):
            wrong.append((address, library))
    assert wrong == []


def test_identity_cards() -> None:
    """GB 11643 as an independent program reckons it."""
    cards = [
        row
        for row in rows("validators/idnumbers_eighth.csv")
        if row["kind"] == "cn_ric" and len(row["value"]) == 18 and row["gb11643_checksum_ok"]
    ]
    judged = [sensitive.is_id_card(row["value"].upper()) for row in cards]
    assert judged == [row["gb11643_checksum_ok"] == "True" for row in cards]
    assert len(cards) > 20


def test_bank_cards() -> None:
    numbers = [row for row in rows("validators/idnumbers_eighth.csv") if row["kind"] == "luhn"]
    cards = [row for row in numbers if re.fullmatch(r"\d{16,19}", row["value"])]
    assert [sensitive.is_bank_card(row["value"]) for row in cards] == [
        row["stdnum_valid"] == "True" for row in cards
    ]
    assert len(cards) > 10


MakeRows = Callable[..., Any]


def of_customers(make_rows: MakeRows, records: Iterable[dict[str, str]], *columns: str) -> list[Problem]:
    table = make_rows("customer_master", list(records), ["customer_id", *columns])
    return list(check_tables({"customer_master": table}, Policy.default(), TODAY))


def test_lawful_customers_raise_nothing(make_rows: MakeRows) -> None:
    """2,000 customers made by Faker: no false word about a phone, an e-mail or a name."""
    headings = ("客户编号", "客户名称", "联系人", "手机", "邮箱", "地址")
    columns = ("customer_name", "contact_name", "contact_phone", "contact_email", "address")
    customers = [
        dict(zip(("customer_id", *columns), (row[heading] for heading in headings), strict=True))
        for row in rows("names/faker_zh_customers_2000.csv", "gb18030")
    ]
    found = of_customers(make_rows, customers, *columns)
    told = [p for p in found if p.rule in ("R-005", "R-006", "R-007", "R-008")]
    assert [(p.rule, p.value) for p in told] == []


@pytest.fixture(scope="module")
def found(make_rows: MakeRows) -> Groups:
    return Groups(make_rows, list(rows("names/company_dup_truth.csv")))


class TestDuplicates:
    """R-017 on 1,500 spellings of 300 firms: found at all (hint or more), and called possible, by kind."""

    FOUND: ClassVar[dict[str, tuple[float, float]]] = {
        "trailing_ideographic_space": (1.0, 1.0), "zero_width": (1.0, 1.0), "inner_space": (1.0, 1.0),
        "paren_width": (1.0, 1.0), "paren_suffix": (1.0, 1.0), "drop_suffix": (1.0, 1.0), "other_suffix": (1.0, 1.0),
        "traditional": (1.0, 1.0), "homophone": (1.0, 1.0),
        "drop_city": (1.0, 0.0), "drop_city_shi": (1.0, 0.0), "drop_char": (0.95, 0.0), "swap": (0.9, 0.0),
        "listed_short_name": (0.8, 0.1),
    }  # fmt: skip

    @pytest.mark.parametrize("how", FOUND)
    def test_recall(self, found: Groups, how: str) -> None:
        original = {row["true_id"]: at for at, row in enumerate(found.truth) if row["how"] == "original"}
        pairs = [
            (min(at, original[row["true_id"]]), max(at, original[row["true_id"]]))
            for at, row in enumerate(found.truth)
            if row["how"] == how
        ]
        at_all, possible = self.FOUND[how]
        assert sum(pair in found.told for pair in pairs) >= at_all * len(pairs)
        assert sum(pair in found.possible for pair in pairs) >= possible * len(pairs)

    def test_of_all_true_pairs(self, found: Groups) -> None:
        true = {pair for pair in combinations(range(len(found.truth)), 2) if found.same(pair)}
        assert len(true) == 3000
        assert len(true & found.told) >= 0.88 * len(true)

    def test_precision(self, found: Groups) -> None:
        assert all(map(found.same, found.possible))
        assert sum(map(found.same, found.told)) >= 0.98 * len(found.told)

    def test_firms_that_must_not_be_merged(self, make_rows: MakeRows) -> None:
        names = sorted({row[side] for row in rows("names/must_not_merge_real.csv") for side in "ab"})
        customers = [
            {"customer_id": str(2020001 + at), "customer_name": name} for at, name in enumerate(names)
        ]
        assert [p for p in of_customers(make_rows, customers, "customer_name") if p.rule == "R-017"] == []


class Groups:
    """Pairs of rows that the checks tie together: ``possible`` by warnings, ``told`` by hints as well."""

    def __init__(self, make_rows: MakeRows, truth: list[dict[str, str]]) -> None:
        self.truth = truth
        customers = [
            {"customer_id": str(2020000 + at), "customer_name": row["客户名称"]}
            for at, row in enumerate(truth)
        ]
        self._group = list(range(len(truth)))
        hints = []
        for problem in of_customers(make_rows, customers, "customer_name"):
            if problem.rule != "R-017" or problem.row is None:
                continue
            others = str(problem.fields.get("id") or problem.fields["ids"]).split("、")
            pairs = [(problem.row - 2, int(other) - 2020000) for other in others]
            if problem.severity == "warning":
                for one, other in pairs:
                    self._group[self._of(one)] = self._of(other)
            else:
                hints += pairs
        members = defaultdict(list)
        for at in range(len(truth)):
            members[self._of(at)].append(at)
        self.possible = {pair for group in members.values() for pair in combinations(group, 2)}
        self.told = self.possible | {
            (min(pair), max(pair))
            for one, other in hints
            for pair in ((a, b) for a in members[self._of(one)] for b in members[self._of(other)])
        }

    def _of(self, at: int) -> int:
        while self._group[at] != at:
            at = self._group[at]
        return at

    def same(self, pair: tuple[int, int]) -> bool:
        return self.truth[pair[0]]["true_id"] == self.truth[pair[1]]["true_id"]
