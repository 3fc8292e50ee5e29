"""The full-text index of the embedded engines, which Django has no model for."""

from typing import Any

from django.db import migrations

FORWARDS = {
    "sqlite": [
        # Terms are made by `search.terms`; positions are nobody's concern.
        "CREATE VIRTUAL TABLE search_terms USING fts5(terms, tokenize='ascii', detail=none)",
    ],
    "postgresql": [
        "ALTER TABLE search_searchtext ADD COLUMN indexed tsvector NOT NULL DEFAULT ''",
        "CREATE INDEX search_text_indexed ON search_searchtext USING gin (indexed)",
    ],
}
BACKWARDS = {
    "sqlite": ["DROP TABLE search_terms"],
    "postgresql": ["ALTER TABLE search_searchtext DROP COLUMN indexed"],
}


def forwards(apps: Any, editor: Any) -> None:
    for sql in FORWARDS[editor.connection.vendor]:
        editor.execute(sql)


def backwards(apps: Any, editor: Any) -> None:
    for sql in BACKWARDS[editor.connection.vendor]:
        editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]
    operations = [migrations.RunPython(forwards, backwards)]
