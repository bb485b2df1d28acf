"""The documents of our vocabularies: terms, event types, codes and shapes, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import Response

from kg.graph.terms import (
    DCTERMS,
    LABELS_FILE,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    VOCABULARY,
    Namespace,
    local_name,
    ontology_dir,
)
from server.data.answering import tagged
from server.data.describing import written
from server.data.documents import PAGE, Document, split_suffix
from server.data.resources import chosen_document, not_found, raw_path
from server.data.signposting import Thing, link_header, signposts_of
from server.pages.links import VOCABULARIES, path_of
from server.pages.reader import Link, Text, text_of, words_of_name
from server.rendering import rendered
from server.site import site_of
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
FILES: Mapping[str, str] = {
    "ont": "timewire.ttl",
    "type": "event-types.ttl",
    "code": "codes.ttl",
    "shapes": "shapes.ttl",
}
"""Vocabulary and the file that it stands in."""
_NOTES = (RDFS.comment, SKOS.definition)
_UNSHOWN = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, SKOS.example, RDFS.isDefinedBy, *_NOTES})


@dataclass(frozen=True, slots=True)
class Term:
    """A term as its vocabulary's page shows it; ``id`` is its place there, ``label`` is English where there is one."""

    id: str
    iri: str
    kind: str
    label: Text
    other_labels: tuple[Text, ...]
    note: tuple[Text, ...]
    examples: tuple[Text, ...]
    said: tuple[tuple[str, tuple[Link, ...]], ...]


@router.api_route("/ns/{name}", methods=["GET", "HEAD"])
async def vocabulary(request: Request) -> Response:
    """A vocabulary, which leads to its documents; or one of these."""
    path, document = split_suffix(raw_path(request))
    name = path.removeprefix(VOCABULARIES)
    if name not in FILES:
        raise not_found(path)
    thing = Thing(VOCABULARY + name, path, licence=_licence(name))
    if document is None:
        headers = {"Location": thing.address(chosen_document(request, thing)), "Vary": "Accept"}
        return Response(status_code=303, headers={**headers, "Link": link_header(signposts_of(thing, None))})
    headers = {"Content-Location": thing.address(document), "Link": link_header(signposts_of(thing, document))}
    return tagged(request, _body(request, name, thing, document), document.content_type, headers)


@router.options("/ns/{name}")
async def vocabulary_options(request: Request) -> Response:
    """What may be asked of vocabularies, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


def _body(request: Request, name: str, thing: Thing, document: Document) -> bytes:
    if document.writer:
        return written(triples_of(name), document.writer, PREFIXES)
    return rendered(
        request,
        "vocabulary.html",
        page=thing,
        path=thing.path,
        title=_first(name, DCTERMS.title),
        description=_first(name, DCTERMS.description),
        terms=terms_of(name, site_of(request).base),
        signposts=signposts_of(thing, PAGE),
        licence=thing.licence,
        timeline=False,
        embedded="",
    ).encode()


@cache
def triples_of(name: str) -> tuple[Triple, ...]:
    """All that the file of a vocabulary says, and what the files of others say of its terms."""
    namespace = Namespace(f"{VOCABULARY}{name}#")
    others = [*(file for other, file in FILES.items() if other != name), LABELS_FILE]
    elsewhere = (t for file in others for t in _parsed(file) if namespace.holds(t.subject))
    return tuple(dict.fromkeys([*_parsed(FILES[name]), *elsewhere]))


@cache
def _parsed(file: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(path=ontology_dir() / file, format=RdfFormat.TURTLE))


def _licence(name: str) -> str:
    found = (t.object for t in triples_of(name) if t.predicate == DCTERMS.license)
    return next((term.value for term in found if isinstance(term, NamedNode)), "")


def _first(name: str, predicate: NamedNode) -> str:
    """What is said of the vocabulary itself; '' if nothing."""
    about = NamedNode(VOCABULARY + name)
    found = (t.object for t in triples_of(name) if t.subject == about and t.predicate == predicate)
    return next((term.value for term in found if isinstance(term, Literal)), "")


@cache
def terms_of(name: str, base: str) -> tuple[Term, ...]:
    """The terms of a vocabulary by name."""
    namespace = Namespace(f"{VOCABULARY}{name}#")
    by_subject: dict[NamedNode, list[Triple]] = {}
    for triple in triples_of(name):
        if isinstance(triple.subject, NamedNode) and namespace.holds(triple.subject):
            by_subject.setdefault(triple.subject, []).append(triple)
    return tuple(_term(node, by_subject[node], base) for node in sorted(by_subject, key=lambda node: node.value))


def _term(node: NamedNode, triples: Sequence[Triple], base: str) -> Term:
    kinds = [local_name(t.object) for t in triples if t.predicate == RDF.type and isinstance(t.object, NamedNode)]
    labels = sorted(
        _texts(triples, RDFS.label, SKOS.prefLabel), key=lambda text: (text.language != "en", text.language)
    )
    return Term(
        id=local_name(node),
        iri=node.value,
        kind=", ".join(words_of_name(kind) for kind in kinds),
        label=labels[0] if labels else Text(words_of_name(local_name(node))),
        other_labels=tuple(labels[1:]),
        note=_texts(triples, *_NOTES),
        examples=_texts(triples, SKOS.example),
        said=_said(triples, base),
    )


def _texts(triples: Sequence[Triple], *predicates: NamedNode) -> tuple[Text, ...]:
    return tuple(text_of(t.object) for t in triples if t.predicate in predicates and isinstance(t.object, Literal))


def _said(triples: Sequence[Triple], base: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    values: dict[str, list[Link]] = {}
    for triple in triples:
        if triple.predicate not in _UNSHOWN and isinstance(triple.object, NamedNode | Literal):
            name = words_of_name(local_name(triple.predicate))
            values.setdefault(name, []).append(_link(triple.object, base))
    return tuple((name, tuple(links)) for name, links in values.items())


def _link(term: NamedNode | Literal, base: str) -> Link:
    if isinstance(term, Literal):
        return Link(text_of(term))
    return Link(Text(words_of_name(local_name(term))), path_of(term.value, base))
