"""Who is given as saying what: direct, partial and indirect quotations with their speakers.

A claim is found from its cue: a verb of saying with a clause ("X said that ..."), "according to X", a verb of judging
("described as ... by X"), or quotation marks whose speaker the sentences around name. Chains keep their parts: in
"sources told outlet X" the sources speak and the outlet relays. Words in ``lexicon/speech.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from kg.events.referents import Referents
from kg.events.speakers import author_of, cited_tokens, cue_span, is_saying, known_at, speakers_of, subjects_of_saying
from kg.mentions.lexicon import read_lexicon
from kg.model import ActorType, Code, Document, QuoteKind, QuoteMention, Skipped, Span
from kg.sentences import sentence_at
from kg.syntax import is_passive, span_of, tokens_in

LONG_QUOTE_WORDS = 4
_QUOTE_SHARE = 0.45
# who may speak a quote that stands in a sentence without a verb of saying
_SPEAKERS = frozenset({ActorType.PERSON, ActorType.ORGANISATION, ActorType.DELEGATION})


@dataclass(frozen=True, slots=True)
class Utterance:
    """A claim before it is tied to events; ``verb`` is the index of the cue's verb, None without one."""

    span: Span
    kind: QuoteKind
    speakers: tuple[str, ...]
    verb: int | None
    cue: Span | None
    relayed_by: str | None = None
    addressed_to: str | None = None
    medium: Code = "UnknownMedium"
    hedged: bool = False
    attitude: bool = False


def find_utterances(
    document: Document, quotes: Sequence[QuoteMention], referents: Referents
) -> tuple[tuple[Utterance, ...], tuple[Skipped, ...]]:
    """All claims of the article in order, and the quotes whose speaker could not be found."""
    quoted = tuple(q.span for q in quotes if len(q.span.cut(document.text).split()) >= LONG_QUOTE_WORDS)
    indirect = [*_said(document, referents), *_according(document, referents), *_judged(document, referents)]
    indirect = _without_chains(indirect, document.tokens)
    direct, unclear = _direct(document, quoted, indirect, referents)
    embedded = [u.span for u in indirect if _embeds(u.span, quoted, document)]
    quoted = tuple(q for q in quoted if not any(span.holds(q) for span in embedded))
    direct = [d for d in direct if not any(span.holds(d.span) for span in embedded)]
    kept = [_marked(u, quotes) for u in indirect if not _mostly_quoted(u.span, quoted)]
    kept = [u for u in kept if not any(d.span.holds(u.span) for d in direct)]
    voiced = list(_article_voice(document, [*kept, *direct]))
    found = sorted([*kept, *direct, *voiced], key=lambda u: u.span)
    return tuple(_with_medium(u, document, referents) for u in found), tuple(unclear)


# ------------------------------------------------------------------------------------------ indirect speech


def _said(document: Document, referents: Referents) -> Iterator[Utterance]:
    for verb in document.tokens:
        if not is_saying(verb) or is_unsaid(verb):
            continue
        speakers, relay, audience = _parties(verb, referents)
        for clause in _contents(verb):
            span = content_span(clause, verb)
            if span is not None and speakers:
                yield Utterance(
                    span, QuoteKind.INDIRECT, speakers, verb.i, cue_span(verb, referents), relay, audience,
                    hedged=_is_hedged(verb),
                )  # fmt: skip


def is_unsaid(verb: Token) -> bool:
    """ "did not say that", "neither confirmed nor denied it", "failed to say how": what was not said is no claim."""
    first = verb.head if verb.dep_ == "conj" else verb
    neither = any(c.lower_ == "neither" for c in first.children) or any(c.lower_ == "nor" for c in first.children)
    failed = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"fail", "refuse", "decline", "omit", "forget"}
    return neither or failed or any(c.dep_ == "neg" for c in verb.children)


def _contents(verb: Token) -> Iterator[Token]:
    """The clauses a verb of saying governs; coordinated "that"-clauses are claims of their own."""
    for child in verb.children:
        if child.dep_ == "ccomp" and _is_before_semicolon(child, verb):
            continue
        if child.dep_ == "ccomp" and _is_clause(child):
            yield child
            yield from (c for c in child.conjuncts if c.dep_ == "conj" and _subordinator(c) is not None)
        elif child.dep_ in {"xcomp", "ccomp"} and _is_appeal(verb) and _is_infinitive(child):
            yield child
        elif child.dep_ == "prep":  # "said in a statement that ..."
            papers = [g for g in child.children if g.dep_ == "pobj"]
            yield from (c for g in papers for c in g.children if c.dep_ in {"acl", "relcl"} and _subordinator(c))
            dates = [g for g in papers if g.ent_type_ in {"DATE", "TIME"}]  # "told reporters on Monday that ..."
            yield from (c for g in dates for c in g.children if c.dep_ == "relcl" and c.left_edge.lower_ == "that")
        elif child.dep_ == "dobj":  # "told a meeting that ...": parsed as if the clause told of the meeting
            yield from (c for c in child.children if c.dep_ in {"relcl", "acl"} and _subordinator(c) is not None)
    if verb.dep_ == "parataxis" and _is_clause(verb.head):
        yield verb.head


def _is_before_semicolon(clause: Token, verb: Token) -> bool:
    """ "The union accused the owners of lying; they called it a smear": those are no words of theirs."""
    after = clause.right_edge.i + 1
    return after < verb.i and verb.doc[after].text == ";"


def _is_appeal(verb: Token) -> bool:
    words: list[str] = read_lexicon("speech")["types"]["DemandOrAppeal"]
    joined = (f"{verb.lemma_.lower()} {c.lower_}" for c in verb.children if c.dep_ in {"prep", "prt"})
    return verb.lemma_.lower() in words or any(phrase in words for phrase in joined)


def _is_infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _is_clause(token: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl", "aux", "csubj"} for c in token.children)


def _subordinator(clause: Token) -> Token | None:
    return next((c for c in clause.children if c.dep_ == "mark" and c.lower_ in {"that", "whether"}), None)


def content_span(clause: Token, verb: Token) -> Span | None:
    """The contiguous words of a clause on its own side of the verb of saying."""
    barred = {t.i for c in clause.conjuncts if _subordinator(c) is not None and c.dep_ == "conj" for t in c.subtree}
    cue = {t.i for t in verb.subtree} - {t.i for t in clause.subtree}
    mark = _subordinator(clause)
    barred |= {t.i for t in clause.subtree if mark is not None and t.i < mark.i}
    barred |= {t.i for t in _saying_words(verb)}
    barred |= {t.i for part in _asides(clause) for t in part.subtree}
    barred |= _past_semicolon(clause)
    if clause.left_edge.lower_ == "what":  # "welcomed what she called a brave step in a speech on Monday"
        barred |= {t.i for c in clause.children if is_occasion(c) for t in c.subtree}
    tokens = [t for t in clause.subtree if t.i not in barred and t != mark and t != verb and t.i not in cue]
    sides = [t for t in tokens if t.i < verb.i], [t for t in tokens if t.i > verb.i]
    side = sides[1] if clause.i > verb.i else sides[0]
    if opening := _before_insertion(verb, clause):  # "The bridge, she said, is safe": one stretch, the saying inside
        side = [*opening, *side]
    elif sides[0] and sides[1]:
        side = [*sides[0], *sides[1]]
    if _is_appeal(verb) and _is_infinitive(clause):  # "urged both sides to talk": the content names who should
        asked = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
        upon = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"on", "upon"} and c.i > verb.i)
        asked += [g for c in upon for g in c.children if g.ent_type_ not in {"DATE", "TIME"}]
        side = [*(t for c in asked for t in c.subtree), *side]
    while side and (side[0].is_punct or side[0].is_space or side[0].dep_ == "cc" or side[0].lower_ == "that"):
        side.pop(0)
    while side and (side[-1].is_punct or side[-1].is_space or side[-1].dep_ == "cc"):
        side.pop()
    return _closed(span_of(side), verb.doc) if len(side) > 1 else None


def _past_semicolon(clause: Token) -> set[int]:
    """The words after a semicolon where another saying begins: "A said it was safe; B said it was not"."""
    mark = next((t for t in clause.subtree if t.text == ";" and t.i > clause.i), None)
    if mark is None or not any(is_saying(t) and t.i > mark.i for t in clause.subtree):
        return set()
    return {t.i for t in clause.subtree if t.i >= mark.i}


def _saying_words(verb: Token) -> Iterator[Token]:
    """The words of a saying that is inserted or follows: the speaker after the verb, or just before it."""
    for subject in subjects_of_saying(verb):
        if abs(subject.i - verb.i) <= 6:
            yield from (
                t
                for t in subject.subtree
                if min(subject.i, verb.i) - 6 <= t.i <= max(subject.i, verb.i) and t.head != verb
            )
            yield subject


def _before_insertion(verb: Token, clause: Token) -> list[Token]:
    """What stands before a saying between commas, where the clause after it lacks its beginning."""
    subjects = [t for t in subjects_of_saying(verb) if abs(t.i - verb.i) <= 6]
    first = min([verb.i, *(t.left_edge.i for t in subjects if t.i < verb.i)])
    last = max([verb.i, *(t.i for t in subjects)])
    doc, sentence = verb.doc, verb.sent
    between = (
        first > sentence.start and doc[first - 1].text == "," and last + 1 < len(doc) and doc[last + 1].text == ","
    )
    opening = list(doc[sentence.start : first - 1]) if between and clause.i > last else []
    has_clause = any(t.pos_ in {"VERB", "AUX"} and t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in opening)
    return [] if has_clause or any(t.text == '"' for t in opening) else opening


def _asides(clause: Token) -> list[Token]:
    """What the article adds to the content: a further saying, and a relative clause after a comma."""
    found = [t for t in clause.subtree if t.dep_ == "advcl" and is_saying(t) and t.i > clause.i]
    for token in clause.subtree:
        if token.dep_ == "relcl" and token.i > clause.i and token.left_edge.i > 0:
            before = token.doc[token.left_edge.i - 1]
            if before.text == "," and token.left_edge.lower_ in {"which", "who", "whose", "where"}:
                found.append(token)
    return found


def _closed(span: Span, doc: Doc) -> Span:
    """The span with the closing mark of a quotation that ends it."""
    tokens = tokens_in(doc, span)
    after = doc[tokens[-1].i + 1] if tokens[-1].i + 1 < len(doc) else None
    odd = sum(t.text == '"' for t in tokens) % 2 == 1
    return span_of([*tokens, after]) if odd and after is not None and after.text == '"' else span


def _parties(verb: Token, referents: Referents) -> tuple[tuple[str, ...], str | None, str | None]:
    """Speakers, relaying outlet and audience of a verb of saying."""
    speakers = speakers_of(verb, referents)
    cited = tuple(k for t in cited_tokens(verb) if (k := known_at(t, referents)) and k not in speakers)
    if cited and _relays(verb, speakers, referents):
        return cited, speakers[0], None
    audience = [k for c in verb.children if c.dep_ in {"dobj", "dative"} and (k := known_at(c, referents))]
    audience += [
        k
        for c in verb.children
        if c.dep_ in {"prep", "dative"} and c.lower_ == "to"
        for g in c.children
        if g.dep_ == "pobj" and (k := known_at(g, referents))
    ]
    outlet = next((k for k in audience if referents.type_of(k) is ActorType.MEDIA_OUTLET), None)
    other = next((k for k in audience if k != outlet), None)
    return speakers, outlet, other


def _relays(verb: Token, speakers: tuple[str, ...], referents: Referents) -> bool:
    """An outlet that cites somebody passes on; a person who cites something speaks."""
    outlet = any(referents.type_of(k) is ActorType.MEDIA_OUTLET for k in speakers)
    return bool(speakers) and (outlet or verb.lemma_ == "report")


def _is_hedged(verb: Token) -> bool:
    return any(c.dep_ == "advmod" and c.lower_ in _hedges() for c in verb.children)


# ---------------------------------------------------------------------------------------- other constructions


def _according(document: Document, referents: Referents) -> Iterator[Utterance]:
    for token in document.tokens:
        if token.lower_ != "according" or token.i + 1 >= len(document.tokens):
            continue
        sources = [g for c in token.children if c.lower_ == "to" for g in c.children if g.dep_ == "pobj"]
        keys = [
            k for s in sources for t in (s, *s.conjuncts) if (k := known_at(t, referents) or author_of(t, referents))
        ]
        span = _clause_without(token, document)
        if keys and span is not None:
            cue = span_of([token, *(t for s in sources for t in s.subtree if t.i - token.i < 12)])
            relay = _outlet_before(sources, keys, referents)
            yield Utterance(span, QuoteKind.INDIRECT, tuple(dict.fromkeys(keys)), None, cue, relay)


def _outlet_before(sources: list[Token], keys: list[str], referents: Referents) -> str | None:
    """ "Al Jazeera sources": the outlet in the name of its sources relays them."""
    for source in sources:
        for child in source.children:
            key = referents.actor_heads.get(child.i)
            if key and key not in keys and referents.type_of(key) is ActorType.MEDIA_OUTLET:
                return key
    return None


def _clause_without(according: Token, document: Document) -> Span | None:
    """The statement that "according to" qualifies: the rest of its clause, leading subordinate clauses left out."""
    verb = next((t for t in according.ancestors if t.pos_ in {"VERB", "AUX"} and t.dep_ not in {"acl", "amod"}), None)
    if verb is None:
        verb = according.sent.root
    while _goes_with_the_first(verb, according):
        verb = verb.head
    barred = {t.i for t in according.subtree}
    barred |= {t.i for c in verb.children if c.dep_ == "advcl" and c.i < verb.i for t in c.subtree}
    tokens = [t for t in verb.subtree if t.i not in barred]
    side = [t for t in tokens if (t.i < according.i) == (verb.i < according.i)]
    while side and (side[0].is_punct or side[0].is_space or side[0].dep_ in {"cc", "mark"}):
        side.pop(0)
    while side and (side[-1].is_punct or side[-1].is_space):
        side.pop()
    return span_of(side) if len(side) > 2 else None


def _goes_with_the_first(verb: Token, according: Token) -> bool:
    """ "has killed 40 and driven out 900, according to the UN": the source, after a comma, is that of both."""
    first = verb.head
    shared = verb.dep_ == "conj" and first.pos_ == "VERB" and not any(c.dep_ == "nsubj" for c in verb.children)
    last = according.i > verb.i and according.nbor(-1).text == ","
    alike = verb.tag_ == first.tag_ or {verb.tag_, first.tag_} == {"VBD", "VBN"}
    return shared and last and alike and not any(t.text == ";" for t in verb.doc[first.i : verb.i])


def _judged(document: Document, referents: Referents) -> Iterator[Utterance]:
    """ "a war described as genocidal by an inquiry", "she called the vote a sham": the judgement and who makes it."""
    for verb in document.tokens:
        if verb.lemma_.lower() not in _judges() or verb.pos_ != "VERB":
            continue
        if not is_passive(verb):
            yield from _judging(verb, referents)
            continue
        judged = [c for c in verb.children if (c.dep_ in {"prep", "oprd"} and c.lower_ == "as") or c.dep_ == "oprd"]
        by = [c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")]
        by = by or [t for c in judged for t in c.subtree if t.lower_ == "by" and t.dep_ == "prep" and t.i > verb.i]
        agents = [t for c in by for g in c.children if g.dep_ == "pobj" for t in (g, *g.conjuncts)]
        keys = [k for t in agents if (k := known_at(t, referents))]
        keys += _listed_after(by, keys, agents, referents)
        if judged and keys:
            inner = [t for c in judged for t in c.subtree if not by or t.i < by[0].i or by[0].i < judged[0].i]
            after = by and verb.i < by[0].i < judged[0].i  # "described by X as a sham"
            if after and any(t.text == '"' for t in inner):
                continue  # the quotation is a claim of its own
            yield Utterance(
                span_of(inner if after else [verb, *inner]),
                QuoteKind.INDIRECT,
                tuple(dict.fromkeys(keys)),
                verb.i,
                span_of([verb]),
            )


def _judging(verb: Token, referents: Referents) -> Iterator[Utterance]:
    """The active form: what is judged, and as what."""
    speakers = speakers_of(verb, referents)
    judged = [c for c in verb.children if c.dep_ in {"dobj", "oprd", "ccomp"} and c.i > verb.i]
    judged += [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "as"]
    named = any(c.dep_ in {"oprd", "ccomp"} or c.lower_ == "as" for c in judged)
    plain = verb.lemma_.lower() == "call" and any(c.dep_ == "dobj" and len(list(c.subtree)) > 2 for c in judged)
    if speakers and (plain or (named and len(judged) + sum(c.dep_ == "ccomp" for c in judged) > 1)):
        ends = [t.i for c in judged for t in c.subtree if is_occasion(t) and t.i > judged[0].i]
        tokens = [t for c in judged for t in c.subtree if not t.is_punct or t.text == '"']
        tokens = [t for t in tokens if not ends or t.i < min(ends)]
        span = _closed(span_of(tokens), verb.doc)
        yield Utterance(span, QuoteKind.INDIRECT, speakers, verb.i, cue_span(verb, referents))


def is_occasion(preposition: Token) -> bool:
    """ "in a speech", "on Monday": when and where it is said, and no part of what is said."""
    if preposition.dep_ != "prep" or preposition.lower_ not in {"in", "on", "at", "during"}:
        return False
    return any(g.lemma_.lower() in _OCCASIONS or g.ent_type_ in {"DATE", "TIME"} for g in preposition.children)


_OCCASIONS = frozenset("speech address statement interview letter post message broadcast briefing conference".split())


def _listed_after(by: list[Token], keys: list[str], agents: list[Token], referents: Referents) -> list[str]:
    """Names that follow in the same list where the parser lost the coordination ("by A, B and C")."""
    if not by or not keys:
        return []
    found, gap = [], 0
    for token in by[0].doc[agents[0].i + 1 : by[0].sent.end]:
        key = referents.actor_heads.get(token.i)
        gap = 0 if key else gap + 1
        if gap > 6 or token.text in {"—", "–", ";", "("} or token.pos_ in {"AUX", "SCONJ"}:
            break
        if key and key not in keys and referents.type_of(key) is not ActorType.STATE:
            found.append(key)
    return found


def _article_voice(document: Document, claims: Sequence[Utterance]) -> Iterator[Utterance]:
    """Sentences that hedge or foretell without naming anybody: the article itself says so."""
    for sentence in document.sentences:
        if any(sentence.span.meets(claim.span) for claim in claims):
            continue
        tokens = tokens_in(document.tokens, sentence.span)
        hedged = any(t.lower_ in _hedges() for t in tokens) or _rumoured(tokens)
        if hedged or _foretells(tokens):
            while len(tokens) > 1 and (tokens[-1].is_punct or tokens[-1].is_space):
                tokens.pop()
            yield Utterance(span_of(tokens), QuoteKind.ARTICLE_VOICE, (), None, None, hedged=hedged)


def _rumoured(tokens: Sequence[Token]) -> bool:
    """ "is reported to belong to it", "are believed to be dead": a passive of saying with no one who says it."""
    return any(
        t.tag_ == "VBN"
        and t.lemma_.lower() in {"report", "believe", "think", "say", "rumour", "rumor", "understand", "allege"}
        and any(c.dep_ == "xcomp" for c in t.children)
        and not any(c.dep_ == "agent" for c in t.children)
        for t in tokens
    )


def _foretells(tokens: Sequence[Token]) -> bool:
    return any(
        t.dep_ == "ROOT"
        and t.lemma_.lower() in {"set", "expect", "schedule", "due", "slate"}
        and any(c.dep_ == "xcomp" for c in t.children)
        for t in tokens
    )


def _without_chains(found: list[Utterance], doc: Doc) -> list[Utterance]:
    """A report of a saying is no claim beside it: its speaker relays the inner one ("..., the agency reported")."""
    inner_verbs = {u.verb: u for u in found if u.verb is not None and u.cue is not None}
    relays: dict[int, str] = {}
    outer: set[int] = set()
    for u in found:
        for index, inner in inner_verbs.items():
            if (
                inner is not u
                and inner.verb != u.verb
                and inner.cue
                and u.span.holds(inner.cue)
                and u.span.holds(inner.span)
            ):
                starts = inner.cue.start - u.span.start < 60
                if starts and u.speakers and inner.speakers:
                    if not _are_apart(u, inner, doc):
                        relays.setdefault(index, u.speakers[0])
                    outer.add(id(u))
    return [
        replace(u, relayed_by=u.relayed_by or relays.get(u.verb)) if u.verb is not None else u
        for u in found
        if id(u) not in outer
    ]


def _are_apart(one: Utterance, other: Utterance, doc: Doc) -> bool:
    """ "A said this; B said that": the parser puts one below the other, the semicolon says that nobody relays."""
    if one.verb is None or other.verb is None:
        return False
    first, last = sorted((one.verb, other.verb))
    return any(t.text == ";" for t in doc[first:last])


# ---------------------------------------------------------------------------------------------- direct speech


def _direct(
    document: Document, quoted: Sequence[Span], indirect: Sequence[Utterance], referents: Referents
) -> tuple[list[Utterance], list[Skipped]]:
    found: list[Utterance] = []
    unclear: list[Skipped] = []
    spoken = frozenset(t.i for q in quoted for t in tokens_in(document.tokens, q) if q.start <= t.idx < q.end)
    tellers: dict[int, tuple[str, ...]] = {}
    for span in quoted:
        before = max((u for u in (*found, *indirect) if u.span.end <= span.start), key=_end, default=None)
        cue = _speaker_of_quote(document, span, spoken, before, referents, tellers)
        if cue is None:
            unclear.append(Skipped("claims", span, "the speaker of this quote is not named near it"))
            continue
        speakers, verb = cue
        words = cue_span(verb, referents) if verb is not None else None
        relay, audience = _parties(verb, referents)[1:] if verb is not None and is_saying(verb) else (None, None)
        index = verb.i if verb is not None else None
        found.append(Utterance(span, QuoteKind.DIRECT, speakers, index, words, relay, audience))
    return found, unclear


def _speaker_of_quote(
    document: Document,
    span: Span,
    spoken: Set[int],
    before: Utterance | None,
    referents: Referents,
    tellers: dict[int, tuple[str, ...]],
) -> tuple[tuple[str, ...], Token | None] | None:
    """Speakers and verb of a quote: of its own sentences, else of the quote that it continues.

    ``spoken`` are the indices of the tokens inside quotes; ``tellers`` keeps the speakers of verbs that were asked for.
    """
    first, last = sentence_at(document, span.start), sentence_at(document, span.end - 1)
    nearby = tokens_in(document.tokens, Span(first.span.start, last.span.end))
    around = [t for t in nearby if t.i not in spoken]
    verbs = sorted((t for t in around if is_saying(t)), key=lambda t: _gap(t, span))
    for verb in verbs:
        if verb.i not in tellers:
            tellers[verb.i] = speakers_of(verb, referents)
        if speakers := tellers[verb.i]:
            return speakers, verb
    root = next((t for t in around if t.dep_ == "ROOT" and t.pos_ == "VERB"), None)
    speakers = speakers_of(root, referents) if root is not None else ()
    if speakers and referents.type_of(speakers[0]) in _SPEAKERS:
        return speakers, root
    return _continued(document, span, before)


def _gap(token: Token, span: Span) -> int:
    return min(abs(token.idx - span.end), abs(span.start - token.idx - len(token)))


def _end(utterance: Utterance) -> int:
    return utterance.span.end


def _continued(
    document: Document, span: Span, previous: Utterance | None
) -> tuple[tuple[str, ...], Token | None] | None:
    """A quote with nobody beside it goes on with the speaker just before.

    It is a paragraph of its own after a direct quote, or the next sentence of the same paragraph.
    """
    if previous is None or not previous.speakers:
        return None
    text = document.text
    apart = sentence_at(document, span.start).index - sentence_at(document, previous.span.end - 1).index
    if "\n" not in text[previous.span.end : span.start].rstrip('“" '):
        return (previous.speakers, None) if apart <= 1 and _QUOTE_OPENS.search(text[: span.start]) else None
    own = text[: span.start].rstrip('“" ').endswith("\n")
    return (previous.speakers, None) if own and apart <= 2 and previous.kind is QuoteKind.DIRECT else None


# a full stop, then the mark that opens a quote
_QUOTE_OPENS = re.compile(r"[.!?][”\"]?\s+[“\"]?\Z")


def _mostly_quoted(span: Span, quoted: Sequence[Span]) -> bool:
    inside = sum(min(q.end, span.end) - max(q.start, span.start) for q in quoted if q.meets(span))
    return inside >= _QUOTE_SHARE * (span.end - span.start)


def _embeds(span: Span, quoted: Sequence[Span], document: Document) -> bool:
    """ "said the bridge was "a gift to the people" and safe": quoted in the middle of the speaker's clause."""
    inside = [q for q in quoted if span.holds(q)]
    if len(inside) != 1:
        return False
    before, after = document.text[span.start : inside[0].start], document.text[inside[0].end : span.end]
    return all(any(c.isalpha() for c in words) for words in (before, after))


def _marked(utterance: Utterance, quotes: Sequence[QuoteMention]) -> Utterance:
    partial = any(utterance.span.holds(q.span) for q in quotes) and utterance.kind is QuoteKind.INDIRECT
    return replace(utterance, kind=QuoteKind.PARTIAL) if partial else utterance


# ----------------------------------------------------------------------------------------------------- medium


def _with_medium(utterance: Utterance, document: Document, referents: Referents) -> Utterance:
    """The channel, from the words around the cue, the speaker's post and the kind of speaker."""
    sentence = sentence_at(document, utterance.span.start).span
    around = document.text[sentence.start : sentence.end].replace(utterance.span.cut(document.text), " ").lower()
    titles = " ".join(a.title or "" for key in utterance.speakers for a in referents.actors[key].affiliations).lower()
    names = " ".join(referents.actors[key].label for key in utterance.speakers).lower()
    for section, words in (("bodies", names), ("media", f"{around} {titles}")):
        for medium, pattern in _media(section):
            if pattern.search(words):
                return replace(utterance, medium=medium)
    audience = utterance.addressed_to
    if audience is not None and "mediator" in referents.actors[audience].label.lower():
        return replace(utterance, medium="InTalks")
    outlets = {utterance.relayed_by, *utterance.speakers} - {None}
    if any(referents.type_of(k) is ActorType.MEDIA_OUTLET or is_journalist(k, referents) for k in outlets if k):
        return replace(utterance, medium="Broadcast")
    return utterance


@cache
def _media(section: str) -> tuple[tuple[Code, re.Pattern[str]], ...]:
    """Each medium with one pattern for all words that tell of it."""
    rows: dict[str, list[str]] = read_lexicon("speech")[section]
    return tuple((code, re.compile(rf"\b(?:{'|'.join(map(re.escape, cues))})s?\b")) for code, cues in rows.items())


def is_journalist(key: str, referents: Referents) -> bool:
    """True for a person the article presents as somebody's reporter."""
    return any(a.role == "Journalist" for a in referents.actors[key].affiliations)


@cache
def _judges() -> frozenset[str]:
    return frozenset(read_lexicon("speech")["judges"])


@cache
def _hedges() -> frozenset[str]:
    return frozenset(read_lexicon("speech")["sources"]["hedges"])
