from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices


class AuthorityState(TextChoices):
    PROVISIONING = "provisioning", _("being set up")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class Theme(TextChoices):
    """Named colour sets in `tokens.css`; each passes WCAG AA contrast."""

    SEA = "sea", _("sea blue")
    LOTUS = "lotus", _("lotus")
    FOREST = "forest", _("forest green")
    LACQUER = "lacquer", _("lacquer red")


class Role(TextChoices):
    """What a person is to one authority; the platform operator is Django's superuser."""

    ADMINISTRATOR = "administrator", _("tenant administrator")
    EDITOR = "editor", _("editor")
    APPROVER = "approver", _("approver")
    BLOC_SECRETARY = "bloc_secretary", _("bloc secretary")
    ENTERPRISE_CONTACT = "enterprise_contact", _("enterprise contact")


GIVEN_BY_ADMINISTRATORS = (
    Role.EDITOR,
    Role.APPROVER,
    Role.BLOC_SECRETARY,
    Role.ENTERPRISE_CONTACT,
)
