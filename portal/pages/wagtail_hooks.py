from wagtail import hooks

from .viewsets import OperatedAuthorityViewSet


@hooks.register("register_admin_viewset")
def register_authority_viewset() -> OperatedAuthorityViewSet:
    return OperatedAuthorityViewSet("authorities")
