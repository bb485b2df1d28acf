"""What the endpoint can do, in RDF: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Triple

from server.sparql.formats import Format

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SEE_ALSO = NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_RDF = ("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD")


def describe_service(endpoint: str, writable: bool, dataset: str = "", seen_at: tuple[str, ...] = ()) -> list[Triple]:
    """The description of the service at an address; ``writable`` if it takes updates.

    ``dataset`` is what VoID calls the dataset that it asks ('' if that has no name), ``seen_at`` where more is told.
    """
    more = (Triple(NamedNode(endpoint), _SEE_ALSO, NamedNode(address)) for address in seen_at)
    return [*_described(endpoint, writable, NamedNode(dataset) if dataset else BlankNode()), *more]


def _described(endpoint: str, writable: bool, dataset: NamedNode | BlankNode) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    graph = BlankNode()
    languages = ["SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if writable else [])]
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    for language in languages:
        yield Triple(service, _sd("supportedLanguage"), _sd(language))
    for name in (*_RESULTS, *_RDF):
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name))
    for name in _RDF if writable else ():
        yield Triple(service, _sd("inputFormat"), NamedNode(_FORMATS + name))
    if writable:
        yield Triple(service, _sd("feature"), _sd("EmptyGraphs"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, _TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def write_description(triples: list[Triple], format: Format, prefixes: Mapping[str, str]) -> bytes:
    """The description in a format of RDF."""
    assert isinstance(format.writer, ox.RdfFormat)
    known = {**prefixes, "sd": SD, "formats": _FORMATS}
    return ox.serialize(triples, format=format.writer, prefixes=known) or b""
