"""The two engines, and which of them answers."""

from .contract import Engine
from .embedded import embedded_engine


def engine_in_use() -> Engine:
    return embedded_engine()
