"""Charts for public pages where people would rather look than read.

A chart is a small value built in a view and shown with `{% load chart_tags %}{% chart it %}`.
It holds numbers and words only; from them come its drawing, its `summary` (one sentence, the
text alternative) and its `table`, all in the reader's language and all from the same numbers.

Positions are percentages of a drawing whose text keeps its own size: an SVG scaled by a viewBox
would have letters of 6 px on a phone. A missing number (`None`, NaN) is a gap, not a nought.
"""

from .columns import Columns, Point
from .parts import Chart
from .profile import Group, Profile
from .ranks import Place, Ranks, Series

__all__ = ["Chart", "Columns", "Group", "Place", "Point", "Profile", "Ranks", "Series"]
