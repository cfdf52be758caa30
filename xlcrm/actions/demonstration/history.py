"""Eighteen months of a made-up sales and service team."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeAlias

from xlcrm.actions.demonstration import people
from xlcrm.actions.demonstration.people import Customer
from xlcrm.actions.demonstration.service import complaints, satisfaction
from xlcrm.tables import (
    ActionPlan,
    ConsentRecord,
    Contract,
    CustomerMaster,
    FollowupRecord,
    InfoReview,
    KeyDate,
    Order,
    SourceRegister,
)
from xlcrm.tables.rows import Value

Row: TypeAlias = dict[str, Value]
Tables: TypeAlias = dict[str, list[Row]]

SPAN = timedelta(days=548)
_SOURCES = (("行业展会", 30), ("合作伙伴转介绍", 25), ("线上广告", 22), ("主动拜访", 13), ("搜索引擎", 10))
_TAGS = ("长期合作", "价格敏感", "急购", "需回访", "待签约", "服务器采购")


def history(today: date, customers: int = 200, seed: int = 20230815) -> Tables:
    """Rows by table id for ``customers`` made-up customers over the 18 months up to ``today``."""
    random = Random(seed)  # noqa: S311 - people are invented, not secrets
    crowd = list(_customers(random, today, customers))
    tables: Tables = {CustomerMaster.id: [_master(random, c, today) for c in crowd]}
    makers: dict[str, Callable[[Random, Customer, date], Iterator[Row]]] = {
        FollowupRecord.id: _contacts,
        Order.id: _orders,
        Contract.id: _contracts,
        ConsentRecord.id: _consent,
        InfoReview.id: _review,
        KeyDate.id: _key_dates,
    }
    for table, make in makers.items():
        tables[table] = [row for c in crowd for row in make(random, c, today)]
    _update(tables)
    tables[FollowupRecord.id].sort(key=lambda row: str(row[FollowupRecord.contact_date]))
    tables[Order.id].sort(key=lambda row: str(row[Order.order_date]))
    tables |= complaints(random, crowd, today) | satisfaction(random, crowd, today)
    tables[SourceRegister.id] = list(_sources(random, today))
    tables[ActionPlan.id] = list(_actions(random, today))
    return tables


def _customers(random: Random, today: date, count: int) -> Iterator[Customer]:
    days = sorted(today - timedelta(days=random.randint(4, SPAN.days)) for _ in range(count))
    serials: dict[int, int] = {}
    taken: set[str] = set()
    for serial, created in enumerate(days, 1):
        # the manual's own customers hold the first numbers of 2023
        serials[created.year] = serials.get(created.year, 100 if created.year == 2023 else 0) + 1
        industry = people.pick(random, people.INDUSTRIES)
        firm = random.random() < 0.86
        who = people.person(random, taken)
        name, town = people.company(random, industry, taken) if firm else (f"{who}(个人)", random.choice(list(people.TOWNS)))
        won = created + timedelta(days=random.randint(12, 75))
        joined = won if won < today - timedelta(days=10) and random.random() < 0.62 else None
        quiet = random.random() < 0.16
        last = created + (today - created) * random.uniform(0.1, 0.5) if quiet else today - timedelta(days=random.randint(0, 5))
        last = max(last, min(created + timedelta(days=3), today))
        yield Customer(
            f"{created.year}{serials[created.year]:03d}", name, who, people.title(random) if firm else "自由职业",
            people.phone(random, serial), f"c{serial:03d}@{'corp' if firm else 'mail'}.example", firm, industry,
            people.pick(random, (("A类", 13), ("B类", 29), ("C类", 58))), random.choice(people.OWNERS), town,
            created, joined, last, random.uniform(0.7, 1.4),
        )  # fmt: skip


def _master(random: Random, c: Customer, today: date) -> Row:
    region, street = people.TOWNS[c.town]
    M = CustomerMaster
    return {
        M.customer_id: c.number,
        M.customer_name: c.name,
        M.contact_name: c.contact,
        M.contact_title: c.title,
        M.contact_phone: c.phone,
        M.contact_email: c.email if random.random() < 0.7 else None,
        M.industry: c.industry,
        M.grade: c.grade,
        M.tags: ";".join(sorted(random.sample(_TAGS, random.randint(1, 2)))),
        M.source_channel: people.pick(random, _SOURCES),
        M.created_date: c.created,
        M.owner: c.owner,
        M.updated_date: min(max(c.last_day, c.created), today),
        M.customer_kind: "公司" if c.company else "个人",
        M.company_size: f"{random.choice((30, 60, 120, 300, 800))}人" if c.company else None,
        M.address: f"{region}{street}{random.randint(1, 320)}号",
        M.first_contact_at: _at(c.created, random.choice((10, 11, 15, 16))),
        M.need_desc: f"计划采购{random.choice(people.PRODUCTS[c.industry])}",
        M.budget_range: f"{random.choice((5, 10, 20, 50, 80))}万元",
        M.decision_chain: random.choice(("单人", "部门", "高层")),
        M.customer_status: "合作" if c.coop_start else "潜在",
        M.verify_status: "已核实",
        M.consent_note: "允许发送产品资料",
        M.coop_start_date: c.coop_start,
        M.region: "中国",
        M.preferred_method: random.choice(("电话", "微信", "邮件")),
        M.need_date: c.created + timedelta(days=random.choice((6, 25, 60, 120))),
    }


def _update(tables: Tables) -> None:
    """The master is brought up to date on the day of each contact, as the manual asks."""
    M, R = CustomerMaster, FollowupRecord
    newest: dict[Value, Value] = {}
    for row in tables[R.id]:
        newest[row[R.customer_id]] = max(str(newest.get(row[R.customer_id], "")), str(row[R.contact_date]))
    for row in tables[M.id]:
        if day := newest.get(row[M.customer_id]):
            row[M.updated_date] = date.fromisoformat(str(day))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


_TALKS = (
    ("介绍产品配置并了解采购计划", "关注性价比，正在比较两家方案", "发送配置方案和报价单"),
    ("电话确认方案细节", "对配置满意，需增加数据备份功能", "发送数据备份方案"),
    ("回访使用情况", "系统运行稳定，感谢及时支持", "电话确认下月需求"),
    ("沟通合同条款", "希望尽快签约，已提交内部审批", "提交合同草案"),
    ("拜访客户并演示新功能", "愿意试用新版本", "安排试用账号并培训"),
    ("节日问候并了解近况", "近期没有新增计划", "电话回访采购计划"),
    ("讨论价格与付款方式", "认为价格偏高，希望优惠", "确认折扣方案并回复"),
    ("跟进上次报价", "内部预算推迟，暂时不需要", "电话确认预算进展"),
)


_THANKS = ("寄送感谢信并附专属优惠", "收到，谢谢", "电话回访使用情况")


def _thanked(start: date, day: date, gap: int) -> bool:
    """The first contact after three months and after a year of cooperation carries a letter of thanks."""
    return any(0 <= (day - start).days - days < gap for days in (91, 365))


def _contacts(random: Random, c: Customer, today: date) -> Iterator[Row]:
    day = c.created + timedelta(days=random.randint(0, 1))
    gap = {"A类": 9, "B类": 17, "C类": 24}[c.grade] * c.pace
    R = FollowupRecord
    while day <= min(c.last_day, today):
        thanks = c.coop_start is not None and _thanked(c.coop_start, day, round(gap))
        summary, feedback, action = _THANKS if thanks else random.choice(_TALKS)
        due = day + timedelta(days=random.randint(3, 10))
        done = due - timedelta(days=random.randint(0, 2))
        closed = due < today or (done <= today and random.random() < 0.4)
        hour, minute = random.choice((9, 10, 11, 14, 15, 16)), random.choice((0, 15, 30, 45))
        yield {
            R.contact_date: day,
            R.customer_id: c.number,
            R.customer_name: c.name,
            R.method: people.pick(random, (("电话", 52), ("邮件", 18), ("拜访", 12), ("微信", 18))),
            R.actor: c.owner,
            R.summary: f"{summary}（{random.choice(people.PRODUCTS[c.industry])}）",
            R.feedback: feedback,
            R.next_action: f"{due.month}月{due.day}日前{action}",
            R.due_date: due,
            R.contact_time: time(hour, minute),
            R.next_owner: c.owner,
            R.topic: "感谢信" if thanks else None,
            R.action_status: "已完成" if closed else "待处理",
            R.action_done_date: done if closed else None,
            R.replied_at: _at(day, 17) + timedelta(hours=random.randint(0, 60)) if _answered(random, day, today) else None,
            R.entered_at: _at(day, hour, minute) + timedelta(minutes=random.randint(5, 300)) if day < today else None,
        }
        day += timedelta(days=max(2, round(random.gauss(gap, gap / 4))))


def _answered(random: Random, day: date, today: date) -> bool:
    return day < today - timedelta(days=4) and random.random() < 0.45


def _orders(random: Random, c: Customer, today: date) -> Iterator[Row]:
    if c.coop_start is None:
        return
    day, serial = c.coop_start, 0
    gap = {"A类": 45, "B类": 80, "C类": 140}[c.grade] / c.pace
    scale = {"A类": 2.6, "B类": 1.2, "C类": 0.6}[c.grade]
    O = Order  # noqa: E741 - the table
    while day <= min(c.last_day, today):
        serial += 1
        product = random.choice(people.PRODUCTS[c.industry])
        quantity = random.choice((1, 1, 2, 3))
        amount = round(people.PRICES[product] * quantity * scale * random.uniform(0.8, 1.2), -2)
        due = day + timedelta(days=30)
        paid = due + timedelta(days=random.choice((-12, -5, 0, 0, 3, 12)))
        yield {
            O.order_no: f"DD{c.number}-{serial:02d}",
            O.customer_id: c.number,
            O.order_date: day,
            O.product: product,
            O.quantity: quantity,
            O.amount: amount,
            O.payment_due: due,
            O.paid_date: paid if paid <= today else None,
            O.paid_amount: amount if paid <= today else None,
        }
        day += timedelta(days=max(6, round(random.gauss(gap, gap / 4))))


def _contracts(random: Random, c: Customer, today: date) -> Iterator[Row]:
    if c.coop_start is None or c.grade == "C类":
        return
    end = c.coop_start + timedelta(days=random.choice((364, 364, 729)))
    C = Contract
    yield {
        C.contract_no: f"HT{c.number}",
        C.customer_id: c.number,
        C.amount: random.choice((80_000, 120_000, 260_000, 480_000)),
        C.planned_sign_date: c.coop_start,
        C.draft_sent_date: c.coop_start - timedelta(days=random.randint(4, 8)),
        C.signed_date: c.coop_start,
        C.sign_mode: random.choice(("电子签", "纸质签")),
        C.scan_filed: "是",
        C.start_date: c.coop_start,
        C.end_date: end,
        C.accepted_date: c.coop_start + timedelta(days=20) if c.coop_start + timedelta(days=20) <= today else None,
        C.renewal_status: "已续签" if end < today else "未启动",
        C.owner: c.owner,
    }


def _consent(random: Random, c: Customer, _today: date) -> Iterator[Row]:
    R = ConsentRecord
    yield {
        R.customer_id: c.number,
        R.scope: "允许发送产品资料;电话联系;邮件联系",
        R.given_by: random.choice(("口头", "书面", "线上勾选")),
        R.given_date: c.created,
        R.recorded_by: c.owner,
    }


def _review(random: Random, c: Customer, today: date) -> Iterator[Row]:
    day = c.created + timedelta(days=random.randint(0, 3))
    R = InfoReview
    if day <= today:
        yield {
            R.customer_id: c.number,
            R.review_date: day,
            R.reviewer: "冯敏",
            R.review_kind: "录入审核",
            R.accuracy: "通过",
            R.verify_method: "致电",
            R.verdict: "通过",
        }


def _key_dates(random: Random, c: Customer, today: date) -> Iterator[Row]:
    if c.grade == "A类":
        day = today + timedelta(days=random.randint(-170, 170))
        K = KeyDate
        yield {K.customer_id: c.number, K.kind_: "客户生日", K.event_date: day, K.is_lunar: "否", K.method: "微信"}


def _sources(random: Random, today: date) -> Iterator[Row]:
    details = {
        "行业展会": "云计算技术展", "合作伙伴转介绍": "老客户推荐", "线上广告": "关键词“服务器采购”",
        "主动拜访": "园区走访", "搜索引擎": "官网咨询",
    }  # fmt: skip
    S = SourceRegister
    for months in range(17, -1, -3):
        for channel, detail in details.items():
            day = today - timedelta(days=months * 30 + random.randint(0, 20))
            got = random.randint(6, 30)
            yield {
                S.source_channel: channel,
                S.source_detail: f"{day.year}年{day.month}月{detail}",
                S.acquired_date: day,
                S.owner: random.choice(people.OWNERS),
                S.customer_count: got,
                S.converted_count: random.randint(1, max(1, got // 3)),
                S.notes: f"成本:{random.choice((12, 15, 20))}元/次" if channel == "线上广告" else None,
            }


def _actions(random: Random, today: date) -> Iterator[Row]:
    A = ActionPlan
    rows: tuple[Mapping[str, str], ...] = (
        {"kind": "服务策略", "basis": "服务器噪音大", "who": "罗毅", "what": "产品部优化服务器散热设计，解决服务器噪音大"},
        {"kind": "服务策略", "basis": "技术响应超时", "who": "何静", "what": "客服部增加技术支持值班，解决技术响应超时"},
        {"kind": "销售策略", "basis": "合同条款解释不清", "who": "林晓东", "what": "销售部组织合同条款培训，解决合同条款解释不清"},
    )
    for row in rows:
        yield {
            A.strategy_kind: row["kind"],
            A.basis: row["basis"],
            A.owner: row["who"],
            A.action: row["what"],
            A.due_date: today + timedelta(days=random.randint(10, 40)),
            A.status: "处理中",
        }
