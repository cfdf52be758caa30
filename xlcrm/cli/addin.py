"""``xlcrm addin``: build, install, uninstall, doctor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import sentences

if TYPE_CHECKING:
    from xlcrm.book.addin.ribbon import Button


@click.group()
def addin() -> None:
    """Excel 功能区按钮（加载项）和 LibreOffice 工具栏（扩展）。

    \b
    例：xlcrm addin install
        xlcrm addin doctor
        xlcrm addin build --calc -o xlcrm.oxt
    """  # noqa: D301


def buttons() -> list[Button]:
    """The actions as buttons of the ribbon."""
    from xlcrm.actions import ACTIONS
    from xlcrm.book.addin.ribbon import Button

    return [
        Button(one.name, one.label, one.group, one.icon, one.screentip, "large" if one.large else "normal")
        for one in ACTIONS
    ]


@addin.command()
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写到哪里，默认 xlcrm.xlam 或 xlcrm.oxt。")
@click.option("--calc", is_flag=True, help="做 LibreOffice 扩展，不做 Excel 加载项。")
def build(out: Path | None, calc: bool) -> None:
    """生成加载项文件；同样的内容得到同样的字节。

    \b
    例：xlcrm addin build -o xlcrm.xlam
    """  # noqa: D301
    from xlcrm.actions.paths import with_ending

    with sentences():
        if calc:
            from xlcrm.book.addin.calc_extension import build_calc

            made = build_calc(with_ending(out or Path("xlcrm.oxt"), ".oxt"), buttons())
        else:
            from xlcrm.book.addin.build import build as make

            made = make(with_ending(out or Path("xlcrm.xlam"), ".xlam"), buttons())
    click.echo(f"已生成：{made}")


@addin.command()
def install() -> None:
    """装到本机的 Excel（每位用户，不需要管理员）。

    \b
    例：xlcrm addin install
    """  # noqa: D301
    from xlcrm.book.addin.install import install as put

    with sentences():
        _tell(put())


@addin.command()
def uninstall() -> None:
    """从本机的 Excel 移除。

    \b
    例：xlcrm addin uninstall
    """  # noqa: D301
    from xlcrm.book.addin.install import uninstall as take

    with sentences():
        _tell(take())


@addin.command()
def doctor() -> None:
    """按钮没反应时运行：逐项检查，每个毛病给一个办法。

    \b
    例：xlcrm addin doctor
    """  # noqa: D301
    from xlcrm.book.addin.doctor import doctor as look

    with sentences():
        _tell(look())


def _tell(findings: Iterable[object]) -> None:
    """Findings line by line; something to be cured gives exit code 2."""
    ill = False
    for finding in findings:
        what, state, cure = finding.what, finding.state, finding.cure  # type: ignore[attr-defined]
        ill |= bool(cure)
        click.echo(f"{'✗' if cure else '✓'} {what}：{state}")
        if cure:
            click.echo(f"    → {cure}")
    if ill:
        raise SystemExit(2)
