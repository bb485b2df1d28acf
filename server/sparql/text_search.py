"""Full text inside queries: ``ev:matchesText`` is resolved here, before a query goes to the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.responses import Response

from kg.store.asking import resolved
from kg.store.text_matches import MOST_MATCHES
from server.problems import QuerySyntaxError, ServerCannot
from server.site import Site
from server.sparql.protocol import QueryRequest

Answering = Callable[[QueryRequest], Awaitable[Response]]


async def with_matches(site: Site, asked: QueryRequest, answer: Answering) -> Response:
    """The answer to a query that may ask for words; a header tells where more nodes match than are looked at."""
    if "matchesText" not in asked.query:
        return await answer(asked)
    store = site.store
    if store is None:
        raise ServerCannot("there is no search index behind this server", remedy="leave ev:matchesText out")
    runnable = await site.threads.run(lambda: resolved(store, asked.query))
    try:
        cut = f"matches={MOST_MATCHES}" if runnable.cut else ""
        response = await answer(replace(asked, query=runnable.text, cut=cut))
    except QuerySyntaxError:
        await answer(asked)  # tells the place of the error in the query as it was sent
        raise
    if cut:
        response.headers.append("Timewire-Truncated", cut)
    return response
