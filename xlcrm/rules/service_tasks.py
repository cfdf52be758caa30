"""Tasks of service: complaints, issues, tickets, low scores, surveys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from xlcrm.rules.complaints import (
    Clock,
    emergency_due,
    escalation,
    first_response_due,
    revisit_due,
    solution_due,
    ticket_priority,
)
from xlcrm.rules.dates import Moment, add_days, day_of
from xlcrm.rules.hours import service_hours
from xlcrm.rules.issues import (
    immediate_due,
    issue_limits,
    reported_moment,
    suggestion_reply_due,
    thanks_for_suggestion,
    ticket_limit,
)
from xlcrm.rules.plain import Row
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.satisfaction import low_recommendation, needs_improvement
from xlcrm.rules.service_columns import pauses
from xlcrm.rules.stages import COOPERATING
from xlcrm.rules.surveys import Surveying, survey_dates
from xlcrm.rules.tasks import Subject, Task, stale
from xlcrm.tables import (
    ComplaintLog,
    ComplaintTracking,
    Contract,
    FeedbackIssueTracker,
    ImprovementPlan,
    IssueResolution,
    SatisfactionResponse,
    TechTicket,
)

CLOSED = frozenset({"已完成", "投诉已关闭"})
STARTED = frozenset({"方案制定", "处理执行", "处理完成"})


def complaints(p: Portfolio) -> Iterator[Task]:
    """Deadlines of open complaints and the revisits of solved ones (R-075, R-076, R-078, R-080)."""
    stopped, service = pauses(p), service_hours(p.policy, p.calendar)
    steps: dict[str, set[str]] = {}
    for row in p.rows(ComplaintTracking):
        steps.setdefault(row.text(ComplaintTracking.complaint_no) or "", set()).add(
            row.text(ComplaintTracking.step) or ""
        )
    for row in p.rows(ComplaintLog):
        number = row.text(ComplaintLog.complaint_no) or f"第{row.number}行"
        customer = p.customer(row.text(ComplaintLog.customer_id))
        subject = Subject(ComplaintLog.id, number, customer, row.text(ComplaintLog.responsible))
        if row.text(ComplaintLog.status) in CLOSED or row.moment(ComplaintLog.solved_at) is not None:
            yield from _after_complaint(p, row, subject)
        else:
            yield from _open_complaint(
                p, row, subject, Clock(service, stopped.get(number, ())), steps.get(number, set())
            )


def _open_complaint(
    p: Portfolio, row: Row, subject: Subject, clock: Clock, steps: set[str]
) -> Iterator[Task]:
    received = row.moment(ComplaintLog.received_at) or row.moment(ComplaintLog.complaint_date)
    level, policy = row.text(ComplaintLog.level), p.policy
    short = f"投诉 {subject.key}"
    typed = row.day(ComplaintLog.expected_date)
    if typed is not None and policy.flag("cadence.keep_typed"):
        due: Reasoned[Moment] | None = Reasoned(
            typed, ("R-075",), policy.profile, f"预计解决日期手工填写为 {typed}"
        )
    else:
        due = solution_due(received, level, policy, clock)
    if due is not None:
        yield subject.task("R-075", f"解决{short}", _with_priority(due, row, p), method="电话")
    if row.moment(ComplaintLog.first_response_at) is None and not steps:
        answer = first_response_due(received, row.text(ComplaintLog.channel), policy, clock)
        if answer is not None:
            yield subject.task("R-076", f"首次响应{short}", answer, method="电话")
    start = emergency_due(received, level, policy, clock)
    if start is not None and not steps & STARTED:
        yield subject.task("R-075", f"启动应急方案：{short}", start)
    told = " ".join(filter(None, (row.text(ComplaintLog.content), row.text(ComplaintLog.demand))))
    up = escalation(level, told, row.figure(ComplaintLog.compensation_amount), policy, p.words)
    if up is not None and received is not None:
        boss = Subject(subject.table, subject.key, subject.customer, p.words.who(up.value))
        day = Reasoned(day_of(received), up.rules, up.profile, up.words)
        yield boss.task("R-078", f"上报管理层：{short}", day, method="电话")


def _with_priority(due: Reasoned[Moment], row: Row, p: Portfolio) -> Reasoned[Moment]:
    """The deadline of a complaint that goes to 技术部 names the priority of its ticket (C-056)."""
    level, content = row.text(ComplaintLog.level), row.text(ComplaintLog.content)
    technical = row.text(ComplaintLog.department) == "技术部"
    priority = ticket_priority(level, content, p.words) if technical else None
    return replace(due, words=f"{due.words}；转技术工单宜定为 {priority}") if priority else due


def _after_complaint(p: Portfolio, row: Row, subject: Subject) -> Iterator[Task]:
    if row.text(ComplaintLog.status) == "投诉已关闭" or row.day(ComplaintLog.revisit_date) is not None:
        return
    received = row.moment(ComplaintLog.received_at) or row.moment(ComplaintLog.complaint_date)
    due = revisit_due(row.moment(ComplaintLog.solved_at), received, p.policy)
    if due is not None:
        yield subject.task("R-080", f"投诉 {subject.key} 解决后回访", due, method="电话")


def complaint_steps(p: Portfolio) -> Iterator[Task]:
    """Next actions in the tracking of open complaints that no later step has taken up (R-090)."""
    open_ones = {
        row.text(ComplaintLog.complaint_no): row
        for row in p.rows(ComplaintLog)
        if row.text(ComplaintLog.status) not in CLOSED and row.moment(ComplaintLog.solved_at) is None
    }
    newest: dict[str, Row] = {}
    for row in p.rows(ComplaintTracking):
        number = row.text(ComplaintTracking.complaint_no) or ""
        before = newest.get(number)
        if before is None or _when(row) >= _when(before):
            newest[number] = row
    for number, row in newest.items():
        due, action = row.moment(ComplaintTracking.due_date), row.text(ComplaintTracking.next_action)
        if number in open_ones and due is not None and action not in {None, "-", "无"}:
            customer = p.customer(open_ones[number].text(ComplaintLog.customer_id))
            subject = Subject(ComplaintTracking.id, number, customer, row.text(ComplaintTracking.handler))
            words = f"投诉 {number} 的下一步，时限 {due}"
            yield subject.task(
                "R-090", f"投诉处理：{action}", Reasoned(due, ("R-090",), p.policy.profile, words)
            )


def _when(row: Row) -> str:
    moment = row.moment(ComplaintTracking.handled_at)
    return moment.isoformat() if moment else ""


def issues(p: Portfolio) -> Iterator[Task]:
    """Limits of reported problems and the revisit after (R-092, R-076, R-080)."""
    table, clock = FeedbackIssueTracker, Clock(service_hours(p.policy, p.calendar))
    for row in p.rows(table):
        customer = p.named(row.text(table.customer_name))
        number = row.text(table.issue_no) or f"第{row.number}行"
        subject = Subject(table.id, number, customer, row.text(table.responsible))
        reported = reported_moment(row.day(table.reported_at), row.text(table.reported_time))
        done = row.moment(table.done_date)
        limits = issue_limits(reported, done, p.policy, clock)
        timed = isinstance(reported, datetime)
        if row.text(table.progress) not in CLOSED and done is None:
            for due, column, what in (
                (limits.acknowledge if timed else None, table.first_response_at, "确认收到问题"),
                (limits.respond, table.first_response_at, "答复问题"),
                (limits.plan, table.plan_given_at, "给出方案：问题"),
                (limits.follow, table.followed_up_at, "跟进结果：问题"),
            ):
                if due is not None and row.moment(column) is None:
                    yield subject.task(due.rules[0], f"{what} {number}", due)
        elif (
            limits.revisit is not None
            and row.day(table.revisit_date) is None
            and row.text(table.verdict) is None
        ):
            yield subject.task("R-080", f"问题 {number} 解决后回访", limits.revisit)


def resolutions(p: Portfolio) -> Iterator[Task]:
    """Immediate problems, and suggestions to be answered and thanked for (R-148, R-147, R-154)."""
    table = IssueResolution
    thanked: set[str] = set()
    for row in p.rows(table):
        reported, category = row.moment(table.reported_at), row.text(table.category)
        customer = p.customer(row.text(table.customer_id))
        if reported is None:
            continue
        key = f"{customer.id}-{reported:%Y%m%d}-{row.number}"
        subject = Subject(table.id, key, customer, row.text(table.department))
        if category == "即时问题" and row.moment(table.solved_at) is None:
            limit = immediate_due(reported, p.policy)
            if limit is not None:
                yield subject.task("R-148", "处理即时问题", limit)
        if category == "客户建议":
            reply = suggestion_reply_due(reported, p.policy)
            if reply is not None and row.moment(table.replied_at) is None:
                yield subject.task("R-147", "答复客户建议", reply)
            thanks = thanks_for_suggestion(reported, p.policy)
            quarter = f"{customer.id}-{reported.year}-{(reported.month - 1) // 3}"
            sent = p.topic_days("感谢信", "礼品").get(customer.id)
            owed = thanks is not None and quarter not in thanked and not stale(reported, p.today, p.policy)
            if owed and thanks is not None and (sent is None or sent < day_of(reported)):
                thanked.add(quarter)
                yield subject.task("R-154", "感谢客户建议", thanks)


def tickets(p: Portfolio) -> Iterator[Task]:
    """Technical tickets of priority P0 and P1 (R-093)."""
    table = TechTicket
    for row in p.rows(table):
        priority = row.text(table.priority)
        due = ticket_limit(priority, row.moment(table.submitted_at), p.policy)
        done = row.moment(table.started_at if priority == "P0" else table.finished_at)
        if due is not None and done is None:
            subject = Subject(
                table.id, row.text(table.ticket_no) or "", p.customer(row.text(table.customer_id))
            )
            yield subject.task("R-093", f"{priority} 工单 {subject.key}", due)


def low_scores(p: Portfolio) -> Iterator[Task]:
    """Customers whose newest score or recommendation asks for a plan (R-054, R-058)."""
    planned: dict[str, date] = {}
    for row in p.rows(ImprovementPlan):
        number, due = row.text(ImprovementPlan.customer_id), row.day(ImprovementPlan.due_date)
        if number and due:
            planned[number] = max(due, planned.get(number, due))
    days = p.policy.count("improve.days")
    for number, score in p.newest_scores.items():
        if needs_improvement(score.exact, p.policy) and planned.get(number, score.day) <= score.day:
            customer = p.customer(number)
            subject = Subject(SatisfactionResponse.id, number, customer, p.words.who("销售主管"))
            due_by = add_days(score.day, days)
            words = f"{score.day} 得分 {score.exact:.1f}，低于 {p.policy.number('satisfaction.min'):f}，提升计划 {days} 天内完成"
            yield subject.task(
                "R-054", "制定满意度提升计划", Reasoned(due_by, ("R-054",), p.policy.profile, words)
            )
    for number, (day, answer) in p.newest_recommendations.items():
        customer = p.customer(number)
        up = low_recommendation(answer, "个人" if customer.is_person else "公司", p.policy)
        if up is not None and planned.get(number, day) <= day:
            subject = Subject(SatisfactionResponse.id, number, customer, p.words.who(up.value))
            yield subject.task(
                "R-058", f"{up.value}联系低推荐客户", Reasoned(day, up.rules, up.profile, up.words)
            )


def surveys(p: Portfolio) -> Iterator[Task]:
    """Surveys that are due (R-055)."""
    if SatisfactionResponse.id not in p.data:
        return
    events = _events(p)
    for customer in p.customers.values():
        if p.stage(customer) != COOPERATING:
            continue
        course = Surveying(
            start=p.coop_start(customer),
            last=p.last_survey.get(customer.id),
            grade=customer.grade,
            events=tuple(events.get(customer.id, ())),
        )
        subject = Subject(SatisfactionResponse.id, customer.id, customer)
        wanted = survey_dates(course, p.policy)
        overdue = [due for due in wanted if day_of(due.value) < p.today]  # one survey answers all of them
        for due in (*overdue[:1], *wanted[len(overdue) :]):
            yield subject.task("R-055", "满意度调查", due, method="问卷")


def _events(p: Portfolio) -> Mapping[str, list[tuple[Moment, str]]]:
    """Key events after which a survey is due within hours: signing, acceptance, a complaint solved."""
    found: dict[str, list[tuple[Moment, str]]] = {}
    if p.policy.is_off("survey.after_event_hours"):
        return found
    for row in p.rows(Contract):
        number = row.text(Contract.customer_id)
        for column, what in ((Contract.signed_date, "签约"), (Contract.accepted_date, "验收")):
            day = row.moment(column)
            if day is not None and number and not stale(day, p.today, p.policy):
                found.setdefault(number, []).append((day, what))
    for row in p.rows(ComplaintLog):
        solved, number = row.moment(ComplaintLog.solved_at), row.text(ComplaintLog.customer_id)
        if solved is not None and number and not stale(solved, p.today, p.policy):
            found.setdefault(number, []).append((solved, "投诉解决"))
    return found
