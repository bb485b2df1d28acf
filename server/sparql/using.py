"""The dataset of an update request, written into the update: ``using-graph-uri`` becomes USING.

https://www.w3.org/TR/sparql11-protocol/#update-dataset. The engine takes no dataset beside the text. USING stands
between the templates and the pattern of a DELETE/INSERT; ``DELETE WHERE`` has no place for it and is written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from kg.store.sparql_tokens import Token, read_token
from server.problems import Conflict

_WHOLE_GRAPHS = ("CLEAR", "DROP", "ADD", "MOVE", "COPY", "LOAD")
"""Operations that take as long as a graph is large."""
_KEYWORDS = re.compile(r"(INSERT|DELETE|DATA|WHERE|USING|WITH)", re.IGNORECASE)


def with_dataset(text: str, default: Sequence[NamedNode], named: Sequence[NamedNode]) -> str:
    """The update with the dataset in every pattern; raises Conflict where it names one itself (USING, WITH)."""
    if not default and not named:
        return text
    clause = "".join(f" USING {graph}" for graph in default) + "".join(f" USING NAMED {graph}" for graph in named) + " "
    changed, done = "", 0
    for start, end, replacement in _changes(text, clause):
        changed += text[done:start] + replacement
        done = end
    return changed + text[done:]


def has_pattern(text: str) -> bool:
    """True if an update looks for something, which may take for ever."""
    return any(word in ("PATTERN", "WITH") for word, *_ in _parts(text))


def is_ground(text: str) -> bool:
    """True if an update is plain data, INSERT DATA and DELETE DATA, so that it takes no longer than its own length."""
    return not has_pattern(text) and not any(
        token.kind == "word" and token.text.upper().startswith(_WHOLE_GRAPHS) for token, _ in _outer(text)
    )


def without_loads(text: str, silent: bool) -> str:
    """The update with each ``LOAD [SILENT] IRI [INTO GRAPH IRI]`` as an operation that does nothing.

    ``silent``: only those that may fail in silence.
    """
    tokens = [token for token, _ in _outer(text)]
    changed, done = "", 0
    for number, token in enumerate(tokens):
        words = [found.text.upper() for found in tokens[number : number + 2]]
        if token.start < done or token.kind != "word" or words[0] not in ("LOAD", "LOADSILENT"):
            continue
        is_silent = words[0] == "LOADSILENT" or words[1:] == ["SILENT"]
        if silent and not is_silent:
            continue
        last = number + 1 + (words[1:] == ["SILENT"])  # the source
        if "".join(found.text for found in tokens[last + 1 : last + 3]).upper() == "INTOGRAPH":
            last += 3
        changed += text[done : token.start] + "INSERT DATA {}"
        done = tokens[min(last, len(tokens) - 1)].end
    return changed + text[done:]


def _changes(text: str, clause: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and replacement of what changes."""
    for word, start, end, keyword_start in _parts(text):
        if word in ("USING", "WITH"):
            raise Conflict(
                f"the update has {word}, and the request names a dataset as well",
                where="parameters using-graph-uri and using-named-graph-uri",
                remedy="use one of the two",
            )
        if word == "PATTERN":
            shortcut = re.search(r"DELETE\s*(?:#[^\r\n]*\s*)*WHERE\s*(?:#[^\r\n]*\s*)*\Z", text[:start], re.IGNORECASE)
            if shortcut:
                block = text[start:end]
                yield shortcut.start(), start, f"DELETE {block}{clause}WHERE "
            else:
                yield keyword_start, keyword_start, clause


def _parts(text: str) -> Iterator[tuple[str, int, int, int]]:
    """What matters in an update: USING and WITH, and PATTERN for the group of a WHERE with or without its keyword.

    Each with its start and end, and the start of the WHERE before it.
    """
    template, where = False, -1  # template: the next block is one, or data
    for token, block_end in _outer(text):
        if token.text == "{":
            if not template:
                yield "PATTERN", token.start, block_end, where if where >= 0 else token.start
            template, where = False, -1
            continue
        for keyword in _keywords(token):
            if keyword in ("USING", "WITH"):
                yield keyword, token.start, token.end, -1
            elif keyword == "WHERE":
                template, where = False, token.start
            else:  # INSERT, DELETE, DATA
                template = True


def _keywords(token: Token) -> list[str]:
    """The keywords of a word, which may be glued together as in INSERTDATA."""
    if token.kind != "word":
        return []
    found = [keyword.upper() for keyword in _KEYWORDS.findall(token.text)]
    return found if "".join(found) == token.text.upper() else []


def _outer(text: str) -> Iterator[tuple[Token, int]]:
    """The tokens outside braces; an opening brace comes with the end of its block."""
    position = depth = 0
    opening: Token | None = None
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        position = token.end
        if token.text == "{":
            opening = token if depth == 0 else opening
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and opening:
                yield opening, token.end
        elif depth == 0 and token.kind != "skip":
            yield token, token.end
