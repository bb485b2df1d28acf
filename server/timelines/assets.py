"""The files that embeds load: the widget with its English words and its looks, under a moving and a fixed address."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from hashlib import sha384

from kg import __version__
from server.timelines.build_widget import BUILT, looks


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; ``integrity`` is for the attribute of that name (Subresource Integrity)."""

    name: str
    content: bytes
    media_type: str

    @property
    def integrity(self) -> str:
        """The digest that a page can demand."""
        return "sha384-" + base64.b64encode(sha384(self.content).digest()).decode()

    @property
    def fixed_path(self) -> str:
        """An address whose bytes never change."""
        stem, _, suffix = self.name.partition(".")
        return f"/embed/{__version__}/{stem}.{sha384(self.content).hexdigest()[:12]}.{suffix}"

    @property
    def moving_path(self) -> str:
        """An address that gets repairs within the first version."""
        return f"/embed/v1/{self.name}"


@cache
def assets() -> tuple[Asset, ...]:
    """All assets."""
    return (
        Asset("timeline.js", BUILT.read_bytes(), "text/javascript; charset=utf-8"),
        Asset("timeline.css", looks().encode(), "text/css; charset=utf-8"),
    )


def asset(name: str) -> Asset:
    """The asset of a name; raises KeyError if there is none."""
    return {found.name: found for found in assets()}[name]
