"""``/sparql``: the endpoint for programs, and the form for people, by what they accept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import TimewireError
from server.negotiation import Offer, choose
from server.problems import MalformedRequest, NotAcceptable, Problem, problem_of
from server.rendering import HTML, render
from server.site import Site, site_of
from server.sparql.evaluation import BoundedOutput
from server.sparql.formats import Format, formats_of, offers_of
from server.sparql.page import START_QUERY, Result, examples, result_of
from server.sparql.protocol import QueryRequest, check_query, evaluate, read_query_request

router = APIRouter(include_in_schema=False)
METHODS = "GET, HEAD, POST, OPTIONS"
_HTML_OFFER = Offer(HTML, 0.95)  # programs that take anything get data


@router.api_route("/sparql", methods=["GET", "HEAD", "POST"])
async def sparql(request: Request) -> Response:
    """Answer a query; without one, show the form to whoever accepts a page."""
    site = site_of(request)
    accept = request.headers.get("accept")
    asked = await read_query_request(request, site.settings.max_query_bytes)
    if asked is None:
        return _form(request, site, accept)
    formats = formats_of(asked.form)
    chosen = _named_format(asked, formats) or _negotiated(accept, formats)
    if chosen is None:
        return await _answer_page(request, site, asked)
    check_query(asked)
    return await _answer(site, asked, chosen)


@router.options("/sparql")
async def options(request: Request) -> Response:
    """Tell scripts of other sites what they may send (Fetch standard, CORS preflight)."""
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


def _named_format(asked: QueryRequest, formats: tuple[Format, ...]) -> Format | None:
    """The format of ``?format=``, which beats the Accept header: links can carry it."""
    if asked.format is None:
        return None
    for format in formats:
        if asked.format in (format.name, format.media_type):
            return format
    names = ", ".join(dict.fromkeys(format.name for format in formats))
    raise MalformedRequest(
        f"no format {asked.format!r} for this query", where="parameter format", remedy=f"use {names}"
    )


def _negotiated(accept: str | None, formats: tuple[Format, ...]) -> Format | None:
    """The best accepted format; None for the page. Raises NotAcceptable."""
    best = choose(accept, [*offers_of(formats), _HTML_OFFER])
    if best is None:
        names = ", ".join(dict.fromkeys(format.media_type for format in formats))
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept one of {names}")
    return next((format for format in formats if format.media_type == best.media_type), None)


async def _answer(site: Site, asked: QueryRequest, format: Format) -> Response:
    settings = site.settings
    output = BoundedOutput(settings.max_result_bytes, settings.query_timeout_s)
    body = await site.ask(lambda graph: evaluate(graph, asked, format, site.knowledge.prefixes, output))
    headers = {"Content-Type": format.content_type, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(body, headers=headers)


async def _answer_page(request: Request, site: Site, asked: QueryRequest) -> Response:
    """The form with the query and its result, or with what is wrong with it."""
    try:
        check_query(asked)
        prefixes, base = site.knowledge.prefixes, site.base
        result = await site.ask(lambda graph: result_of(graph, asked, prefixes, base))
    except TimewireError as error:
        problem = problem_of(error)
        return _page(request, site, asked.query, problem=problem)
    return _page(request, site, asked.query, result=result)


def _form(request: Request, site: Site, accept: str | None) -> Response:
    if request.method == "POST" or choose(accept, [Offer(HTML)]) is None:
        raise MalformedRequest("no query", where="parameter query", remedy="send a SPARQL query as parameter 'query'")
    return _page(request, site, START_QUERY)


def _page(
    request: Request, site: Site, query: str, result: Result | None = None, problem: Problem | None = None
) -> Response:
    content = {"query": query, "result": result, "problem": problem, "examples": examples(), "here": "sparql"}
    status = problem.status if problem else 200
    return render(request, "sparql.html", status, prefixes=site.knowledge.prefixes, **content)
