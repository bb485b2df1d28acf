"""What a search is limited to: articles of a publisher, and days; of events the day is theirs, else of publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from server.graph import Graph
from server.pages import queries
from server.pages.reader import shown
from server.problems import MalformedRequest

_LONGEST = 300
_NAMED = "rdfs:label|skos:prefLabel|skos:altLabel|schema:name"
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits as they stand in the address; '' is none. ``publisher`` is a name, or a path or IRI; days as ISO 8601."""

    publisher: str = ""
    since: str = ""
    until: str = ""

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The parameters that are given, in one order."""
        given = (("publisher", self.publisher), ("from", self.since), ("to", self.until))
        return tuple((name, value) for name, value in given if value)


def read_scope(given: Mapping[str, str]) -> Scope:
    """The limits that the parameters of an address give; raises MalformedRequest."""
    publisher = given.get("publisher", "").strip()
    if len(publisher) > _LONGEST:
        raise MalformedRequest(
            f"longer than {_LONGEST} characters", where="parameter publisher", remedy="give the name of a publisher"
        )
    since, until = _day(given, "from"), _day(given, "to")
    if since and until and until < since:
        raise MalformedRequest(f"{until} is before {since}", where="parameter to", remedy="give a day after from")
    return Scope(publisher, since, until)


def _day(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    try:
        if value and date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except ValueError:
        raise MalformedRequest(
            f"{value[:40]!r} is no day", where=f"parameter {name}", remedy="write it as 2025-10-06"
        ) from None
    return value


def read_members(graph: Graph, scope: Scope, base: str) -> frozenset[str]:
    """The IRIs of the articles and events within the limits."""
    articles, events = ["?x a ev:Article ."], ["?x a ev:Event ."]
    if scope.publisher:
        by = f"VALUES ?by {{ {' '.join(map(str, _publishers(graph, scope.publisher, base)))} }}"
        articles.append(f"{by} ?x schema:publisher ?by .")
        events.append(f"{by} ?article schema:publisher ?by . ?told ev:inArticle ?article ; ev:reportOf ?x .")
    if scope.since:
        articles.append(f'?x ev:asOf ?day FILTER(?day >= "{scope.since}"^^xsd:date)')
        events.append(f'?x ev:end ?last FILTER(?last >= "{scope.since}"^^xsd:date)')
    if scope.until:
        articles.append(f'?x ev:asOf ?day FILTER(?day <= "{scope.until}"^^xsd:date)')
        events.append(f'?x ev:start ?first FILTER(?first <= "{scope.until}"^^xsd:date)')
    rows = queries.select(graph, f"SELECT DISTINCT ?x {{ {{ {' '.join(articles)} }} UNION {{ {' '.join(events)} }} }}")
    return frozenset(node.value for row in rows if isinstance(node := row["x"], NamedNode))


def _publishers(graph: Graph, given: str, base: str) -> list[NamedNode]:
    """Those of that name, in any case of letters, or the one of that path or IRI."""
    name = Literal(given.lower())
    rows = queries.select(
        graph,
        f"""SELECT DISTINCT ?by {{ {{ SELECT DISTINCT ?by {{ ?x schema:publisher ?by }} }}
        ?by {_NAMED} ?name FILTER(LCASE(STR(?name)) = {name}) }}""",
    )
    try:
        itself = [NamedNode(given if given.startswith(("http://", "https://")) else base + given.lstrip("/"))]
    except ValueError:
        itself = []
    return [*queries.iris_in(row["by"] for row in rows), *itself]


def read_publishers(graph: Graph) -> tuple[str, ...]:
    """The names of publishers to choose from, those of most articles first."""
    rows = queries.select(
        graph,
        f"""SELECT ?name (COUNT(?x) AS ?n) {{ ?x schema:publisher ?by . ?by rdfs:label ?name }}
        GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT {_MOST_NAMES}""",
    )
    return tuple(dict.fromkeys(shown(term.value) for row in rows if isinstance(term := row["name"], Literal)))
