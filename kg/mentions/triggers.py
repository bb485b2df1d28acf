"""Finds the words that may denote events; which of them do, and how, is decided by ``kg.events``.

Source of the words: ``lexicon/triggers.toml`` (politics, diplomacy, conflict), ``triggers_life.toml`` and
``triggers_everyday.toml`` (the rest). A trigger is a noun or verb, alone or with its particle or compound ("break
off", "air strike"); entries may ask for an object, a subject, a complement or a modifier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from spacy.tokens import Doc, Token

from kg.mentions.games import find_games
from kg.mentions.lexicon import read_lexicon
from kg.mentions.nouns import people
from kg.model import Code, Document, Span, TimeMention, TriggerMention
from kg.syntax import (
    agents_of,
    complements_of,
    is_definite,
    is_passive,
    modifiers_of,
    objects_of,
    same_sentence,
    small_clause,
    subjects_of,
    tokens_in,
    who_is_counted,
)

LEXICONS = ("triggers", "triggers_life", "triggers_everyday")
_NOUN_TAGS = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of saying one kind of event; empty sets ask for nothing."""

    words: tuple[str, ...]
    verb: bool
    types: tuple[Code, ...]
    object: frozenset[str]
    subject: frozenset[str]
    of: frozenset[str]
    modifier: frozenset[str]
    governed: frozenset[str]
    unless: frozenset[str]

    @property
    def name(self) -> str:
        """How the entry is named in reports: ``sign (verb): AgreementSigned``."""
        return f"{' '.join(self.words)} ({'verb' if self.verb else 'noun'}): {self.types[0]}"

    @property
    def strictness(self) -> tuple[int, int]:
        """Longer entries and those with more conditions are tried first."""
        return len(self.words), sum(map(bool, (self.object, self.subject, self.of, self.modifier, self.governed)))


def find_triggers(document: Document, times: Sequence[TimeMention] = ()) -> tuple[TriggerMention, ...]:
    """All triggers in order, at most one at a head token; the strictest entry wins.

    Words of a time expression ("in March") are no triggers. A definite noun that repeats the last word of a longer
    trigger of the text is one of the same type ("an air strike ... the strike").
    """
    index = _entries()
    taken: set[int] = {t.i for mention in times for t in tokens_in(document.tokens, mention.span)}
    found = []
    for token in document.tokens:
        if token.i in taken:
            continue
        for entry in _entries_at(token, index):
            tokens = _match(entry, token)
            if tokens and taken.isdisjoint(t.i for t in tokens) and _conditions_hold(entry, _head(entry, tokens)):
                found.append(_mention(entry, tokens))
                taken.update(t.i for t in tokens)
                break
    found.extend(_named_storms(document, taken))
    found.extend(find_games(document, taken))
    found.extend(_short_forms(document, found, taken))
    found.extend(_pronouns(document, found))
    return tuple(sorted(found, key=lambda trigger: trigger.span))


def _entries_at(token: Token, index: Mapping[str, tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """Entries by the lemma, then by the form: "talks" are a negotiation, "talk" is not."""
    lemma, form = token.lemma_.lower(), token.lower_
    if _is_perfect_in_capitals(token):
        return tuple(e for stem in (form[:-2], form[:-1]) for e in index.get(stem, ()) if e.verb and len(e.words) == 1)
    found = index.get(lemma, ())
    return found if form == lemma else (*found, *index.get(form, ()))


def _named_storms(document: Document, taken: set[int]) -> Iterator[TriggerMention]:
    """ "Typhoon Maring": the name is the head, and the kind before it says what it names."""
    for token in document.tokens:
        name = token.head
        kind = token.lower_ in _STORMS and token.text[:1].isupper() and token.dep_ == "compound"
        if kind and name.i == token.i + 1 and name.pos_ == "PROPN" and name.dep_ != "compound" and name.i not in taken:
            taken.update({token.i, name.i})
            yield TriggerMention(Span(token.idx, name.idx + len(name)), name.i, ("Storm",), "storm (noun): Storm")


_STORMS = frozenset({"typhoon", "hurricane", "cyclone", "storm"})


def _short_forms(document: Document, found: Sequence[TriggerMention], taken: set[int]) -> Iterator[TriggerMention]:
    doc = document.tokens
    full = {_folded(doc[t.head]): t for t in reversed(found) if _has_a_short_form(t, doc[t.head])}
    full |= {_folded(doc[t.head]): t for t in reversed(found) if _is_repeated_as_noun(t)}
    for token in doc:
        known = full.get(_folded(token)) if token.i not in taken and token.pos_ == "NOUN" else None
        if known is not None and token.i > known.head and is_definite(token):
            yield TriggerMention(Span(token.idx, token.idx + len(token)), token.i, known.types, known.entry)


def _has_a_short_form(trigger: TriggerMention, head: Token) -> bool:
    """ "an air strike ... the strike", "a third round of talks ... the round"."""
    longer = " " in trigger.entry.split(" (")[0] or (
        head.lemma_ == "round" and trigger.types == ("NegotiationSession",)
    )
    return longer and "(noun)" in trigger.entry


def _is_repeated_as_noun(trigger: TriggerMention) -> bool:
    """ "An anchor cut the cable ... the cut"."""
    return trigger.types[0] in {"IndustrialAccident", "Disaster"} and "(verb)" in trigger.entry


def _pronouns(document: Document, found: Sequence[TriggerMention]) -> Iterator[TriggerMention]:
    """ "They will continue on Friday": a pronoun that begins, goes on or ends is the event spoken of before."""
    doc = document.tokens
    at = {trigger.head: trigger for trigger in found if "(noun)" in trigger.entry}
    for token in doc:
        if token.lower_ in {"it", "they"} and token.dep_ in {"nsubj", "nsubjpass"} and _takes_place(token.head):
            known = next((at[t.i] for t in _subjects_before(token) if t.i in at), None)
            if known is not None and (doc[known.head].tag_ in {"NNS", "NNPS"}) == (token.lower_ == "they"):
                yield TriggerMention(Span(token.idx, token.idx + len(token)), token.i, known.types, known.entry)


def _takes_place(verb: Token) -> bool:
    if verb.lemma_.lower() == "take":
        return any(c.dep_ == "dobj" and c.lower_ == "place" for c in verb.children)
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    return verb.lemma_.lower() in (_HELD if passive else _GOES_ON)


_GOES_ON = frozenset("begin start resume continue open last happen occur end conclude collapse drag".split())
_HELD = frozenset("hold suspend postpone cancel adjourn resume schedule break call extend conclude".split())


def _subjects_before(pronoun: Token) -> list[Token]:
    """Subjects and objects of the sentence before, subjects first."""
    start = pronoun.sent.start
    if start == 0:
        return []
    nouns = [t for t in pronoun.doc[start - 1].sent if t.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    return sorted(nouns, key=lambda t: (t.dep_ == "dobj", t.i))


def _mention(entry: Entry, tokens: list[Token]) -> TriggerMention:
    first, last = min(tokens, key=_index), max(tokens, key=_index)
    # a verb and its far particle ("called the talks off") are one trigger, marked at the verb
    span_end = last if last.i - first.i == len(tokens) - 1 else first
    span = Span(first.idx, span_end.idx + len(span_end))
    return TriggerMention(span, _head(entry, tokens).i, entry.types, entry.name)


def _index(token: Token) -> int:
    return token.i


def _head(entry: Entry, tokens: list[Token]) -> Token:
    if entry.verb:
        return tokens[0]
    inside = {t.i for t in tokens}
    return next((t for t in reversed(tokens) if t.head.i not in inside or t.head == t), tokens[-1])


def _match(entry: Entry, token: Token) -> list[Token]:
    """The tokens of the entry's words from this token on, or nothing."""
    if entry.verb:
        return _match_verb(entry.words, token)
    if token.pos_ not in _NOUN_TAGS and not (len(entry.words) > 1 and token.pos_ in {"ADJ", "VERB"}):
        return []
    if token.ent_type_ in {"PERSON"} or (
        token.pos_ == "PROPN" and (_in_proper_name(token, len(entry.words)) or _ends_a_name(token))
    ):
        return []
    following = list(_following(token.doc, token.i, len(entry.words)))
    if not all(word in {_folded(t), t.lower_} for t, word in zip(following, entry.words, strict=False)):
        return []
    if len(following) < len(entry.words):
        return []
    return following if following[-1].pos_ in _NOUN_TAGS or following[-1].tag_ == "VBG" else []


def _in_proper_name(token: Token, length: int) -> bool:
    """True for a capitalised word inside a longer name ("Strike Force"), not for a headline or a lone title."""
    end = token.i + length
    after = token.doc[end] if end < len(token.doc) else None
    return bool(after is not None and after.pos_ == "PROPN" and after.dep_ != "nsubj" and token.dep_ == "compound")


def _ends_a_name(token: Token) -> bool:
    """ "Sisters to the Rescue": the last word of a body's name after a preposition of the name."""
    before = token.doc[max(token.i - 3, 0) : token.i]
    if len(before) < 3 or not token.text.istitle() or before[2].text != "the" or before[1].text not in {"of", "to"}:
        return False
    return before[0].pos_ == "PROPN" and before[0].text.istitle()


def _following(doc: Doc, start: int, count: int) -> Iterator[Token]:
    return iter(doc[start : start + count])


def _folded(token: Token) -> str:
    return str(token.lemma_.lower())


def _match_verb(words: tuple[str, ...], token: Token) -> list[Token]:
    if _is_perfect_in_capitals(token):
        return [token] if len(words) == 1 else []
    if token.pos_ != "VERB" or token.dep_ in {"amod", "compound"}:  # "the besieged city" tells of a state
        return []
    found = [token]
    for word in words[1:]:
        near = next((t for t in _reach(token) if _folded(t) == word or t.lower_ == word), None)
        if near is None:
            return []
        found.append(near)
    return found


def _is_perfect_in_capitals(token: Token) -> bool:
    """ "PREMIER HAS RESIGNED": in capitals the model takes most words for names, but not the helper before this one."""
    shouted = token.pos_ == "PROPN" and token.text.isupper() and token.text.endswith("ED") and token.i > 0
    return shouted and token.nbor(-1).text in {"HAS", "HAVE", "BEEN", "WAS", "WERE"}


def _reach(verb: Token) -> list[Token]:
    """Where the other words of a verb phrase may stand: its children, theirs, and the next two tokens of its sentence.

    No mark but a hyphen or a quote stands between, and the determiner of another noun is no word of it ("said no one").
    """
    after = verb.doc[verb.i + 1 : verb.i + 3]
    near = [t for t in takewhile(lambda t: _goes_on(verb, t), after) if t.dep_ != "det"]
    judged = small_clause(verb)
    near += [judged] if judged is not None else []
    children = [child for child in verb.children if child.dep_ in {"prt", "dobj", "prep", "advmod", "oprd", "acomp"}]
    return [*children, *near, *(g for c in children for g in c.children if g.dep_ in {"pobj", "pcomp"})]


def _goes_on(verb: Token, token: Token) -> bool:
    return same_sentence(verb, token) and (not token.is_punct or token.text in {"-", '"'})


def _conditions_hold(entry: Entry, head: Token) -> bool:
    if entry.unless and any(word in entry.unless for word in _surroundings(head)):
        return False
    if "<nation>" in entry.unless and any(child.ent_type_ == "NORP" for child in modifiers_of(head)):
        return False
    if entry.object and not _any_of(
        entry.object, [t for o in objects_of(head) for t in (o, who_is_counted(o), *_contents_of(o))]
    ):
        return False
    if entry.subject and not _any_of(entry.subject, [*map(_meant, _subjects(head)), *_hands_of(head)]):
        return False
    if entry.of and not _any_of(entry.of, complements_of(head)):
        return False
    if entry.governed and not (head.dep_ in {"dobj", "nsubjpass"} and _folded(head.head) in entry.governed):
        return False
    return not entry.modifier or any(_qualifies(child, entry.modifier) for child in modifiers_of(head))


def _qualifies(modifier: Token, wanted: frozenset[str]) -> bool:
    return _folded(modifier) in wanted or ("<nation>" in wanted and modifier.ent_type_ == "NORP")


def _subjects(head: Token) -> list[Token]:
    """The subjects of a verb; those of "died after falling from a roof" stand with the verb before."""
    after = head.dep_ == "pcomp" and head.tag_ == "VBG" and head.head.lower_ in {"after", "before", "by", "while"}
    return subjects_of(head.head.head if after and head.head.head.pos_ == "VERB" else head)


def _meant(subject: Token) -> Token:
    """ "the talks, which collapsed in May": the noun that a relative pronoun stands for."""
    relative = subject.tag_ in {"WDT", "WP"} and subject.head.dep_ == "relcl"
    return subject.head.head if relative else subject


def _hands_of(verb: Token) -> list[Token]:
    """ "was struck by two projectiles": what does it, of a passive."""
    return agents_of(verb) if verb.pos_ == "VERB" and is_passive(verb) else []


def _any_of(wanted: frozenset[str], tokens: Iterable[Token]) -> bool:
    return any(
        _folded(token) in wanted
        or not wanted.isdisjoint(_compounds(token))
        or (token.pos_ == "PROPN" and any(_folded(c) in wanted for c in token.lefts if c.dep_ == "compound"))
        or any(name in wanted and token.ent_type_ in labels for name, labels in _NAMED.items())
        or ("<person>" in wanted and token.lower_ in _PERSONAL)
        or ("<people>" in wanted and _folded(token) in people().words["singulars"])
        for token in tokens
    )


# what a condition may ask of a name: the labels of the named entities that satisfy it
_NAMED: Mapping[str, frozenset[str]] = {
    "<person>": frozenset({"PERSON"}),
    "<org>": frozenset({"ORG"}),
    "<product>": frozenset({"PRODUCT"}),
    "<actor>": frozenset({"PERSON", "ORG", "GPE", "NORP"}),
    "<place>": frozenset({"GPE", "LOC", "FAC"}),
    "<national>": frozenset({"NORP"}),
}


_PERSONAL = frozenset({"he", "she", "him", "her", "himself", "herself"})


def _contents_of(container: Token) -> list[Token]:
    """ "the outline of a deal", "a series of missiles": what a noun of measure or form holds."""
    if container.lemma_.lower() not in _CONTAINERS:
        return []
    return [g for c in container.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]


_CONTAINERS = frozenset(
    "body remain outline draft term text series number part package group dozen hundred thousand version"
    " kg kilogram ton tonne worth load truckload box crate bag".split()
)


def _compounds(token: Token) -> Iterator[str]:
    """ "a new armed group": the noun with its nearest modifier, then with the one before it, and so on."""
    name = _folded(token)
    for modifier in reversed([c for c in token.lefts if c.dep_ in {"compound", "amod"}]):
        name = f"{_folded(modifier)} {name}"
        yield name


def _surroundings(head: Token) -> Iterator[str]:
    """Words that can change what a trigger means: its modifiers, the noun it modifies, its object and complements."""
    for token in (*modifiers_of(head), *objects_of(head), *complements_of(head)):
        yield _folded(token)
    if head.dep_ in {"compound", "amod"}:
        yield _folded(head.head)


# ------------------------------------------------------------------------------------------------ the entries


@cache
def _entries() -> Mapping[str, tuple[Entry, ...]]:
    """Entries by their first word, the strictest first."""
    index: dict[str, list[Entry]] = defaultdict(list)
    for name in LEXICONS:
        lexicon = read_lexicon(name)
        for row in lexicon["trigger"]:
            for entry in _entries_of(row, lexicon["classes"]):
                index[entry.words[0]].append(entry)
    return {word: tuple(sorted(found, key=lambda e: e.strictness, reverse=True)) for word, found in index.items()}


def _entries_of(row: Mapping[str, Any], classes: Mapping[str, list[str]]) -> Iterator[Entry]:
    def words(name: str) -> frozenset[str]:
        given: list[str] = row.get(name, [])
        return _expanded(given, classes)

    conditions = {name: words(name) for name in ("object", "subject", "of", "modifier", "governed", "unless")}
    nouns: list[str] = row.get("noun", [])
    verbs: list[str] = row.get("verb", [])
    for text, verb in [*((n, False) for n in nouns), *((v, True) for v in verbs)]:
        asked = dict(conditions)
        if verb:
            asked["of"] = asked["modifier"] = asked["governed"] = frozenset()
        else:
            asked["object"] = asked["subject"] = frozenset()
        if verb and conditions["of"] and not conditions["object"]:
            asked["of"] = conditions["of"]
        yield Entry(_words(text), verb, tuple(row["type"]), **asked)


def _expanded(given: Iterable[str], classes: Mapping[str, list[str]]) -> frozenset[str]:
    """The words of a condition; "@name" stands for a class, and classes may hold classes."""
    words: set[str] = set()
    for item in given:
        words |= _expanded(classes[item[1:]], classes) if item[0] == "@" else {item}
    return frozenset(words)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace("-", " - ").split()) if "-" in text and " " not in text else tuple(text.split())
