"""A query asked of an open store, with what the engine does not have: the full text."""

from __future__ import annotations

from kg.errors import QueryError
from kg.store.embedded import Results
from kg.store.search import Matches
from kg.store.search_query import compile_search
from kg.store.store import Store
from kg.store.text_matches import MOST_MATCHES, Resolved, resolve_matches


def resolved(store: Store, query: str) -> Resolved:
    """The query as the engine can run it; raises QueryError for a search in it that is none."""
    return resolve_matches(query, store.prefixes, lambda text: _matches(store, text))


def _matches(store: Store, text: str) -> Matches:
    return store.search.matches(compile_search(text), MOST_MATCHES)


def ask(store: Store, query: str) -> tuple[Results, bool]:
    """The answer to a query, and whether a search in it was cut; raises QueryError, its places those of the query."""
    runnable = resolved(store, query)
    try:
        return store.graph.query(runnable.text), runnable.cut
    except QueryError:
        store.graph.query(query)  # tells the place of the error in the query as it was given
        raise
