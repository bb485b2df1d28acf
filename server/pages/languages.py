"""The languages that pages are read in: how a reader chooses one, and how links keep what was chosen. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from server.timelines.locales import languages, locale_of

_LINK = re.compile(
    r"""(<a\b[^>]*\shref=")  # of links alone: names and data stay as they are
        (/(?:|timeline|search|browse(?:/\w+)?|timelines/[^".?\#]+|(?:event|actor|place|article|storyline)/[^"?\#]+\.html))
        (\?[^"\#]*)?((?:\#[^"]*)?")""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to read a page in: its code, what its speakers call it, the direction of that, and where it is."""

    lang: str
    name: str
    dir: str
    address: str


def choices(address: str) -> tuple[Choice, ...]:
    """The languages that a page at an address can be read in."""
    return tuple(Choice(lang, name, dir_, in_language(address, lang)) for lang, name, dir_ in _named())


@cache
def _named() -> tuple[tuple[str, str, str], ...]:
    known = map(locale_of, languages())
    return tuple((locale.lang, locale.name, locale.dir) for locale in known)


def in_language(address: str, lang: str) -> str:
    """An address with the language in which its page is wanted.

    >>> in_language("/article/a.html?part=2#s41", "ar")
    '/article/a.html?part=2&lang=ar#s41'
    """
    place, hash_, fragment = address.partition("#")
    return f"{place}{'&' if '?' in place else '?'}lang={lang}{hash_}{fragment}"


def keep_language(html: str, lang: str) -> str:
    """A page whose links to other pages lead on in the same language.

    >>> keep_language('<a rel="next" href="/timeline?page=2">More</a> <a href="/data">Data</a>', "fr")
    '<a rel="next" href="/timeline?page=2&amp;lang=fr">More</a> <a href="/data">Data</a>'
    """

    def kept(found: re.Match[str]) -> str:
        before, path, query, after = found.groups(default="")
        if "lang=" in query:
            return found[0]
        return f"{before}{path}{query}{'&amp;' if query else '?'}lang={lang}{after}"

    return _LINK.sub(kept, html)
