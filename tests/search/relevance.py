"""How good a ranking is, on the judged set; measures as in Järvelin and Kekäläinen (2002)."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean

JUDGED = Path(__file__).parent / "judged"
DEPTH = 10
RELEVANT = 2  # grades 2 and 3 count; 1 is neither good nor bad


@dataclass(frozen=True)
class JudgedQuery:
    id: str
    category: str
    group: str
    half: str
    q: str
    lang: str
    filters: dict[str, list]
    judgements: dict[str, int]


def judged_queries() -> list[JudgedQuery]:
    lines = (JUDGED / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [JudgedQuery(**json.loads(line)) for line in lines]


def gain(grade: int) -> int:
    return 2**grade - 1 if grade >= RELEVANT else 0


def ndcg(ranked: Iterable[str], judgements: dict[str, int]) -> float:
    """nDCG@10, 1 for a perfect order."""
    best = sorted(map(gain, judgements.values()), reverse=True)[:DEPTH]
    ideal = sum(value / log2(place + 2) for place, value in enumerate(best))
    found = [gain(judgements.get(one, 0)) for one in list(ranked)[:DEPTH]]
    return sum(value / log2(place + 2) for place, value in enumerate(found)) / ideal


def reciprocal_rank(ranked: Iterable[str], judgements: dict[str, int]) -> float:
    for place, one in enumerate(ranked, start=1):
        if judgements.get(one, 0) >= RELEVANT:
            return 1 / place
    return 0.0


@dataclass(frozen=True)
class Measured:
    """Means of nDCG and reciprocal rank over all, by group, by category, by half."""

    rows: list[tuple[JudgedQuery, float, float]]

    @classmethod
    def of(cls, search: Callable[[JudgedQuery], list[str]]) -> "Measured":
        rows = []
        for query in judged_queries():
            ranked = search(query)
            scores = (f(ranked, query.judgements) for f in (ndcg, reciprocal_rank))
            rows.append((query, *scores))
        return cls(rows)

    @property
    def ndcg(self) -> float:
        return fmean(row[1] for row in self.rows)

    @property
    def mrr(self) -> float:
        return fmean(row[2] for row in self.rows)

    def by(self, name: str) -> dict[str, float]:
        scores = defaultdict(list)
        for query, value, _ in self.rows:
            scores[getattr(query, name)].append(value)
        return {key: fmean(values) for key, values in sorted(scores.items())}
