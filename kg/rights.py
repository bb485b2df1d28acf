"""How much of the words of others may be shown in public: a short excerpt of a sentence, no more."""

from __future__ import annotations

EXCERPT_CHARACTERS = 150
_ELLIPSIS = "…"


def excerpt(sentence: str, most: int = EXCERPT_CHARACTERS) -> str:
    """A sentence, cut at the last word that leaves it within ``most`` characters, the cut shown.

    >>> excerpt("Talks went on until late at night", 12)
    'Talks went…'
    """
    if len(sentence) <= most:
        return sentence
    head = sentence[: most - 1]
    whole, blank, _ = head.rpartition(" ")
    return (whole if blank else head).rstrip(" ,;:") + _ELLIPSIS
