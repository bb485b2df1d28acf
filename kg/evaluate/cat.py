"""CAT XML, in which MEANTIME and ECB+ are annotated: numbered tokens without offsets → a text with offsets.

Each sentence is a paragraph; spaces are set as English sets them. Mentions are lists of token numbers (``Markables``).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from kg.evaluate.judging import Offsets

_QUOTES = {"``": '"', "''": '"'}
_CLOSING = re.compile(r"(?:[,.;:!?%)\]’”]|'(?:s|ve|re|ll|d|m|S)?|n't|\.\.\.)\Z")
_OPENING = re.compile(r"[(\[$£€#“‘]\Z|US\$\Z")


def set_text(tokens: Iterable[ET.Element]) -> tuple[str, dict[str, tuple[int, Offsets]]]:
    """The text, and for each token its sentence and its offsets."""
    text, spans = "", {}
    sentence, within_quotes = -1, False
    glued = True
    for token in tokens:
        word, number = _QUOTES.get(token.text or "", token.text or ""), int(token.attrib["sentence"])
        closing = bool(_CLOSING.match(word)) or (word == '"' and within_quotes)
        if number != sentence:
            text, sentence, within_quotes = text + "\n\n" * bool(text), number, False
            closing = word == '"' and within_quotes
        elif not closing and not glued:
            text += " "
        spans[token.attrib["t_id"]] = (number, (len(text), len(text) + len(word)))
        text += word
        within_quotes ^= word == '"'
        glued = bool(_OPENING.match(word)) or (word == '"' and within_quotes)
    return text, spans
