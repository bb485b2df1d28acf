"""When and where: ties the time expressions and places of a sentence to the event whose clause they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from spacy.tokens import Token

from kg.events.arguments import carries_its_object
from kg.events.referents import Referents
from kg.mentions.intervals import day_of, month_of, real_day, year_of
from kg.model import (
    DateBasis,
    EventTime,
    Modality,
    Placement,
    PlaceType,
    Precision,
    PublicationDay,
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    Unresolved,
)
from kg.syntax import clause_of_time, clause_verb, governor, preposition_before, same_sentence, sentence_numbers

_PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "across", "inside", "outside", "around", "over", "on", "off", "throughout", "along", "within"}
)
_TARGET_PREPOSITIONS = frozenset({"of", "on", "against", "to", "into", "from"})
_SITE_NOUNS = frozenset(
    "city town village capital port resort province district region state island suburb area coast shore outskirts "
    "centre center north south east west part edge mountain hill valley highland jungle desert forest plain".split()
)
_NOT_SITES = frozenset({PlaceType.WATER_BODY, PlaceType.CONTINENT})


# ------------------------------------------------------------------------------------------------------- time


def find_time(
    head: Token, referents: Referents, modality: Modality, publication: PublicationDay | Unresolved, reach: int = 9
) -> TimeMention | None:
    """The dated time expression that belongs to the clause of a trigger, the closest in the parse; else None.

    ``reach`` is how far in the parse it may stand. What is only expected is not dated before the article, what
    happened not after it.
    """
    ranked = [
        (distance, abs(index - head.i), index)
        for index, mention in referents.times.items()
        if mention.kind in {TimexKind.DATE, TimexKind.TIME}
        and mention.when is not None
        and same_sentence(referents.doc[index], head)
        and (distance := _distance(referents.doc[index], head)) is not None
        and distance <= reach
        and fits_modality(mention, modality, publication, distance)
    ]
    return referents.times[min(ranked)[2]] if ranked else None


def fits_modality(
    mention: TimeMention, modality: Modality, publication: PublicationDay | Unresolved, distance: int
) -> bool:
    """False for a day after the article for what happened, and a day before it, not close by, for what is expected."""
    when = mention.when
    if isinstance(publication, Unresolved) or not isinstance(when, TimeInterval) or publication.when.start is None:
        return True
    day = publication.when.start
    if modality in {Modality.EXPECTED, Modality.PROPOSED} and when.end is not None and distance > 1:
        return when.end >= day
    if modality in {Modality.OCCURRED, Modality.ATTEMPTED}:
        last = publication.when.end or day
        if when.start is None:  # "suspended the talks until the end of next year"
            return when.end is None or when.end <= last
        return when.start <= last
    return True


def _distance(time: Token, head: Token) -> int | None:
    """How far a time expression is from a trigger in the parse; None where it belongs to something else."""
    above = governor_of_time(time)
    if tells_a_toll(above) and any(head in c.subtree for c in above.children if c.dep_ in {"nsubj", "nsubjpass"}):
        return None  # "the toll from the fire rose on Monday"
    if above == head or (time.head == head and above == governor(time)):
        return 0
    verb = clause_verb(head)
    if head.dep_ == "nsubj" and head.head.lemma_.lower() in _SPEAKS:
        return None  # "mediators trying to end the war said on Monday": no war speaks
    if _dates_another(time, head) or (_is_of_a_record(time) and not (verb and _tells_of_time(verb, time))):
        return None
    if head in above.ancestors and not _crosses_clause(above, head):
        return None if head.pos_ == "VERB" and _of_another(above, head) else 1
    if verb is not None and _tells_of_time(verb, time):
        return 1
    if _says_when(clause_verb(time), head):
        return 1
    return 4 if verb is None else _distance_of_clause(time, above, _whose_clause(verb))


_SPEAKS = frozenset({"say", "tell", "announce", "add"})


def _distance_of_clause(time: Token, above: Token, verb: Token) -> int | None:
    """How far a time that hangs on ``above`` is from the clause of a verb."""
    if above == verb:
        return 2
    clause = clause_verb(above)
    if clause == verb:
        return 3
    if above.pos_ in {"VERB", "AUX"}:
        return 5 if _coordinated(above, verb, time) or _carries(above, verb) else None
    return 6 if clause is not None and _coordinated(clause, verb, time) else None


def _whose_clause(verb: Token) -> Token:
    """ "A missile fired from Chad hit a ship on Monday": it was fired when it hit."""
    above = verb.head.head
    shot = verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.lemma_.lower() in SHOOTS
    return above if shot and verb.head.dep_ == "nsubj" and above.pos_ == "VERB" else verb


SHOOTS = frozenset("fire launch shoot drop lob".split())


def _is_of_a_record(time: Token) -> bool:
    """ "the talks, the first since 2019", "the worst breach of a truce since May": there was no such thing since."""
    since = preposition_before(time)
    if since is None or since.lower_ != "since":
        return False
    near = [since.head, *list(since.head.ancestors)[:2]]
    words = [w for n in near if n.pos_ != "VERB" for w in (n, *(c for c in n.children if c.dep_ == "amod"))]
    return any(w.tag_ == "JJS" or w.lower_ in {"first", "second", "third"} for w in words)


def _dates_another(time: Token, head: Token) -> bool:
    """ "rejected a 2016 ruling", "was blamed for Monday's attack": the date before a noun is that noun's own."""
    noun = time.head
    if time.dep_ not in {"nummod", "compound", "amod", "nmod", "poss"} or noun.pos_ != "NOUN" or noun.i < time.i:
        return False
    if noun == head or noun.dep_ == "dobj":
        return noun != head and noun.head.pos_ == "VERB" and not carries_its_object(noun.head)
    return noun.dep_ == "pobj" and noun.head.lower_ in {
        "on",
        "about",
        "over",
        "of",
        "to",
        "against",
        "with",
        "from",
        "for",
    }


def tells_a_toll(verb: Token) -> bool:
    """ "the death toll rose to 23", "the number of injured stood at 4": the day is the number's, not the event's."""
    counted = (c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})
    return verb.lemma_.lower() in _MOUNTS and any(c.lemma_.lower() in {"toll", "number", "count"} for c in counted)


_MOUNTS = frozenset("rise climb reach stand mount jump increase pass top exceed surpass soar grow hit be".split())


def _tells_of_time(verb: Token, time: Token) -> bool:
    """ "on 3 May, when rebels attacked": the clause says what happened then."""
    of_time = verb.dep_ == "relcl" and verb.head in {time, *time.subtree, *time.ancestors}
    return of_time and any(c.lower_ == "when" for c in verb.children)


def _of_another(above: Token, verb: Token) -> bool:
    """ "will close the plant after a loss in March": the day of what is told with "after" is not that of the verb."""
    between = list(takewhile(lambda t: t != verb, (above, *above.ancestors)))
    gerund = any(t.dep_ == "pcomp" and t.head.lower_ in {"of", "for", "with"} for t in between)
    return gerund or any(t.lower_ in _BESIDE and t.dep_ == "prep" for t in between)


_BESIDE = frozenset({"after", "before", "since", "following", "despite", "until"})


def _says_when(verb: Token | None, noun: Token) -> bool:
    """ "the strike, which began on Monday", "talks held in May": the clause says when the noun was."""
    own = verb is not None and verb.dep_ in {"relcl", "acl"} and verb.head == noun
    return verb is not None and own and verb.lemma_.lower() in _COMES_ABOUT | _STRIKES


_COMES_ABOUT = frozenset(
    "begin start open occur happen take come strike break erupt hold launch sign stage carry conduct end resume".split()
)


def _crosses_clause(below: Token, above: Token) -> bool:
    """True where a verb of another clause stands between."""
    for node in (below, *below.ancestors):
        if node == above:
            return False
        if node.dep_ in {"relcl", "advcl", "ccomp"} or (
            node.dep_ == "acl" and not (node == below and is_told_of(above, node))
        ):
            return True
        if node.dep_ == "conj" and node.pos_ in {"VERB", "AUX"} and _has_subject(node):
            return True  # "had brought aid, but a convoy was turned back on Tuesday"
    return True


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)


def is_told_of(noun: Token, participle: Token) -> bool:
    """ "talks held in May", "a meeting of ministers planned for Friday": the parser may hang it on the ministers."""
    of = preposition_before(participle.head)
    if participle.head == noun or participle.lemma_.lower() in _ISSUES:
        return True
    near = of is not None and of.lower_ in {"of", "between", "with"} and noun in {of.head, of.head.head}
    return near and participle.lemma_.lower() in _COMES_ABOUT | {"plan", "schedule", "expect", "set"}


# "said in a statement issued in Bern": where and when it was said
_ISSUES = frozenset("issue publish release broadcast deliver post read".split())


def governor_of_time(time: Token) -> Token:
    """What a time expression modifies, by its place where the parser is known to err."""
    first = time.left_edge
    preposition = first.doc[max(first.i - 1, 0)]
    before = preposition if first.pos_ != "ADP" and preposition.pos_ == "ADP" else first
    return clause_of_time(before, governor(time))


def _coordinated(one: Token, other: Token, time: Token) -> bool:
    if other.dep_ in {"advcl", "pcomp"} and any(c.lower_ in _BESIDE for c in (*other.children, other.head)):
        return False  # "struck on Saturday, a day after they had signed"
    if one in other.conjuncts and time.i > min(one.i, other.i) and _told_anew(one, other):
        return False
    if other.dep_ == "xcomp" and other.head == one and time.i < other.left_edge.i and one.lemma_.lower() in _WILLS:
        return False  # "agreed on Monday to meet"
    if one in other.conjuncts or (other.dep_ in {"xcomp", "advcl"} and other.head == one):
        return True
    if other.dep_ == "conj" and other.head.head == one and tells_when(other.head):
        return True  # "In 2000, 81 died when a ferry hit a rock and sank"
    if other.dep_ == "pcomp" and other.head.lower_ == "by" and other.head.head == one:
        return True  # "was broken on Monday by shelling"
    if one.dep_ == "advcl" and one.head == other:  # "even as talks were held on Monday"
        return tells_when(one)
    below = one.head.head if one.head.dep_ == "acomp" else one.head
    return one.dep_ == "xcomp" and below == other  # "is due to resume on Friday"


def tells_when(verb: Token) -> bool:
    """ "as talks were held", "when shells fell": a clause of the same time as the one above it."""
    marks = (c for c in verb.children if c.dep_ in {"mark", "advmod"})
    return verb.dep_ == "advcl" and any(c.lower_ in {"as", "while", "when"} for c in marks)


# whose infinitive is done later than they themselves
_WILLS = frozenset(
    "agree urge ask tell order call promise vow pledge decide threaten offer refuse propose vote invite warn plan "
    "want encourage appeal hope seek persuade demand choose resolve swear commit move opt advise press prepare "
    "decline".split()
)


def _told_anew(one: Token, other: Token) -> bool:
    """ "had been charged in 2021, but a court annulled it": a subject or tense of its own, so a day of its own."""
    later = max(one, other, key=lambda t: t.i)
    earlier = min(one, other, key=lambda t: t.i)
    subject = any(c.dep_ in {"nsubj", "nsubjpass"} and c.i > earlier.i for c in later.children)
    helped = {c.lower_ for c in earlier.children if c.dep_ == "aux"} & _PERFECT
    helps = {c.lower_ for c in later.children if c.dep_ == "aux"} & _PERFECT
    if subject and earlier.tag_ in {"VBZ", "VBP"} and later.tag_ == "VBD":
        return True  # "is under arrest, and the trial began in July"
    return (subject and helped != helps) or (bool(helps) and helps != helped)


_PERFECT = frozenset({"had", "has", "have", "will"})


def _carries(above: Token, verb: Token) -> bool:
    """A light verb that carries the event as its clause: "saw 200 people taken captive on Sunday"."""
    return verb.dep_ in {"ccomp", "xcomp"} and verb.head == above and above.lemma_ in {"see", "leave", "have", "get"}


def time_then(mention: TimeMention, head: Token, referents: Referents) -> EventTime:
    """The time of an event; "the worst flood since 2015, when 90 died": they died in that year, not since."""
    verb = clause_verb(head)
    told = next((referents.doc[i] for i, m in referents.times.items() if m is mention), None)
    then = _calendar(mention.value)
    since = isinstance(mention.when, TimeInterval) and mention.when.end is None
    if not since or then is None or verb is None or told is None or not _tells_of_time(verb, told):
        return time_of(mention, referents)
    return EventTime(then, DateBasis.STATED, mention.span.cut(referents.text), evidence=mention.span)


def is_of_told_day(hour: TimeMention, referents: Referents) -> bool:
    """ "Fighting raged on Sunday. By the evening ...": the day told last before it, not far back."""
    numbers = sentence_numbers(referents.doc)
    days = [
        (index, mention.when)
        for index, mention in referents.times.items()
        if mention.span.end <= hour.span.start and mention.kind in {TimexKind.DATE, TimexKind.TIME}
        if isinstance(mention.when, TimeInterval) and mention.when.start is not None
    ]
    here = next((numbers[i] for i, m in referents.times.items() if m is hour), 0)
    index, when = max(days, key=lambda item: item[0], default=(0, None))
    same = when is not None and isinstance(hour.when, TimeInterval) and when.start == when.end == hour.when.start
    return same and here - numbers[index] <= _FEW_SENTENCES


_FEW_SENTENCES = 3


def _calendar(value: str) -> TimeInterval | None:
    """The year, month or day of a TIMEX3 value; None of anything else."""
    if (found := _DATE.match(value)) is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return year_of(year)
    if not day:
        return month_of(year, month)
    known = real_day(year, month, day)
    return day_of(known) if known is not None else None


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")


def time_of(mention: TimeMention, referents: Referents) -> EventTime:
    """A time expression as the time of an event, with its words."""
    ongoing = mention.rule.startswith("since") or bool(
        isinstance(mention.when, TimeInterval) and mention.when.edtf.endswith("/..")
    )
    days = _two_days(mention, referents)
    if days is not None:
        when, span = days
        return EventTime(when, mention.basis, span.cut(referents.text), ongoing, span)
    return EventTime(mention.when, mention.basis, mention.span.cut(referents.text), ongoing, mention.span)


def _two_days(mention: TimeMention, referents: Referents) -> tuple[TimeInterval, Span] | None:
    """ "on 18 and 19 July": two expressions for days that follow each other are one stretch."""
    for other in referents.times.values():
        first, last = sorted((mention, other), key=lambda m: m.span)
        between = referents.text[first.span.end : last.span.start].strip()
        a, b = first.when, last.when
        if between != "and" or not isinstance(a, TimeInterval) or not isinstance(b, TimeInterval):
            continue
        if a.start and b.start and a.start == a.end and b.start == b.end and (b.start - a.start).days == 1:
            span = Span(first.span.start, last.span.end)
            return TimeInterval(a.start, b.start, Precision.DAY, f"{a.start}/{b.start}", a.zone), span
    return None


def default_time(modality: Modality, publication: PublicationDay | Unresolved, *, speech: bool) -> EventTime:
    """The honest time of an event that the article does not date.

    Speech is of the article's day by context; what happened is only known to lie before it, what is planned after.
    """
    if isinstance(publication, Unresolved):
        return EventTime(None, DateBasis.UNRESOLVED)
    day = publication.when
    last = day.end or day.start
    if speech:
        return EventTime(day, DateBasis.CONTEXT)
    if modality in {Modality.OCCURRED, Modality.ATTEMPTED, Modality.DENIED, Modality.CANCELLED, Modality.POSTPONED}:
        return EventTime(TimeInterval(None, last, Precision.UNKNOWN, f"../{last}"), DateBasis.BOUND)
    if modality is Modality.ONGOING:
        when = TimeInterval(None, last, Precision.UNKNOWN, f"../{last}")
        return EventTime(when, DateBasis.CONTEXT, ongoing=True)
    return EventTime(TimeInterval(day.start, None, Precision.UNKNOWN, f"{day.start}/.."), DateBasis.BOUND)


# ------------------------------------------------------------------------------------------------------ place


def find_place(head: Token, referents: Referents, *, violent: bool) -> Placement | None:
    """The place in the clause of a trigger where the text says the event was; the innermost of several."""
    ranked: list[tuple[int, int, str]] = []
    for index, key in referents.place_heads.items():
        token = referents.doc[index]
        if same_sentence(token, head) and (rank := _place_rank(token, head, violent)) is not None:
            ranked.append((rank, abs(index - head.i), key))
    ranked = [item for item in ranked if referents.places[item[2]].type not in _NOT_SITES]
    if not ranked or (min(ranked)[0] > 1 and _has_own_site(head, referents)):
        return _spoken_of(head, referents)
    best = min(ranked)
    close = [item for item in ranked if item[0] <= max(best[0], 2)]
    key = _innermost([item[2] for item in sorted(close)], referents)
    return Placement(key, _evidence(key, head, referents))


def _spoken_of(head: Token, referents: Referents) -> Placement | None:
    """ "met in the Swiss city": the town named last before it, of that country where one is told."""
    nouns = [g for c in head.children if c.dep_ == "prep" and c.lower_ in {"in", "at"} for g in c.children]
    verb = head.head if head.dep_ in {"dobj", "nsubj", "nsubjpass"} else head
    nouns += [g for c in verb.children if c.dep_ == "prep" and c.lower_ == "in" for g in c.children]
    noun = next((g for g in nouns if g.lemma_.lower() in _TOWNS and _is_meant(g)), None)
    if noun is None:
        return None
    state = next((k for c in noun.children if c.dep_ == "amod" and (k := referents.actor_at(c))), None)
    if state is None and noun.lower_ == "capital":
        return None  # of which country?
    names = {referents.actors[state].label, *referents.actors[state].aliases} if state is not None else None
    towns = [
        (span.start, key)
        for key, place in referents.places.items()
        if place.type in _TOWN_TYPES and (names is None or _lies_in(key, names, referents))
        for span in place.mentions
        if span.start < noun.idx
    ]
    if noun.lower_ == "capital" and len({key for _, key in towns}) > 1:
        return None
    return Placement(max(towns)[1], Span(noun.idx, noun.idx + len(noun))) if towns else None


def _is_meant(noun: Token) -> bool:
    kept = all(c.dep_ in {"det", "amod", "punct"} for c in noun.children)
    return kept and any(c.dep_ == "det" and c.lower_ in {"the", "that"} for c in noun.children)


def _lies_in(key: str, names: set[str], referents: Referents) -> bool:
    around = (referents.places[outer] for outer in _around(key, referents))
    return any(names & {place.label, *place.aliases} for place in around)


_TOWNS = frozenset({"city", "town", "village", "resort", "capital"})
_TOWN_TYPES = frozenset({PlaceType.CITY, PlaceType.VILLAGE})


def _has_own_site(head: Token, referents: Referents) -> bool:
    """ "signed in Rome, ending talks at a retreat": where the talks were is said, only not known."""
    if head.pos_ not in {"NOUN", "PROPN"}:
        return False
    nouns = [g for c in head.children if c.dep_ == "prep" and c.lower_ in {"in", "at"} for g in c.children]
    return any(g.lemma_.lower() in _SITES and referents.place_at(g) is None for g in nouns)


_SITES = frozenset(
    "retreat palace hotel resort villa base residence headquarters castle mansion ranch compound embassy".split()
)


_OF_A_COUNTRY = frozenset({"election", "referendum", "vote", "earthquake", "economy", "runoff", "coup"})


def _place_rank(place: Token, head: Token, violent: bool) -> int | None:
    if place.dep_ in {"compound", "nmod", "amod"}:
        return _modifier_rank(place, head, violent)
    if place.dep_ == "poss" and place.head == head and head.lemma_.lower() in _OF_A_COUNTRY:
        return 1  # "Peru's election"
    if place.dep_ == "dobj" and place.head == head:  # "entered Gaza", "visited Paris"
        return 0
    if _is_antecedent(place, head):
        return 2
    if place.dep_ in {"dobj", "nsubjpass"} and _strikes(head, place.head):
        return 1
    preposition = preposition_before(place)
    return None if preposition is None else _prepositional_rank(place, preposition, head, violent)


def _is_antecedent(place: Token, head: Token) -> bool:
    """ "flew to Geneva, where the talks resumed": the clause says what was there."""
    verb = clause_verb(head)
    if verb is None or verb.dep_ != "relcl" or not any(c.lower_ == "where" for c in verb.children):
        return False
    return verb.head == place or (verb.head.dep_ == "appos" and verb.head.head == place)


def _prepositional_rank(place: Token, preposition: Token, head: Token, violent: bool) -> int | None:
    word = preposition.lower_
    if word == "of" and preposition.head.lemma_.lower() in _SITE_NOUNS:  # "in the port city of X"
        return _place_rank(preposition.head, head, violent)
    hits = word in {"into", "onto", "through", "toward", "towards"} and _strikes(head, preposition.head)
    origin = word == "from" and head.lemma_.lower() in SHOOTS  # "rockets fired from Chad"
    located = word in _PLACE_PREPOSITIONS or (violent and word in _TARGET_PREPOSITIONS and not origin) or hits
    if not located:
        return None
    above = governor(preposition) if preposition.head.pos_ in {"ADP", "ADV"} else preposition.head
    if (_sits_there(above) or _is_cited(above)) and above != head:
        return None
    if above == head:
        return 0
    if hits:
        return 1
    if word in _TARGET_PREPOSITIONS and word not in _PLACE_PREPOSITIONS:
        return None
    if head in above.ancestors and not _crosses_clause(above, head):
        return 1
    verb = clause_verb(head)
    if verb is not None and above == verb and not _is_saying(verb, head):
        return 2
    if verb is not None and verb.dep_ in {"xcomp", "advcl"} and verb.tag_ == "VBG" and above == verb.head:
        return 3  # "spent the day in Bern exchanging notes"
    if verb is not None and clause_verb(place) == verb and above.pos_ in {"NOUN", "PROPN"} and above.dep_ == "pobj":
        return 3
    return None


def _is_cited(body: Token) -> bool:
    """ "24,000 fell ill, according to the government in Damascus": where the source sits."""
    return body.dep_ == "pobj" and body.head.lower_ == "to" and body.head.head.lower_ == "according"


def _sits_there(body: Token) -> bool:
    """ "a ruling by a tribunal in The Hague": where the body has its seat."""
    by = preposition_before(body)
    return by is not None and by.lower_ in {"by", "from"} and body.lemma_.lower() in _SEATED


_SEATED = frozenset(
    "court tribunal company firm university institute laboratory agency bank ministry organisation organization group "
    "centre center judge prosecutor".split()
)


def _strikes(event: Token, verb: Token) -> bool:
    """ "An earthquake struck Nepal", "Odisha was hit by a cyclone": the verb says where it was."""
    by = preposition_before(event)
    does = (event.dep_ == "nsubj" and event.head == verb) or (verb.dep_ == "relcl" and verb.head == event)
    return (does or (by is not None and by.head == verb)) and verb.lemma_.lower() in _STRIKES


_STRIKES = frozenset(
    "strike hit shake rock batter lash devastate ravage sweep cross jolt engulf paralyse paralyze pummel grip "
    "slam barrel tear rip roar plough plow crash".split()
)


def _modifier_rank(place: Token, head: Token, violent: bool) -> int | None:
    """ "the Gaza war", "the Doha talks", "a Kabul suburb": the place before the noun."""
    if place.head == head:
        return 1
    site = place.head
    if site.lemma_.lower() in {"time", "official", "resident", "man", "woman", "native"}:
        return None
    preposition = preposition_before(site)
    if preposition is not None and preposition.lower_ in _PLACE_PREPOSITIONS:
        return _place_rank(site, head, violent)
    return None


def _is_saying(verb: Token, head: Token) -> bool:
    return head != verb and head in {t for c in verb.children if c.dep_ == "ccomp" for t in c.subtree}


def _innermost(keys: list[str], referents: Referents) -> str:
    """The place that lies in another of the candidates, else the first."""
    for key in keys:
        if set(_around(key, referents)) & set(keys):
            return key
    return keys[0]


def _around(key: str, referents: Referents) -> Iterator[str]:
    place = referents.places[key]
    seen: set[str] = set()
    while place.within is not None and place.within not in seen and place.within in referents.places:
        seen.add(place.within)
        yield place.within
        place = referents.places[place.within]


def contains(outer: str, inner: str, referents: Referents) -> bool:
    """True if one place is the other or lies around it."""
    return outer == inner or outer in set(_around(inner, referents))


def _evidence(key: str, head: Token, referents: Referents) -> Span:
    spans = referents.places[key].mentions
    return min(spans, key=lambda span: abs(span.start - head.idx))


# ------------------------------------------------------------------------------------------------- comparison


def compatible(one: EventTime | None, other: EventTime | None) -> bool:
    """True unless both say when and their days do not meet."""
    if (
        one is None
        or other is None
        or not isinstance(one.when, TimeInterval)
        or not isinstance(other.when, TimeInterval)
    ):
        return True
    a, b = one.when, other.when
    before = a.end is not None and b.start is not None and a.end < b.start
    after = b.end is not None and a.start is not None and b.end < a.start
    return not (before or after)
