"""Short ways of matching lead where the long ones lead."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.knowledge.clustering import agree, cluster
from kg.knowledge.filing import Filing, Outlook, pair
from kg.knowledge.signatures import Signature, bounds
from kg.knowledge.similarity import clash, days_apart, days_met, slack
from kg.store import tables
from kg.store.blocks import Blocks

NAMES = ("a", "b", "c", "d", "e")
SIGNATURES = st.builds(
    Signature,
    report=st.sampled_from(NAMES),
    article=st.just("x"),
    firm=st.booleans(),
    start=st.none() | st.integers(1, 3),
    end=st.none() | st.integers(2, 4),
    places=st.sampled_from([(), ("basel", "switzerland"), ("switzerland",), ("chur", "switzerland"), ("oslo",)]),
    actors=st.lists(st.sampled_from([("ordu",), ("velna", "ordu"), ("karst",)]), max_size=2).map(tuple),
    ordinal=st.sampled_from(["", "", "1", "2"]),
)
SOME = st.lists(SIGNATURES, min_size=2, max_size=5, unique_by=lambda one: one.report)
PAIRS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] < p[1]), min_size=1)


@settings(max_examples=300, deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_what_agrees_and_hangs_together_is_one_event(some: list[Signature], random: object) -> None:
    chain = [pair(one.report, other.report) for one, other in pairwise(some)]
    scores = {both: random.uniform(0.64, 1) for both in chain}  # type: ignore[attr-defined]
    if agree(some):
        assert cluster(some, scores) == [frozenset(one.report for one in some)]


class Near:
    """An index of nothing but near pairs."""

    def __init__(self, scores: dict[tuple[str, str], float]) -> None:
        self.scores = scores

    def near_all(self, reports: Iterable[str]) -> dict[str, dict[str, float]]:
        return {r: {o: s for p, s in self.scores.items() if r in p for o in p if o != r} for r in reports}

    def around(self, reports: Iterable[str], least: float = 0.0) -> set[str]:
        return {o for some in self.near_all(reports).values() for o, s in some.items() if s >= least}


@settings(max_examples=300, deadline=None)
@given(
    PAIRS,
    PAIRS,
    st.tuples(PAIRS, PAIRS),
    st.sets(st.sampled_from(NAMES)),
    st.sets(st.sampled_from(NAMES)),
    st.sampled_from([0.0, 0.6]),
)
def test_what_is_around_some_reports_is_what_is_near_each(
    before: set[tuple[str, str]],
    parted: set[tuple[str, str]],
    met: tuple[set[tuple[str, str]], set[tuple[str, str]]],
    some: set[str],
    gone: set[str],
    least: float,
) -> None:
    index = Near({both: 0.5 + 0.2 * (both[0] == "a") for both in before})

    ended = sorted(both for both in before if both in parted or gone.intersection(both))
    close, closer = met
    kept = {both: score for both, score in index.scores.items() if both not in ended}
    scores = {
        **dict.fromkeys(close, 0.55),
        **dict.fromkeys(closer, 0.75),
        **kept,
    }  # what did not change scores the same

    def outlook() -> Outlook:
        made = Outlook(index, gone, {})  # type: ignore[arg-type]
        for both in ended:
            made.part(*both)
        for both in sorted(close | closer):
            made.meet(*both, scores[both])
        return made

    near = outlook().near_all(some)
    assert {*outlook().around(some, least)} == {o for r in some for o, s in near[r].items() if s >= least}


# --------------------------------------------------------------------------------------- signatures in the archive


@contextmanager
def shelved(some: Iterable[Signature]) -> Iterator[Blocks]:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(tables.CANONICAL + tables.MATCHING + tables.CURATION + tables.COPIES + tables.TOLD)
    blocks = Blocks(database)
    blocks.apply(Filing(come={one.report: one for one in some}))
    yield blocks
    blocks.close()


@settings(max_examples=200, deadline=None)
@given(SOME, st.sampled_from(["", "NegotiationSession", "NegotiationRound", "NegotiationProcess"]))
def test_only_what_clashes_is_left_out_by_days(some: list[Signature], kind: str) -> None:
    one, *others = (replace(signature, kind=kind, start=(signature.start or 0) * 9 or None) for signature in some)
    with shelved(others) as blocks:
        days = days_met(one)
        met = blocks.meeting(*days, NAMES) if days else blocks.signatures(NAMES)
        assert met.items() <= {other.report: other for other in others}.items()
        left = [other for other in others if other.report not in met]
        assert all(clash(one, other) and clash(other, one) for other in left)
        assert bool(left) == any(days_apart(one, other) > slack(one) for other in others)


@settings(max_examples=200, deadline=None)
@given(SOME, st.sets(st.sampled_from(NAMES)))
def test_bounds_tell_as_much_of_what_agrees_as_the_signatures(some: list[Signature], gone: set[str]) -> None:
    with shelved(some[1:]) as blocks:
        outlook = Outlook(blocks, gone - {some[0].report}, {some[0].report: some[0]})
        known = outlook.signatures(NAMES)
        assert set(outlook.filed(NAMES)) == set(known)
        assert {replace(one, report="", article="") for one in outlook.bounds(NAMES)} == set(
            map(bounds, known.values())
        )
        assert agree(outlook.bounds(NAMES)) == agree(known.values())
