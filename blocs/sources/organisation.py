from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst

from portal.basepage.paths import page_path
from portal.languages import BASE
from portal.plaintext import html_text
from portal.sources import Document, Source, SourceType, searchable
from portal.tenancy.models import Authority

from ..models import Bloc, BlocPage, Enterprise, EnterprisePage, Membership
from .base import lines, names_of


class PagedRecordSource(Source):
    """A record with a page of its own: the page gives address and text, the record the rest."""

    page_model: type[Any]

    def public(self, authority: Authority) -> QuerySet:
        pages = self.page_model.objects.live().public()
        found = self.model.objects.of(authority).filter(page__in=pages.values("pk"))  # type: ignore[attr-defined]
        return found.select_related("page", "authority__site__root_page").order_by("pk")

    def document(self, thing: Any, language: str) -> Document | None:
        if language != BASE and not getattr(thing, f"name_{language}"):
            return None
        path = page_path(thing.page, thing.authority.site.root_page, language)
        return self.record_document(thing, path)

    def record_document(self, record: Any, url: str) -> Document:
        raise NotImplementedError


@searchable
class BlocSource(PagedRecordSource):
    model = Bloc
    page_model = BlocPage
    follows = ("page", "bloc_parks__park", "memberships", "memberships__enterprise")

    def public(self, authority: Authority) -> QuerySet:
        related = ("bloc_parks__park", "memberships__enterprise")
        return super().public(authority).prefetch_related(*related)

    def record_document(self, record: Any, url: str) -> Document:
        parks = [row.park for row in record.bloc_parks.all()]
        members = [row.enterprise for row in record.memberships.all()]
        return Document(
            source_id=str(record.uid),
            type=SourceType.BLOC,
            title=record.name,
            url=url,
            body=lines(html_text(record.page.text)),
            names=(record.code, *names_of([record, *parks]), *names_of(members)),
            blocs=(record.code,),
            date=record.established_on,
        )


@searchable
class EnterpriseSource(PagedRecordSource):
    model = Enterprise
    page_model = EnterprisePage
    follows = ("page", "sites__park", "memberships__bloc")

    def public(self, authority: Authority) -> QuerySet:
        memberships = Membership.objects.select_related("bloc").order_by("valid_from")
        return (
            super()
            .public(authority)
            .prefetch_related("sites__park", Prefetch("memberships", memberships))
        )

    def record_document(self, record: Any, url: str) -> Document:
        parks = [row.park for row in record.sites.all()]
        blocs = list({row.bloc_id: row.bloc for row in record.memberships.all()}.values())
        return Document(
            source_id=str(record.uid),
            type=SourceType.ENTERPRISE,
            title=record.name,
            url=url,
            body=lines(
                html_text(record.page.text),
                capfirst(record.get_unit_kind_display()),
                record.parent_name,
                ", ".join(dict.fromkeys(park.name for park in parks)),
            ),
            names=(record.code, *names_of([record, *parks, *blocs])),
            blocs=tuple(bloc.code for bloc in blocs),
            enterprises=(record.code,),
        )
