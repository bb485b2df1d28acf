"""The media types of answers: which there are for each form of query, and how to write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, cast

import pyoxigraph as ox

from server.graph import Answer
from server.negotiation import Offer
from server.sparql.evaluation import BoundedOutput


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer: media type, the name of ``?format=``, the type to label it with, and the writer's."""

    media_type: str
    name: str
    content_type: str
    writer: ox.QueryResultsFormat | ox.RdfFormat

    @property
    def has_prefixes(self) -> bool:
        """True if the answer is written with prefixes."""
        return self.name in ("ttl", "trig", "rdf", "jsonld")


def _results(name: str, media_type: str, writer: ox.QueryResultsFormat) -> Format:
    return Format(media_type, name, f"{media_type}; charset=utf-8", writer)


def _rdf(name: str, media_type: str, writer: ox.RdfFormat) -> Format:
    return Format(media_type, name, f"{media_type}; charset=utf-8" if "text/" in media_type else media_type, writer)


SOLUTIONS = (
    _results("json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    _results("xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
    _results("csv", "text/csv", ox.QueryResultsFormat.CSV),
    _results("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV),
    _results("json", "application/json", ox.QueryResultsFormat.JSON),
    _results("xml", "application/xml", ox.QueryResultsFormat.XML),
)
"""Formats of SELECT, by preference; plain JSON and XML are given to those who ask for just that."""

BOOLEANS = tuple(format for format in SOLUTIONS if format.name in ("json", "xml"))
"""Formats of ASK: CSV and TSV have no booleans (SPARQL 1.1 Query Results CSV and TSV, section 1)."""

TRIPLES = (
    _rdf("ttl", "text/turtle", ox.RdfFormat.TURTLE),
    _rdf("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    _rdf("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    _rdf("rdf", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    _rdf("nq", "application/n-quads", ox.RdfFormat.N_QUADS),
    _rdf("trig", "application/trig", ox.RdfFormat.TRIG),
    _rdf("nt", "text/plain", ox.RdfFormat.N_TRIPLES),
    _rdf("jsonld", "application/json", ox.RdfFormat.JSON_LD),
    _rdf("rdf", "application/xml", ox.RdfFormat.RDF_XML),
)
"""Formats of CONSTRUCT and DESCRIBE, by preference."""

_BY_FORM: Mapping[str, tuple[Format, ...]] = {
    "SELECT": SOLUTIONS,
    "ASK": BOOLEANS,
    "CONSTRUCT": TRIPLES,
    "DESCRIBE": TRIPLES,
}


def formats_of(form: str | None) -> tuple[Format, ...]:
    """The formats for a form of query; for what is no query, those of SELECT, so that its error can be told."""
    return _BY_FORM.get(form or "", SOLUTIONS)


def offers_of(formats: tuple[Format, ...]) -> list[Offer]:
    """The formats as offers for negotiation; generic types a little less liked than the exact ones."""
    generic = {"application/json", "application/xml", "text/plain"}
    return [Offer(found.media_type, 0.9 if found.media_type in generic else 1.0) for found in formats]


def write_answer(answer: Answer, format: Format, output: BoundedOutput, prefixes: Mapping[str, str]) -> None:
    """Write an answer out; RDF gets the prefixes where its syntax has some."""
    sink = cast("IO[bytes]", output)
    if isinstance(answer, ox.QueryTriples):
        assert isinstance(format.writer, ox.RdfFormat)
        ox.serialize(answer, sink, format=format.writer, prefixes=dict(prefixes))
    else:
        assert isinstance(format.writer, ox.QueryResultsFormat)
        answer.serialize(sink, format=format.writer)
