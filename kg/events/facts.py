"""What is taken for granted, or lies open, by the words beside an event, whatever governs them further up.

"Gave no reason for the expulsions" denies none; "issues raised in the meeting" were raised in one that was held;
"information leading to an arrest" knows of none. Asked before the words above are climbed (``kg.events.modality``).
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.events.anniversaries import lies_ahead
from kg.events.circumstances import AWAITS
from kg.events.types import family
from kg.model import Code, Modality
from kg.syntax import is_definite, preposition_before


def modality_beside(head: Token, event_type: Code) -> Modality | None:
    """The modality that the nearest words give an event of a type, or None where they decide nothing."""
    if _is_imperative(head):
        return Modality.HYPOTHETICAL
    if _is_faced(head, event_type) or _is_hedged(head) or _is_explained(head) or _is_where_it_was_said(head):
        return Modality.OCCURRED
    if _is_owner_of_an_aim(head):
        return Modality.OCCURRED
    if _has_befallen_one(head, event_type):
        return Modality.OCCURRED
    if _is_wanted(head):
        return Modality.HYPOTHETICAL
    if head.dep_ in {"pcomp", "pobj"} and head.head.lower_ == "to" and _looks_forward(head.head):
        return Modality.EXPECTED
    ahead = _is_sent_for(head, event_type) or _is_awaited(head) or (head.pos_ == "NOUN" and _is_near(head))
    return Modality.EXPECTED if ahead else None


def _is_imperative(verb: Token) -> bool:
    """ "Stop the bloodshed", they chanted: nothing has stopped."""
    bare = verb.tag_ == "VB" and verb.dep_ in {"ROOT", "ccomp"} and verb.pos_ == "VERB"
    return bare and not any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass", "mark", "expl"} for c in verb.children)


def _is_faced(noun: Token, event_type: Code) -> bool:
    """ "faces a charge of fraud": it was brought."""
    return event_type == "ChargeOrIndictment" and noun.dep_ == "dobj" and noun.head.lemma_.lower() == "face"


def _is_hedged(head: Token) -> bool:
    """ "This appears to have been an attack", "is believed to have fled": it is past, if it was at all."""
    verb = head.head if head.dep_ == "attr" else head
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    told = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _HEDGES
    helpless = not any(c.dep_ == "neg" for c in (*verb.children, *verb.head.children))
    return told and {"to", "have"} <= helpers and helpless


_HEDGES = frozenset("appear seem believe think say report know allege understand claim".split())


def _is_explained(noun: Token) -> bool:
    """ "gave no reason for the expulsions", "had no comment on the arrests"."""
    preposition = preposition_before(noun)
    if preposition is None or not is_definite(noun) or preposition.head.lemma_.lower() not in _WORDS:
        return False
    return any(c.dep_ == "det" and c.lower_ == "no" for c in preposition.head.children)


_WORDS = frozenset("reason explanation comment detail information motive excuse reaction apology".split())


def _is_where_it_was_said(noun: Token) -> bool:
    """ "is weighing the points raised in the meeting": what was done there is past, and so is the meeting."""
    preposition = preposition_before(noun)
    if preposition is None or preposition.lower_ not in {"in", "at", "during", "after"} or not is_definite(noun):
        return False
    done = preposition.head
    return done.dep_ == "acl" and done.tag_ == "VBN" and done.lemma_.lower() in _SAID_OR_DONE


_SAID_OR_DONE = frozenset(
    "raise discuss make take kill wound injure lose destroy damage displace capture arrest hurt use agree "
    "reach adopt sign present issue voice mention".split()
)


def _has_befallen_one(participle: Token, event_type: Code) -> bool:
    """ "find the remains of a pilot kidnapped by rebels in March": by whom, or when, is told of what has happened."""
    if participle.dep_ != "acl" or participle.tag_ != "VBN":
        return False
    if family(event_type) not in {"Violence", "Coercion"} and event_type != "CourtRuling":
        return False
    told = any(c.dep_ in {"agent", "npadvmod"} or _is_dated(c) for c in participle.children)
    known = not any(c.lower_ in {"any", "anyone", "every", "each", "no"} for c in participle.head.children)
    joined = [c for c in participle.head.children if c.dep_ == "acl" and c.tag_ == "VBN"]  # "kidnapped and killed"
    shared = any(c.dep_ in {"agent", "npadvmod"} for other in joined for c in other.children)
    return known and (told or shared) and not any(c.dep_ == "neg" for c in participle.children)


def _is_owner_of_an_aim(noun: Token) -> bool:
    """ "A goal of the four-day visit was the signing of a treaty": the visit was paid."""
    of = preposition_before(noun)
    if of is None or of.lower_ != "of" or of.head.lemma_.lower() not in {"goal", "aim", "purpose", "objective"}:
        return False
    return of.head.dep_ == "nsubj" and of.head.head.tag_ == "VBD" and is_definite(noun)


def _is_dated(preposition: Token) -> bool:
    return preposition.dep_ == "prep" and any(c.ent_type_ == "DATE" for c in preposition.children)


def _is_wanted(noun: Token) -> bool:
    """ "a reward for information leading to an arrest", "clues that could lead to a trial"."""
    preposition = preposition_before(noun)
    verb = preposition.head if preposition is not None and preposition.lower_ == "to" else None
    if verb is None or verb.lemma_.lower() != "lead" or verb.dep_ not in {"acl", "relcl"}:
        return False
    return verb.head.lemma_.lower() in {"information", "clue", "tip", "evidence", "lead", "hint"} and verb.tag_ != "VBD"


def _is_sent_for(noun: Token, event_type: Code) -> bool:
    """ "was flown to Rome for trial": it is still to be held."""
    preposition = preposition_before(noun)
    bare = preposition is not None and preposition.lower_ == "for" and not list(noun.children)
    return bare and event_type == "CourtHearing" and bool({_verb_above(noun)} & _SENDS)


def _looks_forward(to: Token) -> bool:
    """ "looked forward to visiting Chad"."""
    return to.i > 1 and to.nbor(-1).lower_ == "forward" and to.nbor(-2).lemma_.lower() == "look"


def _is_near(noun: Token) -> bool:
    """ "as the second anniversary nears"."""
    return noun.lemma_.lower() == "anniversary" and lies_ahead(noun)


def _verb_above(noun: Token) -> str:
    return next((t.lemma_.lower() for t in noun.ancestors if t.pos_ == "VERB"), "")


_SENDS = frozenset("bring send fly hand extradite transfer return deport take remand hold surrender turn".split())


def _is_awaited(noun: Token) -> bool:
    """ "the ruling, which is expected next week": it has not been given."""
    clauses = (c for c in noun.children if c.dep_ == "relcl" and c.lemma_.lower() in AWAITS)
    return any({"is", "are"} & {g.lower_ for g in c.children if g.dep_ == "auxpass"} for c in clauses)
