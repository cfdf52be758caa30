"""Complaints, their handling, and what customers answered when they were asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from xlcrm.actions.demonstration import people
from xlcrm.actions.demonstration.people import Customer
from xlcrm.tables import ComplaintLog, ComplaintTracking, OverdueApproval, RevisitLog, SatisfactionResponse
from xlcrm.tables.rows import Value

_CASES = (
    ("产品问题", "服务器噪音大", "产品部", "一般", "机房服务器运行噪音大，影响办公", "更换静音风扇"),
    ("产品问题", "外观划痕", "产品部", "一般", "收到的设备外观有划痕", "更换新机"),
    ("产品问题", "系统宕机", "技术部", "严重", "服务器宕机4小时，订单无法处理", "尽快恢复并说明原因"),
    ("服务问题", "技术响应超时", "客服部", "一般", "报修后半天没有工程师联系", "缩短响应时间"),
    ("服务问题", "上门安装延误", "客服部", "一般", "约好的安装时间推迟了一天", "道歉并重新安排"),
    ("沟通问题", "合同条款解释不清", "销售部", "一般", "对付款条款的解释前后不一致", "书面说明条款"),
    ("沟通问题", "发票信息有误", "销售部", "一般", "发票抬头开错", "重新开票"),
)
_WEIGHTS = (24, 10, 6, 22, 12, 16, 10)
_HOURS = {"一般": 24, "严重": 48, "重大": 72}


def complaints(random: Random, crowd: Sequence[Customer], today: date) -> dict[str, list[dict[str, Value]]]:
    """Complaints of the cooperating customers and the steps of their handling."""
    served = [c for c in crowd if c.coop_start]
    moments = []
    for _ in range(max(12, len(crowd) * 2 // 5)):
        c = random.choice(served)
        assert c.coop_start is not None
        days = (today - c.coop_start).days
        day = today - timedelta(days=min(days - 1, int(random.expovariate(1 / 130))))
        moments.append((datetime.combine(day, time(random.randint(8, 17), random.choice((5, 20, 40)))), c))
    moments.sort(key=lambda moment: moment[0])
    log: list[dict[str, Value]] = []
    steps: list[dict[str, Value]] = []
    excused: list[dict[str, Value]] = []
    serials: dict[date, int] = {}
    for received, c in moments:
        serials[received.date()] = serials.get(received.date(), 0) + 1
        number = f"{received:%Y%m%d}-{serials[received.date()]:03d}"
        case = random.choices(_CASES, _WEIGHTS)[0]
        row, handled = _complaint(random, c, number, received, case, today)
        log.append(row)
        steps.extend(handled)
        excused.extend(_excuse(row, received, len(excused) + 1))
    return {ComplaintLog.id: log, ComplaintTracking.id: steps, OverdueApproval.id: excused[:-1]}


def _excuse(row: dict[str, Value], received: datetime, serial: int) -> Iterator[dict[str, Value]]:
    """A missed deadline is explained and approved (all but the last one, which somebody forgot)."""
    L, A = ComplaintLog, OverdueApproval
    deadline = received + timedelta(hours=_HOURS[str(row[L.level])])
    solved = row[L.solved_at]
    if isinstance(solved, datetime) and solved > deadline:
        yield {
            A.approval_no: f"SP{received:%Y%m%d}-{serial:03d}", A.source_table: ComplaintLog.id,
            A.source_key: row[L.complaint_no], A.step: "投诉解决", A.deadline_at: deadline, A.done_at: solved,
            A.reason: "客户出差，改期上门", A.applicant: row[L.responsible], A.approver: "冯敏", A.result: "同意",
            A.decided_date: solved.date(),
        }  # fmt: skip


def _complaint(
    random: Random, c: Customer, number: str, received: datetime, case: tuple[str, ...], today: date
) -> tuple[dict[str, Value], list[dict[str, Value]]]:
    kind, key, department, level, content, demand = case
    who = "宋佳主管" if level == "严重" else random.choice(people.SERVICE)
    limit = _HOURS[level]
    late = random.random() < 0.12
    solved = received + timedelta(hours=limit * (random.uniform(1.1, 1.6) if late else random.uniform(0.2, 0.9)))
    solved = solved.replace(second=0, microsecond=0)
    revisit = solved.date() + timedelta(days=random.randint(1, 3))
    done, closed = solved.date() < today, revisit < today
    L = ComplaintLog
    row: dict[str, Value] = {
        L.complaint_no: number,
        L.complaint_date: received.date(),
        L.customer_id: c.number,
        L.customer_name: c.name,
        L.contact_name: c.contact,
        L.contact_phone: c.phone,
        L.channel: random.choice(("电话", "电话", "邮件", "微信")),
        L.content: content,
        L.demand: demand,
        L.level: level,
        L.responsible: who,
        L.received_at: received,
        L.first_response_at: received + timedelta(minutes=random.randint(3, 50)),
        L.complaint_type: kind,
        L.problem_key: key,
        L.department: department,
        L.status: "投诉已关闭" if closed else "已完成" if done else "处理中",
        L.solved_at: solved if done else None,
        L.revisit_date: revisit if closed else None,
        L.revisit_result: "满意" if closed else None,
        L.product: random.choice(people.PRODUCTS[c.industry]),
    }
    if closed and random.random() < 0.2:
        row[L.compensation_amount] = random.choice((100, 200, 300, 500))
    return row, list(_steps(number, who, received, solved if done else None, revisit if closed else None))


def _steps(
    number: str, who: str, received: datetime, solved: datetime | None, revisit: date | None
) -> Iterator[dict[str, Value]]:
    T = ComplaintTracking

    def step(name: str, at: datetime, did: str, said: str, following: str, due: date | None) -> dict[str, Value]:
        return {
            T.complaint_no: number, T.step: name, T.handled_at: at, T.handler: who, T.action_desc: did,
            T.feedback: said, T.next_action: following, T.due_date: due if due else "-",
        }  # fmt: skip

    yield step("接收安抚", received, "接听电话，记录投诉内容，安抚情绪", "要求尽快解决", "-", None)
    plan = received + timedelta(minutes=55)
    day = f"{plan.month}月{plan.day}日"
    yield step("分类定级", received + timedelta(minutes=25), "核对问题并定级", "同意处理流程", f"{day}提交处理方案", plan.date())
    yield step("方案制定", plan, "与责任部门商定处理方案", "同意方案", f"{day}安排工程师处理", plan.date())
    if solved:
        until = solved.date() + timedelta(days=3)
        yield step("处理完成", solved, "问题已处理，请客户确认", "问题已解决", "3天内回访满意度", until)
    if revisit:
        yield step("反馈回访", datetime.combine(revisit, time(15)), "电话回访", "满意", "-", None)


def satisfaction(random: Random, crowd: Sequence[Customer], today: date) -> dict[str, list[dict[str, Value]]]:
    """Revisits as the manual asks (monthly at first and for A, then quarterly) and the questionnaire each quarter."""
    answers: list[dict[str, Value]] = []
    visits: list[dict[str, Value]] = []
    for c in crowd:
        if c.coop_start is None:
            continue
        mood = random.choices((4.6, 4.1, 3.4), (55, 33, 12))[0]
        end = min(c.last_day, today)
        day = c.coop_start + timedelta(days=random.randint(24, 30))
        while day <= end:
            day += timedelta(days=max(0, 8 - day.isoweekday()) % 7 if day.isoweekday() > 5 else 0)
            if day > end:
                break
            visits.append(_visit(random, c, day, mood, len(visits) + 1))
            monthly = c.grade == "A类" or (day - c.coop_start).days < 150
            day += timedelta(days=random.randint(26, 30) if monthly else random.randint(82, 90))
        day = c.coop_start + timedelta(days=random.randint(80, 90))
        while day <= end:
            answers += _answers(random, c, day, mood)
            day += timedelta(days=random.randint(84, 91))
    visits.sort(key=lambda row: str(row[RevisitLog.contact_at]))
    return {RevisitLog.id: visits, SatisfactionResponse.id: answers}


def _good_hour(random: Random, day: date) -> int:
    """Neither Monday morning nor Friday afternoon."""
    return {0: 15, 4: 10}.get(day.weekday(), random.choice((10, 15)))


def _score(random: Random, mood: float) -> int:
    return min(5, max(1, round(random.gauss(mood, 0.6))))


def _visit(random: Random, c: Customer, day: date, mood: float, serial: int) -> dict[str, Value]:
    score = _score(random, mood)
    following = day + timedelta(days=7)
    V = RevisitLog
    return {
        V.revisit_no: f"HF{day:%Y%m%d}-{serial % 1000:03d}",
        V.customer_id: c.number,
        V.customer_name: c.name,
        V.template: "003-4",
        V.contact_at: datetime.combine(day, time(_good_hour(random, day), random.choice((0, 30)))),
        V.method: random.choice(("电话", "电话", "上门拜访")),
        V.revisit_reason: "季度回访",
        V.contact_name: c.contact,
        V.contact_title: c.title,
        V.contact_phone: c.phone,
        V.feedback: "使用正常，感谢支持" if score >= 4 else "响应偏慢，希望改进" if score == 3 else "响应太慢，很不满意",
        V.satisfaction_score: score,
        V.score_reason: None if score > 3 else "技术响应时间长",
        V.mood: {5: "满意", 4: "满意", 3: "一般"}.get(score, "不满"),
        V.potential_need: random.choice(("无需求", "复购", "功能升级")),
        V.next_action: f"{following.month}月{following.day}日电话确认使用情况",
        V.owner: c.owner,
    }


_DIMENSIONS = (("产品质量稳定性", "产品"), ("技术响应速度", "服务"), ("服务人员态度", "服务"))


def _answers(random: Random, c: Customer, day: date, mood: float) -> Iterator[dict[str, Value]]:
    S = SatisfactionResponse
    scores: list[tuple[str, str, int]] = [(name, group, _score(random, mood)) for name, group in _DIMENSIONS]
    scores.append(("继续合作", "续购", 1 if mood > 3.5 else random.randint(0, 1)))
    scores.append(("推荐同行", "推荐", min(10, max(2, round(random.gauss(mood * 2 - 0.3, 1.2))))))
    for name, group, score in scores:
        yield {
            S.survey_no: f"DC{day:%Y%m%d}-{c.number}", S.template: "001-6", S.customer_id: c.number,
            S.survey_date: day, S.dimension: name, S.dimension_group: group, S.score: score,
        }  # fmt: skip
