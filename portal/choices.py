"""Django's TextChoices, with what mypy must know of it.

We check types without Django's stubs: without their plugin they know neither our managers nor
translated columns, and with it mypy would have to boot the project.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import enum

    class TextChoices(enum.StrEnum):
        label: str
        choices: ClassVar[list[tuple[str, str]]]
        values: ClassVar[list[str]]
else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]
