"""Templates to responses: everything is escaped, nothing undefined is passed over."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from server.negotiation import Offer, choose
from server.pages.saying import Saying
from server.problems import MEDIA_TYPE, Problem
from server.timelines.locales import locale_of, preferred

HTML = "text/html"
PAGE_VARIES = "Accept, Accept-Language"


@cache
def templates() -> Environment:
    """The templates of ``pages/templates``; every value is escaped."""
    return Environment(
        loader=PackageLoader("server.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(request: Request, template: str, **content: Any) -> str:
    """A template filled in, in the language of the reader."""
    say = Saying(locale_of(language_of(request)))
    return templates().get_template(template).render({"path": request.url.path, "here": "", "say": say, **content})


def language_of(request: Request) -> str:
    """The language that a reader gets pages in: the one asked for with ``lang``, else the one the browser prefers."""
    return preferred(request.query_params.get("lang", "")[:20], request.headers.get("accept-language")).lang


def render(request: Request, template: str, status: int = 200, **content: Any) -> Response:
    """A page."""
    return page_response(rendered(request, template, **content).encode(), status)


def page_response(body: bytes, status: int = 200) -> Response:
    """A rendered page as it is sent."""
    headers = {"Content-Type": f"{HTML}; charset=utf-8", "Vary": PAGE_VARIES, "Cache-Control": "no-cache"}
    return Response(body, status, headers)


def render_problem(request: Request, problem: Problem) -> Response:
    """A problem as a page for people, as a problem document for programs."""
    best = choose(request.headers.get("accept"), [Offer(MEDIA_TYPE), Offer("application/json", 0.9), Offer(HTML, 0.95)])
    if best and best.media_type == HTML:
        response = render(request, "problem.html", problem.status, problem=problem)
    else:
        response = Response(problem.body(), problem.status, {"Content-Type": MEDIA_TYPE, "Vary": "Accept"})
    for name, value in problem.headers:
        response.headers.append(name, value)
    return response
