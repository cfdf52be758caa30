"""大客户看板: the twelve indicators of every key account with thresholds that people may change (R-131–R-133)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import head
from xlcrm.reports.report import Block, Cell, Chart, Head, Link, Report, Tile, Tone
from xlcrm.rules.analysis import key_accounts as keys
from xlcrm.rules.analysis.joins import by_customer
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.periods import up_to
from xlcrm.rules.customers import core_name
from xlcrm.rules.dates import percent_text
from xlcrm.rules.frames import Data
from xlcrm.rules.management import key_account_dates
from xlcrm.tables import CustomerMaster
from xlcrm.tables import KeyAccountDashboard as Table

NAME = "key-accounts"
_MANY = 3
"""From so many alerts on an account is shown in red."""

_REPORT, _MEETING = "定制报告", "高层会议"


def key_accounts_report(data: Data, policy: Policy, today: date) -> Report:
    """Board of the key accounts on ``today``."""
    accounts = keys.key_accounts(data, policy, today)
    values = keys.indicator_values(data, policy, today)
    bounds = keys.default_thresholds(values, policy)
    names = by_customer(data[CustomerMaster.id], CustomerMaster.customer_name)
    rows: list[list[Cell]] = []
    figures, thresholds = (table.reindex(accounts).to_dict("index") for table in (values, bounds))
    for customer in accounts:
        name = names.get(customer)
        for indicator, unit in keys.UNITS.items():
            value, bound = (_figure(each[customer][indicator]) for each in (figures, thresholds))
            rows.append([customer, name, indicator, unit, value, bound, None, keys.direction(indicator), ""])
    report = Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"按 {today:%Y-%m-%d} 计算",
        blocks=[_summary([], []), *_service(accounts, data, policy, today), _list(rows)],
        notes=_rules(policy),
    )
    return settled(report, policy)


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not pd.isna(value) else None


def settled(report: Report, policy: Policy) -> Report:  # noqa: ARG001 - every report is settled alike
    """The board with alerts by the thresholds as they now stand, and the summary over them."""
    listed = next(each for each in report.blocks if each.name == Table.id)
    rows = [_alerted(row) for row in listed.rows]
    tones: list[Tone] = [
        "bad" if row[-1] == keys.ALERT else "muted" if row[-1] == keys.UNKNOWN else "plain" for row in rows
    ]
    done = replace(listed, rows=rows, tones=tones)
    accounts = list(dict.fromkeys((str(row[0]), str(row[1] or row[0])) for row in rows))
    summary = _summary(accounts, rows)
    others = [
        done if each.name == Table.id else summary if each.name == "summary" else each
        for each in report.blocks
    ]
    charts = [Chart("bar", "各大客户的预警数", "summary", "name", ("alerts",), axis="项")] if accounts else []
    return replace(report, blocks=others, tiles=_tiles(accounts, rows), charts=charts)


def _alerted(row: Sequence[Cell | Link]) -> list[Cell | Link]:
    *kept, _ = row
    own = _figure(row[6])
    return [*kept, keys.alert(str(row[2]), _figure(row[4]), _figure(row[5]) if own is None else own)]


def _summary(accounts: Sequence[tuple[str, str]], rows: Sequence[Sequence[Cell | Link]]) -> Block:
    lines: list[tuple[int, list[Cell]]] = []
    by_account: dict[str, list[Sequence[Cell | Link]]] = {}
    for row in rows:
        by_account.setdefault(str(row[0]), []).append(row)
    for customer, name in accounts:
        mine = by_account[customer]
        alerts = [str(row[2]) for row in mine if row[-1] == keys.ALERT]
        unknown = sum(row[-1] == keys.UNKNOWN for row in mine)
        amount = next((_figure(row[4]) for row in mine if row[2] == "年采购额"), None)
        told = "、".join(alerts) or "无"
        lines.append((len(alerts), [customer, core_name(name), amount, len(alerts), told, unknown]))
    lines.sort(key=lambda line: -line[0])
    heads = [
        head(Table, Table.customer_id, width=12),
        Head("name", "客户", width=22),
        Head("amount", "年采购额(元)", "int", 14),
        Head("alerts", "预警", "int", 8),
        Head("which", "预警指标", "longtext", 34),
        Head("unknown", "无数据", "int", 9),
    ]
    tones: list[Tone] = ["bad" if count >= _MANY else "warn" if count else "good" for count, _ in lines]
    empty = "暂无大客户：怎样才算大客户，见下方说明。"
    return Block("summary", "预警一览", heads, [line for _, line in lines], tones=tones, empty=empty)


def _tiles(accounts: Sequence[tuple[str, str]], rows: Sequence[Sequence[Cell | Link]]) -> list[Tile]:
    alerts = [row for row in rows if row[-1] == keys.ALERT]
    hit = len({row[0] for row in alerts})
    amount = sum(_figure(row[4]) or 0 for row in rows if row[2] == "年采购额")
    return [
        Tile("大客户", len(accounts)),
        Tile("有预警的客户", hit, tone="bad" if hit else "good"),
        Tile("预警指标", len(alerts), note=f"共 {len(rows)} 项指标", tone="bad" if alerts else "good"),
        Tile("年采购额(元)", amount),
    ]


def _service(accounts: list[str], data: Data, policy: Policy, today: date) -> list[Block]:
    if not accounts:
        return []
    reported, met = (_last(data, topic, today) for topic in (_REPORT, _MEETING))
    names = by_customer(data[CustomerMaster.id], CustomerMaster.customer_name)
    lines: list[list[Cell]] = []
    for customer in accounts:
        name = core_name(str(names.get(customer) or customer))
        for matter, due in key_account_dates(
            reported.get(customer), met.get(customer), today, policy
        ).items():
            last = (reported if matter == "跨部门月报" else met).get(customer)
            state = "还没有记录" if last is None else "逾期" if due.value < today else ""
            lines.append([customer, name, matter, state, last, due.value if last else today])
    lines.sort(key=lambda line: str(line[5]))
    gaps = [[gap] for gap in keys.service_gaps(accounts, data, lists_of(data), today)]
    return [
        Block(
            "service",
            "月报与高层会议",
            [
                head(Table, Table.customer_id, width=12),
                Head("name", "客户", width=22),
                Head("matter", "事项", width=14),
                Head("state", "状态", width=12),
                Head("last", "上次", "date", 12),
                Head("due", "下次", "date", 12),
            ],
            lines,
            tones=["warn" if line[3] else "plain" for line in lines],
        ),
        Block("gaps", "服务缺口", [Head("gap", "请补上", "longtext", 60)], gaps, empty="没有缺口。"),
    ]


def _last(data: Data, topic: str, today: date) -> dict[str, date]:
    """Day of the newest follow-up record of a topic, by customer."""
    records = data["followup_record"]
    told = records[records["topic"].str.contains(topic).fillna(False).astype(bool)]
    newest = told[up_to(told["contact_date"], today)].groupby("customer_id")["contact_date"].max()
    return {str(customer): day.date() for customer, day in newest.items()}


def _list(rows: Sequence[Sequence[Cell]]) -> Block:
    return Block(
        Table.id,
        "十二项指标（阈值留空用默认值；填写后重算按所填的预警）",
        [
            head(Table, Table.customer_id),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            head(Table, Table.indicator, width=16),
            Head("unit", "单位", width=8),
            head(Table, Table.value, width=14),
            Head("usual", "默认阈值", "decimal", 13),
            head(Table, Table.threshold, typed=True, width=14),
            head(Table, Table.direction, width=10),
            head(Table, Table.alert, width=10),
        ],
        rows,
        key=Table.key,
        register=True,
        empty="暂无大客户。",
    )


def _rules(policy: Policy) -> list[str]:
    share = percent_text(policy.number("top.percent"), policy)
    who = {
        "grade": f"客户等级为 A类，且营收在前 {share}（向上取整，并列都算）",
        "top_percent": f"营收在前 {share}（向上取整，并列都算）",
        "manual": "客户标记含 VIP客户",
    }[policy.word("vip.by")]
    return [
        f"大客户：{who}（R-132）。",
        "账户健康度 = 100 − 流失风险分；业务收益为近 12 个月回款与之前 12 个月相比；采购增速为近 3 个月与之前 3 个月相比；"
        "年采购额、订单数的默认阈值是之前 12 个月的数；等于阈值不预警，合同剩余天数除外（R-133）。",
        "没有数据的指标不预警。",
    ]
