"""Feedback issues, suggestions, tickets, promises, knowledge (R-080, R-088 to R-094, R-112, R-136, R-144 …)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from xlcrm.checks.cells.moments import clock_of
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.identifiers import series
from xlcrm.checks.late import Due, missed
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import deadlines, followups, issues, references
from xlcrm.problems.record import Kind, Problem
from xlcrm.rulebook import implements
from xlcrm.rules.complaints import revisit_due
from xlcrm.rules.dates import Moment, add_days, days_between, deadline
from xlcrm.tables import Commitment, FeedbackIssueTracker, IssueResolution, KnowledgeBase, TechTicket

_T = FeedbackIssueTracker
_DONE = "已完成"


def reported(row: Row) -> Moment | None:
    """When an issue was reported: with its time where it is known."""
    day, value = row.day(_T.reported_at), row.raw(_T.reported_time)
    clock = clock_of(value) if value is not None else None
    moment = row.moment(_T.reported_at)
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(day, clock) if day and clock else day


@of_rows(FeedbackIssueTracker, _T.issue_no, _T.reported_at)
@implements("R-088")
def month_of_number(context: Context) -> RowCheck | None:
    """R-088 问题编号: the month in the number is that of the report."""
    pattern = context.policy.optional_word("id.issue")
    if pattern is None:
        return None
    form = series(pattern)

    def check(row: Row) -> Iterable[Problem]:
        number, day = key_text(row.raw(_T.issue_no)), row.day(_T.reported_at)
        parts = form.parts(number)
        if day is None or parts is None or parts[0] == form.head(day):
            return FINE
        example = form.example(day)
        return (row.problem(references.ISSUE_MONTH, _T.issue_no, day=day.isoformat(), example=example),)

    return check


@of_rows(FeedbackIssueTracker, _T.progress)
@implements("R-089")
def life_of_issue(_: Context) -> RowCheck:
    """R-089 反馈问题的生命周期: what an archived and a satisfied issue has behind it.

    >>> from datetime import date
    >>> from xlcrm.checks.example import said
    >>> issue = {"progress": "已修复", "verdict": "满意", "satisfaction_score": 5, "archived_date": date(2024, 5, 13)}
    >>> said("R-089", feedback_issue_tracker=issue)
    []
    >>> said("R-089", feedback_issue_tracker={**issue, "verdict": "需改进"})
    ['错误 归档时间：客户确认结果是“需改进”，却填了归档时间 2024-05-13。']
    """

    def check(row: Row) -> Iterator[Problem]:
        progress, verdict = row.choice(_T.progress), row.choice(_T.verdict)
        if row.has(_T.archived_date):
            if verdict == "需改进":
                yield row.problem(issues.ARCHIVED_UNSATISFIED, _T.archived_date, verdict=verdict)
            elif progress and progress != _DONE:
                yield row.problem(issues.NOT_DONE_YET, _T.archived_date, progress=progress)
        score = row.amount(_T.satisfaction_score)
        if verdict == "满意" and score is not None and score <= 2:
            yield row.problem(issues.SATISFIED_WITH_LOW_SCORE, _T.verdict, score=f"{score:g}")

    return check


@of_rows(FeedbackIssueTracker, _T.reported_at)
@implements("R-092", "R-076", "R-080")
def handling_times(context: Context) -> RowCheck:
    """R-092 问题处理时限: response, proposal and follow-up from the report, revisit from the solution.

    Where the profile names no time for the response, that of R-076 (``feedback.answer_hours``) holds.
    """
    policy, clock = context.policy, context.clock
    own = policy.optional_hours("issue.respond_hours")
    answer = own if own is not None else policy.hours("feedback.answer_hours")
    limits: tuple[tuple[str, Decimal | None, Kind, str | None], ...] = (
        (_T.first_response_at, answer, deadlines.RESPONSE_LATE, "R-092" if own is not None else "R-076"),
        (_T.plan_given_at, policy.optional_hours("issue.plan_hours"), deadlines.PROPOSAL_LATE, None),
        (_T.followed_up_at, policy.optional_hours("issue.follow_hours"), deadlines.RESULT_LATE, None),
    )

    def check(row: Row) -> Iterator[Problem]:
        base, progress = reported(row), row.choice(_T.progress)
        if base is None:
            return
        for name, hours, kind, rule in limits:
            done = row.moment(name)
            waiting = done is None and (
                progress == "待处理" or (progress == "处理中" and kind is not limits[0][2])
            )
            if hours is None or name not in row.sheet.at or (done is None and not waiting):
                continue
            due, _ = clock.limit(base, hours, "")
            if due is not None:
                yield from missed(context, row, name, Due(done, due), kind, rule=rule)
        revisit = revisit_due(row.day(_T.done_date), base, policy)
        if revisit is not None and _T.revisit_date in row.sheet.at:
            again = Due(row.day(_T.revisit_date), revisit.value)
            yield from missed(context, row, _T.revisit_date, again, deadlines.REVISIT_LATE)

    return check


@of_rows(FeedbackIssueTracker, _T.priority, _T.need_kind)
@implements("R-144")
def priorities(_: Context) -> RowCheck:
    """R-144 需求优先级: every issue has a priority, and is core or extra.

    >>> from xlcrm.checks.example import said
    >>> said("R-144", feedback_issue_tracker={"priority": None, "need_kind": "核心需求"})
    ['提示 优先级：这个问题没有写优先级。']
    >>> said("R-144", feedback_issue_tracker={"priority": "高", "need_kind": "核心需求"})
    []
    """
    words = {_T.priority: ("优先级", "priority"), _T.need_kind: ("需求类型", "kind of need")}

    def check(row: Row) -> Iterable[Problem]:
        absent = [name for name in words if not row.has(name)]
        if not absent:
            return FINE
        zh, en = ("、".join(words[n][0] for n in absent), " or ".join(words[n][1] for n in absent))
        return (row.problem(issues.PRIORITY_MISSING, absent[0], missing=zh, missing_en=en),)

    return check


_R = IssueResolution


@of_rows(IssueResolution, _R.reported_at, _R.category)
@implements("R-147", "R-148")
def answers_in_time(context: Context) -> RowCheck:
    """R-147 建议24小时内答复, R-148 即时问题24小时内解决."""
    reply = context.policy.hours("suggestion.reply_hours")
    solve = context.policy.hours("immediate.hours")

    def check(row: Row) -> Iterator[Problem]:
        base, category = row.moment(_R.reported_at), row.choice(_R.category)
        if base is None:
            return
        if category == "客户建议" and _R.replied_at in row.sheet.at:
            due = Due(row.moment(_R.replied_at), deadline(base, reply))
            yield from missed(context, row, _R.replied_at, due, deadlines.SUGGESTION_LATE)
        if category == "即时问题" and _R.solved_at in row.sheet.at:
            due = Due(row.moment(_R.solved_at), deadline(base, solve))
            yield from missed(context, row, _R.solved_at, due, deadlines.IMMEDIATE_LATE)

    return check


_K = TechTicket


@of_rows(TechTicket, _K.priority, _K.submitted_at)
@implements("R-093")
def ticket_times(context: Context) -> RowCheck:
    """R-093 技术优先级: P0 is taken up and P1 finished in time."""
    take_up = Decimal(context.policy.count("ticket.P0_start_minutes")) / 60
    finish = context.policy.hours("ticket.P1_finish_hours")

    def check(row: Row) -> Iterator[Problem]:
        base, priority = row.moment(_K.submitted_at), row.choice(_K.priority)
        name, hours, what, what_en = (
            (_K.started_at, take_up, "介入", "taken up")
            if priority == "P0"
            else (_K.finished_at, finish, "处理完", "finished")
        )
        if base is None or priority not in ("P0", "P1") or name not in row.sheet.at:
            return
        due = Due(row.moment(name), deadline(base, hours))
        kind = deadlines.TICKET_LATE
        yield from missed(context, row, name, due, kind, priority=priority, what=what, what_en=what_en)

    return check


@of_rows(TechTicket, _K.screenshot)
@implements("R-094")
def screenshot_or_reason(_: Context) -> RowCheck:
    """R-094 技术工单完整: no screenshot needs a reason.

    >>> from xlcrm.checks.example import said
    >>> ticket = {"device_model": "SR-650", "steps": "开机后点击备份"}
    >>> said("R-094", tech_ticket={**ticket, "screenshot": None})
    ['错误 错误截图：“错误截图”没有填写。']
    >>> said("R-094", tech_ticket={**ticket, "screenshot": "无"})
    ['错误 错误截图：错误截图写了“无”，没有说明原因。']
    >>> said("R-094", tech_ticket={**ticket, "screenshot": "无，设备不能开机"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        value = row.raw(_K.screenshot)
        if not isinstance(value, str) or value.strip(" 。.") not in ("无", "無", "没有"):
            return FINE
        return (row.problem(issues.SCREENSHOT_REASON, _K.screenshot),)

    return check


_C = Commitment


@of_rows(Commitment, _C.due_date, _C.kept_date)
@implements("R-112")
def promises_kept(context: Context) -> RowCheck:
    """R-112 承诺兑现: by its date; the customer is told, and a late one comes with amends."""
    tell = context.policy.count("commit.tell_days")

    def check(row: Row) -> Iterator[Problem]:
        due, done = row.day(_C.due_date), row.day(_C.kept_date)
        if due is None:
            return
        yield from missed(context, row, _C.kept_date, Due(done, due), deadlines.PROMISE_LATE)
        if done is not None and done > due and _C.amends in row.sheet.at and not row.has(_C.amends):
            yield row.problem(deadlines.AMENDS_MISSING, _C.amends, days=days_between(due, done))
        if done is not None and _C.told_date in row.sheet.at:
            told, kept = Due(row.day(_C.told_date), add_days(done, tell)), done.isoformat()
            yield from missed(context, row, _C.told_date, told, deadlines.PROMISE_NOT_TOLD, kept=kept)

    return check


_B = KnowledgeBase
_CASES = ("成功案例", "失败案例")


@of_rows(KnowledgeBase, _B.kind_)
@implements("R-136", "R-152")
class Knowledge:
    """R-136 知识库条目, R-152 案例储备: cases are anonymised, and each industry has enough of them.

    >>> from xlcrm.checks.example import said
    >>> case = {"title": "机房改造", "kind": "成功案例", "industry": "教育", "anonymised": "是"}
    >>> said("R-136", knowledge_base={**case, "anonymised": "否"})
    ['警告 是否脱敏：案例“机房改造”没有脱敏，不能外发。']
    >>> said("R-136", knowledge_base=case)
    []
    >>> said("R-152", knowledge_base=[case, case])
    ['提示 适用行业：“教育”行业可用的脱敏案例只有 2 个，还差 1 个。']
    >>> said("R-152", knowledge_base=[case, case, case])
    []
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._least = int(context.policy.range("prep.cases").low or 0)
        self._cases: Counter[str] = Counter()
        self._places: dict[str, Place] = {}

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Count a case."""
        self._context.known.topics.append(f"{row.text(_B.title_)} {row.text(_B.problem)}")
        if row.choice(_B.kind_) not in _CASES:
            return FINE
        industry, anonymised = row.choice(_B.industry) or row.text(_B.industry), row.choice(_B.anonymised)
        if industry:
            self._places.setdefault(industry, row.place(_B.industry))
            self._cases[industry] += anonymised == "是"
        if anonymised != "否":
            return FINE
        return (row.problem(issues.CASE_NOT_ANONYMISED, _B.anonymised, title=row.text(_B.title_)),)

    def end(self) -> Iterator[Problem]:
        """Industries that have cases, but too few."""
        for industry, place in self._places.items():
            count = self._cases[industry]
            if count < self._least:
                short = self._least - count
                yield place.problem(followups.FEW_CASES, industry=industry, count=count, short=short)


@of_rows(TechTicket, _K.device_model, _K.finished_at)
@implements("R-136")
class Tickets:
    """R-136 知识库条目: several finished tickets of one model ask for an entry."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._least = context.policy.count("kb.same_problem")
        self._places: dict[str, list[Place]] = {}

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Count a finished ticket."""
        model = row.text(_K.device_model)
        if model and row.has(_K.finished_at):
            self._places.setdefault(model, []).append(row.place(_K.device_model))
        return FINE

    def end(self) -> Iterator[Problem]:
        """Models without an entry."""
        context = self._context
        if not self._places or not context.needs("R-136", KnowledgeBase.id):
            return
        for model, places in self._places.items():
            if len(places) >= self._least and not any(model in topic for topic in context.known.topics):
                yield places[-1].problem(issues.ENTRY_WANTED, model=model, count=len(places))
