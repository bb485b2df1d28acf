"""A dataset on an engine, read as Oxigraph's own is: patterns of quads and queries, none of which may come back cut.

An engine that cuts its answers does so without a word. So it is known from the start at how many rows it does
(``max_rows``): what we ask ourselves comes in pages and is counted; an answer to somebody's query that is exactly so
long is an error, not a result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Triple

from kg.errors import QueryError, StoreError
from kg.graph.iris import elsewhere
from kg.graph.views import Results
from kg.store.engines.client import ROWS, TRIPLES, Client
from kg.store.engines.dialect import MARKER, as_select, hidden_graphs, query_form, spoken
from kg.store.engines.kinds import OWN, STAND_IN

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_TRUTH = {"1": "true", "0": "false"}
_HERE = DefaultGraph()
_NAMES = ("?s", "?p", "?o")
_NOTHING = ox.Store()
"""Queries are read against it first: errors of syntax have their place, and the form of the answer is known."""


class RemoteDataset:
    """What ``kg.store.graphs.Asked`` offers, asked of an engine; each call is a request."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kind = client.access.engine
        self._most = client.access.max_rows

    # ------------------------------------------------------------------------------------------------- queries

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        custom_functions: dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]] | None = None,
        max_bytes: int | None = None,
        patience_s: float | None = None,
        deadline_s: float | None = None,
    ) -> Results:
        """The answer, whole; raises SyntaxError, QueryError, StoreError."""
        asks = query_form(query) == "ASK"
        names = _names_in(query, asks, base_iri, prefixes, custom_functions)
        text = spoken(query, self._kind, prefixes or {}, base_iri, names or [])
        dataset = self._dataset(default_graph, named_graphs)
        if names is None:
            answer = self._client.ask(text, TRIPLES, dataset, max_bytes, patience_s, deadline_s)
            return self._triples(answer.content, answer.headers.get("x-sparql-maxrows"))
        answer = self._client.ask(text, ROWS, dataset, max_bytes, patience_s, deadline_s)
        return self._solutions(answer.content, asks)

    def _dataset(
        self,
        default: Sequence[NamedNode | BlankNode | DefaultGraph] | None,
        named: Sequence[NamedNode | BlankNode] | None,
    ) -> Mapping[str, Sequence[str]]:
        if default is None and named is None:
            return {"default-graph-uri": [STAND_IN]} if self._kind.stands_in else {}
        names = [STAND_IN if isinstance(graph, DefaultGraph) else graph.value for graph in default or ()]
        return {"default-graph-uri": names, "named-graph-uri": [graph.value for graph in named or ()]}

    def _solutions(self, body: bytes, is_boolean: bool) -> Results:
        try:
            if self._kind.odd_booleans and (is_boolean or _BOOLEAN.encode() in body):
                body = _with_booleans(body, is_boolean)
            results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise StoreError(f"the engine's answer cannot be read: {error}", where=self._client.access.query) from error
        if isinstance(results, QuerySolutions) == is_boolean:
            raise self._no_endpoint("truth value" if is_boolean else "rows")
        if self._most and isinstance(results, QuerySolutions):
            rows = sum(1 for _ in results)
            del results  # bound to this thread; an error would take it along
            self._refuse_cut(rows)
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        return results

    def _no_endpoint(self, wanted: str) -> StoreError:
        return StoreError(
            f"what answers there is no SPARQL endpoint: it does not give the {wanted} that it is asked for",
            where=self._client.access.query,
            remedy="see whether the address is right; --query-url names another path",
        )

    def _triples(self, body: bytes, cut_at: str | None) -> Results:
        try:
            triples = [self._read(quad) for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"the engine's answer cannot be read: {error}", where=self._client.access.query) from error
        if cut_at or len(triples) >= self._most > 0:
            raise self._cut()
        store = ox.Store()
        store.extend(triples)
        return store.query("CONSTRUCT WHERE { ?s ?p ?o }")

    def _refuse_cut(self, rows: int) -> None:
        if rows >= self._most > 0:
            raise self._cut()

    def _cut(self) -> QueryError:
        return QueryError(
            f"the engine cuts its answers at {self._most:,} rows, and this one is so long",
            remedy="ask for less with LIMIT and OFFSET, or raise the engine's own limit",
        )

    def _read(self, quad: Quad) -> Quad:
        return Quad(quad.subject, quad.predicate, _known(quad.object), quad.graph_name)

    # ------------------------------------------------------------------------------------------------ patterns

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Quads that match, without those of our bookkeeping; None matches all."""
        terms = (subject, predicate, object)
        if any(isinstance(term, BlankNode) for term in (*terms, graph_name)):
            return iter(())  # a blank node of ours is never one of the engine's
        if graph_name is None and terms == (None, None, None):
            return self._all()
        pattern = self._pattern(terms)
        if graph_name is None:
            return self._found(terms, self._anywhere(pattern), _HERE, any_graph=True)
        if isinstance(graph_name, DefaultGraph):
            return self._found(terms, self._here(pattern), _HERE)
        name = elsewhere(str(graph_name.value))
        return self._found(terms, f"GRAPH {name} {{ {pattern} }}", name)

    def _here(self, pattern: str) -> str:
        return f"GRAPH <{STAND_IN}> {{ {pattern} }}" if self._kind.stands_in else pattern

    def _named(self, pattern: str) -> str:
        hidden = ", ".join(map(str, hidden_graphs(self._kind)))
        return f"GRAPH ?g {{ {pattern} }} FILTER(?g NOT IN ({hidden}))"

    def _anywhere(self, pattern: str) -> str:
        return f"{{ {self._here(pattern)} }} UNION {{ {self._named(pattern)} }}"

    def _all(self) -> Iterator[Quad]:
        """Everything: as a dump where there is one, else predicate by predicate.

        Graph by graph there would be a request for each sentence; the whole at once would be sorted for each page.
        """
        if self._kind.whole_dump:
            with self._client.dump() as stream:
                for quad in ox.parse(stream, format=ox.RdfFormat.N_QUADS):
                    if not _is_own(quad):
                        yield quad
            return
        predicates = [name for (name,) in self._rows("SELECT DISTINCT ?p", self._anywhere("?s ?p ?o"), ("?p",))]
        for predicate in predicates:
            yield from self.quads_for_pattern(None, predicate, None)

    def _found(
        self, terms: tuple[Any, ...], where: str, graph: NamedNode | DefaultGraph, any_graph: bool = False
    ) -> Iterator[Quad]:
        free = [name for name, term in zip(_NAMES, terms, strict=True) if term is None]
        wanted = [*free, *(["?g"] if any_graph else [])] or ["?yes"]
        select = f"SELECT {' '.join(wanted)}" if wanted != ["?yes"] else "SELECT (1 AS ?yes)"
        given = dict(zip(_NAMES, terms, strict=True))
        for row in self._rows(select, where, tuple(wanted)):
            found = dict(zip(wanted, row, strict=True))
            s, p, o = (found[name] if given[name] is None else given[name] for name in _NAMES)
            yield Quad(s, p, o, found.get("?g") or graph)

    def _pattern(self, terms: tuple[Any, ...]) -> str:
        return " ".join(name if term is None else str(term) for name, term in zip(_NAMES, terms, strict=True))

    # --------------------------------------------------------------------------------------------------- rows

    def _rows(self, select: str, where: str, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """The rows of a pattern, all of them: in one answer, or in pages whose sum is compared with a count."""
        if not self._most:
            yield from self._page(f"{select} WHERE {{ {where} }}", names)
            return
        size = self._most // 2
        first = list(self._page(f"{select} WHERE {{ {where} }} LIMIT {size}", names))
        if len(first) < size:
            yield from first
            return
        yield from self._pages(select, where, names, size)

    def _pages(self, select: str, where: str, names: tuple[str, ...], size: int) -> Iterator[tuple[Any, ...]]:
        inner = f"{select} WHERE {{ {where} }}"
        ((expected,),) = self._page(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }}", ("?n",))
        ordered, seen = f"{inner} ORDER BY {' '.join(names)}", 0
        while True:
            page = list(self._page(f"SELECT {' '.join(names)} {{ {{ {ordered} }} }} LIMIT {size} OFFSET {seen}", names))
            yield from page
            seen += len(page)
            if len(page) < size:
                break
        if seen != int(expected.value):
            raise StoreError(
                f"the engine gave {seen:,} of {int(expected.value):,} rows",
                where=self._client.access.query,
                remedy="see whether somebody else writes to it; then try again",
            )

    def _page(self, text: str, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        answer = self._client.ask(text, ROWS)
        results = self._solutions(answer.content, False)
        assert isinstance(results, QuerySolutions)
        if not {str(variable) for variable in results.variables}.issuperset(names):
            raise self._no_endpoint("rows")
        return (tuple(row[name[1:]] for name in names) for row in results)

    # ------------------------------------------------------------------------------------------------- others

    def see_rows(self) -> None:
        """See that rows come where rows are asked for; raises StoreError, QueryError."""
        rows = list(self._page("SELECT (1 AS ?one) {}", ("?one",)))
        if len(rows) != 1 or getattr(rows[0][0], "value", "") != "1":
            raise self._no_endpoint("rows")

    def contains_named_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> bool:
        """True if the graph holds something."""
        return self._asked(f"GRAPH {graph_name} {{ ?s ?p ?o }}")

    def __contains__(self, quad: Quad) -> bool:
        if any(isinstance(term, BlankNode) for term in quad):
            return False
        return next(self.quads_for_pattern(*quad), None) is not None

    def __len__(self) -> int:
        return self._counted(self._named("?s ?p ?o")) + self._counted(self._here("?s ?p ?o"))

    def _counted(self, where: str) -> int:
        ((number,),) = self._page(f"SELECT (COUNT(*) AS ?n) {{ {where} }}", ("?n",))
        return int(number.value)

    def _asked(self, where: str) -> bool:
        return next(self._page(f"SELECT (1 AS ?yes) {{ {where} }} LIMIT 1", ("?yes",)), None) is not None


def _names_in(query: str, asks: bool, base: str | None, prefixes: Any, functions: Any) -> list[str] | None:
    """The variables of the rows that a query gives, none for ASK; None where it gives triples.

    What it was read into goes with this frame: it is bound to its thread, and the error of a later request, which is
    told in another one, would take it along.
    """
    form = _read_here(query, asks, base, prefixes, functions)
    if isinstance(form, ox.QueryTriples):
        return None
    return [str(name) for name in form.variables] if isinstance(form, QuerySolutions) and not asks else []


def _read_here(query: str, asks: bool, base: str | None, prefixes: Any, functions: Any) -> Results:
    """Read a query without answering it, so that its errors have their place; raises SyntaxError, ValueError, OSError.

    Nothing of SELECT and CONSTRUCT runs before somebody takes rows; ASK would run at once, and is read as a SELECT.
    """
    try:
        return _NOTHING.query(
            as_select(query) if asks else query, base_iri=base, prefixes=prefixes, custom_functions=functions
        )
    except SyntaxError:
        if asks:
            _NOTHING.query(query, base_iri=base, prefixes=prefixes, custom_functions=functions)  # tells the true place
        raise


def _is_own(quad: Quad) -> bool:
    name = quad.graph_name
    return isinstance(name, NamedNode) and name.value.startswith(OWN)


def marked(dataset: RemoteDataset, predicate: NamedNode, graph: NamedNode = MARKER) -> str | None:
    """What our bookkeeping says."""
    rows = dataset._page(f"SELECT ?o {{ GRAPH {graph} {{ {graph} {predicate} ?o }} }}", ("?o",))
    return next((str(term.value) for (term,) in rows), None)


def _known(term: Any) -> Any:
    """A term as we write it."""
    if isinstance(term, Literal) and term.datatype.value == _BOOLEAN:
        return Literal(_TRUTH.get(term.value, term.value), datatype=term.datatype)
    return term


def _with_booleans(body: bytes, is_boolean: bool) -> bytes:
    """Results in JSON with truth values as true and false; an answer to ASK that came as a row, as one."""
    answer = json.loads(body)
    if is_boolean and "boolean" not in answer:
        rows = answer["results"]["bindings"]
        values = [cell["value"] for row in rows for cell in row.values()]
        answer = {"head": {}, "boolean": any(value in ("1", "true") for value in values)}
    for row in answer.get("results", {}).get("bindings", ()):
        for cell in row.values():
            if cell.get("datatype") == _BOOLEAN:
                cell["value"] = _TRUTH.get(cell["value"], cell["value"])
    return json.dumps(answer).encode()
