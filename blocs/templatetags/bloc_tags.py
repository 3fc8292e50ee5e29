from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blocs.sections import record_url as url_of

register = template.Library()


@register.simple_tag(takes_context=True)
def record_url(context: dict[str, Any], record: Any) -> str:
    return url_of(record, context["request"])


@register.simple_tag(takes_context=True)
def record_link(context: dict[str, Any], record: Any, text: str = "") -> SafeString:
    """A link to a record by its name, or just the name where it has no public address."""
    address, label = url_of(record, context["request"]), text or str(record)
    return format_html('<a href="{}">{}</a>', address, label) if address else format_html("{}", label)
