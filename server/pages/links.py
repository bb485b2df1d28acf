"""Between IRIs of the data and addresses of pages: the base of the data is the root of the site."""

from __future__ import annotations

from pyoxigraph import NamedNode


def path_of(iri: str, base: str) -> str | None:
    """The page of a thing of the data; a sentence is a place on the page of its article. None for foreign things.

    >>> path_of("https://data.example.org/article/a1/s07", "https://data.example.org/")
    '/article/a1#s07'
    >>> path_of("https://elsewhere.example/event/1", "https://data.example.org/") is None
    True
    """
    if not iri.startswith(base):
        return None
    folder, *names = iri[len(base) :].partition("#")[0].split("/")
    if folder in ("event", "actor", "place", "article") and len(names) == 1:
        return f"/{folder}/{names[0]}"
    if folder == "article" and len(names) == 2:
        return f"/article/{names[0]}#{names[1]}"
    if folder == "article" and len(names) == 3 and names[1] in ("actor", "place"):
        return f"/article/{'/'.join(names)}"
    return None


def iri_of(raw_path: str, base: str) -> NamedNode | None:
    """The thing that a page address (as sent, still percent-encoded) stands for; None if it cannot be an IRI."""
    try:
        return NamedNode(base + raw_path.lstrip("/"))
    except ValueError:
        return None
