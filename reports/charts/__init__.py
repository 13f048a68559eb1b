"""Charts as geometry: a trend, bars, and shares of a whole. Each has its template in `components/charts/`.

Nothing here knows HTML: a function takes figures with the words for them, and gives coordinates and the table
that stands beside the picture. Every scale begins at nought. A fourth kind of chart means a library.
"""

from reports.charts.bars import bars
from reports.charts.parts import Figure, Series, Target
from reports.charts.shares import Share, shares
from reports.charts.trend import trend

__all__ = ["Figure", "Series", "Share", "Target", "bars", "shares", "trend"]
