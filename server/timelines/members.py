"""The events of a timeline that no pattern of the graph gives: of a storyline, and of the rows of a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES
from kg.knowledge.storylines import read_storyline
from server.graph import Graph
from server.pages.queries import select
from server.pages.reader import Text, shown
from server.problems import NotFound, OperationRefused, ResultTooLarge
from server.sparql.page import read_example
from server.sparql.protocol import QueryRequest, ask, check_query
from server.timelines.selection import QUERY, STORYLINE, Selection

MOST = 10_000
"""More events than these are not taken from a query."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Members:
    """IRIs of events, each with its relevance if there is one (0 to 1), and what the timeline is called."""

    title: Text
    relevance: Mapping[str, float | None] = field(default_factory=dict)


def read_members(graph: Graph, base: str, chosen: Selection) -> Members | None:
    """The events of a storyline or of a query; None if there is no such storyline.

    Raises QueryError for what is no query, OperationRefused for one that is no SELECT, ResultTooLarge.
    """
    if chosen.kind == STORYLINE:
        name = chosen.about.partition("/")[2]
        if kept := _kept(graph, Iris(base).storyline(name)):
            return kept
        event = Iris(base).event(name)
        story = read_storyline(lambda query: select(graph, query), event.value)
        return Members(Text(story.title, "en"), dict(story.relevance)) if story else None
    return Members(Text(chosen.title or "Events of a query", "en"), dict.fromkeys(_named(graph, chosen.sparql)))


def _kept(graph: Graph, storyline: NamedNode) -> Members | None:
    """A storyline that an editor keeps: what is pinned matters most, what is hidden is left out."""
    rows = select(
        graph,
        f"""SELECT ?title ?event ?relevance ?pinned {{ {storyline} rdfs:label ?title ; ev:entry ?entry .
        ?entry ev:entryEvent/ev:mergedInto* ?event ; ev:relevance ?relevance
        FILTER NOT EXISTS {{ ?entry ev:hidden true }} OPTIONAL {{ ?entry ev:pinned ?pinned }} }}""",
    )
    relevance: dict[str, float | None] = {}
    title = ""
    for row in rows:
        event, weight, said = row["event"], row["relevance"], row["title"]
        if isinstance(event, NamedNode) and isinstance(weight, Literal) and isinstance(said, Literal):
            relevance[event.value] = 1.0 if "pinned" in row else float(weight.value)
            title = said.value
    return Members(Text(shown(title), "en"), relevance) if rows else None


def _named(graph: Graph, sparql: str) -> list[str]:
    """The IRIs in the rows of a query, each once, in order."""
    request = QueryRequest(sparql)
    check_query(request)
    if request.form != "SELECT":
        raise OperationRefused("a timeline needs rows", where="query", remedy="send a SELECT query that gives events")
    answer = ask(graph, request, PREFIXES)
    assert isinstance(answer, QuerySolutions)
    found: dict[str, None] = {}
    for row in answer:
        found |= {term.value: None for term in row if isinstance(term, NamedNode)}
        if len(found) > MOST:
            raise ResultTooLarge(f"the rows name more than {MOST:,} things", where="query", remedy="ask for fewer")
    return list(found)


def with_saved(chosen: Selection, folder: str) -> Selection:
    """The selection with the text and title of the query that it names; raises NotFound if the folder has none such."""
    if chosen.kind != QUERY or chosen.about == QUERY:
        return chosen
    name = chosen.about.partition("/")[2]
    file = Path(folder) / f"{name}.rq"
    if not folder or not _NAME.fullmatch(name) or not file.is_file():
        raise NotFound("no query of this name is kept here", where=name[:80], remedy="ask the operator of this server")
    saved = read_example(file)
    return replace(chosen, sparql=saved.query, title=saved.title)
