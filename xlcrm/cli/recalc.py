"""``xlcrm recalc``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import (
    refused_by_system,
    refused_in,
    say,
    say_at_work,
    say_not_taken,
    sentences,
    settled,
)

if TYPE_CHECKING:
    from xlcrm.actions.recalc import Recalculated
    from xlcrm.actions.settings import Settings

_WRITABLE = (".xlsx", ".xlsm", ".xltx", ".xltm")
"""Kinds of workbooks that a result keeps: one with macros opens under its own ending only."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="工作簿…")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="X.xlsx", help="结果写到另一个文件，原文件不动。")
@click.option("--dry-run", is_flag=True, help="只说会改什么，不写入。")
@settled(writes=True)
def recalc(settings: Settings, paths: tuple[str, ...], out: Path | None, dry_run: bool) -> None:
    """重算：编号、下次跟进、回访计划、期限、等级、提醒，并重做各张汇总表。

    手工填写的内容一律保留；每次运行都有备份，可用 xlcrm undo 撤销。

    \b
    例：xlcrm recalc 客户管理.xlsx
        xlcrm recalc 客户管理.xlsx --dry-run --today 2024-06-30
    """  # noqa: D301
    from xlcrm.actions.paths import to_be_made, workbooks
    from xlcrm.actions.recalc import recalc as action
    from xlcrm.actions.session import NoneOfOurs
    from xlcrm.book.file import FileBook
    from xlcrm.book.port import BookError

    files = list(workbooks(paths))
    if out is not None and len(files) != 1:
        raise click.UsageError("--out 只能配一个工作簿。")
    if out is not None:
        with sentences():
            out = to_be_made(out, files[0].suffix.lower() if files[0].suffix.lower() in _WRITABLE else ".xlsx")
    failed = not files
    for path in files:
        say_at_work("重算", path)
        try:
            with FileBook(path, password=settings.password, command="recalc", force=settings.force) as book:
                book.to_be_written()
                done = action(book, settings, dry_run=dry_run, out=out)
            _tell(path, done, dry_run=dry_run, out=out)
            say_not_taken(done.problems, settings.language)
            failed |= bool(done.refused)
        except NoneOfOurs as error:
            say(refused_in(path, error))
            failed |= path in map(Path, paths)  # one that a folder or a pattern brought along is passed over
        except BookError as error:
            say(refused_in(path, error))
            failed = True
        except OSError as error:
            say(refused_by_system(error))
            failed = True
    if not files:
        say("没有找到工作簿：请检查文件夹或通配符。")
    if failed:
        raise SystemExit(2)


def _tell(path: Path, done: Recalculated, *, dry_run: bool, out: Path | None) -> None:
    from xlcrm.actions.paths import quoted

    click.echo(click.style(str(path), bold=True))
    verb = "将写入" if dry_run else "写入"
    for title, count in done.cells.items():
        click.echo(f"  {title}：{verb} {count} 个单元格")
    for title, count in done.added.items():
        click.echo(f"  {title}：{'将新增' if dry_run else '新增'} {count} 行")
    if done.sheets:
        click.echo(f"  {'将重做' if dry_run else '重做'} {len(done.sheets)} 张表：{'、'.join(done.sheets)}")
    if not done.wrote:
        click.echo("  没有变化，没有写入。")
    for problem in done.refused:
        click.echo(f"  {problem.message()}{problem.hint()}")
    if out is not None and not dry_run:
        click.echo(f"  结果在：{out}")
    if done.backup:
        click.echo(f"  备份在：{done.backup}；撤销：xlcrm undo {quoted(path)}")
