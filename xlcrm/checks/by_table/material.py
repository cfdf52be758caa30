"""Material for a contact: what a case tells, what goes with news of a product (R-152)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import followups
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import FollowupRecord, KnowledgeBase

_B, _R = KnowledgeBase, FollowupRecord
_CASES = ("成功案例", "失败案例")
_COURSE = re.compile("经过|过程|步骤|阶段|首先|随后|最后|第[一二三1-3]步")
_GAIN = re.compile(r"\d|[一二两三四五六七八九十百千]+(?:倍|成|天|周|个月|小时|万|分钟)")
_NEWS = ("产品更新", "版本更新", "新版本", "功能更新", "升级说明")
_MATERIAL = ("白皮书", "演示视频", "视频")


@of_rows(KnowledgeBase, _B.kind_, _B.solution)
@implements("R-152")
def case_told(_: Context) -> RowCheck:
    """R-152 联系前材料准备: a case names its course, its main difficulty and a gain that can be measured.

    The difficulty stands in 问题/故障代码, which must be filled anyway.

    >>> from xlcrm.checks.example import said
    >>> case = {"kind": "成功案例", "title": "机房改造", "problem": "停机窗口短", "solution": "分两个阶段迁移，故障减少60%"}
    >>> said("R-152", knowledge_base=case)
    []
    >>> said("R-152", knowledge_base={**case, "solution": "换了新的服务器"})
    ['提示 解决方案：案例“机房改造”没有写经过、可衡量的收益。']
    """

    def check(row: Row) -> Iterable[Problem]:
        solution = row.text(_B.solution)
        if row.choice(_B.kind_) not in _CASES or not solution:
            return FINE
        absent = [
            words
            for words, lacks in (
                (("经过", "its course"), not row.has(_B.checks) and not _COURSE.search(solution)),
                (("可衡量的收益", "a gain that can be measured"), not _GAIN.search(solution)),
            )
            if lacks
        ]
        if not absent:
            return FINE
        zh, en = "、".join(word for word, _ in absent), " and ".join(word for _, word in absent)
        title = row.text(_B.title_)
        return (row.problem(followups.CASE_SPARSE, _B.solution, title=title, missing=zh, missing_en=en),)

    return check


@of_rows(FollowupRecord, _R.summary)
@implements("R-152")
def news_with_material(_: Context) -> RowCheck:
    """R-152 联系前材料准备: news of a product goes with a white paper or a demonstration.

    >>> from xlcrm.checks.example import said
    >>> said("R-152", followup_record={"summary": "发送产品更新说明"})
    ['提示 沟通内容摘要：告知了产品更新，没有附上白皮书或演示视频。']
    >>> said("R-152", followup_record={"summary": "发送产品更新说明，附白皮书"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        told = f"{row.text(_R.summary)} {row.text(_R.next_action)}"
        if not any(word in told for word in _NEWS) or any(word in told for word in _MATERIAL):
            return FINE
        return (row.problem(followups.NEWS_WITHOUT_MATERIAL, _R.summary),)

    def screen(block: Block) -> bool:
        return not block.says_any(_R.summary, _NEWS) and not block.says_any(_R.next_action, _NEWS)

    return Screened(check, screen)
