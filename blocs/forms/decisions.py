"""Forms of decisions: by hand with all their items, or prepared by a page that knows the items."""

import json
from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.panels import get_form_for_model
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.tenancy.forms import AuthorityRecordForm

from ..enums import AwardState, CriteriaState, RankingState, RegulationState
from ..models import Decision, DecisionItem

# What an item can still be about: nothing that another decision has already settled.
OPEN_TARGETS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "bloc": ({}, ()),
    "regulation_version": ({"state": RegulationState.ADOPTED}, ("regulation",)),
    "criteria_set": ({"state": CriteriaState.DRAFT}, ()),
    "ranking": ({"state": RankingState.FINAL}, ("bloc", "period")),
    "award_type": ({}, ()),
    "award": (
        {"state__in": (AwardState.GRANTED, AwardState.PRESENTED)},
        ("award_type", "enterprise"),
    ),
}


class DecisionForm(AuthorityRecordForm):
    """A draft and its items; each item offers only what a decision can still settle."""

    class Media:
        js = ("blocs/admin/items.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices: dict[str, tuple[QuerySet, list[Any]]] = {}
        formset = self.formsets["items"]
        add_fields = formset.add_fields

        def add_open_fields(part: Any, index: int | None) -> None:
            add_fields(part, index)
            part.fields["effect"].widget.attrs["data-needs"] = json.dumps(DecisionItem.REQUIRED)
            for name in OPEN_TARGETS:
                self._offer_open(part.fields[name], name)

        formset.add_fields = add_open_fields

    def _offer_open(self, field: forms.ModelChoiceField, name: str) -> None:
        """The choices are read once for all items: an item has six such fields."""
        if name not in self._choices:
            conditions, related = OPEN_TARGETS[name]
            field.queryset = field.queryset.filter(**conditions).select_related(*related)
            self._choices[name] = (field.queryset, list(field.choices))
        queryset, choices = self._choices[name]
        field.queryset = queryset
        field.widget.choices = choices


class DecisionDataForm(AuthorityRecordForm):
    """What every decision says of itself; its items come from the page that shows this form."""

    FIELDS: tuple[str, ...] = (
        "full_number",
        "issued_on",
        "effective_on",
        "abstract_vi",
        "abstract_en",
        "signer_name",
        "signer_title_vi",
        "signer_title_en",
        "file",
    )

    @classmethod
    def made(cls) -> type["DecisionDataForm"]:
        """Made when it is first shown: only then does Wagtail know every chooser."""
        long = dict.fromkeys(("abstract_vi", "abstract_en"), AdminAutoHeightTextInput)
        return get_form_for_model(Decision, form_class=cls, fields=cls.FIELDS, widgets=long)


class AwardDataForm(DecisionDataForm):
    """An award can be another body's to decide: the decision names it and its level."""

    FIELDS = ("level", "issuer_vi", "issuer_en", *DecisionDataForm.FIELDS)
