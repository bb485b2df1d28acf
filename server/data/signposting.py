"""Signposts: links in headers and link sets that tell programs where what is (https://signposting.org/FAIR/)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.data.documents import DATA, DOCUMENTS, PAGE, TURTLE, Document

LINKSET = "application/linkset+json"
CATALOGUE = "/.well-known/void"
_ABOUT_PAGE = "https://schema.org/AboutPage"
_DATASET = "https://schema.org/Dataset"


@dataclass(frozen=True, slots=True)
class Signpost:
    """One link: what it leads to, in what relation, and of which media type ('' if it is no document)."""

    target: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        """As a value of the Link header (RFC 8288)."""
        return f'<{self.target}>; rel="{self.relation}"' + (f'; type="{self.media_type}"' if self.media_type else "")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with documents: its IRI, its path on the site, its class in schema.org ('' if none), the licence."""

    iri: str
    path: str
    kind: str = ""
    licence: str = ""

    def address(self, document: Document) -> str:
        """Where one of its documents is."""
        return self.path + document.suffix

    @property
    def linkset(self) -> str:
        """Where its link set is."""
        return f"/linkset{self.path}"


def signposts_of(thing: Thing, shown: Document | None) -> list[Signpost]:
    """The links of one document of a thing, or of the thing itself (None)."""
    return [
        *_naming(thing),
        *(Signpost(thing.address(d), "alternate", d.media_type) for d in DOCUMENTS if d != shown),
        *_describing(thing, shown),
        *([Signpost(thing.licence, "license")] if thing.licence else []),
        Signpost(thing.linkset, "linkset", LINKSET),
        Signpost(CATALOGUE, "collection", TURTLE.media_type),
    ]


def _naming(thing: Thing) -> Iterable[Signpost]:
    yield Signpost(thing.iri, "canonical")
    yield Signpost(thing.iri, "cite-as")


def _describing(thing: Thing, shown: Document | None) -> Iterable[Signpost]:
    if shown is None or shown == PAGE:
        yield from (Signpost(thing.address(d), "describedby", d.media_type) for d in DATA[:2])
    else:
        yield Signpost(thing.iri, "describes")
    yield Signpost(_ABOUT_PAGE if shown is None or shown == PAGE else _DATASET, "type")
    if thing.kind:
        yield Signpost(thing.kind, "type")


def link_header(signposts: Sequence[Signpost]) -> str:
    """Links as one Link header."""
    return ", ".join(map(str, signposts))


def linkset_of(thing: Thing, site: str) -> bytes:
    """The links of all documents of a thing (RFC 9264); an anchor is the document that the links are of.

    ``site`` is the address of the site, which a link set, read apart from it, must spell out.
    """
    anchors = [_anchored(thing.iri, signposts_of(thing, None), site)]
    anchors += [_anchored(site + thing.address(d), signposts_of(thing, d), site) for d in DOCUMENTS]
    return json.dumps({"linkset": anchors}, indent=1).encode()


def _anchored(anchor: str, signposts: Iterable[Signpost], site: str) -> dict[str, object]:
    links: dict[str, list[dict[str, str]]] = {}
    for found in signposts:
        target = site + found.target if found.target.startswith("/") else found.target
        typed = {"type": found.media_type} if found.media_type else {}
        links.setdefault(found.relation, []).append({"href": target, **typed})
    return {"anchor": anchor, **links}
