"""Numbers of people whom no verb of harm counts: the sick, the hungry, those who were helped; and votes for a rival.

Each reader gives the measure, the token that says it and the tokens of its words, or nothing.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.events.counts_idioms import Idiom

_CASES = frozenset({"case", "infection"})
_OF_CASES = frozenset("suspected confirmed new probable reported laboratory".split())
_DISEASES = frozenset(
    "cholera measles ebola covid covid-19 coronavirus polio dengue malaria meningitis mpox flu influenza typhoid "
    "plague zika disease virus fever".split()
)
_HUNGER = frozenset("hunger famine starvation malnutrition insecurity shortage".split())
_THREATENS = frozenset("threaten affect hit strike plague".split())
_SUFFERS = frozenset("face suffer experience need endure".split())
_BRINGS = frozenset("deliver distribute provide give hand supply".split())
_HELPED = frozenset(
    "family household people person resident child survivor refugee villager patient woman student victim".split()
)


def by_need(number: Token, counted: Token) -> Idiom:
    """The measure of a number of people in need or helped; ``counted`` is the noun that it counts, or the number."""
    for read in (_cases, _fallen_ill, _hungry, _helped, _for_a_rival):
        found = read(number, counted)
        if found is not None:
            return found
    return None


def _cases(number: Token, counted: Token) -> Idiom:
    """ "1,400 suspected cases of cholera", "300 new infections"."""
    if counted.lemma_.lower() not in _CASES:
        return None
    of = (g.lemma_.lower() for c in counted.children if c.lower_ == "of" for g in c.children)
    told = any(c.lower_ in _OF_CASES | _DISEASES for c in counted.lefts) or not _DISEASES.isdisjoint(of)
    return ("Affected", counted, [number, counted]) if told else None


def _fallen_ill(number: Token, counted: Token) -> Idiom:
    """ "More than 24,000 have fallen ill"."""
    verb = counted.head
    ill = any(c.lower_ in {"ill", "sick"} for c in verb.children)
    told = counted.dep_ == "nsubj" and verb.lemma_.lower() in {"fall", "become"} and ill
    return ("Affected", verb, [number, counted, verb]) if told else None


def _hungry(number: Token, counted: Token) -> Idiom:
    """ "3 million people face severe hunger"."""
    verb = counted.head
    if counted.dep_ == "nsubjpass" and verb.lemma_.lower() in _THREATENS:
        by = (g for c in verb.children if c.lower_ in {"by", "with"} for g in c.children)
        cause = next((g for g in by if g.lemma_.lower() in _HUNGER), None)
        return ("Affected", cause, [number, counted, verb]) if cause is not None else None
    if counted.dep_ != "nsubj" or verb.lemma_.lower() not in _SUFFERS:
        return None
    want = next((c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in _HUNGER), None)
    return ("Affected", want, [number, counted, want]) if want is not None else None


def _helped(number: Token, counted: Token) -> Idiom:
    """ "Delivered water to 3,200 families", "gave 500 families tents"."""
    if counted.lemma_.lower() not in _HELPED:
        return None
    preposition = counted.head if counted.dep_ == "pobj" and counted.head.lower_ in {"to", "for", "among"} else None
    verb = preposition.head if preposition is not None else counted.head if counted.dep_ == "dative" else None
    verb = verb.head if verb is not None and verb.dep_ in {"dobj", "nsubjpass"} else verb
    given = verb is not None and verb.pos_ == "VERB" and verb.lemma_.lower() in _BRINGS
    return ("Affected", verb, [number, counted]) if given and verb is not None else None


def _for_a_rival(number: Token, counted: Token) -> Idiom:
    """ "Won 263,515 votes against 212,099 for her rival"."""
    if counted != number or number.dep_ != "pobj" or number.head.lower_ not in {"against", "to"}:
        return None
    before = number.doc[number.sent.start : number.i]
    votes = next((t for t in reversed(list(before)) if t.lower_ == "votes"), None)
    whose = any(
        c.lower_ == "for" for c in (*number.children, *number.head.children, *number.doc[number.i + 1 : number.i + 2])
    )
    return ("Votes", votes.head, [number]) if votes is not None and whose else None
