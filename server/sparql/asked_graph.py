"""A graph for the code of pages, which asks one question after another in a thread: each goes to the readers.

So a page has what queries have: a deadline, lanes, memory that cannot run away, and the checkpoint that its client is
to see; the threads only wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pyoxigraph as ox

from server.engine.engine import Engine
from server.engine.evaluation import Failed
from server.engine.pool import Busy
from server.engine.question import Question
from server.graph import Answer, Term
from server.settings import Settings
from server.sparql.answering import error_of, overloaded
from server.sparql.tokens import query_form

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class AskedGraph:
    """``query`` as of a store, for threads other than that of the event loop; answers are whole when they come."""

    def __init__(self, engine: Engine, client: str, settings: Settings) -> None:
        self._engine = engine
        self._client = client
        self._settings = settings
        self._loop = asyncio.get_running_loop()

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
        custom_functions: dict[ox.NamedNode, Callable[..., Term | None]] | None = None,
    ) -> Answer:
        """The answer to a query; raises SyntaxError, or a TimewireError for what has no answer in time."""
        given = default_graph is not None or named_graphs is not None
        triples = query_form(query) in ("CONSTRUCT", "DESCRIBE")
        most = self._settings.max_result_bytes
        question = Question(
            query,
            _TRIPLES if triples else _RESULTS,
            prefixes or {},
            base_iri,
            _names(default_graph) if given else None,
            _names(named_graphs) if given else None,
            self._settings.max_result_rows,
            most,
            most,
        )
        body = self._asked(question)
        return _triples(body) if triples else ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)

    def _asked(self, question: Question) -> bytes:
        future = asyncio.run_coroutine_threadsafe(self._engine.answer(question, self._client), self._loop)
        try:
            return future.result().body or b""
        except Failed as failed:
            if failed.kind == "syntax":
                raise SyntaxError(failed.message) from None
            settings = self._settings
            raise error_of(failed, question.query, settings.query_timeout_s, settings.max_result_bytes) from None
        except Busy:
            raise overloaded() from None


def _names(
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | list[ox.NamedNode | ox.BlankNode] | None,
) -> tuple[str, ...]:
    return tuple(graph.value for graph in graphs or () if isinstance(graph, ox.NamedNode))


def _triples(body: bytes) -> ox.QueryTriples:
    store = ox.Store()
    store.extend(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    return answer
