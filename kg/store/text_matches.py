"""``?x ev:matchesText "words"`` in a query: resolved before the query is run, into what the search index finds.

The engine has no full text. So each triple of this property becomes ``VALUES ?x { … }`` with the nodes that the index
gives, at most ``MOST_MATCHES``; the text is a search as ``search_query`` reads it. A query is walked token by token, in
statements (a subject with all that follows up to the full stop), since the triple may stand among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.errors import QueryError
from kg.graph.terms import ONT
from kg.store.search import Matches
from kg.store.sparql_tokens import Token, read_token

PROPERTY = ONT.matchesText
MOST_MATCHES = 1_000
"""Nodes that one text stands for, the best ones."""
MOST_TEXTS = 8
_LITERALS = frozenset({"a", "true", "false"})
_PATHS_BEFORE = frozenset("^/|!(")
_PATHS_AFTER = frozenset("/|*+?)")

Find = Callable[[str], Matches]
"""What matches a search."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A query that the engine can run; ``cut``: more nodes match than it names."""

    text: str
    cut: bool = False


@dataclass(slots=True)
class _Group:
    """Where the walk is inside braces: in a statement, in a clause (FILTER, BIND, GRAPH, …), or at the start of one."""

    is_template: bool = False
    in_clause: bool = False
    depth: int = 0
    statement: list[Token] = field(default_factory=list)


def resolve_matches(query: str, prefixes: Mapping[str, str], find: Find) -> Resolved:
    """The query with each ``ev:matchesText`` resolved; ``prefixes`` are those that need not be declared.

    Raises:
        QueryError: the property stands where it cannot be resolved, or its text is no search.
    """
    if "matchesText" not in query:
        return Resolved(query)
    return _Resolver(query, prefixes, find).resolved()


class _Resolver:
    """One walk through one query."""

    def __init__(self, query: str, prefixes: Mapping[str, str], find: Find) -> None:
        self._query = query
        self._find = find
        self._tokens = list(_tokens(query))
        self._prefixes = {**prefixes, **dict(_declared(self._tokens))}
        self._edits: list[tuple[int, int, str]] = []
        self._texts = 0
        self._cut = False

    def resolved(self) -> Resolved:
        """The query with all edits made."""
        if not any(self._is_property(token) for token in self._tokens):
            return Resolved(self._query)
        groups = [_Group()]
        for before, token in zip([None, *self._tokens], self._tokens, strict=False):
            self._step(groups, before, token)
        text, done = "", 0
        for start, end, replacement in sorted(self._edits):
            text += self._query[done:start] + replacement
            done = end
        return Resolved(text + self._query[done:], self._cut)

    # ------------------------------------------------------------------------------------------------- walking

    def _step(self, groups: list[_Group], before: Token | None, token: Token) -> None:
        group = groups[-1]
        if token.text == "{":
            self._flush(groups)
            groups.append(_Group(is_template=before is not None and before.text.upper() == "CONSTRUCT"))
        elif token.text == "}":
            self._flush(groups)
            if len(groups) > 1:
                groups.pop()
            groups[-1].in_clause = groups[-1].depth > 0
        elif group.in_clause:
            group.depth += _opens(token)
            group.in_clause = group.depth > 0 or token.text != ")"
        elif group.depth == 0 and token.text == ".":
            self._flush(groups)
        elif group.depth == 0 and token.kind == "word" and not _is_literal(token):
            self._flush(groups)
            group.in_clause = True
        else:
            group.depth += _opens(token)
            group.statement.append(token)

    def _flush(self, groups: list[_Group]) -> None:
        """The statement is at its end."""
        group = groups[-1]
        statement, group.statement = group.statement, []
        if len(groups) > 1 and not group.is_template and statement:
            self._check_paths(statement)
            self._resolve(statement)

    def _check_paths(self, statement: Sequence[Token]) -> None:
        for before, token, after in zip(statement, statement[1:], statement[2:], strict=False):
            if self._is_property(token) and (before.text in _PATHS_BEFORE or after.text in _PATHS_AFTER):
                raise self._refused("it cannot be part of a path", token)

    def _resolve(self, statement: Sequence[Token]) -> None:
        """Put what its texts match before a statement, and leave the rest of it, if there is any."""
        subject, *rest = statement
        parts = list(_parts(rest))
        asked = [part for part in parts if part and self._is_property(part[0])]
        nested = [token for part in parts for token in part[1:] if self._is_property(token) and part not in asked]
        for token in nested:
            if self._follows(token).kind == "string":
                raise self._refused("it must follow a variable, an IRI or a semicolon, outside of brackets", token)
        if not asked:
            return
        if self._short_construct():
            raise self._refused("CONSTRUCT WHERE has no place for it; write CONSTRUCT {…} WHERE {…}", asked[0][0])
        conditions = "".join(self._condition(subject, part) for part in asked)
        others = [self._query[part[0].start : part[-1].end] for part in parts if part and part not in asked]
        left = f"{subject.text} {' ; '.join(others)}" if others else ""
        self._edits.append((subject.start, statement[-1].end, conditions + left))

    def _condition(self, subject: Token, part: Sequence[Token]) -> str:
        """VALUES for a variable, a filter for an IRI."""
        search = self._search_of(part)
        self._texts += 1
        if self._texts > MOST_TEXTS:
            raise self._refused(f"more than {MOST_TEXTS} texts in a query", part[0])
        found = self._find(search)
        self._cut = self._cut or found.cut
        if subject.kind == "variable":
            return f"VALUES {subject.text} {{ {' '.join(str(NamedNode(iri)) for iri in found.iris)} }} "
        if subject.kind not in ("iri", "prefixed"):
            raise self._refused("its subject is neither a variable nor an IRI", part[0])
        return f"FILTER({str(self._iri_of(subject) in found.iris).lower()}) "

    def _search_of(self, part: Sequence[Token]) -> str:
        texts = [token for token in part[1:] if not token.text.startswith("@")]
        if len(texts) != 1 or texts[0].kind != "string":
            raise self._refused("it takes one text in quotation marks", part[0])
        try:
            return _unquoted(texts[0].text)
        except (SyntaxError, ValueError):
            raise self._refused("its text cannot be read", part[0]) from None

    # --------------------------------------------------------------------------------------------------- asking

    def _is_property(self, token: Token) -> bool:
        return token.kind in ("iri", "prefixed") and self._iri_of(token) == PROPERTY.value

    def _iri_of(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, name = token.text.partition(":")
        return self._prefixes.get(prefix, "") + name

    def _follows(self, token: Token) -> Token:
        place = self._tokens.index(token) + 1
        return self._tokens[place] if place < len(self._tokens) else token

    def _short_construct(self) -> bool:
        """True for ``CONSTRUCT WHERE { … }``, whose pattern is its template."""
        pairs = zip(self._tokens, self._tokens[1:], strict=False)
        return any(one.kind == "word" and one.text.upper() == "CONSTRUCT" and two.text != "{" for one, two in pairs)

    def _refused(self, what: str, token: Token) -> QueryError:
        line = self._query.count("\n", 0, token.start) + 1
        column = token.start - self._query.rfind("\n", 0, token.start)
        return QueryError(
            f"ev:matchesText: {what}", where=f"line {line}, column {column}", remedy='write ?x ev:matchesText "words"'
        )


def _tokens(query: str) -> Iterator[Token]:
    """The tokens that count; the full stop after a prefixed name stands for itself, one inside a number does not."""
    position = 0
    while position < len(query):
        token = read_token(query, position, as_iri=True)
        position = token.end
        if token.kind == "prefixed" and (name := token.text.rstrip(".")) != token.text:
            yield Token("prefixed", name, token.start, token.start + len(name))
            yield Token("other", ".", token.start + len(name), token.end)
        elif token.text == "_" and query.startswith(":", token.end):
            position = read_token(query, token.end, as_iri=True).end
            yield Token("blank", query[token.start : position], token.start, position)
        elif token.text == "." and query[token.end : token.end + 1].isdigit():
            continue
        elif token.kind != "skip":
            yield token


def _declared(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The prefixes that the query declares itself."""
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "prefixed" and iri.kind == "iri":
            yield name.text.removesuffix(":"), iri.text[1:-1]


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """What stands between the semicolons of a statement, those in brackets not counted."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        depth += _opens(token)
        if token.text == ";" and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _opens(token: Token) -> int:
    if token.kind != "other":
        return 0
    return {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)


def _is_literal(token: Token) -> bool:
    return token.text in _LITERALS or token.text.lower() in ("true", "false") or token.text.startswith("@")


def _unquoted(string: str) -> str:
    """The value of a string of SPARQL."""
    (row,) = cast(QuerySolutions, Store().query(f"SELECT ({string} AS ?text) {{}}"))
    return cast(Literal, row["text"]).value
