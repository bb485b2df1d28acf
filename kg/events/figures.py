"""Counts → Figures: the event a number is about, whom it counts, who is held to have caused it, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kg.events.circumstances import governor_of_time, tells_a_toll
from kg.events.claims import Utterance
from kg.events.confidence import figure_confidence
from kg.events.counts import Count
from kg.events.referents import Referents
from kg.events.speakers import known_at
from kg.events.types import family
from kg.events.whereabouts import find_place
from kg.model import (
    REALISED,
    Document,
    Event,
    EventClass,
    Figure,
    Participation,
    PublicationDay,
    Role,
    Skipped,
    TimeInterval,
    Unresolved,
)
from kg.sentences import sentence_at
from kg.syntax import agents_of, head_of, is_definite, who_is_counted

_HARM = frozenset({"Killed", "Wounded", "Captured", "Missing", "Displaced", "Evacuated", "HomesDestroyed", "Affected"})
_HARMFUL = frozenset({"Violence", "Disaster", "Protest", "Humanitarian", "Coercion"})
_FAMILIES = {
    "Votes": frozenset({"Politics", "Diplomacy"}),
    "Seats": frozenset({"Politics"}),
    "Jobs": frozenset({"Economy"}),
    "Money": frozenset({"Economy", "Diplomacy", "Deescalation", "Disaster"}),
    "Participants": frozenset({"Protest", "Diplomacy", "Commemoration", "Politics"}),
    "Detained": frozenset({"Coercion", "Protest", "Violence"}),
    "Released": frozenset({"Deescalation"}),
    "Percent": frozenset({"Politics", "Economy"}),
    "Area": frozenset({"Disaster", "Violence"}),
    "Rainfall": frozenset({"Disaster"}),
    "Magnitude": frozenset({"Disaster"}),
}


def build_figures(
    counts: Sequence[Count],
    events: Sequence[Event],
    utterances: Sequence[Utterance],
    publication: PublicationDay | Unresolved,
    referents: Referents,
    document: Document,
) -> tuple[tuple[Figure, ...], tuple[Skipped, ...]]:
    """Figures with keys ``f1`` ... in the order of the text, and the counts that no event could be found for."""
    heads = {head.i: e for e in events for span in e.mentions if (head := head_of(document.tokens, span)) is not None}
    figures: list[Figure] = []
    skipped: list[Skipped] = []
    told: Figure | None = None
    for count in counts:
        own = _event_of(count, heads, events, document)
        told_before = _event_of_toll(count, figures, events)
        event = told_before if told_before is not None and _is_elsewhere(own, count, document) else own
        event = event or _of_the_disaster(count, figures, events, document)
        whole = told if count.subset else None
        if whole is not None:
            event = next(e for e in events if e.key == whole.event)
        if event is None or (count.subset and whole is None):
            skipped.append(Skipped("figures", count.span, "a number that no event of the article could be found for"))
            told = told if count.subset else None  # a part of what was left out is left out with it
            continue
        figures.append(
            _figure(f"f{len(figures) + 1}", count, event, whole, utterances, publication, referents, document)
        )
        told = told if count.subset else figures[-1]
    return tuple(figures), tuple(skipped)


def with_counted(events: Sequence[Event], figures: Sequence[Figure]) -> list[Event]:
    """Those a figure counts as harmed take part as victims ("including three aid workers")."""
    return [replace(e, participants=(*e.participants, *_counted(e, figures))) for e in events]


def _counted(event: Event, figures: Sequence[Figure]) -> list[Participation]:
    known = {p.actor for p in event.participants}
    harmed = [f for f in figures if f.event == event.key and f.measure in _OUTCOMES and f.population not in known]
    return [
        Participation(Role.VICTIM, f.population, f.span, _OUTCOMES[f.measure])
        for f in harmed
        if f.population and "bodies" not in f.text
    ]


_OUTCOMES = {"Killed": "killed", "Wounded": "wounded", "Captured": "taken captive"}


def _event_of(count: Count, heads: dict[int, Event], events: Sequence[Event], document: Document) -> Event | None:
    """The event of the word that says the measure, else the nearest fitting one of this sentence or the one before."""
    aim = (
        [c for c in count.head.children if c.dep_ in {"advcl", "xcomp", "dobj"}]
        if count.measure == "Participants"
        else []
    )
    whose = [g for c in count.head.children if c.lower_ == "of" for g in c.children]  # "the number of arrests"
    beside = count.head.conjuncts  # "300 gathered to protest, and some marched"
    for token in (count.head, *aim, *whose, *beside, count.counted, count.counted.head):
        event = heads.get(token.i)
        promised = event is not None and count.measure == "Money" and "PromiseOrOffer" in event.types
        fits = promised or (event is not None and event.kind is not EventClass.SPEECH_EVENT)
        if event is not None and fits and not _finds_the_dead(count, event):
            return event
    fitting = [e for e in events if e.kind is not EventClass.SPEECH_EVENT and _fits(count, e)]
    here = sentence_at(document, count.span.start).index
    if count.measure == "Affected" and (sick := [e for e in fitting if "DiseaseOutbreak" in e.types]):
        return min(sick, key=lambda e: min(abs(span.start - count.span.start) for span in e.mentions))
    for back in range(2 if count.measure in _HARM or _is_of_damage(count) else 1):
        near = [
            (abs(span.start - count.span.start), n, e)
            for n, e in enumerate(fitting)
            for span in e.mentions
            if sentence_at(document, span.start).index == here - back
        ]
        if near:
            return min(near)[2]
    if count.measure == "Money" and _prices_damage(count):
        told = [e for e in fitting if family(e.types[0]) == "Disaster" and e.mentions[0].start < count.span.start]
        return told[0] if len(told) == 1 else None
    if count.measure in _HARM and _is_of_a_table(count):
        harmful = [e for e in fitting if sentence_at(document, e.mentions[0].start).index <= here]
        return next((e for e in harmful if family(e.types[0]) in {"Disaster", "Violence"}), None)
    if count.measure in _HARM or _is_of_a_poll(count):
        fitting = [e for e in fitting if count.measure in _HARM or e.types[0] in _POLLS]
        lead = [e for e in fitting if sentence_at(document, e.mentions[0].start).index <= here]
        return lead[0] if len({e.key for e in lead}) == 1 else None
    return None


def _event_of_toll(count: Count, before: Sequence[Figure], events: Sequence[Event]) -> Event | None:
    """ "The Red Cross put the death toll at 31": of what was the last toll told before."""
    known = count.head.lemma_.lower() in {"toll", "count"} and is_definite(count.head)
    killed = [f for f in before if f.measure == "Killed" and f.subset_of is None]
    tolls = [f for f in killed if "toll" in f.text.lower()]  # the toll goes on to be that of what had one
    last = next(reversed(tolls or killed), None)
    if count.measure != "Killed" or not known or last is None:
        return None
    return next((e for e in events if e.key == last.event), None)


def _is_elsewhere(event: Event | None, count: Count, document: Document) -> bool:
    """True where the sentence of "the toll" tells of no event that it could be of."""
    return event is None or not _is_near(event, count, document)


def _of_the_disaster(
    count: Count, before: Sequence[Figure], events: Sequence[Event], document: Document
) -> Event | None:
    """ "Almost 20,000 were affected", "2,800 were moved to shelters": of the disaster that the tolls before are of."""
    if count.measure not in _HARM:
        return None
    told = (f for f in reversed(before) if f.measure in _HARM)
    keys = {e.key: e for e in events if family(e.types[0]) in _BEFALLS and e.modality in REALISED}
    last = next((f for f in told if f.event in keys), None)
    near = last is not None and (
        sentence_at(document, count.span.start).index - sentence_at(document, last.span.start).index <= _TOLLS_REACH
    )
    return keys[last.event] if last is not None and near else None


_TOLLS_REACH = 12
_BEFALLS = frozenset({"Disaster", "Humanitarian"})


def _is_of_damage(count: Count) -> bool:
    """ "Losses could reach 15 billion euros": of what was told the sentence before."""
    told = {t.lemma_.lower() for t in count.counted.sent}
    return count.measure == "Money" and bool(told & {"damage", "loss", "rebuild", "reconstruction"})


def _prices_damage(count: Count) -> bool:
    """ "The damage was estimated at $60 million", "caused damage of $60 million": the sum is that of the harm done."""
    preposition = count.counted.head if count.counted.dep_ == "pobj" else None
    above = preposition.head if preposition is not None else count.counted.head
    subjects = [c for c in above.children if c.dep_ in {"nsubj", "nsubjpass"}]
    return any(t.lemma_.lower() in {"damage", "damages", "loss"} for t in (above, *subjects))


def _is_of_a_table(count: Count) -> bool:
    """ "Manabi: 250 dead": a line without a verb, with a colon; it counts what the article is about first."""
    line = count.counted.sent
    return any(t.text == ":" for t in line) and not any(t.pos_ in {"VERB", "AUX"} for t in line)


def _is_of_a_poll(count: Count) -> bool:
    """ "47 percent of the votes", "won 300 seats": words of the sentence say that votes are counted."""
    told = {t.lemma_.lower() for t in count.counted.sent}
    above = count.counted.head
    verb = above.head if above.lower_ == "with" else above
    shares = told & _COUNTING or {verb.lemma_.lower(), verb.head.lemma_.lower()} & _POLLS_IN
    return count.measure in {"Votes", "Seats"} or (count.measure == "Percent" and bool(shares))


# "trailed with 23 per cent", "won 48.4 percent"
_POLLS_IN = frozenset("trail win poll garner secure lead receive".split())
_COUNTING = frozenset("vote ballot poll turnout margin round seat point runoff".split())
# whose percentages, votes and seats may be told sentences later
_POLLS = frozenset({"Election", "ReferendumOrVote"})


def _fits(count: Count, event: Event) -> bool:
    if count.measure == "Detained" and count.head.pos_ == "NOUN" and family(event.types[0]) != "Coercion":
        return False  # "six are in custody over the bombing": it held nobody
    wanted = _HARMFUL if count.measure in _HARM else _FAMILIES.get(count.measure, frozenset())
    if _finds_the_dead(count, event):
        return False
    return family(event.types[0]) in wanted and event.modality in REALISED


def _finds_the_dead(count: Count, event: Event) -> bool:
    """A search finds the dead and kills nobody, and an arrest hurts none ("four were hurt and nine were arrested")."""
    if count.measure == "Wounded":
        return event.types[0] == "ArrestOrDetention"
    return count.measure == "Killed" and event.types[0] in {"SearchAndRescue", "ArrestOrDetention"}


def _figure(
    key: str,
    count: Count,
    event: Event,
    whole: Figure | None,
    utterances: Sequence[Utterance],
    publication: PublicationDay | Unresolved,
    referents: Referents,
    document: Document,
) -> Figure:
    quantity = count.quantity
    claim = next((u for u in utterances if u.span.holds(count.span)), None)
    since, as_of = _period(event, publication)
    as_of = _day_of_toll(count, referents) or as_of
    doer = next((p.actor for p in event.participants if p.role is Role.PERPETRATOR and not p.alleged), None)
    return Figure(
        key=key,
        span=count.span,
        text=count.span.cut(document.text),
        measure=count.measure,
        value=quantity.value,
        bound=quantity.bound,
        event=event.key,
        low=quantity.low,
        high=quantity.high,
        unit=count.unit,
        population=_population(count, referents) or (whole.population if whole is not None else None),
        inflicted_by=doer if count.measure in {"Killed", "Wounded", "Captured"} else None,
        place=_place_of(count, event, referents),
        since=since,
        as_of=as_of,
        subset_of=whole.key if whole is not None else None,
        attributed_to=_source(claim, count, event, referents),
        relayed_by=claim.relayed_by if claim is not None else None,
        confidence=figure_confidence(_is_near(event, count, document)),
    )


def _source(claim: Utterance | None, count: Count, event: Event, referents: Referents) -> str | None:
    """Who gives a number: the speaker, who "put the toll at 38", or who accuses somebody of what it counts."""
    if claim is not None and claim.speakers:
        return claim.speakers[0]
    nouns = (count.head, count.counted, count.counted.head)
    verbs = [v for n in nouns for v in (n, n.head) if v.pos_ == "VERB" and v.lemma_.lower() in _TELLS]
    teller = next((key for v in verbs for t in agents_of(v) if (key := known_at(t, referents))), None)
    sentence = count.counted.sent
    accused = (p for p in event.participants if p.alleged and p.according_to)
    here = (p for p in accused if sentence.start_char <= p.evidence.start < sentence.end_char)
    return teller or next((p.according_to[0] for p in here), None)


_TELLS = frozenset("put give estimate count record confirm register report".split())


def _place_of(count: Count, event: Event, referents: Referents) -> str | None:
    """Where those counted were, if the clause of the number says another or narrower place than that of the event."""
    said = find_place(count.head, referents, violent=True)
    if said is None or (event.place is not None and said.place == event.place.place):
        return None
    return said.place


def _is_near(event: Event, count: Count, document: Document) -> bool:
    here = sentence_at(document, count.span.start).index
    return any(sentence_at(document, span.start).index == here for span in event.mentions)


def _population(count: Count, referents: Referents) -> str | None:
    counted = who_is_counted(count.counted)
    key = referents.actor_at(counted)
    return key if key is not None and not referents.actors[key].label.replace(",", "").isdigit() else None


def _day_of_toll(count: Count, referents: Referents) -> date | None:
    """The day of "the toll rose to 23 on Monday"."""
    verb = next((t for t in (count.head, *count.head.ancestors) if tells_a_toll(t)), None)
    told = (m.when for i, m in referents.times.items() if governor_of_time(referents.doc[i]) == verb)
    return next((w.start for w in told if isinstance(w, TimeInterval) and w.start == w.end), None) if verb else None


def _period(event: Event, publication: PublicationDay | Unresolved) -> tuple[date | None, date | None]:
    """A count of something going on runs from its start to the article's day; one of a past event has no day."""
    if isinstance(publication, Unresolved):
        return None, None
    day = publication.when.start
    when = event.time.when
    if event.time.ongoing:
        return (when.start if isinstance(when, TimeInterval) else None), day
    same = isinstance(when, TimeInterval) and when.start == day and when.end == day
    return None, day if same else None
