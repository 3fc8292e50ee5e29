"""What services do for people at work in the admin, in Wagtail's log beside what forms do."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, get_active_log_context, log

ISSUE, STEP = "blocs.issue", "blocs.step"


def note(record: Any, action: str, **data: Any) -> None:
    """Log an action of somebody at work; what commands and the sample do is nobody's."""
    if get_active_log_context().user:
        log(record, action, data=data)


class StepFormatter(LogFormatter):
    """A record's change of state: "Change of state: draft → handed in"."""

    label = _("Change of state")

    def format_message(self, log_entry: Any) -> str:
        field = log_entry.content_type.model_class()._meta.get_field("state")
        names = dict(field.flatchoices)
        states = [names.get(log_entry.data[key], "?") for key in ("from", "to")]
        return f"{self.label}: {states[0]} → {states[1]}"

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason", ""))


def register_actions(actions: Any) -> None:
    actions.register_action(ISSUE, _("Issue"), _("Issued"))
    actions.register_action(STEP)(StepFormatter)
