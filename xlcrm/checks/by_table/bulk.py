"""Messages that went to several customers without a word of their own (R-029)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import compress
from operator import and_

from xlcrm.checks.block import SEP, Block
from xlcrm.checks.context import FINE, Context
from xlcrm.checks.place import Place, Row, Sheet, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.checks.wording import any_of
from xlcrm.problems import wording
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import CustomerMaster, FollowupRecord
from xlcrm.tables.rows import Value

_DAY, _CUSTOMER = FollowupRecord.contact_date, FollowupRecord.customer_id
_METHOD, _SUMMARY = FollowupRecord.method, FollowupRecord.summary
_WRITTEN = ("邮件", "微信", "短信", "问卷")
_SHORTEST_TEXT = 8
_TITLES = any_of(("先生", "女士", "小姐", "经理", "总监", "总裁", "主任", "老师", "总")).search
_TITLED = r"[\u4e00-\u9fff]{1,2}(?:先生|女士|小姐|经理|总监|总裁|主任|老师|总)"
_NUMBERS = re.compile(r"[0-9０-９]+").sub


@of_rows(FollowupRecord, _DAY, _CUSTOMER, _METHOD, _SUMMARY)
@implements("R-029")
class SameTexts:
    """R-029 不得群发相同内容: one text of one day to more than ``bulk.max_same`` customers but for names.

    >>> from xlcrm.checks.example import said
    >>> mail = {"contact_date": date(2023, 9, 28), "method": "邮件"}
    >>> names = {"2023001": "王经理", "2023002": "赵总", "2023003": "李女士"}
    >>> mails = [{**mail, "customer_id": n, "summary": f"{w},祝您中秋快乐,阖家幸福"} for n, w in names.items()]
    >>> said("R-029", followup_record=mails)
    ['警告 沟通内容摘要：2023-09-28 给 3 个客户发了除称呼外一样的内容：2023001、2023002、2023003。']
    >>> said("R-029", followup_record=mails[:2])
    []
    """

    def __init__(self, context: Context) -> None:
        self._customers = context.known.customers
        self._most = context.policy.count("bulk.max_same")
        self._bulk_grades = ("C类",) if context.policy.profile == "deck" else ()
        self._written: dict[Value, bool] = {}
        self._called = self._customers.called
        self._first: dict[int, tuple[str, int]] = {}
        self._several: dict[int, tuple[date, str, dict[str, int]]] = {}
        self._sheet: Sheet | None = None

    def screen(self, block: Block) -> bool | Sequence[int]:
        """Note what was written in a block; rows without a plain day need a closer look."""
        methods, texts = block.column(_METHOD), block.column(_SUMMARY)
        for method in set(methods) - self._written.keys():
            self._is_written(method)
        written = map(self._written.__getitem__, methods)
        told = [
            sent and type(text) is str and len(text) >= _SHORTEST_TEXT
            for sent, text in zip(written, texts, strict=True)
        ]
        days, customers = block.column(_DAY), block.column(_CUSTOMER)
        self._sheet, odd = block.sheet, []
        if not block.all_days(_DAY) or block.kinds(_CUSTOMER) != {str}:
            plain = [
                type(day) is date and type(name) is str for day, name in zip(days, customers, strict=True)
            ]
            odd = [at for at, each in enumerate(told) if each and not plain[at]]
            told = list(map(and_, told, plain))
        self._note(*(list(compress(column, told)) for column in (days, customers, texts, block.numbers)))
        return odd or True

    def _is_written(self, method: Value) -> bool:
        if method not in self._written:
            self._written[method] = isinstance(method, str) and any(way in method for way in _WRITTEN)
        return self._written[method]

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note what was written to whom."""
        text, day = row.text(_SUMMARY), row.day(_DAY)
        if day and len(text) >= _SHORTEST_TEXT and self._is_written(row.raw(_METHOD)):
            self._sheet = row.sheet
            self._note([day], [key_text(row.raw(_CUSTOMER))], [text], [row.number])
        return FINE

    def _note(self, days: list[date], customers: list[str], texts: list[str], numbers: list[int]) -> None:
        keys = list(map(hash, zip(days, self._bare(customers, texts), strict=True)))
        first = self._first
        if len(set(keys)) == len(keys) and first.keys().isdisjoint(keys):
            first.update(zip(keys, zip(customers, numbers, strict=True), strict=True))
            return
        for key, customer, number, day, text in zip(keys, customers, numbers, days, texts, strict=True):
            before = first.setdefault(key, (customer, number))
            if before[0] != customer and not self._is_bulk(customer):
                several = self._several.setdefault(key, (day, text, {}))[2]
                several.setdefault(customer, number)
                if not self._is_bulk(before[0]):
                    several.setdefault(*before)

    def _bare(self, customers: list[str], texts: list[str]) -> list[str]:
        """The texts without names, titles and numbers."""
        names, bare = self._called.get, []
        for customer, text in zip(customers, texts, strict=True):
            for called in names(customer, ()):
                if called in text and called:
                    text = text.replace(called, "")
            bare.append(text)
        joined = SEP.join(bare)
        if joined.count(SEP) >= len(bare):
            joined = SEP.join(text.replace(SEP, "") for text in bare)
        if _TITLES(joined):
            joined = re.sub(_TITLED, "", joined)
        return _NUMBERS("", joined).split(SEP) if bare else []

    def _is_bulk(self, customer: str) -> bool:
        master = self._customers.get(customer) if self._bulk_grades else None
        return master is not None and master.choice(CustomerMaster.grade) in self._bulk_grades

    def end(self) -> Iterator[Problem]:
        """Texts that went to too many."""
        for day, text, rows in self._several.values():
            if len(rows) > self._most and self._sheet:
                place = Place(self._sheet, min(rows.values()), _SUMMARY, text)
                shown = "、".join(sorted(rows)[:5])
                yield place.problem(wording.SAME_TEXT, day=day.isoformat(), count=len(rows), customers=shown)
