"""The generated pages of docs/ and the generated parts of README.md.

``python -m xlcrm.actions.documentation`` writes them anew in a checkout; a test fails when they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from xlcrm.actions.explain import dotted, implementers, import_problems
from xlcrm.policy import PROFILES, Policy
from xlcrm.problems import KINDS, SEVERITY_WORDS
from xlcrm.rulebook import rules
from xlcrm.tables import CATALOGUE

_KINDS = {"register": "登记表", "form": "表单", "report": "报表", "config": "设置表"}
_PACKS = {"core": "核心", "sales": "销售", "service": "服务", "full": "全部", None: "单独的表单"}
_GROUPS = (
    ("A 客户资料", 1, 29), ("B 跟进", 30, 49), ("C 回访与满意度", 50, 59), ("D 分级与评分", 60, 72),
    ("E 投诉与问题", 73, 94), ("F 合同、报价、交付与提醒", 95, 112), ("G 分析", 113, 130),
    ("H 管理、大客户、隐私与文化", 131, 150), ("I 其他", 151, 160),
)  # fmt: skip
_HEAD = "<!-- 本页由 python -m xlcrm.actions.documentation 生成，请勿手工修改。 -->\n"


def pages() -> Mapping[str, str]:
    """Generated pages: path from the root of the checkout -> content."""
    return {
        "docs/rules.md": _rules(),
        "docs/policies.md": _policies(),
        "docs/problems.md": _problems(),
        "docs/tables.md": _tables(),
    }


def _rules() -> str:
    done = implementers()
    policy = Policy.default()
    lines = [_HEAD, "# 规则", "", "五份文件里可以计算或检查的每一句话。想看一条规则和它的例子：`xlcrm rules R-031`。", ""]
    known = rules()
    for title, first, last in _GROUPS:
        lines += [f"## {title}", ""]
        for number in range(first, last + 1):
            rule = known[f"R-{number:03d}"]
            lines += [f"### {rule.id} {rule.title}", "", rule.says, "", f"- 出处：{rule.source}"]
            if rule.severity:
                lines.append(f"- 级别：{SEVERITY_WORDS[rule.severity]}")  # type: ignore[index]
            if rule.parameters:
                shown = "；".join(f"`{n}` = {policy.text(n)}" for n in rule.parameters)
                lines.append(f"- 参数（在“策略参数表”里改）：{shown}")
            if functions := done[rule.id]:
                lines.append(f"- 实现：{'、'.join(f'`{dotted(f)}`' for f in functions)}")
            lines.append("")
    return "\n".join(lines)


def _policies() -> str:
    views = Policy.default().all()
    policies = {profile: Policy.of(profile) for profile in PROFILES}
    lines = [
        _HEAD,
        "# 策略方案",
        "",
        "七个方案并排。空白表示与 manual 相同；`strict` 取各方案中最短的；`custom` 是自己改的。",
        "在工作簿的“策略参数表”里写一行（方案、参数、值）即可改；也可用 TOML 文件：`xlcrm recalc X.xlsx --policy 我的.toml`，",
        "或让环境变量 `XLCRM_POLICY` 指向全公司共用的文件。后者先读，工作簿其次，命令行最后。",
        "",
        f"| 参数 | 含义 | {' | '.join(PROFILES)} | 单位 | 规则 |",
        f"|---|---|{'---|' * len(PROFILES)}---|---|",
    ]
    for view in views:
        base = policies["manual"].text(view.name)
        cells = [base if p == "manual" else _other(policies[p].text(view.name), base) for p in PROFILES]
        lines.append(_row(f"`{view.name}`", view.zh, *cells, view.unit, " ".join(view.rules)))
    return "\n".join([*lines, ""])


def _other(value: str, base: str) -> str:
    return "" if value == base else value


def _problems() -> str:
    import_problems()
    implementers()
    lines = [
        _HEAD,
        "# 问题一览",
        "",
        "`xlcrm validate` 会说的每一种问题：什么样的单元格会触发，怎样改。花括号里的内容随单元格而变。",
        "",
    ]
    for kind in sorted(KINDS.values(), key=lambda k: (k.rule or "R-999", k.code)):
        lines += [
            f"## {kind.code}",
            "",
            f"- 规则：{kind.rule or '–'}；级别：{SEVERITY_WORDS[kind.severity]}",
            f"- 说明：{kind.zh}",
            f"- 改法：{kind.cure}",
            f"- 例如：{kind.example}",
            "",
        ]
    return "\n".join(lines)


def _tables() -> str:
    lines = [_HEAD, "# 表", "", "56 张表的每一列。也可用 `xlcrm tables 客户投诉登记表` 查看。", ""]
    for table in CATALOGUE:
        lines += [
            f"## {table.title} `{table.id}`",
            "",
            f"{_KINDS[table.kind]}；{_PACKS[table.pack]}；{table.source}",
            "",
            "| 列 | 名称 | 类型 | 必填 | 可选值或说明 |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(*cells) for cells in _columns(table.columns)]
        lines.append("")
    return "\n".join(lines)


def _columns(columns: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    from xlcrm.tables.column import Choice, Column, When

    for column in columns.values():
        assert isinstance(column, Column)
        if column.computed_by:
            required = f"{'默认按' if column.proposed else '由'} {column.computed_by} 计算"
        elif isinstance(column.required, When):
            required = f"{column.required.zh}时"
        else:
            required = "必填" if column.required else ""
        values = " / ".join(column.options.values) if isinstance(column, Choice) else ""
        yield column.header, f"`{column.name}`", column.type, required, "；".join(t for t in (values, column.note) if t)


def _row(*cells: str) -> str:
    return "| " + " | ".join(re.sub(r"([|*])", r"\\\1", cell) for cell in cells) + " |"


def catalogue_table() -> str:
    """Table of the tables for README.md."""
    lines = ["| 范围 | 表 |", "|---|---|"]
    for pack, word in _PACKS.items():
        titles = [t.title for t in CATALOGUE if t.pack == pack]
        lines.append(_row(f"{word}（{len(titles)}）", "、".join(titles)))
    return "\n".join(lines)


def command_table() -> str:
    """Table of the commands for README.md; the commands are told by the door."""
    from xlcrm.actions.commands import COMMANDS

    return "\n".join(["| 命令 | 作用 |", "|---|---|", *(_row(f"`xlcrm {c}`", words) for c, words in COMMANDS.items())])


def readme(text: str) -> str:
    """README.md with its generated parts made anew."""
    for name, content in {"commands": command_table(), "tables": catalogue_table()}.items():
        first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(first)
        text = f"{before}{first}{content}\n{last}{rest.partition(last)[2]}"
    return text


def write(root: Path) -> list[Path]:
    """Write what changed; returns the files."""
    wanted = dict(pages())
    wanted["README.md"] = readme((root / "README.md").read_text("utf-8"))
    changed = []
    for name, content in wanted.items():
        path = root / name
        if not path.exists() or path.read_text("utf-8") != content:
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for written in write(Path(__file__).parents[2]):
        print(written)  # noqa: T201 - a tool of the checkout
