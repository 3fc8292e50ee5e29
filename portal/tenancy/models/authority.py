import uuid
import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionMember

from portal.languages import in_base_language

from ..enums import AuthorityState, Theme

LOGO = "max-480x160"  # twice as large as it is ever shown, for dense screens


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def active(self) -> "AuthorityQuerySet":
        return self.filter(state=AuthorityState.ACTIVE)

    def opened(self) -> "AuthorityQuerySet":
        """Those that have a site to answer for, if only to say that they are suspended."""
        return self.filter(state__in=(AuthorityState.ACTIVE, AuthorityState.SUSPENDED))

    def at_host(self, hostname: str) -> "AuthorityQuerySet":
        return self.filter(site__hostname=hostname)

    def with_header(self) -> "AuthorityQuerySet":
        """With what every page of its site needs, in the same query: `logo_shown` is the logo's
        rendition, or None until the first page has made it.
        """
        shown = Q(logo__renditions__filter_spec=LOGO)
        rows = self.annotate(logo_shown=FilteredRelation("logo__renditions", condition=shown))
        return rows.select_related("site__root_page", "logo", "logo_shown")


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Authority(models.Model):
    """A tenant: one Wagtail site with its page tree, one collection, its groups, its records.

    The fields a portal's header and footer must carry are those of NĐ 42/2022/NĐ-CP.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    superior = models.CharField(_("superior body"), max_length=200)
    place = models.CharField(_("place named in documents"), max_length=80)
    symbol = models.CharField(_("symbol in document numbers"), max_length=20, default="BQL")
    mission = models.TextField(_("mission, in one sentence"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AuthorityState.choices,
        default=AuthorityState.PROVISIONING,
    )
    site = models.OneToOneField(
        "wagtailcore.Site", models.PROTECT, null=True, editable=False, related_name="authority"
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="authority",
    )
    logo = models.ForeignKey(
        "media.PortalImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown in the header of every page, beside the name."),
    )
    theme = models.CharField(_("colours"), max_length=20, choices=Theme.choices, default=Theme.SEA)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Ho_Chi_Minh", validators=[validate_time_zone]
    )
    responsible_person = models.CharField(_("person in charge"), max_length=120, blank=True)
    responsible_title = models.CharField(_("title of that person"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    licence = models.CharField(_("licence"), max_length=250, blank=True)
    reuse_notice = models.CharField(_("reuse notice"), max_length=250, blank=True)
    stable_rule = models.TextField(
        _("when an enterprise counts as in stable operation"),
        blank=True,
        help_text=_("Shown beside every figure that counts such enterprises."),
    )
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)
    public_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AuthorityQuerySet.as_manager()
    authority_lookup = "pk"

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    save = in_base_language(models.Model.save)

    def clean(self) -> None:
        super().clean()
        if self.logo is not None and not self.owns(self.logo):
            raise ValidationError({"logo": _("This belongs to another authority.")})

    def owns(self, file: CollectionMember) -> bool:
        """Whether a file lies in (or under) the authority's collection."""
        own = self.collection
        return own is not None and file.collection.path.startswith(own.path)

    @property
    def is_suspended(self) -> bool:
        return self.state == AuthorityState.SUSPENDED

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def now(self) -> datetime:
        return timezone.now().astimezone(self.zone)

    def today(self) -> date:
        """The date on the authority's own calendar."""
        return self.now().date()
