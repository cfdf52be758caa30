"""``xlcrm tables``, ``xlcrm rules``, ``xlcrm policy``: what there is, in words and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import say, say_not_taken, sentences, settled

if TYPE_CHECKING:
    from xlcrm.actions.explain import Example
    from xlcrm.actions.settings import Settings
    from xlcrm.policy import ParameterView
    from xlcrm.rulebook import Rule
    from xlcrm.tables.column import Column
    from xlcrm.tables.table import Table

_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
_KINDS = {"register": "登记表", "form": "表单", "report": "报表", "config": "设置表"}
_RULE_KINDS = {
    "validation": "校验", "compliance": "合规", "text-quality": "文字", "deadline": "时限", "cadence": "节奏",
    "alert": "预警", "aggregation": "汇总", "segmentation": "分类", "score": "评分", "grade": "分级",
}  # fmt: skip
_TYPES = {
    "text": "文字", "longtext": "长文字", "date": "日期", "datetime": "日期时间", "time": "时间", "month": "月份",
    "int": "整数", "decimal": "小数", "percent": "百分比", "money": "金额(元)", "phone": "电话", "email": "邮箱",
    "choice": "单选", "mchoice": "多选", "id": "编号", "ref": "引用",
}  # fmt: skip


@click.command()
@click.argument("table", required=False, metavar="[表]")
@_FORMAT
def tables(table: str | None, form: str) -> None:
    """列出全部表；给出表名或 id 时列出它的每一列。

    \b
    例：xlcrm tables
        xlcrm tables 客户投诉登记表
        xlcrm tables --format json
    """  # noqa: D301
    from xlcrm.tables import CATALOGUE
    from xlcrm.tables.describe import as_json

    chosen = [t for t in CATALOGUE if table is None or table in (t.title, t.hant, t.sheet()) or table.lower() == t.id]
    if not chosen:
        _unknown(f"没有“{table}”这张表", "xlcrm tables 列出全部的表", str(table), [*(t.id for t in CATALOGUE), *(t.title for t in CATALOGUE)])
    if form == "json":
        click.echo(json.dumps([as_json(t) for t in chosen], ensure_ascii=False, indent=1))
    elif table is None:
        for t in CATALOGUE:
            click.echo(f"{t.id:<30}{_pad(t.title, 26)}{_pad(_KINDS[t.kind], 8)}{len(t.columns):>3} 列  {t.source}")
    else:
        _print_table(chosen[0])


def _print_table(table: type[Table]) -> None:
    click.echo(click.style(f"{table.title}  {table.id}", bold=True))
    click.echo(f"{_KINDS[table.kind]}；{table.source}")
    for column in table.columns.values():
        click.echo(f"  {_pad(column.header, 34)}{column.name:<22}{_pad(_TYPES[column.type], 12)}{_about(column)}")


def _about(column: Column) -> str:
    from xlcrm.tables.column import Choice, When

    parts = []
    if column.computed_by:
        parts.append(f"{'默认按' if column.proposed else '由'} {column.computed_by} 计算")
    elif isinstance(column.required, When):
        parts.append(f"{column.required.zh}时必填")
    elif column.required:
        parts.append("必填")
    if isinstance(column, Choice) and column.options.values:
        parts.append(" / ".join(column.options.values))
    if column.note:
        parts.append(column.note)
    return "；".join(parts)


@click.command()
@click.argument("number", required=False, metavar="[R-NNN 或标题里的字]")
@_FORMAT
def rules(number: str | None, form: str) -> None:
    """列出 160 条规则；给出编号时说明这条规则，并当场算出例子。

    \b
    例：xlcrm rules R-064
        xlcrm rules --format json
    """  # noqa: D301
    from xlcrm import rulebook
    from xlcrm.actions.explain import as_json, implementers

    known = rulebook.rules()
    wanted = _rule_number(number) if number else None
    chosen = [rule for rule in known.values() if wanted in (None, rule.id) or (number and number in rule.title)]
    if not chosen:
        _unknown(f"没有规则“{number}”", f"规则从 {min(known)} 到 {max(known)}，xlcrm rules 列出全部", "", ())
    if form == "json":
        done = implementers()
        click.echo(json.dumps([as_json(rule, done[rule.id]) for rule in chosen], ensure_ascii=False, indent=1))
    elif wanted and wanted in known:
        _print_rule(known[wanted], implementers()[wanted])
    else:
        for rule in chosen:
            click.echo(f"{rule.id}  {_pad(_RULE_KINDS[rule.kind], 6)}{_pad(rule.title, 28)}{rule.says}")


def _rule_number(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    return f"R-{int(digits):03d}" if digits else text.upper()


def _print_rule(rule: Rule, functions: Sequence[Callable[..., object]]) -> None:
    """The rule in words first; what is code, for whoever looks after the program, comes last."""
    from xlcrm.actions.explain import columns_of, dotted, examples_of, problems_of
    from xlcrm.policy import Policy
    from xlcrm.problems import SEVERITY_WORDS

    words = {str(key): word for key, word in SEVERITY_WORDS.items()}
    click.echo(click.style(f"{rule.id} {rule.title}", bold=True))
    click.echo(rule.says)
    click.echo(f"类别：{_RULE_KINDS[rule.kind]}；级别：{words.get(rule.severity, '只给出数值')}")
    click.echo(f"出处：{rule.source}")
    policy = Policy.default()
    views = [policy.explain(name) for name in rule.parameters]
    _print_lines("参数（在“策略参数表”里可改）", (f"{view.name} = {_amount(view)}  {view.zh}" for view in views))
    _print_lines("算出的列", (f"{title}：{heading}" for title, heading in columns_of(rule)))
    kinds = problems_of(rule)
    _print_lines("校验时会说", (f"{_blanked(kind.zh)}例如：{kind.example}" for kind in kinds))
    examples = [one for function in functions for one in examples_of(rule, function)]
    _print_lines("例子（程序当场算出）", (line for one in dict.fromkeys(examples) for line in _told(one)))
    _print_lines("程序", (dotted(function) for function in functions))


def _print_lines(title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if listed:
        click.echo("\n  ".join([f"{title}：", *listed]))


def _blanked(sentence: str) -> str:
    """A sentence with dots for what varies from cell to cell.

    >>> _blanked("“{header}”是 {value}，超过了“{other}”的 {bound}。")
    '“…”是 …，超过了“…”的 …。'
    """
    return re.sub(r"\{\w+(?::[^}]*)?\}", "…", sentence)


def _told(example: Example) -> Iterator[str]:
    """Code and what it yields, line by line."""
    yield ">>> " + example.source.replace("\n", "\n  ... ")
    if example.got:
        yield example.got.replace("\n", "\n  ")


def _amount(view: ParameterView) -> str:
    """A value with its unit, where it has one that is not said already."""
    bare = not view.unit or view.value == "off" or view.value.endswith(view.unit)
    return view.value if bare else f"{view.value} {view.unit}"


@click.command()
@click.argument("name", required=False, metavar="[参数]")
@click.option("--workbook", type=click.Path(path_type=Path), metavar="工作簿", help="同时读这本工作簿的策略参数表。")
@_FORMAT
@settled()
def policy(settings: Settings, name: str | None, workbook: Path | None, form: str) -> None:
    """列出全部参数现在的值和来处；可在“策略参数表”里或用 TOML 文件改。

    \b
    例：xlcrm policy --profile deck
        xlcrm policy dormant.months
    """  # noqa: D301
    from xlcrm.actions.parameters import parameters

    with sentences():
        views, faults = parameters(settings, workbook)
    chosen = [view for view in views if name is None or name in view.name]
    if not chosen:
        _unknown(f"没有参数“{name}”", "xlcrm policy 列出全部参数", str(name), [view.name for view in views])
    if form == "json":
        click.echo(json.dumps([_view(view) for view in chosen], ensure_ascii=False, indent=1))
    else:
        for view in chosen:
            click.echo(f"{_pad(view.name, 32)}{_pad(_amount(view), 24)}{_pad(view.origin, 14)}{view.zh}")
    say_not_taken(faults, settings.language)
    if faults:
        raise SystemExit(2)


def _view(view: ParameterView) -> dict[str, object]:
    return {
        "name": view.name,
        "value": view.value,
        "unit": view.unit,
        "default": view.default,
        "origin": view.origin,
        "bounds": list(view.bounds) if view.bounds else None,
        "choices": list(view.choices),
        "profiles": dict(view.per_profile),
        "rules": list(view.rules),
        "meaning": view.zh,
        "source": view.source,
    }


def _unknown(what: str, cure: str, name: str, known: Iterable[str]) -> None:
    from difflib import get_close_matches

    known = list(known)
    near = [each for each in known if name in each][:5] or get_close_matches(name, known, n=3, cutoff=0.4)
    say(f"{what}。{'是不是：' + '、'.join(near) + '？' if near else ''}{cure}。")
    raise SystemExit(2)


def _pad(text: str, width: int) -> str:
    """Text filled up to a width in which a Chinese character counts two."""
    taken = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
    return text + " " * max(width - taken, 1)
