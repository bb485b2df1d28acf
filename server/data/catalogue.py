"""The catalogue of the whole: its description in RDF and for people, site maps, and what robots and finders read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg import __version__
from kg.exports.about import CREDITS, DESCRIPTION, TITLE
from kg.exports.folder import SUMS, dump_files
from kg.graph.terms import ONT, SCHEMA, ontology_version
from server.data.answering import described_as, tagged
from server.data.dataset import CATALOGUE_PREFIXES, describe_dataset
from server.data.dataset_card import dataset_card, dataset_node
from server.data.describing import written
from server.data.documents import DATA, PAGE, TURTLE, Document
from server.data.files import media_type_of
from server.data.schema_org import embedded
from server.data.self_description import about_site
from server.data.signposting import CATALOGUE, Signpost, link_header
from server.data.statistics import SITEMAP_SIZE, Statistics, count, count_listed, kinds, listed
from server.engine.public_engine import ClosedEngine
from server.pages.links import page_address, path_of
from server.problems import NotFound, QueryTimeout
from server.rendering import render
from server.site import Site, site_of
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
_XML = "application/xml"
_PLAIN = "text/plain; charset=utf-8"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_KEPT = "public, max-age=3600"
_PROMISED_DAYS = 180


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers, and the state of the graph that they are of."""

    generation: int
    numbers: Statistics


# ----------------------------------------------------------------------------------------------------- description


@router.api_route(CATALOGUE, methods=["GET", "HEAD"])
async def description(request: Request) -> Response:
    """The dataset described, in any form of RDF; people are led to the page about the data."""
    document = described_as(request, CATALOGUE)
    headers = {"Vary": "Accept", "Link": link_header(_signposts(site_of(request), document))}
    if document.writer is None:
        return RedirectResponse("/data", 303, headers)
    counted = await counted_now(request)
    triples = describe_dataset(about_site(site_of(request), counted.generation), counted.numbers)
    return tagged(request, written(triples, document.writer, CATALOGUE_PREFIXES), document.content_type, headers)


@router.options(CATALOGUE)
@router.options("/data")
async def description_options(request: Request) -> Response:
    """What may be asked of the description, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


def _signposts(site: Site, shown: Document) -> list[Signpost]:
    licence = site.settings.data_licence
    return [
        Signpost(f"{site.base}.well-known/void#dataset", "describes"),
        *(Signpost(f"{CATALOGUE}?format={d.name}", "alternate", d.media_type) for d in DATA if d != shown),
        Signpost("/data", "alternate", PAGE.media_type),
        Signpost("/sparql", "service-desc", TURTLE.media_type),
        *([Signpost(licence, "license")] if licence else []),
    ]


def _as_asked(site: Site) -> Site:
    """The site as the queries of clients see it, so that the numbers are those that queries give."""
    engine = site.for_queries
    return site if isinstance(engine, ClosedEngine) else replace(site, engine=engine)


async def counted_now(request: Request) -> Counted:
    """The numbers of the present state, counted once a state; those before where counting takes too long."""
    state, site = request.app.state, site_of(request)
    if not hasattr(state, "counting"):
        state.counting = asyncio.Lock()
    async with state.counting:
        known: Counted | None = getattr(state, "counted", None)
        generation = site.store.generation if site.store else 0
        if known and known.generation == generation and site.store:
            return known
        try:
            counted = Counted(generation, await _as_asked(site).ask(lambda graph: count(graph, site.base)))
        except QueryTimeout:
            if known is None:
                raise
            return known
        state.counted = counted
        return counted


# ---------------------------------------------------------------------------------------------------- for people


@router.api_route("/data", methods=["GET", "HEAD"])
async def data(request: Request) -> Response:
    """The data: how much, under which licence, by whose work, how to cite it, what is promised."""
    site, counted = site_of(request), await counted_now(request)
    about = about_site(site, counted.generation)
    signposts = _landing(site, about.has_dumps)
    response = render(
        request,
        "dataset.html",
        here="data",
        title=TITLE,
        description=DESCRIPTION,
        base=site.base,
        licence=site.settings.data_licence,
        contact=site.settings.contact,
        credits=CREDITS,
        state=counted.generation,
        triples=counted.numbers.triples,
        things=[(name, counted.numbers.things(ONT[name])) for name in ("Article", "Event", "Place", "Claim", "Figure")],
        version=__version__,
        ontology=ontology_version(),
        documents=DATA,
        modified=about.modified,
        embedded=embedded(dataset_card(about), dataset_node(about)),
        signposts=signposts,
    )
    response.headers["Link"] = link_header(signposts)
    return response


def _landing(site: Site, has_dumps: bool) -> list[Signpost]:
    """The signposts of the page of the dataset: its description, its files, and what to cite."""
    files = [file for file in dump_files() if file.name != SUMS] if has_dumps else []
    return [
        *_signposts(site, PAGE),
        Signpost(CATALOGUE, "describedby", TURTLE.media_type),
        Signpost(site.base, "cite-as"),
        Signpost(f"{SCHEMA.iri}AboutPage", "type"),
        Signpost(f"{SCHEMA.iri}Dataset", "type"),
        *(Signpost(f"/dumps/{file.name}", "item", media_type_of(file.name).partition(";")[0]) for file in files),
    ]


# ------------------------------------------------------------------------------------------- robots and finders


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
async def robots(request: Request) -> Response:
    """What robots may fetch: nothing of a server that is not public, no queries of one that is."""
    site = site_of(request)
    closed = ("/sparql?", "/search?", "/-/") if site.settings.public else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {site.base}sitemap.xml"] if site.settings.public else []
    return tagged(request, "\n".join([*lines, ""]).encode(), _PLAIN, {"Cache-Control": _KEPT})


@router.api_route("/.well-known/security.txt", methods=["GET", "HEAD"])
async def security(request: Request) -> Response:
    """Whom to tell of a hole (RFC 9116); raises NotFound where no contact is set."""
    site = site_of(request)
    if not site.settings.contact:
        raise NotFound("no contact is set", remedy="ask who runs this server; they may set TIMEWIRE_CONTACT")
    expires = (datetime.now(UTC) + timedelta(days=_PROMISED_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {site.settings.contact}",
        f"Expires: {expires}",
        f"Canonical: {site.base}.well-known/security.txt",
        "Preferred-Languages: en",
        "",
    )
    return tagged(request, "\n".join(lines).encode(), _PLAIN, {"Cache-Control": _KEPT})


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
async def sitemaps(request: Request) -> Response:
    """The index of the site maps."""
    site = site_of(request)
    sizes = await site.ask(lambda graph: {kind: count_listed(graph, site.base, kind) for kind in kinds()})
    names = [f"{kind}-{number}" for kind, n in sizes.items() for number in range(1, ceil(n / SITEMAP_SIZE) + 1)]
    entries = [f"{site.base}sitemap/{name}.xml" for name in names]
    return tagged(request, _listing("sitemapindex", "sitemap", entries), _XML)


@router.api_route("/sitemap/{kind}-{number}.xml", methods=["GET", "HEAD"])
async def sitemap(request: Request, kind: str, number: str) -> Response:
    """One site map: pages of one kind of things."""
    site = site_of(request)
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
    nodes = []
    if kind in kinds() and page:
        offset = (page - 1) * SITEMAP_SIZE
        nodes = await site.ask(lambda graph: listed(graph, site.base, kind, SITEMAP_SIZE, offset))
    if not nodes:
        raise NotFound("no such site map", remedy="start from /sitemap.xml")
    pages = [page_address(path_of(node.value, site.base) or "/").lstrip("/") for node in nodes]
    return tagged(request, _listing("urlset", "url", [site.base + page for page in pages]), _XML)


def _listing(root: str, element: str, addresses: list[str]) -> bytes:
    """Addresses as the protocol of site maps writes them."""
    lines = [f"<{element}><loc>{escape(address)}</loc></{element}>" for address in addresses]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAPS}">'
    return "\n".join([head, *lines, f"</{root}>", ""]).encode()
