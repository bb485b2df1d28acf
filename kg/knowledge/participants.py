"""Who takes part in an event by two names: a surname in one article, the whole name in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from pyoxigraph import NamedNode

from kg.graph.iris import words_of_person
from kg.graph.terms import ONT
from kg.graph.views import Term
from kg.knowledge.matching import Assignments
from kg.knowledge.reports import Report
from kg.model import Role

_ROLES = frozenset(ONT[role] for role in Role)


def by_whole_names(reports: Iterable[Report], events: Assignments) -> list[Report]:
    """The reports, in which people of one event are called by the whole name that another report of it gives them.

    Only where it is clear: the short name is the last word of the whole one, and of no other in the event. It is for
    building events; what a report says stays as its article says it.
    """
    together: dict[NamedNode, list[Report]] = defaultdict(list)
    for report in reports:
        together[events[report.iri]].append(report)
    return [one for some in together.values() for one in (_renamed(some) if len(some) > 1 else some)]


def _renamed(reports: list[Report]) -> list[Report]:
    actors = {v for report in reports for p, values in report.fields.items() if p in _ROLES for v in values}
    whole = whole_names(actor for actor in actors if isinstance(actor, NamedNode) and words_of_person(actor))
    if not whole:
        return reports
    return [
        replace(report, fields={p: _with(values, whole, p) for p, values in report.fields.items()})
        for report in reports
    ]


def _with(values: tuple[Term, ...], whole: dict[Term, NamedNode], predicate: NamedNode) -> tuple[Term, ...]:
    if predicate not in _ROLES:
        return values
    return tuple(dict.fromkeys(whole.get(value, value) for value in values))


def whole_names(people: Iterable[NamedNode]) -> dict[Term, NamedNode]:
    """Who is meant by a single word among these people, where just one of them has it as the last word of the name."""
    named = {person: words_of_person(person) for person in people}
    return {
        person: meant[0]
        for person, words in named.items()
        if len(words) == 1 and len(meant := _ending_in(words[0], named.items())) == 1
    }


def _ending_in(word: str, named: Collection[tuple[NamedNode, tuple[str, ...]]]) -> list[NamedNode]:
    return [person for person, words in named if len(words) > 1 and words[-1] == word]
