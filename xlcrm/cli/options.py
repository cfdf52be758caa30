"""Options that several commands share, and the errors that they show."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from xlcrm.actions.settings import Settings
from xlcrm.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):
    """A date as people write it."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        self.fail(f"“{value}”不是日期，请写成 2023-09-01 的样子。", param, ctx)


class Month(click.ParamType):
    """A calendar month."""

    name = "月份"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        for form in ("%Y-%m", "%Y/%m", "%Y%m", "%Y年%m月"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a month has no zone
            except ValueError:
                continue
        self.fail(f"“{value}”不是月份，请写成 2023-08 的样子。", param, ctx)


def dated(command: F) -> F:
    """Options of whatever depends on the date and the policy."""
    for option in (
        click.option("--policy", "policy_file", type=click.Path(path_type=Path), metavar="文件", help="策略参数文件（TOML），最后生效。"),
        click.option("--profile", metavar="方案", help="策略方案：manual、deck、process、card、toolkit、strict、custom。"),
        click.option("--today", type=Day(), metavar="日期", help="当作今天的日期，默认今天。"),
    ):
        command = cast("F", option(command))
    return command


def opening(command: F) -> F:
    """Options of whatever opens workbooks."""
    return cast("F", click.option("--password", metavar="密码", help="加密工作簿的打开密码。")(command))


def settings_of(
    ctx: click.Context,
    *,
    today: date | None = None,
    profile: str | None = None,
    policy_file: Path | None = None,
    password: str | None = None,
    force: bool = False,
) -> Settings:
    """Settings from options; the only place, with the buttons, where a clock is read."""
    return Settings(
        today=today or date.today(),  # noqa: DTZ011 - the office's own day
        language=cast("Language", ctx.obj or "zh-CN"),
        profile=profile,
        policy_file=policy_file,
        password=password,
        env=os.environ,
        force=force,
    )


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what an action refuses into one sentence and exit code 2."""
    from xlcrm.book.port import BookError

    try:
        yield
    except BookError as error:
        say(str(error))
        raise SystemExit(2) from error


def say(text: str) -> None:
    """Talk to the person: stderr."""
    click.echo(text, err=True)
