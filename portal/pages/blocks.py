from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class FigureImageBlock(blocks.StructBlock):
    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("image")
        template = "pages/blocks/image.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "pages/blocks/quote.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an article or a standard page."""

    paragraph = blocks.RichTextBlock(
        label=_("text"), features=RICH_TEXT, template="pages/blocks/paragraph.html"
    )
    image = FigureImageBlock()
    quote = QuoteBlock()
    document = DocumentChooserBlock(
        label=_("document"), icon="doc-full", template="pages/blocks/document.html"
    )
