"""``xlcrm validate``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import Whole, refused_in, say, sentences, settled
from xlcrm.cli.printing import as_csv, as_jsonl, as_text

if TYPE_CHECKING:
    from xlcrm.actions.settings import Settings
    from xlcrm.problems import Problem, Severity

MANY = 8
"""From so many files on, all processors help unless --jobs says otherwise."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…")
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "csv"]), default="text", help="输出格式。")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), metavar="X.xlsx", help="另存一份问题清单，可筛选，可点到单元格。")
@click.option("--mark", is_flag=True, help="给有问题的单元格涂色。")
@click.option("--clear", is_flag=True, help="清除涂色，恢复原来的底色。")
@click.option("--fix", is_flag=True, help="改正有把握的写法：空格、全角、日期、电话、选项同义词、简繁表头。")
@click.option("--mended", type=click.Path(path_type=Path, dir_okay=False), metavar="X.xlsx", help="把问题清单里改好的行写回原来的工作簿，再校验。")
@click.option("--dry-run", is_flag=True, help="与 --fix、--mended 同用：只列出会改什么，不写入。")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", help="有这一级及以上的问题时返回 1。")
@click.option("--jobs", type=Whole(1, 64), default=None, metavar="N", help="同时校验几个文件。")
@settled(writes=True)
def validate(  # one parameter an option
    settings: Settings,
    paths: tuple[str, ...],
    form: str,
    report: Path | None,
    mended: Path | None,
    fail_on: Severity,
    jobs: int | None,
    **wishes: bool,
) -> None:
    """校验工作簿：文件、文件夹或通配符，逐格指出错在哪里、怎样改。

    返回：0 没有问题，1 有问题，2 有文件打不开或写不进。

    \b
    例：xlcrm validate 客户管理.xlsx --mark
        xlcrm validate 各部门 --format jsonl --jobs 4
        xlcrm validate 各部门 --report 问题.xlsx，改好后 xlcrm validate 各部门 --mended 问题.xlsx
    """  # noqa: D301
    from xlcrm.actions.paths import workbooks
    from xlcrm.actions.validate import at_least

    if wishes["dry_run"] and (wishes["mark"] or wishes["clear"] or not (wishes["fix"] or mended)):
        raise click.UsageError("--dry-run 只和 --fix、--mended 同用，不能配 --mark、--clear。")
    files = list(workbooks(paths))
    if not files:
        say("没有找到工作簿：请检查文件夹或通配符。")
        raise SystemExit(2)
    if mended:
        with sentences():
            _take_mended(mended, files, settings, dry_run=wishes["dry_run"])
    failed = _before(files, settings, wishes)
    everything: list[Problem] = []
    for path, problems in _run(files, settings, jobs):
        for line in _printed(form, path, problems, settings, first=not everything):
            click.echo(line)
        everything += problems
        if wishes["mark"] and not _unreadable(problems):
            failed |= _mark(path, problems, settings)
    if report:
        from xlcrm.actions.problem_list import write_problem_list

        with sentences():
            done = write_problem_list(report, everything, settings)
            say(f"问题清单在：{done.path}")
            if done.warning:
                say(done.warning)
    if failed or _unreadable(everything):
        raise SystemExit(2)
    if at_least(everything, fail_on):
        raise SystemExit(1)


def _unreadable(problems: Sequence[Problem]) -> bool:
    return any(problem.kind.code in ("cannot-read", "unexpected") for problem in problems)


def _before(files: Sequence[Path], settings: Settings, wishes: dict[str, bool]) -> bool:
    """Clear and fix before looking; True when a file could not be written."""
    from xlcrm.book.port import BookError

    failed = False
    for path in files if wishes["clear"] or wishes["fix"] else ():
        try:
            if wishes["clear"]:
                from xlcrm.actions.marks import clear

                say(f"{path}：清除了 {clear(path, settings)} 个单元格的涂色。")
            if wishes["fix"]:
                _fix(path, settings, dry_run=wishes["dry_run"])
        except BookError as error:
            say(refused_in(path, error))
            failed = True
    return failed


def _take_mended(problem_list: Path, files: Sequence[Path], settings: Settings, *, dry_run: bool) -> None:
    """Put mended rows back, and tell of those that were not."""
    from xlcrm.actions.mend import take_mended

    left = 0
    for path, done in take_mended(problem_list, files, settings, dry_run=dry_run):
        for back in done:
            what = f"“{'' if back.old is None else back.old}” → “{'' if back.new is None else back.new}”"
            say(f"  {back.sheet}!{back.cell}  {f'没有写回：{back.why}' if back.why else what}")
        written = sum(not back.why for back in done)
        left += len(done) - written
        say(f"{path}：{'可以写回' if dry_run else '写回了'} {written} 处。")
    if left:
        say(f"有 {left} 处没有写回，仍在清单里，请在原来的工作簿里核对。")


def _fix(path: Path, settings: Settings, *, dry_run: bool) -> None:
    from xlcrm.actions.fix import fix

    done = fix(path, settings, dry_run=dry_run)
    for change in done:
        stays = f"没有改：{change.stays}，请在 Excel 里改。" if change.stays else change.why
        say(f"  {change.sheet}!{change.cell}  “{change.old}” → “{change.new}”  {change.rule or ''} {stays}")
    count = sum(not change.stays for change in done)
    say(f"{path}：{'可以改正' if dry_run else '改正了'} {count} 处。")


def _mark(path: Path, problems: Sequence[Problem], settings: Settings) -> bool:
    from xlcrm.actions.marks import mark
    from xlcrm.book.port import BookError

    try:
        say(f"{path}：涂色改动了 {mark(path, problems, settings)} 个单元格。")
    except BookError as error:
        say(refused_in(path, error))
        return True
    return False


def _run(files: Sequence[Path], settings: Settings, jobs: int | None) -> Iterator[tuple[Path, list[Problem]]]:
    from xlcrm.actions.validate import validate_files

    wanted = jobs or ((os.cpu_count() or 1) if len(files) >= MANY else 1)
    with _progress(len(files)) as done:
        for result in validate_files(files, settings, wanted):
            done()
            yield result


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr when there is more than one file and somebody looks."""
    stream = sys.stderr
    if total < 2 or not stream.isatty():
        yield lambda: None
        return
    with click.progressbar(length=total, label="校验", file=stream) as bar:
        yield lambda: bar.update(1)


def _printed(
    form: str, path: Path, problems: Sequence[Problem], settings: Settings, *, first: bool
) -> Iterator[str]:
    if form == "jsonl":
        return as_jsonl(problems, settings.language)
    if form == "csv":
        return as_csv(problems, settings.language, heading=first)
    return as_text(path, problems, settings.language)
