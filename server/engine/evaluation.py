"""A question asked of a graph, from start to end in one thread: in a reader process, or in this one."""

from __future__ import annotations

import re
from itertools import compress, count, islice
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import TimewireError
from server.engine.error_places import with_true_place
from server.engine.output import LimitPassed, Output
from server.engine.question import Question
from server.graph import Answer, Graph


class Failed(TimewireError):
    """A question without an answer; ``kind`` is syntax, failed, bytes, rows, memory, time, cancelled, crash or gone."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


def write_answer(graph: Graph, question: Question, output: Output) -> None:
    """Write the answer to the output; raises Failed. A result that is cut at the limit of rows is an answer.

    A function that nobody knows is an error of its expression, not of the query, so it is made known and gives nothing.
    """
    unknown: list[ox.NamedNode] = []
    while failure := _failure(graph, question, output, unknown):
        name = _UNKNOWN_FUNCTION.search(failure.message)
        if not name or len(unknown) == _MOST_UNKNOWN or output.size:
            raise failure
        unknown.append(ox.NamedNode(name["iri"]))


_UNKNOWN_FUNCTION = re.compile(r"custom function <(?P<iri>[^>]*)> is not supported")
_MOST_UNKNOWN = 20


def _failure(graph: Graph, question: Question, output: Output, unknown: list[ox.NamedNode]) -> Failed | None:
    """Write the answer; what went wrong is given, not raised.

    The frames of an exception hold the answer of the engine, which must be let go of in the thread that got it.
    """
    try:
        _serialize(_ask(graph, question, unknown), question, output)
    except LimitPassed as passed:
        return None if output.cut else Failed(passed.what)
    except SyntaxError as fault:
        return Failed("syntax", with_true_place(str(fault), question.query, question.prefixes))
    except MemoryError:
        return Failed("memory")
    except (OSError, ValueError, RuntimeError) as fault:
        return Failed("failed", str(fault))
    return None


def _ask(graph: Graph, question: Question, unknown: list[ox.NamedNode]) -> Answer:
    default, named = question.default_graphs, question.named_graphs
    given = default is not None or named is not None  # section 2.1.4: they replace the dataset as a whole
    return graph.query(
        question.query,
        base_iri=question.base,
        prefixes=question.prefixes,
        default_graph=[ox.NamedNode(iri) for iri in default or ()] if given else None,
        named_graphs=[ox.NamedNode(iri) for iri in named or ()] if given else None,
        custom_functions=dict.fromkeys(unknown, _unbound),
    )


def _unbound(*_: object) -> None:
    """The value of a function that is not known."""


def _serialize(answer: Answer, question: Question, output: Output) -> None:
    sink = cast("IO[bytes]", output)
    if isinstance(answer, ox.QueryTriples):
        form = ox.RdfFormat.from_media_type(question.media_type)
        if form is None:
            raise Failed("format")
        if output.finds_rows:
            answer.serialize(sink, format=form)
            return
        numbers = count(1)  # each is drawn with a triple: counted without a step of Python for each
        triples = compress(islice(answer, output.max_rows), numbers)
        ox.serialize(triples, sink, format=form, prefixes=question.prefixes)
        output.tell_triples(next(numbers) - 1, more=next(answer, None) is not None)
    else:
        results = ox.QueryResultsFormat.from_media_type(question.media_type)
        if results is None:
            raise Failed("format")
        answer.serialize(sink, format=results)
