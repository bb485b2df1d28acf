"""Server-sent events for timelines: says that the graph has changed; what has changed the widget asks for itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

_LOOK_S = 0.5
_HEARTBEAT_S = 15.0
_LONGEST_S = 1800.0
_RETRY_MS = 3000


async def changes(generation: Callable[[], int], last_seen: str, is_over: Callable[[], bool]) -> AsyncIterator[str]:
    """Lines of a stream: an event ``change`` with the number of the state whenever there is a new one.

    ``last_seen`` is what the client sends as Last-Event-ID: if the state is another one by now, it is told at once.
    The stream ends after half an hour; clients come back by themselves.
    """
    known = generation()
    yield f"retry: {_RETRY_MS}\n: watching\n\n"
    if last_seen and last_seen != str(known):
        yield _event(known)
    quiet, spent = 0.0, 0.0
    while not is_over() and spent < _LONGEST_S:
        await asyncio.sleep(_LOOK_S)
        quiet, spent = quiet + _LOOK_S, spent + _LOOK_S
        if generation() != known:
            known, quiet = generation(), 0.0
            yield _event(known)
        elif quiet >= _HEARTBEAT_S:
            quiet = 0.0
            yield ": still here\n\n"


def _event(generation: int) -> str:
    return f"id: {generation}\nevent: change\ndata: {generation}\n\n"
