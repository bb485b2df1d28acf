"""Days and places of what is told beside: the crime somebody is charged with, the storm after which people fled.

"Arrested in connection with the bombings in Kenya last year" says nothing of the day or the town of the arrest.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.model import PublicationDay, TimeInterval, TimeMention, Unresolved
from kg.syntax import preposition_before

CUSTODY = frozenset(
    "arrest detain charge indict convict sentence jail imprison question extradite fine accuse suspect execute".split()
)
_CRIMES = frozenset(
    "killing murder slaying death shooting bombing attack case robbery assassination rape kidnapping stabbing massacre "
    "blast explosion raid theft abduction bombings".split()
)
_LINKS = frozenset({"connection", "relation", "suspicion", "complaint", "charge", "count"})
_RECENT_DAYS = 7


def crimes_of(word: Token) -> list[Token]:
    """The nouns for what somebody is arrested for, charged with or tried over."""
    if word.lemma_.lower() not in CUSTODY or (word.pos_ != "VERB" and word.lemma_.lower() == "suspect"):
        return []
    found: list[Token] = []
    below = [c for c in word.children if c.dep_ == "prep"]
    while below:
        preposition = below.pop(0)
        noun = next((c for c in preposition.children if c.dep_ == "pobj"), None)
        if noun is None or noun.pos_ != "NOUN" or (preposition.lower_ == "to" and preposition.head == word):
            continue  # "sentenced to death" names no crime
        named = noun.lemma_.lower() in _CRIMES
        if not noun.ent_type_ and (named or preposition.lower_ in {"for", "over", "with"}):
            found.append(noun)
        if named or noun.lemma_.lower() in _LINKS:
            below += [c for c in noun.children if c.dep_ == "prep" and c.lower_ in {"with", "to", "of", "in", "over"}]
    return found


def custody_over(noun: Token) -> Token | None:
    """The word of custody that a noun is the crime of."""
    return next((t for t in list(noun.ancestors)[:6] if noun in crimes_of(t)), None)


def is_of_the_crime(time: Token, word: Token, mention: TimeMention, publication: PublicationDay | Unresolved) -> bool:
    """ "was arrested for the murder of X in 1998": a time gone by, right after the crime, is not that of the arrest."""
    crime = max((c for c in crimes_of(word) if word.i < c.i < time.i), key=lambda c: c.i, default=None)
    if crime is None or not is_bygone(mention, publication):
        return False
    return not any(t.text in {",", ";"} for t in word.doc[crime.i : time.left_edge.i])


def is_bygone(mention: TimeMention, publication: PublicationDay | Unresolved) -> bool:
    """True for a time that ended more than a week before the article, or is no day at all."""
    when = mention.when
    if isinstance(publication, Unresolved) or publication.when.start is None:
        return False
    if not isinstance(when, TimeInterval) or when.start is None or when.end is None:
        return False
    old = (publication.when.start - when.end).days > _RECENT_DAYS
    return old or ((when.end - when.start).days > 0 and when.end < publication.when.start)


def stands_apart(time: Token, noun: Token) -> bool:
    """ "seen before the shooting, and found in May": a day past a comma or "and" is not of the noun after "before"."""
    preposition = preposition_before(noun)
    if preposition is None or preposition.lower_ not in {"after", "before", "since", "until"} or time in noun.subtree:
        return False
    counted = preposition.i > 0 and preposition.nbor(-1).lemma_.lower() in {"day", "week", "month", "year"}
    if counted and preposition.lower_ in {"after", "before"}:
        return True  # "was seen at 6 a.m. ten days before the murder"
    between = noun.doc[min(time.i, noun.i) : max(time.i, noun.i)]
    return time.i > noun.i and any(t.dep_ == "cc" or t.text in {",", ";"} for t in between)


def follows_directly(time: Token, clause: Token) -> bool:
    """ "In contrast to Thursday, when 20 were arrested, ...": the clause tells of the day right before it."""
    first = clause.left_edge
    while clause.dep_ in {"conj", "xcomp"} and clause.head.pos_ in {"VERB", "AUX"}:
        clause = clause.head
        first = clause.left_edge
    before = clause.doc[max(first.i - 2, 0) : first.i]
    return first.lower_ == "when" and clause.dep_ in {"relcl", "advcl"} and time in before and before[-1].text == ","
