"""The review of a customer's data: complete, lawful, and what follows; when it is due again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import Moment, add_days, add_months, days_between, kept, round_half_up, shown
from xlcrm.rules.plain import Cell
from xlcrm.rules.reason import Reasoned
from xlcrm.tables import CustomerMaster
from xlcrm.tables.headings import column_of

PASSED, FAILED = "通过", "不通过"
SEND_BACK, DOUBTFUL = "退回补充", "待核实"
_CONDITION = re.compile(r"(?P<names>.+?)(?:[(（](?P<kind>公司)[)）])?")
_OR = re.compile(r"\s+or\s+|\s*或\s*", re.IGNORECASE)
_PERSON_MARK = re.compile(r"[(（]个人[)）]$")


@implements("R-001")
def missing_fields(customer: Customer, cells: Mapping[str, Cell], policy: Policy) -> list[str]:
    """R-001 必填项完整: names of required columns that a customer's row lacks.

    Source: 《手册》第一章 §3; 《流程工具》表1. ``required.customer``; of ``a or b`` one is enough,
    ``a(公司)`` holds for companies, and a person's name must be more than its ending.

    >>> cells = {"customer_id": "2023002", "customer_name": "(个人)", "contact_phone": "139–5678"}
    >>> blank = dict.fromkeys(("contact_name", "contact_email", "industry", "tags", "need_desc"))
    >>> fine = dict.fromkeys(("grade", "source_channel", "created_date", "owner", "updated_date"), "…")
    >>> customer, row = Customer("2023002", "(个人)"), {**blank, **fine, **cells, "tags": "课程"}
    >>> missing_fields(customer, row, Policy.default())
    ['customer_name']
    """
    return [
        " or ".join(demand.names)
        for demand in demands(policy)
        if demand.names
        and not (demand.companies and customer.is_person)
        and not any(_filled(name, cells) for name in demand.names)
    ]


class Demand(NamedTuple):
    """One entry of ``required.customer``: as written, columns of which one is enough, whether only of companies."""

    written: str
    names: tuple[str, ...]
    companies: bool


def demands(policy: Policy) -> list[Demand]:
    """What ``required.customer`` asks for; a column may be called by its name or its heading.

    Without ``names`` where it calls a column that there is not.

    >>> demands(Policy.default())[2:4]
    [Demand(written='contact_name(公司)', names=('contact_name',), companies=True), \
Demand(written='contact_phone or contact_email', names=('contact_phone', 'contact_email'), companies=False)]
    >>> written = {"required.customer": ["地址", "联系电话 或 邮箱", "星座"]}
    >>> [demand.names for demand in demands(Policy.default().with_values(written))]
    [('address',), ('contact_phone', 'contact_email'), ()]
    """
    described = policy.word("required.need") == "desc"
    return [_demand(written, described) for written in policy.words("required.customer")]


@lru_cache(maxsize=256)
def _demand(written: str, described: bool) -> Demand:
    found = _CONDITION.fullmatch(written.strip())
    called = _OR.split(found["names"].strip()) if found else []
    names = tuple(column_of(each.strip(), CustomerMaster) for each in called)
    if described and CustomerMaster.need_desc in names:
        names = (CustomerMaster.need_desc,)
    known = tuple(name for name in names if name)
    return Demand(written, known if len(known) == len(names) else (), bool(found and found["kind"] == "公司"))


def _filled(name: str, cells: Mapping[str, Cell]) -> bool:
    value = cells.get(name)
    if name == "customer_name" and isinstance(value, str):
        return bool(_PERSON_MARK.sub("", value).strip())
    return value is not None


@implements("R-001")
def completeness(customer: Customer, cells: Mapping[str, Cell], policy: Policy) -> Reasoned[str]:
    """R-001 完整性: 通过, or 不通过 with what is missing.

    >>> completeness(Customer(""), {}, Policy.default()).value
    '不通过'
    """
    missing = missing_fields(customer, cells, policy)
    value = FAILED if missing else PASSED
    headings = ("或".join(map(_heading, names.split(" or "))) for names in missing)
    words = f"缺 {'、'.join(headings)}" if missing else "必填项齐全"
    return Reasoned(value, ("R-001",), policy.profile, f"{words} ⇒ {value}")


def _heading(name: str) -> str:
    return CustomerMaster.header(name) if name in CustomerMaster.columns else name


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent: given on, withdrawn on."""

    given: date | None
    withdrawn: date | None = None

    def holds(self, day: date, policy: Policy) -> bool:
        """True on a day; a withdrawal counts from its own day on (R-003)."""
        if self.given is None or self.given > day or (self.withdrawn is not None and day >= self.withdrawn):
            return False
        months = policy.optional_count("consent.validity_months")
        return months is None or day <= add_months(self.given, months)


@implements("R-003")
def compliance(note: str | None, consents: Iterable[Consent], day: date, policy: Policy) -> Reasoned[str]:
    """R-003 合规性: 通过 when a consent holds on the day of the review, or at least a note is kept.

    Source: 《手册》第一章 §3; 《个人信息保护法》. 不通过 without any, and once every consent was withdrawn.

    >>> given = Consent(date(2023, 8, 15), date(2024, 3, 1))
    >>> for day in (date(2024, 2, 29), date(2024, 3, 1)):
    ...     print(compliance(None, [given], day, Policy.default()).text)
    R-003 manual: 2024-02-29 有有效授权 ⇒ 通过
    R-003 manual: 2024-03-01 授权已撤回或失效 ⇒ 不通过
    """
    known = list(consents)
    if any(consent.holds(day, policy) for consent in known):
        value, words = PASSED, f"{day} 有有效授权"
    elif known:
        value, words = FAILED, f"{day} 授权已撤回或失效"
    else:
        value, words = (PASSED, "有授权说明，尚无授权记录") if note else (FAILED, "没有授权记录")
    return Reasoned(value, ("R-003",), policy.profile, f"{words} ⇒ {value}")


@implements("R-004")
def review_verdict(complete: str, accuracy: str | None, lawful: str, policy: Policy) -> Reasoned[str] | None:
    """R-004 审核结论: 通过, 退回补充 or 待核实. None while the accuracy is not judged.

    Source: 《手册》第一章 §3. What could not be verified or is doubtful waits as 待核实; what is
    incomplete or without consent goes back.

    >>> [review_verdict("通过", accuracy, "通过", Policy.default()).value for accuracy in ("通过", "未验证")]
    ['通过', '待核实']
    >>> review_verdict("不通过", "通过", "通过", Policy.default()).text
    'R-004 manual: 完整性不通过 ⇒ 退回补充'
    """
    if accuracy is None:
        return None
    if accuracy != PASSED:
        value, words = DOUBTFUL, f"准确性{accuracy}"
    elif complete != PASSED or lawful != PASSED:
        value, words = SEND_BACK, "完整性不通过" if complete != PASSED else "合规性不通过"
    else:
        value, words = PASSED, "完整、准确、合规"
    return Reasoned(value, ("R-004",), policy.profile, f"{words} ⇒ {value}")


@implements("R-004")
def verification_due(checked: date | None, created: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-004 待核实再核实: day on which a doubtful customer is looked at again.

    Unit: calendar days after the newest review, else after 建档日期.

    >>> verification_due(date(2023, 8, 16), None, Policy.default()).text
    'R-004 manual: 待核实; 2023-08-16 + 30 天 = 2023-09-15'
    """
    base = checked or created
    if base is None:
        return None
    days = policy.count("verify.recheck_days")
    due = add_days(base, days)
    return Reasoned(due, ("R-004",), policy.profile, f"待核实; {base} + {days} 天 = {due}")


@implements("R-015")
def recheck_due(updated: date | None, rechecked: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-015 定期复核: day by which a customer's data are checked again.

    Source: 《手册》第一章 §4. Unit: calendar months after the later of 最后更新日期 and the last
    定期复核, the month's end clamped; on the day itself it is in time. None without either.

    >>> recheck_due(date(2023, 8, 16), None, Policy.default()).text
    'R-015 manual: 每 12 个月复核; 2023-08-16 + 12 个月 = 2024-08-16'
    """
    base = max((day for day in (updated, rechecked) if day is not None), default=None)
    if base is None:
        return None
    months = policy.count("recheck.max_months")
    due = add_months(base, months)
    words = f"每 {months} 个月复核; {base} + {months} 个月 = {due}"
    return Reasoned(due, ("R-015",), policy.profile, words)


@implements("R-015")
def recheck_batch(due: date, policy: Policy) -> tuple[date, date]:
    """R-015 复核批次: first and last day of the month (or quarter, ``recheck.batch``) whose list it is on.

    >>> recheck_batch(date(2024, 8, 16), Policy.default())
    (datetime.date(2024, 8, 1), datetime.date(2024, 8, 31))
    >>> recheck_batch(date(2024, 8, 16), Policy.default().with_values({"recheck.batch": "每季度"}))[0]
    datetime.date(2024, 7, 1)
    """
    months = 3 if policy.word("recheck.batch") == "每季度" else 1
    first = due.replace(day=1, month=(due.month - 1) // months * months + 1)
    return first, add_days(add_months(first, months), -1)


@implements("R-091")
def late_hours(
    deadline: Moment | None, done: Moment | None, today: date, policy: Policy
) -> Reasoned[float] | None:
    """R-091 超时时长: hours between the deadline and the work done, or today while it is open; 0 in time.

    Source: 《流程工具》§4(三); 《跟进提醒卡》. Unit: hours with one decimal; whole days where a time is
    missing.

    >>> limit, done = datetime(2024, 5, 10, 17, 30), datetime(2024, 5, 10, 17, 45)
    >>> late_hours(limit, done, date(2024, 5, 12), Policy.default()).text
    'R-091 manual: 2024-05-10 17:45 晚于 2024-05-10 17:30 ⇒ 超时 0.3 小时'
    """
    if deadline is None:
        return None
    end = done if done is not None else today
    if kept(end, deadline):
        hours = 0.0
    elif isinstance(end, datetime) and isinstance(deadline, datetime):
        hours = float(round_half_up((end - deadline).total_seconds() / 3600, 1))
    else:
        hours = days_between(deadline, end) * 24.0
    words = "按时完成" if not hours else f"{shown(end)} 晚于 {shown(deadline)} ⇒ 超时 {hours:g} 小时"
    return Reasoned(hours, ("R-091",), policy.profile, words)
