"""What became of articles: which of them are corrected or retracted, by which others, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT
from server.graph import Graph
from server.pages.queries import select
from server.pages.reader import Link, Text, day_of, shown

MOST = 20
"""So many notices of one article are told."""
_WORDS = {
    (ONT.retracts, True): "Retracted by",
    (ONT.corrects, True): "Corrected by",
    (ONT.corrects, False): "Corrects",
    (ONT.retracts, False): "Retracts",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """How an article stands to another one; ``day`` is the notice's, ``other`` leads nowhere if it is not here."""

    words: str
    other: Link
    day: date | None = None


def notices_of(graph: Graph, base: str, articles: Iterable[NamedNode]) -> Mapping[NamedNode, tuple[Notice, ...]]:
    """The notices by and about articles, of those that have any, retractions first."""
    named = " ".join(map(str, articles))
    rows = select(
        graph,
        f"""SELECT ?article ?how ?other ?about ?day ?title ?here {{ VALUES ?article {{ {named} }}
        VALUES ?how {{ ev:retracts ev:corrects }}
        {{ ?other ?how ?article BIND(true AS ?about) }} UNION {{ ?article ?how ?other BIND(false AS ?about) }}
        OPTIONAL {{ ?other ev:asOf ?day }} OPTIONAL {{ ?other dcterms:title ?title }}
        OPTIONAL {{ ?other a ?here FILTER(?here = ev:Article) }} }}""",
    )
    found: dict[NamedNode, dict[tuple[int, str], Notice]] = defaultdict(dict)
    for row in rows:
        article, how, other, about = row["article"], row["how"], row["other"], row["about"]
        assert isinstance(article, NamedNode)
        assert isinstance(how, NamedNode)
        assert isinstance(other, NamedNode)
        assert isinstance(about, Literal)
        key = (how, about.value == "true")
        title, day = row.get("title"), row.get("day")
        words = Text(shown(title.value) if isinstance(title, Literal) else "another article")
        path = "/" + other.value.removeprefix(base) if "here" in row else None
        link = Link(words if path else Text("an article that is not here"), path)
        told = day_of(day.value) if isinstance(day, Literal) and key[1] else None
        found[article].setdefault((list(_WORDS).index(key), other.value), Notice(_WORDS[key], link, told))
    return {article: tuple(notices[key] for key in sorted(notices)[:MOST]) for article, notices in found.items()}
