"""What a recalculation has to say."""

from xlcrm.problems.record import Kind

TYPED_DIFFERS = Kind(
    "typed-differs", "R-030", "info",
    "“{header}”手工填的是“{value}”，按策略应为“{policy}”（{why}），保留手工填写。",
    "{header} holds {value}, typed by a person; the policy says {policy} ({why}); what was typed is kept.",
    "如要改由程序计算，请清空这个单元格再重算。", "To let it be computed, clear the cell and recalculate.",
    example="策略为每两周1次，手工填了每周1次",
)  # fmt: skip
TYPED_REPLACED = Kind(
    "typed-replaced", "R-030", "info",
    "“{header}”手工填的“{value}”，已按策略改为“{policy}”（{why}），因为策略参数 cadence.keep_typed 为“否”，不保留手工填写。",
    "{header} held {value}, typed by a person; the policy's {policy} took its place ({why}): cadence.keep_typed is false.",
    "如要保留手工填写，请在“策略参数表”里把 cadence.keep_typed 改成“是”，再用“撤销”取回。",
    "To keep what is typed, set cadence.keep_typed to true, then take it back with undo.",
    example="cadence.keep_typed 为 false，手工填的日期按策略改过",
)  # fmt: skip
FORMULA_KEPT = Kind(
    "formula-kept", None, "info",
    "“{header}”这一列里有您自己的公式，程序没有写入。", "the column {header} holds formulas of your own; it was left alone.",
    "如要由程序计算，请把公式清空。", "To let it be computed, clear the formulas.",
    example="下次跟进日期 列中填了 =B2+14",
)  # fmt: skip
SHEET_KEPT = Kind(
    "sheet-kept", None, "warning",
    "工作表“{sheet}”没有更新：{why}。", "the sheet {sheet} was not made anew: {why}.",
    "{cure}", "{cure}",
    example="在提醒清单的事由列里手工写了备注",
)  # fmt: skip
