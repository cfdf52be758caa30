"""What can be wrong with cells that hold values of a list (R-012, R-013)."""

from xlcrm.problems.record import Kind

NOT_IN_LIST = Kind(
    "not-in-list",
    "R-012",
    "error",
    "“{header}”里的“{word}”不在可选值中。",
    "“{word}” in “{header}” is not among the choices.",
    "请从下拉列表中选：{choices}。",
    "Choose one of: {choices}.",
    example="客户等级写成“D类”",
)
UNLISTED = Kind(
    "unlisted",
    "R-012",
    "warning",
    "“{header}”里的“{word}”不在选项表里。",
    "“{word}” in “{header}” is not in the list of choices.",
    "请改用已有的选项（{choices}），或者把它加进选项表。",
    "Use one of {choices}, or add it to the sheet 选项表.",
    example="需求标签写成“超急”",
)
UNLISTED_YET = Kind(
    "unlisted-yet",
    "R-012",
    "info",
    "“{header}”里的“{word}”还不在选项表里，重算时会加进去。",
    "“{word}” in “{header}” is not in the list of choices yet; the next recalculation adds it.",
    "如果是笔误，请先改正再重算。",
    "If it is a slip, correct it before you recalculate.",
    example="choice.auto_add 为 true，需求标签写成“超急”",
)
SEVERAL_VALUES = Kind(
    "several-values",
    "R-012",
    "error",
    "“{header}”只能选一项，现在选了“{value}”。",
    "only one value may be chosen in “{header}”, not “{value}”.",
    "请只保留一项。",
    "Keep one of them.",
    example="☑A类 ☑B类",
)
EXCLUSIVE_NEED = Kind(
    "exclusive-need",
    "R-052",
    "error",
    "“{header}”选了“无需求”，又选了别的需求。",
    "“{header}” says 无需求 together with other needs.",
    "“无需求”不能与其他项同选，请去掉一边。",
    "无需求 excludes the rest: take one side away.",
    example="无需求;复购",
)
OTHER_SPELLING = Kind(
    "other-spelling",
    "R-012",
    "info",
    "“{header}”里的“{value}”是“{plain}”的另一种写法。",
    "“{value}” in “{header}” is another way to write “{plain}”.",
    "可以统一写成“{plain}”，或用“修正”自动改。",
    "Write “{plain}”, or let --fix do it.",
    example="上门",
)
GRADE_SPELLING = Kind(
    "grade-spelling",
    "R-013",
    "info",
    "“{header}”里的“{value}”就是“{plain}”。",
    "“{value}” in “{header}” means “{plain}”.",
    "可以统一写成“{plain}”，或用“修正”自动改。",
    "Write “{plain}”, or let --fix do it.",
    example="A(高价值)",
)
