"""Everything that the figures of a month ask for: who should do what by when, from all rules together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rules.analysis import abc_grades, churn, funnel, industries
from xlcrm.rules.analysis.answers import newest, surveys
from xlcrm.rules.analysis.complaint_month import repeated_problems
from xlcrm.rules.analysis.figures import reaches
from xlcrm.rules.analysis.joins import by_customer, looked_up
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.periods import in_month, up_to
from xlcrm.rules.analysis.presence import DORMANT, present
from xlcrm.rules.analysis.suggestions import Suggestion, suggestions
from xlcrm.rules.complaints import escalation
from xlcrm.rules.dates import add_days, add_months, percent_text
from xlcrm.rules.frames import Data
from xlcrm.rules.plain import rows

CONFLICT = "资源冲突"


def proposals(data: Data, policy: Policy, month: date, as_of: date) -> list[Suggestion]:
    """Suggestions of a month as known on ``as_of``, the most pressing first.

    Management (R-131), high risk (R-065), problems three months running (R-085), low satisfaction and
    recommendation (R-054, R-058), the funnel (R-115), dormant customers and industries (R-124), the
    structure of the grades (R-061).
    """
    return [
        *_management(data, policy, month, as_of),
        *_at_risk(data, policy, as_of),
        *_repeated(data, policy, month, as_of),
        *_dissatisfied(data, policy, as_of),
        *_funnel(data, policy, as_of),
        *_strategy(data, policy, as_of),
        *_structure(data, policy, as_of),
    ]


def _management(data: Data, policy: Policy, month: date, as_of: date) -> Iterator[Suggestion]:
    """Complaints of the month that go up, and conflicts between departments (R-131)."""
    words = lists_of(data)
    log = data["complaint_log"]
    log = log[in_month(log["complaint_date"], month) & up_to(log["complaint_date"], as_of)]
    found = []
    for row in rows(log[log["status"] != "投诉已关闭"]):
        told = f"{row.text('content') or ''} {row.text('demand') or ''}"
        if up := escalation(row.text("level"), told, row.figure("compensation_amount"), policy, words):
            found.append(f"{row.text('complaint_no') or '未编号'}（{up.words.partition(' ⇒ ')[0]}）")
    if found:
        basis = f"{len(found)} 起未关闭的投诉需上报：{'、'.join(found[:3])}{' 等' if len(found) > 3 else ''}"
        yield Suggestion("R-131", basis, "管理层牵头处理，组成专项小组", "管理层", as_of)
    plans = data["action_plan"]
    conflicts = plans[
        plans["basis"].str.contains(CONFLICT).fillna(False).astype(bool) & (plans["status"] != "已完成")
    ]
    if len(conflicts):
        basis = f"{len(conflicts)} 项部门间{CONFLICT}尚未解决"
        yield Suggestion("R-131", basis, "协调各部门资源", "管理层", add_days(as_of, 7))


def _at_risk(data: Data, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    scored = churn.risk_scores(churn.signs(data, policy, as_of), policy)
    high = int((scored["risk_level"] == churn.HIGH).sum())
    if high:
        basis = f"{high} 位客户流失风险为高（{policy.text('churn.high')} 分起），名单见流失风险评分表"
        due = add_days(as_of, policy.count("churn.first_contact_days"))
        yield Suggestion("R-065", basis, "逐一由高层经理联系，提供临时折扣或额外服务", "管理层", due)


def _repeated(data: Data, policy: Policy, month: date, as_of: date) -> Iterator[Suggestion]:
    due = add_days(as_of, policy.count("improve.days"))
    table = repeated_problems(data["complaint_log"], month, policy)
    for key, counts in zip(table["problem_key"].head(3), table["by_month"], strict=False):
        action = f"产品部查明“{key}”的原因并改进，排查买过同一产品的客户"
        yield Suggestion("R-085", f"{key}：{counts}", action, "产品负责人", due)


def _dissatisfied(data: Data, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    answers = surveys(data["satisfaction_response"], policy)
    answers = answers[up_to(answers["survey_date"], as_of)]
    due = add_days(as_of, policy.count("improve.days"))
    scores = newest(answers, "score_100")["score_100"]
    low = int((~reaches(scores, policy.number("satisfaction.min"))).sum())
    if low:
        basis = f"{low} 位客户最近一次满意度低于 {policy.text('satisfaction.min')} 分"
        yield Suggestion("R-054", basis, "逐一制定提升计划，回访验证", "销售主管", due)
    told = newest(answers, "recommend_score")["recommend_score"]
    kinds = looked_up(told.index.to_series(), by_customer(data["customer_master"], "customer_kind")).fillna(
        "公司"
    )
    firms = kinds.isin(list(policy.words("nps.exec_kinds")))
    few = int(((told < float(policy.number("nps.exec_below"))) & firms).sum())
    if few:
        basis = f"{few} 家客户推荐值低于 {policy.text('nps.exec_below')}"
        yield Suggestion("R-058", basis, "由管理层联系，了解原因", "管理层", due)


def _funnel(data: Data, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    if not data.has("opportunity_stage_log"):
        return
    table = funnel.steps(funnel.entries(data, as_of), policy, add_months(as_of, -12), as_of)
    watched = table.iloc[-1]
    if watched["alert"]:
        rate = percent_text(float(watched["rate"]), policy)
        basis = f"{watched['step']} 转化率 {rate}，低于 {policy.text('funnel.min')}"
        due = add_days(as_of, policy.count("improve.days"))
        yield Suggestion("R-115", basis, "复盘未接受的方案，改进方案和报价", "销售主管", due)


def _strategy(data: Data, policy: Policy, as_of: date) -> list[Suggestion]:
    here = present(data, as_of)
    dormant = int((here["customer_status"] == DORMANT).sum())
    trades = industries.distribution(data, policy, as_of)
    known = trades[trades["industry"] != industries.UNKNOWN].nlargest(3, "growth")
    if industries.too_young(data, policy, as_of):
        known = known[:0]  # growth over a period that was hardly recorded says nothing
    return suggestions(dormant, len(here), known, policy, as_of)


def _structure(data: Data, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    check = abc_grades.structure(
        abc_grades.value_grades(abc_grades.revenues(data, policy, as_of), policy), policy
    )
    if not check["revenue"].sum():
        return
    off = check[check["message"] != ""]
    if len(off):
        told = "；".join(
            f"{grade}：{text}" for grade, text in zip(off["value_grade"], off["message"], strict=True)
        )
        due = add_days(as_of, policy.count("improve.days"))
        yield Suggestion("R-061", told, "核对客户等级，调整资源投入", "销售主管", due)


def table_of(found: list[Suggestion], data: Data) -> pd.DataFrame:
    """Suggestions as a table, with the person of the post where the 选项表 names one."""
    words = lists_of(data)
    return pd.DataFrame(
        [[s.rule, s.basis, s.action, words.who(s.post), pd.Timestamp(s.due)] for s in found],
        columns=["rule", "basis", "action", "who", "due"],
    ).astype({"due": "datetime64[us]"})
