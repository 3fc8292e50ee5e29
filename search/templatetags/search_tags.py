from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal import formats
from portal.languages import current_language

from ..passages import Passage

register = template.Library()


@register.filter
def marked(passage: Passage) -> SafeString:
    """The original text, what was found in `<mark>`, dots where it goes on."""
    runs = format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", run) if found else run,) for run, found in passage.runs),
    )
    begin = "" if passage.begins else "… "
    return format_html("{}{}{}", begin, runs, "" if passage.ends else " …")


@register.filter
def named(codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [names[code] for code in codes if code in names]


@register.filter
def grouped(number: int) -> str:
    return formats.number(number, current_language())


@register.simple_tag(takes_context=True)
def other_parameters(context: dict[str, Any], *names: str) -> SafeString:
    """The address's parameters but these, as hidden fields of a form."""
    given = context["request"].GET
    pairs = ((name, value) for name in given for value in given.getlist(name))
    kept = [(n, v.replace("\x00", "")) for n, v in pairs if n not in names]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
