"""Figures of whole columns: rounding as the manuals round, and bounds that a binary fraction cannot cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from decimal import Decimal

_EXACT = 9


def half_up(values: pd.Series, places: int = 0) -> pd.Series:
    """Rounded half up on the decimal digits as written; a blank stays blank.

    >>> half_up(pd.Series([81.35, -0.5, 2.675, None]), 1).tolist(), half_up(pd.Series([2.675]), 2).tolist()
    ([81.4, -0.5, 2.7, nan], [2.68])
    """
    scale = 10.0**places
    figures = values.to_numpy(dtype="float64", na_value=np.nan)
    scaled = np.round(np.abs(figures) * scale, 6)
    return pd.Series(np.sign(figures) * np.floor(scaled + 0.5) / scale, index=values.index)


def ratio(part: pd.Series, whole: pd.Series | float) -> pd.Series:
    """``part ÷ whole``, blank where the whole is 0 or blank.

    >>> ratio(pd.Series([1.0, 1.0]), pd.Series([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    against = pd.Series(whole, index=part.index, dtype="float64")
    quotient: pd.Series = part / against.where(against != 0)
    return quotient


def change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Growth as a share, ``now ÷ before - 1``; blank where there was nothing before.

    >>> change(pd.Series([1.3, 2.0]), pd.Series([1.0, 0.0])).round(3).tolist()
    [0.3, nan]
    """
    return ratio(now, before) - 1


def reaches(values: pd.Series, bound: Decimal | float) -> pd.Series:
    """True where a value is the bound or more, whatever its last binary digit; a blank reaches nothing.

    >>> reaches(pd.Series([1.2 / 1.0 - 1, 0.19, None]), 0.2).tolist()
    [True, False, False]
    """
    found: pd.Series = values.astype("float64").round(_EXACT) >= round(float(bound), _EXACT)
    return found


def exceeds(values: pd.Series, bound: Decimal | float) -> pd.Series:
    """True where a value is more than the bound; a blank is not.

    >>> exceeds(pd.Series([0.1 + 0.2, 0.31]), 0.3).tolist()
    [False, True]
    """
    found: pd.Series = values.astype("float64").round(_EXACT) > round(float(bound), _EXACT)
    return found
