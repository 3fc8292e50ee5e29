"""The yearly round of a sample authority: scored, ranked, approved; once corrected."""

from typing import Any

from ..enums import DecisionKind, Effect, PeriodKind
from ..models import Ranking, ScoreSheet
from ..services import Verdict, ranking_finalise, sheet_revise, sheet_verify, sheet_verify_scores
from .criteria import table_of
from .decisions import decide
from .organisation import Sample
from .plan import plan_round
from .scoring import Round, bloc_rank, periods_load, round_score
from .source import clock, moment, read


def periods_plan(sample: Sample, year: int) -> None:
    given = sample.rounds[year]
    criteria_set = sample.criteria[given["criteria"]]
    periods = periods_load(sample.authority, year, given["due"], criteria_set)
    sample.periods |= {(year, kind): period for kind, period in periods.items()}


def round_open(sample: Sample, year: int) -> None:
    """All sheets of a year, from the opening to their verification."""
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


def result_correct(sample: Sample, row: dict[str, Any]) -> None:
    """A published sheet is verified anew, its bloc ranked anew; a decision makes it public."""
    bloc, user = sample.blocs[row["bloc"]], sample.people["quantri"]
    period = sample.periods[row["year"], PeriodKind.YEAR]
    sheet = ScoreSheet.objects.current().get(period=period, enterprise__code=row["enterprise"])
    with clock(moment(row["reopened_on"], 9)):
        sheet = sheet_revise(sheet=sheet, reason=row["reopened_because"], user=user)
    with clock(moment(row["reopened_on"], 15)):
        verdict = Verdict(1, accepted=True, note=row["note"])
        sheet_verify_scores(sheet=sheet, scores={}, verdicts={row["bonus"]: verdict})
        sheet_verify(sheet=sheet, user=user)
        ranking = ranking_finalise(
            period=period, bloc=bloc, user=user, correction_reason=row["reason"]
        )
    decide(
        sample,
        kind=DecisionKind.CORRECT,
        full_number=row["decision"],
        issued_on=row["issued_on"],
        items=[{"effect": Effect.RESULT_APPROVED, "ranking": ranking}],
        abstract_vi=row["abstract_vi"],
        abstract_en=row["abstract_en"],
    )
