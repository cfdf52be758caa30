"""The steps by which a complaint is handled, and the deadlines that they decide (R-045, R-075, R-082)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from xlcrm.checks.block import Block
from xlcrm.checks.by_table.complaints import received
from xlcrm.checks.context import FINE, Context, Progress
from xlcrm.checks.late import is_late, overdue_keys, state
from xlcrm.checks.next_action import Judge
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import complaints, deadlines, followups
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.complaints import MAJOR, Clock, emergency_due, pauses_of, solution_due
from xlcrm.rules.dates import Moment, day_of, shown
from xlcrm.tables import ComplaintLog, ComplaintTracking

_NO, _STEP, _AT = ComplaintTracking.complaint_no, ComplaintTracking.step, ComplaintTracking.handled_at
_NEXT, _DUE = ComplaintTracking.next_action, ComplaintTracking.due_date
_ORDER = {
    "接收安抚": 0,
    "分类定级": 1,
    "方案制定": 2,
    "处理执行": 2,
    "处理完成": 3,
    "反馈回访": 4,
    "归档分析": 5,
}
_STANDING = ("暂停", "恢复")
_STARTED = ("方案制定", "处理执行", "处理完成")
_REOPENING = 4


@of_rows(ComplaintTracking, _NO, _STEP)
@implements("R-082", "R-045")
class Steps:
    """R-082 处理步骤的顺序: steps and times go forward, but for a reopening; each but the last says what is next.

    >>> from xlcrm.checks.example import said
    >>> first = {"complaint_no": "20230816-001", "step": "接收安抚", "handled_at": datetime(2023, 8, 16, 14, 30)}
    >>> last = {**first, "step": "处理完成", "handled_at": datetime(2023, 8, 17, 11)}
    >>> middle = {**first, "step": "分类定级", "handled_at": datetime(2023, 8, 16, 16)}
    >>> said("R-082", complaint_tracking=[first, middle, last])
    []
    >>> said("R-082", complaint_tracking=[middle, {**last, "handled_at": None}, {**first, "handled_at": None}])
    ['警告 处理环节：投诉 20230816-001 的“接收安抚”排在“处理完成”之后，顺序不对。']
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._judge = Judge(context.lists)
        self._progress = context.known.progress

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Compare a step with those before it."""
        number, step = key_text(row.raw(_NO)), row.choice(_STEP)
        if not number:
            return FINE
        progress = self._progress.get(number)
        first = progress is None
        if progress is None:
            progress = self._progress[number] = Progress()
        problems = [*self._order(row, number, step, progress), *self._next(row, number, step, first=first)]
        at = row.moment(_AT)
        progress.steps.append((step, at))
        if progress.place is None:
            progress.place = row.place(_STEP)
        if at is not None:
            progress.at = at
        return problems

    def _order(self, row: Row, number: str, step: str, progress: Progress) -> Iterator[Problem]:
        at, before = row.moment(_AT), progress.at
        if at is not None and before is not None and _lies_before(at, before):
            yield row.problem(complaints.STEP_TIME_BACK, _AT, complaint=number, before=shown(before))
        if step not in _ORDER:
            return
        rank, reopened = _ORDER[step], progress.rank == _REOPENING and _ORDER[step] in (1, 2)
        if rank < progress.rank and not reopened:
            last = next(name for name, _ in reversed(progress.steps) if _ORDER.get(name) == progress.rank)
            yield row.problem(complaints.STEP_OUT_OF_ORDER, _STEP, complaint=number, before=last)
        progress.rank = rank if reopened else max(rank, progress.rank)

    def _next(self, row: Row, number: str, step: str, *, first: bool) -> Iterator[Problem]:
        if _NEXT not in row.sheet.at:
            return
        raw = row.raw(_NEXT)
        if isinstance(raw, str) and raw.strip() == "-":
            ended = step == "归档分析" or number in self._context.known.closed
            if not (first or ended or step == "接收安抚" or step in _STANDING):
                yield row.problem(followups.ACTION_MISSING, _NEXT)
            return
        text = row.text(_NEXT)
        missing = self._judge.missing(text, due=row.has(_DUE), who=True) if text else ()
        if missing:
            words = {"what": "做什么", "when": "什么时候", "who": "谁来做"}
            told = "、".join(words[part] for part in missing)
            yield row.problem(followups.ACTION_VAGUE, _NEXT, missing=told, missing_en=", ".join(missing))

    def end(self) -> Iterator[Problem]:
        """Complaints that were never classified."""
        for number, progress in self._progress.items():
            steps = {step for step, _ in progress.steps}
            if progress.rank > 1 and "分类定级" not in steps and progress.place:
                yield progress.place.problem(complaints.NO_CLASSIFICATION, complaint=number)


def _lies_before(at: Moment, before: Moment) -> bool:
    if type(at) is type(before):
        return at < before
    return day_of(at) < day_of(before)


_OVER = frozenset({None, "已完成", "投诉已关闭"})
_DATES = frozenset({date, type(None)})


def _moments(block: Block, name: str) -> Sequence[Any] | None:
    """Cells that are blank or moments with a time; None when some are neither."""
    cells = block.column(name) or (None,) * len(block.numbers)
    return cells if {datetime, type(None)}.issuperset(map(type, cells)) else None


class Case(NamedTuple):
    """A complaint whose deadline may be missed; pauses of its steps are known at the end."""

    place: Place
    number: str
    level: str
    base: Moment
    solved: Moment | None
    open: bool


@of_rows(ComplaintLog, ComplaintLog.complaint_no, ComplaintLog.level)
@implements("R-075")
class Solutions:
    """R-075 按等级的解决时限: solved in time; of a major complaint the emergency plan is started in time.

    A complaint without 解决时间 counts as open while its state says so. The hours stand still between the
    steps 暂停 and 恢复, so the verdict falls once these are known.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._cases: list[Case] = []
        self._plain = context.clock.service is None
        hours = {
            level: context.policy.optional_hours(f"complaint.hours.{level}") for level in ("一般", "严重")
        }
        self._limits = {level: timedelta(seconds=int(each * 3600)) for level, each in hours.items() if each}

    def screen(self, block: Block) -> bool | Sequence[int]:
        """Complaints that are major, open or late, or whose expected date may lie after the limit."""
        came, done = _moments(block, ComplaintLog.received_at), _moments(block, ComplaintLog.solved_at)
        if not self._plain or came is None or done is None or not block.all_days(ComplaintLog.complaint_date):
            return False
        states = block.column(ComplaintLog.status) or (None,) * len(came)
        by = block.column(ComplaintLog.expected_date) or (None,) * len(came)
        if not _DATES.issuperset(map(type, by)):
            return False
        days, levels = block.column(ComplaintLog.complaint_date), block.column(ComplaintLog.level)
        rows = enumerate(zip(levels, came, days, done, states, by, strict=True))
        limits = self._limits
        return [
            at
            for at, (level, start, day, end, state, expected) in rows
            if level not in limits
            or (state not in _OVER if end is None else start is None or end - start > limits[level])
            or (expected is not None and expected - day > limits[level])
        ]

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Judge an expected date at once, note what may be late."""
        level, base = row.choice(ComplaintLog.level), received(row)
        due = solution_due(base, level or None, self._context.policy, self._context.clock)
        if base is None:
            return FINE
        solved, status = row.moment(ComplaintLog.solved_at), row.choice(ComplaintLog.status)
        open_ = status in ("待处理", "处理中")
        late = due is not None and (solved or open_) and is_late(solved, due.value, self._context.today)
        if late or level == MAJOR:
            place = row.place(
                ComplaintLog.solved_at
                if ComplaintLog.solved_at in row.sheet.at
                else ComplaintLog.expected_date
            )
            number = key_text(row.raw(ComplaintLog.complaint_no))
            self._cases.append(Case(place, number, level, base, solved, open_))
        expected = row.day(ComplaintLog.expected_date)
        if due is None or expected is None or expected <= day_of(due.value):
            return FINE
        name = ComplaintLog.expected_date
        return (row.problem(deadlines.EXPECTED_TOO_LATE, name, level=level, due=shown(due.value)),)

    def end(self) -> Iterator[Problem]:
        """Complaints that were not solved or taken up in time."""
        context = self._context
        for case in self._cases:
            progress = context.known.progress.get(case.number)
            steps = progress.steps if progress else []
            clock = Clock(context.clock.service, pauses_of(steps))
            due = solution_due(case.base, case.level, context.policy, clock)
            if due and (case.solved or case.open) and is_late(case.solved, due.value, context.today):
                told = state(case.solved, context.today)
                yield case.place.problem(
                    deadlines.SOLUTION_LATE, level=case.level, due=shown(due.value), **told
                )
                yield from overdue_keys(context, case.place, (ComplaintLog.id,), (case.number,))
            if case.level == MAJOR and ComplaintTracking.id in context.present:
                yield from self._emergency(case, steps, clock)

    def _emergency(
        self, case: Case, steps: list[tuple[str, Moment | None]], clock: Clock
    ) -> Iterator[Problem]:
        context = self._context
        due = emergency_due(case.base, case.level, context.policy, clock)
        begun = [at for step, at in steps if step in _STARTED and at is not None]
        done = min(begun, key=lambda at: (day_of(at), str(at)), default=case.solved)
        if due is None or (done is None and not case.open) or not is_late(done, due.value, context.today):
            return
        yield case.place.problem(deadlines.EMERGENCY_LATE, due=shown(due.value), **state(done, context.today))
        yield from overdue_keys(context, case.place, (ComplaintLog.id,), (case.number,))
