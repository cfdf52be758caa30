"""The complaints of a month as 表9 counts them: types, TOP3, departments, problems that keep coming back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.analysis.periods import in_month, months_up_to
from xlcrm.rules.dates import percent_text

UNTYPED, UNASSIGNED, UNGRADED = "未分类", "未定责", "未分级"


def merged_keys(keys: pd.Series, meaning: Mapping[str, str]) -> pd.Series:
    """Problem keys with the synonyms of the 选项表 (list 问题关键词) put right.

    >>> merged_keys(pd.Series(["噪音大", "划痕", None], dtype=object), {"噪音大": "服务器噪音大"}).tolist()
    ['服务器噪音大', '划痕', None]
    """
    return pd.Series([meaning.get(key, key) for key in keys], index=keys.index, dtype=object)


@implements("R-083")
def type_shares(month_log: pd.DataFrame) -> pd.DataFrame:
    """R-083 每月总量与类型占比: type, count and share of the month's complaints, most frequent first.

    Source: 《手册》第四章 §5、表9. ``month_log`` are the rows of one calendar month by 投诉日期. A blank type
    is 未分类; no complaints give no rows. Shares are not rounded.

    >>> log = pd.DataFrame({"complaint_type": ["产品问题"] * 5 + ["服务问题"] * 4 + ["沟通问题"] * 3})
    >>> shares = type_shares(log)
    >>> type_text(shares, Policy.default())
    '产品问题:5起(41.7%);服务问题:4起(33.3%);沟通问题:3起(25%)'
    >>> type_text(type_shares(log[:0]), Policy.default())
    ''
    """
    counted = _counted(month_log["complaint_type"].fillna(UNTYPED), "complaint_type")
    counted["share"] = counted["count"] / max(len(month_log), 1)
    return counted


def type_text(shares: pd.DataFrame, policy: Policy) -> str:
    """投诉类型分布 as 表9 writes it."""
    rows = zip(shares["complaint_type"], shares["count"], shares["share"], strict=True)
    return ";".join(f"{kind}:{count}起({percent_text(share, policy)})" for kind, count, share in rows)


@implements("R-084")
def top_problems(month_log: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-084 高频问题 TOP3: rank, problem key, count and first day of the most frequent problems.

    Source: 《手册》表9. ``top.n`` rows at most; of equals the one heard of first stands first, then by name.
    Blank keys are not ranked.

    >>> days = pd.to_datetime([f"2023-08-{day:02d}" for day in (2, 4, 7, 9, 11, 16, 18)])
    >>> keys = ["噪音大", "响应超时", "条款不清", "噪音大", "响应超时", "划痕", "条款不清"]
    >>> top = top_problems(pd.DataFrame({"complaint_date": days, "problem_key": keys}), Policy.default())
    >>> top_text(top)
    '1.噪音大(2起);2.响应超时(2起);3.条款不清(2起)'
    """
    keyed = month_log[month_log["problem_key"].notna()]
    grouped = keyed.groupby("problem_key", sort=False)["complaint_date"]
    counted = grouped.agg(count="size", first="min").reset_index()
    counted = counted.sort_values(["count", "first", "problem_key"], ascending=[False, True, True])
    counted = counted.head(policy.count("top.n")).reset_index(drop=True)
    counted.insert(0, "rank", range(1, len(counted) + 1))
    return counted


def top_text(top: pd.DataFrame) -> str:
    """高频问题TOP3 as 表9 writes it."""
    rows = zip(top["rank"], top["problem_key"], top["count"], strict=True)
    return ";".join(f"{rank}.{key}({count}起)" for rank, key, count in rows)


@implements("R-086")
def by_department(month_log: pd.DataFrame) -> pd.DataFrame:
    """R-086 按责任部门统计: department and count, most first; a blank is 未定责, the sum is the total.

    Source: 《手册》第四章 §5、表9.

    >>> log = pd.DataFrame({"department": ["产品部"] * 5 + ["客服部"] * 4 + ["销售部"] * 3})
    >>> department_text(by_department(log)), int(by_department(log)["count"].sum())
    ('产品部:5起;客服部:4起;销售部:3起', 12)
    """
    return _counted(month_log["department"].fillna(UNASSIGNED), "department")


def department_text(departments: pd.DataFrame) -> str:
    """责任部门分布 as 表9 writes it."""
    rows = zip(departments["department"], departments["count"], strict=True)
    return ";".join(f"{department}:{count}起" for department, count in rows)


@implements("R-085")
def repeated_problems(log: pd.DataFrame, month: date, policy: Policy) -> pd.DataFrame:
    """R-085 同一问题连续三个月: problems heard of in each of the months that end with ``month``.

    Source: 《手册》第四章 §5. ``repeat.months`` months with at least ``repeat.min_per_month`` complaints
    each; one row a problem: key, total, counts by month in words, the products concerned (a tuple).

    >>> days = pd.to_datetime(["2023-06-03", "2023-07-09", "2023-08-02", "2023-08-09", "2023-08-11"])
    >>> log = pd.DataFrame({"complaint_date": days, "problem_key": ["服务器噪音大"] * 4 + ["划痕"],
    ...                     "product": "服务器"})
    >>> repeated_problems(log, date(2023, 8, 1), Policy.default()).values.tolist()
    [['服务器噪音大', 4, '6月1起、7月1起、8月2起', ('服务器',)]]
    >>> repeated_problems(log[days != "2023-07-09"], date(2023, 8, 1), Policy.default()).empty
    True
    """
    months = months_up_to(month, policy.count("repeat.months"))
    keyed = log[log["problem_key"].notna()]
    counts = pd.DataFrame(
        {m: keyed.loc[in_month(keyed["complaint_date"], m), "problem_key"].value_counts() for m in months}
    ).fillna(0)
    lasting = counts[(counts >= policy.count("repeat.min_per_month")).all(axis=1)].astype(int)
    lasting = lasting.assign(total=lasting.sum(axis=1)).sort_values("total", ascending=False, kind="stable")
    since = keyed["complaint_date"].ge(pd.Timestamp(months[0]))
    recent = keyed[since & keyed["problem_key"].isin(lasting.index)]
    return pd.DataFrame(
        {
            "problem_key": list(lasting.index),
            "total": lasting["total"].tolist(),
            "by_month": [
                "、".join(f"{m.month}月{row[m]}起" for m in months) for _, row in lasting[months].iterrows()
            ],
            "products": [
                tuple(sorted(recent.loc[recent["problem_key"] == key, "product"].dropna().unique()))
                for key in lasting.index
            ],
        }
    )


@implements("R-085")
def preventive_checks(repeated: pd.DataFrame, orders: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """R-085 预防性排查: customers who bought a product of a problem that keeps coming back.

    One row a customer and problem: key, product, customer, day of the last order, whether the customer has
    complained of it already.

    >>> repeated = pd.DataFrame({"problem_key": ["噪音大"], "products": [("服务器",)]})
    >>> days = pd.to_datetime(["2023-01-05", "2023-03-01", "2023-02-01", "2023-01-01"])
    >>> orders = pd.DataFrame({"customer_id": ["1", "1", "2", "3"], "product": ["服务器"] * 3 + ["网关"],
    ...                        "order_date": days})
    >>> log = pd.DataFrame({"customer_id": ["2"], "problem_key": ["噪音大"]})
    >>> found = preventive_checks(repeated, orders, log)
    >>> found[["customer_id", "complained"]].values.tolist()
    [['1', False], ['2', True]]
    """
    pairs = repeated[["problem_key", "products"]].explode("products").rename(columns={"products": "product"})
    sold = orders.groupby(["product", "customer_id"], as_index=False)["order_date"].max()
    found = pairs.dropna().merge(sold, on="product").drop_duplicates(["problem_key", "customer_id"])
    told = set(zip(log["problem_key"], log["customer_id"], strict=True))
    asked = zip(found["problem_key"], found["customer_id"], strict=True)
    found["complained"] = pd.Series([pair in told for pair in asked], index=found.index, dtype=bool)
    return found.sort_values(["problem_key", "complained", "customer_id"]).reset_index(drop=True)


@implements("R-125")
def by_grade(log: pd.DataFrame, grades: pd.Series) -> pd.DataFrame:
    """R-125 按类型与等级交叉: complaints by customer grade and problem, with the share of the grade.

    Source: 《手册》第五章 §3. The problem is the key, the type where the key is blank. ``grades`` leads from
    customer to grade as it is now; the row with the top problem of a grade is its first.

    >>> keys = ["响应速度"] * 4 + ["价格"]
    >>> log = pd.DataFrame({"customer_id": "1", "problem_key": keys, "complaint_type": "服务问题"})
    >>> by_grade(log, pd.Series({"1": "A类"})).to_dict("records")[0]
    {'grade': 'A类', 'problem': '响应速度', 'count': 4, 'share': 0.8}
    """
    problems = log["problem_key"].fillna(log["complaint_type"]).fillna(UNTYPED)
    graded = looked_up(log["customer_id"], grades).fillna(UNGRADED)
    table = pd.DataFrame({"grade": graded, "problem": problems})
    counted = table.groupby(["grade", "problem"], as_index=False, sort=False).size()
    counted = counted.rename(columns={"size": "count"})
    counted["share"] = counted["count"] / counted.groupby("grade")["count"].transform("sum")
    order = counted.sort_values(["grade", "count", "problem"], ascending=[True, False, True])
    return order.reset_index(drop=True)


def _counted(values: pd.Series, name: str) -> pd.DataFrame:
    """Values with their counts, most first, equals in the order of their first appearance."""
    counts = values.value_counts(sort=False)
    return counts.sort_values(ascending=False, kind="stable").rename_axis(name).reset_index(name="count")
