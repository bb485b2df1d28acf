"""What somebody is told to think, want, back or oppose: claims without words of saying, and no acts of speech.

Each way to tell it is one question to the parse: a verb with a clause, an infinitive, an object or a preposition; an
adjective after "to be"; a noun with its owner. Words in ``lexicon/speech.toml``. What somebody does not think is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache

from spacy.tokens import Token

from kg.events.claims import Utterance, content_span, is_occasion, is_unsaid
from kg.events.dialogue import find_dialogue
from kg.events.referents import Referents
from kg.events.speakers import cue_span, is_saying, known_at, only_looms, speakers_of
from kg.mentions.lexicon import read_lexicon
from kg.model import Document, QuoteKind, Span
from kg.syntax import agents_of, is_passive, small_clause, span_of

# verbs that only carry the noun: "made the case that", "has doubts about"
_LIGHT = frozenset(
    "have make express hold raise issue deliver take give offer voice share show put lay face see".split()
)
_WHOSE = frozenset({"poss", "compound", "nmod", "amod"})


def with_attitudes(
    document: Document, said: Sequence[Utterance], referents: Referents, happenings: Set[int] = frozenset()
) -> tuple[Utterance, ...]:
    """What is said, and the attitudes that are told beside it, in the order of the text.

    ``happenings`` are the indices of the triggers of events: "rebels attacked the port" is no opinion of the port.
    """
    voiced = [u for u in said if u.kind is QuoteKind.ARTICLE_VOICE]
    told = [u for u in find_dialogue(document, referents) if not any(u.span.meets(s.span) for s in said)]
    told += find_attitudes(document, [*(u for u in said if u not in voiced), *told], referents, happenings)
    kept = [u for u in said if not (u in voiced and any(u.span.meets(t.span) for t in told))]
    return tuple(sorted([*kept, *told], key=lambda u: u.span))


def find_attitudes(
    document: Document, said: Iterable[Utterance], referents: Referents, happenings: Set[int] = frozenset()
) -> tuple[Utterance, ...]:
    """The attitudes that are no part of what is ``said``; content, whose it is, and the words that tell it."""
    taken = [u.span for u in said]
    found: list[Utterance] = []
    for token in (t for t in document.tokens if t.i not in happenings):
        for utterance in _told_by(token, referents):
            if not any(span.meets(utterance.span) for span in (*taken, *(u.span for u in found))):
                found.append(utterance)
    return tuple(found)


def _told_by(token: Token, referents: Referents) -> Iterator[Utterance]:
    if token.pos_ == "VERB" and not is_unsaid(token) and not _is_only_possible(token):
        span = _content_of(token)
        if span is not None and (speakers := speakers_of(token, referents)):
            yield _attitude(span, speakers, token, cue_span(token, referents))
    elif token.pos_ in {"ADJ", "VERB"} and token.dep_ == "acomp" and token.lower_ in _words("adjective"):
        if (span := _after(token)) is not None and (speakers := speakers_of(token.head, referents)):
            yield _attitude(span, speakers, token, span_of([token]))
    elif token.pos_ == "NOUN" and token.lemma_.lower() in _words("noun"):
        yield from _owned(token, referents)


def _attitude(span: Span, speakers: tuple[str, ...], cue: Token, words: Span) -> Utterance:
    return Utterance(span, QuoteKind.INDIRECT, speakers, cue.i, words, attitude=True)


def _is_only_possible(verb: Token) -> bool:
    """ "if she thinks", "they could threaten", "is expected to question him": nobody is told to think it."""
    return any(
        (c.dep_ == "mark" and c.lower_ in {"if", "unless", "whether"})
        or (c.dep_ == "aux" and c.lower_ in {"may", "might", "could", "would", "should", "must", "can"})
        for c in verb.children
    ) or (verb.dep_ == "xcomp" and is_passive(verb.head) and verb.head.lemma_.lower() in _FORESEES)


_FORESEES = frozenset({"expect", "schedule", "set", "slate", "ask", "order", "tell"})


# ------------------------------------------------------------------------------------------------------ verbs


def _content_of(verb: Token) -> Span | None:
    """What a verb of attitude governs, by the first of its ways that it is used in here."""
    lemma = verb.lemma_.lower()
    if lemma in {"decline", "refuse"} and any(_says_nothing(c) for c in verb.children):
        return None
    if lemma == "ask" and any(_stays_unnamed(c) for c in verb.children):
        return None
    if verb.lower_ in {"citing", "quoting"}:  # it names the source of what is said beside it
        return None
    if small_clause(verb) is not None:
        return None  # "found him guilty": a verdict
    for child in verb.children:
        if child.dep_ == "ccomp" and child.left_edge.lower_ == "what" and lemma in _words("object"):
            return _stretch(_without_occasion(child))  # "welcomed what she called a brave step in a speech on Monday"
        if child.dep_ == "ccomp" and child.i > verb.i and (lemma in _words("clause") or is_saying(verb)):
            return content_span(child, verb)
        if child.dep_ in {"xcomp", "ccomp"} and lemma in _words("infinitive") and _is_infinitive(child):
            return _from(min(_asked(verb), child.left_edge.i), child)
        if child.dep_ in {"xcomp", "pcomp"} and child.tag_ == "VBG" and lemma in _words("object"):
            return _stretch(list(child.subtree))  # "proposed cutting the tax"
        if child.dep_ == "advcl" and f"{lemma} {_mark(child)}" in _words("preposition"):  # "called for him to resign"
            return _stretch([t for t in child.subtree if t.dep_ != "mark" or t.head != child])
    return _by_object(verb, lemma) or _by_preposition(verb, lemma)


def _says_nothing(clause: Token) -> bool:
    """ "declined to comment", "refused to give details": no word is known."""
    silent = clause.lemma_.lower() in {"comment", "answer", "elaborate", "respond", "speculate"}
    kept = clause.lemma_.lower() in {"give", "provide", "offer", "disclose", "reveal", "name", "identify", "say"}
    return clause.dep_ == "xcomp" and (silent or kept)


def _stays_unnamed(clause: Token) -> bool:
    """ "asked not to be named": how the source is kept, and nothing of what it thinks."""
    hidden = clause.lemma_.lower() in {"name", "identify", "quote", "remain"}
    return hidden and clause.dep_ == "xcomp" and clause.tag_ in {"VBN", "VB"}


def _without_occasion(clause: Token) -> list[Token]:
    """The words of a clause up to "in a speech" or a day, which belong to the saying."""
    ends = [c.i for c in clause.children if is_occasion(c)]
    return [t for t in clause.subtree if not ends or t.i < min(ends)]


def _mark(clause: Token) -> str:
    return next((c.lower_ for c in clause.children if c.dep_ == "mark"), "")


def _is_infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _asked(verb: Token) -> int:
    """Where the one begins who is asked to do it ("urged both sides to talk")."""
    return min((c.left_edge.i for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), default=len(verb.doc))


def _by_preposition(verb: Token, lemma: str) -> Span | None:
    for child in verb.children:
        if child.dep_ not in {"prep", "prt"} or child.i < verb.i:
            continue
        if any(g.lemma_.lower() in _LENGTHS for g in child.children):
            continue  # "waited for hours"
        if f"{lemma} {child.lower_}" in _words("preposition"):
            return _stretch([t for t in child.subtree if t.i > child.i]) if child.dep_ == "prep" else _after(child)
        for inner in child.children:
            if f"{lemma} {child.lower_} {inner.lower_}" in _words("preposition"):
                return _after(inner)
    return None


_LENGTHS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})


def _by_object(verb: Token, lemma: str) -> Span | None:
    if lemma not in _words("object") or only_looms(verb):
        return None
    if is_passive(verb):
        return _stretch([t for c in verb.children if c.dep_ == "nsubjpass" for t in c.subtree])
    objects = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i and c.pos_ != "PRON"]
    if lemma == "show" and any(c.lower_ == "no" for o in objects for c in o.children):
        return None  # "showed no emotion"
    if lemma == "dismiss" and any(o.ent_type_ == "PERSON" or o.lemma_.lower() in _DISMISSED for o in objects):
        return None  # "dismissed the governor"
    told = [t for c in verb.children if c.dep_ in {"dobj", "prep", "oprd"} and c.i > verb.i for t in c.subtree]
    return (_stretch(told) or _stretch([verb, *told])) if objects else None


_DISMISSED = frozenset(
    "minister governor juror judge chief head director coach general officer worker employee staff manager cabinet "
    "government parliament commander official ambassador adviser aide teacher prosecutor".split()
)


# ---------------------------------------------------------------------------------------- adjectives and nouns


def _after(token: Token) -> Span | None:
    """The complement of an adjective, participle or preposition: all that hangs on it to its right."""
    return _stretch([t for c in token.children if c.i > token.i for t in c.subtree])


def _owned(noun: Token, referents: Referents) -> Iterator[Utterance]:
    """ "the union's demand for", "the claim by the mayor that", "she has doubts about", "his bet is that"."""
    keys = tuple(dict.fromkeys(k for t in _owners(noun) if (k := known_at(t, referents))))
    content = _content_of_noun(noun)
    if keys and content is not None and (span := _stretch(content)) is not None:
        yield _attitude(span, keys, noun, span_of([noun]))


def _owners(noun: Token) -> Iterator[Token]:
    yield from (c for c in noun.children if c.dep_ in _WHOSE and c.i < noun.i)
    by = (c for c in noun.children if c.dep_ == "prep" and c.lower_ in {"by", "from"})
    yield from (g for c in by for g in c.children)
    verb = noun.head
    if noun.dep_ == "dobj" and verb.lemma_.lower() in _LIGHT and not is_passive(verb) and not is_unsaid(verb):
        yield from agents_of(verb)
    if noun.dep_ == "attr" and verb.lemma_ == "be":  # "is a critic of"
        yield from (c for c in verb.children if c.dep_ == "nsubj")


def _content_of_noun(noun: Token) -> list[Token] | None:
    told = next((c for c in noun.children if c.dep_ in {"acl", "relcl", "ccomp"} and _is_told(c)), None)
    if told is None and noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        told = next((c for c in noun.head.children if c.dep_ in {"ccomp", "xcomp"}), None)
    told = told or next((c for c in noun.children if c.dep_ == "prep" and _is_about(c)), None)
    return None if told is None else [t for t in told.subtree if t != told or told.dep_ != "prep"]


def _is_told(clause: Token) -> bool:
    return any(
        (c.dep_ == "mark" and c.lower_ == "that") or (c.dep_ == "aux" and c.lower_ == "to") for c in clause.children
    )


def _is_about(preposition: Token) -> bool:
    if preposition.lower_ == "with":  # "raised the plan with the president" tells of nothing he thinks
        return not any(g.ent_type_ == "PERSON" for g in preposition.children)
    return preposition.lower_ in {"for", "of", "about", "against", "on", "over", "to"}


# ------------------------------------------------------------------------------------------------------ spans


def _from(start: int, head: Token) -> Span | None:
    return _stretch(list(head.doc[start : head.right_edge.i + 1]))


def _stretch(tokens: list[Token]) -> Span | None:
    """From the first to the last word, outer marks left out."""
    words = sorted(tokens, key=lambda t: t.i)
    while words and (words[0].is_punct or words[0].is_space or words[0].lower_ == "that"):
        words.pop(0)
    while words and (words[-1].is_punct or words[-1].is_space):
        words.pop()
    if sum(t.text == '"' for t in words) % 2 and words[-1].i + 1 < len(words[-1].doc) and words[-1].nbor().text == '"':
        words.append(words[-1].nbor())  # 'condemned it as "a farce"'
    return span_of(words) if len(words) > 1 else None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(read_lexicon("speech")["attitudes"][kind])
