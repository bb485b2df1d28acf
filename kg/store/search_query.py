"""What a reader types into the search field → an expression for the full-text index. Pure.

Words are looked for in every form that English gives them; all of them must occur. ``"two words"`` is a phrase,
``negotiat*`` a beginning; a search that has one of these takes all its words as they stand. ``OR`` stands between two
choices (``AND`` may be written and binds tighter), ``-word`` or ``NOT word`` leaves out what has it. Nothing of the
text is ever syntax of the index: each word is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.errors import QueryError

LONGEST = 1_000
"""Characters of a search."""
MOST_TERMS = 32
_SHORTEST_BEGINNING = 2
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))(?P<star>\*?)')
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Search:
    """An expression of SQLite's FTS5; ``literal``: its words are meant as they stand, not in all their forms."""

    expression: str
    literal: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """A word, phrase or beginning in the quotes of the index, or an operator."""

    text: str
    negated: bool = False
    operator: str = ""
    literal: bool = False


def compile_search(text: str) -> Search:
    """What to ask the index for a search.

    Raises:
        QueryError: an open quotation mark, an operator without its words, nothing to look for, or too much.

    >>> compile_search('peace talk* -"prisoner swap"')
    Search(expression='("peace" "talk" *) NOT "prisoner swap"', literal=True)
    >>> compile_search('Oslo OR Geneva AND talks')
    Search(expression='("Oslo") OR ("Geneva" "talks")', literal=False)
    """
    if len(text) > LONGEST:
        raise _refused(f"the search is longer than {LONGEST} characters", "look for less")
    if text.count('"') % 2:
        raise _refused("a quotation mark is not closed", 'write phrases as "two words"')
    terms = list(_terms(_CONTROLS.sub(" ", text)))
    if len(terms) > MOST_TERMS:
        raise _refused(f"more than {MOST_TERMS} words", "look for less")
    choices = _split(terms)
    several = len(choices) > 1
    return Search(" OR ".join(_choice(one, several) for one in choices), any(term.literal for term in terms))


def _terms(text: str) -> list[_Term]:
    found: list[_Term] = []
    for match in _TERM.finditer(text):
        words, star = match["phrase"] if match["word"] is None else match["word"], bool(match["star"])
        if match["word"] is not None and not match["minus"] and words in _OPERATORS:
            found.append(_Term("", operator=words))
            continue
        if match["word"] is not None and words.endswith("*"):
            words, star = words.rstrip("*"), True
        if any(character.isalnum() for character in words):
            literal = star or match["word"] is None
            found.append(_Term(_quoted(words, star), bool(match["minus"]), literal=literal))
    return found


def _quoted(words: str, star: bool) -> str:
    if star and len(words.split()[-1]) < _SHORTEST_BEGINNING:
        raise _refused(f"{words}* would be almost anything", f"give {_SHORTEST_BEGINNING} letters or more before *")
    quoted = '"' + words.replace('"', '""') + '"'
    return f"{quoted} *" if star else quoted


def _split(terms: Sequence[_Term]) -> list[list[_Term]]:
    """The choices between OR; NOT is taken as a minus before the next word, AND as nothing."""
    choices: list[list[_Term]] = [[]]
    negate, open_operator = False, ""
    for term in terms:
        if term.operator and (open_operator or (term.operator != "NOT" and not choices[-1])):
            raise _misplaced(term.operator)
        if term.operator == "OR":
            choices.append([])
        elif not term.operator:
            choices[-1].append(replace(term, negated=term.negated or negate))
        open_operator = term.operator
        negate = term.operator == "NOT"
    if open_operator:
        raise _misplaced(open_operator)
    return choices


def _choice(terms: Sequence[_Term], several: bool) -> str:
    wanted = [term.text for term in terms if not term.negated]
    unwanted = [term.text for term in terms if term.negated]
    if not wanted:
        what = "only words that must not occur" if unwanted else "no word to look for"
        raise _refused(what, "give a word that occurs")
    expression = f"({' '.join(wanted)})" + "".join(f" NOT {text}" for text in unwanted)
    return f"({expression})" if several and unwanted else expression


def _misplaced(operator: str) -> QueryError:
    return _refused(f"{operator} without its words", f'write it between two words, or as "{operator.lower()}"')


def _refused(what: str, remedy: str) -> QueryError:
    return QueryError(what, where="search", remedy=remedy)
