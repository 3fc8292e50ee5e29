from collections.abc import Iterable

from portal.due import nightly

from .services import queries_forget


@nightly("old queries")
def forget_old() -> Iterable[str]:
    """Delete what nobody has asked for half a year; it finds no problems."""
    queries_forget()
    return ()
