from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blocs.links import record_url
from portal.templatetags.portal_tags import record_label

from ..models import ArchiveItem

register = template.Library()


@register.simple_tag(takes_context=True)
def archive_link(context: dict[str, Any], thing: Any) -> SafeString:
    """A link to a record, or to another item of the archive, in the item's language."""
    url = record_url(thing, context["request"])
    if isinstance(thing, ArchiveItem):
        return format_html('<a href="{}" lang="{}">{}</a>', url, thing.language, thing)
    return format_html('<a href="{}">{}</a>', url, record_label(thing))
