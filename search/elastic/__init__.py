"""Elasticsearch as the second engine: an index that follows `SearchEntry`, never the truth."""
