"""Complaints and what was granted for them (R-073 to R-081)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.identifiers import series
from xlcrm.checks.late import Due, missed
from xlcrm.checks.place import Place, Row, Sheet, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.checks.wording import any_of
from xlcrm.problems import complaints, deadlines, references
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.rules.complaints import (
    ORDINARY,
    first_response_due,
    responsible_fits,
    revisit_due,
    rung_too_long,
    suggested_level,
)
from xlcrm.rules.dates import Moment, kept
from xlcrm.tables import ComplaintLog

_NO, _DATE, _LEVEL = ComplaintLog.complaint_no, ComplaintLog.complaint_date, ComplaintLog.level
_RECEIVED, _SOLVED, _STATUS = ComplaintLog.received_at, ComplaintLog.solved_at, ComplaintLog.status
_RESULT, _REVISITED = ComplaintLog.revisit_result, ComplaintLog.revisit_date
_CLOSED, _DONE, _WAITING = "投诉已关闭", "已完成", "待处理"
_UNDER_WAY = frozenset({None, "处理中", _DONE, _CLOSED})
_STATES = frozenset({None, _WAITING, "处理中", _DONE, _CLOSED})
_DATES = frozenset({date, type(None)})
_POSTS = {"一般": "客服专员", "严重": "客服主管和技术支持", "重大": "高层管理团队"}


def _clocked(*columns: Sequence[object]) -> bool:
    """True when all cells are blank or moments with a time."""
    return all({datetime, type(None)}.issuperset(map(type, column)) for column in columns)


def received(row: Row) -> Moment | None:
    """When a complaint came in: with its time where it is known."""
    return row.moment(_RECEIVED) or row.day(_DATE)


@of_rows(ComplaintLog, _NO, _DATE)
@implements("R-073")
class Numbers:
    """R-073 投诉编号: the day in the number is that of the complaint, and the day's serials have no gap."""

    def __init__(self, context: Context) -> None:
        pattern = context.policy.optional_word("id.complaint") or "{YYYYMMDD}-{seq:3}"
        self._series = series(pattern)
        self._plain = pattern == "{YYYYMMDD}-{seq:3}"
        self._sheet: Sheet | None = None
        self._serials: dict[str, dict[int, int]] = {}

    def screen(self, block: Block) -> bool | Sequence[int]:
        """Note the serials of the numbers that fit their days; the others need a closer look."""
        if not self._plain:
            return False
        numbers, days = block.column(_NO), block.column(_DATE)
        heads = {day: f"{day:%Y%m%d}-" if type(day) is date else None for day in set(days)}
        self._sheet, odd, serials = block.sheet, [], self._serials
        for at, (number, head) in enumerate(zip(numbers, map(heads.__getitem__, days), strict=True)):
            if head and type(number) is str and number.startswith(head) and number[9:].isdecimal():
                serials.setdefault(number[:8], {})[int(number[9:])] = block.numbers[at]
            else:
                odd.append(at)
        return odd or True

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Compare a number with its day."""
        number, day = key_text(row.raw(_NO)), row.day(_DATE)
        parts = self._series.parts(number) if number else None
        if parts is None:
            return FINE
        self._sheet = row.sheet
        self._note(*parts, row.number)
        if day is None or parts[0] == self._series.head(day):
            return FINE
        example = self._series.example(day)
        return (row.problem(references.COMPLAINT_DAY, _NO, day=day.isoformat(), example=example),)

    def _note(self, day: str, serial: int, line: int) -> None:
        self._serials.setdefault(day, {})[serial] = line

    def end(self) -> Iterator[Problem]:
        """Days with a gap in their serials."""
        for day, serials in self._serials.items():
            last = max(serials)
            absent = [] if last == len(serials) else sorted(set(range(1, last)) - serials.keys())
            if absent and self._sheet:
                missing = "、".join(f"{day}-{serial:03d}" for serial in absent[:5])
                place = Place(self._sheet, serials[last], _NO, f"{day}-{last:03d}")
                yield place.problem(references.SERIAL_GAP, day=day, missing=missing)


@of_rows(ComplaintLog, ComplaintLog.content, _LEVEL)
@implements("R-074")
def level_by_content(context: Context) -> RowCheck:
    """R-074 投诉等级: the level that the words of the complaint suggest; the choice is a person's."""
    policy, words = context.policy, context.words
    alarming = (*context.lists.words("words.major"), *context.lists.words("words.serious"))
    alarm = any_of(alarming).search
    two_levels = policy.profile == "deck"

    def check(row: Row) -> Iterable[Problem]:
        level = row.choice(_LEVEL)
        found = suggested_level(row.text(ComplaintLog.content) or None, policy, words)
        if not level or found is None or found.value == level:
            return FINE
        if two_levels and {found.value, level} <= {ORDINARY, "严重"}:
            return FINE  # the deck knows 普通 and 重大 only
        why = found.words.partition(" ⇒ ")[0]
        return (row.problem(complaints.LEVEL_DIFFERS, _LEVEL, why=why, level=found.value),)

    def screen(block: Block) -> bool | Sequence[int]:
        levels, texts = block.column(_LEVEL), block.column(ComplaintLog.content)
        if not block.says_any(ComplaintLog.content, alarming):
            return [at for at, level in enumerate(levels) if level != ORDINARY] or True
        rows = enumerate(zip(levels, texts, strict=True))
        return [at for at, (level, text) in rows if level != ORDINARY or alarm(str(text))] or True

    return Screened(check, screen)


@of_rows(ComplaintLog, _LEVEL, ComplaintLog.responsible)
@implements("R-077")
def responsible_by_level(context: Context) -> RowCheck:
    """R-077 按等级的责任人: a serious complaint is not left to a specialist."""
    staff = any_of(
        person
        for post in ("客服专员", "客服主管", "技术支持", "管理层")
        for person in context.words.staff(post)
    )

    def check(row: Row) -> Iterable[Problem]:
        level, person = row.choice(_LEVEL), row.text(ComplaintLog.responsible)
        if responsible_fits(level or None, person or None, context.words) is not False:
            return FINE
        name = ComplaintLog.responsible
        return (row.problem(complaints.RESPONSIBLE_TOO_LOW, name, level=level, post=_POSTS[level]),)

    def screen(block: Block) -> bool:
        if {ORDINARY}.issuperset(block.column(_LEVEL)):
            return True
        name = ComplaintLog.responsible
        return not block.says_any(name, ("专员", "主管", "技术")) and not block.finds(name, staff)

    return Screened(check, screen)


@of_rows(ComplaintLog, _DATE)
@implements("R-076")
def first_response(context: Context) -> RowCheck:
    """R-076 投诉首次响应: in time by the profile; a telephone is picked up within so many rings."""
    policy, clock = context.policy, context.clock
    latest = policy.under("manual").hours("response.message_hours") if policy.profile == "deck" else None
    answered = ComplaintLog.first_response_at
    hours = policy.hours("response.message_hours")
    day_and_night = timedelta(seconds=int(hours * 3600)) if clock.service is None else None

    def check(row: Row) -> Iterator[Problem]:
        channel, rings = row.choice(ComplaintLog.channel), row.amount(ComplaintLog.ring_count)
        if rung_too_long(rings, channel, policy):
            limit = policy.count("response.rings")
            yield row.problem(deadlines.RANG_TOO_LONG, ComplaintLog.ring_count, rings=limit)
        done, base = row.moment(answered), received(row)
        if done is None and row.choice(_STATUS) != _WAITING:
            return
        due = first_response_due(base, channel or None, policy, clock)
        if due is None or answered not in row.sheet.at:
            return
        severity: Severity | None = None
        if latest is not None and done is not None and base is not None:
            last, _ = clock.limit(base, latest, "")
            severity = "warning" if last is None or kept(done, last) else None
        told = Due(done, due.value)
        yield from missed(context, row, answered, told, deadlines.RESPONSE_LATE, severity=severity)

    def screen(block: Block) -> bool | Sequence[int]:
        if all(map(block.blank, (answered, ComplaintLog.ring_count, _STATUS))):
            return True
        came, done = block.column(_RECEIVED), block.column(answered)
        if not came or not done or day_and_night is None or not block.blank(ComplaintLog.ring_count):
            return False
        if not _clocked(came, done):
            return False
        states = block.column(_STATUS) or (None,) * len(came)
        rows = enumerate(zip(came, done, states, strict=True))
        return [
            at
            for at, (start, end, state) in rows
            if (state not in _UNDER_WAY if end is None else start is None or end - start > day_and_night)
        ]

    return Screened(check, screen)


@of_rows(ComplaintLog, _SOLVED, _REVISITED)
@implements("R-080")
def revisited(context: Context) -> RowCheck:
    """R-080 解决后3日内回访."""

    def check(row: Row) -> Iterable[Problem]:
        due = revisit_due(row.moment(_SOLVED), received(row), context.policy)
        if due is None:
            return FINE
        limit = Due(row.day(_REVISITED), due.value)
        return missed(context, row, _REVISITED, limit, deadlines.REVISIT_LATE)

    days = context.policy.count("after_solution.days")
    by_solution = context.policy.word("after_solution.base") == "solved"

    def screen(block: Block) -> bool | Sequence[int]:
        solved, again = block.column(_SOLVED), block.column(_REVISITED)
        if not any(solved):
            return True
        if not by_solution or not _clocked(solved) or not _DATES.issuperset(map(type, again)):
            return False
        rows = enumerate(zip(solved, again, strict=True))
        return [at for at, (end, day) in rows if end and (day is None or (day - end.date()).days > days)]

    return Screened(check, screen)


@of_rows(ComplaintLog, _NO, _STATUS)
@implements("R-081")
def closing(context: Context) -> RowCheck:
    """R-081 投诉关闭: only solved and with a satisfied customer, or with reason and approval (R-091).

    >>> from xlcrm.checks.example import said
    >>> solved = {"complaint_no": "20230816-001", "solved_at": datetime(2023, 8, 17, 11), "status": "投诉已关闭"}
    >>> said("R-081", complaint_log={**solved, "revisit_result": "不满"})
    ['错误 状态：投诉已关闭，回访结果是“不满”。']
    >>> said("R-081", complaint_log={**solved, "revisit_result": "满意"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        status, result = row.choice(_STATUS), row.choice(_RESULT)
        number = key_text(row.raw(_NO))
        if status == _CLOSED:
            context.known.closed.add(number)
        if result == "不满" and status == _DONE:
            return (row.problem(complaints.NOT_REOPENED, _STATUS),)
        unreachable = not result and context.known.approvals.get((ComplaintLog.id, number))
        if status != _CLOSED or result == "满意" or unreachable:
            return FINE
        if not row.has(_SOLVED) and _SOLVED in row.sheet.at:
            return FINE  # the blank 解决时间 is told by itself
        why, why_en = (
            ("回访结果是“不满”", "the customer is not satisfied")
            if result
            else (
                "却没有满意的回访结果",
                "no revisit shows a satisfied customer",
            )
        )
        return (row.problem(complaints.CLOSED_TOO_EARLY, _STATUS, why=why, why_en=why_en),)

    def screen(block: Block) -> bool | Sequence[int]:
        states, results = block.column(_STATUS), block.column(_RESULT) or (None,) * len(block.numbers)
        if not _STATES.issuperset(states) or not block.filled(_NO) or block.text(_NO) is None:
            return False
        rows = list(zip(block.column(_NO), states, results, strict=True))
        context.known.closed.update(number for number, state, _ in rows if state == _CLOSED)
        return [
            at
            for at, (_, state, result) in enumerate(rows)
            if (state == _CLOSED and result != "满意") or (state == _DONE and result not in (None, "满意"))
        ]

    return Screened(check, screen)
