"""Accept header and offers in, media type out: proactive negotiation of RFC 9110, section 12.5.1. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r';\s*([\w!#$%&\'*+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]*)')
_OF_A_VARIANT = 0.999
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header; ``*`` is a wildcard, ``quality`` is 0..1."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def precedence(self, media_type: str) -> tuple[int, int, int] | None:
        """How precisely the range names the media type; None where it does not.

        Parameters (``version=1.2``, ``profile``) ask for a variant that we do not have; the plain one is better than
        none.
        """
        offered_type, _, offered_subtype = media_type.partition("/")
        if self.type not in ("*", offered_type) or self.subtype not in ("*", offered_subtype):
            return None
        return (self.type != "*", self.subtype != "*", not self.parameters)


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation that the server can give, by media type; ``quality`` is how much the server likes to give it."""

    media_type: str
    quality: float = 1.0


def read_accept(header: str | None) -> tuple[MediaRange, ...]:
    """The media ranges of an Accept header; no header accepts everything, what is malformed is left out."""
    if header is None or not header.strip():
        return (MediaRange("*", "*", frozenset(), 1.0),)
    ranges = (_read_range(element) for element in _ELEMENT.findall(header))
    return tuple(found for found in ranges if found is not None)


def _read_range(element: str) -> MediaRange | None:
    name, _, _ = element.partition(";")
    main, slash, sub = name.strip().lower().partition("/")
    parameters = {key.lower(): value.strip('"').lower() for key, value in _PARAMETER.findall(element)}
    quality = parameters.pop("q", "1")
    parameters.pop("charset", None)  # everything we give is UTF-8; a client that names it means no variant
    if not slash or not main or not sub or (main == "*" and sub != "*") or not _QUALITY.fullmatch(quality):
        return None
    return MediaRange(main, sub, frozenset(parameters.items()), float(quality))


def quality_of(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """How much a client wants a media type: the quality of the most precise range that names it, else 0.

    A little less where a variant of it is named.
    """
    ranked = [
        (precedence, found.quality * (_OF_A_VARIANT if found.parameters else 1))
        for found in ranges
        if (precedence := found.precedence(media_type))
    ]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else 0.0


def choose(header: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that client and server like best (ties: the earlier offer); None if no offer is acceptable.

    >>> choose("text/*;q=0.5, text/turtle", [Offer("text/csv"), Offer("text/turtle")]).media_type
    'text/turtle'
    >>> choose("image/png", [Offer("text/csv")]) is None
    True
    """
    ranges = read_accept(header)
    liked = [(quality_of(offer.media_type, ranges) * offer.quality, offer) for offer in offers]
    best = max((quality for quality, _ in liked), default=0.0)
    return next(offer for quality, offer in liked if quality == best) if best > 0 else None


def header_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The first value of a header as ASGI has them, its name in small letters; cheaper than a mapping for a few looks.

    >>> header_of([(b"host", b"example.org")], b"host")
    'example.org'
    """
    for given, value in headers:
        if given == name:
            return value.decode("latin-1")
    return None


@lru_cache(256)
def accepted_coding(header: str | None, codings: tuple[str, ...]) -> str | None:
    """The content coding that the client likes best, the earlier one if it does not care; None: as it is.

    RFC 9110, section 12.5.3; ``*`` stands for those that are not named.

    >>> accepted_coding("br, gzip;q=0.5", ("gzip",))
    'gzip'
    >>> accepted_coding("gzip;q=0, *", ("gzip",)) is None
    True
    """
    wanted: dict[str, float] = {}
    for element in (header or "").split(","):
        name, _, rest = element.partition(";")
        quality = rest.strip().lower().removeprefix("q=") if rest.strip() else "1"
        wanted[name.strip().lower()] = float(quality) if _QUALITY.fullmatch(quality) else 0.0
    liked = [(wanted.get(coding, wanted.get("*", 0.0)), coding) for coding in codings]
    best = max((quality for quality, _ in liked), default=0.0)
    return next(coding for quality, coding in liked if quality == best) if best > 0 else None
