from wagtail.admin.apps import WagtailAdminAppConfig


class AdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin, whose forms and filters of pages know whose choices they may offer.

    One assignment, so that no page type can forget; here, because Wagtail's own comes with its
    admin and after every app of ours.
    """

    def ready(self) -> None:
        from portal.basepage.models import BasePage

        from .forms import AuthorityPageForm
        from .listings import limit_page_filters

        super().ready()
        BasePage.base_form_class = AuthorityPageForm
        limit_page_filters()
