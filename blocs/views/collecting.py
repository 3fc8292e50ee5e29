"""Pledges in the making (US-15): targets and signatures, one by one or all at once."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..enums import Indicator, PledgeState, SignatureMethod
from ..forms import (
    ManySignaturesForm,
    OneSignatureForm,
    StepForm,
    TargetsForm,
    target_forms,
    unit_of,
)
from ..models import Enterprise, Pledge, PledgeSignature, Transition
from ..preparation import pledge_day, pledge_members
from ..services import (
    pledge_missing,
    pledge_move,
    pledge_sign,
    pledge_targets_set,
    pledge_unsign,
)
from ..states import STEPS
from .work import WorkPage

# What the buttons say; the way back needs a reason.
MOVES = {
    (PledgeState.DRAFT, PledgeState.COLLECTING): _lazy("Begin to collect"),
    (PledgeState.COLLECTING, PledgeState.SIGNED): _lazy("Close as signed"),
    (PledgeState.SIGNED, PledgeState.COLLECTING): _lazy("Open again"),
}


class PledgePage(WorkPage):
    model = Pledge
    record: Pledge
    header_icon = "form"

    def allowed(self) -> bool:
        return self.person.collects(self.record)

    @property
    def record_url(self) -> str:
        return self.address("collect", self.record.pk)

    @cached_property
    def members(self) -> list[Enterprise]:
        return list(pledge_members(self.record, self.authority.today()))

    def said(self, act: Callable[[], Any], text: str) -> bool:
        """Do it and say so; what is refused is said instead."""
        try:
            act()
        except ValidationError as error:
            for message in error.messages:
                messages.error(self.request, message)
            return False
        messages.success(self.request, text)
        return True


class CollectView(PledgePage):
    """How far a pledge is: who has entered targets, who has signed, what comes next."""

    template_name = "blocs/admin/pledge.html"
    page_title = _lazy("Targets and signatures")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        signatures = {row.enterprise_id: row for row in self.record.signatures.all()}  # type: ignore[attr-defined]
        rows = [
            (form.enterprise, form.filled, signatures.get(form.enterprise.pk))
            for form in target_forms(self.record, self.members)
        ]
        own = {
            "rows": rows,
            "indicators": len(Indicator),
            "signed": len(signatures),
            "missing": self.missing,
            "sign_form": kwargs.pop("sign_form", None) or self.sign_form(),
            "moves": [(step, MOVES[step.source, step.target]) for step in self.steps],  # type: ignore[index]
            "history": Transition.objects.of(self.authority).about(self.record),
        }
        context = super().get_context_data(**own, **kwargs)
        return context | {"media": own["sign_form"].media}

    @property
    def steps(self) -> Sequence[Any]:
        return [step for step in STEPS[Pledge] if step.source == self.record.state]

    @cached_property
    def missing(self) -> Any:
        return pledge_missing(self.record, self.day)

    @cached_property
    def day(self) -> Any:
        return pledge_day(self.record, self.authority.today())

    def sign_form(self, data: Any = None) -> ManySignaturesForm:
        initial = {"signed_on": self.day, "method": SignatureMethod.WET}
        return ManySignaturesForm(data, initial=initial, missing=self.missing)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the signatures of several members."""
        form = self.sign_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(sign_form=form), status=422)
        chosen = form.cleaned_data["enterprises"]
        if self.said(partial(self._sign, form, chosen), _("The signatures have been recorded.")):
            return redirect(self.record_url)
        return self.render_to_response(self.get_context_data(sign_form=form), status=422)

    @transaction.atomic
    def _sign(self, form: ManySignaturesForm, enterprises: Any) -> None:
        data = form.cleaned_data
        for enterprise in enterprises:
            pledge_sign(
                pledge=self.record,
                enterprise=enterprise,
                on=data["signed_on"],
                method=data["method"],
            )


class MovePledgeView(PledgePage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StepForm(request.POST)
        if not form.is_valid() or form.cleaned_data["to"] not in PledgeState.values:
            raise PermissionDenied
        to = PledgeState(form.cleaned_data["to"])
        reason = form.cleaned_data["reason"]
        act = partial(pledge_move, pledge=self.record, to=to, user=request.user, reason=reason)
        self.said(act, _("The pledge is now “%(state)s”.") % {"state": to.label})
        return redirect(self.record_url)


class TargetsPage(PledgePage):
    """Cells of one enterprise or of all; what is wrong is said at the cell, and nothing is kept."""

    def enterprises(self) -> Sequence[Enterprise]:
        return self.members

    def sent(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    @cached_property
    def forms(self) -> list[TargetsForm]:
        return list(target_forms(self.record, self.enterprises(), self.sent()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicators = [(one, unit_of(one)) for one in Indicator]
        return super().get_context_data(forms=self.forms, indicators=indicators, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if all(form.is_valid() for form in self.forms) and self._save():
            messages.success(request, _("The targets have been saved."))
            return redirect(request.path)
        text = _("Nothing has been saved; what is wrong is marked below.")
        messages.error(request, text)
        return self.render_to_response(self.get_context_data(), status=422)

    def _save(self) -> bool:
        with transaction.atomic():
            kept = [self._save_one(form) for form in self.forms]
            if not all(kept):
                transaction.set_rollback(True)
        return all(kept)

    def _save_one(self, form: TargetsForm) -> bool:
        try:
            pledge_targets_set(
                pledge=self.record, enterprise=form.enterprise, targets=form.changed()
            )
        except ValidationError as error:
            self._refused(form, error)
            return False
        return True

    def _refused(self, form: TargetsForm, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            form.refuse(error.message_dict)
        else:
            for message in error.messages:
                messages.error(self.request, message)


class GridView(TargetsPage):
    """Every member's targets at once."""

    template_name = "blocs/admin/pledge_grid.html"
    page_title = _lazy("All targets")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for form in self.forms:
            form.shorten()
        return super().get_context_data(**kwargs)


class EnterpriseTargetsView(TargetsPage):
    """One enterprise's targets, for itself or who collects; fits a phone. Below, its signature."""

    template_name = "blocs/admin/pledge_enterprise.html"
    page_title = _lazy("Targets")

    def allowed(self) -> bool:
        return self.person.pledges_for(self.enterprise, self.record)

    @cached_property
    def enterprise(self) -> Enterprise:
        for one in self.members:
            if one.pk == self.kwargs["enterprise"]:
                return one
        raise Http404

    def enterprises(self) -> Sequence[Enterprise]:
        return [self.enterprise]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        collects = self.person.collects(self.record)
        own = {
            "enterprise": self.enterprise,
            "enters": self.person.enters_targets(self.enterprise, self.record),
            "collects": collects,
            "signature": self.signature,
            "sign_form": kwargs.get("sign_form") or self.sign_form(),
        }
        context = super().get_context_data(**(kwargs | own))
        return context | {"media": own["sign_form"].media}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Who does not collect has no page of the whole pledge to go back to."""
        items = super().get_breadcrumbs_items()
        if not self.person.collects(self.record):
            items = [item for item in items if item["url"] != self.record_url]
        return [*items[:-1], {"url": "", "label": self.enterprise.name}]

    @cached_property
    def signature(self) -> PledgeSignature | None:
        return self.record.signatures.filter(enterprise=self.enterprise).first()  # type: ignore[attr-defined]

    def sign_form(self, data: Any = None) -> OneSignatureForm:
        row, day = self.signature, pledge_day(self.record, self.authority.today())
        row = row or PledgeSignature(signed_on=day)
        names = ("signed_on", "method", "signatory_name", "signatory_title")
        initial = {name: getattr(row, name) for name in names}
        return OneSignatureForm(data, initial=initial, prefix="signature")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.enters_targets(self.enterprise, self.record):
            messages.error(request, _("Targets can be entered only while they are collected."))
            return self.render_to_response(self.get_context_data(), status=422)
        return super().post(request, *args, **kwargs)


class SignView(EnterpriseTargetsView):
    """Record one member's signature, with who signed for it, or take the record back."""

    http_method_names = ["post"]

    def allowed(self) -> bool:
        return self.person.collects(self.record)

    def sent(self) -> None:
        """The cells are not part of this form."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "unsign" in request.POST:
            act = partial(pledge_unsign, pledge=self.record, enterprise=self.enterprise)
            self.said(act, _("The signature has been taken back."))
            return redirect(self.page_url)
        form, text = self.sign_form(request.POST), _("The signature has been recorded.")
        if form.is_valid() and self.said(partial(self._sign, form), text):
            return redirect(self.page_url)
        return self.render_to_response(self.get_context_data(sign_form=form), status=422)

    def _sign(self, form: OneSignatureForm) -> None:
        data = form.cleaned_data
        pledge_sign(
            pledge=self.record,
            enterprise=self.enterprise,
            on=data["signed_on"],
            method=data["method"],
            signatory=(data["signatory_name"], data["signatory_title"]),
        )

    @property
    def page_url(self) -> str:
        return self.address("enterprise", self.record.pk, self.enterprise.pk)
