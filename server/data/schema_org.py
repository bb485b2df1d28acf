"""The part of the knowledge that schema.org has words for, as JSON-LD to put into pages.

``SUBSET`` is the whole mapping, as queries; what pages carry is isomorphic to their answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryTriples, Triple

from kg.graph.terms import PREFIXES, RDF, SCHEMA, XSD
from server.graph import Graph
from server.pages.reader import MOST_LETTERS, cut

KINDS = (
    ("Event", "https://schema.org/Event"),
    ("Article", "https://schema.org/NewsArticle"),
    ("Place", "https://schema.org/Place"),
    ("Person", "https://schema.org/Person"),
    ("Organisation", "https://schema.org/Organization"),
    ("MediaOutlet", "https://schema.org/NewsMediaOrganization"),
    ("Claim", "https://schema.org/Claim"),
)
"""Our class (and those below it), and the class of schema.org."""

SUBSET: Mapping[str, str] = {
    "Event": """CONSTRUCT {
  ?x a schema:Event ; schema:name ?name ; schema:startDate ?start ; schema:endDate ?end ; schema:location ?place ;
    schema:superEvent ?whole ; schema:subjectOf ?article ; schema:eventStatus ?status .
  ?place a schema:Place ; schema:name ?placeName . ?article a schema:NewsArticle ; schema:headline ?title ;
    schema:url ?url . ?whole a schema:Event ; schema:name ?wholeName } WHERE {
  { ?x rdfs:label ?name }
  UNION { ?x ev:start ?first ; ev:datePrecision evc:Day BIND(STR(?first) AS ?start) }
  UNION { ?x ev:end ?last ; ev:datePrecision evc:Day FILTER NOT EXISTS { ?x ev:ongoing true }
    BIND(STR(?last) AS ?end) }
  UNION { ?x ev:place ?place . ?place rdfs:label ?placeName }
  UNION { ?x ev:partOf ?whole . ?whole a ev:Event ; rdfs:label ?wholeName }
  UNION { ?x ev:modality ?m . VALUES (?m ?status) { (evc:Cancelled schema:EventCancelled)
    (evc:Postponed schema:EventPostponed) (evc:Expected schema:EventScheduled) } }
  UNION { { SELECT DISTINCT ?article { ?report ev:reportOf ?x ; ev:inArticle ?article } ORDER BY ?article LIMIT 50 }
    ?article a ev:Article OPTIONAL { ?article dcterms:title ?title }
    OPTIONAL { ?article schema:url ?address FILTER(REGEX(STR(?address), "^https?://"))
      BIND(STR(?address) AS ?url) } } }""",
    "Article": """CONSTRUCT {
  ?x a schema:NewsArticle ; schema:headline ?title ; schema:url ?url ; schema:datePublished ?day ;
    schema:publisher ?outlet ; schema:inLanguage ?language . ?outlet schema:name ?name } WHERE {
  { ?x dcterms:title ?title } UNION { ?x schema:url ?address FILTER(REGEX(STR(?address), "^https?://"))
    BIND(STR(?address) AS ?url) }
  UNION { ?x ev:asOf ?at BIND(STR(?at) AS ?day) } UNION { ?x dcterms:language ?language }
  UNION { ?x schema:publisher ?outlet OPTIONAL { ?outlet rdfs:label ?name } } }""",
    "Place": """CONSTRUCT {
  ?x a schema:Place ; schema:name ?name ; schema:alternateName ?other ; schema:latitude ?lat ;
    schema:longitude ?long ; schema:containedInPlace ?within . ?within a schema:Place ; schema:name ?around } WHERE {
  { ?x rdfs:label ?name } UNION { ?x skos:altLabel ?other } UNION { ?x wgs:lat ?n BIND(STR(?n) AS ?lat) }
  UNION { ?x wgs:long ?e BIND(STR(?e) AS ?long) } UNION { ?x ev:within ?within . ?within rdfs:label ?around } }""",
    "Actor": """CONSTRUCT {
  ?x a ?kind ; schema:name ?name ; schema:alternateName ?other ; schema:sameAs ?same } WHERE {
  { ?x rdfs:label ?name } UNION { ?x skos:altLabel ?other } UNION { ?x skos:closeMatch ?same }
  UNION { ?x a ?ours . VALUES (?ours ?kind) { (ev:Person schema:Person) (ev:Organisation schema:Organization)
    (ev:MediaOutlet schema:NewsMediaOrganization) } } }""",
}
"""What is told of things of each of our classes; ?x is the thing."""


def subset_of(graph: Graph, node: NamedNode, kind: str) -> list[Triple]:
    """What schema.org has words for, of a thing of a class of ``SUBSET``, in a fixed order."""
    query = SUBSET[kind].replace("?x ", f"{node} ")
    answer = graph.query(query, prefixes=dict(PREFIXES))
    assert isinstance(answer, QueryTriples)
    return sorted(dict.fromkeys(map(_cut, answer)), key=str)


def _cut(triple: Triple) -> Triple:
    """A triple whose text has the length that pages show."""
    text = triple.object
    if (
        not isinstance(text, Literal)
        or len(text.value) <= MOST_LETTERS
        or text.datatype not in (XSD.string, RDF.langString)
    ):
        return triple
    short = Literal(cut(text.value), language=text.language) if text.language else Literal(cut(text.value))
    return Triple(triple.subject, triple.predicate, short)


def embedded(triples: Sequence[Triple], node: NamedNode) -> str:
    """The triples as a JSON-LD object about the thing, safe to stand in a ``script`` element; '' without any."""
    if not triples:
        return ""
    told: dict[Any, list[Triple]] = defaultdict(list)
    for triple in triples:
        told[triple.subject].append(triple)
    nodes = {subject: _members(subject, own) for subject, own in told.items()}
    graph = [nodes[subject] for subject in sorted(nodes, key=lambda s: (s != node, str(s)))]
    text = json.dumps({"@context": {"@vocab": SCHEMA.iri}, "@graph": graph})
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _members(subject: Any, triples: Sequence[Triple]) -> dict[str, Any]:
    members: dict[str, Any] = {"@id": subject.value}
    for triple in triples:
        is_type = triple.predicate == RDF.type
        name = "@type" if is_type else triple.predicate.value.removeprefix(SCHEMA.iri)
        members.setdefault(name, []).append(_value(triple.object, is_type))
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in members.items()}


def _value(term: Any, is_type: bool) -> Any:
    if isinstance(term, NamedNode):
        return term.value.removeprefix(SCHEMA.iri) if is_type else {"@id": term.value}
    assert isinstance(term, Literal)
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return term.value if term.datatype == XSD.string else {"@value": term.value, "@type": term.datatype.value}
