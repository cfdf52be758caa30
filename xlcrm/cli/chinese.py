"""What click says of its own accord, in the language of the person: usage, what is missing, what does not fit.

click asks gettext for each of its sentences and comes with no catalogue but the English one in its code. The
sentences that a person can meet stand here; a test holds them against those of the click that is installed.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from types import MappingProxyType, ModuleType

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from xlcrm.language import Language, say

SENTENCES = MappingProxyType(
    {
        "Usage:": "用法：",
        "Options": "选项",
        "Commands": "命令",
        "Positional arguments": "参数",
        "default: {default}": "默认 {default}",
        "env var: {var}": "环境变量 {var}",
        "Show this message and exit.": "显示本帮助。",
        "Error: {message}": "错误：{message}",
        "Try '{command} {option}' for help.": "用 {command} {option} 查看用法。",
        "Aborted!": "已中断。",
        "Missing command.": "没有写命令。",
        "Missing argument": "没有写",
        "Missing option": "没有写选项",
        "Missing parameter": "没有写",
        "No such option {name!r}.": "没有 {name} 这个选项。",
        "No such command {name!r}.": "没有“{name}”这个命令。",
        "Did you mean {possibility}?": "是不是 {possibility}？",
        "(Did you mean one of: {possibilities}?)": "是不是 {possibilities} 之一？",
        "Got unexpected extra argument ({args})": "多写了：{args}。",
        "Got unexpected extra arguments ({args})": "多写了：{args}。",
        "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
        "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
        "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
        "Invalid value: {message}": "写的值不对：{message}",
        "Invalid value for {param_hint}: {message}": "{param_hint} 写得不对：{message}",
        "{value!r} is not {choice}.": "“{value}”不是 {choice}。",
        "{value!r} is not one of {choices}.": "没有“{value}”，可以写 {choices}。",
        "Choose from:\n\t{choices}": "可以写：{choices}",
        "{value} is not in the range {range}.": "{value} 不在 {range} 之内。",
        "{value!r} is not a valid {number_type}.": "“{value}”不是整数。",
        "file": "文件",
        "directory": "文件夹",
        "path": "路径",
        "{name} {filename!r} does not exist.": "没有“{filename}”这个{name}。",
        "{name} {filename!r} is a file.": "“{filename}”是文件，这里要写文件夹。",
        "{name} {filename!r} is a directory.": "“{filename}”是文件夹，这里要写文件。",
        "{name} {filename!r} is not readable.": "{name}“{filename}”没有读取权限。",
        "{name} {filename!r} is not writable.": "{name}“{filename}”没有写入权限。",
    }
)
"""Sentence of click -> the same in Chinese, with the same fields."""

_MODULES: tuple[ModuleType, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)
_spoken: Language = "zh-CN"


def speak(language: Language) -> None:
    """Choose the language of click's sentences."""
    global _spoken
    _spoken = language


class _Sentence(str):
    """A sentence of click in Chinese, whose fields lose the quotes and commas that click has put round them."""

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """As ``str.format``."""
        return super().format(*args, **{name: _tidied(name, value) for name, value in fields.items()})


def _tidied(name: str, value: object) -> object:
    """What click fills in, as a Chinese sentence takes it.

    >>> _tidied("choices", "'core', 'sales'"), _tidied("message", "没有写 '工作簿'. 可以写：home")
    ('core、sales', '没有写“工作簿”。可以写：home')
    """
    if name in ("choice", "choices", "param_hint", "possibility", "possibilities"):
        return str(value).replace("', '", "、").translate(dict.fromkeys(map(ord, "'[]")))
    if name == "message":
        value = re.sub(r" '([^']*)'\.", r"“\1”。", str(value)).replace(",\n\t", "、")
        return re.sub(r"(?<=。) +", "", value)
    return value


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in click.unstyle(text))


class _Help(click.HelpFormatter):
    """Help as the person reads it: what we wrote ourselves is turned into traditional characters as a whole."""

    def getvalue(self) -> str:
        """The text so far."""
        text = super().getvalue()
        return say(text, text, _spoken)


def install() -> None:
    """Let click ask here for its sentences; done once, when the command line is imported."""
    click.Context.formatter_class = _Help
    for module in _MODULES:  # without the width, what follows a Chinese option would stand out of line
        for name, function in (("_", _one), ("ngettext", _one_or_many), ("term_len", _width)):
            if hasattr(module, name):
                setattr(module, name, function)


def _one(sentence: str) -> str:
    told = say(SENTENCES.get(sentence, sentence), english := gettext.gettext(sentence), _spoken)
    return told if told == english else _Sentence(told)


def _one_or_many(one: str, many: str, count: int) -> str:
    return _one(one if count == 1 else many)
