"""Mentions → Events: what happened, once each, inside one article. READ FIRST in this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from spacy.tokens import Token

from kg.events.anchoring import anchored_time
from kg.events.anniversaries import anniversary_time
from kg.events.arguments import find_participants
from kg.events.attitudes import with_attitudes
from kg.events.attribution import build_claims
from kg.events.circumstances import default_time, find_time, is_of_told_day, time_then
from kg.events.claims import Utterance, find_utterances
from kg.events.confidence import report_confidence, with_confidence
from kg.events.coreference import ANY_HAND, Cluster, cluster_mentions
from kg.events.counts import find_counts
from kg.events.counts_lengths import find_terms
from kg.events.deadlines import from_now_on, within_time
from kg.events.denotation import denotes_event, is_exchange, is_judgement, is_known, is_misread, is_spoken_of
from kg.events.distribution import told_apart, with_resumption
from kg.events.figures import build_figures, with_counted
from kg.events.happening import with_verbs_of_happening
from kg.events.headlines import in_headline
from kg.events.instruments import concerned, find_instruments
from kg.events.labels import label_of
from kg.events.manner import with_manner
from kg.events.mention import EventMention
from kg.events.modality import is_in_present, read_modality
from kg.events.narrative import Narrative, read_narrative
from kg.events.negotiations import build_negotiations
from kg.events.referents import Referents, index_referents
from kg.events.relations import anchor_since_then, relate, with_reactions
from kg.events.senses import is_of_another_sense
from kg.events.speech import cluster_speech, find_speech, is_realised_speech, speech_types
from kg.events.talks import TALKS
from kg.events.talks_company import (
    as_talks,
    with_agreed,
    with_company,
    with_mediation,
    with_sides,
    with_sides_of_deal,
)
from kg.events.topics import topic_of, topics_in, topics_of_talks, topics_said
from kg.events.types import class_of, family, is_violent, type_labels
from kg.events.voices import with_voices
from kg.events.whereabouts import find_place
from kg.model import (
    REALISED,
    Actor,
    ActorType,
    Claim,
    DateBasis,
    Document,
    Event,
    EventClass,
    Events,
    EventTime,
    Figure,
    Instrument,
    Mentions,
    Modality,
    Participation,
    Place,
    Polarity,
    Precision,
    PublicationDay,
    Role,
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    TopicMention,
    TriggerMention,
    Unresolved,
)
from kg.sentences import sentence_at
from kg.syntax import text_of

_PRECISIONS = list(Precision)


def build_events(document: Document, mentions: Mentions) -> Events:
    """Events, claims and figures of an article, with the actors that take part in them.

    Pure: the same document and mentions give the same events with the same keys.
    """
    named = index_referents(document, mentions)
    instruments = find_instruments(document, named)  # before a plan that "calls for" something is a voice
    mentions = replace(mentions, actors=with_voices(document, named, {t.head: t.types[0] for t in mentions.triggers}))
    referents = index_referents(document, mentions)
    utterances, unclear = find_utterances(document, mentions.quotes, referents)
    spoken = {u.verb for u in utterances if u.verb is not None and u.speakers}
    happenings = as_talks(
        [
            m
            for m in _event_mentions(document, mentions, instruments, referents)
            if not (m.head in spoken and m.types[0] in speech_types())
        ]
    )
    talks = [m for m in happenings if set(m.types) & TALKS]
    others = with_verbs_of_happening([m for m in happenings if not set(m.types) & TALKS], document.tokens)
    narrative = read_narrative(mentions.times, mentions.publication, utterances, referents)
    drafts = [
        *with_company(build_negotiations(talks, mentions.publication, referents), referents),
        *(
            _event(f"h{n}", c, mentions, narrative, speech=False)
            for n, c in enumerate(cluster_mentions(others, referents), 1)
        ),
        *(
            _event(f"s{n}", c, mentions, narrative, speech=True)
            for n, c in enumerate(_speech(document, utterances, mentions, happenings, referents), 1)
        ),
    ]
    drafts = with_reactions(
        with_agreed(with_sides(with_sides_of_deal(drafts, document, referents)), document, referents), document
    )
    related = relate(anchor_since_then(with_mediation(drafts, document), document), document, referents)
    events = _labelled(_keyed(related), mentions)
    counts = (*find_counts(document, mentions.quantities), *find_terms(document, mentions.times))
    figures, left_out = build_figures(counts, events, utterances, mentions.publication, referents, document)
    events = with_confidence(with_counted(events, figures), document)
    claims = build_claims(
        with_attitudes(document, utterances, referents, {m.head for m in happenings}),
        events,
        instruments,
        document,
        referents,
    )
    actors = tuple(_taking_part(mentions.actors, events, claims, figures))
    return Events(tuple(events), claims, figures, instruments, actors, (*unclear, *left_out))


# ---------------------------------------------------------------------------------------------- event mentions


def _event_mentions(
    document: Document, mentions: Mentions, instruments: tuple[Instrument, ...], referents: Referents
) -> Iterator[EventMention]:
    quoted = [quote.span for quote in mentions.quotes]
    triggers = list(with_manner(mentions.triggers, document.tokens))
    verbs = {t.head for t in triggers if t.types[0] in {"AgreementSigned", "AgreementReached"}}
    for trigger in triggers:
        head = document.tokens[trigger.head]
        said = any(span.holds(trigger.span) for span in quoted)
        if (
            denotes_event(head)
            and not is_misread(trigger.entry, head)
            and not is_of_another_sense(trigger.types[0], head)
            and not _is_signed(trigger, head, verbs)
            and not is_judgement(head, quoted=said)
        ):
            told = _event_mention(document, trigger, head, instruments, referents, quoted, mentions.publication)
            for one in told_apart(told, referents):
                yield from with_resumption(one, referents, mentions.publication)


def _is_signed(trigger: TriggerMention, noun: Token, verbs: Set[int]) -> bool:
    """ "an interim agreement was signed": what is signed is no second agreement beside the signing."""
    if trigger.types[0] not in {"AgreementReached", "BusinessDeal"} or noun.pos_ == "VERB":
        return False
    above = noun.dep_ in {"dobj", "nsubjpass"} and noun.head.i in verbs
    return above or any(c.dep_ == "acl" and c.i in verbs for c in noun.children)


# "joined the talks on Saturday": the day is not that of the talks
_COMES_AND_GOES = frozenset({"join", "leave", "quit", "rejoin", "boycott", "enter"})
# "the siege of X", "the evacuation of X": the place is what it is done to
_TAKES_A_PLACE = frozenset(
    {
        "SiegeOrBlockade",
        "EvacuationCarriedOut",
        "WithdrawalOfForces",
        "Deployment",
        "AidDelivery",
        "HumanitarianAccess",
        "Visit",
    }
)


def _event_mention(
    document: Document,
    trigger: TriggerMention,
    head: Token,
    instruments: tuple[Instrument, ...],
    referents: Referents,
    quoted: Sequence[Span],
    publication: PublicationDay | Unresolved,
) -> EventMention:
    types = ("CaptiveAndPrisonerExchange",) if is_exchange(head, trigger.types) else trigger.types
    modality, polarity = read_modality(head, types[0])
    if "attempt" in trigger.entry and modality is Modality.OCCURRED:
        modality = Modality.ATTEMPTED
    # a war that is only named, or a verdict that is annulled, is not of the sentence's day
    named = "War" in types and head.dep_ not in {"nsubj", "nsubjpass", "dobj"}
    joined = head.dep_ == "dobj" and head.head.tag_ == "VBD" and head.head.lemma_.lower() in _COMES_AND_GOES
    joined = joined and not is_violent(types[0])  # who "joined the raids in May" bombed in May
    reach = 1 if named or joined or (not set(types) & TALKS and is_spoken_of(head)) else 9
    time = find_time(head, referents, modality, publication, reach)
    if (time is None or is_in_present(head)) and (
        ahead := _time_to_come(head, modality, referents, publication)
    ) is not None:
        time, modality = ahead, Modality.EXPECTED
    talks = bool(set(types) & TALKS)
    when = _clause_time(head, time, referents)
    if "War" in types and modality is Modality.ONGOING and head.head.lemma_.lower() in _OUTBREAKS:
        when = _open_end(when)
    if modality in REALISED:
        when = anchored_time(head, referents, publication) or when
    return EventMention(
        head.i,
        trigger.span,
        sentence_at(document, trigger.span.start).index,
        types,
        class_of(types),
        modality,
        polarity,
        _put_off(when) if modality is Modality.POSTPONED else when,
        find_place(head, referents, violent=is_violent(types[0]) or types[0] in _TAKES_A_PLACE),
        find_participants(head, types, referents, frozenset(trigger.entry.split(" (")[0].split()[1:])),
        topics_of_talks(head) if talks else _topics(trigger, head, modality),
        concerned(head, instruments),
        definite=is_known(head),
        indefinite=any(c.lower_ in {"a", "an", "another", "new", "second", "separate"} for c in head.children),
        words=trigger.span.cut(document.text).lower(),
        quoted=any(span.holds(trigger.span) for span in quoted),
        headline=in_headline(document, trigger.span),
    )


def _time_to_come(
    head: Token, modality: Modality, referents: Referents, publication: PublicationDay | Unresolved
) -> TimeMention | None:
    """ "The campaign for elections on 25 June", "the conference opens on Monday": told as a fact, and yet to come."""
    reaches = (
        (0, modality is Modality.OCCURRED and head.pos_ == "NOUN"),
        (3, modality in REALISED and is_in_present(head)),
        (2, modality is Modality.OCCURRED and _is_set(head)),
    )
    for reach, may_be in reaches:
        ahead = find_time(head, referents, Modality.EXPECTED, publication, reach) if may_be else None
        if ahead is not None and _is_to_come(ahead, publication):
            return ahead
    return None


def _is_set(head: Token) -> bool:
    """ "No date has been set", but "the hearing was fixed for 3 June"."""
    verb = head.head
    fixed = head.dep_ == "nsubjpass" and verb.lemma_.lower() in {"set", "schedule", "slate", "fix", "plan"}
    return fixed and any(c.dep_ == "prep" and c.lower_ == "for" for c in verb.children)


_OUTBREAKS = frozenset({"break", "begin", "start", "erupt"})


def _open_end(time: EventTime | None) -> EventTime | None:
    """ "since war broke out in 2013": it began then and goes on."""
    when = time.when if time is not None else None
    if time is None or not isinstance(when, TimeInterval) or when.start is None or when.end is None:
        return time
    return replace(
        time, when=TimeInterval(when.start, None, when.precision, f"{when.edtf}/..", when.zone), ongoing=True
    )


def _is_to_come(mention: TimeMention, publication: PublicationDay | Unresolved) -> bool:
    if isinstance(publication, Unresolved) or not isinstance(mention.when, TimeInterval):
        return False
    last = publication.when.end or publication.when.start
    return last is not None and mention.when.start is not None and mention.when.start > last


def _topics(trigger: TriggerMention, head: Token, modality: Modality) -> tuple[TopicMention, ...]:
    """What the type itself is about; else, of what is only planned, what its words name."""
    own = topic_of(trigger.types[0], trigger.span)
    return own or (topics_in(head) if modality not in REALISED else ())


def _put_off(time: EventTime | None) -> EventTime | None:
    """ "was put off until Monday": its day is now that one."""
    when = time.when if time is not None else None
    if time is None or not isinstance(when, TimeInterval) or when.start is not None or when.end is None:
        return time
    return replace(time, when=TimeInterval(when.end, when.end, Precision.DAY, str(when.end), when.zone))


def _clause_time(head: Token, time: TimeMention | None, referents: Referents) -> EventTime | None:
    """The time of the clause; an anniversary dates its event unless the event has a calendar date beside it."""
    own = time_then(time, head, referents) if time is not None else None
    guessed = own is not None and own.basis is DateBasis.CONTEXT and time is not None and time.kind is TimexKind.TIME
    if guessed and time is not None and not is_of_told_day(time, referents):
        return None  # an hour whose day is only guessed
    if own is not None and own.basis is DateBasis.STATED:
        return own
    return anniversary_time(head, referents) or own


def _speech(
    document: Document,
    utterances: Sequence[Utterance],
    mentions: Mentions,
    happenings: Sequence[EventMention],
    referents: Referents,
) -> list[tuple[EventMention, ...]]:
    heads = {m.head for m in happenings}
    found = find_speech(document, utterances, mentions.publication, referents, heads)
    said = {u.verb: u.span for u in reversed(utterances) if u.verb is not None}
    told = [replace(m, topics=topics_said(document.tokens[m.head], said.get(m.head))) for m in found]
    return cluster_speech([m for m in told if is_realised_speech(m)])


# ------------------------------------------------------------------------------------------- cluster → event


def _event(key: str, cluster: Cluster, mentions: Mentions, narrative: Narrative, *, speech: bool) -> Event:
    """One event of the mentions of a cluster: what each says, the finest time, all who took part."""
    cluster = _neutral(cluster)
    lead = _lead(cluster)
    modality = _modality(cluster, lead)
    known = _is_taken_for_known(cluster, lead, narrative) and not (speech and narrative.is_fresh(lead))
    today = modality is Modality.OCCURRED and not known and not (speech and narrative.is_background(lead))
    told = narrative.day_of(lead, speech=speech) if today else None
    soon = within_time(lead, text_of(narrative.doc), mentions.times, mentions.publication, modality)
    time = _time(cluster) or soon or told or default_time(modality, mentions.publication, speech=speech and today)
    time = from_now_on(time, modality, mentions.publication)
    types = _types(cluster, lead)
    return Event(
        key,
        EventClass.SPEECH_EVENT if speech and _has_speaker(cluster) else class_of(types),
        types,
        "",
        modality,
        Polarity.NEGATIVE if modality is Modality.DENIED else lead.polarity,
        _over_by_now(_going_on(time, modality, mentions.publication), modality, types),
        lead.span,
        tuple(dict.fromkeys(m.span for m in cluster)),
        next((m.place for m in (lead, *cluster) if m.place is not None), None),
        _without_any_hand(_participants(cluster), mentions.actors),
        tuple({t.code: t for m in cluster for t in m.topics}.values()),
        tuple(dict.fromkeys(i for m in cluster for i in m.concerns)),
        confidence=_confidence(cluster, time),
    )


def _confidence(cluster: Cluster, time: EventTime) -> float:
    """How well a report is founded: by how much its clause says."""
    told = [
        any(m.participants for m in cluster),
        time.text is not None,
        any(m.place for m in cluster),
        len(cluster) > 1,
        not any(m.quoted for m in cluster),
    ]
    return report_confidence(sum(told))


def _has_speaker(cluster: Cluster) -> bool:
    return any(p.role is Role.SPEAKER for m in cluster for p in m.participants)


def _neutral(cluster: Cluster) -> Cluster:
    """Deaths that nobody is said to have caused are no attack."""
    harmed = all(m.types == ("ArmedAttack",) and m.words.split(" ")[0] in _HARMS for m in cluster)
    if not harmed or any(p.role is Role.PERPETRATOR for m in cluster for p in m.participants):
        return cluster
    return tuple(replace(m, types=("Death",), kind=EventClass.EVENT) for m in cluster)


_OUTCOMES = frozenset({"IllnessOrInjury"})
# a suicide attack is by a bomb, and a bomb is an explosion
_KINDS_OF_BLAST = {"SuicideAttack": ("BombOrIed", "Explosion"), "BombOrIed": ("Explosion",)}
_HARMS = frozenset("kill kills killed killing wound wounds wounded wounding injure injures injured injuring".split())


def _lead(cluster: Cluster) -> EventMention:
    """The mention that names the event best: in the text, by a word of its own before one of harm; the first."""

    def named(m: EventMention) -> tuple[bool, bool, int]:
        harm = m.types[0] == "Death" or (m.types[0] == "ArmedAttack" and bool(m.participants))
        return not m.headline, not harm, -m.span.start

    return max(cluster, key=named)


def _types(cluster: Cluster, lead: EventMention) -> tuple[str, ...]:
    special = [t for m in (lead, *cluster) for t in m.types if t != "ArmedAttack"]
    if {family(t) for t in lead.types} & {"Disaster", "Violence"}:  # what came of it is no second kind
        special = [t for t in special if t not in _OUTCOMES or t in lead.types]
    general = [t for m in cluster for t in m.types if t == "ArmedAttack"]
    told = [m for m in cluster if m.words.split(" ")[0] not in _HARMS]
    named = bool(told) and "ArmedAttack" in told[0].types and any("ArmedAttack" in m.types and m.definite for m in told)
    types = [*general[:1], *special] if named else special or general
    types = [t for t in types if t not in _KINDS_OF_BLAST.get(lead.types[0], ())]
    types.sort(key=lambda t: t != "CaptiveAndPrisonerExchange")  # the exchange holds the releases
    return tuple(dict.fromkeys(types))[:3]


def _modality(cluster: Cluster, lead: EventMention) -> Modality:
    realised = [m.modality for m in cluster if m.modality in REALISED]
    if any(m.modality is Modality.OCCURRED and m.words in _ACCOMPLISHED for m in cluster):
        return Modality.OCCURRED  # "the murder ... he was trying to impress her by killing him"
    for modality in (Modality.ATTEMPTED, Modality.ONGOING):
        if modality in realised and (
            modality is Modality.ATTEMPTED or "War" in lead.types or lead.modality is modality
        ):
            return modality
    return realised[0] if realised else lead.modality


_ACCOMPLISHED = frozenset({"assassination", "assassinated", "murder", "murdered", "slaying", "homicide"})


def _time(cluster: Cluster) -> EventTime | None:
    own = [m for m in cluster if "War" in m.types and m.time is not None]  # a toll "since May" is not when war began
    if not own and any("War" in m.types for m in cluster):
        cluster = tuple(m for m in cluster if not _is_toll_of_a_while(m))
    dated = [m.time for m in own or cluster if m.time is not None and isinstance(m.time.when, TimeInterval)]
    unresolved = [m.time for m in own or cluster if m.time is not None]
    if dated:
        return min(dated, key=lambda t: _PRECISIONS.index(t.when.precision) if isinstance(t.when, TimeInterval) else 99)
    return unresolved[0] if unresolved else None


def _is_toll_of_a_while(mention: EventMention) -> bool:
    """ "1,660 were killed in the first half of 2017": of a war that was there before and after."""
    when = mention.time.when if mention.time is not None else None
    closed = isinstance(when, TimeInterval) and when.start is not None and when.end is not None
    return closed and mention.words.split(" ")[0] in _HARMS


def _going_on(time: EventTime, modality: Modality, publication: PublicationDay | Unresolved) -> EventTime:
    """What goes on is attested up to the article's day."""
    ongoing = time.ongoing or modality is Modality.ONGOING
    when = time.when
    last = None if isinstance(publication, Unresolved) else publication.when.end
    open_end = ongoing and isinstance(when, TimeInterval) and when.end is None and when.start is not None
    if open_end and isinstance(when, TimeInterval) and last is not None and when.start and when.start <= last:
        when = replace(when, end=last)
    return replace(time, when=when, ongoing=ongoing)


def _is_taken_for_known(cluster: Cluster, lead: EventMention, narrative: Narrative) -> bool:
    """ "The bombing in Lima killed 20": first named as what readers know, and so of no day of the news."""
    named = narrative.doc[lead.head].pos_ == "NOUN" and lead.definite and is_violent(lead.types[0])
    return all(m.definite for m in cluster) or (named and not any(m.indefinite for m in cluster))


_MOMENTS = frozenset(
    "ArrestOrDetention ArmedAttack Homicide Death BombOrIed AirOrDroneStrike Explosion Demonstration Meeting Visit "
    "AbductionOrCaptiveTaking Deportation Massacre ChargeOrIndictment AgreementSigned".split()
)


def _over_by_now(time: EventTime, modality: Modality, types: tuple[str, ...]) -> EventTime:
    """ "had been arrested in several states since 1990": at some time between then and now, and not all the while."""
    when = time.when
    if not time.ongoing or modality is not Modality.OCCURRED or types[0] not in _MOMENTS:
        return time
    if not isinstance(when, TimeInterval) or when.end is None or not when.edtf.endswith("/.."):
        return time
    return replace(time, when=replace(when, edtf=f"{when.edtf[:-3]}/{when.end}"), ongoing=False)


def _participants(cluster: Cluster) -> tuple[Participation, ...]:
    """All who take part, each once a role; who is named as victim or survivor is not also named as plain target."""
    found: dict[tuple[Role, str], Participation] = {}
    for mention in cluster:
        for p in mention.participants:
            known = found.get((p.role, p.actor))
            stated = known is not None and known.alleged and not p.alleged
            if known is None or stated or (known.outcome is None and p.outcome is not None):
                found[p.role, p.actor] = p
    harmed = {p.actor for p in found.values() if p.role is Role.VICTIM}
    doers = {p.actor for p in found.values() if p.role is Role.PERPETRATOR}
    return tuple(
        p
        for p in found.values()
        if not (p.role is Role.TARGET and p.actor in harmed)
        and not (p.role in {Role.VICTIM, Role.TARGET, Role.ACTOR} and p.actor in doers)
    )


def _without_any_hand(taking: tuple[Participation, ...], actors: Sequence[Actor]) -> tuple[Participation, ...]:
    """ "A suicide bomber killed nine. The attacker set off his belt": he is not named twice."""
    doers = {p.actor for p in taking if p.role is Role.PERPETRATOR}
    vague = {a.key for a in actors if a.key in doers and a.label.lower() in ANY_HAND} if len(doers) > 1 else set()
    return tuple(p for p in taking if p.actor not in vague or vague == doers)


# ------------------------------------------------------------------------------------------------- finishing


def _keyed(events: Sequence[Event]) -> list[Event]:
    """Keys ``e1`` ... in the order of first mention; links between events follow."""
    ordered = sorted(events, key=lambda e: (e.mentions[0], _KIND_ORDER.index(e.kind), e.key))
    keys = {event.key: f"e{n}" for n, event in enumerate(ordered, start=1)}

    def renamed(key: str | None) -> str | None:
        return keys.get(key) if key is not None else None

    return [
        replace(
            e,
            key=keys[e.key],
            part_of=renamed(e.part_of),
            follows=renamed(e.follows),
            during=renamed(e.during),
            reaction_to=renamed(e.reaction_to),
        )
        for e in ordered
    ]


_KIND_ORDER = [
    EventClass.NEGOTIATION_PROCESS,
    EventClass.NEGOTIATION_ROUND,
    EventClass.NEGOTIATION_SESSION,
    EventClass.VIOLENT_EVENT,
    EventClass.EVENT,
    EventClass.SPEECH_EVENT,
]


def _labelled(events: Sequence[Event], mentions: Mentions) -> list[Event]:
    actors: Mapping[str, Actor] = {actor.key: actor for actor in mentions.actors}
    places: Mapping[str, Place] = {place.key: place for place in mentions.places}
    return [replace(e, label=label_of(e, type_labels(), actors, places)) for e in events]


def _taking_part(
    actors: Sequence[Actor], events: Sequence[Event], claims: Sequence[Claim], figures: Sequence[Figure]
) -> Iterator[Actor]:
    """Named actors, and of the others those that something refers to."""
    used = {key for e in events for p in e.participants for key in (p.actor, *p.according_to)}
    used |= {key for c in claims for key in (*c.speakers, c.relayed_by, c.addressed_to) if key}
    used |= {key for f in figures for key in (f.population, f.inflicted_by, f.attributed_to, f.relayed_by) if key}
    used |= {a.other for actor in actors for a in actor.affiliations if a.other and (actor.named or actor.key in used)}
    return (a for a in actors if a.named or a.key in used or a.type is ActorType.DELEGATION)
