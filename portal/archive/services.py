from typing import IO

from django.db import models
from wagtail.log_actions import log

from portal.languages import in_base_language
from portal.tenancy.models import Authority
from portal.tenancy.services.lifecycle import EXPORT
from portal.users.models import User

from . import contents
from .readme import readme
from .values import Plainer, plain
from .writing import Archive

FORMAT = {"format": "authority-archive", "version": 1}


def archive_name(authority: Authority) -> str:
    return f"{authority.code}-{authority.now():%Y%m%d-%H%M}.zip"


@in_base_language
def authority_export(*, authority: Authority, user: User | None, out: IO[bytes]) -> None:
    """Write everything of one authority to `out` as a ZIP, and note in its history who did.

    `out` may be a pipe: nothing in it is read again. `user` is nobody when a command is run.
    """
    about = FORMAT | {"authority": {"code": authority.code, "name": authority.name_vi}}
    with Archive(out, moment=authority.now(), default=plain, about=about) as archive:
        archive.text("README.txt", readme(authority, archive.moment))
        _write(archive, authority, Plainer())
    log(authority, EXPORT, user=user)


def _write(archive: Archive, authority: Authority, plainer: Plainer) -> None:
    """Files come last: the rows say which there are."""
    archive.data("authority.json", contents.the_authority(authority, plainer))
    archive.rows("roles.json", contents.roles(authority, plainer))
    for model in contents.record_models():
        archive.rows(record_path(model), contents.records(model, authority, plainer))
    for path, page in contents.pages(authority, plainer):
        archive.data(path, page)
    archive.rows("history.json", contents.history(authority, plainer))
    for stored in dict.fromkeys(plainer.files):
        archive.file(stored)


def record_path(model: type[models.Model]) -> str:
    return f"records/{model._meta.label}.json"
