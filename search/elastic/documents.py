"""What Elasticsearch holds of an entry: analysed words and facts, nothing to show."""

from typing import Any

from django.conf import settings
from elasticsearch_dsl import Date as DateField
from elasticsearch_dsl import Document, Integer, Keyword, Long, Short, Text, analyzer

from ..models import SearchEntry

# Words arrive analysed (`search.analysis`): here they are only told apart.
words = analyzer("portal_words", tokenizer="whitespace")


class EntryDocument(Document):
    """Fields of the index. `terms` answers what is asked (`search.terms`), `title`, `folded` and
    `exact` weigh it; the rest narrows, counts and sorts. `age` is the entry's primary key.
    """

    authority = Integer()
    type = Keyword()
    language = Keyword()
    year = Short()
    period = Keyword()
    bloc = Keyword()
    enterprise = Keyword()
    date = DateField(format="strict_date")
    age = Long()
    terms = Text(analyzer=words, norms=False, index_options="docs")
    title = Text(analyzer=words, index_options="freqs")
    folded = Text(analyzer=words, index_options="freqs")
    exact = Text(analyzer=words, index_options="freqs")

    class Index:
        name = "portal-entries"
        settings = {
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "1s",
            "max_result_window": 10_000,
        }

    class Meta:
        dynamic = "strict"


def alias() -> str:
    """The name that is asked; behind it is one index, which `search_rebuild` exchanges."""
    return f"{settings.ELASTICSEARCH_PREFIX}-entries"


def building_alias() -> str:
    """The name of the index that is being built: to have an alias is what it is written by."""
    return f"{settings.ELASTICSEARCH_PREFIX}-building"


def index_body() -> dict[str, Any]:
    """Mappings and settings of a new index."""
    body: dict[str, Any] = EntryDocument._index.to_dict()
    body["mappings"]["_source"] = {"enabled": False}  # entries are the source
    return body


def document_of(entry: SearchEntry) -> dict[str, Any]:
    """The body of one document; `entry.text` should have been read with it."""
    text: Any = entry.text  # type: ignore[attr-defined]
    return {
        "authority": entry.authority_id,
        "type": entry.type,
        "language": entry.language,
        "year": entry.year,
        "period": entry.period or None,
        "bloc": entry.blocs,
        "enterprise": entry.enterprises,
        "date": entry.date.isoformat() if entry.date else None,
        "age": entry.pk,
        "terms": text.terms,
        "title": text.folded.split("|", 1)[0],
        "folded": text.folded,
        "exact": text.exact,
    }


def index_action(index: str, entry: SearchEntry) -> dict[str, Any]:
    """For the bulk API. External versions: an older one never replaces a newer."""
    return {
        "_op_type": "index",
        "_index": index,
        "_id": str(entry.uid),
        "version": entry.version,
        "version_type": "external",
        "_source": document_of(entry),
    }


def delete_action(index: str, uid: Any, version: int) -> dict[str, Any]:
    return {
        "_op_type": "delete",
        "_index": index,
        "_id": str(uid),
        "version": version,
        "version_type": "external",
    }


def entries_with_text(entries: Any) -> Any:
    return entries.select_related("text").order_by("pk")
