"""How near is a reading of an article to annotations made by hand?

Gold (``tests/gold``) + the JSON of ``timewire annotate`` → counts for each layer. Both sides speak of the same text, so
spans are compared by their offsets. Things are paired one to one by the best assignment, and fields are judged on the
pairs. Gold of tier ``may`` is left out of every count, and so is what is paired with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.evaluate.assignment import assign
from kg.evaluate.tallies import Scores, Tally, compare_sets

Json = Mapping[str, Any]
Offsets = tuple[int, int]

_EVENT_WEIGHTS = {"span": 0.5, "type": 0.25, "participants": 0.25}
_EVENT_THRESHOLD = 0.35
_SAME_SPAN = 0.5
_KINDS = ("events", "actors", "places", "figures", "claims")
_LEADING_WORDS = re.compile(r"^(?:the|a|an|his|her|its|their)\s+")


# ---------------------------------------------------------------------------------------------------- spans


def shared(one: Offsets, other: Offsets) -> int:
    """Number of characters that two spans have in common."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def span_f1(one: Offsets, other: Offsets) -> float:
    """1 for equal spans, 0 for spans apart; counted in characters."""
    return 2 * shared(one, other) / (one[1] - one[0] + other[1] - other[0])


def span_overlap(one: Offsets, other: Offsets) -> float:
    """Like ``span_f1``, but a trigger inside the clause that the gold marks is more than half right."""
    common = shared(one, other)
    return (span_f1(one, other) + common / min(one[1] - one[0], other[1] - other[0])) / 2 if common else 0.0


def _best(some: Sequence[Offsets], others: Sequence[Offsets], score: Callable[[Offsets, Offsets], float]) -> float:
    return max((score(one, other) for one in some for other in others), default=0.0)


def _mutual(some: Sequence[Offsets], others: Sequence[Offsets]) -> float:
    """How well the mentions of two things cover each other, 0 to 1."""
    if not some or not others:
        return 0.0
    there = sum(_best([one], others, span_f1) for one in some) / len(some)
    back = sum(_best(some, [other], span_f1) for other in others) / len(others)
    return 2 * there * back / (there + back) if there + back else 0.0


# --------------------------------------------------------------------------------------------- gold and found


@dataclass(frozen=True)
class Thing:
    """An event, actor, place, figure or claim of either side, with its mentions; ``said`` is its JSON."""

    key: str
    spans: tuple[Offsets, ...]
    said: Json
    required: bool = True

    @cached_property
    def names(self) -> frozenset[str]:
        """Label, aliases and mentions, without articles and case."""
        mentions = [
            span.get("exact") or span.get("text") for span in self.said.get("spans", self.said.get("mentions", []))
        ]
        return frozenset(
            folded_name(name) for name in [self.said.get("label"), *self.said.get("aliases", []), *mentions] if name
        )


def folded_name(name: str) -> str:
    """A name for comparison: without case, leading article or possessive, and ending."""
    plain = name.replace("’", "'").lower().strip()
    return _LEADING_WORDS.sub("", plain).removesuffix("'s")


@dataclass(frozen=True)
class Gold:
    """Hand-made annotations of one article, by layer (``events``, ``actors``, …)."""

    id: str
    sha256: str
    things: Mapping[str, Sequence[Thing]]
    families: Mapping[str, str]
    sentences: Sequence[Offsets]
    data: Json

    def required(self, kind: str) -> list[Thing]:
        """What is scored: tiers must and should."""
        return [thing for thing in self.things[kind] if thing.required]


def read_gold(path: Path, text: str | None = None) -> Gold:
    """A gold file; its offsets are checked against the text of the article (default: its own sentences).

    Raises:
        InputError: a span does not hold the words it quotes.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    _check_offsets(data, _text_of(data) if text is None else text, str(path))
    return Gold(
        id=data["article"]["id"],
        sha256=data["article"]["sha256"],
        things={kind: [_gold_thing(item) for item in data.get(kind, [])] for kind in _KINDS},
        families=data.get("typeFamilies", {}),
        sentences=[(item["begin"], item["end"]) for item in data["sentences"]],
        data=data,
    )


def _text_of(data: Json) -> str:
    characters = [" "] * data["article"]["chars"]
    for sentence in data["sentences"]:
        characters[sentence["begin"] : sentence["end"]] = sentence["text"]
    return "".join(characters)


def _check_offsets(value: Any, text: str, where: str) -> None:
    if isinstance(value, list):
        for item in value:
            _check_offsets(item, text, where)
    elif isinstance(value, dict):
        quote = value.get("exact", value.get("text"))
        if "begin" in value and "end" in value and text[value["begin"] : value["end"]] != quote:
            raise InputError(f"offsets {value['begin']}-{value['end']} do not hold {quote!r}", where=where)
        _check_offsets(list(value.values()), text, where)


def _gold_thing(item: Json) -> Thing:
    spans = [item["span"]] if "span" in item else item["spans"]
    return Thing(item["id"], _spans(spans), item, item.get("tier") != "may")


def _spans(items: Iterable[Json]) -> tuple[Offsets, ...]:
    return tuple((item["begin"], item["end"]) for item in items)


def _used(item: Json) -> Iterable[Json]:
    """The mentions of a thing; the gold counts no pronouns, nor a country that acts among the places."""
    mentions = item.get("mentions", [item])
    return (mention for mention in mentions if not (mention.get("metonym") or mention.get("pronoun")))


def read_annotation(annotation: Json) -> dict[str, list[Thing]]:
    """The things of the JSON of ``timewire annotate``, by layer."""
    return {kind: [Thing(item["id"], _spans(_used(item)), item) for item in annotation[kind]] for kind in _KINDS}


# ------------------------------------------------------------------------------------------------- alignment


@dataclass(frozen=True)
class Alignment:
    """Pairs of one layer, by key, in both directions."""

    found_of: Mapping[str, str]
    gold_of: Mapping[str, str]

    def name(self, key: str | None) -> str | None:
        """The gold name of something found; what has none keeps its own, marked as not of the gold."""
        return None if key is None else self.gold_of.get(key, f"found:{key}")


def align(gold: Sequence[Thing], found: Sequence[Thing], score: Callable[[Thing, Thing], float]) -> Alignment:
    """Pair two layers one to one so that the sum of the scores is highest; a score of 0 makes no pair."""
    pairs = [(gold[row].key, found[column].key) for row, column in assign([[score(g, f) for f in found] for g in gold])]
    return Alignment(dict(pairs), {other: one for one, other in pairs})


def _entity_score(gold: Thing, found: Thing) -> float:
    named, covered = bool(gold.names & found.names), _mutual(gold.spans, found.spans)
    same_class = gold.said.get("type") == found.said.get("type")
    return 0.45 * named + 0.45 * covered + 0.1 * same_class if named or covered >= _SAME_SPAN else 0.0


def _figure_score(gold: Thing, found: Thing) -> float:
    if any(gold.said[key] != found.said[key] for key in ("value", "measure")):
        return 0.0
    return 1.0 + _best(gold.spans, found.spans, span_overlap)


def _claim_score(gold: Thing, found: Thing) -> float:
    score = _best(gold.spans, found.spans, span_f1)
    return score if score >= _SAME_SPAN else 0.0


@dataclass(frozen=True)
class _EventScore:
    """Likeness of two events by words, type and participants; neither date nor modality plays a part."""

    gold: Gold
    actors: Alignment

    def __call__(self, gold: Thing, found: Thing) -> float:
        if not any(self._same_sentence(one, other) for one in gold.spans for other in found.spans):
            return 0.0
        wanted = {part["actor"] for part in gold.said["participants"]}
        present = {self.actors.name(part["actor"]) for part in found.said["participants"]}
        parts = {
            "span": _best(gold.spans, found.spans, span_overlap),
            "type": _type_score(self.gold.families, gold.said["types"], found.said["types"]),
            "participants": (compare_sets(wanted, present).f1 or 0.0) if wanted or present else 1.0,
        }
        agreed = parts["type"] or wanted & present or _best(gold.spans, found.spans, span_f1) >= _SAME_SPAN
        score = sum(weight * parts[name] for name, weight in _EVENT_WEIGHTS.items())
        return score if agreed and score >= _EVENT_THRESHOLD else 0.0

    def _same_sentence(self, one: Offsets, other: Offsets) -> bool:
        return any(shared(one, sentence) and shared(other, sentence) for sentence in self.gold.sentences)


def _type_score(families: Mapping[str, str], wanted: Sequence[str], found: Sequence[str]) -> float:
    if set(wanted) & set(found):
        return 1.0
    return 0.6 if {families.get(code, code) for code in wanted} & {families.get(code, code) for code in found} else 0.0


# --------------------------------------------------------------------------------------------------- scoring


def score_annotation(gold: Gold, annotation: Json, families: Mapping[str, str] | None = None) -> Scores:
    """Score the JSON of one article; ``families`` says the top of each event type (default: what the gold knows)."""
    return judge(gold, annotation, families).scores()


def judge(gold: Gold, annotation: Json, families: Mapping[str, str] | None = None) -> Judgement:
    """Pair the JSON of one article with its gold."""
    known = replace(gold, families={**gold.families, **(families or {})})
    return Judgement(known, read_annotation(annotation))


class Judgement:
    """One article of both sides, paired layer by layer."""

    def __init__(self, gold: Gold, found: Mapping[str, Sequence[Thing]]) -> None:
        self.gold, self.found = gold, found
        things = gold.things
        self.aligned = {kind: align(things[kind], found[kind], _entity_score) for kind in ("actors", "places")}
        event_score = _EventScore(gold, self.aligned["actors"])
        self.aligned["events"] = align(things["events"], found["events"], event_score)
        self.aligned["figures"] = align(things["figures"], found["figures"], _figure_score)
        self.aligned["claims"] = align(things["claims"], found["claims"], _claim_score)

    def scores(self) -> Scores:
        """The counts of every layer and field."""
        return Scores({kind[:-1]: self._layer(kind) for kind in _KINDS}, self._fields())

    def _layer(self, kind: str) -> Tally:
        """What has no mention (the country of a town, the state of a minister) was not claimed to stand in the text."""
        mentioned = [t for t in self.found[kind] if t.spans or t.key in self.aligned[kind].gold_of]
        names = {self.aligned[kind].name(thing.key) for thing in mentioned}
        optional = {thing.key for thing in self.gold.things[kind] if not thing.required}
        return compare_sets({thing.key for thing in self.gold.required(kind)}, names, optional)

    def _fields(self) -> dict[str, Tally]:
        judges: dict[str, tuple[str, Callable[[Json, Json], Tally]]] = {
            "event.type": ("events", _type),
            "event.type_family": ("events", self._family),
            "event.modality": ("events", _same("modality")),
            "event.date": ("events", _date),
            "event.place": ("events", self._place),
            "event.roles": ("events", self._roles),
            "actor.type": ("actors", _same("type")),
            "place.country": ("places", _same("country")),
            "figure.bound": ("figures", _same("bound")),
            "figure.event": ("figures", self._figure_event),
            "figure.attribution": ("figures", self._attribution),
            "figure.subset": ("figures", self._subset),
            "claim.speaker": ("claims", self._speakers),
            "claim.kind": ("claims", _same("kind")),
        }
        fields = {name: self._field(kind, judge) for name, (kind, judge) in judges.items()}
        subsets = sum(bool(figure.said["subsetOf"]) for figure in self.gold.required("figures"))
        return fields | {"figure.subset": replace(fields["figure.subset"], asked=subsets)}

    def _field(self, kind: str, judge: Callable[[Json, Json], Tally]) -> Tally:
        """The field over the pairs; 0 where the gold asks for such things and none was found."""
        said = {thing.key: thing.said for thing in self.found[kind]}
        found_of = self.aligned[kind].found_of
        pairs = [(g.said, said[found_of[g.key]]) for g in self.gold.required(kind) if g.key in found_of]
        judged = sum((judge(*pair) for pair in pairs), Tally())
        return replace(judged, asked=len(self.gold.required(kind)))

    def _family(self, gold: Json, found: Json) -> Tally:
        return _judged(_type_score(self.gold.families, gold["types"], found["types"]) > 0)

    def _place(self, gold: Json, found: Json) -> Tally:
        """Right are the gold place, a named alternative, and a place of tier may inside it."""
        right = {gold["place"], *gold.get("placeAlternatives", [])}
        inner = {
            thing.key
            for thing in self.gold.things["places"]
            if gold["place"] and not thing.required and thing.said["within"] == gold["place"]
        }
        return _judged(self.aligned["places"].name(found["place"]) in right | inner)

    def _roles(self, gold: Json, found: Json) -> Tally:
        required = {thing.key for thing in self.gold.required("actors")}
        pairs = {(part["role"], part["actor"]) for part in gold["participants"]}
        scored = {
            (part["role"], part["actor"])
            for part in gold["participants"]
            if part.get("tier") != "may" and part["actor"] in required
        }
        present = {(part["role"], self.aligned["actors"].name(part["actor"])) for part in found["participants"]}
        return compare_sets(scored, present, pairs - scored)

    def _figure_event(self, gold: Json, found: Json) -> Tally:
        return _judged(self.aligned["events"].name(found["event"]) == gold["figureOf"])

    def _attribution(self, gold: Json, found: Json) -> Tally:
        right = {gold["attributedTo"], *gold.get("attributionAlternatives", [])}
        return _judged(self.aligned["actors"].name(found["attributed_to"]) in right)

    def _subset(self, gold: Json, found: Json) -> Tally:
        """Counts where either side has one, so that many figures without do not hide the few with."""
        whole = self.aligned["figures"].name(found["subset_of"])
        return _judged(whole == gold["subsetOf"]) if whole or gold["subsetOf"] else Tally()

    def _speakers(self, gold: Json, found: Json) -> Tally:
        return _judged({self.aligned["actors"].name(key) for key in found["speakers"]} == set(gold["attributedTo"]))


def _judged(right: bool) -> Tally:
    return Tally(right=1) if right else Tally(missed=1)


def _type(gold: Json, found: Json) -> Tally:
    return _judged(bool(set(gold["types"]) & set(found["types"])))


def _same(key: str) -> Callable[[Json, Json], Tally]:
    """Judge of a field that is a code on both sides; the gold may name alternatives."""
    return lambda gold, found: _judged(found[key] in {gold[key], *gold.get(f"{key}Alternatives", [])})


def _date(gold: Json, found: Json) -> Tally:
    return _judged((found["earliest"], found["latest"]) == (gold["date"]["start"], gold["date"]["end"]))


# --------------------------------------------------------------------------------------------- time expressions


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch of text with its TIMEX3 value; ``values`` holds the alternatives where conventions differ.

    One that is not ``required`` (the line with the day of publication, tier may) counts neither way.
    """

    span: Offsets
    values: tuple[str, ...]
    required: bool = True


def times_of_gold(data: Json) -> list[TimeExpression]:
    """The time expressions of a gold file."""
    return [
        TimeExpression(
            (item["begin"], item["end"]), (item["value"], *item.get("valueAlternatives", [])), item["tier"] != "may"
        )
        for item in data.get("times", [])
    ]


def times_of_annotation(annotation: Json) -> list[TimeExpression]:
    """The time expressions of the JSON of ``timewire annotate``."""
    return [TimeExpression((item["begin"], item["end"]), (item["value"] or "",)) for item in annotation["times"]]


def score_times(gold: Sequence[TimeExpression], found: Sequence[TimeExpression]) -> Scores:
    """Strict and relaxed spans and values, as TempEval-3 scores them (UzZaman et al. 2013).

    ``time.relaxed`` asks for overlapping spans, ``time.strict`` for equal ones, ``time.value`` for overlap and exactly
    the right TIMEX3 value.
    """
    pairs = assign([[_time_score(one, other) for other in found] for one in gold])
    skipped = sum(not gold[row].required for row, _ in pairs)
    judged = [(gold[row], found[column]) for row, column in pairs if gold[row].required]
    right = {
        "time.relaxed": len(judged),
        "time.strict": sum(one.span == other.span for one, other in judged),
        "time.value": sum(other.values[0] in one.values for one, other in judged),
    }
    asked = sum(one.required for one in gold)
    return Scores({name: Tally(n, len(found) - skipped - n, asked - n, asked) for name, n in right.items()}, {})


def _time_score(gold: TimeExpression, found: TimeExpression) -> float:
    return (
        span_f1(gold.span, found.span) + 0.01 * (found.values[0] in gold.values) if shared(gold.span, found.span) else 0
    )
