"""HTML of an old site, reduced to what a page of ours may hold."""

from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

TEXT = "b blockquote br caption dd div dl dt em h2 h3 h4 h5 h6 hr i li ol p strong sub sup ul"
TABLE = "table tbody thead tfoot tr"
DROPPED = ("script", "style", "iframe", "object", "embed", "form", "noscript", "template", "svg")


def _figure(value: str) -> str | None:
    return value if value.isdecimal() else None


class ArchiveWhitelister(Whitelister):
    """Paragraphs, lists, tables and links, nothing that runs or loads; pictures are not kept."""

    element_rules = {
        **dict.fromkeys(("[document]", *TEXT.split(), *TABLE.split()), allow_without_attributes),
        "a": attribute_rule({"href": check_url}),
        "td": attribute_rule({"colspan": _figure, "rowspan": _figure}),
        "th": attribute_rule({"colspan": _figure, "rowspan": _figure}),
    }

    def clean_tag_node(self, doc: object, tag: object) -> None:
        if tag.name in DROPPED:  # type: ignore[attr-defined]
            tag.decompose()  # type: ignore[attr-defined]
            return
        super().clean_tag_node(doc, tag)


def cleaned_html(html: str) -> str:
    return str(ArchiveWhitelister().clean(html)).strip()
