"""``xlcrm undo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import sentences, settled

if TYPE_CHECKING:
    from xlcrm.actions.settings import Settings


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="工作簿")
@click.option("--list", "listed", is_flag=True, help="列出可以撤销的运行。")
@click.option("--run", "run_id", metavar="编号", help="撤销哪一次运行，默认最近一次。")
@settled(day=False, writes=True)
def undo(settings: Settings, path: Path, listed: bool, run_id: str | None) -> None:
    """撤销一次运行：改过的单元格、新增的行和报表都退回去；之后又有人改过的内容保留并列出。

    撤销本身也是一次运行，再撤销一次就恢复；要退回更早的运行，用 --run。

    \b
    例：xlcrm undo 客户管理.xlsx
        xlcrm undo 客户管理.xlsx --list
    """  # noqa: D301
    from xlcrm.actions.undo import undo as take_back

    with sentences():
        if listed:
            _list(path)
            return
        done = take_back(path, settings, run_id)
    back = done.restored
    click.echo(f"已撤销 {done.run.time} 的 {done.run.command}（{done.run.id}）：单元格 {back.cells} 个，行 {back.rows} 行，工作表 {len(back.sheets)} 张。")
    if back.kept:
        click.echo("之后有人改过，保留未动：")
        for place in back.kept:
            click.echo(f"  {place}")


def _list(path: Path) -> None:
    from xlcrm.actions.undo import history

    runs = history(path)
    for run in runs:
        state = f"  已撤销（{run.undone}）" if run.undone else ""
        wrote = f"单元格 {sum(map(len, run.cells.values())) + sum(map(len, run.fills.values()))}，行 {sum(len(a.rows) for a in run.appended)}，工作表 {len(run.sheets)}"
        click.echo(f"{run.id}  {run.time}  {run.command:<24}{wrote}{state}")
    if not runs:
        click.echo("没有可以撤销的运行。")
