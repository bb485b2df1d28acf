"""Traps of an article: mistakes that a reader would not make, written down in the gold as ``checks``.

Each kind of check looks at one reading and says whether it is kept, violated, or not tested (None) because what it
speaks of was not found: what was missed is counted by the scores and not again here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from kg.evaluate.judging import Json, Judgement, Thing, folded_name
from kg.evaluate.tallies import Scores, Tally

Finding = bool | None
Check = Callable[[Json, Judgement], Finding]

_PRECISIONS = ("Minute", "Hour", "PartOfDay", "Day", "Week", "Month", "Quarter", "Season", "Year", "Decade", "Unknown")
_REALISED = frozenset({"Occurred", "Ongoing", "Attempted"})


def run_checks(judgement: Judgement) -> list[tuple[Json, Finding]]:
    """Every check of the gold with its finding; a kind that this module does not know is not tested."""
    checks = judgement.gold.data.get("checks", [])
    return [(check, CHECKS.get(check["kind"], _untested)(check, judgement)) for check in checks]


def score_checks(judgement: Judgement) -> Scores:
    """The field ``traps``: the share of all checks that is kept; one that could not be tested is not kept."""
    findings = [finding for _, finding in run_checks(judgement)]
    kept = sum(finding is True for finding in findings)
    return Scores({}, {"traps": Tally(right=kept, missed=len(findings) - kept, asked=len(findings))})


def _untested(check: Json, judgement: Judgement) -> Finding:
    return None


def _found(judgement: Judgement, kind: str, key: str) -> Json | None:
    """What was found for a thing of the gold."""
    other = judgement.aligned[kind].found_of.get(key)
    return next((thing.said for thing in judgement.found[kind] if thing.key == other), None)


def _events(check: Json, judgement: Judgement) -> list[Json]:
    if check["event"] == "*":
        return [thing.said for thing in judgement.found["events"]]
    event = _found(judgement, "events", check["event"])
    return [event] if event else []


def _is_named(things: Collection[Thing], key: str | None, labels: Collection[str]) -> bool:
    wanted = {folded_name(label) for label in labels}
    return any(thing.key == key and thing.names & wanted for thing in things)


def _all(findings: list[bool]) -> Finding:
    return all(findings) if findings else None


def _no_participant(check: Json, judgement: Judgement) -> Finding:
    actors = judgement.found["actors"]
    return _all(
        [
            not any(
                part["role"] == check["role"] and _is_named(actors, part["actor"], check["labels"])
                for part in event["participants"]
            )
            for event in _events(check, judgement)
        ]
    )


def _no_place(check: Json, judgement: Judgement) -> Finding:
    places = judgement.found["places"]
    return _all([not _is_named(places, event["place"], check["labels"]) for event in _events(check, judgement)])


def _date_is(check: Json, judgement: Judgement) -> Finding:
    wanted = (check["start"], check["end"])
    return _all([(event["earliest"], event["latest"]) == wanted for event in _events(check, judgement)])


def _date_not_more_precise_than(check: Json, judgement: Judgement) -> Finding:
    limit = _PRECISIONS.index(check["precision"])
    dated = [event for event in _events(check, judgement) if event["earliest"] or event["latest"]]
    return _all([_PRECISIONS.index(event["precision"]) >= limit for event in dated])


def _not_realised(check: Json, judgement: Judgement) -> Finding:
    found = [_found(judgement, "events", key) for key in check["events"]]
    return _all([event["modality"] not in _REALISED for event in found if event])


def _distinct_events(check: Json, judgement: Judgement) -> Finding:
    return _apart("events", check["events"], judgement)


def _distinct_nodes(check: Json, judgement: Judgement) -> Finding:
    known = "ids" in check and check["of"] in judgement.aligned
    return _apart(check["of"], check["ids"], judgement) if known else None


def _apart(kind: str, keys: Collection[str], judgement: Judgement) -> Finding:
    """Violated where one thing found has the main mentions of two things of the gold."""
    first = [thing.spans[0] for thing in judgement.gold.things[kind] if thing.key in keys and thing.spans]
    holders = [{other.key for other in judgement.found[kind] if span in other.spans} for span in first]
    merged = any(one & other for n, one in enumerate(holders) for other in holders[n + 1 :])
    if merged:
        return False
    return True if all(key in judgement.aligned[kind].found_of for key in keys) else None


def _same_node(check: Json, judgement: Judgement) -> Finding:
    """Violated where another thing has a mention that the gold gives to this one."""
    if check["of"] not in judgement.aligned or not _found(judgement, check["of"], check["id"]):
        return None
    gold = next(thing for thing in judgement.gold.things[check["of"]] if thing.key == check["id"])
    other = judgement.aligned[check["of"]].found_of[check["id"]]
    return not any(set(gold.spans) & set(t.spans) for t in judgement.found[check["of"]] if t.key != other)


def _place_country(check: Json, judgement: Judgement) -> Finding:
    place = _found(judgement, "places", check["place"])
    return place["country"] == check["country"] if place else None


def _no_attribution(check: Json, judgement: Judgement) -> Finding:
    found = [_found(judgement, "figures", key) for key in check["figures"]]
    return _all([figure["attributed_to"] is None for figure in found if figure])


def _figure_subset(check: Json, judgement: Judgement) -> Finding:
    part = _found(judgement, "figures", check["figure"])
    whole = judgement.aligned["figures"].found_of.get(check["of"])
    return part["subset_of"] == whole if part and whole else None


def _no_figure_value(check: Json, judgement: Judgement) -> Finding:
    wanted = (check["measure"], check["value"])
    return not any((thing.said["measure"], thing.said["value"]) == wanted for thing in judgement.found["figures"])


def _not_member(check: Json, judgement: Judgement) -> Finding:
    delegation = judgement.aligned["actors"].found_of.get(check["delegation"])
    people = [actor for actor in judgement.found["actors"] if _is_named([actor], actor.key, check["labels"])]
    if delegation is None or not people:
        return None
    ties: list[Any] = [tie["with"] for person in people for tie in person.said["affiliations"]]
    return delegation not in ties


CHECKS: dict[str, Check] = {
    "no_participant": _no_participant,
    "no_place": _no_place,
    "date_is": _date_is,
    "date_not_more_precise_than": _date_not_more_precise_than,
    "not_realised": _not_realised,
    "distinct_events": _distinct_events,
    "distinct_nodes": _distinct_nodes,
    "same_node": _same_node,
    "place_country": _place_country,
    "no_attribution": _no_attribution,
    "figure_subset": _figure_subset,
    "no_figure_value": _no_figure_value,
    "not_member": _not_member,
}
