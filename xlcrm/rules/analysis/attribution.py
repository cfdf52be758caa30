"""Which channels bring the deals: a Markov chain over the paths of touches, and the simple counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import up_to
from xlcrm.rules.frames import Data

UNKNOWN = "未知"
_Matrix = npt.NDArray[np.float64]


def steps(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """Touches up to ``as_of`` in the order of each path: ``path``, ``channel``, ``won``.

    A path ends with a touch that made the deal (是否成交 是); what follows is a path of its own. A customer
    who ordered without any touch is a path of 未知.
    """
    touches = data["touchpoint"]
    known = touches[up_to(touches["touched_at"], as_of) & touches["customer_id"].notna()]
    ordered = known.sort_values(["customer_id", "touched_at"], kind="stable")
    deal = (ordered["converted"] == "是").astype(int)
    before = deal.groupby(ordered["customer_id"]).cumsum() - deal
    path = ordered["customer_id"].astype(str) + "/" + before.astype(str)
    told = pd.DataFrame({"path": path, "channel": ordered["channel"].fillna(UNKNOWN)})
    told["won"] = deal.groupby(path).transform("max").astype(bool)
    orders = countable(data, policy)
    buyers = orders.loc[orders["order_date"] < pd.Timestamp(as_of + timedelta(days=1)), "customer_id"]
    silent = buyers[~buyers.isin(known["customer_id"])].drop_duplicates()
    unseen = pd.DataFrame({"path": silent.astype(str), "channel": UNKNOWN, "won": True})
    return pd.concat([told, unseen], ignore_index=True)


def of_paths(paths: Iterable[tuple[Sequence[str], bool]]) -> pd.DataFrame:
    """The same out of paths of channels with their ends, for a reader with pencil and paper."""
    rows = [
        (number, channel, won)
        for number, (channels, won) in enumerate(paths)
        for channel in (channels or (UNKNOWN,))
    ]
    return pd.DataFrame(rows, columns=["path", "channel", "won"])


@implements("R-121")
def attribution(table: pd.DataFrame) -> pd.DataFrame | None:
    """R-121 渠道归因: share of the deals of each channel by removal effect, beside first, last and linear.

    Source: 《跟进策略》第十章. A chain of first order, start → channels → won or lost, self-loops kept, solved
    exactly. A channel's removal effect is the part of the chance to win that is lost when every path that
    would enter it is lost; the effects are scaled to the number of deals. None when nothing was won.

    >>> paths = [(("展会", "电话"), True), (("展会",), False), (("广告", "电话"), True), (("广告",), False),
    ...          (("电话",), False), (("展会", "广告", "电话"), True)]
    >>> found = attribution(of_paths(paths)).set_index("channel")
    >>> found[["removal", "share", "deals"]].round(4).to_dict("index")["展会"]
    {'removal': 0.4167, 'share': 0.2174, 'deals': 0.6522}
    >>> found["removal"].round(4).to_dict()
    {'电话': 1.0, '广告': 0.5, '展会': 0.4167}
    >>> found.loc["电话", ["first", "last", "linear"]].round(2).tolist()
    [0.0, 3.0, 1.33]
    >>> shares = attribution(of_paths([(("C1", "C2", "C3"), True), (("C1",), False), (("C2", "C3"), False)]))
    >>> shares.sort_values("channel")["share"].round(6).tolist()
    [0.2, 0.4, 0.4]
    """
    paths = table.drop_duplicates("path")
    deals = int(paths["won"].sum())
    if not deals:
        return None
    codes, names = pd.factorize(table["channel"], sort=True)
    chain, ends = _chain(table, codes, len(names))
    whole = _chance(chain, ends)
    removal = np.array([1 - _chance(*_without(chain, ends, one)) / whole for one in range(len(names))])
    removal = np.where(np.abs(removal) < 1e-12, 0.0, removal)
    share = removal / removal.sum() if removal.sum() > 0 else removal
    found = pd.DataFrame(
        {
            "channel": names,
            "touches": np.bincount(codes, minlength=len(names)),
            "removal": removal,
            "share": share,
            "deals": share * deals,
            **_simple(table, codes, len(names)),
        }
    )
    return found.sort_values(["share", "channel"], ascending=[False, True]).reset_index(drop=True)


def _chain(table: pd.DataFrame, codes: npt.NDArray[np.intp], count: int) -> tuple[_Matrix, _Matrix]:
    """Chances from start (row 0) and each channel to each channel, and to a deal."""
    path = table["path"].to_numpy()
    first = np.r_[True, path[1:] != path[:-1]]
    last = np.r_[first[1:], True]
    moves = np.zeros((count + 1, count))
    ends = np.zeros(count + 1)
    np.add.at(moves, (np.zeros(int(first.sum()), dtype=int), codes[first]), 1)
    np.add.at(moves, (codes[:-1][~last[:-1]] + 1, codes[1:][~first[1:]]), 1)
    won = last & table["won"].to_numpy(dtype=bool)
    lost = last & ~table["won"].to_numpy(dtype=bool)
    np.add.at(ends, codes[won] + 1, 1)
    total = moves.sum(axis=1) + ends + np.bincount(codes[lost] + 1, minlength=count + 1)
    return moves / total[:, None], ends / total


def _chance(moves: _Matrix, ends: _Matrix) -> float:
    """Chance that a path from the start ends with a deal."""
    solved = np.linalg.solve(np.eye(len(ends) - 1) - moves[1:], ends[1:])
    return float(moves[0] @ solved)


def _without(moves: _Matrix, ends: _Matrix, channel: int) -> tuple[_Matrix, _Matrix]:
    left = moves.copy()
    left[:, channel] = 0
    return left, ends


def _simple(table: pd.DataFrame, codes: npt.NDArray[np.intp], count: int) -> dict[str, _Matrix]:
    """Deals by the first touch, by the last, and divided among all touches of the path."""
    won = table["won"].to_numpy(dtype=bool)
    path = table["path"]
    first, last = won & ~path.duplicated().to_numpy(), won & ~path.duplicated(keep="last").to_numpy()
    each = 1 / path.groupby(path).transform("size").to_numpy()
    return {
        "first": np.bincount(codes[first], minlength=count).astype(float),
        "last": np.bincount(codes[last], minlength=count).astype(float),
        "linear": np.bincount(codes[won], weights=each[won], minlength=count),
    }
