"""Pages of the admin beside Wagtail's own: about one record, or one authority's work."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.access import scope
from portal.tenancy.forms import sole_authority
from portal.tenancy.models import Authority
from portal.tenancy.viewsets import own_row

from ..access import Person


class WorkPage(WagtailAdminTemplateMixin, TemplateView):
    """A page for whoever `allowed` lets in; `model` is the kind of record it belongs to.

    With `pk` in its address it is about that record, and another authority's does not exist;
    without, it is about the one authority the person works in.
    """

    model: type[Any]
    record: Any = None
    authority: Authority
    person: Person

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.record = own_row(self.model, kwargs["pk"], request.user, self.visible)
            self.authority = self.record.authority
        else:
            self.authority = sole_authority(request.user)
        self.person = Person(request.user, self.authority)
        if not self.allowed():
            raise PermissionDenied

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        return scope(rows, user)

    def allowed(self) -> bool:
        return self.person.is_administrator

    def address(self, name: str, *args: Any) -> str:
        """Of one of the model's own pages: `self.address("inspect", pk)`."""
        return reverse(f"{self.model._meta.model_name}:{name}", args=args)

    @cached_property
    def index_url(self) -> str:
        return self.address("index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.model._meta.verbose_name_plural))
        items = [*self.breadcrumbs_items, {"url": self.index_url, "label": plural}]
        if self.record is not None:
            items.append({"url": self.record_url, "label": str(self.record)})
        return [*items, {"url": "", "label": self.get_page_title()}]

    @property
    def record_url(self) -> str:
        return self.address("inspect", self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = {"record": self.record, "person": self.person, "index_url": self.index_url}
        return super().get_context_data(**record, **kwargs)
