"""A graph that gives of the words of articles what may be shown, for one output: a page, a feed, a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, QueryTriples, Triple

from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES
from kg.rights.policy import LEFT_OUT, Known, Output, Policy
from kg.rights.public import WORDS
from server.graph import Answer, Graph, Row, Term, read_rows


class RightsGraph:
    """Asks another graph; rows and triples with words of articles come with what the policy lets be shown of them.

    Words are what stands under ?text beside ?sentence or ?article, and the values of ``ev:exact`` and
    ``ev:claimText``. One of these is made for each output, which has a budget for each article.
    """

    def __init__(self, graph: Graph, iris: Iris, policy: Policy) -> None:
        self._graph = graph
        self._iris = iris
        self._output = Output(policy)
        self._known: dict[NamedNode, Known] = {}

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
        """The answer to a query; triples with the words that may be shown, rows for ``allowed`` to look at."""
        answer = self._graph.query(
            query,
            base_iri=base_iri,
            prefixes=prefixes,
            default_graph=default_graph,
            named_graphs=named_graphs,
            custom_functions=custom_functions,
        )
        return self._allowed_triples(list(answer)) if isinstance(answer, QueryTriples) else answer

    def allowed(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Rows with the words that may be shown; asked by ``read_rows``."""
        places = [_place_of_words(row) for row in rows]
        articles = [self._article(row[place[1]]) if place else None for row, place in zip(rows, places, strict=True)]
        self._look_up(article for article in articles if article)
        return [
            {**row, place[0]: self._shown(article, row[place[0]])} if place and article else row
            for row, place, article in zip(rows, places, articles, strict=True)
        ]

    def show(self, node: NamedNode, text: str) -> str:
        """What may be shown of a text that stands in an article; all of a text that stands in none."""
        article = self._iris.article_of(node)
        if article is None:
            return text
        self._look_up([article])
        return self._output.show(self._known[article], text) or LEFT_OUT

    def _allowed_triples(self, triples: Sequence[Triple]) -> QueryTriples:
        rows: list[Row] = [{"s": t.subject, "p": t.predicate, "o": t.object} for t in triples]
        store = ox.Store()
        for triple, row in zip(triples, self.allowed(rows), strict=True):
            value = row["o"]
            assert not isinstance(triple.subject, Triple)
            store.add(ox.Quad(triple.subject, triple.predicate, value))
        answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(answer, QueryTriples)
        return answer

    def _article(self, term: Term) -> NamedNode | None:
        return self._iris.article_of(term) if isinstance(term, NamedNode) else None

    def _shown(self, article: NamedNode, term: Term) -> Term:
        if not isinstance(term, Literal):
            return term
        text = self._output.show(self._known[article], term.value) or LEFT_OUT
        return Literal(text, language=term.language) if term.language else Literal(text)

    def _look_up(self, articles: Iterable[NamedNode]) -> None:
        """What the policy needs to know of articles, asked for once."""
        if new := dict.fromkeys(article for article in articles if article not in self._known):
            values = f"VALUES ?article {{ {' '.join(map(str, new))} }}"
            found = read_rows(
                self._graph,
                f"""SELECT ?article ?id ?url ?stated ?publisher {{ {values} ?article dcterms:identifier ?id
                OPTIONAL {{ ?article schema:url ?url }}
                OPTIONAL {{ ?article dcterms:accessRights ?stated }}
                OPTIONAL {{ ?article schema:publisher/rdfs:label ?publisher }} }}""",
                PREFIXES,
            )
            lengths = read_rows(
                self._graph,
                f"""SELECT ?article (MAX(?end) AS ?length) {{ {values} ?sentence ev:inArticle ?article ;
                ev:sentenceIndex ?index ; ev:endChar ?end }} GROUP BY ?article""",
                PREFIXES,
            )
            length = {row["article"]: int(_value(row, "length")) for row in lengths if "article" in row}
            for article in new:
                rows = [row for row in found if row["article"] == article]
                self._known[article] = _known(rows, length.get(article, 0))


def _known(rows: Sequence[Row], length: int) -> Known:
    ids, urls, stated = ([_value(row, name) for row in rows if name in row] or [""] for name in ("id", "url", "stated"))
    publishers = dict.fromkeys(_value(row, "publisher") for row in rows if "publisher" in row)
    return Known(ids[0], tuple(publishers), urls[0], length, stated[0])


def _value(row: Row, name: str) -> str:
    term = row[name]
    assert isinstance(term, Literal | NamedNode)
    return term.value


def _place_of_words(row: Row) -> tuple[str, str] | None:
    """Names of the words of an article in a row and of what lies in that article; None: no such words."""
    if "text" in row and ("sentence" in row or "article" in row):
        return "text", "sentence" if "sentence" in row else "article"
    return ("o", "s") if "s" in row and "o" in row and row.get("p") in WORDS else None
