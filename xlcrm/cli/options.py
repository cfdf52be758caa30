"""Options that several commands share, and the errors that they show."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from xlcrm.actions.settings import Settings
from xlcrm.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlcrm.book.port import BookError
    from xlcrm.problems import Problem

F = TypeVar("F", bound=Callable[..., Any])


_YEARS = range(1900, 2201)
"""Years in which a today may lie: Excel knows none before, and pandas' clock ends not long after."""


class Day(click.ParamType[date]):
    """A date as people write it."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The value as a date; a sentence when it is none."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"):
            try:
                day = datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if day.year not in _YEARS:
                self.fail(f"“{value}”离现在太远，请写 {_YEARS[0]} 到 {_YEARS[-1]} 年之间的日期。", param, ctx)
            return day
        return self.fail(f"“{value}”不是日期，请写成 2023-09-01 的样子。", param, ctx)


class Month(click.ParamType[date]):
    """A calendar month."""

    name = "月份"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The value as a date; a sentence when it is none."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m", "%Y/%m", "%Y%m", "%Y年%m月"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a month has no zone
            except ValueError:
                continue
        return self.fail(f"“{value}”不是月份，请写成 2023-08 的样子。", param, ctx)


class Whole(click.IntRange):
    """A whole number from ``min`` to ``max``."""

    def _describe_range(self) -> str:
        return f"{self.min}–{self.max}"


def settled(*, day: bool = True, opens: bool = True, writes: bool = False) -> Callable[[F], F]:
    """Options that make up the settings; the command gets them as one argument ``settings``.

    ``day`` for what depends on the date and the policy, ``opens`` for what opens workbooks, ``writes`` for
    what may be forced past a protection.
    """

    def decorate(command: F) -> F:
        @wraps(command)
        @click.pass_context
        def run(
            ctx: click.Context,
            /,
            today: date | None = None,
            profile: str | None = None,
            policy_file: Path | None = None,
            password: str | None = None,
            force: bool = False,
            **rest: object,
        ) -> object:
            settings = Settings(
                today=today or date.today(),  # noqa: DTZ011 - the office's own day; no other place reads a clock
                language=cast("Language", ctx.obj or "zh-CN"),
                profile=profile,
                policy_file=policy_file,
                password=password,
                env=dict(os.environ),
                force=force,
            )
            if day and (profile is not None or policy_file or settings.env.get("XLCRM_POLICY")):
                from xlcrm.actions.session import policy_of

                with sentences():
                    policy_of(settings)  # before any workbook is opened
            return command(settings=settings, **rest)

        options = (_DATED if day else []) + (_OPENING if opens else []) + (_WRITING if writes else [])
        out: Callable[..., object] = run
        for option in reversed(options):
            out = option(out)
        return cast("F", out)

    return decorate


_DATED = [
    click.option("--today", type=Day(), metavar="日期", help="当作今天的日期，默认今天。"),
    click.option("--profile", metavar="方案", help="策略方案：manual、deck、process、card、toolkit、strict、custom。"),
    click.option("--policy", "policy_file", type=click.Path(path_type=Path), metavar="文件", help="策略参数文件（TOML），最后生效。"),
]
_OPENING = [click.option("--password", metavar="密码", help="加密工作簿的打开密码。")]
_WRITING = [click.option("--force", is_flag=True, help="工作表受保护或旧的占用标记仍在时也写入。")]


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what an action, or the system, refuses into one sentence and exit code 2."""
    from xlcrm.book.port import BookError

    try:
        yield
    except BookError as error:
        say(str(error))
        raise SystemExit(2) from error
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # nobody reads on: not worth a word
        say(refused_by_system(error))
        raise SystemExit(2) from error


def refused_by_system(error: OSError) -> str:
    """What the operating system refused, where, and what to do.

    >>> refused_by_system(PermissionError(errno.EACCES, "Permission denied", "表/看板.xlsx"))
    '表/看板.xlsx：没有读写权限。请检查权限，或换一个位置。'
    """
    from xlcrm.problems.system import refusal

    why, cure = refusal(error)
    where = f"{error.filename}：" if error.filename else ""
    return f"{where}{why}。{cure}。"


def refused_in(path: Path, error: BookError) -> str:
    """What was refused, with the file it was refused in: one of many, perhaps of a name that others bear too.

    >>> from xlcrm.book.port import BookRefused
    >>> refused_in(Path("各部门/a.xlsx"), BookRefused("a.xlsx", "文件是空的", "请重新取一份"))
    '各部门/a.xlsx：文件是空的。请重新取一份。'
    >>> refused_in(Path("a.xlsx"), BookRefused("首页!B2", "工作表受保护", "请先撤销工作表保护"))
    'a.xlsx：首页!B2：工作表受保护。请先撤销工作表保护。'
    """
    told = str(error)
    if told.startswith(str(path)):
        return told
    return f"{path}{told.removeprefix(path.name)}" if told.startswith(f"{path.name}：") else f"{path}：{told}"


def say_not_taken(problems: Iterable[Problem], language: Language) -> None:
    """Which rows of 策略参数表 were not taken, so that nobody reads on believing they were."""
    for problem in problems:
        if problem.kind.code == "policy-value":
            say(f"{problem.sheet}!{problem.cell}：{problem.message(language)}{problem.hint(language)}。")


def say_at_work(what: str, path: object) -> None:
    """Name what takes a while on a large workbook, to whoever looks on."""
    if sys.stderr.isatty():
        say(f"正在{what} {path} ……")


def say(text: str) -> None:
    """Talk to the person: stderr."""
    click.echo(text, err=True)
