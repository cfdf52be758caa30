"""The command line: parses, calls one action, prints. Results on stdout, talk on stderr."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from xlcrm import __version__
from xlcrm.actions.commands import COMMANDS
from xlcrm.cli import chinese
from xlcrm.language import LANGUAGES, Language

chinese.install()

_COMMANDS = {
    "demo": "workbooks",
    "new": "workbooks",
    "validate": "validate",
    "recalc": "recalc",
    "report": "report",
    "due": "due",
    "undo": "undo",
    "tables": "catalogue",
    "rules": "catalogue",
    "policy": "catalogue",
    "addin": "addin",
}
"""Command -> module that holds it; only the module of the command that runs is imported."""

_OPTIONS, _SUBCOMMAND = "[选项]", "命令 [参数]…"


class _Lazy(click.Group):
    """A group whose help needs no command to be imported: starting must not be noticed."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        chinese.speak("zh-CN")  # until --lang has been read
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"xlcrm.cli.{_COMMANDS[name]}")
        command: click.Command = getattr(module, name)
        return _in_chinese(command)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever stops it is a sentence, never a traceback."""
        from xlcrm.cli.options import say, sentences

        try:
            with sentences():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            say("已中断。没有写完的文件保持原样。")
            raise SystemExit(2) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            guess = f"是不是 {near[0]}？" if near else f"可用的命令：{'、'.join(_COMMANDS)}。"
            raise click.UsageError(f"没有“{args[0]}”这个命令。{guess}", ctx)
        return super().resolve_command(ctx, args)


def _in_chinese(command: click.Command) -> click.Command:
    """The command with the marks of its usage line in Chinese."""
    command.options_metavar = _OPTIONS
    if isinstance(command, click.Group):
        command.subcommand_metavar = _SUBCOMMAND
        for each in command.commands.values():
            _in_chinese(each)
    return command


def _spoken_in(ctx: click.Context, param: click.Parameter, lang: Language) -> Language:
    """Speak the language from here on, so that the help is in it too."""
    chinese.speak(lang)
    return lang


@click.group(
    cls=_Lazy,
    options_metavar=_OPTIONS,
    subcommand_metavar=_SUBCOMMAND,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="zh-CN",
    help="输出语言。",
    envvar="XLCRM_LANG",
    is_eager=True,
    callback=_spoken_in,
)
@click.version_option(__version__, "--version", message="xlcrm %(version)s", help="显示版本。")
@click.pass_context
def cli(ctx: click.Context, lang: Language) -> None:
    """客户管理表格的校验、重算与汇总。

    \b
    例：xlcrm demo
        xlcrm validate 客户管理.xlsx
        xlcrm recalc 客户管理.xlsx
    """  # noqa: D301 - \b keeps click from filling the lines
    ctx.obj = lang


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry of the console script; exits with 0, 1 (problems found) or 2 (cannot do)."""
    gc.set_threshold(100_000, 50, 100)  # rows are no cycles: to look for some among them costs up to a twentieth
    atexit.register(gc.freeze)  # nor need the process be searched for cycles when it ends: some 20 ms
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")  # a console of code page 936 lacks some characters
            else:
                stream.reconfigure(encoding="utf-8")
    try:
        cli.main(args=list(arguments) if arguments is not None else None, prog_name="xlcrm")
    except Exception as error:
        if "XLCRM_DEBUG" in os.environ:
            raise
        from xlcrm.actions.validate import where_it_failed

        fault = f"程序出错，没有做完：{where_it_failed(error)}。请把这一句连同命令告诉管理员。"
        click.echo(fault, err=True)
        raise SystemExit(2) from error
