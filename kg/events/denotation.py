"""Whether a trigger in its place denotes an event, or only names a kind of thing, a crime or a share of something."""

from __future__ import annotations

from spacy.tokens import Token

from kg.events.anniversaries import lies_ahead
from kg.events.arguments import carrier_of, carries_its_object
from kg.syntax import is_definite, objects_of, preposition_before

_ENDINGS = frozenset("halt end cessation pause stop lifting removal relief".split())
# "convicted of genocide", "three counts of murder": the name of a crime without when and where is no event
_CHARGES = frozenset(
    "guilty count charge convict sentence accuse acquit suspect suspicion indict try crime allegation".split()
)
_SHARES = frozenset({"percent", "%", "share", "percentage", "cent", "proportion"})
_TALKS_OF = frozenset({"speak", "talk", "dream", "warn", "think", "hear"})
_STANCES = frozenset({"protest", "response", "revolt"})
_ABOUT = frozenset({"on", "over", "into", "about", "of", "for", "to", "against", "behind"})
_REPROACHES = frozenset({"accuse", "suspect", "blame", "criticise", "criticize"})
_MEDIATES = frozenset({"mediate", "broker", "facilitate"})
_SITTINGS = frozenset({"talk", "talks", "negotiation", "dialogue", "meeting"})
_OWN = frozenset({"conj", "cc", "punct", "nummod", "appos"})


def denotes_event(head: Token) -> bool:
    """False for a noun before another noun ("ceasefire talks"), the name of a crime in a charge, what they never do."""
    if head.dep_ in {"compound", "amod", "nmod"}:
        return head.head.lemma_.lower() in {"attempt", "operation"}
    if head.pos_ == "VERB" and any(c.dep_ == "det" for c in head.children):
        return False  # "turned the wounded away"
    if head.dep_ == "conj" and head.head.lower_ in {"dead", "missing", "homeless"}:
        return False  # "were dead and 5,000 injured"
    if head.lower_ == "votes":
        return False  # what is counted
    if _is_another_sense(head):
        return False
    if head.tag_ == "VBN" and head.lemma_.lower() in _MEDIATES and head.dep_ == "acl":
        return False  # "talks mediated by Oman" are one happening
    if head.lemma_.lower() in _MEDIATES and any(
        c.dep_ == "nsubjpass" and c.lemma_.lower() in _SITTINGS for c in head.children
    ):
        return False  # "the talks were mediated by Oman"
    if head.lemma_.lower() == "negotiate" and head.dep_ == "pcomp" and _is_reproach(head.head):
        return False  # "accused them of negotiating in bad faith"
    if head.lemma_.lower() == "mediation" and head.dep_ == "pobj" and head.head.lower_ in {"under", "with", "through"}:
        return False  # "met under the mediation of Oman" says who helped
    if head.dep_ == "relcl" and any(c.dep_ == "neg" for c in head.children):
        return not any(c.lower_ in {"do", "does"} for c in head.children)  # "who do not meet"
    if (
        _is_general_truth(head)
        or _is_usual(head)
        or _was_usual(head)
        or _is_superlative(head)
        or _buries_alive(head)
        or _beats_at_polls(head)
        or _never_negotiates(head)
    ):
        return False
    preposition = preposition_before(head)
    return preposition is None or _denotes_after(preposition, head)


def _is_another_sense(head: Token) -> bool:
    """ "ceasefire talk bores her", "the station was deserted", "cut short his visit", "ordered the army to leave"."""
    below = [c.dep_ for c in head.children]
    if head.dep_ == "nsubj" and head.i + 1 < len(head.doc) and head.head == head.nbor() and head.head.lower_ == "talk":
        return True  # the parser takes "talk" for a verb
    if (
        head.lower_ == "fire"
        and head.dep_ == "pobj"
        and head.head.head.lemma_.lower() in {"kill", "wound", "injure", "hit"}
    ):
        return head.head.lower_ == "by" and any(c.dep_ in {"amod", "compound", "poss"} for c in head.children)
    if head.lower_ in _COUNTED and preposition_before(head) is not None and _is_count(head.head.head):
        return True  # "put the number of injured at nine"
    if head.lower_ == "talk" and not {"det", "amod", "poss", "prep"} & set(below):
        return True
    if head.lemma_ == "order" and {"xcomp", "ccomp"} & set(below):
        return True  # they are asked, not sent
    if head.lemma_ == "appeal" and head.pos_ == "VERB" and any(c.lower_ == "for" for c in head.children):
        return True  # "appealed for help": no court
    return _is_empty(head) or (head.lemma_ == "cut" and any(c.lower_ == "short" for c in head.children))


def is_misread(entry: str, head: Token) -> bool:
    """ "gave the number in Lyon as 12": with an object, nobody gives in."""
    return entry.split(" (")[0] == "give in" and any(c.dep_ == "dobj" for c in head.children)


def _is_count(noun: Token) -> bool:
    return noun.lemma_.lower() in {"number", "count", "total", "tally"}


_COUNTED = frozenset("injured wounded dead killed missing arrested detained".split())


def _is_empty(verb: Token) -> bool:
    """ "the station was deserted": nobody left the ranks."""
    passive = any(c.dep_ == "auxpass" for c in verb.children) and not any(c.dep_ == "agent" for c in verb.children)
    return verb.lemma_ == "desert" and passive


def _is_reproach(preposition: Token) -> bool:
    """The parser hangs "of doing it" on the verb, or on whom it accuses."""
    above = preposition.head
    return bool({above.lemma_.lower(), above.head.lemma_.lower()} & _REPROACHES)


def _is_usual(noun: Token) -> bool:
    """ "Train accidents are common in the region": what there is in general."""
    verb = noun.head
    bare = noun.tag_ == "NNS" and not any(c.dep_ in {"det", "poss", "nummod"} for c in noun.children)
    told = verb.lemma_ == "be" and any(c.dep_ == "acomp" and c.lower_ in _USUAL for c in verb.children)
    return bare and noun.dep_ == "nsubj" and told and verb.tag_ in {"VBP", "VBZ"}


_USUAL = frozenset("common frequent rare routine widespread unusual uncommon commonplace rife".split())


def _was_usual(verb: Token) -> bool:
    """ "Oslo used to mediate between the two": what was the custom, at no time that is told."""
    return verb.dep_ == "xcomp" and verb.head.lower_ == "used" and verb.head.tag_ == "VBD" and not objects_of(verb.head)


def _is_superlative(noun: Token) -> bool:
    """ "It was the worst accident in a decade", "..., in the largest protest since May": more of what was just told."""
    most = any(c.dep_ == "amod" and (c.tag_ == "JJS" or c.lower_ in _MOST) for c in noun.children)
    if noun.dep_ == "appos" and noun.pos_ == "NOUN":
        return most  # "more than 4,000 died in 1987, the worst disaster at sea"
    if noun.dep_ == "attr":
        most = most or any(c.dep_ == "amod" and c.lower_ in _ORDINALS for c in noun.children)
    if noun.pos_ != "NOUN" or not most:
        return False
    if noun.dep_ == "attr":
        return any(c.dep_ == "nsubj" and c.lower_ in {"it", "this", "that"} for c in noun.head.children)
    one = noun.head.head if noun.dep_ == "pobj" and noun.head.head.lower_ == "one" else None
    if one is not None and one.dep_ == "pobj":
        return one.head.lower_ == "in"  # "in one of the worst disasters in years"
    apart = noun.left_edge.i > 1 and noun.dep_ == "pobj" and noun.doc[noun.head.i - 1].text == ","
    return apart and noun.head.lower_ == "in"


_ORDINALS = frozenset("second third fourth fifth sixth seventh eighth ninth tenth".split())
_MOST = frozenset({"worst", "deadliest", "largest", "biggest", "first", "heaviest", "latest", "bloodiest"})


def _buries_alive(verb: Token) -> bool:
    """ "were buried when a landslide hit": no funeral."""
    if verb.lemma_ != "bury" or verb.pos_ != "VERB":
        return False
    outcome = verb.tag_ == "VBG" and verb.dep_ == "advcl"  # "collapsed, burying 14 guests"
    return outcome or any(t.lemma_.lower() in _COVERS for t in verb.subtree)


def _beats_at_polls(verb: Token) -> bool:
    """ "beat the president in a runoff": nobody is hit."""
    return verb.lemma_ == "beat" and any(t.lemma_.lower() in _CONTESTS for t in verb.sent)


_CONTESTS = frozenset("vote percent % election poll runoff ballot candidate match final season champion cup".split())
_COVERS = frozenset(
    "landslide mudslide avalanche rubble mud debris collapse quake alive snow ash under beneath".split()
)


def is_judgement(head: Token, *, quoted: bool) -> bool:
    """ "This is a theft", "called the vote a coup": what somebody calls a thing is his claim, and no happening."""
    if not any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in head.children):
        return False
    above = head.head
    if quoted and head.dep_ == "attr":
        return any(c.dep_ == "nsubj" and c.lower_ in {"this", "that", "it"} for c in above.children)
    if above.dep_ == "prep" and above.lower_ == "as":
        verb = above.head.head if above.head.dep_ in {"dobj", "nsubjpass"} else above.head
        return verb.lemma_.lower() in _BRANDS
    if above.lemma_.lower() not in _BRANDS or head.dep_ not in {"oprd", "ccomp", "dobj", "attr"}:
        return False
    own = any(c.dep_ == "nsubj" for c in head.children)
    return own or any(c != head and c.dep_ in {"dobj", "nsubjpass"} and c.i < head.i for c in above.children)


_BRANDS = frozenset("call brand label term dub describe denounce decry condemn characterise characterize".split())


def _never_negotiates(verb: Token) -> bool:
    """ "We do not negotiate with kidnappers"."""
    helpers = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    never = any(c.dep_ == "neg" for c in verb.children) and bool(helpers & {"do", "does"})
    return never and verb.lemma_.lower() == "negotiate"


def _is_general_truth(verb: Token) -> bool:
    """ "Smoking kills eight million people a year.": a whole sentence in the present of what always is; no headline."""
    if verb.tag_ not in {"VBZ", "VBP"} or any(c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return False
    if not any(t.text == "." for t in verb.sent):
        return False
    subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "csubj"}]
    matter = any(s.tag_ in {"NN", "VBG"} and s.pos_ != "PROPN" and not list(s.children) for s in subjects)
    yearly = any(t.lower_ in _TIMES and t.doc[t.i - 1].lower_ in {"a", "each", "every", "per"} for t in verb.subtree)
    return yearly or (matter and verb.lemma_.lower() in {"kill", "injure", "wound", "destroy"})


_TIMES = frozenset({"year", "day", "month", "week"})


def _denotes_after(preposition: Token, head: Token) -> bool:
    word, above = preposition.lower_, preposition.head
    if word in {"for", "of"} and above.lemma_.lower() in _OFFICES and head.tag_ == "NNS" and not list(head.children):
        return False  # "the minister for disasters"
    if word == "in" and head.lower_ == "exchange":
        return False  # "in exchange for prisoners" says what the other side gets
    if word == "than" and not is_definite(head):
        return False  # "worse than a strike"
    if word == "in" and head.lower_ in _STANCES:
        return bool(list(head.children))  # "resigned in protest"
    if above.lemma_.lower() in _ENDINGS and above.pos_ == "NOUN":
        return any(c.dep_ in {"det", "poss"} and c.lower_ in {"the", "this", "that", "its"} for c in head.children)
    if word == "of" and (above.lemma_.lower() in _SHARES or (above.lemma_ in _TALKS_OF and not is_definite(head))):
        return False  # "52 percent of the vote", "spoke of an accident"
    if word == "to" and above.lemma_.lower() in {"sentence", "condemn"}:
        return False  # "sentenced to death"
    if word in {"of", "for", "with"} and {above.lemma_.lower(), above.head.lemma_.lower()} & _CHARGES:
        own = any(c.dep_ == "prep" and c.lower_ == "with" for c in head.children)  # "homicide with intent"
        return not own and any(c.dep_ not in _OWN and not _belongs(c, head) for c in head.children)
    return word != "like"


_OFFICES = frozenset(
    "minister ministry secretary department agency authority commissioner office director body expert".split()
)


def _belongs(modifier: Token, head: Token) -> bool:
    """ "money laundering", "armed robbery": the word before the noun says what crime it is."""
    return modifier.i == head.i - 1 and modifier.dep_ in {"compound", "amod"} and modifier.ent_type_ == ""


def is_known(head: Token) -> bool:
    """ "they", "the attack", "Monday's attack", "the fire that broke out": the reader is taken to have heard of it."""
    if head.pos_ == "PRON" or (head.pos_ == "VERB" and _identifies(head)):
        return True
    return any(
        (c.dep_ in {"det", "poss"} and c.lower_ in {"the", "this", "that", "these"})
        or c.tag_ == "PRP$"
        or (c.dep_ == "poss" and c.ent_type_ == "DATE")
        for c in head.children
    )


def _identifies(verb: Token) -> bool:
    """A relative clause without a comma before it says which one is meant; with an object or day it tells news."""
    first = verb.left_edge
    before = verb.doc[first.i - 1] if first.i else first
    bare = not any(c.dep_ in {"dobj", "prep", "nsubjpass", "npadvmod"} for c in verb.children)
    return verb.dep_ == "relcl" and first.lower_ in {"that", "which"} and before.text != "," and bare


def is_spoken_of(head: Token) -> bool:
    """ "annulled the verdict", "will vote on the merger": the day of the clause is that of what is done about it."""
    if head.dep_ == "dobj" and head.head.lemma_.lower() in JUDGES:
        return True  # "on Thursday condemned bomb attacks"
    if not is_definite(head):
        return False
    head = carrier_of(head)
    if head.dep_ == "dobj":
        return not carries_its_object(head.head)
    if head.dep_ == "nsubjpass":  # "the sanctions were lifted in May"
        return head.head.lemma_.lower() in _DONE_ABOUT
    preposition = preposition_before(head)
    if preposition is None:
        return False
    if preposition.head.lemma_.lower() == "anniversary":  # "the anniversary of the attack on 3 May 1998"
        return lies_ahead(preposition.head)
    if preposition.lower_ == "for" and preposition.head.lemma_.lower() in _MEETS:
        return False  # "gathered early on Tuesday for the rally"
    return preposition.lower_ in _ABOUT


JUDGES = frozenset("condemn denounce deplore decry praise hail welcome mourn criticise criticize lament".split())
_MEETS = frozenset({"gather", "assemble", "convene", "converge"})
_DONE_ABOUT = frozenset(
    "lift ease remove annul overturn reject scrap appeal criticise criticize condemn denounce praise welcome confirm "
    "discuss investigate debate remember commemorate mark uphold quash review".split()
)


def is_exchange(head: Token, types: tuple[str, ...]) -> bool:
    """ "the release of hostages in exchange for jailed rebels": each side gives back the other's people."""
    if types[0] not in {"ReleaseOfCaptives", "ReleaseOfPrisoners"}:
        return False
    phrase = head.subtree if head.pos_ != "VERB" else (t for c in head.children if c.dep_ == "prep" for t in c.subtree)
    words = [t for t in phrase if t.i > head.i]
    swap = next((t.i for t in words if t.lower_ in {"exchange", "return"} and t.doc[t.i - 1].lower_ == "in"), None)
    return swap is not None and any(t.i > swap and t.lemma_.lower() in _HELD for t in words)


_HELD = frozenset("prisoner detainee captive hostage jailed imprisoned inmate".split())
