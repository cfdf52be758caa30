"""``xlcrm validate``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from xlcrm.cli.options import dated, opening, say, sentences, settings_of
from xlcrm.cli.printing import as_csv, as_jsonl, as_text
from xlcrm.problems import Problem, Severity

if TYPE_CHECKING:
    from xlcrm.actions.settings import Settings


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…")
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "csv"]), default="text", help="输出格式。")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), metavar="X.xlsx", help="另存一份问题清单工作簿，可筛选、可点到单元格。")
@click.option("--mark", is_flag=True, help="在工作簿里给有问题的单元格涂色。")
@click.option("--clear", is_flag=True, help="清除涂色，恢复原来的底色。")
@click.option("--fix", is_flag=True, help="改正有把握的写法（空格、全角、日期、电话、选项同义词）。")
@click.option("--dry-run", is_flag=True, help="与 --fix 同用：只列出会改什么，不写入。")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", help="发现这一级及以上的问题时返回 1。")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, metavar="N", help="同时校验几个文件，默认等于处理器核数。")
@click.option("--force", is_flag=True, help="工作表受保护或旧的占用标记仍在时也写入。")
@opening
@dated
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    report: Path | None,
    mark: bool,
    clear: bool,
    fix: bool,
    dry_run: bool,
    fail_on: Severity,
    jobs: int | None,
    force: bool,
    password: str | None,
    today: date | None,
    profile: str | None,
    policy_file: Path | None,
) -> None:
    """校验工作簿：文件、文件夹或通配符，逐格指出错在哪里、怎样改。

    返回：0 没有问题，1 有问题，2 有文件打不开。

    \b
    例：xlcrm validate 客户管理.xlsx --mark
        xlcrm validate 各部门 --format jsonl --jobs 4
    """  # noqa: D301
    from xlcrm.actions.paths import workbooks
    from xlcrm.actions.validate import at_least

    settings = settings_of(
        ctx, today=today, profile=profile, policy_file=policy_file, password=password, force=force
    )
    files = list(workbooks(paths))
    if not files:
        say("没有找到工作簿：请检查文件夹或通配符。")
        raise SystemExit(2)
    with sentences():
        refused = _write_first(files, settings, clear=clear, fix=fix, dry_run=dry_run)
    everything: list[Problem] = []
    for path, problems in _run(files, settings, jobs):
        for line in _printed(form, path, problems, settings, first=not everything):
            click.echo(line)
        everything += problems
        if mark and not any(p.kind.code == "cannot-read" for p in problems):
            refused |= _mark(path, problems, settings)
    if report:
        with sentences():
            _write_report(report, everything, settings)
    if refused or any(p.kind.code == "cannot-read" for p in everything):
        raise SystemExit(2)
    if at_least(everything, fail_on):
        raise SystemExit(1)


def _run(
    files: Sequence[Path], settings: Settings, jobs: int | None
) -> Iterator[tuple[Path, list[Problem]]]:
    from xlcrm.actions.validate import validate_files

    wanted = jobs or (os.cpu_count() or 1 if len(files) > 8 else 1)
    results = validate_files(files, settings, wanted)
    with _progress(len(files)) as done:
        for result in results:
            done()
            yield result


@contextmanager
def _progress(total: int) -> Iterator[object]:
    """A bar on stderr when there is more than one file and somebody looks."""
    if total < 2 or not click.get_text_stream("stderr").isatty():
        yield lambda: None
        return
    with click.progressbar(length=total, label="校验", file=click.get_text_stream("stderr")) as bar:
        yield lambda: bar.update(1)


def _printed(
    form: str, path: Path, problems: Sequence[Problem], settings: Settings, *, first: bool
) -> Iterator[str]:
    if form == "jsonl":
        return as_jsonl(problems, settings.language)
    if form == "csv":
        return as_csv(problems, settings.language, heading=first)
    return as_text(path, problems, settings.language)
