from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices


class Outcome(TextChoices):
    SUCCEEDED = "succeeded", _("signed in")
    CODE_ASKED = "code_asked", _("password right, code asked for")
    REFUSED = "refused", _("refused: name or password")
    CODE_REFUSED = "code_refused", _("refused: code")
    LOCKED_OUT = "locked_out", _("refused: locked for a while")
    SIGNED_OUT = "signed_out", _("signed out")
    STEP_SET = "step_set", _("second step set up")
    STEP_REMOVED = "step_removed", _("second step removed")
