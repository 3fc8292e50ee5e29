"""Forms of pages and records; those of people (`forms.people`) need every model to be loaded."""

from .records import (
    AuthorityForm,
    AuthorityPageForm,
    AuthorityRecordForm,
    limit_choices,
    sole_authority,
)

__all__ = [
    "AuthorityForm",
    "AuthorityPageForm",
    "AuthorityRecordForm",
    "limit_choices",
    "sole_authority",
]
