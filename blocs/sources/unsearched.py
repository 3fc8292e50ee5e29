from portal.sources import searchable, unsearched

from .. import models
from .base import IndexPageSource

for page_model in (
    models.AwardIndexPage,
    models.BlocIndexPage,
    models.ConferenceIndexPage,
    models.CriteriaIndexPage,
    models.DecisionIndexPage,
    models.EnterpriseIndexPage,
    models.OpenDataPage,
    models.PledgeIndexPage,
    models.RegulationIndexPage,
    models.ReportIndexPage,
    models.ResultIndexPage,
):
    searchable(type(f"{page_model.__name__}Source", (IndexPageSource,), {"model": page_model}))

unsearched("Its record is found, with the page's text.", models.BlocPage, models.EnterprisePage)
unsearched(
    "Work that is not public, or only in totals.",
    models.AdjustmentLine,
    models.Ballot,
    models.BallotOption,
    models.Evidence,
    models.ScoreLine,
    models.ScoreSheet,
    models.Transition,
)
unsearched(
    "A date in the history of what is found by itself.",
    models.EnterpriseStatus,
    models.Leadership,
    models.ParkAssignment,
)
