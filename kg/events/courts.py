"""Whom an arrest, charge or judgement befalls, and who is held to have done what it is about.

"in prison after being convicted" has its convict in the subject above, "serving a sentence" in who serves it; who is
convicted of a murder, or found guilty of it, has done it, and who is only charged with it is said to have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.syntax import DONE_TO, agents_of, is_passive, objects_of, subjects_of

_ORDER = frozenset({"after", "before", "since", "without", "by", "despite", "while", "when", "upon", "until"})
# what a court or the police impose on somebody
_IMPOSED = frozenset("charge count sentence conviction verdict trial arrest fine term indictment penalty".split())
_BORNE = frozenset("face serve receive get have escape avoid await complete appeal fight deny".split())
_CHARGES = frozenset({"charge", "count", "suspicion", "accusation", "allegation", "indictment"})
# between a judgement and what it is for: "sentenced to 20 years in prison for", "charged with two counts of"
_BETWEEN = _CHARGES | frozenset("year month day life prison death sentence conviction term jail charges".split())
_SUSPECTS = frozenset("accuse suspect charge arrest detain indict hold seek".split())
_CONVICTS = frozenset("convict sentence jail imprison".split())
_PERSONAL = frozenset({"verdict", "sentence", "penalty", "term"})


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is held to have done something; ``proven`` if a court has found so or they have said so themselves."""

    people: tuple[Token, ...]
    proven: bool


def undergoers(verb: Token) -> list[Token]:
    """Whom a participle without a subject of its own befalls: "after being freed", "Convicted of fraud, X said"."""
    if verb.tag_ not in {"VBN", "VBD"} or any(c.dep_ in {"nsubj", "nsubjpass", "dobj"} for c in verb.children):
        return []
    above = verb.head
    if verb.dep_ == "pcomp" and above.lower_ in _ORDER and any(c.dep_ == "auxpass" for c in verb.children):
        return _subjects(above.head)
    if verb.dep_ == "advcl" and is_passive(verb) and _is_bare(verb):
        return _subjects(above)
    return _named_beside(verb) if verb.dep_ == "acl" and verb.lemma_.lower() in DONE_TO else []


def _subjects(verb: Token) -> list[Token]:
    if verb.pos_ not in {"VERB", "AUX"}:
        return []
    return subjects_of(verb) or ([verb.head] if verb.dep_ == "acl" else [])


def _is_bare(participle: Token) -> bool:
    """ "Freed on bail, she left"; "when asked", "if convicted": the participle stands at the edge of a clause."""
    marks = {c.lower_ for c in participle.children if c.dep_ in {"mark", "advmod"}}
    opens = (
        participle.i == 0
        or participle.left_edge.is_sent_start
        or participle.doc[participle.left_edge.i - 1].text == ","
    )
    return bool(opens or marks & _ORDER or marks & {"if", "once"})


def _named_beside(participle: Token) -> list[Token]:
    """ "A hearing for Jane Doe, 34, charged with fraud": the parser hangs the participle on the hearing."""
    doc, at = participle.doc, participle.left_edge.i - 1
    if at < 1 or doc[at].text != "," or participle.head.pos_ != "NOUN":
        return []
    while at > participle.head.i and (doc[at].text == "," or doc[at].tag_ == "CD"):
        at -= 1
    name = doc[at]
    return [name] if name.tag_ == "NNP" and name.dep_ == "pobj" and participle.head in name.ancestors else []


def bearers(noun: Token) -> list[Token]:
    """ "is serving a sentence", "faces charges", "has four arrests", "a verdict for X": whom the noun befalls."""
    if noun.lemma_.lower() not in _IMPOSED:
        return []
    if (judged := _held_for(noun)) is not None:  # "serving a sentence for a fraud conviction"
        return list(judged.people)
    if is_borne(noun):
        return agents_of(noun.head) or (subjects_of(noun.head.head) if noun.head.dep_ == "xcomp" else [])
    places = (noun, noun.head) if noun.dep_ == "dobj" else (noun,)
    given = (c for place in places for c in place.children if c.dep_ == "prep" and c.lower_ == "for")
    people = (g for c in given for g in c.children if g.dep_ == "pobj" and g.tag_ in {"NNP", "NN"})
    return [g for g in people if g.ent_type_ in {"PERSON", ""}] if noun.lemma_.lower() in _PERSONAL else []


def is_borne(noun: Token) -> bool:
    """True for what somebody serves, faces, gets or has ("has two prior arrests")."""
    imposed = noun.lemma_.lower() in _IMPOSED and noun.dep_ == "dobj"
    return imposed and noun.head.lemma_.lower() in _BORNE and not is_passive(noun.head)


def judged_for(act: Token) -> Judged | None:
    """Who is charged with, convicted of or serving a sentence for an act; None where nobody is."""
    return None if act.lemma_.lower() in _IMPOSED and act.pos_ == "NOUN" else _held_for(act)


def _held_for(act: Token) -> Judged | None:
    preposition = act.head
    if act.dep_ not in {"pcomp", "pobj"} or preposition.lower_ not in {"for", "of", "with", "to"}:
        return None
    charged = False
    for above in _above(preposition):
        charged = charged or above.lemma_.lower() in _CHARGES
        if (found := _judging(above, preposition, charged=charged)) is not None:
            return found
    return None


def _above(preposition: Token) -> Iterator[Token]:
    """The words that the phrase hangs on, over "to 20 years in prison" and "with two counts"."""
    node = preposition.head
    yield node
    while node.pos_ == "NOUN" and node.lemma_.lower() in _BETWEEN and node.dep_ in {"pobj", "dobj"}:
        node = node.head.head if node.dep_ == "pobj" else node.head
        yield node


def _judging(above: Token, preposition: Token, *, charged: bool) -> Judged | None:
    lemma = above.lemma_.lower()
    if above.lower_ == "guilty":
        return _guilty(above)
    if preposition.lower_ == "to" or above.pos_ != "VERB":
        return None
    if lemma in _CONVICTS:
        return _if_any([*objects_of(above), *undergoers(above)], proven=True)
    if lemma in _SUSPECTS:
        return _if_any([*objects_of(above), *undergoers(above)], proven=False)
    borne = next((c for c in above.children if c.dep_ == "dobj" and c.lemma_.lower() in _IMPOSED), None)
    if borne is None or borne.i > preposition.i:
        return None
    return _if_any(bearers(borne), proven=not charged and lemma in {"serve", "receive", "get", "complete"})


def _guilty(adjective: Token) -> Judged | None:
    """ "found X guilty of murder", "was found guilty of it", "pleaded guilty to it"; no "pleaded not guilty"."""
    verb = adjective.head
    denied = any(c.dep_ == "neg" for t in (adjective, verb) for c in t.children)
    own = [c for c in adjective.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if denied or verb.lemma_.lower() not in {"find", "plead", "be"}:
        return None
    return _if_any(own or (subjects_of(verb) if is_passive(verb) or verb.lemma_ == "plead" else []), proven=True)


def _if_any(people: list[Token], *, proven: bool) -> Judged | None:
    found = tuple(t for t in people if t.dep_ != "pobj" or t.head.dep_ != "prep" or t.head.head.pos_ != "VERB")
    return Judged(found, proven) if found else None
