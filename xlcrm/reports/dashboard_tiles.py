"""The figures at the top of the dashboard, each with what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.report import Tile
from xlcrm.rules.analysis import answers, kpi
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data


@dataclass(frozen=True)
class Scene:
    """What every part of the dashboard looks at."""

    data: Data
    policy: Policy
    month: date
    as_of: date

    @property
    def quarter(self) -> tuple[date, date]:
        """Days after which and up to which answers count."""
        return add_days(kpi.quarter_start(self.month), -1), self.as_of


def figures(trend: pd.DataFrame, scene: Scene) -> list[Tile]:
    """Tiles of the month: ``trend`` as ``kpi.trend`` yields it, its last row the month."""
    now, before = trend.iloc[-1], trend.iloc[-2]
    asked = _recommendation(scene)
    liked = answers.satisfied(_surveys(scene)["score_100"], scene.policy)
    low = liked is not None and liked.mean < float(scene.policy.number("satisfaction.min"))
    return [
        _customers(now, before),
        _tile("新增客户", now, before, "new_customers"),
        _tile("流失客户", now, before, "lost_customers", bad=True),
        _tile("销售额(元)", now, before, "sales"),
        _tile("平均客单价(元)", now, before, "avg_spend"),
        Tile(
            "客户满意度",
            _figure(now["satisfaction"]),
            "decimal",
            note=f"本季度；满意率 {liked.share:.0%}（{liked.interval.percent()}）"
            if liked
            else "本季度没有问卷",
            tone="warn" if low else "good" if liked else "plain",
        ),
        Tile(
            "NPS",
            asked.value if asked else None,
            "decimal",
            note=asked.words(scene.policy) if asked else "本季度没有回答",
        ),
        _tile("投诉率", now, before, "complaint_rate", "percent", bad=True),
    ]


def _customers(now: pd.Series, before: pd.Series) -> Tile:
    whole = _tile("客户总数", now, before, "total_customers")
    dormant = _figure(now["dormant_customers"])
    return whole if dormant is None else replace(whole, note=f"{whole.note}；沉睡 {dormant:,.0f}，不计为流失")


def _tile(
    label: str, now: pd.Series, before: pd.Series, name: str, form: str = "int", *, bad: bool = False
) -> Tile:
    """A figure with last month's beside it; for ``bad`` figures more is worse."""
    value, last = _figure(now[name]), _figure(before[name])
    told = (
        "上月没有记录" if last is None else f"上月 {last:.1%}" if form == "percent" else f"上月 {last:,.0f}"
    )
    worse = bad and value is not None and last is not None and value > last
    return Tile(
        label, value, "percent" if form == "percent" else "int", note=told, tone="warn" if worse else "plain"
    )


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not pd.isna(value) else None


def _surveys(scene: Scene) -> pd.DataFrame:
    found = answers.surveys(scene.data["satisfaction_response"], scene.policy)
    return answers.in_period(found, *scene.quarter)


def _recommendation(scene: Scene) -> answers.Recommendation | None:
    told = answers.newest(_surveys(scene), "recommend_score")["recommend_score"]
    return answers.recommendation(told, scene.policy)
