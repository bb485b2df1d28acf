"""Timelines as they were read last, by the state of the graph: many readers of one embed cost one reading."""

from __future__ import annotations

from collections import OrderedDict

from server.timelines.model import Timeline
from server.timelines.selection import Selection

_MOST_EVENTS = 50_000


class KeptTimelines:
    """Timelines of the newest state of the graph, as many as make 50,000 events; those unused for longest go."""

    def __init__(self) -> None:
        self._generation = ""
        self._size = 0
        self._kept: OrderedDict[Selection, Timeline] = OrderedDict()

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
