"""`/api/v1/`: what is public, typed, of the authority whose host is asked."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from ninja import NinjaAPI

from . import problems


def _built() -> NinjaAPI:
    """Each app adds its `api.router`."""
    api = NinjaAPI(title="Cổng thông tin thi đua", version="1", docs_url=None, urls_namespace="api")
    problems.connect(api)
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OWN and find_spec(f"{config.name}.api"):
            module = import_module(f"{config.name}.api")
            if hasattr(module, "router"):
                api.add_router("", module.router)
    return api


OWN = {"portal", "blocs", "news", "search"}
api = _built()
