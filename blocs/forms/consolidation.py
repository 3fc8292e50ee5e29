"""The changes of a consolidation: a row for every suggestion and every item of the draft."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.panels import get_form_for_model

from portal.tenancy.forms import AuthorityRecordForm

from ..consolidation import Suggestions
from ..enums import Effect, ExitKind, LeadershipRole
from ..models import Bloc, Decision, DecisionItem, Enterprise

MEMBERSHIP_EFFECTS = (Effect.MEMBER_REMOVED, Effect.MEMBER_TRANSFERRED, Effect.MEMBER_ADDED)
MANAGED_EFFECTS = (*MEMBERSHIP_EFFECTS, Effect.LEADERSHIP_SET)
REASONS_FOR_LEAVING = [choice for choice in ExitKind.choices if choice[0] != ExitKind.TRANSFER]
OFFICES = {
    "leader": LeadershipRole.LEADER,
    "deputy": LeadershipRole.DEPUTY,
    "deputy2": LeadershipRole.DEPUTY,
}
CHOSEN_TWICE = _("This enterprise has been chosen above already.")


class DateForm(forms.Form):
    """The day whose records suggest the changes."""

    on = formfield_for_dbfield(Decision._meta.get_field("issued_on"), label=_("Effective from"))


# --- memberships ---------------------------------------------------------------------------
class ChangeRow(forms.Form):
    """One enterprise that could join, move or leave; `place` says how it stands on the day."""

    effect: Effect
    target: str  # the field that says where to, or why

    enterprise = forms.IntegerField(widget=forms.HiddenInput)
    chosen = forms.BooleanField(required=False)

    def __init__(self, *args: Any, suggestions: Suggestions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = suggestions
        pk = str(self["enterprise"].value())
        self.place = suggestions.places.get(int(pk)) if pk.isdecimal() else None
        if self.place:
            self.fields["chosen"].label = self.place.enterprise.name
            field = self.fields[self.target]
            field.widget.attrs["aria-label"] = f"{field.label}: {self.place.enterprise.name}"

    def clean_enterprise(self) -> int:
        if self.place is None:
            raise forms.ValidationError(_("There is no such enterprise."))
        return self.cleaned_data["enterprise"]

    @property
    def is_chosen(self) -> bool:
        return bool(self.cleaned_data.get("chosen"))

    def item(self) -> DecisionItem:
        enterprise = self.place.enterprise  # type: ignore[union-attr]
        values = {self.target: self._target_value()}
        return DecisionItem(effect=self.effect, enterprise=enterprise, **values)

    def _target_value(self) -> Any:
        return self.cleaned_data[self.target]


class AdmissionRow(ChangeRow):
    effect, target = Effect.MEMBER_ADDED, "bloc"

    bloc = forms.ChoiceField(label=_("Bloc"))

    def __init__(self, *args: Any, suggestions: Suggestions, **kwargs: Any) -> None:
        super().__init__(*args, suggestions=suggestions, **kwargs)
        self.fields["bloc"].choices = [(str(one.pk), str(one)) for one in suggestions.blocs]

    def _target_value(self) -> Bloc:
        wanted = self.cleaned_data["bloc"]
        return next(one for one in self.suggestions.blocs if str(one.pk) == wanted)


class MoveRow(AdmissionRow):
    effect = Effect.MEMBER_TRANSFERRED


class DepartureRow(ChangeRow):
    effect, target = Effect.MEMBER_REMOVED, "exit_kind"

    exit_kind = forms.ChoiceField(label=_("Reason for leaving"), choices=REASONS_FOR_LEAVING)


class FurtherChangeRow(AuthorityRecordForm):
    """A change of membership that nothing suggested: the enterprise is searched for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(effect.value, effect.label) for effect in MEMBERSHIP_EFFECTS]
        self.fields["effect"].choices = [("", "–"), *own]
        self.fields["exit_kind"].choices = [("", "–"), *REASONS_FOR_LEAVING]

    @property
    def is_chosen(self) -> bool:
        return self.has_changed()

    def item(self) -> DecisionItem:
        return self.instance


# --- offices -------------------------------------------------------------------------------
class OfficesRow(forms.Form):
    """Who leads one bloc; what is left empty stays as it is."""

    bloc = forms.IntegerField(widget=forms.HiddenInput)
    leader, deputy, deputy2 = (
        forms.ChoiceField(label=role.label, required=False) for role in OFFICES.values()
    )

    def __init__(self, *args: Any, suggestions: Suggestions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = suggestions
        pk = str(self["bloc"].value())
        self.offices = next((one for one in suggestions.offices if str(one.bloc.pk) == pk), None)
        for name in OFFICES:
            self.fields[name].choices = [("", "–"), *self._candidates()]

    def _candidates(self) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
        """Members first, then those whom the decision could make members."""
        if self.offices is None:
            return
        found = self.suggestions
        members = found.members(self.offices.bloc)
        coming = [one.place.enterprise for one in (*found.moves, *found.admissions)]
        named = [found.places[pk].enterprise for pk in self._drafted() if pk in found.places]
        others = [one for one in dict.fromkeys((*named, *coming)) if one not in members]
        yield _("Members"), _options(members)
        yield _("Not members yet"), _options(others)

    def _drafted(self) -> list[Any]:
        return [self.initial.get(name) for name in OFFICES]

    def clean(self) -> dict[str, Any]:
        if self.offices is None:
            raise forms.ValidationError(_("There is no such bloc."))
        held = [self.cleaned_data.get(name) for name in OFFICES]
        for name, pk in zip(OFFICES, held, strict=True):
            if pk and held.count(pk) > 1:
                self.add_error(name, _("An enterprise holds one office in a bloc."))
        return self.cleaned_data

    def items(self) -> Iterator[DecisionItem]:
        """One office a line; one whose holders stay the same is left alone."""
        for role in (LeadershipRole.LEADER, LeadershipRole.DEPUTY):
            wanted = [name for name, own in OFFICES.items() if own == role]
            holders = [int(self.cleaned_data[name]) for name in wanted if self.cleaned_data[name]]
            present = {one.pk for one in self.offices.present[role]}  # type: ignore[union-attr]
            if holders and set(holders) != present:
                yield from (self._item(role, pk) for pk in holders)

    def _item(self, role: LeadershipRole, pk: int) -> DecisionItem:
        return DecisionItem(
            effect=Effect.LEADERSHIP_SET,
            bloc=self.offices.bloc,  # type: ignore[union-attr]
            enterprise=self.suggestions.places[pk].enterprise,
            office=role,
        )


def _options(enterprises: Iterable[Enterprise]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in enterprises]


# --- all of it -----------------------------------------------------------------------------
Rows = partial(formset_factory, extra=0, max_num=5000)
Admissions, Moves, Departures = Rows(AdmissionRow), Rows(MoveRow), Rows(DepartureRow)
Leaders = Rows(OfficesRow)


def further_changes() -> type[BaseFormSet]:
    """Made when first shown: only then does Wagtail know the enterprises' chooser."""
    fields = ("effect", "enterprise", "bloc", "exit_kind")
    row = get_form_for_model(DecisionItem, form_class=FurtherChangeRow, fields=fields)
    return formset_factory(row, extra=3, max_num=100)


class Changes:
    """Every set of rows of the page; they are valid, or in error, together."""

    def __init__(
        self, suggestions: Suggestions, draft: Iterable[DecisionItem], user: Any, data: Any = None
    ) -> None:
        items = [item for item in draft if item.effect in MANAGED_EFFECTS]
        make = partial(self._rows, data, {"suggestions": suggestions})
        self.departures = make(Departures, "end", _departures(suggestions, items))
        self.moves = make(Moves, "move", _moves(suggestions, items))
        self.admissions = make(Admissions, "admit", _admissions(suggestions, items))
        self.leaders = make(Leaders, "office", _leaders(suggestions, items))
        self.further = further_changes()(data, prefix="further", form_kwargs={"for_user": user})

    @staticmethod
    def _rows(data: Any, known: Any, kind: Any, prefix: str, initial: Any) -> BaseFormSet:
        return kind(data, prefix=prefix, initial=initial, form_kwargs=known)

    @property
    def _memberships(self) -> tuple[BaseFormSet, ...]:
        return (self.departures, self.moves, self.admissions, self.further)

    def is_valid(self) -> bool:
        """Every enterprise changes once."""
        rows = [formset.is_valid() for formset in (*self._memberships, self.leaders)]
        if not all(rows):
            return False
        seen: set[int] = set()
        for form in self._chosen():
            pk = form.item().enterprise_id
            if pk in seen:
                form.add_error("enterprise", CHOSEN_TWICE)
            seen.add(pk)
        return all(form.is_valid() for form in self._chosen())

    def _chosen(self) -> Iterator[Any]:
        return (form for formset in self._memberships for form in formset if form.is_chosen)

    def items(self) -> list[DecisionItem]:
        """Those who leave first, the offices last: who joins may take one."""
        offices = [item for form in self.leaders for item in form.items()]
        return [*(form.item() for form in self._chosen()), *offices]


Initial = list[dict[str, Any]]


def _drafted(items: Iterable[DecisionItem], effect: Effect) -> dict[Any, DecisionItem]:
    return {item.enterprise_id: item for item in items if item.effect == effect}


def _departures(suggestions: Suggestions, items: list[DecisionItem]) -> Initial:
    drafted = _drafted(items, Effect.MEMBER_REMOVED)
    suggested = {one.place.enterprise.pk: one.exit_kind for one in suggestions.departures}
    reasons = suggested | {pk: item.exit_kind for pk, item in drafted.items()}
    return [
        {"enterprise": pk, "exit_kind": reason, "chosen": pk in drafted or not items}
        for pk, reason in reasons.items()
    ]


def _moves(suggestions: Suggestions, items: list[DecisionItem]) -> Initial:
    drafted = _drafted(items, Effect.MEMBER_TRANSFERRED)
    suggested = {one.place.enterprise.pk: one.bloc.pk for one in suggestions.moves}
    blocs = suggested | {pk: item.bloc_id for pk, item in drafted.items()}
    return [
        {"enterprise": pk, "bloc": bloc, "chosen": pk in drafted or not items}
        for pk, bloc in blocs.items()
    ]


def _admissions(suggestions: Suggestions, items: list[DecisionItem]) -> Initial:
    """Nobody is chosen beforehand: joining a bloc is for the enterprise to decide."""
    drafted = _drafted(items, Effect.MEMBER_ADDED)
    suggested = {one.place.enterprise.pk: one.bloc.pk for one in suggestions.admissions}
    blocs = suggested | {pk: item.bloc_id for pk, item in drafted.items()}
    rows = [{"enterprise": pk, "bloc": bloc, "chosen": pk in drafted} for pk, bloc in blocs.items()]
    order = {bloc.pk: place for place, bloc in enumerate(suggestions.blocs)}
    return sorted(rows, key=lambda row: order.get(row["bloc"], len(order)))


def _leaders(suggestions: Suggestions, items: list[DecisionItem]) -> Initial:
    rows = []
    for one in suggestions.offices:
        own = [item for item in items if item.office and item.bloc_id == one.bloc.pk]
        leaders = [item.enterprise_id for item in own if item.office == LeadershipRole.LEADER]
        deputies = [item.enterprise_id for item in own if item.office == LeadershipRole.DEPUTY]
        if not items:
            leaders = [one.leader.pk] if one.leader else []
            deputies = [deputy.pk for deputy in one.deputies]
        names = dict(zip(("deputy", "deputy2"), deputies, strict=False))
        rows.append({"bloc": one.bloc.pk, "leader": next(iter(leaders), ""), **names})
    return rows
