"""Where the sample comes from: its files, its chance, its clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import yaml

DATA = Path(__file__).parent.parent / "data"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> Any:
    """A file of the sample; whoever reads it does not change it."""
    return yaml.load((DATA / name).read_text(), Loader=Loader)  # noqa: S506


def chance(*parts: object) -> Random:
    """The same chance for the same parts, on every machine (rule G1)."""
    return Random(":".join(map(str, parts)))


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@contextmanager
def clock(at: datetime) -> Iterator[None]:
    """Let the services write at a moment of the past what was done then."""
    with patch("django.utils.timezone.now", return_value=at):
        yield


def working_day(day: date) -> date:
    """The day itself, or the Monday after its weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
