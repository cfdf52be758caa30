"""``xlcrm undo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import sentences, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.actions.settings import Settings
    from xlcrm.actions.undo import Entry, Undone

_VERBS = {"added": "新增", "replaced": "更新", "removed": "移除"}
_SHOWN = 40
"""Places that are named one by one; the rest is counted."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="工作簿")
@click.option("--list", "listed", is_flag=True, help="列出可以撤销的运行，最近的在前。")
@click.option("--run", "run_id", metavar="编号", help="撤销哪一次运行，默认最近一次。")
@settled(day=False, writes=True)
def undo(settings: Settings, path: Path, listed: bool, run_id: str | None) -> None:
    """撤销一次运行：改过的单元格、新增的行和报表都退回去；之后又有人改过的内容保留并列出。

    撤销本身也是一次运行，再撤销一次就恢复；要退回更早的运行，用 --run。

    \b
    例：xlcrm undo 客户管理.xlsx
        xlcrm undo 客户管理.xlsx --list
    """  # noqa: D301
    from xlcrm.actions.undo import history
    from xlcrm.actions.undo import undo as take_back

    with sentences():
        if listed:
            _list(history(path))
        else:
            _tell(take_back(path, settings, run_id))


def _tell(done: Undone) -> None:
    back = done.restored
    amount = _amount(back.cells, back.rows, back.columns, len(back.sheets))
    what = f"{done.run.time[:19]} 的 {done.run.command}（{done.run.id}）"
    if not back.anything:
        click.echo(f"没有可以退回的内容：{what} 写入的内容之后都有人改过，文件没有改动。")
    elif back.exact:
        click.echo(f"已撤销 {what}：文件与那次运行之前完全一样（{amount}）。")
    else:
        click.echo(f"已撤销 {what}：退回{amount}。")
    if back.kept:
        click.echo(f"之后有人改过、保留未动的有 {len(back.kept)} 处：")
        for place in back.kept[:_SHOWN]:
            click.echo(f"  {place}")
        if len(back.kept) > _SHOWN:
            click.echo(f"  …… 还有 {len(back.kept) - _SHOWN} 处")


def _list(entries: Sequence[Entry]) -> None:
    for entry in entries:
        run = entry.run
        state = f"  已撤销（{entry.undone}）" if entry.undone else ""
        state += "" if entry.certain else "  中断过，撤销时逐格核对"
        amount = (_amount(run.cells, run.rows, run.columns, 0) + _sheets(run.sheets)).lstrip("，")
        click.echo(f"{run.id:<19} {run.time[:19]}  {run.command:<24}{amount}{state}")
    if not entries:
        click.echo("没有可以撤销的运行。")


def _amount(cells: int, rows: int, columns: int, sheets: int) -> str:
    """What a run wrote, in words."""
    parts = [f"单元格 {cells} 个"] if cells else []
    parts += [f"行 {rows} 行"] if rows else []
    parts += [f"列 {columns} 列"] if columns else []
    parts += [f"工作表 {sheets} 张"] if sheets else []
    return "，".join(parts)


def _sheets(sheets: Mapping[str, str]) -> str:
    """What became of sheets, in words.

    >>> _sheets({"首页": "replaced", "提醒清单": "added", "计算依据": "added"})
    '，更新“首页”，新增“提醒清单”等 2 张'
    """
    by_verb: dict[str, list[str]] = {}
    for name, verb in sheets.items():
        by_verb.setdefault(_VERBS.get(verb, verb), []).append(name)
    return "".join(
        f"，{verb}“{names[0]}”" + (f"等 {len(names)} 张" if len(names) > 1 else "")
        for verb, names in by_verb.items()
    )
