"""The sample is found, too; much of it is written without `save()`."""

from collections.abc import Callable

from portal.sources import sources
from portal.tenancy.models import Authority

from .models import Pin, Synonym
from .services import source_refresh


def load(*, port: int, password: str, say: Callable[[str], object]) -> None:
    for authority in Authority.objects.filter(is_sample=True):
        _curate(authority)
        for source in sources():
            source_refresh(source, authority)


def _curate(authority: Authority) -> None:
    Synonym.objects.create(
        authority=authority, vietnamese="hội thao\nngày hội thể thao", english="sports day"
    )
    Pin.objects.create(authority=authority, query="lịch họp", url="/vi/hoi-nghi/")


load_large = load
