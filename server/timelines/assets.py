"""The files that embeds load: the widget and what belongs to it, each under a moving and a fixed address."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from pathlib import Path

from kg import __version__
from server.timelines.build_widget import BUILT, FOLDER, looks
from server.timelines.locales import languages, locale_file

_SCRIPT, _STYLE, _JSON = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "application/json"
_FRAME = """html.frame { scrollbar-gutter: stable; }
html.frame:has([theme=dark]) { color-scheme: dark; background: #15171a; }
html.frame.dark { color-scheme: dark; }
html.frame.auto { color-scheme: light dark; }
.frame body { margin: 0; padding: .5rem; font: 1em/1.45 system-ui, sans-serif; }"""
"""Of the page for frames: it is as wide before it has the height that it asks for as after, and of one colour."""
_HERE = Path(__file__).parent


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
        stem, _, suffix = self.name.rpartition(".")
        return f"/embed/{__version__}/{stem}.{sha384(self.content).hexdigest()[:12]}.{suffix}"

    @property
    def moving_path(self) -> str:
        """An address that gets repairs within the first version."""
        return f"/embed/v1/{self.name}"


@cache
def assets() -> tuple[Asset, ...]:
    """All assets but the words of languages."""
    return (
        Asset("timeline.js", BUILT.read_bytes(), _SCRIPT),
        Asset("embed.js", BUILT.read_bytes() + (FOLDER / "inside.js").read_bytes(), _SCRIPT),
        Asset("timeline.css", f"{looks()}\n{_FRAME}\n".encode(), _STYLE),
        *(Asset(name, (FOLDER / name).read_bytes(), _SCRIPT) for name in ("frame.js", "builder.js")),
        *(Asset(name, (_HERE / name).read_bytes(), _JSON) for name in ("schema.json", "context.jsonld")),
    )


def asset(name: str) -> Asset:
    """The asset of a name; raises KeyError if there is none."""
    return {found.name: found for found in assets()}[name]


@cache
def assets_by_path() -> Mapping[str, Asset]:
    """Assets and words of languages by address; words lie beside the script, wherever it is loaded from."""
    words = [Asset(f"locales/{lang}.json", locale_file(lang), _JSON) for lang in languages()]
    beside = {f"/embed/{__version__}/{file.name}": file for file in words}
    return {path: file for file in (*assets(), *words) for path in (file.moving_path, file.fixed_path)} | beside
