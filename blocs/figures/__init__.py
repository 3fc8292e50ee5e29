"""Named figures: every number about blocs is computed from records, and says from which."""

from typing import Any

from . import membership, year
from .core import (
    FIGURES,
    Figure,
    FigureValue,
    Part,
    Scope,
    UnknownFigure,
    figure_compute,
    figures_compute,
)

__all__ = [
    "FIGURES",
    "Figure",
    "FigureValue",
    "Part",
    "Scope",
    "UnknownFigure",
    "figure_choices",
    "figure_compute",
    "figures_compute",
    "membership",
    "year",
]


def figure_choices() -> list[tuple[str, Any]]:
    return [(code, figure.title) for code, figure in FIGURES.items()]
