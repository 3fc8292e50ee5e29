from collections.abc import Iterable

from portal.due import nightly

from .archive.jobs import jobs_forget


@nightly("old imports of the past")
def forget_old_imports() -> Iterable[str]:
    """Delete what was uploaded and is no longer needed; it finds no problems."""
    jobs_forget()
    return ()
