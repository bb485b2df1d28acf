"""Article ids: given by the source, else made of its address, else of its file name."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import PurePath

_MAX_SLUG = 80


def digest(text: str, length: int = 8) -> str:
    """The first hex digits of the SHA-256 of the text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens of the text, at most 80 characters; '' if it has none.

    >>> slug("Talks in Zürich, day 2")
    'talks-in-zurich-day-2'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:_MAX_SLUG].rstrip("-")


def id_of_url(url: str) -> str:
    """Host and path in words with a digest of the whole address; the fragment and the scheme do not count."""
    address = re.sub(r"^[a-z]+://", "", url.strip().partition("#")[0], flags=re.IGNORECASE)
    return _joined(slug(address.partition("?")[0]), digest(address, 6))


def id_of_file(name: str) -> str:
    """The stem of the file name in words; a name without Latin letters becomes a digest."""
    stem = PurePath(name).stem
    return slug(stem) or f"article-{digest(stem)}"


def id_of_text(text: str, stem: str) -> str:
    """An id for a text that has neither id nor address nor file of its own: the same text has the same id."""
    return _joined(slug(stem), digest(text))


def _joined(name: str, suffix: str) -> str:
    return f"{name}-{suffix}" if name else f"article-{suffix}"


class BatchNames:
    """Keeps two files of one batch apart whose names give the same id."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}

    def assign(self, wanted: str, source: str, text: str) -> str:
        """The wanted id, or, where another file of the batch has it, the id with the folder's name or a digest.

        The first in the order of the batch keeps the plain id; the folder's name is stable when the text changes.
        """
        folder = slug(PurePath(source).parent.name)
        choices = [wanted, f"{folder}-{wanted}"] if folder else [wanted]
        for choice in choices:
            if self._sources.setdefault(choice, source) == source:
                return choice
        last = f"{wanted}-{digest(text)}"
        self._sources.setdefault(last, source)
        return last
