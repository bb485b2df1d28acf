from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.store import Store, jobs
from kg.store.jobs import JobAction, JobState

Opened = Callable[[], Store]


def test_jobs_are_begun_in_the_order_in_which_they_came(opened: Opened) -> None:
    store = opened()
    first = store.jobs.add(JobAction.PUT, "a", b"one")
    second = store.jobs.add(JobAction.DELETE, "a", b"")
    assert store.jobs.count_open() == 2
    assert store.jobs.count_open(second.number) == 1
    begun, given = store.jobs.begin() or pytest.fail("nothing to do")
    assert (begun.id, given, begun.state, begun.tries) == (first.id, b"one", JobState.RUNNING, 1)
    ended = store.jobs.end(begun, JobState.DONE, None, {"status": "added"})
    assert (ended.state, ended.article, ended.outcome) == (JobState.DONE, "a", {"status": "added"})
    assert store.jobs.of_article("a") == store.jobs.find(second.id)
    assert store.jobs.begin() is not None
    assert store.jobs.begin() is None


def test_the_same_sent_twice_is_one_job(opened: Opened) -> None:
    add = opened().jobs.add
    job = add(JobAction.PUT, "a", b"one")
    assert add(JobAction.PUT, "a", b"one").id == job.id
    assert add(JobAction.PUT, "a", b"two").id != job.id
    assert add(JobAction.PUT, "a", b"one").id != job.id, "another one came in between"
    assert add(JobAction.PUT, "a", b"one", expected="tag").id != job.id
    assert add(JobAction.PUT, None, b"one").id != add(JobAction.PUT, None, b"one").id


def test_jobs_outlive_the_process(opened: Opened) -> None:
    store = opened()
    job = store.jobs.add(JobAction.PUT, "a", b"one")
    store.jobs.begin()
    store.close()
    again = opened()
    found = again.jobs.find(job.id)
    assert found
    assert found.state is JobState.WAITING
    begun, given = again.jobs.begin() or pytest.fail("lost")
    assert (given, begun.tries) == (b"one", 2)


def test_old_jobs_are_forgotten_and_open_ones_never(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 3)
    store = opened()
    waiting = store.jobs.add(JobAction.PUT, "w", b"1")
    store.jobs.begin()
    done = []
    for number in range(6):
        store.jobs.add(JobAction.PUT, f"a{number}", b"")
        begun, _ = store.jobs.begin() or pytest.fail("lost")
        done.append(store.jobs.end(begun, JobState.FAILED, None, {}))
    assert store.jobs.find(waiting.id)
    assert [bool(store.jobs.find(job.id)) for job in done] == [False, False, False, True, True, True]
