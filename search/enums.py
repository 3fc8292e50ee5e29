from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices


class FileState(TextChoices):
    PENDING = "pending", _("waiting to be read")
    READ = "read", _("read")
    FAILED = "failed", _("could not be read")


class WordForm(TextChoices):
    """The forms in which a word is compared; the value is what stands before it in an index."""

    EXACT = "x", _("with its accents")
    FOLDED = "f", _("without accents")
    STEM = "s", _("English stem")
