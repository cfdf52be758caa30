"""``xlcrm due``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import Whole, say, say_at_work, say_not_taken, sentences, settled

if TYPE_CHECKING:
    from xlcrm.actions.settings import Settings
    from xlcrm.rules.reminders import Reminder


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="工作簿")
@click.option("--days", type=Whole(0, 3650), default=7, metavar="N", help="往后看几天，默认 7。")
@click.option("--owner", metavar="负责人", help="只看这位负责人的。")
@click.option("--status", metavar="状态", help="只看这种状态的客户，如 潜在、合作、沉睡。")
@click.option("--priority", type=click.Choice(["高价值", "普通"]), help="只看高价值（A类）或普通客户。")
@click.option("--tag", metavar="标签", help="只看带这个需求标签的客户，如 待签约。")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", help="输出格式。")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), metavar="F.ics", help="写成日历文件，可反复导入手机，不会重复。")
@click.option("--cards", type=click.Path(path_type=Path, dir_okay=False), metavar="F.xlsx", help="为今天和已超时的客户做提醒卡。")
@click.option("--role", metavar="角色", help="日历和提醒卡给这个角色：无权的不给，有权看的不脱敏。")
@click.option("--brief", is_flag=True, help="每位客户附一份联系前简报。")
@settled()
def due(
    settings: Settings,
    path: Path,
    days: int,
    owner: str | None,
    form: str,
    ics: Path | None,
    cards: Path | None,
    role: str | None,
    brief: bool,
    **chosen: str | None,
) -> None:
    """今天、已超时和未来几天该联系谁，为什么，怎样联系，什么时候合适。

    \b
    例：xlcrm due 客户管理.xlsx
        xlcrm due 客户管理.xlsx --owner 林晓东 --days 14
        xlcrm due 客户管理.xlsx --priority 高价值 --tag 待签约
        xlcrm due 客户管理.xlsx --ics 提醒.ics --cards 提醒卡.xlsx
    """  # noqa: D301
    from xlcrm.actions import due as action
    from xlcrm.actions.sharing import Role, hidden
    from xlcrm.book.file import FileBook

    if brief and form != "text":
        raise click.UsageError("--brief 只配文字输出，不能配 --format jsonl。")
    say_at_work("计算", path)
    with sentences(), FileBook(path, password=settings.password) as book:
        found = action.due(book, settings, days=days, owner=owner, chosen=chosen)
        say_not_taken(found.state.session.policy_problems, settings.language)
        if form == "jsonl":
            for reminder in found.reminders:
                click.echo(json.dumps(action.as_json(reminder), ensure_ascii=False))
        else:
            _print(found.reminders)
            if brief:
                _briefs(found)
        whose = Role(role, owner) if role else None
        if ics:
            from xlcrm.actions.calendar_file import write_calendar
            from xlcrm.actions.paths import with_ending

            ics = with_ending(ics, ".ics")
            policy = found.state.session.policy
            shown = action.masked(found.reminders) if hidden(found.state.session, "reminder_queue", whose) else found.reminders
            say(f"日历：{ics}，{write_calendar(ics, shown, policy, settings.today)} 个事件。")
        if cards:
            made = action.write_cards(book, settings, cards, found, whose)
            say(f"提醒卡：{made}" if made else "今天没有要联系的客户，没有生成提醒卡。")
            if made and (warning := action.cards_unprotected(found, whose, str(made))):
                say(warning)


def _print(reminders: Sequence[Reminder]) -> None:
    if not reminders:
        click.echo("没有要联系的客户。")
    for urgency, group in groupby(reminders, key=lambda reminder: reminder.urgency):
        listed = list(group)
        click.echo(click.style(f"{urgency or '以后'}（{len(listed)}）", bold=True))
        for one in listed:
            late = f"，已晚 {one.days_late} 天" if one.days_late else ""
            when = f"{one.due_at:%Y-%m-%d %H:%M}".replace(" 00:00", "") if one.due_at else "无时限"
            best = f"，宜在 {one.best_at:%m-%d %H:%M}" if one.best_at else ""
            click.echo(f"  {when}{late}  {one.customer_id or ''} {one.customer_name or ''}  {one.matter}")
            click.echo(f"      {one.owner or '没有负责人'}；{one.method or '电话'}{best}；{one.why}")


def _briefs(found: object) -> None:
    from xlcrm.actions.brief import briefs

    for text in briefs(found):  # type: ignore[arg-type]
        click.echo(text)
