"""The graph as RDF, streamed: forms with graphs hold everything, the others the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from pyoxigraph import DefaultGraph, Literal, RdfFormat, Triple, serialize

from kg.exports.contents import Contents

RDF_FORMS: Mapping[str, RdfFormat] = {
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
"""Forms without graphs hold the default graph, which is the knowledge."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for (section 2.2)."""
_REPLACEMENT = "\ufffd"
_WITHOUT_PREFIXES = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def write_rdf(contents: Contents, output: IO[bytes], form: RdfFormat) -> None:
    """Write the graph; the same graph gives the same bytes."""
    prefixes = None if form in _WITHOUT_PREFIXES else dict(contents.prefixes)
    statements = contents.quads() if form.supports_datasets else writable(_knowledge(contents), form)
    serialize(statements, output, form, prefixes=prefixes)


def writable(triples: Iterable[Triple], form: RdfFormat) -> Iterable[Triple]:
    """Triples as a form can write them: in RDF/XML, U+FFFD stands for characters that XML has no place for."""
    return map(_fit_for_xml, triples) if form == RdfFormat.RDF_XML else triples


def _fit_for_xml(triple: Triple) -> Triple:
    value = triple.object
    if not isinstance(value, Literal) or not _NO_XML.search(value.value):
        return triple
    text = _NO_XML.sub(_REPLACEMENT, value.value)
    fit = Literal(text, language=value.language) if value.language else Literal(text, datatype=value.datatype)
    return Triple(triple.subject, triple.predicate, fit)


def _knowledge(contents: Contents) -> Iterator[Triple]:
    here = DefaultGraph()
    return (quad.triple for quad in contents.quads() if quad.graph_name == here)
