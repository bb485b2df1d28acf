"""Timelines as they were read last, and their pages: many readers of one embed cost one reading and one rendering."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

from server.once import Once
from server.timelines.model import Timeline, TimelineEvent
from server.timelines.selection import Selection

_MOST_EVENTS = 50_000
_MOST_BYTES = 32_000_000


class KeptTimelines:
    """Timelines of the newest state of the graph, as many as make 50,000 events; those unused for longest go."""

    def __init__(self) -> None:
        self._generation = ""
        self._size = 0
        self._kept: OrderedDict[Selection, Timeline] = OrderedDict()
        self._once = Once()
        self._bytes = 0
        self._pages: OrderedDict[Hashable, tuple[tuple[TimelineEvent, ...], bytes]] = OrderedDict()

    def get(self, generation: str, chosen: Selection) -> Timeline | None:
        """The timeline of a selection, if it was read in this state of the graph."""
        if generation != self._generation or chosen not in self._kept:
            return None
        self._kept.move_to_end(chosen)
        return self._kept[chosen]

    def put(self, generation: str, chosen: Selection, timeline: Timeline) -> None:
        """Keep a timeline; those of another state go."""
        if generation != self._generation:
            self._kept.clear()
            self._generation, self._size = generation, 0
        if not generation or chosen in self._kept:
            return
        self._kept[chosen] = timeline
        self._size += len(timeline.events)
        while self._size > _MOST_EVENTS:
            self._size -= len(self._kept.popitem(last=False)[1].events)

    async def read(
        self, generation: str, chosen: Selection, ask: Callable[[], Awaitable[Timeline | None]]
    ) -> Timeline | None:
        """The timeline of a selection in this state; ``ask`` is called once, however many wait for it at a time."""
        if (known := self.get(generation, chosen)) is not None:
            return known

        async def kept() -> Timeline | None:
            timeline = await ask()
            if timeline is not None:
                self.put(generation, chosen, timeline)
            return timeline

        return await self._once.run((generation, chosen), kept)

    def page(self, timeline: Timeline, look: Hashable, render: Callable[[], bytes]) -> bytes:
        """A page of a timeline, rendered once for each look; pages of 32 MB are kept, those unused for longest go.

        ``look`` is all that the page depends on besides the events.
        """
        if (known := self._pages.get(look)) and known[0] is timeline.events:
            self._pages.move_to_end(look)
            return known[1]
        body = render()
        if not timeline.events:
            return body  # nothing tells one empty timeline from the next
        self._bytes += len(body) - len(self._pages.pop(look, (None, b""))[1])
        self._pages[look] = timeline.events, body
        while self._bytes > _MOST_BYTES:
            self._bytes -= len(self._pages.popitem(last=False)[1][1])
        return body
