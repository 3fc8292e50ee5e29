"""What a public thing must tell to be found, and the registry of those that do.

An app registers a `Source` for each model readers may look for; search reads nothing else, so it
need not know the apps, and they need not know it.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from portal.choices import TextChoices
from portal.languages import LANGUAGES
from portal.tenancy.models import Authority


class SourceType(TextChoices):
    """Kinds of things as a reader tells them apart; `record` is a result or another such row."""

    NEWS = "news", _("news")
    REPORT = "report", _("report")
    DECISION = "decision", _("decision")
    REGULATION = "regulation", _("regulation")
    PLEDGE = "pledge", _("pledge")
    AWARD = "award", pgettext_lazy("thing", "award")
    RECORD = "record", _("result")
    CONFERENCE = "conference", _("conference")
    ENTERPRISE = "enterprise", _("enterprise")
    BLOC = "bloc", _("bloc")
    CRITERIA = "criteria", _("criteria")
    PAGE = "page", _("page")


class SourcePeriod(TextChoices):
    """The part of a year a thing is about."""

    FIRST_QUARTER = "Q1", _("first quarter")
    SECOND_QUARTER = "Q2", _("second quarter")
    THIRD_QUARTER = "Q3", _("third quarter")
    FOURTH_QUARTER = "Q4", _("fourth quarter")
    FIRST_HALF = "H1", _("first half of the year")
    SECOND_HALF = "H2", _("second half of the year")
    NINE_MONTHS = "9M", _("nine months")
    YEAR = "YEAR", _("whole year")


@dataclass(frozen=True)
class Attachment:
    """A public file of a thing, in the thing's language. `url` is its path on the host."""

    file: FieldFile
    filename: str
    url: str


@dataclass(frozen=True)
class Document:
    """One thing in one language, as a reader may find it.

    `url` is a path on the authority's host. `body` is plain text, paragraphs on lines of their
    own. `blocs` and `enterprises` are codes by which readers narrow; `names` are what it is about:
    people and places in every language, numbers of other documents. `numbers` are its own.
    `source_id` is the thing's public id; `translation_of` that of the thing it is a translation
    of, where each language is a thing of its own.
    """

    source_id: str
    type: SourceType
    title: str
    url: str
    body: str = ""
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    year: int | None = None
    period: SourcePeriod | None = None
    blocs: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    date: datetime.date | None = None
    files: tuple[Attachment, ...] = field(default=())
    translation_of: str = ""


class Source:
    """How the things of one model are found.

    `follows` are the relations, as lookups from the thing, to rows whose change may change what
    is told of it: `("bloc", "signatures__enterprise")`. `section` is the type of page below whose
    address the things have theirs, if they are not pages themselves.
    """

    model: ClassVar[type[Model]]
    follows: ClassVar[tuple[str, ...]] = ()
    section: type[Model] | None = None

    def public(self, authority: Authority) -> QuerySet:
        """What anybody may see of this authority's, with all that `document` reads."""
        raise NotImplementedError

    def authority_of(self, thing: Any) -> Authority | None:
        """None for what belongs to no authority's site."""
        return thing.authority  # type: ignore[no-any-return]

    def document(self, thing: Any, language: str) -> Document | None:
        """What is told of it in `language`, which is active; None where it has no such text."""
        raise NotImplementedError

    def documents(self, thing: Any) -> Iterator[tuple[str, Document]]:
        """Language and document, Vietnamese first.

        Each knows the titles of the others: whoever knows one of them finds all.
        """
        told: dict[str, Document] = {}
        for language in LANGUAGES:
            with override(language):
                document = self.document(thing, language)
            if document is not None:
                told[language] = document
        for language, document in told.items():
            others = [one.title for one in told.values() if one is not document]
            yield language, replace(document, names=(*document.names, *others))


# Things written without `save()`. Arguments: things.
things_changed = Signal()
# What waited inside `together()`. Sender: the source. Arguments: pks.
things_told = Signal()

Waiting = dict["Source", set[Any]]
_waiting: ContextVar[Waiting | None] = ContextVar("sources_waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What changes inside is told once, at the end: for many writes of one transaction."""
    if _waiting.get() is not None:
        yield
        return
    waiting: Waiting = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for source, pks in waiting.items():
        things_told.send(source, pks=pks)


def told_later(source: "Source", pks: Iterable[Any]) -> bool:
    """Whether these things wait for the end of `together()`; they do from now on."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.setdefault(source, set()).update(pks)
    return True


_sources: dict[type[Model], Source] = {}
_unsearched: dict[type[Model], str] = {}


def searchable(source_class: type[Source]) -> type[Source]:
    """Class decorator: the source of `source_class.model`."""
    _sources[source_class.model] = source_class()
    return source_class


def unsearched(reason: str, *models: type[Model]) -> None:
    """Say why nobody looks for rows of these models; `portal.checks` asks of each model."""
    _unsearched.update(dict.fromkeys(models, reason))


def sources() -> Iterable[Source]:
    return tuple(_sources.values())


def source_of(model: type[Model]) -> Source | None:
    return _sources.get(model)


def followed_models(source: Source) -> dict[type[Model], list[str]]:
    """Models whose rows a source follows, those on the way too, with the lookups to them."""
    found: dict[type[Model], list[str]] = {}
    for lookup in source.follows:
        model, parts = source.model, lookup.split("__")
        for depth, part in enumerate(parts, start=1):
            model = model._meta.get_field(part).related_model  # type: ignore[assignment]
            found.setdefault(model, []).append("__".join(parts[:depth]))
    return {model: list(dict.fromkeys(lookups)) for model, lookups in found.items()}


def undeclared(models: Iterable[type[Model]]) -> Iterator[type[Model]]:
    """Those of `models` that are neither searched, nor part of what is, nor said not to be."""
    known = set(_sources) | set(_unsearched)
    known.update(model for source in sources() for model in followed_models(source))
    return (model for model in models if model not in known)
