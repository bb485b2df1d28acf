"""Between IRIs of the data and addresses of pages: the base of the data is the root of the site."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.graph.terms import VOCABULARY

_ALONE = ("event", "actor", "place", "article", "storyline")
"""Folders of things that stand by themselves."""
PART_SIZE = 60
"""How many sentences of an article its page shows at a time."""
VOCABULARIES = "/ns/"
"""Where the documents of our vocabularies are: ``/ns/ont`` tells of all terms of ``…/ont#``."""


def path_of(iri: str, base: str) -> str | None:
    """The address of a thing of the data or of a term of ours; a sentence is a place in its article.

    None for foreign things.

    >>> path_of("https://data.example.org/article/a1/s07", "https://data.example.org/")
    '/article/a1#s07'
    >>> path_of("https://w3id.org/timewire/code#Day", "https://data.example.org/")
    '/ns/code#Day'
    >>> path_of("https://elsewhere.example/event/1", "https://data.example.org/") is None
    True
    """
    if iri.startswith(VOCABULARY):
        return VOCABULARIES + iri.removeprefix(VOCABULARY)
    if not iri.startswith(base):
        return None
    folder, *names = iri[len(base) :].partition("#")[0].split("/")
    if folder in _ALONE and len(names) == 1:
        return f"/{folder}/{names[0]}"
    if folder == "article" and len(names) == 2:
        return f"/article/{names[0]}#{names[1]}"
    if folder == "article" and len(names) >= 3:
        return f"/article/{'/'.join(names)}"
    return None


def page_address(path: str) -> str:
    """Where the page of an address is, without a detour by way of the thing; long articles have several parts.

    >>> page_address("/article/a1#s07"), page_address("/article/a1#s61"), page_address("/event/x")
    ('/article/a1.html#s07', '/article/a1.html?part=2#s61', '/event/x.html')
    """
    path, mark, place = path.partition("#")
    digits = place.removeprefix("s")
    part = part_of(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1
    return f"{path}.html{f'?part={part}' if part > 1 else ''}{mark}{place}"


def part_of(sentence: int) -> int:
    """Which part of its article a sentence stands in, by its number from 1 on."""
    return (max(sentence, 1) - 1) // PART_SIZE + 1


def iri_of(raw_path: str, base: str) -> NamedNode | None:
    """The thing that a page address (as sent, still percent-encoded) stands for; None if it cannot be an IRI."""
    try:
        return NamedNode(base + raw_path.lstrip("/"))
    except ValueError:
        return None
