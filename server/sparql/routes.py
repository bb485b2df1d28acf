"""``/sparql`` and ``/update``: the endpoint for programs, and the form for people, by what they accept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import lru_cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import TimewireError
from server.authority import check_write_token
from server.negotiation import Offer, choose, header_of
from server.problems import MalformedRequest, NotAcceptable, OperationRefused, Problem, problem_of
from server.rendering import HTML, render
from server.site import Site, client_of, site_of
from server.sparql.federation import with_services
from server.sparql.formats import SOLUTIONS, TRIPLES, Format, formats_of, offers_of
from server.sparql.page import (
    LONGEST_LINK,
    MOST_ROWS,
    MOST_TRIPLES,
    START_QUERY,
    Result,
    editor,
    examples,
    place_of,
    result_of,
    takeaway,
)
from server.sparql.preflight import preflight
from server.sparql.protocol import QueryRequest, check_query, read_query_request
from server.sparql.responding import OneMore, answer, ask, question_of
from server.sparql.service_description import describe_service, write_description
from server.sparql.text_search import with_matches
from server.sparql.updates import check_refused, checked, read_update_request, run_update

router = APIRouter(include_in_schema=False)
_OTHER_NAMES = (
    dict.fromkeys(("turtle", "n3"), "ttl")
    | dict.fromkeys(("ntriples", "n-triples"), "nt")
    | dict.fromkeys(("nquads", "n-quads"), "nq")
    | dict.fromkeys(("json-ld", "json+ld"), "jsonld")
    | dict.fromkeys(("rdf+xml", "rdfxml", "rdf-xml"), "rdf")
)
"""What clients such as SPARQLWrapper call the formats."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""What the workbench may load: its own scripts, and nothing of other hosts."""
_HTML_OFFER = Offer(HTML, 0.95)  # programs that take anything get data


@router.api_route("/sparql", methods=["GET", "HEAD", "POST"])
async def sparql(request: Request) -> Response:
    """Answer a query; without one, show the form to whoever accepts a page."""
    site = site_of(request)
    accept = header_of(request.scope["headers"], b"accept")
    asked = await read_query_request(request, site.settings.max_query_bytes)
    if asked is None:
        return _form(request, site, accept)
    form = asked.form
    chosen = _named_format(asked, formats_of(form)) or _negotiated(accept, form)
    if chosen is None:
        return await _answer_page(request, site, asked)
    full = await _federated(request, site, asked)
    check_query(full)

    async def respond(runnable: QueryRequest) -> Response:
        return await answer(request, site, runnable, chosen, conditional=True, as_sent=runnable is asked)

    return await with_matches(site, full, respond)


@router.post("/update")
async def update(request: Request) -> Response:
    """Change the graph; 204 when the change is logged and on the disk."""
    site = site_of(request)
    outcome = "refused"
    try:
        check_write_token(request, site.settings.write_token)
        asked = await read_update_request(request, site.settings.max_update_bytes)
        try:
            asked = replace(asked, text=await asyncio.to_thread(checked, asked.text))
        except OperationRefused:
            await check_refused(site, asked)
            raise
        outcome = "failed"
        await run_update(site, request, asked)
        outcome = "done"
    finally:
        site.metrics.count_update(outcome)
    return Response(status_code=204)


@router.options("/update")
async def update_options(request: Request) -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("POST, OPTIONS")


@router.options("/sparql")
async def options(request: Request) -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("GET, HEAD, POST, OPTIONS")


def _named_format(asked: QueryRequest, formats: tuple[Format, ...]) -> Format | None:
    """The format of ``?format=``, which beats the Accept header: links can carry it."""
    if asked.format is None:
        return None
    name = _OTHER_NAMES.get(asked.format.lower(), asked.format)
    for format in formats:
        if name in (format.name, format.media_type):
            return format
    names = ", ".join(dict.fromkeys(format.name for format in formats))
    raise MalformedRequest(
        f"no format {asked.format!r} for this query", where="parameter format", remedy=f"use {names}"
    )


@lru_cache(1024)
def _negotiated(accept: str | None, form: str | None) -> Format | None:
    """The best accepted format for a form of query; None for the page. Raises NotAcceptable."""
    formats = formats_of(form)
    best = choose(accept, [*offers_of(formats), _HTML_OFFER])
    if best is None:
        names = ", ".join(dict.fromkeys(format.media_type for format in formats))
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept one of {names}")
    return next((format for format in formats if format.media_type == best.media_type), None)


async def _answer_page(request: Request, site: Site, asked: QueryRequest) -> Response:
    """The form with the query and its result, or with what is wrong with it."""

    async def shown(runnable: QueryRequest) -> Response:
        return _page(request, site, asked.query, result=await _result(request, site, runnable))

    try:
        full = await _federated(request, site, asked)
        check_query(full)
        return await with_matches(site, full, shown)
    except TimewireError as error:
        return _page(request, site, asked.query, problem=problem_of(error))


async def _result(request: Request, site: Site, asked: QueryRequest) -> Result:
    """The answer as the engine gives it to programs, read again for the page."""
    triples = asked.form in ("CONSTRUCT", "DESCRIBE")
    format = TRIPLES[1] if triples else SOLUTIONS[0]
    question = question_of(request, site, asked, format)
    most = MOST_TRIPLES if triples else MOST_ROWS
    await site.for_queries.generation(client_of(request))
    answered = await ask(request, site, replace(question, max_rows=most, hold_bytes=question.max_bytes))
    body, cut = answered.body or b"", answered.cost.cut
    prefixes, base = site.knowledge.prefixes, site.base
    result = await site.ask(lambda graph: result_of(graph, asked, body, cut, prefixes, base))
    return replace(result, seconds=answered.cost.seconds)


async def _federated(request: Request, site: Site, asked: QueryRequest) -> QueryRequest:
    """The query with what allowed endpoints answer; asking them counts as a query of the client."""
    if not site.settings.allow_service:
        return asked
    with OneMore(site, client_of(request)):
        return await with_services(asked, site.knowledge.prefixes, site.settings)


def _form(request: Request, site: Site, accept: str | None) -> Response:
    """Without a query: the form for people, the description of the service for programs that take RDF."""
    best = choose(accept, [*offers_of(TRIPLES), _HTML_OFFER])
    if request.method == "POST" or best is None or "update" in request.query_params:
        raise MalformedRequest("no query", where="parameter query", remedy="send a SPARQL query as parameter 'query'")
    if best.media_type == HTML:
        return _page(request, site, START_QUERY)
    format = next(format for format in TRIPLES if format.media_type == best.media_type)
    endpoint = str(request.url.replace(query="", fragment=""))
    catalogue = f"{site.base}.well-known/void"
    triples = describe_service(
        endpoint,
        bool(site.settings.write_token),
        dataset=f"{catalogue}#dataset",
        seen_at=(catalogue, f"{site.base}.well-known/sparql-examples"),
    )
    body = write_description(triples, format, site.knowledge.prefixes)
    return Response(body, headers={"Content-Type": format.content_type, "Vary": "Accept", "Cache-Control": "no-cache"})


def _page(
    request: Request, site: Site, query: str, result: Result | None = None, problem: Problem | None = None
) -> Response:
    response = render(
        request,
        "sparql.html",
        problem.status if problem else 200,
        prefixes=site.knowledge.prefixes,
        query=query,
        result=result,
        problem=problem,
        place=place_of(query, problem.members) if problem else None,
        take=takeaway(query, str(request.url.replace(query="", fragment=""))),
        longest=LONGEST_LINK,
        editor=editor(),
        examples=examples(),
        here="sparql",
    )
    response.headers["Content-Security-Policy"] = _POLICY
    return response
