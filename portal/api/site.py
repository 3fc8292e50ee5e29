"""`/api/v1/`: what is public, typed, of the authority whose host is asked."""

from ninja import NinjaAPI

from portal.rooms import contributed

from . import problems


def _built() -> NinjaAPI:
    """Each app adds its `api.router`."""
    api = NinjaAPI(title="Cổng thông tin thi đua", version="1", docs_url=None, urls_namespace="api")
    problems.connect(api)
    for module in contributed("api"):
        if hasattr(module, "router"):
            api.add_router("", module.router)
    return api


api = _built()
