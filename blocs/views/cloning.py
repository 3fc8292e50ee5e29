"""Next year's criteria begin as a copy of this year's (US-22)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..forms import CloneForm
from ..models import CriteriaSet
from ..services import criteria_clone
from .work import WorkPage


class CloneCriteriaView(WorkPage):
    model = CriteriaSet
    record: CriteriaSet
    template_name = "blocs/admin/clone_criteria.html"
    page_title = _lazy("Copy for another year")
    header_icon = "copy"

    @cached_property
    def form(self) -> CloneForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return CloneForm(sent, criteria_set=self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.form, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (clone := self._clone()) is None:
            return self.render_to_response(self.get_context_data(), status=422)
        text = _("A draft for %(year)s has been made; change it here.") % {"year": clone.year}
        messages.success(request, text)
        return redirect(self.address("edit", clone.pk))

    def _clone(self) -> CriteriaSet | None:
        if not self.form.is_valid():
            return None
        try:
            return criteria_clone(criteria_set=self.record, **self.form.cleaned_data)
        except ValidationError as error:
            self.form.add_error(None, error.messages)
            return None
