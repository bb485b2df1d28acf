"""What pages ask of the graph: SPARQL in, plain rows and fact tables out. Nothing here decides how things look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import DCTERMS, ONT, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from kg.model import Role
from server.graph import Graph, Row, Term, read_rows

Facts = Mapping[str, Mapping[str, tuple[Term, ...]]]
"""What is said of things in the default graph: IRI of the subject, IRI of the predicate, objects."""

ROLES = tuple(role for role in Role if role is not Role.ACTOR)
ROLE_VALUES = " ".join(str(ONT[role]) for role in Role)
_MAY_BE_A_PERSON = "/actor/"
LABELS = (RDFS.label, SKOS.prefLabel)
_NAMING = (*LABELS, RDF.type, ONT.reportOf, ONT.broaderOrSelf, ONT.within, SKOS.topConceptOf)
_OF_A_LINE = (DCTERMS.title, *LABELS, SCHEMA.publisher, ONT.asOf, ONT.publicationBasis, RDF.type)
"""What lists show of an article."""
PRIVATE = NamedNode("urn:timewire:private-person")
"""Stands in fact tables for what the graph does not say in a word: that a thing is a person without a page."""
_PUBLIC_POSTS = "evc:OfficeHolder evc:Leader evc:Envoy evc:Represents evc:Delegate evc:DelegationHead evc:Journalist"
_PUBLIC_ROLES = "ev:mediator ev:host ev:negotiator ev:delegation ev:proposer"
PRIVATE_PERSON = f"""?s a ev:Person
    FILTER NOT EXISTS {{ ?post ev:holder ?s ; ev:role ?held FILTER(?held IN ({", ".join(_PUBLIC_POSTS.split())})) }}
    FILTER NOT EXISTS {{ ?s skos:closeMatch ?elsewhere }}
    FILTER NOT EXISTS {{ ?team ev:delegationHead|ev:delegationMember ?s }}
    FILTER NOT EXISTS {{ ?event {"|".join(_PUBLIC_ROLES.split())} ?s }}
    FILTER NOT EXISTS {{ ?talks ev:party ?s ; a ?class
      FILTER(?class IN (ev:NegotiationProcess, ev:NegotiationRound, ev:NegotiationSession)) }}
    FILTER NOT EXISTS {{ ?deed ev:party ?s ; ev:eventType et:AgreementSigned }}
    FILTER NOT EXISTS {{ ?deed ev:party|ev:actor ?s ; ev:eventType/ev:broaderOrSelf et:Politics }}"""
"""Binds ?s to private persons: who holds no office and leads or speaks for nobody, is in no register, and does not
negotiate, sign, stand for election or the like, as far as the articles say.

To be a victim, a witness, a suspect or a relative is no office, and neither is to be quoted.
"""
NOT_RETIRED = "FILTER NOT EXISTS { ?event ev:mergedInto|ev:hidden ?other }"
"""Leaves out what answers for nothing any more, and what an editor hides."""
_MOST_CHOICES = 200
_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events a list shows: of a type or below it, with an actor, in a place or within it, in a year or month."""

    type: NamedNode | None = None
    actor: NamedNode | None = None
    place: NamedNode | None = None
    period: str = ""

    @property
    def pattern(self) -> str:
        """The graph pattern that binds ?event."""
        parts = ["?event a ev:Event .", NOT_RETIRED]
        if self.type:
            parts.append(f"FILTER EXISTS {{ ?event ev:eventType/ev:broaderOrSelf {self.type} }}")
        if self.actor:
            parts.append(f"FILTER EXISTS {{ VALUES ?role {{ {ROLE_VALUES} }} ?event ?role {self.actor} }}")
        if self.place:
            parts.append(f"FILTER EXISTS {{ ?event ev:place/ev:within* {self.place} }}")
        if self.period:
            parts.append(f'?event ev:sortDate ?at FILTER(STRSTARTS(STR(?at), "{self.period}-"))')
        return "\n  ".join(parts)


def select(graph: Graph, query: str) -> Sequence[Row]:
    """The rows of a query that uses the preset prefixes."""
    return read_rows(graph, query, PREFIXES)


def iris_in(terms: Iterable[Term]) -> list[NamedNode]:
    """The IRIs among terms, each once."""
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))


def exists(graph: Graph, node: NamedNode, kind: NamedNode) -> bool:
    """True if the node is of the class, or of a class below it."""
    return bool(graph.query(f"ASK {{ {node} a ?own . ?own rdfs:subClassOf* {kind} }}", prefixes=dict(PREFIXES)))


def read_facts(graph: Graph, nodes: Iterable[NamedNode], articles: Iterable[NamedNode] = ()) -> Facts:
    """All that the default graph says of the nodes, their mentions left out; of articles what a line of them shows.

    Where many print a text, each of its articles points at all others, which is a square of rows that nobody reads.
    """
    whole, lines = tuple(dict.fromkeys(nodes)), tuple(dict.fromkeys(articles))
    parts = [f"{_values(whole)} ?s ?p ?o FILTER(?p != ev:mention && ?p != ev:sameTextAs)"] if whole else []
    parts += [f"{_values(lines)} {{ {_any_of(_OF_A_LINE)} }}"] if lines else []
    if not parts:
        return {}
    return _table(select(graph, f"SELECT DISTINCT ?s ?p ?o {{ {{ {' } UNION { '.join(parts)} }} }}"))


def read_names(graph: Graph, nodes: Iterable[NamedNode], predicates: Sequence[NamedNode] = _NAMING) -> Facts:
    """What is needed to name the nodes: labels, classes, and where they stand among others.

    One pattern a predicate: Oxigraph looks these up, where it would go through all the mentions of a node for a FILTER
    and twice as long through two lists of VALUES.
    """
    listed = list(nodes)
    query = f"{{ {_values(listed)} {{ {_any_of(predicates)} }} }}"
    if predicates is _NAMING and (people := [node for node in listed if _MAY_BE_A_PERSON in node.value]):
        # with a list of its own: the engine would else go through all persons there are
        query += f" UNION {{ {_values(people)} {PRIVATE_PERSON} BIND({PRIVATE} AS ?p) BIND(true AS ?o) }}"
    return _table(select(graph, f"SELECT ?s ?p ?o {{ {query} }}"))


def _any_of(predicates: Sequence[NamedNode]) -> str:
    """What ?s says by any of the predicates, as ?p and ?o."""
    return " } UNION { ".join(f"?s {predicate} ?o BIND({predicate} AS ?p)" for predicate in predicates)


def is_private(graph: Graph, node: NamedNode) -> bool:
    """True if the node is a person of whom there is no page."""
    return bool(graph.query(f"ASK {{ VALUES ?s {{ {node} }} {PRIVATE_PERSON} }}", prefixes=dict(PREFIXES)))


def read_labels(graph: Graph, nodes: Iterable[NamedNode]) -> Facts:
    """The labels of the nodes and nothing else."""
    return read_names(graph, nodes, LABELS)


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
        subject: {p: tuple(sorted(objects, key=str) if len(objects) > 1 else objects) for p, objects in fields.items()}
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


def with_names(graph: Graph, facts: Facts, also: Iterable[NamedNode] = ()) -> Facts:
    """The facts, and the names of all that they point at, and of other nodes."""
    names = read_names(graph, dict.fromkeys([*named_objects(facts), *also]))
    above = (ONT.within.value, ONT.broaderOrSelf.value, ONT.reportOf.value)
    further = iris_in(term for fields in names.values() for relation in above for term in fields.get(relation, ()))
    return merged(read_names(graph, further), names, facts)


def pointing_at(graph: Graph, node: NamedNode, limit: int, offset: int = 0) -> Sequence[Row]:
    """What points at a thing: ?s by ?p, not more than so many."""
    rest = f"ORDER BY ?p ?s LIMIT {limit} OFFSET {offset}"
    return select(graph, f"SELECT ?p ?s {{ ?s ?p {node} FILTER(?p != ev:mention) }} {rest}")


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


def _number(rows: Sequence[Row], name: str) -> int:
    term = rows[0][name]
    assert isinstance(term, Literal)
    return int(term.value)


def count_all(graph: Graph) -> Mapping[str, int]:
    """How many articles, events, actors, places, claims and figures there are, by class name."""
    counts = {}
    for kind in ("Article", "Event", "Claim", "Figure", "Place"):
        counts[kind] = _number(select(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a ev:{kind} }}"), "n")
    actors = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?e a ev:Event ; ?role ?x VALUES ?role {{ {ROLE_VALUES} }} }}"
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
    return _choices(graph, f"VALUES ?role {{ {ROLE_VALUES} }} ?event ?role ?x .")


def place_choices(graph: Graph) -> list[Choice]:
    """The places where most events were, containers counted with what they contain."""
    return _choices(graph, "?event ev:place/ev:within* ?x .")


def _choices(graph: Graph, pattern: str) -> list[Choice]:
    rows = select(
        graph,
        f"""SELECT ?x (COUNT(DISTINCT ?event) AS ?n) {{ ?event a ev:Event . {NOT_RETIRED} {pattern} }}
        GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT {_MOST_CHOICES}""",
    )
    return [Choice(row["x"], _number([row], "n")) for row in rows if isinstance(row["x"], NamedNode)]


# ------------------------------------------------------------------------------------------------------ an event

_ABOUT_EVENTS = (
    ("claim", "ev:Claim", "ev:about"),
    ("figure", "ev:Figure", "ev:figureOf"),
    ("participation", "ev:Participation", "ev:inEvent"),
)
_BESIDE = (("part", "ev:partOf"), ("next", "ev:follows"), ("reaction", "ev:reactionTo"))
_MOST_IN_A_TREE = 1000
_ALIVE = "FILTER NOT EXISTS { ?x ev:mergedInto ?heir }"


def beside_event(graph: Graph, event: NamedNode) -> Sequence[Row]:
    """All that stands round an event, ?x by its ?kind: reports, claims, figures, participations, parts and the like.

    With the ?article that it is told in and the ?day of that, else with the ?day and number ?n of the event it is.
    """
    told = "?x ev:inArticle ?article OPTIONAL { ?article ev:asOf ?day }"
    parts = [f"?x ev:reportOf {event} . {told} BIND('report' AS ?kind)"]
    for kind, cls, relation in _ABOUT_EVENTS:
        parts.append(f"?x {relation} {event} ; a {cls} . {told} BIND('{kind}' AS ?kind)")
        parts.append(f"?report ev:reportOf {event} . ?x {relation} ?report ; a {cls} . {told} BIND('{kind}' AS ?kind)")
    dated = "OPTIONAL { ?x ev:sortDate ?day } OPTIONAL { ?x ev:ordinal ?n }"
    for kind, relation in _BESIDE:
        parts.append(f"?x {relation} {event} ; a ev:Event . {_ALIVE} {dated} BIND('{kind}' AS ?kind)")
    union = " } UNION { ".join(parts)  # each branch whole: joined after the union, the engine would read all articles
    return select(graph, f"SELECT DISTINCT ?kind ?x ?article ?day ?n {{ {{ {union} }} }} LIMIT {_MOST_ROWS}")


def tree_of(graph: Graph, top: NamedNode) -> Sequence[Row]:
    """All that belongs to a process or round: ?x to its ?whole, with ?day and number ?n."""
    return select(
        graph,
        f"""SELECT DISTINCT ?x ?whole ?day ?n {{ ?x ev:partOf+ {top} ; ev:partOf ?whole ; a ev:Event . {_ALIVE}
        OPTIONAL {{ ?x ev:sortDate ?day }} OPTIONAL {{ ?x ev:ordinal ?n }} }} LIMIT {_MOST_IN_A_TREE}""",
    )


def said_by_sentences(graph: Graph, reports: Iterable[NamedNode], nodes: Iterable[NamedNode]) -> Sequence[Row]:
    """Which ?sentence says ?p ?o of the reports ?s or names them (``ev:mention``), and which tell of the nodes ?s."""
    listed = " ".join(map(str, reports))
    others = " ".join(map(str, nodes))
    return select(
        graph,
        f"""SELECT DISTINCT ?s ?p ?o ?sentence {{
        {{ VALUES ?s {{ {listed} }} GRAPH ?sentence {{ ?s ?p ?o }} }} UNION
        {{ VALUES ?s {{ {listed} }} ?s ev:mention ?m . ?m ev:inSentence ?sentence BIND(ev:mention AS ?p) }} UNION
        {{ VALUES ?s {{ {others} }} GRAPH ?sentence {{ ?s a ?class }} }} }} LIMIT {_MOST_ROWS}""",
    )


def words_of_sentences(graph: Graph, sentences: Iterable[NamedNode]) -> Sequence[Row]:
    """The ?text of sentences, and in which ?article it stands."""
    values = " ".join(map(str, sentences))
    return select(
        graph,
        f"""SELECT ?sentence ?article ?text {{ VALUES ?sentence {{ {values} }} ?sentence ev:inArticle ?article .
        GRAPH ?article {{ ?sentence ev:exact ?text }} }} ORDER BY ?sentence""",
    )


# -------------------------------------------------------------------------------------------------------- evidence

_SENTENCE = "GRAPH ?article { ?sentence ev:exact ?text } OPTIONAL { ?sentence ev:sentenceIndex ?index }"


def node_evidence(graph: Graph, nodes: Iterable[NamedNode]) -> Sequence[Row]:
    """The sentences that tell of claims, figures, posts or participations (?s)."""
    return select(
        graph,
        f"""SELECT DISTINCT ?s ?sentence ?article ?text ?index {{ {_values(nodes)}
        GRAPH ?sentence {{ ?s a ?class }} {_SENTENCE} }} ORDER BY ?article ?index""",
    )


def co_actors(graph: Graph, actor: NamedNode, limit: int) -> Sequence[Row]:
    """Who takes part in the same events as an actor (?other), in how many (?n), the most frequent first."""
    return select(
        graph,
        f"""SELECT ?other (COUNT(DISTINCT ?event) AS ?n) {{ VALUES ?role {{ {ROLE_VALUES} }}
        VALUES ?as {{ {ROLE_VALUES} }} ?event ?role {actor} ; a ev:Event ; ?as ?other . {NOT_RETIRED}
        FILTER(?other != {actor}) }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT {limit}""",
    )


def places_of(graph: Graph, pattern: str, limit: int) -> Sequence[Row]:
    """Where events are: ?place with ?lat, ?long and kind ?type, and how many events ?n."""
    return select(
        graph,
        f"""SELECT ?place ?lat ?long (SAMPLE(?kind) AS ?type) (COUNT(DISTINCT ?event) AS ?n) {{ {pattern}
        ?event ev:place ?place . ?place wgs:lat ?lat ; wgs:long ?long OPTIONAL {{ ?place ev:placeType ?kind }} }}
        GROUP BY ?place ?lat ?long ORDER BY DESC(?n) ?place LIMIT {limit}""",
    )


def claims_by(graph: Graph, actor: NamedNode) -> list[NamedNode]:
    """Claims attributed to an actor, in order of the texts."""
    return _in_text_order(graph, f"?x a ev:Claim ; ev:attributedTo {actor} .")


def posts_of(graph: Graph, actor: NamedNode) -> list[NamedNode]:
    """Posts and ties that an actor holds."""
    return _in_text_order(graph, f"?x ev:holder {actor} .")


def _in_text_order(graph: Graph, pattern: str) -> list[NamedNode]:
    rows = select(
        graph,
        f"""SELECT ?x (MIN(?begin) AS ?first) (SAMPLE(?in) AS ?text) {{ {pattern}
        OPTIONAL {{ ?x ev:inArticle ?in }} OPTIONAL {{ ?x ev:mention/ev:beginChar ?begin }} }}
        GROUP BY ?x ORDER BY ?text ?first ?x""",
    )
    return iris_in(row["x"] for row in rows if "x" in row)


# -------------------------------------------------------------------------------------------------------- articles


def latest_articles(graph: Graph, limit: int) -> list[NamedNode]:
    """Articles by their day, latest first; those whose day is not known last."""
    return list_articles(graph, "", limit)


def list_articles(graph: Graph, pattern: str, limit: int, offset: int = 0) -> list[NamedNode]:
    """Articles (?article) that fit a pattern by their day, latest first; those whose day is not known last."""
    rows = select(
        graph,
        f"""SELECT DISTINCT ?article ?day {{ {pattern} ?article a ev:Article OPTIONAL {{ ?article ev:asOf ?day }} }}
        ORDER BY (!BOUND(?day)) DESC(?day) ?article LIMIT {limit} OFFSET {offset}""",
    )
    return iris_in(row["article"] for row in rows)


def count_sentences(graph: Graph, article: NamedNode) -> int:
    """How many sentences an article has."""
    query = f"SELECT (COUNT(?sentence) AS ?n) {{ ?sentence ev:inArticle {article} ; ev:sentenceIndex ?index }}"
    return _number(select(graph, query), "n")


def sentences_of(graph: Graph, article: NamedNode, first: int, last: int) -> Sequence[Row]:
    """Sentences of an article with their offsets, in order; the texts stand in the graph of the article."""
    return select(
        graph,
        f"""SELECT ?sentence ?index ?text ?begin {{ {_part(article, first, last)} ?sentence ev:beginChar ?begin .
        GRAPH {article} {{ ?sentence ev:exact ?text }} }} ORDER BY ?index""",
    )


def statements_of(graph: Graph, article: NamedNode, first: int, last: int) -> Sequence[Row]:
    """All that some sentences of an article say: ?s ?p ?o by ?sentence."""
    return select(
        graph,
        f"""SELECT ?sentence ?s ?p ?o {{ {_part(article, first, last)} GRAPH ?sentence {{ ?s ?p ?o }} }}
        ORDER BY ?sentence ?s ?p ?o LIMIT {_MOST_ROWS}""",
    )


def mentions_of(graph: Graph, article: NamedNode, first: int, last: int) -> Sequence[Row]:
    """What some sentences of an article name: ?s from ?begin to ?end, by ?sentence."""
    return select(
        graph,
        f"""SELECT ?sentence ?s ?begin ?end {{ {_part(article, first, last)}
        ?mention ev:inSentence ?sentence ; ev:beginChar ?begin ; ev:endChar ?end . ?s ev:mention ?mention }}
        ORDER BY ?sentence ?begin ?s LIMIT {_MOST_ROWS}""",
    )


def _part(article: NamedNode, first: int, last: int) -> str:
    return f"?sentence ev:inArticle {article} ; ev:sentenceIndex ?index FILTER(?index >= {first} && ?index <= {last})"
