"""Templates to responses: everything is escaped, nothing undefined is passed over."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from server.negotiation import Offer, choose
from server.pages.languages import choices, keep_language
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
    """A template filled in, in the language of the reader; one that was asked for is kept by the links.

    ``address``: that of the page, where more than its path is needed to come back to it.
    """
    say, asked = Saying(locale_of(language_of(request))), language_asked(request)
    known = {"path": request.url.path, "here": "", "say": say, "lang_asked": asked, **content}
    languages = choices(content.get("address", request.url.path))
    html = templates().get_template(template).render({"languages": languages, **known})
    return keep_language(html, asked) if asked else html


def language_of(request: Request) -> str:
    """The language that a reader gets pages in: the one asked for with ``lang``, else the one the browser prefers."""
    return preferred(request.query_params.get("lang", "")[:20], request.headers.get("accept-language")).lang


def language_asked(request: Request) -> str:
    """The language that was asked for with ``lang``; '' where it is left to the browser."""
    return language_of(request) if request.query_params.get("lang") else ""


def language_key(request: Request) -> str:
    """What a page depends on as to language: pages of one key are the same."""
    return f"{language_of(request)} {language_asked(request)}"


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
