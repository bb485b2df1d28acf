"""Lines that advertise other articles: "Read more: ...", and the lists under "Most read" or "Related stories"."""

from __future__ import annotations

import re

from kg.model import Span

_LINE = re.compile(r"[^\n]+")
_MARK = r"\s*[:>»|→]"
_OPENING = re.compile(
    r"[\W_]*(?:(?:read more(?! than)|also read|read also|see also)\b"
    r"|(?:related(?: (?:stor(?:y|ies)|articles?|news|coverage))?|more on this(?: story)?|more|read|watch|listen|video"
    r"|in pictures|don['’]t miss|recommended|must read|read next|you (?:may|might) also (?:like|be interested in))"
    rf"{_MARK})",
    re.I,
)
_HEADING = re.compile(
    r"[\W_]*(?:most (?:read|popular|viewed|watched|shared)"
    r"|related(?: (?:stories|articles|news|coverage|links|content))?"
    r"|more (?:stories|from this section|on this(?: story)?)|read (?:next|more)|you (?:may|might) also like"
    r"|recommended(?: (?:stories|for you))?|trending(?: now)?|editor['’]?s['’]? picks?)[\W_]*",
    re.I,
)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•·▪–])\s")
_FULL_STOP = re.compile(r"\.[\"'”’)\]]*\s*$")
_LONGEST = 25  # words


def teasers(text: str) -> tuple[Span, ...]:
    """The lines of an article that belong to others, in order; none where nothing else would be left.

    A list ends at the first line that is long or a sentence with its full stop and has neither number nor bullet.
    """
    found: list[Span] = []
    kept = in_list = False
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            continue
        short = len(line.split()) <= _LONGEST
        opens = short and bool(_HEADING.fullmatch(line))
        in_list = opens or (in_list and short and bool(_NUMBERED.match(line) or not _FULL_STOP.search(line)))
        if in_list or (short and _OPENING.match(line)):
            found.append(Span(match.start(), match.end()))
        else:
            kept = True
    return tuple(found) if kept else ()


def without_teasers(text: str) -> str:
    """The text with blanks for its teasers, one for each character, so that offsets stay."""
    parts, position = [], 0
    for span in teasers(text):
        parts += [text[position : span.start], " " * (span.end - span.start)]
        position = span.end
    return "".join([*parts, text[position:]])
