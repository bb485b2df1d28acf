"""The words of timelines and pages by language: one file each, read by the server and by the widget alike.

What only pages say lies in a file beside it, so that the widget need not load it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale as Formats

FALLBACK = "en"
_FOLDER = files("server.timelines").joinpath("locales")


@dataclass(frozen=True, slots=True)
class Locale:
    """The words of one language; ``formats`` is the CLDR locale that dates and numbers are written by."""

    lang: str
    formats: str
    dir: str
    words: Mapping[str, Any]
    modality: Mapping[str, str]
    status: Mapping[str, str]
    bound: Mapping[str, str]
    codes: Mapping[str, str]
    pages: Mapping[str, Any] = field(default_factory=dict)
    """Phrases of pages by the English of the templates; of those with a number, the plurals."""

    @property
    def name(self) -> str:
        """What speakers of the language call it."""
        return str(Formats.parse(self.lang).get_language_name(self.lang))


@cache
def languages() -> tuple[str, ...]:
    """The languages there are words of, English first."""
    found = sorted(file.name.removesuffix(".json") for file in _FOLDER.iterdir() if file.name.endswith(".json"))
    return (FALLBACK, *(name for name in found if name != FALLBACK))


@cache
def locale_file(lang: str) -> bytes:
    """The file of a language as it is served; raises KeyError if there is none."""
    if lang not in languages():
        raise KeyError(lang)
    return _FOLDER.joinpath(f"{lang}.json").read_bytes()


@cache
def compact(lang: str) -> str:
    """The file of a language without white space; raises KeyError if there is none."""
    return json.dumps(json.loads(locale_file(lang)), ensure_ascii=False, separators=(",", ":"))


@cache
def locale_of(lang: str) -> Locale:
    """The words of a language (``ar``, ``ar-EG``), English where there are none of it."""
    short = lang.lower().partition("-")[0]
    known = short if short in languages() else FALLBACK
    pages = json.loads(_FOLDER.joinpath("pages", f"{known}.json").read_bytes())
    return Locale(**json.loads(locale_file(known)), pages=pages)


def preferred(asked: str, accepted: str | None) -> Locale:
    """The words for a reader: of the language asked for, else of the one that the browser prefers.

    >>> preferred("", "de-AT;q=0.5, en;q=0.8").lang
    'en'
    """
    if asked:
        return locale_of(asked)
    wished = sorted(map(_wish, (accepted or "").split(",")), key=lambda wish: -wish[1])
    return locale_of(next((lang for lang, weight in wished if weight > 0 and lang in languages()), FALLBACK))


def _wish(element: str) -> tuple[str, float]:
    """An element of Accept-Language as primary subtag and weight (RFC 9110, section 12.5.4)."""
    tag, _, weight = element.partition(";")
    value = weight.strip().removeprefix("q=")
    return tag.strip().lower().partition("-")[0], float(value) if re.fullmatch(r"[01](\.\d{0,3})?", value) else 1.0
