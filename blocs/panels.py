"""Panels of the record forms."""

from typing import Any

from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .preparation import criteria_groups
from .services import criteria_problems


def both(field: str) -> Panel:
    """A field's two languages, side by side."""
    return FieldRowPanel([FieldPanel(f"{field}_vi"), FieldPanel(f"{field}_en")])


def both_long(field: str) -> Panel:
    """As `both`, for a longer text: the box grows with it.

    Wagtail does so for TextField itself, but not for the fields modeltranslation derives from it.
    """
    names = (f"{field}_vi", f"{field}_en")
    return FieldRowPanel([FieldPanel(name, widget=AdminAutoHeightTextInput) for name in names])


class CriteriaSumPanel(Panel):
    """What a set's points sum up to, group by group, and what keeps it from being issued.

    Shown as stored; `criteria.js` keeps the sums up with what is typed.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "blocs/admin/criteria_sum.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            criteria_set = self.instance
            stored = criteria_set.pk is not None
            return super().get_context_data(parent_context) | {
                "groups": criteria_groups(criteria_set) if stored else [],
                "base": criteria_set.base_max,
                "problems": criteria_problems(criteria_set) if stored else [],
            }
