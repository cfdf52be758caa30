"""What was done with a customer and comes next, and the cards that copy it (R-024, R-045, R-047, R-141, R-152)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xlcrm.checks import phone
from xlcrm.checks.block import Block
from xlcrm.checks.cells.keys import unmasking
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.next_action import Judge
from xlcrm.checks.place import Row
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import followups, references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.amounts import amounts
from xlcrm.tables import (
    CustomerMaster,
    FollowupCard,
    FollowupRecord,
    RevisitLog,
    RevisitRecord,
)
from xlcrm.tables.column import Choice
from xlcrm.tables.rows import Value

_PART = {"what": "做什么", "when": "什么时候", "who": "谁来做"}
_REMEMBERED = 4096
"""So many different next actions are kept as being in order."""

_WRITTEN = frozenset({"邮件", "微信", "短信", "问卷"})
_SPOKEN = frozenset({"电话", "上门拜访", "拜访", "上门", "面访"})


@implements("R-045")
def _next_action(name: str, due: str, who: tuple[str, ...]) -> Callable[[Context], RowCheck]:
    """R-045 下一步行动写明人、事、时限: a next action, its day and its person by their columns.

    >>> from xlcrm.checks.example import said
    >>> said("R-045", followup_record={"next_action": "后续联系", "actor": "李某"})
    ['警告 下一步行动：下一步行动“后续联系”没有写清做什么、什么时候。']
    >>> said("R-045", followup_record={"next_action": "9月2日电话沟通方案反馈", "actor": "李某"})
    []
    """

    def says_who_what_when(context: Context) -> RowCheck:
        """R-045 下一步行动写明人、事、时限: the text names an action; day and person may stand beside it."""
        judge = Judge(context.lists)
        fine: set[Value] = set()

        def check(row: Row) -> Iterable[Problem]:
            text = row.text(name)
            named = any(row.has(column) for column in who)
            missing = judge.missing(text, due=bool(due) and row.has(due), who=named) if text else ()
            if not missing:
                return FINE
            words = "、".join(_PART[part] for part in missing)
            return (row.problem(followups.ACTION_VAGUE, name, missing=words, missing_en=", ".join(missing)),)

        def screen(block: Block) -> bool | Sequence[int]:
            said = bool(due) and block.filled(due) and any(map(block.filled, who))
            if not said or block.text(name) is None:
                return False
            verb, vague = judge.verb.search, judge.vague.search
            texts = block.column(name)
            doubtful = set(texts) - fine
            if block.finds(name, judge.vague):
                doubtful = {text for text in doubtful if text and (vague(text) or not verb(text))}
            else:
                doubtful = {text for text in doubtful if text and not verb(text)}
            if len(fine) < _REMEMBERED:
                fine.update(set(texts) - doubtful)
            return [at for at, text in enumerate(texts) if text in doubtful] if doubtful else True

        return Screened(check, screen)

    return says_who_what_when


of_rows(FollowupRecord, FollowupRecord.next_action)(
    _next_action(
        FollowupRecord.next_action, FollowupRecord.due_date, (FollowupRecord.next_owner, FollowupRecord.actor)
    )
)
of_rows(RevisitLog, RevisitLog.next_action)(_next_action(RevisitLog.next_action, "", (RevisitLog.owner,)))
of_rows(RevisitRecord, RevisitRecord.next_action)(
    _next_action(RevisitRecord.next_action, "", (RevisitRecord.owner,))
)
of_rows(FollowupCard, FollowupCard.next_action)(
    _next_action(FollowupCard.next_action, FollowupCard.next_followup_date, (FollowupCard.owner,))
)

_TIME = FollowupRecord.contact_time
_DECK = (FollowupRecord.topic, FollowupRecord.outcome, FollowupRecord.priority_label)
_METHOD = FollowupRecord.method


@of_rows(FollowupRecord, _METHOD)
@implements("R-047")
class LogComplete:
    """R-047 结构化记录完整: the time of a contact, under profile deck also topic, outcome and label.

    >>> from xlcrm.checks.example import said
    >>> record = {"method": "电话", "contact_time": None, "topic": None, "outcome": None, "priority_label": None}
    >>> said("R-047", followup_record=record)
    ['警告 跟进时间：这条沟通记录没有写“跟进时间”。']
    >>> len(said("R-047", profile="deck", followup_record=record))
    4
    >>> said("R-047", followup_record={**record, "method": "邮件"})
    []
    """

    def __init__(self, context: Context) -> None:
        self._deck = context.policy.profile in ("deck", "strict")
        self._columns: tuple[str, ...] | None = None

    def screen(self, block: Block) -> bool:
        """True when the columns that the sheet has are filled."""
        return self._columns is not None and all(None not in block.column(name) for name in self._columns)

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Look at the columns that the sheet has; the others are told once."""
        if self._columns is None:
            wanted = (_TIME, *(_DECK if self._deck else ()))
            self._columns = tuple(name for name in wanted if name in row.sheet.at)
            return [
                *self._without([name for name in wanted if name not in row.sheet.at], row),
                *self._judge(row),
            ]
        return self._judge(row)

    def _without(self, names: Iterable[str], row: Row) -> Iterator[Problem]:
        if missing := "、".join(FollowupRecord.header(name) for name in names):
            title = row.sheet.table.title
            yield (
                row.place(None)
                ._replace(row=row.sheet.rows.top)
                .problem(followups.LOG_COLUMN_ABSENT, title=title, missing=missing)
            )

    def _judge(self, row: Row) -> Iterable[Problem]:
        blank = [name for name in self._columns or () if row.raw(name) is None]
        if _TIME in blank and tuple(row.choices(_METHOD)) == ("邮件",):
            blank.remove(_TIME)
        return [row.problem(followups.LOG_INCOMPLETE, name) for name in blank]


@of_rows(FollowupRecord, FollowupRecord.objection)
@implements("R-152")
def alternatives_ready(context: Context) -> RowCheck:
    """R-152 联系前材料准备: an objection is met with ``prep.alternatives`` alternatives.

    >>> from xlcrm.checks.example import said
    >>> answers = ["分期付款", "减配", "延长质保"]
    >>> said("R-152", followup_record={"objection": "价格偏高", "alternatives": ";".join(answers[:2])})
    ['提示 备选方案：客户有异议，备选方案只有 2 个，应准备 3 个。']
    >>> said("R-152", followup_record={"objection": "价格偏高", "alternatives": ";".join(answers)})
    []
    """
    wanted = context.policy.count("prep.alternatives")

    def check(row: Row) -> Iterable[Problem]:
        if not row.text(FollowupRecord.objection):
            return FINE
        told = row.text(FollowupRecord.alternatives).replace("；", ";").replace("\n", ";")
        count = sum(1 for part in told.split(";") if part.strip())
        if count >= wanted:
            return FINE
        name = (
            FollowupRecord.alternatives
            if FollowupRecord.alternatives in row.sheet.at
            else FollowupRecord.objection
        )
        return (row.problem(followups.FEW_ALTERNATIVES, name, count=count, wanted=wanted),)

    return Screened(check, lambda block: block.blank(FollowupRecord.objection))


@of_rows(FollowupCard, FollowupCard.followup_reason, FollowupCard.method)
@implements("R-141")
def important_both_ways(_: Context) -> RowCheck:
    """R-141 重要事项书面加电话: contract renewals, complaints and prices go by text and by phone.

    >>> from xlcrm.checks.example import said
    >>> renewal = {"followup_reason": "合同续签提醒"}
    >>> said("R-141", followup_card={**renewal, "method": "邮件"})
    ['提示 跟进方式：重要事项只用了“邮件”，还缺电话。']
    >>> said("R-141", followup_card={**renewal, "method": "电话+邮件"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        reason = row.choice(FollowupCard.followup_reason)
        if reason not in ("合同续签提醒", "投诉与问题处理") and not amounts(row.text(FollowupCard.summary)):
            return FINE
        return _one_way(row, FollowupCard.method)

    return check


@of_rows(FollowupRecord, _METHOD, FollowupRecord.summary)
@implements("R-141")
def price_both_ways(_: Context) -> RowCheck:
    """R-141 重要事项书面加电话: a price that was named goes by text and by phone."""

    def check(row: Row) -> Iterable[Problem]:
        return _one_way(row, _METHOD) if amounts(row.text(FollowupRecord.summary)) else FINE

    return Screened(check, lambda block: not block.says_any(FollowupRecord.summary, ("元", "万")))


def _one_way(row: Row, name: str) -> Iterable[Problem]:
    methods = set(row.choices(name))
    if not methods or (methods & _WRITTEN and methods & _SPOKEN):
        return FINE
    missing, missing_en = (
        ("电话", "a call") if methods & _WRITTEN else ("书面（邮件等）", "a written message")
    )
    return (row.problem(followups.ONE_CHANNEL_ONLY, name, missing=missing, missing_en=missing_en),)


_CARD = (
    FollowupCard.contact_name,
    FollowupCard.contact_phone,
    FollowupCard.industry,
    FollowupCard.customer_status,
    FollowupCard.grade,
)
_STATUS = {"成交": "合作"}
_DORMANT = "沉睡"
"""A state for which the card has no word: one of its 潜在, 成交 and 流失 is as good as another."""


@of_rows(FollowupCard, FollowupCard.customer_name)
@implements("R-024")
def card_agrees(context: Context) -> RowCheck | None:
    """R-024 提醒卡与总表一致: the base fields are the master's; masked ones by what is visible.

    >>> from xlcrm.checks.example import said
    >>> master = {"customer_id": "2023001", "customer_name": "示例云图科技有限公司", "grade": "B类"}
    >>> card = {"customer_name": "*科技有限公司", "grade": "A类(高价值)"}
    >>> said("R-024", customer_master=master, followup_card=card)
    ['警告 客户等级：提醒卡上的“客户等级”是“A类(高价值)”，总表里 2023001 是“B类”。']
    >>> said("R-024", customer_master=master, followup_card={**card, "grade": "B类"})
    []
    >>> asleep = {**master, "customer_status": "沉睡"}
    >>> said("R-024", customer_master=asleep, followup_card={**card, "grade": "B类", "customer_status": "潜在"})
    []
    """
    if not context.needs("R-024", CustomerMaster.id):
        return None
    customers, policy = context.known.customers, context.policy
    how, strip = policy.word("lookup.by_name"), policy.words("dedupe.strip")
    region = policy.word("phone.region")

    def check(row: Row) -> Iterable[Problem]:
        name = row.text(FollowupCard.customer_name)
        ids = [n for n in customers.ids_by_name if "*" in name and unmasking(name)(n)]
        numbers = [customers.ids_by_name[n][0] for n in ids] if ids else customers.named(name, how, strip)
        if len(numbers) != 1:
            return FINE
        return list(differences(row, numbers[0]))

    def differences(row: Row, number: str) -> Iterator[Problem]:
        for name in _CARD:
            master = customers.get(number)
            assert master is not None
            card, own = _value(row, name), _value(master, name)
            if name == FollowupCard.customer_status and own == _DORMANT:
                continue
            if name == FollowupCard.contact_phone and own and phone.is_valid(own, region):
                own = phone.stored(own, region)
            card = _STATUS.get(card, card)
            if card and own and card != own and not ("*" in card and unmasking(card)(own)):
                yield row.problem(references.CARD_DIFFERS, name, id=number, master=own)

    return check


def _value(row: Row, name: str) -> str:
    column = row.sheet.table.columns.get(name)
    return row.choice(name) if isinstance(column, Choice) else row.text(name)
