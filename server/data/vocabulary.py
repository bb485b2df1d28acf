"""The documents of our vocabularies: terms, event types, codes and shapes, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import Response

from kg.graph.terms import (
    DCTERMS,
    LABELS_FILE,
    OWL,
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
from server.data.catalogue import counted_now
from server.data.concepts import uses_of_concepts
from server.data.describing import written
from server.data.diagrams import draw_tree
from server.data.documents import PAGE, Document, split_suffix
from server.data.resources import chosen_document, not_found, raw_path
from server.data.signposting import Thing, link_header, signposts_of
from server.pages.links import VOCABULARIES, path_of
from server.pages.reader import Link, Text, text_of, words_of_name
from server.problems import QueryTimeout
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
@router.api_route("/ns/{name}/{version}", methods=["GET", "HEAD"])
async def vocabulary(request: Request) -> Response:
    """A vocabulary, or the present version of it by its own IRI, which leads to its documents; or one of these."""
    path, document = split_suffix(raw_path(request))
    name, slash, version = path.removeprefix(VOCABULARIES).partition("/")
    if name not in FILES or (slash and version != version_of(name)):
        raise not_found(path)
    thing = Thing(VOCABULARY + name + slash + version, path, licence=_licence(name))
    if document is None:
        headers = {"Location": thing.address(chosen_document(request, thing)), "Vary": "Accept"}
        return Response(status_code=303, headers={**headers, "Link": link_header(signposts_of(thing, None))})
    headers = {"Content-Location": thing.address(document), "Link": link_header(signposts_of(thing, document))}
    uses = await uses_now(request) if document.writer is None else {}
    return tagged(request, _body(request, name, thing, document, uses), document.content_type, headers)


@router.options("/ns/{name}")
@router.options("/ns/{name}/{version}")
async def vocabulary_options(request: Request) -> Response:
    """What may be asked of vocabularies, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


async def uses_now(request: Request) -> Mapping[str, int]:
    """How often each term of ours is used in the data as it is, by IRI; {} where counting takes too long."""
    try:
        numbers = (await counted_now(request)).numbers
        concepts = await site_of(request).ask(uses_of_concepts)
    except QueryTimeout:
        return {}
    counted = {**numbers.classes, **numbers.properties, **concepts}
    return {term.value: number for term, number in counted.items()}


def _body(request: Request, name: str, thing: Thing, document: Document, uses: Mapping[str, int]) -> bytes:
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
        iri=VOCABULARY + name,
        home=VOCABULARIES + name,
        uses=uses,
        version=version_of(name),
        diagrams=diagrams_of(name),
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


def version_of(name: str) -> str:
    """The version of a vocabulary, the last part of its ``owl:versionIRI``; '' for one without."""
    about = NamedNode(VOCABULARY + name)
    found = (t.object for t in triples_of(name) if t.subject == about and t.predicate == OWL.versionIRI)
    return next((local_name(term) for term in found if isinstance(term, NamedNode)), "")


_TREES = (
    ("Classes", RDFS.subClassOf),
    ("Properties and those above them", RDFS.subPropertyOf),
    ("Concepts and those above them", SKOS.broader),
    ("Lists of codes", SKOS.inScheme),
)
"""What diagrams show: terms below terms, by the property that leads up."""


@cache
def diagrams_of(name: str) -> tuple[tuple[str, Markup], ...]:
    """A drawing of each kind of tree that the terms of a vocabulary form; the boxes lead to the terms."""
    drawn = []
    for title, up in _TREES:
        pairs = [(local_name(above), local_name(below)) for below, above in _related(name, up)]
        if pairs:
            drawn.append((title, draw_tree(title, pairs)))
    return tuple(drawn)


def _related(name: str, by: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Pairs of terms of a vocabulary that a property relates."""
    holds = Namespace(f"{VOCABULARY}{name}#").holds
    for triple in triples_of(name):
        subject, value = triple.subject, triple.object
        if triple.predicate == by and holds(subject) and holds(value):
            assert isinstance(subject, NamedNode)
            assert isinstance(value, NamedNode)
            yield subject, value


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
