"""The documents that each thing has, by suffix, and which of them a request is for. Pure functions.

A thing has an IRI, which is an address too; whoever asks there is sent on to one of its documents, which are the same
address with a suffix: ``/event/x`` has ``/event/x.html``, ``/event/x.ttl`` and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from server.negotiation import MediaRange, Offer, choose, read_accept

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Document:
    """A form that things are told of in: its suffix, its media type, and the writer of RDF (None: the page)."""

    name: str
    media_type: str
    writer: ox.RdfFormat | None = None

    @property
    def suffix(self) -> str:
        """What stands behind the address of the thing."""
        return f".{self.name}"

    @property
    def content_type(self) -> str:
        """The media type as the header says it."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


PAGE = Document("html", HTML)
TURTLE = Document("ttl", "text/turtle", ox.RdfFormat.TURTLE)
DATA = (
    TURTLE,
    Document("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    Document("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    Document("rdf", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    Document("trig", "application/trig", ox.RdfFormat.TRIG),
    Document("nq", "application/n-quads", ox.RdfFormat.N_QUADS),
    Document("json", "application/json", ox.RdfFormat.JSON_LD),
)
"""The forms that are data, by preference."""

DOCUMENTS = (PAGE, *DATA)


def split_suffix(path: str) -> tuple[str, Document | None]:
    """A path without the suffix of a document, and the document; None where it has no such suffix.

    >>> split_suffix("/event/x.ttl")[0], split_suffix("/actor/arvonia.state")[1] is None
    ('/event/x', True)
    """
    stem, dot, name = path.rpartition(".")
    found = next((document for document in DOCUMENTS if document.name == name), None)
    return (stem, found) if dot and found and not stem.endswith("/") else (path, None)


def named_document(name: str) -> Document | None:
    """The document of a ``?format=``: by suffix without its dot, or by media type."""
    wanted = name.strip().lower()
    return next((document for document in DOCUMENTS if wanted in (document.name, document.media_type)), None)


def wanted_document(accept: str | None) -> Document | None:
    """The document that an Accept header asks for; None if it takes none of them.

    What a client names goes before what it takes among others, where both are as welcome: browsers name the page. Who
    takes anything gets Turtle.

    >>> wanted_document("text/html,*/*;q=0.8").name, wanted_document("*/*").name, wanted_document("image/png")
    ('html', 'ttl', None)
    """
    ranges = read_accept(accept)
    best = choose(accept, [Offer(document.media_type, _liking(document, ranges)) for document in DOCUMENTS])
    return next((d for d in DOCUMENTS if best and d.media_type == best.media_type), None)


def _liking(document: Document, ranges: Sequence[MediaRange]) -> float:
    """How much we like to give a document: most where it is named, the page least to who takes anything."""
    named = max((p[:2] for found in ranges if (p := found.precedence(document.media_type))), default=(False, False))
    return 1.0 if all(named) else 0.999 if any(named) else 0.997 if document == PAGE else 0.998
