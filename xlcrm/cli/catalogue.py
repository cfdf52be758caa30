"""``xlcrm tables``, ``xlcrm rules``, ``xlcrm policy``: what there is, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcrm.cli.options import say, say_not_taken, sentences, settled

if TYPE_CHECKING:
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


def _print_rule(rule: Rule, functions: Iterable[Callable[..., object]]) -> None:
    from xlcrm.actions.explain import dotted, examples
    from xlcrm.policy import Policy
    from xlcrm.problems import SEVERITY_WORDS

    words = {str(key): word for key, word in SEVERITY_WORDS.items()}
    click.echo(click.style(f"{rule.id} {rule.title}", bold=True))
    click.echo(rule.says)
    click.echo(f"类别：{_RULE_KINDS[rule.kind]}；级别：{words.get(rule.severity, '只给出数值')}")
    click.echo(f"出处：{rule.source}")
    policy = Policy.default()
    if rule.parameters:
        click.echo("参数（在“策略参数表”里可改）：")
    for name in rule.parameters:
        view = policy.explain(name)
        click.echo(f"  {name} = {view.value}{view.unit and ' ' + view.unit}  {view.zh}")
    for function in functions:
        click.echo(f"实现：{dotted(function)}")
        for example in examples(function):
            click.echo(f"  >>> {example.source}")
            if example.got:
                click.echo("  " + example.got.replace("\n", "\n  "))


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
            value = view.value if not view.unit or view.value.endswith(view.unit) else f"{view.value} {view.unit}"
            click.echo(f"{_pad(view.name, 32)}{_pad(value, 24)}{_pad(view.origin, 14)}{view.zh}")
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
