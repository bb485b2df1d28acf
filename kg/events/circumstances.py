"""When: ties the time expressions of a sentence to the event whose clause they stand in."""

from __future__ import annotations

import re
from itertools import takewhile

from spacy.tokens import Token

from kg.events.arguments import carries_its_object
from kg.events.beside import crimes_of, custody_over, follows_directly, is_bygone, is_of_the_crime, stands_apart
from kg.events.denotation import JUDGES
from kg.events.referents import Referents
from kg.mentions.intervals import day_of, month_of, real_day, year_of
from kg.model import (
    DateBasis,
    EventTime,
    Modality,
    Precision,
    PublicationDay,
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    Unresolved,
)
from kg.syntax import clause_of_time, clause_verb, governor, preposition_before, same_sentence, sentence_numbers


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
        and (distance := _distance_told(referents.doc[index], head, mention, publication, referents)) is not None
        and distance <= reach
        and fits_modality(mention, modality, publication, distance)
    ]
    return referents.times[min(ranked)[2]] if ranked else None


def _distance_told(
    time: Token,
    head: Token,
    mention: TimeMention,
    publication: PublicationDay | Unresolved,
    referents: Referents,
) -> int | None:
    """The distance in the parse, but for crimes: a time gone by after one is its own, not that of the arrest."""
    if is_of_the_crime(time, head, mention, publication):
        return None
    if _is_second_day(time, head, referents):
        return 1
    if any(time in crime.subtree for crime in crimes_of(head)):
        return None  # "charged in the 1988 bombing"
    custody = custody_over(head) if head.pos_ == "NOUN" else None
    if custody is not None and time not in head.subtree:
        return 1 if is_of_the_crime(time, custody, mention, publication) else None
    return None if stands_apart(time, head) else _distance(time, head)


def _is_second_day(time: Token, noun: Token, referents: Referents) -> bool:
    """ "on Saturday condemned two bomb attacks in Chad on Friday": the second day is that of the attacks."""
    verb = noun.head
    if noun.dep_ != "dobj" or verb.lemma_.lower() not in JUDGES or time.i < noun.i or clause_verb(time) != verb:
        return False
    if any(t.is_punct for t in noun.doc[noun.i : time.i]):
        return False
    return any(i < noun.i and clause_verb(referents.doc[i]) == verb for i in referents.times)


def fits_modality(
    mention: TimeMention, modality: Modality, publication: PublicationDay | Unresolved, distance: int
) -> bool:
    """False for a day after the article for what happened, and a day before it, not close by, for what is expected."""
    when = mention.when
    if isinstance(publication, Unresolved) or not isinstance(when, TimeInterval) or publication.when.start is None:
        return True
    day = publication.when.start
    near = 0 if modality is Modality.PROPOSED else 1
    far = distance > near or is_bygone(mention, publication)
    if modality in {Modality.EXPECTED, Modality.PROPOSED} and when.end is not None and far:
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
    if head.dep_ == "nsubj" and head.lemma_.lower() in _KEPT and _breaks(head.head) and time not in head.subtree:
        return None  # "a truce collapsed on Friday": it held before
    if _is_of_a_toll(head, time):
        return None  # "dug on Sunday as the toll of the quake rose"
    if above == head or (time.head == head and above == governor(time)):
        return 0
    if above.dep_ == "xcomp" and above.head == head and head.lemma_.lower() in _WILLS and time.i > above.i:
        return None  # "agreed to sign it by 1 October"
    verb = head.head if head.dep_ in {"nsubj", "csubj"} and head.tag_ == "VBG" else clause_verb(head)  # "shelling"
    if head.dep_ == "nsubj" and head.head.lemma_.lower() in _SPEAKS:
        return None  # "mediators trying to end the war said on Monday": no war speaks
    if head.dep_ == "acl" and head.tag_ == "VBN" and time.head == head.head and head.lemma_.lower() in _MAKES:
        return 1  # "the 23 February accord signed by both"
    if _dates_another(time, head) or (_is_of_a_record(time) and not (verb and _tells_of_time(verb, time))):
        return None
    if head in above.ancestors and not crosses_clause(above, head):
        return None if head.pos_ == "VERB" and _of_another(above, head) else 1
    if verb is not None and _tells_of_time(verb, time):
        return 1
    if _says_when(clause_verb(time), head):
        return 1
    return 4 if verb is None else _distance_of_clause(time, above, _whose_clause(verb))


_SPEAKS = frozenset({"say", "tell", "announce", "add"})


_MAKES = frozenset("sign reach conclude strike broker adopt pass issue hold stage".split())


def _distance_of_clause(time: Token, above: Token, verb: Token) -> int | None:
    """How far a time that hangs on ``above`` is from the clause of a verb."""
    if above == verb:
        return 2
    clause = clause_verb(above)
    if clause == verb:
        return 3
    if above.pos_ in {"VERB", "AUX"}:
        preposition = preposition_before(time)
        if above.lemma_.lower() in _MOVES and preposition is not None and preposition.lower_ in {"from", "to", "until"}:
            return None  # "put off the vote from 8 to 22 January and banned rallies"
        return 5 if _coordinated(above, verb, time) or _carries(above, verb) else None
    return 6 if clause is not None and _coordinated(clause, verb, time) else None


_MOVES = frozenset({"postpone", "delay", "reschedule", "move", "extend", "put", "adjourn"})


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
    return any(w.tag_ == "JJS" or w.lower_ in ORDINAL_WORDS for w in words)


ORDINAL_WORDS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last".split())


def _dates_another(time: Token, head: Token) -> bool:
    """ "rejected a 2016 ruling", "was blamed for Monday's attack": the date before a noun is that noun's own."""
    noun = time.head
    if time.dep_ not in {"nummod", "compound", "amod", "nmod", "poss"} or noun.pos_ != "NOUN" or noun.i < time.i:
        return False
    if noun.dep_ == "pobj" and noun != head and noun.head.lower_ == "by":
        return noun.lemma_.lower() in _KEPT | {"law", "resolution", "constitution"}  # "laid down by the 2015 accord"
    if noun.dep_ == "appos" and noun != head and noun.lemma_.lower() not in _KEPT:
        return True  # "the temple, an 11th century shrine, was attacked"
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
        "into",
        "including",
        "despite",
        "under",
        "before",
        "after",
        "since",
        "until",
    }


def tells_a_toll(verb: Token) -> bool:
    """ "the death toll rose to 23", "the number of injured stood at 4": the day is the number's, not the event's."""
    counted = (c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})
    return verb.lemma_.lower() in _MOUNTS and any(c.lemma_.lower() in {"toll", "number", "count"} for c in counted)


_MOUNTS = frozenset("rise climb reach stand mount jump increase pass top exceed surpass soar grow hit be".split())


_KEPT = frozenset("truce ceasefire deal agreement accord pact treaty peace".split())


def _breaks(verb: Token) -> bool:
    particles = {c.lower_ for c in verb.children if c.dep_ in {"prt", "advmod"}}
    apart = verb.lemma_.lower() in {"fall", "break"} and bool(particles & {"apart", "down"})
    return apart or verb.lemma_.lower() in {"collapse", "unravel", "falter", "crumble", "expire"}


def _is_of_a_toll(head: Token, time: Token) -> bool:
    """ "dug on Sunday as the toll of the quake rose": the day of the clause is not that of what the toll is of."""
    preposition = preposition_before(head)
    if preposition is None or time in head.subtree:
        return False
    held = [g for c in preposition.head.children if c.lower_ == "of" for g in c.children]  # "a batch of evidence from"
    apart = time.i < head.i or any(t.pos_ in {"VERB", "AUX"} for t in head.doc[head.i : time.i])
    if apart and {t.lemma_.lower() for t in (preposition.head, *held)} & _LEFT_BY:
        return preposition.lower_ in {"of", "from", "in"}
    if preposition.head.lemma_.lower() not in {"toll", "count"}:
        return False
    return preposition.lower_ in {"of", "from", "in"}


# "evidence from the bombing arrived on Monday", "victims of the fire were buried on Monday"
_LEFT_BY = frozenset(
    "evidence victim survivor body remains wreckage debris footage news detail suspect witness relative image "
    "fragment proof".split()
)


def _tells_of_time(verb: Token, time: Token) -> bool:
    """ "on 3 May, when rebels attacked and the mill burned": the clause says what happened then."""
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and time.i < verb.head.i:
        return _tells_of_time(verb.head, time)
    if follows_directly(time, verb):
        return True  # "In contrast to Thursday, when 20 were held, ..."
    of_time = verb.dep_ == "relcl" and verb.head in {time, *time.subtree, *time.ancestors}
    return of_time and any(c.lower_ == "when" for c in verb.children)


def _of_another(above: Token, verb: Token) -> bool:
    """ "will close the plant after a loss in March": the day of what is told with "after" is not that of the verb."""
    between = list(takewhile(lambda t: t != verb, (above, *above.ancestors)))
    gerund = any(t.dep_ == "pcomp" and t.head.lower_ in {"of", "for", "with", "from", "against"} for t in between)
    return gerund or any(t.lower_ in _BESIDE and t.dep_ == "prep" for t in between)


_BESIDE = frozenset({"after", "before", "since", "following", "despite", "until"})


def _says_when(verb: Token | None, noun: Token) -> bool:
    """ "the strike, which began on Monday", "talks held in May": the clause says when the noun was."""
    own = verb is not None and verb.dep_ in {"relcl", "acl"} and verb.head == noun
    due = verb is not None and any(c.dep_ == "auxpass" and c.lower_ in {"is", "are"} for c in verb.children)
    awaited = due and verb is not None and verb.lemma_.lower() in AWAITS  # "the ruling, which is expected on Friday"
    return verb is not None and own and (awaited or verb.lemma_.lower() in _COMES_ABOUT | STRIKES)


AWAITS = frozenset("expect schedule plan set slate".split())
# "an earthquake struck Nepal": a verb that says where or when a disaster was
STRIKES = frozenset(
    "strike hit shake rock batter lash devastate ravage sweep cross jolt engulf paralyse paralyze pummel grip "
    "slam barrel tear rip roar plough plow crash".split()
)
_COMES_ABOUT = frozenset(
    "begin start open occur happen take come strike break erupt hold launch sign stage carry conduct end resume".split()
)


def crosses_clause(below: Token, above: Token) -> bool:
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
    if (noun := _noun_after_full_date(time)) is not None:
        return noun
    first = time.left_edge
    preposition = first.doc[max(first.i - 1, 0)]
    before = preposition if first.pos_ != "ADP" and preposition.pos_ == "ADP" else first
    return clause_of_time(before, governor(time))


def _noun_after_full_date(time: Token) -> Token | None:
    """ "in the Dec. 21, 1988, bombing": the commas of an American date take the noun away from it."""
    doc, first = time.doc, time.left_edge.i
    words = doc[time.i : time.i + 6]
    last = next((t for t in words if t.shape_ == "dddd"), None)
    if first == 0 or last is None or last.i + 2 >= len(doc) or doc[last.i + 1].text != ",":
        return None
    noun, led = doc[last.i + 2], any(t.lower_ == "the" for t in doc[max(time.i - 2, 0) : time.i])
    return noun if led and noun.pos_ == "NOUN" and doc[last.i - 1].text == "," else None


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
    if one.dep_ == "xcomp" and one.head == other and other.lemma_.lower() in _WILLS:
        return False  # "agreed to sign it by 1 October"
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
    if {earlier.tag_, later.tag_} == {"VBD", "VBZ"}:
        return True  # "met him on Monday and travels to Oslo on Tuesday"
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
