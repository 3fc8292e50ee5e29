"""What must be looked at every night, registered by the apps that know how."""

from collections.abc import Callable, Iterable

from django.db import connection

from portal.tenancy.integrity import missing_triggers

NightlyCheck = Callable[[], Iterable[str]]
NIGHTLY: dict[str, NightlyCheck] = {}


def nightly(name: str) -> Callable[[NightlyCheck], NightlyCheck]:
    """Register a check; it yields a sentence for each problem it finds."""

    def register(check: NightlyCheck) -> NightlyCheck:
        NIGHTLY[name] = check
        return check

    return register


def run_nightly() -> dict[str, list[str]]:
    return {name: list(check()) for name, check in NIGHTLY.items()}


@nightly("database triggers")
def lost_triggers() -> Iterable[str]:
    return (f"the trigger {name} is missing" for name in missing_triggers(connection))
