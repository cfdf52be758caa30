"""What a person reads on the way to a cell: what is expected, by which rule, for example what."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xlcrm.language import Language, say, traditional
from xlcrm.rulebook import rules
from xlcrm.tables.column import Choice, Column, MoneyRange, MultiChoice, When

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TITLE, _PROMPT = 32, 255
"""Longest title and text that Excel shows beside a cell."""

_Sides: TypeAlias = "tuple[str, str]"

_EXPECTED: Mapping[str, _Sides] = {
    "id": ("编号，按文本保存", "A number, kept as text"),
    "phone": ("电话号码，按文本保存", "A telephone number, kept as text"),
    "email": ("邮箱地址", "An e-mail address"),
    "date": ("日期，如 2023-08-15", "A date such as 2023-08-15"),
    "datetime": ("日期和时间，如 2023-08-16 14:30", "Date and time such as 2023-08-16 14:30"),
    "time": ("时间，如 14:30", "A time such as 14:30"),
    "month": ("月份，如 2023年8月", "A month such as 2023年8月"),
    "int": ("整数", "A whole number"),
    "decimal": ("数字", "A number"),
    "percent": ("百分数，如 20%", "A percentage such as 20%"),
    "money": ("金额", "An amount"),
}


def heading(column: Column, language: Language) -> str:
    """Heading of a column in the language asked for."""
    return {"zh-CN": column.header, "zh-TW": column.hant, "en": column.label}[language]


def title(column: Column, language: Language) -> str:
    """Title of the message beside a cell."""
    return heading(column, language)[:_TITLE]


def on_heading(column: Column, language: Language) -> str:
    """Message beside a heading: everything there is to know, with the rule in words."""
    parts = [*_need(column, language), *_expected(column, language)]
    if column.computed_by is None:
        parts += [_rule(number, language) for number in column.rules[:2]]
    return _fitted(parts)


def on_cell(column: Column, language: Language) -> str:
    """Message beside a cell in which somebody is about to type; empty where nothing needs saying."""
    parts = list(_expected(column, language))
    if not parts and column.required is False and column.computed_by is None:
        return ""
    return _fitted([*_need(column, language), *parts])


def refusal(column: Column, language: Language) -> str:
    """Message when the cell does not take what was typed."""
    if isinstance(column, Choice):
        values = "、".join(column.options.values)
        zh = f"只能选：{values}。" if len(values) < 160 else "请从下拉列表中选择一项。"
        listed = ", ".join(column.options.values)
        en = f"Choose one of: {listed}." if len(listed) < 160 else "Choose one of the list."
        more = say("选项可在“选项表”中增减。", "The list can be changed on the sheet 选项表.", language)
        return say(zh, en, language) + more
    zh, en = _EXPECTED.get(column.type, ("内容", "text"))
    return say(f"这里填{zh}。", f"{en} belongs here.", language)


def _need(column: Column, language: Language) -> Iterator[str]:
    if column.computed_by is not None:
        words = rules()[column.computed_by]
        zh = f"由重算按 {words.id}“{words.title}”填写。"
        en = f"Filled by recalc under {words.id}, {words.title_en}."
        yield say(zh, en, language)
        if column.proposed:
            yield say("手工填写的值会保留并采用。", "A value you type is kept and used.", language)
    elif isinstance(column.required, When):
        yield say(f"{column.required.zh}时必填。", f"Required: {column.required.phrase}.", language)
    elif column.required:
        yield say("必填。", "Required.", language)
    if column.lookup:
        yield say("可按客户编号从总表带出。", "May be taken over from the customer master.", language)


def _expected(column: Column, language: Language) -> Iterator[str]:
    yield from _of_type(column, language)
    if column.note and language != "en":
        note = traditional(column.note) if language == "zh-TW" else column.note
        yield f"{note}。"
    if column.example and column.example not in column.note:
        yield say(f"例：{column.example}", f"Example: {column.example}", language)


def _of_type(column: Column, language: Language) -> Iterator[str]:
    if isinstance(column, Choice):
        several = isinstance(column, MultiChoice) and (language == "en" or not column.note)
        mark = column.separator if isinstance(column, MultiChoice) else ""
        if column.options.values:
            own = column.options.open
            zh, en = (
                ("从列表中选，也可填其他", "From the list or your own")
                if own
                else ("从列表中选", "From the list")
            )
            joined_zh, joined_en = (
                (f"，多个用“{mark}”连接", f", several joined by {mark}") if several else ("", "")
            )
            yield say(f"{zh}{joined_zh}。", f"{en}{joined_en}.", language)
        elif several:
            yield say(f"多个用“{mark}”连接。", f"Several joined by {mark}", language)
    elif column.type in _EXPECTED and not (isinstance(column, MoneyRange) and column.note):
        zh, en = _EXPECTED[column.type]
        yield say(f"{zh}。", f"{en}.", language)


def _rule(number: str, language: Language) -> str:
    words = rules()[number]
    return say(f"规则 {number}：{words.title}。", f"Rule {number}: {words.title_en}.", language)


def _fitted(parts: list[str]) -> str:
    """As many whole parts as Excel shows."""
    text = ""
    for part in parts:
        longer = f"{text}\n{part}" if text else part
        if len(longer) > _PROMPT:
            break
        text = longer
    return text
