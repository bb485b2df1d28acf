"""Write a timeline as static files that any web host can serve: page, frame, data, script, words, pictures, oEmbed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qsl

from kg.errors import InputError
from server.graph import Graph
from server.timelines import cards, oembed
from server.timelines.assets import Asset, asset, assets
from server.timelines.build_widget import FOLDER
from server.timelines.contents import Remember, nothing_remembered, read_timeline
from server.timelines.feeds import FORMS, Given
from server.timelines.locales import languages, locale_file, locale_of
from server.timelines.origin import Folder, file_name, numbered
from server.timelines.selection import read_selection
from server.timelines.view import Heading, View, render_view, view_of

_PAGE = 10_000
"""Events a page; as many as the widget shows without effort."""
_MARK = "timeline.json"


def publish(
    graph: Graph,
    base: str,
    path: str,
    folder: Path,
    url: str = "",
    lang: str = "",
    remember: Remember = nothing_remembered,
    title: str = "",
    intro: str = "",
) -> tuple[str, ...]:
    """Write the timeline at ``path`` (``all``, ``actor/…?from=2025-01-01``) into a folder; gives the file names.

    ``title`` and ``intro`` stand above it instead of what we call it. ``url`` is where the folder will be served;
    without it there is no oEmbed, which needs an absolute address.
    The files appear together: a folder that is there already is replaced when all are written. Raises InputError if
    the thing is not known, or if the folder holds something else than a timeline.
    """
    path, _, parameters = path.partition("?")
    chosen = read_selection(path, dict(parse_qsl(parameters)))
    locale, origin = locale_of(lang or "en"), Folder(url.rstrip("/") or ".")

    def view_at(page: int) -> View:
        asked = replace(chosen, page=page)
        timeline = read_timeline(graph, base, asked, _PAGE, remember)
        if timeline is None:
            raise InputError("there is no such timeline", where=path, remedy="take the path of a thing: actor/…")
        return view_of(asked, timeline, locale, origin, heading=Heading(title, intro))

    first = view_at(1)
    later = (view_at(page) for page in range(2, first.timeline.pages + 1))
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".timeline-") as new:
        files = chain(_files(first), *map(_pages, later))
        names = tuple(_write(Path(new), name, content) for name, content in files)
        Path(new).chmod(0o755)
        _replace(folder, Path(new))
    return names


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _MARK).exists())):
        raise InputError("the folder holds something else", where=str(folder), remedy="give an empty or a new folder")


def _replace(folder: Path, new: Path) -> None:
    """Put the new files where the old ones were; the temporary folder keeps existing, for whoever made it."""
    old = new.with_name(new.name + ".old")
    if folder.exists():
        folder.rename(old)
    shutil.copytree(new, folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, name: str, content: bytes) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


def _files(view: View) -> Iterator[tuple[str, bytes]]:
    """What there is once, and what there is of the first page of events."""
    yield from _pages(view)
    yield "plain.html", render_view(view, "timelines/plain.html", "/")
    yield from ((file.name, file.content) for file in _static())
    yield from ((f"locales/{name}.json", locale_file(name)) for name in languages())
    card = cards.card(view.timeline, view.words)
    yield file_name(".svg"), cards.full(view.timeline, view.words).svg.encode()
    yield file_name(".png"), card.png()
    if view.origin.oembed(view.chosen, "json"):
        document = oembed.answer(oembed.Asked(view.chosen, oembed.WIDTH, oembed.HEIGHT), view.timeline, view.origin)
        yield "oembed.json", oembed.json_of(document)
        yield "oembed.xml", oembed.xml(document)


def _pages(view: View) -> Iterator[tuple[str, bytes]]:
    """What there is of every page of events."""
    page = view.chosen.page
    given = Given(view.timeline, view.chosen, view.origin, view.words)
    yield numbered("index.html", page), render_view(view, "timelines/published.html", "/")
    yield numbered("embed.html", page), render_view(view, "timelines/embed.html", "/")
    yield from ((file_name(form.suffix, page), form.make(given)) for form in FORMS)


def _static() -> Iterator[Asset]:
    yield from (found for found in assets() if found.name not in ("builder.js", "schema.json"))
    yield Asset("page.css", (FOLDER / "page.css").read_bytes(), "text/css; charset=utf-8")
    yield asset("schema.json")
