"""Who speaks: the words that a verb of saying has as its source, and the actor that they stand for."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Token

from kg.events.referents import Referents
from kg.mentions.lexicon import read_lexicon
from kg.model import Span
from kg.syntax import agents_of, is_passive, same_sentence, small_clause, span_of, who_is_counted

# links over which a participle takes the subject of a verb above it ("said that ..., while noting that ...")
_SAME_SUBJECT = frozenset({"advcl", "conj", "xcomp", "pcomp", "acl", "ccomp", "prep"})
# verbs that may stand before their subject, and what stands around them then
_INVERTED = frozenset("say add write ask explain warn note reply argue recall".split())
_ASKS = frozenset("request call demand plan decision promise vow pledge bid move offer proposal refusal plea".split())
_CITING = "timewire words of citing"
_THINGS = frozenset(
    "vote election ballot poll count process campaign talk meeting summit deal agreement plan move measure step ruling "
    "law bill trial attack strike raid situation progress decision proposal budget".split()
)
_MARKS = frozenset({",", ".", '"', ";", "?", "!", "--", "-"})


def is_saying(verb: Token) -> bool:
    """True for a finite verb or participle of saying or finding."""
    if is_shoved(verb) or is_withheld(verb):
        return False
    return (
        verb.pos_ == "VERB" and verb.lemma_.lower() in _says() and not only_looms(verb) and small_clause(verb) is None
    )


_SHOVES = frozenset({"push", "press"})


def is_shoved(verb: Token) -> bool:
    """ "was pushed off a ramp": nobody has asked for anything; "was pressed to resign" is a demand."""
    if verb.lemma_.lower() not in _SHOVES:
        return False
    asked = any(c.dep_ in {"xcomp", "ccomp"} for c in verb.children)
    whom = next((c for c in verb.children if c.dep_ == "dobj"), None)
    about = any(c.dep_ == "prep" and c.lower_ in _ASKED_ABOUT for t in (verb, whom or verb) for c in t.children)
    return not asked and (is_passive(verb) or (whom is not None and not about))


_ASKED_ABOUT = frozenset({"for", "on", "over", "about", "into", "against", "to"})


def is_withheld(verb: Token) -> bool:
    """ "deny coverage to patients", "denied him entry": what is kept from somebody, and no word of anybody's."""
    if verb.lemma_.lower() != "deny":
        return False
    given = any(c.dep_ == "dative" or (c.dep_ == "prep" and c.lower_ == "to") for c in verb.children)
    things = (c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"})
    return given or any(t.lemma_.lower() in _WITHHELD for t in things)


_WITHHELD = frozenset("access entry coverage bail visa parole permission asylum treatment service care aid".split())


def speakers_of(verb: Token, referents: Referents) -> tuple[str, ...]:
    """Actors that a verb of saying has as subject, also through a participle ("..., adding that")."""
    node, subjects = verb, subjects_of_saying(verb)
    if _speaks_on(verb, subjects):
        subjects = []
    if verb.dep_ in {"advcl", "relcl"} and any(c.dep_ == "nsubjpass" for c in verb.children):
        return _known_among(subjects, referents)  # "cut aid after the army was accused of looting"
    if verb.tag_ == "VBN" and verb.dep_ == "acl" and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return _known_among(subjects if is_passive(verb) else [], referents)  # "men accused of looting", by nobody told
    while not (found := _known_among(subjects, referents)) and _goes_on(node, verb):
        if subjects and node == verb and not _is_of_paper(verb) and not _speaks_on(verb, subjects):
            break  # a subject of its own that is nobody we know
        node = node.head
        subjects = subjects_of_saying(node) if node.pos_ in {"VERB", "AUX"} else []
    return found


def source_tokens(verb: Token) -> list[Token]:
    """The subject of a verb of saying, known or not: its own, else that of the verb it goes with."""
    own = subjects_of_saying(verb)
    node, subjects = verb, own
    while (
        not subjects or (node == verb and _is_of_paper(verb)) or (node in {verb, verb.head} and _speaks_on(verb, own))
    ) and _goes_on(node, verb):
        node = node.head
        subjects = subjects_of_saying(node) if node.pos_ in {"VERB", "AUX"} else []
    return [_antecedent(token) for token in subjects or own]


def _speaks_on(verb: Token, subjects: list[Token]) -> bool:
    """ "monitors said the count was fair but criticised the police": the parser gives the second verb to the count."""
    below = verb.dep_ == "conj" and verb.head.dep_ == "ccomp" and is_saying(verb.head.head)
    owned = any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for c in verb.children)
    things = subjects and all(s.pos_ == "NOUN" and s.lemma_.lower() in _THINGS for s in subjects)
    earlier = any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.head.children)  # "said two had been hurt and ..."
    return bool(below and not owned and (things or earlier) and verb.tag_ == verb.head.head.tag_)


def _goes_on(node: Token, verb: Token) -> bool:
    """True where the verb above may lend its subject; the paper that says it hangs on the verb of issuing it."""
    if _is_asked_for(node):
        return False
    return node.dep_ in _SAME_SUBJECT or (node != verb and node.dep_ == "dobj")


def _is_asked_for(verb: Token) -> bool:
    """ "the union's request to declare a truce": nobody has declared it, the request least of all."""
    return verb.dep_ == "acl" and verb.tag_ == "VB" and verb.head.lemma_.lower() in _ASKS


def subjects_of_saying(verb: Token) -> list[Token]:
    """Who says it, also where the parse lost the subject: "..., said Anna Berg, ...", "people briefed on it said"."""
    if _is_asked_for(verb):
        return []
    inverted = inverted_subject(verb)
    if inverted is not None:
        return [inverted, *(t for t in inverted.conjuncts if t.i > inverted.i and t.dep_ == "conj")]
    if (people := _people_before(verb)) is not None:
        return [people]
    if subjects := agents_of(verb):
        return subjects
    clause = next((c for c in verb.children if c.dep_ == "csubj"), None)
    if clause is not None:
        return [*(c for c in clause.children if c.dep_ == "nsubj"), clause]
    before = verb.doc[max(0, verb.i - 2) : verb.i]  # "..., one of them, Anna Berg, said."
    last = verb.i + 1 >= len(verb.doc) or verb.nbor().is_punct
    return [before[0]] if last and len(before) == 2 and before[1].text == "," and before[0].pos_ == "PROPN" else []


def _people_before(verb: Token) -> Token | None:
    """ "The town still has power and officials say ...": the parser lists the officials with the power."""
    own = any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in verb.children)
    before = verb.doc[verb.i - 1] if verb.i else verb
    if own or verb.dep_ != "conj" or before.dep_ != "conj" or before.tag_ != "NNS" or verb.head not in before.ancestors:
        return None
    return before if any(c.dep_ == "ccomp" for c in verb.children) else None


def inverted_subject(verb: Token) -> Token | None:
    """The subject right after a verb of saying that stands between marks (", said the mayor,")."""
    doc = verb.doc
    if verb.lemma_ not in _INVERTED or verb.i == 0 or doc[verb.i - 1].text not in _MARKS:
        return None
    end = verb.i + 1
    while end < len(doc) and doc[end].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "PRON", "PART", "CCONJ", "NUM"}:
        end += 1
    closed = end > verb.i + 1 and (end == len(doc) or doc[end].text in _MARKS)
    head = doc[verb.i + 1 : end].root if closed else None
    while head is not None and head.dep_ == "conj" and verb.i < head.head.i < head.i:
        head = head.head
    return head if head is not None and head.pos_ != "CCONJ" and head.ent_type_ not in {"DATE", "TIME"} else None


def cited_tokens(verb: Token) -> list[Token]:
    """Whom an outlet quotes beside a verb of reporting: "..., citing a military source"."""
    if verb.lemma_ not in {"report", "say", "write"}:
        return []
    near = (verb.doc[i] for i in _citing(verb.doc))
    citing = next((t for t in near if same_sentence(t, verb)), None)
    if citing is None:
        return []
    named = next((t for t in verb.doc[citing.i + 1 : verb.sent.end] if t.pos_ in {"NOUN", "PROPN"}), None)
    while named is not None and named.dep_ in {"compound", "poss", "nmod", "amod"} and named.head.i > named.i:
        named = named.head
    return [named] if named is not None else []


def _citing(doc: Doc) -> list[int]:
    """Where somebody is cited in a document; looked for once, as sentences may be long and most cite nobody."""
    found: list[int] | None = doc.user_data.get(_CITING)
    if found is None:
        found = doc.user_data[_CITING] = [t.i for t in doc if t.lower_ in {"citing", "quoting"}]
    return found


def _is_of_paper(verb: Token) -> bool:
    """ "issued a statement saying": who issued it speaks."""
    return verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.head.dep_ in {"dobj", "pobj"}


def only_looms(verb: Token) -> bool:
    """ "walked out, threatening chaos for commuters": what may come of it, and no word of anybody's."""
    if verb.lemma_.lower() != "threaten" or any(c.dep_ in {"xcomp", "ccomp"} for c in verb.children):
        return False
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    return bool(objects) and not any(o.lemma_.lower() in _THREATENED or o.ent_type_ for o in objects)


_THREATENED = frozenset(
    "action retaliation war strike sanction revenge consequence force lawsuit tariff veto boycott walkout response "
    "punishment attack resignation he she him her them us government".split()
)


def _known_among(tokens: list[Token], referents: Referents) -> tuple[str, ...]:
    keys = (known_at(token, referents) for token in tokens)
    return tuple(dict.fromkeys(key for key in keys if key))


def known_at(token: Token, referents: Referents) -> str | None:
    """The actor or state that a word stands for, also through a relative pronoun and an apposition."""
    token = who_is_counted(_antecedent(token))
    key = referents.actor_at(token) or referents.state_at(token)
    if key is None:  # "his press secretary, Jane Doe, said", "the mayor of Lund, Jane Doe, said"
        named = (t for t in token.subtree if t.dep_ == "appos" and t.i > token.i)
        key = next((k for t in named if (k := referents.actor_at(t))), None)
    return key


def author_of(paper: Token, referents: Referents) -> str | None:
    """Who a paper comes from: "a report by X", "a statement published by X", "the ministry's figures"."""
    near = [c for c in paper.children if c.dep_ == "poss"]
    near += [g for c in paper.children if c.dep_ == "prep" and c.lower_ in {"by", "from", "of"} for g in c.children]
    near += [t for c in paper.children if c.dep_ == "acl" for t in agents_of(c)]
    return next((key for token in near if (key := known_at(token, referents))), None)


def _antecedent(token: Token) -> Token:
    relative = token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl"
    return token.head.head if relative else token


def cue_span(verb: Token, referents: Referents) -> Span:
    """The words that attribute: the speaker's name and the verb where they stand together, else the verb."""
    agents = [t for t in subjects_of_saying(verb) if abs(t.i - verb.i) <= 4]
    near = [t for t in agents if referents.actor_at(t) is not None]
    if not near:
        return span_of([*(t for t in agents if t.tag_ in {"WP", "WDT"}), verb])
    key = referents.actor_at(near[0])
    mention = [t for t in near[0].subtree if referents.actor_at(t) == key and abs(t.i - near[0].i) < 5]
    return span_of([*mention, near[0], verb])


def has_content(verb: Token) -> bool:
    """True where a verb of saying has something that is said: a clause, a quotation, a clause around it."""
    if any(c.dep_ in {"ccomp", "parataxis"} or c.text == '"' for c in verb.children):
        return True
    quoted = any(t.text == '"' for t in verb.doc[max(0, verb.i - 8) : verb.i + 8])
    return quoted or verb.dep_ in {"parataxis", "advcl"}


def is_attitude(verb: Token) -> bool:
    """True for a verb that tells what somebody thinks or wants, with a clause or an object."""
    told = any(c.dep_ in {"ccomp", "xcomp", "dobj", "prep"} and c.i > verb.i for c in verb.children)
    return verb.pos_ == "VERB" and told and verb.lemma_.lower() in _thinks() and not is_withheld(verb)


@cache
def _thinks() -> frozenset[str]:
    words = read_lexicon("speech")["attitudes"]
    return frozenset([*words["clause"], *words["infinitive"], *words["object"]])


@cache
def _says() -> frozenset[str]:
    lexicon = read_lexicon("speech")
    typed = (word for words in lexicon["types"].values() for word in words)
    return frozenset([*lexicon["says"], *typed])
