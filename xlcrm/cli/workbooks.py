"""``xlcrm demo`` and ``xlcrm new``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from xlcrm.cli.options import say, sentences, settled

if TYPE_CHECKING:
    from xlcrm.actions.demo import Demonstration
    from xlcrm.actions.settings import Settings
    from xlcrm.language import Language
    from xlcrm.tables.table import Pack


@click.command()
@click.argument("folder", required=False, default="演示", type=click.Path(path_type=Path, file_okay=False), metavar="[文件夹]")
@settled(opens=False)
def demo(settings: Settings, folder: Path) -> None:
    """做一份演示：约 200 位虚构客户 18 个月的往来，校验、重算并填好各张报表。

    \b
    例：xlcrm demo
        xlcrm demo 试用 --today 2024-06-30
    """  # noqa: D301
    from xlcrm.actions.demo import demo as make

    with sentences():
        done = make(folder, settings)
    _tell(done, settings.today)


def _tell(done: Demonstration, today: date) -> None:
    from xlcrm.actions.paths import quoted

    counts = Counter(p.severity for p in done.found)
    echo = click.echo
    if done.set_aside:
        say(f"上次的演示里有人改过，没有丢，现在叫 {done.set_aside}。")
    echo(f"演示已做好：{done.workbook}")
    echo(f"里面有 {done.customers} 位虚构客户截至 {today:%Y-%m-%d} 的 18 个月往来，以及手册中的示例行。")
    echo(f"校验：错误 {counts['error']} 条，警告 {counts['warning']} 条，提示 {counts['info']} 条；其中 {done.planted} 处是有意埋下的。例如：")
    for problem in [p for p in done.found if p.severity == "error"][:4]:
        echo(f"  {problem.sheet}!{problem.cell}  {problem.message()}")
    result = done.recalculated
    echo(f"重算：写入 {sum(result.cells.values())} 个单元格，新增 {sum(result.added.values())} 行计划，生成 {len(result.sheets)} 张表：{'、'.join(result.sheets)}。")
    echo("请用 Excel、WPS 或 LibreOffice 打开，先看这几张：")
    echo("  首页           今天要联系谁、逾期多少、哪里有错，点一下就到")
    echo("  提醒清单       每位客户下次联系的日期和依据")
    echo("  数据校验结果表 每个错误在哪一格、怎样改")
    echo("  投诉分析月度报告 上月投诉的类型、高频问题与责任部门")
    book = quoted(done.workbook)
    echo(f"改几格再试：xlcrm validate {book}，xlcrm recalc {book}；后悔了：xlcrm undo {book}")


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="文件")
@click.option("--pack", type=click.Choice(["core", "sales", "service", "full"]), default="core", help="表的范围：核心、销售、服务、全部。")
@click.option("--form", metavar="表单", help="新建一张表单（id 或中文名），不建工作簿。")
@click.option("--sample", is_flag=True, help="填入手册中的示例行。")
@click.option("--headers", type=click.Choice(["zh-CN", "zh-TW", "en"]), default=None, help="表头语言，默认随 --lang，其次按策略参数 lang.headers。")
@click.option("--upgrade", is_flag=True, help="给旧版本的工作簿补上缺少的列、表和下拉，不移动任何内容。")
@click.option("--from", "source", type=click.Path(path_type=Path, dir_okay=False), metavar="工作簿", help="按角色从这本工作簿做一份副本，与 --role 同用。")
@click.option("--role", metavar="角色", help="副本给谁看：只放这个角色有权看的表，该脱敏的脱敏。")
@click.option("--owner", metavar="负责人", help="角色只能看本人客户时，写明是哪一位。")
@click.option("--table", "tables", multiple=True, metavar="表", help="副本里只放这张表，可写几次。")
@settled(day=False, writes=True)
def new(  # one parameter an option
    settings: Settings,
    path: Path,
    pack: str,
    form: str | None,
    sample: bool,
    headers: str | None,
    upgrade: bool,
    **sharing: Any,
) -> None:
    """新建一本工作簿，或用 --form 新建一张表单，或用 --from 按角色做副本；绝不覆盖已有文件。

    \b
    例：xlcrm new 客户管理.xlsx
        xlcrm new 演练.xlsx --sample
        xlcrm new 满意度.xlsx --form 客户满意度调查表
        xlcrm new 客服.xlsx --from 客户管理.xlsx --role 客服
    """  # noqa: D301
    from xlcrm.actions.new import new as make
    from xlcrm.actions.session import policy_of

    with sentences():
        policy, _ = policy_of(settings)
        spoken = settings.language if settings.language != "zh-CN" else policy.word("lang.headers")
        language = cast("Language", headers or spoken)
        if any(sharing.values()):
            _share(path, replace(settings, language=language), **sharing)
            return
        if upgrade:
            from xlcrm.actions.upgrade import upgrade as bring_up

            for line in bring_up(path, settings):
                click.echo(line)
            return
        made = make(path, pack=cast("Pack", pack), form=form, language=language, sample=sample)
    click.echo(f"已新建：{made}")


def _share(
    path: Path, settings: Settings, source: Path | None, role: str | None, owner: str | None, tables: tuple[str, ...]
) -> None:
    from xlcrm.actions.sharing import Role, share

    if source is None or role is None:
        raise click.UsageError("--from 和 --role 要一起写：从哪本工作簿，给哪个角色。")
    done = share(source, path, Role(role, owner), settings, tables)
    held = "、".join(f"{title} {count} 行" for title, count in done.rows.items())
    click.echo(f"已新建：{done.path}，角色“{role}”：{held}。")
    if done.left:
        click.echo(f"无权查看，没有放入：{'、'.join(done.left)}。")
    if done.warning:
        say(done.warning)
