"""Pledges of the sample."""

from ..enums import PledgeState
from ..models import Bloc, Conference, Pledge
from .organisation import Sample


def pledges_load(sample: Sample, conference: Conference) -> None:
    for row in conference.conference_blocs.select_related("bloc"):
        _pledge(sample, conference, row.bloc)


def _pledge(sample: Sample, conference: Conference, bloc: Bloc) -> None:
    year, extra = conference.held_on.year, sample.extra
    title, text = extra["pledge_title"], extra["pledge_text"]
    Pledge.objects.create(
        authority=sample.authority,
        bloc=bloc,
        year=year,
        signed_at=conference,
        state=PledgeState.SIGNED,
        title_vi=title["vi"].format(year=year, bloc=bloc.name_vi),
        title_en=title["en"].format(year=year, bloc=bloc.name_en),
        text_vi=text["vi"].format(year=year),
        text_en=text["en"].format(year=year),
    )
