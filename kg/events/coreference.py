"""Brings together the mentions of one happening inside an article.

Verbs of harm belong to the event that does the harm ("an attack that killed five", "killed ten in attacks"). Other
mentions join an earlier event of a like type when nothing they say speaks against it and something speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.events.circumstances import ORDINAL_WORDS, compatible, tells_when
from kg.events.deaths import is_same_death
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.types import family
from kg.events.whereabouts import contains, is_in_several
from kg.model import REALISED, ActorType, Modality, PlaceType, Precision, Role, TimeInterval
from kg.syntax import is_definite

_HARM = frozenset(
    "kill infect sicken wound injure die murder maim take abduct kidnap drown perish sink lose explode detonate".split()
)
_WOUNDS = frozenset({"shoot", "stab", "strangle", "behead"})
_TOLLS = frozenset({"death", "fatality", "casualty"})
_CAUSE_REACH = 3
# an article rarely tells of two of these without saying "another"
_ONE_AT_A_TIME = frozenset(
    "War Earthquake Election Storm Flood Wildfire Coup Ceasefire WarEnds IndustrialAccident".split()
)
_GENERAL = frozenset({"ArmedAttack", "War", "Death", "Homicide"})
# an exchange is told as the release of either side's people
_RELEASES = frozenset({"CaptiveAndPrisonerExchange", "ReleaseOfCaptives", "ReleaseOfPrisoners"})
# a court's decision is told as verdict, judgment and sentence in turn
_JUDGEMENTS = frozenset({"CourtRuling", "ConvictionOrSentence"})
# a bomb goes off, is set off and is a blast
_BLASTS = frozenset({"SuicideAttack", "BombOrIed", "Explosion", "VehicleBomb"})
_PERSONAL = (Role.ACTOR, Role.TARGET, Role.BENEFICIARY)
_DOERS = frozenset({Role.PERPETRATOR, Role.PROPOSER, Role.SPEAKER, Role.SUPPORTER})
_HOST_FAMILIES = frozenset({"Humanitarian", "Violence", "Disaster", "Protest", "Coercion"})

Cluster = tuple[EventMention, ...]


def cluster_mentions(mentions: Sequence[EventMention], referents: Referents) -> list[Cluster]:
    """Mentions of the same event, in the order of the text; each mention in one cluster."""
    by_head = {mention.head: mention for mention in mentions}
    hosts = {m.head: at for m in mentions if (at := _host(m, by_head, referents.doc)) is not None}
    hosts |= {m.head: told for m in mentions if m.head in hosts and (told := _told_death(m, mentions, referents))}
    clusters: list[list[EventMention]] = []
    place_of: dict[int, list[EventMention]] = {}
    said = {mention.head: mention for mention in mentions}
    for mention in sorted(_dated_by_outcome(mentions, hosts), key=lambda m: (m.head in hosts, m.headline, m.span)):
        host = place_of.get(_last_host(mention.head, hosts))
        known = host if host is not None else _antecedent(mention, clusters, referents)
        if known is None:
            known = []
            clusters.append(known)
        known.append(mention)
        place_of[mention.head] = known
    return [tuple(sorted((said[m.head] for m in cluster), key=lambda m: m.span)) for cluster in clusters]


def _told_death(mention: EventMention, mentions: Sequence[EventMention], referents: Referents) -> int | None:
    """ "Skirmishes broke out. Jan Novak's death ...": not of the skirmishes, if the article has told how he died."""
    before = (m for m in mentions if m.head < mention.head and not m.headline)
    return next((m.head for m in before if is_same_death(mention, m, referents)), None)


def _dated_by_outcome(mentions: Sequence[EventMention], hosts: Mapping[int, int]) -> Iterator[EventMention]:
    """ "Shelling of the port killed five on Saturday": the day of the deaths is that of the shelling."""
    days = {_last_host(m.head, hosts): m.time for m in mentions if m.head in hosts and m.time is not None}
    for mention in mentions:
        bare = mention.time is None and mention.head not in hosts
        yield replace(mention, time=days.get(mention.head)) if bare else mention


def _last_host(head: int, hosts: Mapping[int, int]) -> int:
    seen = {head}
    while head in hosts and hosts[head] not in seen:
        head = hosts[head]
        seen.add(head)
    return head


# ----------------------------------------------------------------------------------------------- harm and host


def _host(mention: EventMention, by_head: dict[int, EventMention], doc: Doc) -> int | None:
    """The head of the event that a verb of harm tells the outcome of, or that a verb of happening tells itself."""
    verb = doc[mention.head]
    if mention.happens_to is not None:
        return mention.happens_to
    if mention.modality not in REALISED or mention.types[0] == "WeaponsIntercepted":
        return None  # "nobody was killed in the fire" is no outcome of the fire
    if verb.lemma_ == "take" and family(mention.types[0]) not in _HOST_FAMILIES:
        return None  # "took office after the assassination"
    if verb.lemma_.lower() in _TOLLS and verb.pos_ == "NOUN":
        return _told_cause(mention, by_head, doc)
    if verb.lemma_ == "sink" and mention.types[0] == "TransportAccident":
        return None  # "the ferry sank" tells news of its own
    if _befalls(mention, verb):
        return _told_cause(mention, by_head, doc)
    shot = verb.lemma_.lower() in _WOUNDS or mention.words.endswith("fire")
    if verb.pos_ != "VERB" or not (shot or verb.lemma_.lower() in _HARM):
        return None
    for token in _possible_hosts(verb):
        other = by_head.get(token.i)
        hosting = other is not None and other is not mention and family(other.types[0]) in _HOST_FAMILIES
        hosting = hosting and other is not None and other.types[0] not in _HELPS  # nobody dies of it
        if other is not None and (_by_others(mention, other) or _is_outcome(other, token)):
            continue
        causes = other is not None and other.types[0] in _CAUSES_HARM and verb.lemma_.lower() not in _BURSTS
        if hosting and (token.lemma_.lower() not in _HARM or token.i < verb.i or causes):
            return int(token.i)
    return None if shot else _told_cause(mention, by_head, doc)


_HELPS = frozenset({"EvacuationCarriedOut", "SearchAndRescue"})
# "died when a boiler exploded", "drowned after a ferry sank"
_CAUSES_HARM = frozenset({"TransportAccident", "IndustrialAccident", "Explosion", "BombOrIed"})
_BURSTS = frozenset({"explode", "detonate"})


def _is_outcome(other: EventMention, verb: Token) -> bool:
    """ "bombed a convoy, destroying 12 trucks and killing nine": those were killed by the bombing."""
    return other.types[0] == "PropertyDestruction" and verb.dep_ == "advcl" and verb.tag_ == "VBG"


def _befalls(mention: EventMention, verb: Token) -> bool:
    """ "nine were taken to hospital": what a disaster or attack has done, by no hand."""
    treated = verb.pos_ == "VERB" and mention.types[0] == "IllnessOrInjury" and "hospital" in mention.words
    return treated and not any(p.role in {Role.PERPETRATOR, Role.ACTOR} for p in mention.participants)


def _by_others(one: EventMention, other: EventMention) -> bool:
    """ "killed three before he was shot by police": done by others, so no part of it."""
    mine = {p.actor for p in one.participants if p.role is Role.PERPETRATOR}
    theirs = {p.actor for p in other.participants if p.role is Role.PERPETRATOR}
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _told_cause(mention: EventMention, by_head: dict[int, EventMention], doc: Doc) -> int | None:
    """The disaster or attack told just before, for harm that names neither doer nor cause ("20 people were killed")."""
    if any(p.role is Role.PERPETRATOR for p in mention.participants):
        return None
    it = {
        c.lower_ for c in doc[mention.head].children if c.dep_ == "nsubj"
    } & _THINGS  # "one of them killed two people"
    then = _clause_of_then(doc[mention.head])
    causes = [
        other.head
        for other in by_head.values()
        if (then is None or doc[other.head] in then.subtree)
        and (other.head < mention.head or (other.sentence == mention.sentence and _is_beside(doc[other.head])))
        and 0 <= mention.sentence - other.sentence <= (1 if it else _CAUSE_REACH)
        and (
            doc[other.head].pos_ != "VERB"
            or other.types[0] in _BY_NO_HAND
            or (other.sentence == mention.sentence and _is_before_semicolon(doc[other.head], mention.head))
            or mention.types[0] == "IllnessOrInjury"
            or (it and doc[other.head].lemma_.lower() not in _HARM)
        )
        and family(other.types[0]) in {"Disaster", "Violence"}
        and other.types[0] not in _HELPS
        and other.modality in REALISED
        and compatible(other.time, mention.time)
        and not (_is_of_a_year(mention) and other.time is None and other.sentence != mention.sentence)
    ]
    if not it and any(c.dep_ == "nsubjpass" for c in doc[mention.head].children):  # "seven people were killed"
        causes = [head for head in causes if not _is_aftershock(by_head[head])]
    causes = causes if causes or it else _the_one_disaster(mention, by_head, doc)
    causes = [head for head in causes if not _is_in_aside(doc[head])] or causes
    accidents = [head for head in causes if by_head[head].types[0] in _BY_NO_HAND]
    fires = causes and by_head[max(causes)].types[0] == "Fire"  # "the plane crashed and burst into flames"
    return max(accidents) if fires and accidents else max(causes, default=None)


def _is_before_semicolon(verb: Token, harm: int) -> bool:
    """ "Soldiers clashed with rebels in May; four marines were killed"."""
    return verb.i < harm and any(t.text == ";" for t in verb.doc[verb.i : harm])


def _is_in_aside(noun: Token) -> bool:
    """ "as helicopters reached villages cut off by landslides": not what the sentence tells of."""
    return noun.dep_ == "pobj" and noun.head.dep_ == "agent" and noun.head.head.dep_ in {"acl", "relcl"}


def _the_one_disaster(mention: EventMention, by_head: dict[int, EventMention], doc: Doc) -> list[int]:
    """ "Some 72 people died in India", sentences after the quake: of the disaster, where the article tells of one."""
    told = [
        m
        for m in by_head.values()
        if m.types[0] in _NATURAL and m.modality in REALISED and not _is_aftershock(m) and not _is_in_aside(doc[m.head])
    ]
    before = [m for m in told if m.head < mention.head and doc[m.head].pos_ != "VERB"]
    alone = len({m.types[0] for m in told}) == 1 and not any(m.time and _is_of_a_year(m) for m in told)
    undated = mention.time is None and mention.place is None
    return [before[0].head] if before and alone and undated and mention.types[0] in {"Death", "ArmedAttack"} else []


_NATURAL = frozenset("Earthquake Flood Storm Wildfire Tsunami VolcanicEruption TransportAccident".split())
_BY_NO_HAND = frozenset({"TransportAccident", "IndustrialAccident", "Explosion"})


def _clause_of_then(verb: Token) -> Token | None:
    """ "the worst since 2003, when 250 people died": they died of what that clause tells, not of the news."""
    while verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        verb = verb.head
    dated = verb.dep_ == "relcl" and any(c.lower_ == "when" for c in verb.children)
    return verb if dated and verb.head.pos_ in {"NUM", "PROPN"} else None


def _is_beside(noun: Token) -> bool:
    """ "The toll stood at 78, with 40 wounded, after a blast in Lagos"."""
    return noun.dep_ == "pobj" and noun.head.lower_ in {"after", "following", "in", "from"}


_THINGS = frozenset({"it", "one", "another", "others", "this", "that"})


def _possible_hosts(verb: Token) -> list[Token]:
    """Subjects and antecedents, nouns in the verb's own prepositional phrases, and the verbs it is joined to."""
    found = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}] or _gerunds_before(verb)
    found += [verb.head] if verb.dep_ in {"relcl", "acl"} else []
    for preposition in (c for c in verb.children if c.dep_ in {"prep", "agent"}):
        found += [g for g in preposition.children if g.dep_ in {"pobj", "pcomp"}]
    found += [g for t in found if t.lemma_ in _STRETCHES for c in t.children if c.lower_ == "of" for g in c.children]
    found += [g for token in found for g in token.conjuncts]
    if verb.dep_ in {"relcl", "advcl"} and any(c.lower_ == "when" for c in verb.children):
        begun = verb.head if verb.dep_ == "advcl" else next((t for t in verb.ancestors if t.pos_ == "VERB"), verb.head)
        found += [c for c in begun.children if c.dep_ == "nsubj" and begun.lemma_ in _BEGINS]
    if verb.dep_ == "relcl" and any(c.lower_ in {"where", "who"} for c in verb.children):
        found += [t for t in verb.ancestors if t.pos_ == "NOUN"][:3]  # "genocide in X, where troops killed ..."
    if verb.dep_ in {"conj", "advcl", "ccomp", "xcomp"}:
        found += [verb.head, *_possible_hosts(verb.head)] if verb.head.pos_ in {"VERB", "AUX"} else [verb.head]
    found += [t for c in verb.children if c.dep_ == "advcl" for t in (c, *(c.conjuncts if tells_when(c) else ()))]
    since = (c for c in verb.children if c.dep_ == "advcl" and any(m.lower_ == "since" for m in c.children))
    found += [g for c in since for g in c.children if g.dep_ == "nsubj"]  # "killed since the war began"
    conjuncts = [c for c in verb.children if c.dep_ == "conj"]
    # "... and five hurt when police fired", "41 drowned and dozens are missing after a ferry sank"
    found += [g for c in conjuncts for g in c.children if tells_when(g) or _is_told_with_after(g)]
    conjuncts += [g for c in conjuncts for g in c.children if g.dep_ == "acl"]  # "were killed and 40 wounded by ..."
    later = (
        g for c in conjuncts for g in c.children if g.dep_ == "advcl" and any(m.lower_ == "since" for m in g.children)
    )
    found += [s for g in later for s in g.children if s.dep_ == "nsubj"]  # "killed and 40 hurt since war broke out"
    for joined in (c for c in conjuncts if c.pos_ in {"VERB", "ADJ"}):
        for preposition in (c for c in joined.children if c.dep_ in {"prep", "agent"}):
            found += [g for g in preposition.children if g.dep_ == "pobj"]
    return found


def _is_told_with_after(clause: Token) -> bool:
    return clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "after" for c in clause.children)


def _gerunds_before(verb: Token) -> list[Token]:
    """ "a day after shelling of the port killed five": the parser takes the subject for the object of "after"."""
    days = [c for c in verb.lefts if c.dep_ == "npadvmod"] if verb.tag_ == "VBD" else []
    marks = [m for day in days for m in day.children if m.lower_ in {"after", "before"} and m.dep_ == "prep"]
    return [g for mark in marks for g in mark.children if g.dep_ == "pcomp" and g.tag_ == "VBG"]


# "died in two days of fighting"
_STRETCHES = frozenset(
    {"day", "week", "month", "year", "night", "hour", "wave", "series", "spate", "outbreak", "round"}
)


# "the attack began when a man opened fire"
_BEGINS = frozenset({"begin", "start", "happen", "occur", "erupt", "come"})


# --------------------------------------------------------------------------------------------------- antecedents


def _antecedent(
    mention: EventMention, clusters: Sequence[list[EventMention]], referents: Referents
) -> list[EventMention] | None:
    """The most recent cluster that the mention can join, and has a reason to."""
    if mention.headline:
        dead = (c for c in clusters if any(is_same_death(mention, m, referents) for m in c))
        return next(dead, None) or next((c for c in clusters if _heads(mention, c, referents)), None)
    for cluster in sorted(clusters, key=lambda c: _nearness(c, mention, referents), reverse=True):
        if any(is_same_death(mention, other, referents) for other in cluster):
            return cluster
        if all(_can_join(mention, other, referents) for other in cluster) and _has_reason(mention, cluster, referents):
            return cluster
    return None


def _nearness(
    cluster: Sequence[EventMention], mention: EventMention, referents: Referents
) -> tuple[bool, int, int, int]:
    """The sentence of the last mention before; in one sentence what its main clause tells comes before the rest.

    "The putsch", after a failed coup of years ago, is the news again: another word for what is nearer in time.
    """
    last = max((m for m in cluster if m.head < mention.head or m is cluster[0]), key=lambda m: m.head)
    head = referents.doc[last.head]
    depth = sum(t.dep_ in {"advcl", "relcl", "acl"} for t in (head, *head.ancestors))
    same_word = any(_akin(_lemma(mention, referents), _lemma(m, referents)) for m in cluster)
    bygone = mention.definite and mention.time is None and not same_word and all(_is_of_a_year(m) for m in cluster)
    return not bygone, last.sentence, -depth, last.head


def _is_of_a_year(mention: EventMention) -> bool:
    when = mention.time.when if mention.time is not None else None
    return isinstance(when, TimeInterval) and when.precision in {Precision.YEAR, Precision.MONTH}


def _heads(headline: EventMention, cluster: Sequence[EventMention], referents: Referents) -> bool:
    """The first event of a type is what the headline tells; its parse and so its roles are not to be trusted."""
    alike = any(_like_types(headline, m) or _lemma(headline, referents) == _lemma(m, referents) for m in cluster)
    placed = all(
        not (headline.place and m.place) or _same_area(headline.place.place, m.place.place, referents) for m in cluster
    )
    return alike and placed and any(m.modality in REALISED for m in cluster)


def _can_join(one: EventMention, other: EventMention, referents: Referents) -> bool:
    alike = _like_types(one, other) or _same_word(one, other, referents)
    if not alike or (one.modality in REALISED) != (other.modality in REALISED):
        return False
    if "Earthquake" in one.types and _is_aftershock(one) != _is_aftershock(other):
        return False
    if _how_many(referents.doc[one.head]) != _how_many(referents.doc[other.head]):
        return False  # "Mali has had two coups since 2020"
    if _is_one_of_several(one, other, referents) or _is_one_of_several(other, one, referents):
        return False
    if (one.modality in _OFF) != (other.modality in _OFF) and not (one.definite or other.definite):
        return False  # "had put off a meeting. They will meet on Monday"
    if not compatible(one.time, other.time) or _of_another_time(one, other) or _of_another_time(other, one):
        return False
    apart = one.place and other.place and not _same_area(one.place.place, other.place.place, referents)
    if apart and not _is_one_wreck(one, other, referents.doc):
        return False
    if any(_other_people(one, other, role, referents) for role in _PERSONAL):
        return False
    mine, theirs = _doers(one, referents), _doers(other, referents)
    return not (mine and theirs and mine.isdisjoint(theirs))


def _how_many(head: Token) -> str | None:
    """ "two coups": the number of what is counted; one happening has none."""
    counts = (c for c in head.children if c.dep_ == "nummod" and c.i < head.i)
    return next((c.lower_ for c in counts), None) if head.tag_ == "NNS" else None


def _is_one_of_several(several: EventMention, one: EventMention, referents: Referents) -> bool:
    """ "bombings in Rome and Bern ... the blast in Rome": one of them, with a toll of its own."""
    return (
        one.place is not None
        and referents.doc[one.head].tag_ == "NN"
        and is_in_several(referents.doc[several.head], referents)
    )


def _is_one_wreck(one: EventMention, other: EventMention, doc: Doc) -> bool:
    """ "A ferry hit a barge and sank ... it capsized off Mombasa": one accident, told stage by stage."""
    if {one.types[0], other.types[0]} != {"TransportAccident"}:
        return False
    first, last = sorted((doc[one.head], doc[other.head]), key=lambda t: t.i)
    if first.pos_ != "VERB" or last.pos_ != "VERB":
        return False
    if last in first.conjuncts and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in last.children):
        return True
    subject = next((c for c in last.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    told_on = subject is not None and (subject.lower_ == "it" or (is_definite(subject) and subject.tag_ == "NN"))
    timely = not (one.time and other.time) or _same_day(one, other)
    return told_on and timely and abs(one.sentence - other.sentence) <= _CAUSE_REACH


def _is_aftershock(mention: EventMention) -> bool:
    return mention.words.startswith("aftershock")


_OFF = frozenset({Modality.POSTPONED, Modality.CANCELLED})


def _of_another_time(dated: EventMention, undated: EventMention) -> bool:
    """ "Floods killed 20 people in 2009" in news of floods without a day: the year tells them apart."""
    when = dated.time.when if dated.time is not None else None
    coarse = isinstance(when, TimeInterval) and when.precision in {Precision.YEAR, Precision.MONTH}
    return coarse and not undated.time and not dated.definite and not undated.definite and "War" not in dated.types


def _other_people(one: EventMention, other: EventMention, role: Role, referents: Referents) -> bool:
    """True where two mentions name different persons in the same role: two resignations are two."""
    if "Election" in one.types:
        return False  # who wins and who loses
    mine = {p.actor for p in one.participants if p.role is role}
    theirs = {p.actor for p in other.participants if p.role is role}
    persons = all(referents.type_of(key) is ActorType.PERSON for key in mine | theirs)
    return bool(mine and theirs) and persons and mine.isdisjoint(theirs)


def _same_area(one: str, other: str, referents: Referents) -> bool:
    """True if one place lies in the other, or is a site of which only the country is known."""
    if contains(one, other, referents) or contains(other, one, referents):
        return True
    pair = [referents.places[one], referents.places[other]]
    sites = [p for p in pair if p.type in _SITES and (p.within is None or _is_country(p.within, referents))]
    return bool(sites) and pair[0].country is not None and pair[0].country == pair[1].country


_SITES = frozenset({PlaceType.SITE, PlaceType.BUILDING})


def _is_country(key: str, referents: Referents) -> bool:
    return key in referents.places and referents.places[key].type is PlaceType.COUNTRY


def _doers(mention: EventMention, referents: Referents) -> set[str]:
    """Who did it; "the attacker" of a sentence on may be anybody who was told of before."""
    done = (p.actor for p in mention.participants if p.role in _DOERS)
    return {key for key in done if referents.actors[key].label.lower() not in ANY_HAND}


ANY_HAND = frozenset({"attacker", "attackers", "assailant", "assailants", "bomber", "perpetrators"})


def _same_word(one: EventMention, other: EventMention, referents: Referents) -> bool:
    """ "a suicide bombing ... the bombing"."""
    same = _lemma(one, referents) == _lemma(other, referents) and one.head != other.head
    return same and (one.definite or other.definite) and family(one.types[0]) == family(other.types[0])


def _like_types(one: EventMention, other: EventMention) -> bool:
    if set(one.types) & set(other.types) or {*one.types, *other.types} <= _RELEASES:
        return True
    if {*one.types, *other.types} <= _JUDGEMENTS and (one.definite or other.definite):
        return True
    if {one.types[0], other.types[0]} <= _BLASTS:
        return True
    if family(one.types[0]) != family(other.types[0]):
        return False
    return "War" not in {one.types[0], other.types[0]} and bool({one.types[0], other.types[0]} & _GENERAL)


def _has_reason(mention: EventMention, cluster: Sequence[EventMention], referents: Referents) -> bool:
    """Something in common: a participant or place with the same word, a day, or a definite description."""
    same_word = any(_akin(_lemma(mention, referents), _lemma(other, referents)) for other in cluster)
    shared = any(_company(mention, referents) & _company(other, referents) for other in cluster)
    placed = any(mention.place and other.place and mention.place.place == other.place.place for other in cluster)
    dated = any(_same_day(mention, other) for other in cluster)
    bare = not mention.participants and mention.place is None and not _has_object(referents.doc[mention.head])
    if {key for other in cluster for key in other.concerns} & set(mention.concerns) or (
        shared and {*mention.types, *cluster[0].types} <= _RELEASES
    ):
        return True
    beside = mention.types[0] in _ONE_AT_A_TIME and mention.sentence == cluster[-1].sentence
    if _is_ranked(mention, cluster, referents):
        return True
    if mention.indefinite and mention.modality in REALISED and "War" not in mention.types:
        return dated and (shared or placed or beside)
    if mention.types[0] in _ONE_AT_A_TIME:
        near = mention.sentence - cluster[-1].sentence <= _CAUSE_REACH and referents.doc[mention.head].pos_ == "VERB"
        told_on = near and family(mention.types[0]) == "Disaster"  # "died in floods ... the river burst its banks"
        return same_word or shared or placed or bare or told_on or (dated and beside)
    near = mention.types == cluster[-1].types and mention.sentence - cluster[-1].sentence <= 1
    if near and (shared or _same_subject(mention, cluster[-1], referents)):
        return True
    if any(_is_one_wreck(mention, other, referents.doc) for other in cluster):
        return True
    if _is_by_the_same_hand(mention, cluster, referents):
        return True
    same_type = mention.types[0] == cluster[0].types[0] or {mention.types[0], cluster[0].types[0]} <= _BLASTS
    recent = mention.sentence - cluster[-1].sentence <= _CAUSE_REACH
    if same_type and recent and _is_told_on(mention, referents.doc[mention.head]):
        return True
    judged = {mention.types[0], cluster[0].types[0]} <= _JUDGEMENTS
    if judged and recent and _judges_on(mention, cluster, referents.doc[mention.head]):
        return True
    if mention.definite:
        general = mention.types[0] in _GENERAL or cluster[0].types[0] in _GENERAL
        return (
            same_word
            or (shared and (same_type or dated))
            or placed
            or dated
            or (bare and (same_type or ((general or judged) and recent)))
        )
    return (same_word and (shared or placed or dated)) or (shared and (placed or dated)) or (same_word and bare)


def _is_ranked(mention: EventMention, cluster: Sequence[EventMention], referents: Referents) -> bool:
    """ "seized power on Friday, the second coup this year": which of its kind the happening was."""
    head = referents.doc[mention.head]
    ranked = any(c.dep_ == "amod" and (c.lower_ in ORDINAL_WORDS or c.tag_ == "JJS") for c in head.children)
    before = head.doc[head.left_edge.i - 1].text if head.left_edge.i else ""
    here = any(m.sentence == mention.sentence and m.types == mention.types for m in cluster)
    return ranked and here and before == "," and is_definite(head) and head.pos_ == "NOUN"


def _is_by_the_same_hand(mention: EventMention, cluster: Sequence[EventMention], referents: Referents) -> bool:
    """ "A bomber killed nine. The attacker set off his belt": told on, by whom the sentences before have told of."""
    subjects = (c for c in referents.doc[mention.head].children if c.dep_ == "nsubj")
    meant = any(s.lemma_.lower() in ANY_HAND and is_definite(s) for s in subjects)
    near = 0 < mention.sentence - cluster[-1].sentence <= _CAUSE_REACH
    return meant and near and family(mention.types[0]) == family(cluster[0].types[0]) == "Violence"


def _is_told_on(mention: EventMention, head: Token) -> bool:
    """ "They agreed to reopen the border. The deal was reached at a meeting in Lima": the same deal."""
    subject = next((c for c in head.children if c.dep_ == "nsubjpass"), None)
    the = subject is not None and any(c.lower_ in {"the", "this"} for c in subject.children)
    return mention.types[0] in _DEALS and the and mention.time is None and not mention.participants


_DEALS = frozenset({"AgreementReached", "AgreementSigned", "Ceasefire"})


def _judges_on(mention: EventMention, cluster: Sequence[EventMention], head: Token) -> bool:
    """ "A court jailed X. He was found guilty of fraud. The judge read out the verdict": one judgement, told on."""
    target = {p.actor for p in mention.participants if p.role is Role.TARGET}
    known = {p.actor for m in cluster for p in m.participants if p.role is Role.TARGET}
    meant = bool(target) or mention.definite or any(c.pos_ == "PRON" and c.dep_ == "nsubjpass" for c in head.children)
    return mention.time is None and bool(known) and meant and target <= known


def _akin(one: str, other: str) -> bool:
    """ "signed ... the signing", "resigned ... his resignation": a verb and the noun made of it, by their stem."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if short.endswith("e") else short
    return len(stem) >= _STEM and long.startswith(stem) and long[len(stem) :] in _ENDINGS


_STEM = 4
_ENDINGS = frozenset("ing ation ion ment al e".split())


def _company(mention: EventMention, referents: Referents) -> set[str]:
    """Who takes part; at a table also whom a person holds an office of ("Russia", "the Russian minister")."""
    actors = {p.actor for p in mention.participants}
    if family(mention.types[0]) != "Diplomacy":
        return actors
    ties = (tie for key in actors for tie in referents.actors[key].affiliations)
    return actors | {tie.other for tie in ties if tie.other is not None and tie.role in {"OfficeHolder", "Represents"}}


def _same_subject(one: EventMention, other: EventMention, referents: Referents) -> bool:
    """ "Missiles struck the port ... two missiles hit a store": what does it is the same kind of thing."""
    subjects = [{c.lemma_ for c in referents.doc[m.head].children if c.dep_ == "nsubj"} for m in (one, other)]
    things = subjects[0] & subjects[1]
    return bool(things) and all(not t[:1].isupper() and t not in _PRONOUNS for t in things)


_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "I", "you", "who", "which", "that"})


def _has_object(head: Token) -> bool:
    """ "Smoking kills thousands": what has an object of its own is no mere repetition."""
    if head.pos_ == "NOUN" and family_noun(head):
        return True  # "the bombing of rebel camps"
    if head.dep_ == "dobj":  # "two others were given sentences"
        return any(c.dep_ == "nsubjpass" and c.pos_ != "PRON" for c in head.head.children)
    return head.pos_ == "VERB" and any(c.dep_ in {"dobj", "nsubjpass"} and c.pos_ != "PRON" for c in head.children)


def family_noun(head: Token) -> bool:
    """True for a noun that says whom or what it hits, if only by a thing without a name."""
    hit = (g for c in head.children if c.dep_ == "prep" and c.lower_ in {"of", "on", "against"} for g in c.children)
    return any(g.dep_ == "pobj" and g.ent_type_ not in {"DATE", "TIME"} and g.pos_ == "NOUN" for g in hit)


def _lemma(mention: EventMention, referents: Referents) -> str:
    return str(referents.doc[mention.head].lemma_.lower())


def _same_day(one: EventMention, other: EventMention) -> bool:
    if one.time is None or other.time is None:
        return False
    a, b = one.time.when, other.time.when
    return isinstance(a, TimeInterval) and isinstance(b, TimeInterval) and a.start is not None and a.start == b.start
