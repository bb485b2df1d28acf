"""What has changed since a point, for harvesters: ``/changes``, a Linked Data Event Stream in pages.

A member is a change: what it took out of the knowledge and put in stands in two named graphs. Pages are of a hundred
numbers each; one that is full never changes again. https://w3id.org/ldes/specification, https://w3id.org/tree
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from fastapi import APIRouter
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.graph.iris import under_article
from kg.graph.terms import DCTERMS, PROV, RDF, SCHEMA, XSD, Namespace
from kg.rights.public import WORDS
from kg.store import Store
from kg.store.archive import Action
from kg.store.changes import KeptChange
from kg.store.embedded import unpack
from server.data.answering import tagged
from server.negotiation import Offer, choose
from server.pages.queries import read_names
from server.pages.reader import MOST_OF_A_LABEL, Link, Reader, Text, cut, label_of
from server.problems import Gone, MalformedRequest, NotAcceptable, NotFound, ServerCannot
from server.rendering import HTML, render
from server.site import Site, site_of
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
LDES = Namespace("https://w3id.org/ldes#")
TREE = Namespace("https://w3id.org/tree#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
CHANGESET = Namespace("http://purl.org/vocab/changeset/schema#")
_PREFIXES = {"ldes": LDES.iri, "tree": TREE.iri, "as": AS.iri, "cs": CHANGESET.iri}
_FORMS = (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS, ox.RdfFormat.JSON_LD)
_ON_A_PAGE = 100
_FULL = "public, max-age=604800, immutable"
_GROWING = "no-cache"
_HERE = DefaultGraph()
_SHOWN = 50
_KINDS = {Action.INGEST: "Update", Action.WITHDRAW: "Delete"}


@dataclass(frozen=True, slots=True)
class Stream:
    """The stream as it is: from which state on it is whole, and the newest state."""

    base: str
    since: int
    newest: int

    @property
    def pages(self) -> range:
        """The numbers of the pages."""
        return range(self.since // _ON_A_PAGE, max(self.since, self.newest - 1) // _ON_A_PAGE + 1)

    def page(self, number: int) -> NamedNode:
        """The address of a page; a stream that begins anew has other ones."""
        return NamedNode(f"{self.base}changes/{self.since}/{number}")

    @property
    def node(self) -> NamedNode:
        """The stream itself."""
        return NamedNode(f"{self.base}changes")


# ---------------------------------------------------------------------------------------------------------- routes


@router.api_route("/changes", methods=["GET", "HEAD"])
async def changes(request: Request) -> Response:
    """The stream and its first page; ``?since=N`` leads to the page after a state; people see what is newest."""
    site, stream = site_of(request), await _stream(request)
    if wanted := request.query_params.get("since"):
        return _after(stream, _number(wanted, "parameter since"))
    form = _form(request)
    if form is None:
        after = max(stream.since, stream.newest - _SHOWN)
        newest = await site.threads.run(lambda: _store(site).changes(after, stream.newest))
        told = await _told(site, list(reversed(newest)))
        return render(request, "changes.html", here="data", stream=stream, changes=told, first=stream.pages[0])
    return _written(request, _root(stream), form, _GROWING)


@router.api_route("/changes/{since}/{page}", methods=["GET", "HEAD"])
async def page(request: Request, since: str, page: str) -> Response:
    """A page of the stream; 410 where the stream has begun anew since."""
    site, stream = site_of(request), await _stream(request)
    begun, number = _number(since, "address"), _number(page, "address")
    if begun != stream.since:
        raise Gone(
            "the stream begins anew: something has changed that is no sum of quads",
            remedy="take a dump at /dumps/, and go on from its state at /changes?since=STATE",
        )
    if number not in stream.pages:
        raise NotFound("there is no such page", remedy="begin at /changes")
    form = _form(request) or _FORMS[0]
    after, until = max(stream.since, number * _ON_A_PAGE), (number + 1) * _ON_A_PAGE
    kept = await site.threads.run(lambda: _store(site).changes(after, until))
    quads = await site.threads.run(lambda: list(_page(site, stream, number, kept)))
    return _written(request, quads, form, _FULL if number != stream.pages[-1] else _GROWING)


@router.options("/changes")
@router.options("/changes/{since}/{page}")
async def changes_options(request: Request) -> Response:
    """What may be asked of the stream, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


async def _stream(request: Request) -> Stream:
    site = site_of(request)
    store = _store(site)
    since = await site.threads.run(store.changes_since)
    return Stream(site.base, since, max(since, store.generation))


def _store(site: Site) -> Store:
    if site.store is None:
        raise ServerCannot("there is no store behind this server", remedy="ask the SPARQL endpoint")
    return site.store


def _number(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise MalformedRequest(f"no number: {text[:40]!r}", where=where, remedy="give the number of a state")
    return int(text)


def _after(stream: Stream, state: int) -> Response:
    """The way to what comes after a state."""
    if state < stream.since:
        raise Gone(
            f"changes are kept from state {stream.since} on",
            remedy="take a dump at /dumps/, and go on from its state",
        )
    if state > stream.newest:
        raise Gone(
            f"the newest state is {stream.newest}: state {state} was of another store, or of what a backup replaced",
            remedy="take a dump at /dumps/, and go on from its state",
        )
    number = min(state // _ON_A_PAGE, stream.pages[-1])
    path = stream.page(number).value.removeprefix(stream.base)
    return RedirectResponse(f"/{path}", 303, {"Cache-Control": "no-cache"})


def _form(request: Request) -> ox.RdfFormat | None:
    """The form of RDF that is asked for; None: the page for people."""
    name = request.query_params.get("format")
    if name:
        found = next((form for form in _FORMS if name in (form.file_extension, form.media_type)), None)
        if found is None:
            raise MalformedRequest(f"no format {name[:40]!r}", remedy="give trig, nq or jsonld")
        return found
    best = choose(request.headers.get("accept"), [*(Offer(form.media_type) for form in _FORMS), Offer(HTML, 0.95)])
    if best is None:
        raise NotAcceptable("none of the accepted media types can be given", remedy="accept application/trig")
    return next((form for form in _FORMS if form.media_type == best.media_type), None)


def _written(request: Request, quads: Iterable[Quad], form: ox.RdfFormat, kept: str) -> Response:
    known = {**site_of(request).knowledge.prefixes, **_PREFIXES}
    prefixes = None if form == ox.RdfFormat.N_QUADS else known
    body = ox.serialize(quads, format=form, prefixes=prefixes) or b""
    return tagged(request, body, form.media_type, {"Cache-Control": kept, "Vary": "Accept"})


@dataclass(frozen=True, slots=True)
class Told:
    """A change as people see it; ``article`` leads to the page of what is there still, None where there is none."""

    number: int
    day: str
    kind: str
    article: Link | None


async def _told(site: Site, changes: Sequence[KeptChange]) -> list[Told]:
    """Changes with the titles of their articles; what is no more there is called by its name and leads nowhere."""
    named = [site.knowledge.iris.article(change.entry.article) for change in changes if change.entry.article]
    facts = await site.ask(lambda graph: read_names(graph, named, (DCTERMS.title, RDF.type)))
    reader = Reader(facts, site.base)
    return [_told_of(site, reader, change) for change in changes]


def _told_of(site: Site, reader: Reader, change: KeptChange) -> Told:
    entry = change.entry
    day = entry.at.date().isoformat()
    if not entry.article:
        return Told(entry.seq, day, _kind(change), None)
    node = site.knowledge.iris.article(entry.article)
    titles = [term for term in reader.all(node, DCTERMS.title) if isinstance(term, Literal)]
    text = label_of(titles[0]) if titles else Text(cut(entry.article, MOST_OF_A_LABEL))
    return Told(
        entry.seq, day, _kind(change), Link(text, reader.link(node).path if reader.all(node, RDF.type) else None)
    )


# ------------------------------------------------------------------------------------------------------------- RDF


def _root(stream: Stream) -> Iterator[Quad]:
    first = stream.page(stream.pages[0])
    for predicate, value in (
        (RDF.type, LDES.EventStream),
        (LDES.timestampPath, AS.published),
        (LDES.sequencePath, SCHEMA.position),
        (LDES.versionOfPath, AS.object),
        (TREE.view, first),
        (DCTERMS.title, Literal("What changes in the knowledge", language="en")),
        (SCHEMA.position, _integer(stream.newest)),
    ):
        yield Quad(stream.node, predicate, value, _HERE)
    yield Quad(first, RDF.type, TREE.Node, _HERE)


def _page(site: Site, stream: Stream, number: int, kept: Sequence[KeptChange]) -> Iterator[Quad]:
    here = stream.page(number)
    yield Quad(stream.node, RDF.type, LDES.EventStream, _HERE)
    yield Quad(stream.node, TREE.view, stream.page(stream.pages[0]), _HERE)
    yield Quad(here, RDF.type, TREE.Node, _HERE)
    if number != stream.pages[-1]:
        yield from _relation(here, stream.page(number + 1), (number + 1) * _ON_A_PAGE + 1)
    for change in kept:
        member = NamedNode(f"{here.value}#{change.entry.seq}")
        yield Quad(stream.node, TREE.member, member, _HERE)
        yield from _member(site, member, change)


def _relation(here: NamedNode, there: NamedNode, first: int) -> Iterator[Quad]:
    relation = NamedNode(f"{here.value}#next")
    yield Quad(here, TREE.relation, relation, _HERE)
    yield Quad(relation, RDF.type, TREE.GreaterThanOrEqualToRelation, _HERE)
    yield Quad(relation, TREE.path, SCHEMA.position, _HERE)
    yield Quad(relation, TREE.value, _integer(first), _HERE)
    yield Quad(relation, TREE.node, there, _HERE)


def _member(site: Site, member: NamedNode, change: KeptChange) -> Iterator[Quad]:
    """A change: of which article, which things came, went and changed, and the triples of the knowledge that did."""
    entry = change.entry
    removed, added = (_known(site, packed) for packed in (change.removed, change.added))
    yield Quad(member, RDF.type, AS[_kind(change)], _HERE)
    yield Quad(member, SCHEMA.position, _integer(entry.seq), _HERE)
    yield Quad(member, AS.published, Literal(entry.at.isoformat(), datatype=XSD.dateTime), _HERE)
    article = site.knowledge.iris.article(entry.article) if entry.article else None
    if article:
        yield Quad(member, AS.object, article, _HERE)
    for predicate, things in _things(removed, added, article):
        yield from (Quad(member, predicate, thing, _HERE) for thing in things)
    for predicate, name, quads in ((CHANGESET.removal, "removed", removed), (CHANGESET.addition, "added", added)):
        graph = NamedNode(f"{member.value}-{name}")
        if quads:
            yield Quad(member, predicate, graph, _HERE)
        yield from (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)


def _kind(change: KeptChange) -> str:
    if change.entry.action == Action.INGEST and change.entry.version == 1:
        return "Create"
    return _KINDS.get(change.entry.action, "Update")


def _known(site: Site, packed: bytes) -> list[Quad]:
    """The quads of a change that are of the knowledge; for the public without words of articles, which dumps have."""
    hidden = WORDS if site.policy else ()
    return [quad for quad in unpack(packed) if quad.graph_name == _HERE and quad.predicate not in hidden]


def _things(
    removed: Sequence[Quad], added: Sequence[Quad], article: NamedNode | None
) -> Iterator[tuple[NamedNode, list[NamedNode]]]:
    """Things that many articles may know, by what became of them."""
    before, after = ({q.subject for q in quads if q.predicate == RDF.type} for quads in (removed, added))
    touched = {quad.subject for quad in (*removed, *added) if isinstance(quad.subject, NamedNode)}
    shared = sorted((node for node in touched if not (article and under_article(node, article))), key=str)
    yield PROV.generated, [node for node in shared if node in after - before]
    yield PROV.invalidated, [node for node in shared if node in before - after]
    yield DCTERMS.references, [node for node in shared if (node in before) == (node in after)]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
