"""``xlcrm report``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import Month, say, say_at_work, sentences, settled

if TYPE_CHECKING:
    from xlcrm.actions.settings import Settings

NAMES = (
    "home", "reminders", "problems", "complaints", "dashboard", "rfm", "value", "churn", "industries", "sources",
    "key-accounts", "owners", "weekly", "monthly", "reasons",
)  # fmt: skip


@click.command()
@click.argument("name", type=click.Choice(NAMES), metavar="报表")
@click.argument("path", type=click.Path(path_type=Path), metavar="[工作簿]", required=False)
@click.option("--month", type=Month(), metavar="YYYY-MM", help="哪个月，默认上一个完整的月。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="X.xlsx", help="写成一本新工作簿。")
@click.option("--write", is_flag=True, help="写进工作簿里（替换上次由本软件生成的同名表）。")
@click.option("--role", metavar="角色", help="给这个角色看：无权的不给，该脱敏的脱敏。")
@settled(writes=True)
def report(  # one parameter an option
    settings: Settings,
    name: str,
    path: Path | None,
    month: date | None,
    form: str,
    out: Path | None,
    write: bool,
    role: str | None,
) -> None:
    """看一张汇总表：首页、提醒、校验、投诉月报、看板、RFM、价值分级、流失风险、行业、来源、大客户、业绩、周复盘、月回顾、依据。

    不给工作簿时，用手册中的示例数据。用 --out 写成的新工作簿里，客户名称和联系方式按 mask.export 脱敏；--role 有权看的不脱敏。

    \b
    报表名：home reminders problems complaints dashboard rfm value churn industries sources
            key-accounts owners weekly monthly reasons
    例：xlcrm report complaints 客户管理.xlsx --month 2023-08
        xlcrm report dashboard 客户管理.xlsx --out 看板.xlsx
    """  # noqa: D301
    from xlcrm.actions.report import report_for_others, report_of, write_report
    from xlcrm.actions.sharing import Role
    from xlcrm.reports.as_text import as_json, as_text
    from xlcrm.reports.spoken import spoken

    if write and path is None:
        raise click.UsageError("--write 要写进一本工作簿：请写出它的文件名。")
    if write and out is not None:
        raise click.UsageError("--write 写进原工作簿，--out 写成新工作簿，只能选一个。")
    if month is not None and month > settings.today:
        raise click.UsageError(f"{month:%Y-%m} 还没有到，今天是 {settings.today}。")
    if path is None:
        say("没有给工作簿，下面是手册中的示例数据。")
    say_at_work("计算", path or "示例数据")
    with sentences():
        if write and path is not None:
            from xlcrm.actions.report import put_report

            sheet, changed = put_report(path, name, settings, month)
            click.echo(f"工作表“{sheet}”{'已更新' if changed else '没有变化'}：{path}")
            return
        given = role is not None or out is not None
        made = (
            report_for_others(path, name, settings, month, Role(role) if role else None)
            if given
            else report_of(path, name, settings, month)
        )
        if out is not None:
            click.echo(f"已写入：{write_report(out, made)}")
            return
    told = spoken(made, settings.language)
    click.echo(json.dumps(as_json(told), ensure_ascii=False, indent=1) if form == "json" else as_text(told, settings.language))
