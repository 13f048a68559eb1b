"""Pictures as geometry: a trend, bars, shares of a whole, a life as lanes, scores over the terms, progress.

Nothing here knows HTML: a function takes figures with the words for them, and gives coordinates and the table
that stands beside the picture. Every scale begins at nought. A fourth kind of chart means a library.
"""

from charts.bars import bars
from charts.parts import Figure, Series, Target
from charts.shares import Share, shares
from charts.trend import trend

__all__ = ["Figure", "Series", "Share", "Target", "bars", "shares", "trend"]
