"""What each of our apps contributes, found by the name of a module: nobody imports it."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

OWN = {"portal", "blocs", "news", "search"}


def contributed(name: str) -> Iterator[ModuleType]:
    """The modules of this name, in the order of the installed apps."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OWN and find_spec(f"{config.name}.{name}"):
            yield import_module(f"{config.name}.{name}")
