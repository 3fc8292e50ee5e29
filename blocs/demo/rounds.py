"""The yearly round of a sample authority: scored, ranked, approved."""

from ..enums import DecisionKind, Effect, PeriodKind
from ..models import Ranking
from .criteria import table_of
from .decisions import decide
from .organisation import Sample
from .plan import plan_round
from .scoring import Round, bloc_rank, periods_load, round_score
from .source import read


def round_open(sample: Sample, year: int) -> None:
    """The periods of a year and all its sheets, verified in the end."""
    given = sample.rounds[year]
    criteria_set = sample.criteria[given["criteria"]]
    periods = periods_load(sample.authority, year, given["due"], criteria_set)
    sample.periods |= {(year, kind): period for kind, period in periods.items()}
    sample.scored[year] = round_ = _round(sample, year)
    round_score(round_)


def _round(sample: Sample, year: int) -> Round:
    given, period = sample.rounds[year], sample.periods[year, PeriodKind.YEAR]
    table = table_of(period.criteria_set)  # type: ignore[arg-type]
    members = {code: sample.members(code, period.data_to) for code in sample.blocs}
    texts = read("sample_rounds.yaml")
    given = given | {"strong": texts["strong"]}
    plans = plan_round(sample.authority.code, year, members, given, table)
    return Round(
        period=period,
        table=table,
        words=next(row["table"] for row in texts["criteria"] if row["code"] == given["criteria"]),
        opens=given["opens"],
        plans={sample.blocs[code]: found for code, found in plans.items()},
        enterprises=sample.enterprises,
        administrator=sample.people["quantri"],
        contacts=sample.contacts,
    )


def round_close(sample: Sample, year: int) -> list[Ranking]:
    """Ballots, rankings, and the decision that approves them."""
    given, round_ = sample.rounds[year], sample.scored[year]
    held_at = sample.conferences.get(given.get("ballot", ""))
    rankings = [bloc_rank(round_, bloc, held_at=held_at) for bloc in sample.blocs.values()]
    decide(
        sample,
        kind=DecisionKind.APPROVE_RESULT,
        full_number=given["approval"],
        issued_on=given["ranked_on"],
        items=[{"effect": Effect.RESULT_APPROVED, "ranking": one} for one in rankings],
        words={"year": year},
    )
    return rankings
