"""Keeps the description of the dataset in a named graph of the store, where queries see it: ``<base>.well-known/void``.

It is counted anew when something has changed and nothing has for some seconds, so that whoever makes one change after
another finds nothing between them that is not theirs; not more often than once a minute, and not in more than a
twentieth of the time.
"""

from __future__ import annotations

import asyncio
import logging
import time

from kg.errors import TimewireError
from kg.graph.iris import elsewhere
from kg.graph.terms import DESCRIPTION_GRAPH
from kg.releases.release import RELEASES_FOLDER, releases_in
from kg.store import Store
from server.data.dataset import Described, describe_dataset
from server.data.statistics import Statistics, count
from server.site import Site

EVERY_S = 60.0
_SHARE = 20
_QUIET_S = 5.0
"""So long nothing is to have changed; ..."""
_LATEST = 30
"""... but it is not waited for longer than this many times ``every_s``."""
_log = logging.getLogger(__name__)


def about_site(site: Site, generation: int) -> Described:
    """What the description tells besides numbers."""
    settings, store = site.settings, site.store
    if store is None or not generation:
        return Described(site.base, settings.data_licence, settings.contact, has_dumps=store is not None)
    return Described(
        site.base,
        settings.data_licence,
        settings.contact,
        state=str(generation),
        has_dumps=True,
        modified=store.archive.changed_at().date().isoformat(),
        releases=tuple(kept.release for kept in releases_in(store.folder / RELEASES_FOLDER)),
    )


async def keep_described(site: Site, store: Store, every_s: float = EVERY_S) -> None:
    """Describe the store whenever it has changed, until cancelled."""
    described, pause = -1, every_s
    while True:
        await asyncio.sleep(pause)
        if store.generation != described:
            await _quiet(store, every_s)
            began = time.monotonic()
            try:
                described = await describe_store(site, store)
            except TimewireError as error:
                _log.warning("the dataset was not described: %s", error)
            pause = max(every_s, _SHARE * (time.monotonic() - began))


async def _quiet(store: Store, every_s: float) -> None:
    """Wait until there has been no change for a while."""
    latest, seen = time.monotonic() + _LATEST * every_s, -1
    while store.generation != seen and time.monotonic() < latest:
        seen = store.generation
        await asyncio.sleep(min(_QUIET_S, every_s))


async def describe_store(site: Site, store: Store) -> int:
    """Count, and keep the description; gives the state of the store after that."""
    generation = store.generation
    numbers: Statistics = await site.ask(lambda graph: count(graph, site.base))
    triples = describe_dataset(about_site(site, generation), numbers)
    await asyncio.to_thread(store.describe, elsewhere(site.base + DESCRIPTION_GRAPH), triples)
    site.engine.changed()
    return store.generation
