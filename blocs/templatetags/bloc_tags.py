from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blocs.enums import OperatingStatus
from blocs.links import record_url as url_of
from blocs.selectors import EventKind
from portal.templatetags.portal_tags import record_label

register = template.Library()

STATUS_STYLES = {
    OperatingStatus.REGISTERED: ("planned", "clock"),
    OperatingStatus.UNDER_CONSTRUCTION: ("construction", "construction"),
    OperatingStatus.TRIAL: ("trial", "trial"),
    OperatingStatus.STABLE: ("stable", "check"),
    OperatingStatus.UNSTABLE: ("trial", "warning"),
    OperatingStatus.SUSPENDED: ("suspended", "paused"),
    OperatingStatus.DISSOLVED: ("dissolved", "cross"),
    OperatingStatus.MOVED_OUT: ("moved", "out"),
}
EVENT_ICONS = {
    EventKind.FOUNDED: "blocs",
    EventKind.JOINED: "in",
    EventKind.TRANSFER: "swap",
    EventKind.LEFT: "out",
    EventKind.OFFICE: "person",
}


@register.simple_tag(takes_context=True)
def record_url(context: dict[str, Any], record: Any) -> str:
    return url_of(record, context["request"])


@register.simple_tag(takes_context=True)
def record_link(context: dict[str, Any], record: Any) -> SafeString:
    """A link to a record by its name, or just the name where it has no public address."""
    address, label = url_of(record, context["request"]), record_label(record)
    return format_html('<a href="{}">{}</a>', address, label) if address else label


@register.filter
def status_class(row: Any) -> str:
    return STATUS_STYLES[OperatingStatus(row.status)][0]


@register.filter
def status_icon(row: Any) -> str:
    return STATUS_STYLES[OperatingStatus(row.status)][1]


@register.filter
def event_icon(kind: EventKind) -> str:
    return EVENT_ICONS[kind]


@register.simple_tag
def late_count(found: Any, today: Any) -> int:
    """How many sheets of a round are late on a day."""
    return len(found.late(today))


@register.simple_tag
def bar(value: int, most: int) -> SafeString:
    """A bar as long as `value` of `most`; decorative, the number stands beside it."""
    width = round(100 * value / most, 2) if most else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar__track" width="100" height="8"/>'
        '<rect class="bar__fill" width="{}" height="8"/></svg>',
        str(width),
    )
