"""Random SPARQL by the grammar, the same for the same seed: mostly well formed, some of it broken on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable

_TERMS = (
    "<x:s1>", "<x:p>", "ev:Event", "rdf:type", '"a"', '"é\\n\U0001f600"@de', '"1"^^xsd:integer', "1", "-2.5e3", "true",
    '"2020-02-30"^^xsd:date', "'''long'''", "_:b", "[]", "()",
)  # fmt: skip
_VARIABLES = ("?s", "?p", "?o", "?x", "$y")
_FUNCTIONS = (
    "STR(%s)", "LANG(%s)", "DATATYPE(%s)", "ABS(%s)", "STRLEN(STR(%s))", "REGEX(STR(%s), '(a+)+$')", "BOUND(?s)",
    "ISIRI(%s)", "YEAR(%s)", "COALESCE(%s, 1/0)", "IF(%s, 1, 2)", "<x:unknown>(%s)", "SHA256(STR(%s))", "IRI(STR(%s))",
    "SUBSTR(STR(%s), -1, 999999999999)", "REPLACE(STR(%s), '(', '')", "xsd:integer(%s)", "TRIPLE(?s, ?p, %s)", "UUID()",
)  # fmt: skip
_BREAKS = (
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "'",
    '"',
    "\\",
    "\x00",
    "#",
    ";",
    ".",
    "SELECT",
    "SERVICE",
    "\ud7ff",
    "\t",
    "𝔘",
)


class Grammar:
    """Makes queries; depth is bounded, so each ends."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def query(self) -> str:
        """A query of any form; one in eight is broken."""
        forms: list[Callable[[], str]] = [self._select, self._select, self._ask, self._construct, self._describe]
        text = self._chance.choice(forms)()
        return self._broken(text) if self._chance.random() < 0.125 else text

    def update(self) -> str:
        """An update of any form; one in eight is broken."""
        graph = self._chance.choice(("", "SILENT "))
        kinds = (
            f"INSERT DATA {{ <x:s{self._chance.randrange(9)}> <x:p> {self._chance.choice(_TERMS[4:11])} }}",
            f"DELETE WHERE {{ {self._triple()} }}",
            f"DELETE {{ ?s ?p ?o }} INSERT {{ ?o <x:q> ?s }} WHERE {self._group(2)}",
            f"CLEAR {graph}GRAPH <x:g>",
            f"COPY {graph}DEFAULT TO <x:g>",
            f"LOAD {graph}<http://127.0.0.1:9/>",
            f"DROP {graph}NAMED",
        )
        text = self._chance.choice(kinds)
        return self._broken(text) if self._chance.random() < 0.125 else text

    def _broken(self, text: str) -> str:
        at = self._chance.randrange(len(text) + 1)
        return text[:at] + self._chance.choice(_BREAKS) + text[at + self._chance.randrange(3) :]

    def _select(self, depth: int = 3) -> str:
        what = self._chance.choice(
            ("*", "DISTINCT ?s ?o", "?s (COUNT(*) AS ?n)", "REDUCED ?p", f"({self._expression(2)} AS ?e)")
        )
        group = " GROUP BY ?s HAVING(COUNT(*) > 0)" if "COUNT" in what else ""
        order = self._chance.choice(("", " ORDER BY DESC(?s) ?o", f" ORDER BY {self._function(1)}"))
        limit = self._chance.choice(("", " LIMIT 5", " LIMIT 0", " OFFSET 3 LIMIT 99999999999999999999", " LIMIT 20"))
        return f"SELECT {what} WHERE {self._group(depth)}{group}{order if not group else ''}{limit}"

    def _ask(self) -> str:
        return f"ASK {self._group(3)}"

    def _construct(self) -> str:
        return f"CONSTRUCT {{ ?s <x:p> ?o . ?o ?p _:n }} {self._group(3)} LIMIT 50"

    def _describe(self) -> str:
        return self._chance.choice((f"DESCRIBE <x:s1> ?s {self._group(2)} LIMIT 5", "DESCRIBE <x:s2>"))

    def _group(self, depth: int) -> str:
        return "{ " + " ".join(self._element(depth) for _ in range(self._chance.randint(1, 3))) + " }"

    def _element(self, depth: int) -> str:
        if depth <= 0:
            return self._triple() + " ."
        kinds: tuple[Callable[[], str], ...] = (
            lambda: self._triple() + " .",
            lambda: self._triple() + " .",
            lambda: f"OPTIONAL {self._group(depth - 1)}",
            lambda: f"{self._group(depth - 1)} UNION {self._group(depth - 1)}",
            lambda: f"MINUS {self._group(depth - 1)}",
            lambda: f"GRAPH {self._chance.choice(('?g', '<x:g>'))} {self._group(depth - 1)}",
            lambda: f"FILTER({self._expression(2)})",
            lambda: f"FILTER {self._chance.choice(('', 'NOT '))}EXISTS {self._group(depth - 1)}",
            lambda: f"BIND({self._expression(2)} AS ?b{self._chance.randrange(10**6)})",
            lambda: "VALUES (?s ?x) { (<x:s1> UNDEF) (UNDEF 1) }",
            lambda: f"{{ {self._select(depth - 1)} }}",
        )
        return self._chance.choice(kinds)()

    def _triple(self) -> str:
        return f"{self._node()} {self._path(2)} {self._node()}"

    def _node(self) -> str:
        return self._chance.choice(_VARIABLES if self._chance.random() < 0.6 else _TERMS)

    def _path(self, depth: int) -> str:
        if depth <= 0 or self._chance.random() < 0.5:
            return self._chance.choice(("?p", "<x:p>", "a", "<x:q>", "rdfs:label"))
        inner = self._path(depth - 1).replace("?p", "<x:p>")
        forms = (
            f"({inner})*",
            f"({inner})+",
            f"({inner})?",
            f"^({inner})",
            f"({inner})/<x:q>",
            f"({inner})|a",
            "!(a|^<x:p>)",
        )
        return self._chance.choice(forms)

    def _function(self, depth: int) -> str:
        form = self._chance.choice(_FUNCTIONS)
        return form % self._expression(depth - 1) if "%s" in form else form

    def _expression(self, depth: int) -> str:
        if depth <= 0:
            return self._chance.choice((*_VARIABLES, "1", "'a'", "true", "<x:s1>"))
        if self._chance.random() < 0.4:
            return self._function(depth)
        operator = self._chance.choice(("=", "!=", "<", "+", "*", "/", "&&", "||", ">=", "-"))
        return f"({self._expression(depth - 1)} {operator} {self._expression(depth - 1)})"
