from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from .integrity import missing_triggers


@register(Tags.database)
def check_triggers(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """W001: the database lost triggers that keep authorities apart or periods from overlapping.

    A warning and not an error: `migrate`, which makes them again, runs this check first.
    """
    found = {alias: missing_triggers(connections[alias]) for alias in databases or ()}
    return [
        Warning(
            f"Database '{alias}' lacks {len(names)} triggers, the first being {names[0]}.",
            hint="Run manage.py migrate: it makes every trigger again.",
            id="tenancy.W001",
        )
        for alias, names in found.items()
        if names
    ]


@register(Tags.database)
def check_derived_rights(
    databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """W002: somebody changed groups or rights by hand; roles are the one source of them."""
    if "default" not in (databases or ()) or _unmigrated():
        return []
    from .isolation import derivations

    return [
        Warning(
            f"Rights differ from the roles: {sentence}.",
            hint="Run manage.py sync_permissions.",
            id="tenancy.W002",
        )
        for sentence in islice(derivations(), 3)
    ]


def _unmigrated() -> bool:
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
