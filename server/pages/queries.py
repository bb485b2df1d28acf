"""What pages ask of the graph: SPARQL in, plain rows and fact tables out. Nothing here decides how things look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, PREFIXES, RDF, RDFS, SKOS
from kg.model import Role
from server.graph import Graph, Row, Term, read_rows

Facts = Mapping[str, Mapping[str, tuple[Term, ...]]]
"""What is said of things in the default graph: IRI of the subject, IRI of the predicate, objects."""

ROLES = tuple(role for role in Role if role is not Role.ACTOR)
_ROLE_VALUES = " ".join(str(ONT[role]) for role in Role)
_LABELS = (RDFS.label, SKOS.prefLabel)
_NAMING = (*_LABELS, RDF.type, ONT.reportOf, ONT.broaderOrSelf, ONT.within, SKOS.topConceptOf)
_NOT_RETIRED = "FILTER NOT EXISTS { ?event ev:mergedInto ?other }"
_MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events a list shows: of a type or below it, with an actor, in a place or within it."""

    type: NamedNode | None = None
    actor: NamedNode | None = None
    place: NamedNode | None = None

    @property
    def pattern(self) -> str:
        """The graph pattern that binds ?event."""
        parts = ["?event a ev:Event .", _NOT_RETIRED]
        if self.type:
            parts.append(f"FILTER EXISTS {{ ?event ev:eventType/ev:broaderOrSelf {self.type} }}")
        if self.actor:
            parts.append(f"FILTER EXISTS {{ VALUES ?role {{ {_ROLE_VALUES} }} ?event ?role {self.actor} }}")
        if self.place:
            parts.append(f"FILTER EXISTS {{ ?event ev:place/ev:within* {self.place} }}")
        return "\n  ".join(parts)


def select(graph: Graph, query: str) -> Sequence[Row]:
    """The rows of a query that uses the preset prefixes."""
    return read_rows(graph, query, PREFIXES)


def iris_in(terms: Iterable[Term]) -> list[NamedNode]:
    """The IRIs among terms, each once."""
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))


def exists(graph: Graph, node: NamedNode, kind: NamedNode) -> bool:
    """True if the node is of the class, or of a class below it."""
    return bool(graph.query(f"ASK {{ {node} a/rdfs:subClassOf* {kind} }}", prefixes=dict(PREFIXES)))


def read_facts(graph: Graph, nodes: Iterable[NamedNode]) -> Facts:
    """All that the default graph says of the nodes, their mentions left out."""
    values = _values(nodes)
    return _table(select(graph, f"SELECT ?s ?p ?o {{ {values} ?s ?p ?o FILTER(?p != ev:mention) }}"))


def read_names(graph: Graph, nodes: Iterable[NamedNode], predicates: Sequence[NamedNode] = _NAMING) -> Facts:
    """What is needed to name the nodes: labels, classes, and where they stand among others.

    One pattern a predicate: Oxigraph looks these up, where it would go through all the mentions of a node for a FILTER
    and twice as long through two lists of VALUES.
    """
    patterns = " } UNION { ".join(f"?s {predicate} ?o BIND({predicate} AS ?p)" for predicate in predicates)
    return _table(select(graph, f"SELECT ?s ?p ?o {{ {_values(nodes)} {{ {patterns} }} }}"))


def read_labels(graph: Graph, nodes: Iterable[NamedNode]) -> Facts:
    """The labels of the nodes and nothing else."""
    return read_names(graph, nodes, _LABELS)


def _values(nodes: Iterable[NamedNode]) -> str:
    return f"VALUES ?s {{ {' '.join(str(node) for node in nodes)} }}"


def _table(rows: Sequence[Row]) -> Facts:
    table: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        subject, predicate = row["s"], row["p"]
        assert isinstance(subject, NamedNode)
        assert isinstance(predicate, NamedNode)
        table[subject.value][predicate.value].append(row["o"])
    return {
        subject: {predicate: tuple(sorted(objects, key=str)) for predicate, objects in fields.items()}
        for subject, fields in table.items()
    }


def merged(*tables: Facts) -> Facts:
    """Several fact tables as one; of what two say of the same thing, the later holds."""
    result: dict[str, dict[str, tuple[Term, ...]]] = {}
    for table in tables:
        for subject, fields in table.items():
            result[subject] = result.get(subject, {}) | dict(fields)
    return result


def named_objects(facts: Facts) -> list[NamedNode]:
    """Everything that the facts point at, and the predicates they use: all that may have to be named."""
    objects = (term for fields in facts.values() for terms in fields.values() for term in terms)
    predicates = (NamedNode(predicate) for fields in facts.values() for predicate in fields)
    return iris_in([*objects, *predicates])


def with_names(graph: Graph, facts: Facts) -> Facts:
    """The facts, and the names of all that they point at."""
    names = read_names(graph, named_objects(facts))
    above = (ONT.within.value, ONT.broaderOrSelf.value, ONT.reportOf.value)
    further = iris_in(term for fields in names.values() for relation in above for term in fields.get(relation, ()))
    return merged(read_names(graph, further), names, facts)


def pointing_at(graph: Graph, node: NamedNode, limit: int) -> Sequence[Row]:
    """What points at a thing: ?s by ?p, not more than so many."""
    return select(graph, f"SELECT ?p ?s {{ ?s ?p {node} FILTER(?p != ev:mention) }} ORDER BY ?p ?s LIMIT {limit}")


# ----------------------------------------------------------------------------------------------------- event lists


def count_events(graph: Graph, selection: Selection) -> int:
    """How many events a selection holds."""
    return _number(select(graph, f"SELECT (COUNT(?event) AS ?n) {{ {selection.pattern} }}"), "n")


def list_events(graph: Graph, selection: Selection, limit: int, offset: int = 0) -> list[NamedNode]:
    """Events in order of their sort date, those without one last."""
    rows = select(
        graph,
        f"""SELECT ?event {{ {selection.pattern} OPTIONAL {{ ?event ev:sortDate ?day }} }}
        ORDER BY (!BOUND(?day)) ?day ?event LIMIT {limit} OFFSET {offset}""",
    )
    return iris_in(row["event"] for row in rows)


def latest_events(graph: Graph, realised: bool, limit: int) -> list[NamedNode]:
    """The last events that happened (or the last planned ones), latest first."""
    rows = select(
        graph,
        f"""SELECT ?event {{ {Selection().pattern}
        ?event ev:sortDate ?day ; ev:modality/ev:realised {str(realised).lower()} }}
        ORDER BY DESC(?day) ?event LIMIT {limit}""",
    )
    return iris_in(row["event"] for row in rows)


def related_events(graph: Graph, event: NamedNode, relation: NamedNode) -> list[NamedNode]:
    """Events that stand in a relation to the event (its parts, by ev:partOf), in order."""
    rows = select(
        graph,
        f"""SELECT ?event {{ ?event {relation} {event} ; a ev:Event . {_NOT_RETIRED}
        OPTIONAL {{ ?event ev:sortDate ?day }} OPTIONAL {{ ?event ev:ordinal ?n }} }}
        ORDER BY (!BOUND(?day)) ?day ?n ?event""",
    )
    return iris_in(row["event"] for row in rows)


def _number(rows: Sequence[Row], name: str) -> int:
    term = rows[0][name]
    assert isinstance(term, Literal)
    return int(term.value)


def count_all(graph: Graph) -> Mapping[str, int]:
    """How many articles, events, actors, places, claims and figures there are, by class name."""
    counts = {}
    for kind in ("Article", "Event", "Claim", "Figure", "Place"):
        counts[kind] = _number(select(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a ev:{kind} }}"), "n")
    actors = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?e a ev:Event ; ?role ?x VALUES ?role {{ {_ROLE_VALUES} }} }}"
    return counts | {"Actor": _number(select(graph, actors), "n")}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that lists of events can be filtered by, and how many events it would leave."""

    node: NamedNode
    count: int


def type_choices(graph: Graph) -> list[Choice]:
    """The families of event types that occur."""
    return _choices(graph, "?event ev:eventType/ev:broaderOrSelf ?x . ?x skos:topConceptOf ?scheme .")


def actor_choices(graph: Graph) -> list[Choice]:
    """The actors that take part in most events."""
    return _choices(graph, f"VALUES ?role {{ {_ROLE_VALUES} }} ?event ?role ?x .")


def place_choices(graph: Graph) -> list[Choice]:
    """The places where most events were, containers counted with what they contain."""
    return _choices(graph, "?event ev:place/ev:within* ?x .")


def _choices(graph: Graph, pattern: str) -> list[Choice]:
    rows = select(
        graph,
        f"""SELECT ?x (COUNT(DISTINCT ?event) AS ?n) {{ ?event a ev:Event . {_NOT_RETIRED} {pattern} }}
        GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT {_MOST_CHOICES}""",
    )
    return [Choice(row["x"], _number([row], "n")) for row in rows if isinstance(row["x"], NamedNode)]


# -------------------------------------------------------------------------------------------------------- evidence

_SENTENCE = "GRAPH ?article { ?sentence ev:exact ?text } OPTIONAL { ?sentence ev:sentenceIndex ?index }"


def event_evidence(graph: Graph, event: NamedNode) -> Sequence[Row]:
    """Each statement of the reports of an event with the sentence that says it; their mentions with theirs."""
    return select(
        graph,
        f"""SELECT ?p ?o ?sentence ?article ?text ?index {{ ?report ev:reportOf {event} .
        {{ GRAPH ?sentence {{ ?report ?p ?o }} }} UNION
        {{ ?report ev:mention ?o . ?o ev:inSentence ?sentence BIND(ev:mention AS ?p) }}
        {_SENTENCE} }} ORDER BY ?article ?index""",
    )


def node_evidence(graph: Graph, nodes: Iterable[NamedNode]) -> Sequence[Row]:
    """The sentences that tell of claims, figures, posts or participations (?s)."""
    return select(
        graph,
        f"""SELECT DISTINCT ?s ?sentence ?article ?text ?index {{ {_values(nodes)}
        GRAPH ?sentence {{ ?s a ?class }} {_SENTENCE} }} ORDER BY ?article ?index""",
    )


def claims_about(graph: Graph, event: NamedNode) -> list[NamedNode]:
    """Claims about an event or about what an article reports of it, in order of the texts."""
    return _in_text_order(graph, f"?x a ev:Claim . {_of_event('ev:about', event)}")


def figures_of(graph: Graph, event: NamedNode) -> list[NamedNode]:
    """Figures stated about an event, in order of the texts."""
    return _in_text_order(graph, f"?x a ev:Figure . {_of_event('ev:figureOf', event)}")


def participations_in(graph: Graph, event: NamedNode) -> list[NamedNode]:
    """Participations with an outcome, in the event or in a report of it."""
    return _in_text_order(graph, f"?x a ev:Participation . {_of_event('ev:inEvent', event)}")


def claims_by(graph: Graph, actor: NamedNode) -> list[NamedNode]:
    """Claims attributed to an actor, in order of the texts."""
    return _in_text_order(graph, f"?x a ev:Claim ; ev:attributedTo {actor} .")


def posts_of(graph: Graph, actor: NamedNode) -> list[NamedNode]:
    """Posts and ties that an actor holds."""
    return _in_text_order(graph, f"?x ev:holder {actor} .")


def _of_event(relation: str, event: NamedNode) -> str:
    return f"{{ ?x {relation} {event} }} UNION {{ ?report ev:reportOf {event} . ?x {relation} ?report }}"


def _in_text_order(graph: Graph, pattern: str) -> list[NamedNode]:
    rows = select(
        graph,
        f"""SELECT ?x (MIN(?begin) AS ?first) (SAMPLE(?in) AS ?text) {{ {pattern}
        OPTIONAL {{ ?x ev:inArticle ?in }} OPTIONAL {{ ?x ev:mention/ev:beginChar ?begin }} }}
        GROUP BY ?x ORDER BY ?text ?first ?x""",
    )
    return iris_in(row["x"] for row in rows if "x" in row)


# -------------------------------------------------------------------------------------------------------- articles


def articles_of(graph: Graph, event: NamedNode) -> list[NamedNode]:
    """Articles that report an event, by their day."""
    return _articles(graph, f"?report ev:reportOf {event} ; ev:inArticle ?article .")


def latest_articles(graph: Graph, limit: int) -> list[NamedNode]:
    """Articles by their day, latest first; those whose day is not known last."""
    return _articles(graph, "", "DESC", f"LIMIT {limit}")


def _articles(graph: Graph, pattern: str, order: str = "ASC", end: str = "") -> list[NamedNode]:
    rows = select(
        graph,
        f"""SELECT DISTINCT ?article ?day {{ {pattern} ?article a ev:Article OPTIONAL {{ ?article ev:asOf ?day }} }}
        ORDER BY (!BOUND(?day)) {order}(?day) ?article {end}""",
    )
    return iris_in(row["article"] for row in rows)


def sentences_of(graph: Graph, article: NamedNode) -> Sequence[Row]:
    """The sentences of an article with their offsets, in order; the texts stand in the graph of the article."""
    return select(
        graph,
        f"""SELECT ?sentence ?index ?text ?begin {{ ?sentence ev:inArticle {article} ;
        ev:sentenceIndex ?index ; ev:beginChar ?begin . GRAPH {article} {{ ?sentence ev:exact ?text }} }}
        ORDER BY ?index""",
    )


def statements_of(graph: Graph, article: NamedNode) -> Sequence[Row]:
    """All that the sentences of an article say: ?s ?p ?o by ?sentence."""
    return select(
        graph,
        f"""SELECT ?sentence ?s ?p ?o {{ GRAPH {article} {{ ?sentence a ev:Sentence }}
        GRAPH ?sentence {{ ?s ?p ?o }} }} ORDER BY ?sentence ?s ?p ?o""",
    )


def mentions_of(graph: Graph, article: NamedNode) -> Sequence[Row]:
    """What the sentences of an article name: ?s from ?begin to ?end, by ?sentence."""
    return select(
        graph,
        f"""SELECT ?sentence ?s ?begin ?end {{ ?sentence ev:inArticle {article} ; ev:sentenceIndex ?index .
        ?mention ev:inSentence ?sentence ; ev:beginChar ?begin ; ev:endChar ?end . ?s ev:mention ?mention }}
        ORDER BY ?sentence ?begin ?s""",
    )
