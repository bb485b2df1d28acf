"""Questions to the dependency parse that several stages ask; nothing here knows what an event is.

Labels are those of the English models of spaCy: ``nsubj``, ``dobj``, ``nsubjpass``, ``agent``, ``prep`` and ``pobj``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from spacy.tokens import Doc, Token

from kg.model import Span

_OBJECTS = frozenset({"dobj", "obj", "nsubjpass", "nsubj:pass", "oprd", "attr"})
_TEXT = "timewire text"
_SENTENCE_NUMBERS = "timewire sentence numbers"
_COMPLEMENT_PREPOSITIONS = frozenset({"of", "on", "against", "into", "between", "from", "for", "with", "to", "in"})


# prepositions that place an act rather than complete its verb
_LOCATES = frozenset(
    "in at near from by during after before since until as outside inside across along around within amid".split()
)
# "X urged Y to go": Y is to go
_TELLS_TO = frozenset(
    "urge ask tell order call persuade force allow help invite warn want expect press encourage appeal request".split()
)


def objects_of(verb: Token) -> list[Token]:
    """Direct objects and passive subjects of a verb, or the noun that a participle modifies; with conjuncts."""
    found = [child for child in verb.children if child.dep_ in _OBJECTS]
    if not found and verb.dep_ in {"ccomp", "xcomp"} and is_passive(verb):  # "saw nine people taken hostage"
        found = [child for child in verb.children if child.dep_ == "nsubj"]
    if not found:  # "awarded the pilot the medal": the second object is parsed as another name of the first
        found = [c for given in verb.children if given.dep_ == "dative" for c in given.children if c.dep_ == "appos"]
    if not found and (judged := small_clause(verb)) is not None:
        found = [c for c in judged.children if c.dep_ == "nsubj"]
    if not found and _lacks_object(verb):
        found = [child for child in verb.children if child.dep_ == "nsubj"]
    if verb.tag_ == "VBN" and verb.dep_ in {"acl", "amod"}:
        found.append(verb.head)
    if verb.dep_ == "relcl" and any(c.dep_ in {"nsubjpass", "dobj"} and c.tag_ in _WHO for c in verb.children):
        found.append(verb.head)
    if not found and verb.dep_ == "xcomp" and is_passive(verb):
        found.extend(_raised(verb.head))
    if not found and _joins_passive(verb):
        found.extend(child for child in verb.head.children if child.dep_ == "nsubjpass")
    found = found or _subjects_before(verb)
    joined = (c for c in verb.children if c.dep_ in {"prep", "prt"} and c.i == verb.i + 1 and c.lower_ not in _LOCATES)
    found.extend(g for c in joined for g in c.children if g.ent_type_ not in {"DATE", "TIME"} and not _is_off(g))
    return [t for token in found for t in (token, *token.conjuncts)]


_WHO = frozenset({"WDT", "WP"})


def _subjects_before(verb: Token) -> list[Token]:
    """ "fled but was caught", "was slain": the subject of a passive that stands with a verb before it."""
    if verb.dep_ == "acomp" and verb.tag_ == "VBN" and verb.head.lemma_ == "be":
        return [c for c in verb.head.children if c.dep_ == "nsubj"]
    above = verb
    while above.dep_ == "conj" and above.head.pos_ in {"VERB", "AUX"}:
        above = above.head
    own = any(c.dep_ in {"dobj", "nsubj"} for c in verb.children)
    if above == verb or own or not any(c.dep_ == "auxpass" for c in verb.children):
        return []
    return [c for c in above.children if c.dep_ in {"nsubj", "nsubjpass"}]


def _raised(above: Token) -> list[Token]:
    """ "are to be freed", "is expected to be freed", "are due to be freed": whom it is done to."""
    if above.lemma_ == "be" or above.lemma_.lower() in {"expect", "schedule", "set", "slate"} or _is_held_to(above):
        return [c for c in above.children if c.dep_ in {"nsubj", "nsubjpass"}] or _subjects_before(above)
    return _raised(above.head) if above.dep_ == "acomp" and above.lower_ in {"due", "likely", "set"} else []


def _is_held_to(verb: Token) -> bool:
    """ "is believed to have been arrested", "are said to have been killed"."""
    return verb.lemma_.lower() in _HELD and any(c.dep_ == "auxpass" for c in verb.children)


_HELD = frozenset("believe think say report know allege understand fear presume rumour rumor".split())


def _is_off(noun: Token) -> bool:
    """ "capsized off Greece": where it was; "called off the talks" has an object."""
    return noun.head.lower_ == "off" and noun.ent_type_ in {"GPE", "LOC"}


def small_clause(verb: Token) -> Token | None:
    """The adjective of "found him guilty", "declared her dead", which the parser takes for a clause."""
    if verb.lemma_.lower() not in {"find", "declare", "pronounce", "rule", "hold"}:
        return None
    return next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ == "ADJ"), None)


def subjects_of(verb: Token) -> list[Token]:
    """Subjects of a verb, also through the first verb of a coordination or the verb that governs an infinitive."""
    found = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if not found and verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _TELLS_TO:
        return objects_of(verb.head)
    if not found and verb.dep_ == "xcomp" and verb.head.dep_ == "acl":
        return subjects_of(verb.head)
    if not found and verb.dep_ in {"conj", "xcomp"}:
        found = [child for child in verb.head.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if not found and verb.dep_ in {"acl", "relcl"}:
        found = [verb.head]
    return [t for token in found for t in (token, *token.conjuncts)]


def complements_of(noun: Token) -> list[Token]:
    """Nouns that complete a noun: "of", "on", "against" and so on, compounds and possessors."""
    prepositions = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in _COMPLEMENT_PREPOSITIONS]
    found = [grandchild for p in prepositions for grandchild in p.children if grandchild.dep_ == "pobj"]
    found += [child for child in noun.children if child.dep_ in {"compound", "poss"}]
    return [t for token in found for t in (token, *token.conjuncts)]


def modifiers_of(noun: Token) -> list[Token]:
    """Adjectives, compounds and possessors before a noun."""
    return [child for child in noun.lefts if child.dep_ in {"amod", "compound", "poss", "nmod"}]


def agents_of(verb: Token) -> list[Token]:
    """Who does it: the active subject, or the noun after "by" of a passive; with conjuncts."""
    if is_passive(verb):
        by = [c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")]
        found = [g for preposition in by for g in preposition.children if g.dep_ == "pobj"]
    else:
        # the passive subject of a governing verb acts in its infinitive ("envoys were sent to negotiate")
        return [s for s in subjects_of(verb) if s.dep_ != "nsubjpass" or s.head != verb]
    return [t for token in found for t in (token, *token.conjuncts)]


def is_passive(verb: Token) -> bool:
    """True for a passive verb and for a participle that modifies a noun ("the men killed by police")."""
    if any(child.dep_ in {"nsubjpass", "auxpass"} for child in verb.children):
        return True
    if _joins_passive(verb) and not any(c.dep_ in {"nsubj", "dobj"} for c in verb.children):
        return verb.head.pos_ == "VERB" and is_passive(verb.head)
    if _lacks_object(verb):
        return True
    if verb.dep_ == "ROOT" and any(child.dep_ == "nsubj" for child in verb.children):
        return False  # a simple past that the tagger took for a participle
    perfect = any(child.dep_ == "aux" and child.lemma_ in {"have", "'ve", "'s"} for child in verb.children)
    return verb.tag_ == "VBN" and not perfect and not any(child.dep_ == "dobj" for child in verb.children)


# what is done to somebody: after "was arrested and" their past is a participle, whatever the tagger says
DONE_TO = frozenset(
    "acquit arrest banish behead charge convict deport detain dismiss evacuate execute expel extradite fine free "
    "hang hospitalise hospitalize imprison indict injure interrogate jail kill murder oust question reimpose release "
    "remand rescue sack sanction sentence shoot stab torture transfer wound".split()
)


def _joins_passive(verb: Token) -> bool:
    """True for the second verb of "was arrested in May and extradited in June"."""
    if verb.dep_ != "conj" or verb.tag_ not in {"VBN", "VBD"}:
        return False
    return verb.tag_ == "VBN" or (
        verb.lemma_.lower() in DONE_TO
        and not any(c.dep_ in {"nsubj", "nsubjpass", "dobj", "aux", "auxpass"} for c in verb.children)
        and any(c.dep_ == "auxpass" for c in verb.head.children)
    )


def _lacks_object(verb: Token) -> bool:
    """ "Singer arrested on suspicion of fraud": headlines leave out "was", and nobody arrests without an object."""
    if verb.tag_ not in {"VBD", "VBN"} or verb.lemma_.lower() not in _TRANSITIVE or verb.dep_ == "relcl":
        return False
    kinds = {child.dep_ for child in verb.children}
    if "nsubj" not in kinds or kinds & {"dobj", "dative", "ccomp", "xcomp", "aux", "auxpass", "prt", "neg"}:
        return False
    prepositions = {child.lower_ for child in verb.children if child.dep_ == "prep"}
    return verb.lemma_.lower() != "charge" or bool(prepositions & {"with", "over"})


_TRANSITIVE = frozenset(
    "arrest abduct acquit behead charge convict deport detain extradite imprison indict jail kidnap remand "
    "sentence".split()
)
_MANY = frozenset("dozens scores tens hundreds thousands millions bodies remains".split())


def who_is_counted(token: Token) -> Token:
    """The noun that a number word counts: the farmers of "tens of thousands of farmers"; else the token itself."""
    node = token
    while node.lower_ in _MANY or node.tag_ == "CD":
        below = next((g for c in node.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"), None)
        if below is None or (node.tag_ == "CD" and below.pos_ == "PRON"):
            break
        node = below
    return node


def is_definite(noun: Token) -> bool:
    """True for "the attack", "this war", "Egypt's offer"."""
    return any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in {"the", "this", "that"}) for c in noun.children)


def clause_verb(token: Token) -> Token | None:
    """The verb whose clause the token stands in, itself if it is one; None in a clause without verb."""
    for node in (token, *token.ancestors):
        if node.pos_ in {"VERB", "AUX"} and node.dep_ not in {"aux", "auxpass", "amod", "compound"}:
            return node
    return None


def clause_of_time(first: Token, verb: Token) -> Token:
    """ "said on Monday it would close" was said then, whatever the parser says; ``first`` begins the expression."""
    said = first.doc[first.i - 1] if first.i else first
    return said if verb.dep_ == "ccomp" and said == verb.head and first.i <= verb.left_edge.i else verb


def governor(token: Token) -> Token:
    """The word that a phrase modifies: up from its head, over prepositions and adverbs."""
    node = token.head
    while node.pos_ in {"ADP", "SCONJ", "ADV", "PUNCT"} and node.head != node:
        node = node.head
    return node


def preposition_before(token: Token) -> Token | None:
    """The preposition that governs a noun phrase by its head, also through a coordination."""
    node = token
    while node.dep_ in {"conj", "appos"} and node.head != node:
        node = node.head
    return node.head if node.dep_ == "pobj" and node.head.pos_ in {"ADP", "SCONJ", "VERB"} else None


def same_sentence(one: Token, other: Token) -> bool:
    """True if two tokens of a document stand in one sentence; ``token.sent`` looks for both ends of it each time."""
    numbers = sentence_numbers(one.doc)
    return numbers[one.i] == numbers[other.i]


def sentence_numbers(doc: Doc) -> list[int]:
    """For each token the number of its sentence, from 1; counted once."""
    numbers: list[int] | None = doc.user_data.get(_SENTENCE_NUMBERS)
    if numbers is None:
        starts = (token.i == 0 or token.is_sent_start is True for token in doc)
        numbers = doc.user_data[_SENTENCE_NUMBERS] = list(accumulate(starts))
    return numbers


def text_of(doc: Doc) -> str:
    """The text of a document, joined once: ``doc.text`` walks over all tokens each time it is asked for."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def head_of(doc: Doc, span: Span) -> Token | None:
    """The head token of a stretch of the text; None where it holds no token."""
    cut = doc.char_span(span.start, span.end, alignment_mode="expand")
    return cut.root if cut is not None and len(cut) else None


def tokens_in(doc: Doc, span: Span) -> list[Token]:
    """The tokens that a stretch of the text touches."""
    cut = doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(cut) if cut is not None else []


def span_of(tokens: list[Token]) -> Span:
    """The stretch from the first to the last of some tokens; there must be one."""
    first, last = min(tokens, key=_index), max(tokens, key=_index)
    return Span(first.idx, last.idx + len(last))


def subtree_span(token: Token, *, without: frozenset[str] = frozenset()) -> Span:
    """The stretch of a token and what depends on it, outer punctuation and some kinds of dependents left out."""
    tokens = list(_subtree(token, without))
    while len(tokens) > 1 and (tokens[-1].is_punct or tokens[-1].is_space):
        tokens.pop()
    while len(tokens) > 1 and (tokens[0].is_punct or tokens[0].is_space):
        tokens.pop(0)
    return span_of(tokens)


def _subtree(token: Token, without: frozenset[str]) -> Iterator[Token]:
    barred = {t.i for child in token.children if child.dep_ in without for t in child.subtree}
    return (t for t in token.subtree if t.i not in barred)


def noun_phrase(noun: Token) -> Span:
    """A noun with its determiners, modifiers and short complements; no clauses, appositions or coordinations."""
    return subtree_span(noun, without=frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "advcl"}))


def _index(token: Token) -> int:
    return token.i
