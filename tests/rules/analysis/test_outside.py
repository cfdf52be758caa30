"""Agreement with figures of others, customer by customer, on real orders and complaints."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import complaint_month, rfm
from xlcrm.rules.analysis.lifetime import purchase_history
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.frames import Data

pytestmark = pytest.mark.data

FOLDER = Path(os.environ.get("XLCRM_DATA", "")) if os.environ.get("XLCRM_DATA") else None
LONG = Policy.default().with_values({"rfm.period_months": 120})
SEGMENTS = {
    "hibernating": "沉睡流失",
    "at_Risk": "有流失风险",
    "cant_loose": "不可失去",
    "about_to_sleep": "即将沉睡",
    "need_attention": "需要关注",
    "loyal_customers": "忠诚",
    "promising": "有望成长",
    "new_customers": "新客户",
    "potential_loyalists": "潜在忠诚",
    "champions": "冠军",
}
R_SEGMENTS = {
    "Champions": "冠军",
    "Loyal Customers": "忠诚",
    "Potential Loyalist": "潜在忠诚",
    "New Customers": "新客户",
    "Promising": "有望成长",
    "Need Attention": "需要关注",
    "About To Sleep": "即将沉睡",
    "At Risk": "有流失风险",
    "Can't Lose Them": "不可失去",
    "Lost": "沉睡流失",
    "Others": "其他",
}


@pytest.fixture(scope="module")
def real() -> Callable[..., pd.DataFrame]:
    """A file of the folder that XLCRM_DATA names."""
    if FOLDER is None:
        pytest.skip("XLCRM_DATA names no folder with real data")

    def read(name: str, **options: object) -> pd.DataFrame:
        return pd.read_csv(FOLDER / name, **options)

    return read


@pytest.fixture(scope="module")
def cdnow(real: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """Orders of the CDNOW sample."""
    table = real("rfm/cdnow_sample.csv", dtype={"sample_id": str}, parse_dates=["date"])
    return table.rename(columns={"sample_id": "customer_id", "date": "order_date"}).assign(order_no=None)


def test_cdnow_history_equals_the_published_summary(
    real: Callable[..., pd.DataFrame], cdnow: pd.DataFrame
) -> None:
    """Frequency, recency and T in weeks at the end of the calibration, to the two decimals of the summary."""
    published = real("rfm/cdnow_customers_summary_published.csv").set_index("ID")
    found = purchase_history(cdnow, date(1997, 9, 30))
    found = found.set_index(found["customer_id"].astype(int)).reindex(published.index)
    assert len(published) == 2357
    assert (found["repeats"] == published["frequency"]).all()
    for days, weeks in (("active_days", "recency"), ("age_days", "T")):
        assert ((found[days] / 7 - published[weeks]).abs() <= 0.005 + 1e-9).all(), weeks


def test_cdnow_history_to_the_end_equals_lifetimes(
    real: Callable[..., pd.DataFrame], cdnow: pd.DataFrame
) -> None:
    expected = real("rfm/cdnow_sample_lifetimes_D_expected.csv", dtype={"sample_id": str}).set_index(
        "sample_id"
    )
    found = purchase_history(cdnow, date(1998, 6, 30)).set_index("customer_id").reindex(expected.index)
    for mine, theirs in (("repeats", "frequency"), ("active_days", "recency"), ("age_days", "T")):
        assert (found[mine] == expected[theirs]).all(), theirs


def retail(real: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """Orders of the Online Retail slice without cancellations and gifts."""
    raw = real("rfm/online_retail_slice.csv", dtype={"InvoiceNo": str}, parse_dates=["InvoiceDate"])
    clean = raw[~raw["InvoiceNo"].str.startswith("C") & (raw["Quantity"] > 0) & (raw["UnitPrice"] > 0)]
    return pd.DataFrame(
        {
            "customer_id": clean["CustomerID"].astype(str),
            "order_no": clean["InvoiceNo"],
            "order_date": clean["InvoiceDate"].astype("datetime64[us]"),
            "amount": clean["Quantity"] * clean["UnitPrice"],
        }
    )


def test_online_retail_rfm_and_segments(real: Callable[..., pd.DataFrame]) -> None:
    orders = retail(real)
    expected = real("rfm/online_retail_slice_rfm_expected.csv")
    expected = expected.set_index(expected["CustomerID"].astype(int).astype(str))
    figures = rfm.measured(countable(Data({"order": orders}), LONG), date(2011, 12, 10), LONG)
    found = rfm.quintiles(figures).set_index("customer_id")
    assert set(found.index) == set(expected.index)
    found = found.reindex(expected.index)
    assert (found["f_count"] == expected["frequency"]).all()
    assert ((found["m_amount"] - expected["monetary"]).abs() < 0.005).all()
    assert (found["r_days"] == expected["recency"]).all()
    for mine, theirs in (("r_score", "R"), ("f_score", "F"), ("m_score", "M")):
        assert (found[mine] == expected[theirs]).all(), theirs
    assert (found["segment"] == expected["segment"].map(SEGMENTS)).all()


def test_cdnow_quintile_scores_and_segments(real: Callable[..., pd.DataFrame]) -> None:
    expected = real("rfm/cdnow_sample_rfm_expected.csv", dtype={"CustomerID": str})
    table = expected.rename(
        columns={
            "CustomerID": "customer_id",
            "recency": "r_days",
            "frequency": "f_count",
            "monetary": "m_amount",
        }
    )
    found = rfm.quintiles(table)
    for mine, theirs in (("r_score", "R"), ("f_score", "F"), ("m_score", "M")):
        assert (found[mine] == found[theirs]).all(), theirs
    assert (found["segment"] == expected.loc[found.index, "segment"].map(SEGMENTS)).all()


def test_r_package_thresholds_and_segments(real: Callable[..., pd.DataFrame]) -> None:
    """The package ``rfm`` of R: its thresholds, and the segment of each of 995 customers."""
    raw = real("rfm/rfmR_orders.csv", parse_dates=["order_date"])
    orders = raw.rename(columns={"revenue": "amount"}).assign(order_no=None)
    expected = real("rfm/rfmR_orders_segments.csv").set_index("customer_id")
    bounds = real("rfm/rfmR_orders_thresholds.csv")
    figures = rfm.measured(orders, date(2006, 12, 31), LONG).set_index("customer_id").reindex(expected.index)
    names = {
        "r_days": ("recency_days", "recency", "r_score"),
        "f_count": ("transaction_count", "frequency", "f_score"),
        "m_amount": ("amount", "monetary", "m_score"),
    }
    found = rfm.ranged(figures)
    for mine, (figure, bound, score) in names.items():
        assert (figures[mine] == expected[figure]).all(), figure
        wanted = list(zip(bounds[f"{bound}_lower"], bounds[f"{bound}_upper"], strict=True))
        assert [(round(low, 6), round(high, 6)) for low, high in rfm.score_bounds(figures[mine])] == wanted
        assert (found[score] == expected[f"{bound}_score"]).all(), score
    assert (found["segment"] == expected["segment"].map(R_SEGMENTS)).all()


def test_complaints_are_counted_as_others_count_them(real: Callable[..., pd.DataFrame]) -> None:
    raw = real("complaints/cfpb_349.csv", parse_dates=["Date received", "Date sent to company"])
    assert FOLDER is not None
    expected = json.loads((FOLDER / "EXPECTED.json").read_text("utf-8"))["complaints"]["cfpb_349"]
    log = pd.DataFrame(
        {
            "complaint_date": raw["Date received"].astype("datetime64[us]"),
            "complaint_type": raw["Product"],
            "problem_key": raw["Company"],
            "department": raw["Company"],
        }
    )
    shares = complaint_month.type_shares(log)
    assert dict(zip(shares["complaint_type"], shares["count"], strict=True)) == expected["product"]
    assert int(shares["count"].sum()) == expected["rows"]
    assert abs(shares["share"].sum() - 1) < 1e-9
    top = complaint_month.top_problems(log, Policy.default())
    assert dict(zip(top["problem_key"], top["count"], strict=True)) == expected["top3_company"]
    departments = complaint_month.by_department(log)
    assert (len(departments), int(departments["count"].sum())) == (expected["companies"], expected["rows"])
