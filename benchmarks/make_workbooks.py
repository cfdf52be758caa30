"""Makes core workbooks of any size with planted mistakes: synthetic, the same bytes every time.

    python benchmarks/make_workbooks.py DIR            2,000 customers, 10,000 contacts, 1,000 complaints
    python benchmarks/make_workbooks.py DIR --size 20000/100000/10000
    python benchmarks/make_workbooks.py DIR --size 100/400/100 --count 200

Beside each workbook NAME.xlsx lies NAME.json: what was planted, one record a mistake (sheet, cell, table,
column, rule, value). Names are put together from word lists, numbers are counted up; nobody is meant.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcrm.tables import ComplaintLog, CustomerMaster, FollowupRecord
from xlcrm.tables.column import Date, DateTime, Time
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.worksheet import Worksheet

    from xlcrm.tables.table import Table

TODAY = date(2026, 6, 30)
FIRST = date(2002, 1, 1)
MADE = datetime.combine(TODAY, time(12))

PLACES = (
    "云山",
    "蓝海",
    "明德",
    "华阳",
    "天成",
    "恒远",
    "金桥",
    "宏达",
    "瑞丰",
    "东方",
    "长江",
    "泰和",
    "启明",
    "星河",
    "安居",
    "博文",
)
WORDS = (
    "创",
    "智",
    "联",
    "拓",
    "信",
    "诚",
    "达",
    "优",
    "美",
    "佳",
    "盛",
    "源",
    "通",
    "汇",
    "科",
    "锐",
    "格",
    "维",
    "凯",
    "迪",
)
TRADES = (
    ("网络科技", "信息技术"),
    ("教育咨询", "教育"),
    ("机械制造", "制造业"),
    ("医疗器械", "医疗"),
    ("融资租赁", "金融"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
POSTS = ("采购总监", "行政经理", "信息主管", "财务经理", "总经理助理")
GOODS = ("服务器", "备份方案", "在线课程", "客服系统", "数据平台", "会议终端", "考勤软件", "存储阵列")
ASKED = (
    "关注性价比",
    "要求提供同行案例",
    "希望月底前确定",
    "需要和技术部商量",
    "想先试用两周",
    "已转交采购部",
)
TAGS = ("急购", "长期合作", "价格敏感", "高意向", "长周期客户", "待签约", "需回访")
SOURCES = ("行业展会", "合作伙伴转介绍", "线上广告", "主动拜访", "搜索引擎")
FAULTS = ("外观有划痕", "开机后自动重启", "发票抬头开错", "培训时间改了两次", "客服电话很久没人接")

Record = dict[str, Any]


@dataclass(frozen=True)
class Plant:
    """A mistake: the column, the rule that it breaks, what to write there."""

    column: str
    rule: str
    wrong: Callable[[Record], Any]


class NotAvailable:
    """An error cell: the formula =NA()."""


@dataclass
class Register:
    """One table of the workbook: its records and the mistakes planted in them."""

    table: type[Table]
    records: list[Record]
    plants: tuple[Plant, ...]
    planted: list[tuple[int, Plant]] = field(default_factory=list)

    def plant(self, chance: random.Random, share: float) -> None:
        """Spoil every ``share``-th record, each kind of mistake in turn."""
        count = max(int(len(self.records) * share), min(len(self.plants), len(self.records)))
        places = sorted(chance.sample(range(len(self.records)), count))
        for turn, place in enumerate(places):
            plant = self.plants[turn % len(self.plants)]
            record = self.records[place]
            record[plant.column] = plant.wrong(record)
            self.planted.append((place, plant))

    def truth(self) -> list[Record]:
        """What was planted, by address."""
        columns = list(self.table.columns)
        return [
            {
                "sheet": self.table.sheet(),
                "cell": f"{letters(columns.index(plant.column) + 1)}{place + 2}",
                "table": self.table.id,
                "column": plant.column,
                "rule": plant.rule,
                "value": _shown(self.records[place][plant.column]),
            }
            for place, plant in self.planted
        ]


def _shown(value: object) -> str | None:
    if value is None:
        return None
    return "#N/A" if isinstance(value, NotAvailable) else str(value)


def customers(count: int, chance: random.Random) -> list[Record]:
    """Customers whose numbers follow the day on which they were recorded."""
    days = sorted(FIRST + timedelta(days=chance.randrange((TODAY - FIRST).days - 60)) for _ in range(count))
    serial: dict[int, int] = {}
    return [_customer(number, day, serial, chance) for number, day in enumerate(days)]


def _customer(number: int, day: date, serial: dict[int, int], chance: random.Random) -> Record:
    serial[day.year] = serial.get(day.year, 0) + 1
    trade, industry = TRADES[number % len(TRADES)]
    words, rest = [], number
    for _ in range(3):
        rest, place = divmod(rest, len(WORDS))
        words.append(WORDS[place])
    partner = chance.random() < 0.5
    return {
        "customer_id": f"{day.year}{serial[day.year]:03d}",
        "customer_name": f"示例{PLACES[rest % len(PLACES)]}{''.join(words)}{trade}有限公司",
        "contact_name": f"{chance.choice(SURNAMES)}{chance.choice(('经理', '主管', '女士', '先生'))}",
        "contact_title": chance.choice(POSTS),
        "contact_phone": f"139{number:08d}",
        "contact_email": f"contact{number}@mail.example.com" if number % 3 else None,
        "industry": industry,
        "grade": chance.choice(("A类", "B类", "B类", "C类", "C类", "C类")),
        "tags": ";".join(chance.sample(TAGS, chance.randint(1, 2))),
        "source_channel": chance.choice(SOURCES),
        "created_date": day,
        "owner": _employee(chance),
        "updated_date": day,
        "customer_kind": "公司",
        "company_size": f"{chance.randrange(20, 900)}人 / {chance.randrange(300, 9000)}万元",
        "address": f"广东省广州市天河区示例路{number % 900 + 1}号",
        "need_desc": f"{chance.randrange(2, 40)}套{chance.choice(GOODS)}",
        "customer_status": "合作" if partner else "潜在",
        "verify_status": "已核实",
        "consent_note": "允许发送产品资料",
        "coop_start_date": day + timedelta(days=10) if partner else None,
    }


def contacts(count: int, known: list[Record], chance: random.Random) -> list[Record]:
    """Contacts: the first with each customer on the day after it was recorded, the others at any time."""
    out = []
    for number in range(count):
        customer = known[number] if number < len(known) else chance.choice(known)
        since = (TODAY - customer["created_date"]).days - 20
        day = customer["created_date"] + timedelta(
            days=chance.randrange(1, since) if number >= len(known) else 1
        )
        customer["updated_date"] = max(day, customer["updated_date"])
        out.append(_contact(day, customer, chance))
    return out


def _contact(day: date, customer: Record, chance: random.Random) -> Record:
    due = day + timedelta(days=chance.randrange(2, 15))
    goods = chance.choice(GOODS)
    return {
        "contact_date": day,
        "customer_id": customer["customer_id"],
        "customer_name": customer["customer_name"],
        "method": chance.choice(("电话", "邮件", "拜访", "微信")),
        "actor": customer["owner"],
        "summary": f"为{''.join(chance.choices(WORDS, k=4))}项目介绍{goods}，核对{chance.randrange(2, 60)}套的配置",
        "feedback": f"{chance.choice(ASKED)}，预算{chance.randrange(5, 90)}万元",
        "next_action": f"{due.month}月{due.day}日发送{goods}报价单",
        "due_date": due,
        "contact_time": time(chance.randrange(9, 18), chance.choice((0, 10, 20, 30, 45))),
        "next_owner": customer["owner"],
        "entered_at": datetime.combine(day, time(18, 30)),
    }


def complaints(count: int, known: list[Record], chance: random.Random) -> list[Record]:
    """Complaints at any time, numbered by day."""
    chosen = [chance.choice(known) for _ in range(count)]
    days = [
        customer["created_date"]
        + timedelta(days=chance.randrange((TODAY - customer["created_date"]).days - 20))
        for customer in chosen
    ]
    serial: dict[date, int] = {}
    return [
        _complaint(day, customer, serial, chance)
        for day, customer in sorted(zip(days, chosen, strict=True), key=lambda pair: pair[0])
    ]


def _complaint(day: date, customer: Record, serial: dict[date, int], chance: random.Random) -> Record:
    serial[day] = serial.get(day, 0) + 1
    fault = chance.choice(FAULTS)
    received = datetime.combine(day, time(9, 30))
    return {
        "complaint_no": f"{day:%Y%m%d}-{serial[day]:03d}",
        "complaint_date": day,
        "customer_id": customer["customer_id"],
        "customer_name": customer["customer_name"],
        "contact_name": customer["contact_name"],
        "contact_phone": customer["contact_phone"],
        "channel": chance.choice(("电话", "邮件", "微信")),
        "content": f"{chance.choice(GOODS)}{fault}",
        "demand": chance.choice(("上门检修", "更换配件", "书面说明")),
        "level": "一般",
        "responsible": _employee(chance),
        "expected_date": day + timedelta(days=1),
        "received_at": received,
        "first_response_at": received + timedelta(minutes=20),
        "complaint_type": chance.choice(("产品问题", "服务问题", "沟通问题")),
        "problem_key": fault,
        "department": chance.choice(("客服部", "技术部")),
        "status": "投诉已关闭",
        "solved_at": received + timedelta(hours=20),
        "revisit_date": day + timedelta(days=2),
        "revisit_result": "满意",
    }


def _employee(chance: random.Random) -> str:
    return f"{chance.choice(SURNAMES[:8])}某"


def _earlier(column: str, days: int) -> Callable[[Record], Any]:
    return lambda record: record[column] - timedelta(days=days)


def _always(value: object) -> Callable[[Record], Any]:
    return lambda _: value


OF_CUSTOMERS = (
    Plant("owner", "R-001", _always(None)),
    Plant("contact_email", "R-006", _always("wang#mail")),
    Plant("contact_phone", "R-005", _always("139–5678")),
    Plant("grade", "R-012", _always("D类")),
    Plant("updated_date", "R-011", _earlier("created_date", 1)),
    Plant("need_desc", "R-007", _always("证件 11010519491231002X")),
    Plant("contact_title", "error", _always(NotAvailable())),
    Plant("contact_phone", "digits", _always(1234567890123456)),
    Plant("updated_date", "R-011", _always(TODAY + timedelta(days=400))),
)
OF_CONTACTS = (
    Plant("customer_id", "R-019", _always("1999999")),
    Plant("next_action", "R-045", _always(None)),
    Plant("next_action", "R-045", _always("后续联系")),
    Plant("due_date", "R-011", _earlier("contact_date", 3)),
    Plant("method", "R-012", _always("烽火")),
    Plant("contact_date", "R-011", _always("2024–")),
    Plant("feedback", "error", _always(NotAvailable())),
)
OF_COMPLAINTS = (
    Plant("complaint_no", "R-073", _always("投诉一号")),
    Plant("level", "R-012", _always("特急")),
    Plant("expected_date", "R-011", _earlier("complaint_date", 2)),
    Plant("customer_id", "R-019", _always("1999998")),
    Plant("channel", "R-001", _always(None)),
)


def registers(size: tuple[int, int, int], seed: int, share: float) -> list[Register]:
    """The three tables with mistakes planted."""
    chance = random.Random(seed)
    known = customers(size[0], chance)
    out = [
        Register(CustomerMaster, known, OF_CUSTOMERS),
        Register(FollowupRecord, contacts(size[1], known, chance), OF_CONTACTS),
        Register(ComplaintLog, complaints(size[2], known, chance), OF_COMPLAINTS),
    ]
    for register in out:
        register.plant(chance, share)
    return out


def write(path: Path, tables: list[Register]) -> None:
    """The workbook and, beside it, what was planted."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"created": MADE})
    formats = {kind: book.add_format({"num_format": kind.number_format}) for kind in (Date, DateTime, Time)}
    for register in tables:
        _write_sheet(book.add_worksheet(register.table.sheet()), register, formats)
    book.close()
    truth = [record for register in tables for record in register.truth()]
    path.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")


def _write_sheet(sheet: Worksheet, register: Register, formats: dict[type, Any]) -> None:
    columns = register.table.columns
    for place, column in enumerate(columns.values()):
        sheet.write_string(0, place, column.header)
    for row, record in enumerate(register.records, 1):
        for place, (name, column) in enumerate(columns.items()):
            value = record.get(name)
            if isinstance(value, NotAvailable):
                sheet.write_formula(row, place, "=NA()", None, "#N/A")
            elif isinstance(value, str):
                sheet.write_string(row, place, value)
            elif isinstance(value, date | datetime | time):
                sheet.write_datetime(row, place, value, formats.get(type(column), formats[Date]))
            elif value is not None:
                sheet.write_number(row, place, value)
    heads = [{"header": column.header} for column in columns.values()]
    sheet.add_table(
        0, 0, len(register.records), len(heads) - 1, {"name": register.table.id, "columns": heads}
    )


def size_of(text: str) -> tuple[int, int, int]:
    """``2000/10000/1000``: customers, contacts, complaints."""
    customers_, contacts_, complaints_ = (int(part) for part in text.split("/"))
    return customers_, contacts_, complaints_


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--size", type=size_of, default=(2_000, 10_000, 1_000), help="customers/contacts/complaints"
    )
    parser.add_argument("--count", type=int, default=1, help="so many workbooks, each of another seed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--share", type=float, default=0.01, help="share of rows with a mistake")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for number in range(given.count):
        name = "-".join(map(str, (*given.size, given.seed + number)))
        path = given.folder / f"core-{name}.xlsx"
        write(path, registers(given.size, given.seed + number, given.share))
        print(path)


if __name__ == "__main__":
    main()
