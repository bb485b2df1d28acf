"""Storylines: the chain of events around one of them, with how much each has to do with it.

A storyline is told by its anchor: talks as a process, or any event that others hang on. Its members are events of the
same process, events that refer to one another, and events that articles tell beside it with common parties or places.
It is computed from the graph when it is asked for, so that it is never older than the graph, and no order of articles
can show in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import CODE, ONT, RDFS, A
from kg.graph.views import Term
from kg.knowledge.timeline import Ask, Row
from kg.model import Role

LEAST = 0.2
"""Events of a lower relevance are no part of the storyline."""

_LINKS = (ONT.partOf, ONT.follows, ONT.duringEvent, ONT.reactionTo)
_ROLES = tuple(ONT[role] for role in Role)
_MANY_REPORTS = 8
_SAME_PROCESS, _LINKED = 1.0, 0.8


@dataclass(slots=True)
class Facts:
    """What a storyline needs to know of an event; names are IRIs."""

    label: str = ""
    kinds: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    articles: set[str] = field(default_factory=set)
    realised: bool = False


@dataclass(frozen=True, slots=True)
class Storyline:
    """Its title is the label of its anchor; ``relevance`` of each event is from ``LEAST`` to 1."""

    anchor: str
    title: str
    relevance: Mapping[str, float]

    def most_relevant(self, count: int) -> frozenset[str]:
        """The events that matter most; of equals those whose names come first."""
        ranked = sorted(self.relevance.items(), key=lambda item: (-item[1], item[0]))
        return frozenset(event for event, _ in ranked[:count])


def storyline(anchor: str, known: Mapping[str, Facts]) -> Storyline:
    """The storyline around an event, of all events that are known."""
    found = {event: round(relevance(anchor, event, known), 4) for event in known}
    kept = {event: value for event, value in found.items() if value >= LEAST}
    return Storyline(anchor, known[anchor].label, {**kept, anchor: 1.0})


def relevance(anchor: str, event: str, known: Mapping[str, Facts]) -> float:
    """How much an event has to do with the anchor, by its ties and by how many articles tell of it."""
    one = known[event]
    tie = _tie(anchor, event, known)
    told = min(1.0, log2(1 + len(one.articles)) / log2(1 + _MANY_REPORTS))
    happened = 0.15 if one.realised else 0.05
    speech = 0.8 if ONT.SpeechEvent.value in one.kinds else 1.0
    return tie * speech * (0.65 + 0.2 * told + happened)


def _tie(anchor: str, event: str, known: Mapping[str, Facts]) -> float:
    whole, one, part = known[anchor], known[event], _above(anchor, known)
    if _above(event, known) & part:
        return _SAME_PROCESS
    if any(target in part for targets in one.links.values() for target in targets):
        return _LINKED
    if any(event in targets for targets in whole.links.values()):
        return _LINKED
    beside = len(one.articles & whole.articles) / len(one.articles) if one.articles else 0.0
    return 0.45 * _overlap(one.actors, whole.actors) + 0.2 * bool(one.places & whole.places) + 0.15 * beside


def _above(event: str, known: Mapping[str, Facts]) -> frozenset[str]:
    """The event and all that it is part of."""
    found, edge = {event}, [event]
    while edge:
        facts = known.get(edge.pop())
        further = (facts.links.get(ONT.partOf.value, set()) if facts else set()) - found
        found |= further
        edge += further
    return frozenset(found)


def _overlap(some: set[str], others: set[str]) -> float:
    return len(some & others) / min(len(some), len(others)) if some and others else 0.0


# ------------------------------------------------------------------------------------------------------ questions


def read_storyline(ask: Ask, about: str) -> Storyline | None:
    """The storyline around the event with this IRI or label; None where there is none.

    Of several with one label the one with most reports is taken.
    """
    anchor = next(iter(ask(_anchor_question(about))), None)
    if anchor is None or not isinstance(event := anchor["e"], NamedNode):
        return None
    known = _facts(ask(_facts_question(event)))
    return storyline(event.value, known)


def _anchor_question(about: str) -> str:
    name = Literal(about)
    return f"""PREFIX ev: <{ONT.iri}> PREFIX rdfs: <{RDFS.iri}>
SELECT ?e WHERE {{ ?e a ev:Event ; rdfs:label ?label ; ev:reportCount ?n
  FILTER(LCASE(STR(?label)) = LCASE({name}) || STR(?e) = {name}) }} ORDER BY DESC(?n) ?e LIMIT 1"""


def _facts_question(anchor: NamedNode) -> str:
    """Fields of all events that are told beside the anchor or hang together with it, a row each."""
    links = "|".join(map(str, _LINKS))
    read = " ".join(str(p) for p in (RDFS.label, A, ONT.modality, ONT.place, *_LINKS, *_ROLES))
    return f"""PREFIX ev: <{ONT.iri}> PREFIX evc: <{CODE.iri}> PREFIX rdfs: <{RDFS.iri}>
SELECT ?e ?p ?o ?article ?realised ?around WHERE {{
  {{ SELECT DISTINCT ?e WHERE {{
    {{ {anchor} ^ev:reportOf/ev:inArticle/^ev:inArticle/ev:reportOf ?e }}
    UNION {{ {anchor} ({links})+ ?e }} UNION {{ ?e ({links})+ {anchor} }}
    ?e a ev:Event }} }}
  {{ ?r ev:reportOf ?e ; ev:inArticle ?article }}
  UNION {{ VALUES ?p {{ {read} }} ?e ?p ?o
    OPTIONAL {{ ?o ev:realised ?realised }} OPTIONAL {{ ?o ev:within+ ?around }} }}
}}"""


def _facts(rows: Iterable[Row]) -> dict[str, Facts]:
    known: dict[str, Facts] = defaultdict(Facts)
    for row in rows:
        facts = known[_name(row["e"])]
        if "article" in row:
            facts.articles.add(_name(row["article"]))
        elif "o" in row:
            _take(facts, row["p"], row["o"], row)
    return dict(known)


def _take(facts: Facts, predicate: Term, value: Term, row: Row) -> None:
    if predicate == RDFS.label:
        facts.label = _name(value)
    elif predicate == A:
        facts.kinds.add(_name(value))
    elif predicate == ONT.modality:
        facts.realised = _name(row.get("realised")) == "true"
    elif predicate == ONT.place:
        facts.places |= {_name(value), *([_name(row["around"])] if "around" in row else [])}
    elif predicate in _LINKS:
        facts.links[_name(predicate)].add(_name(value))
    else:
        facts.actors.add(_name(value))


def _name(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
