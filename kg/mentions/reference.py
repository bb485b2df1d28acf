"""Words that refer back: "the UN chief", "the president", "he", "they", "it".

Precision first: where two antecedents fit, the words are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Roster
from kg.mentions.layout import Layout
from kg.mentions.nouns import offices, people
from kg.mentions.phrases import base_phrase, owner_tokens
from kg.model import ActorType
from kg.syntax import sentence_numbers, subjects_of

_CHIEFS = frozenset({"chief", "head", "leader", "boss"})
_NOT_THE_SAME = frozenset(
    {
        "former",
        "ex",
        "next",
        "new",
        "another",
        "other",
        "previous",
        "then",
        "late",
        "future",
        "acting",
        "interim",
        "deputy",
        "vice",
        "own",
    }
)
_SINGULAR = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_OBJECTS = frozenset({"him", "her"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_THING = frozenset({"it", "its", "itself"})
_SPEAKER = frozenset({"i", "me", "my", "mine", "myself"})
_NOBODY = frozenset({"we", "you", "us", "your", "our", "ours", "yours"})
_COLLECTIVE = (
    ActorType.ORGANISATION,
    ActorType.STATE,
    ActorType.ARMED_FORCE,
    ActorType.MEDIA_OUTLET,
    ActorType.DELEGATION,
)
_WINDOW = 2


def add_bodies_again(roster: Roster, layout: Layout) -> None:
    """Record "the company" and "the airline" as mentions of the one organisation that the passage speaks of."""
    resolver, kinds = _Pronouns(roster, layout), people().words["kinds"]
    for token in roster.tokens:
        if (
            token.lower_ in kinds
            and _names_a_kind(token)
            and roster.named_at(token) is None
            and roster.headed_by(token) is None
        ):
            body = resolver.organisation(token)
            if body:
                roster.mention(body, *base_phrase(token))


def _names_a_kind(token: Token) -> bool:
    """ "The airline" with nothing that tells which one."""
    if token.tag_ != "NN" or token.dep_ in {"compound", "amod", "appos", "attr", "nmod"}:
        return False
    alone = [t.lower_ for t in token.lefts] == ["the"]
    return alone and not any(
        c.dep_ in {"relcl", "appos", "acl"} or (c.i == token.i + 1 and c.tag_ != "POS") for c in token.rights
    )


def add_nominals(roster: Roster) -> None:
    """Record "the UN chief" and "the president" as mentions of the one person introduced before who is that."""
    for token in roster.tokens:
        if (
            token.pos_ in {"NOUN", "PROPN"}
            and token.dep_ not in {"compound", "amod", "appos", "attr", "nmod"}
            and roster.named_at(token) is None
        ):
            person = _holder(roster, token)
            if person:
                roster.mention(person, *_with_title(token))


def _with_title(token: Token) -> tuple[int, int]:
    return base_phrase(token)


def _holder(roster: Roster, token: Token) -> Draft | None:
    title = title_before(roster, token)
    lowered = title.split()
    if offices().role_of(lowered) is None or token.tag_ in {"NNS", "NNPS"}:
        return None
    lefts = {t.lower_ for t in token.lefts}
    if lefts & (_NOT_THE_SAME | {"a", "an", "no", "any"}) or any(
        c.dep_ == "appos" or (c.dep_ == "prep" and c.lower_ in {"of", "for", "at"}) for c in token.rights
    ):
        return None
    owner = next((d for t in owner_tokens(token) if (d := roster.named_at(t)) is not None), None)
    if owner is None and "the" not in lefts:
        return None
    holders = [
        d for d in roster.of_type(ActorType.PERSON) if d.named and d.first() < token.i and _holds(d, title, owner)
    ]
    return holders[0] if len(holders) == 1 else None


def title_before(roster: Roster, token: Token) -> str:
    """The head with the title words before it: "prime minister", "press secretary"."""
    tokens, modifiers = roster.tokens, offices().modifiers
    words = [token.lower_]
    index = token.i - 1
    while (
        index >= 0
        and (tokens[index].lower_ in modifiers or tokens[index].text == "-")
        and tokens[index].head.i <= token.i
    ):
        if tokens[index].text != "-":
            words.insert(0, tokens[index].lower_)
        elif words:
            words[0] = "-" + words[0]
        index -= 1
    return " ".join(words).replace(" -", "-")


def _holds(person: Draft, title: str, owner: Draft | None) -> bool:
    for tie in person.ties:
        if tie.title is None or tie.role in {"Delegate", "DelegationHead", "FamilyTie", "Member"}:
            continue
        if owner is not None and tie.other is not owner:
            continue
        held = tie.title.lower()
        if "former" in held or "ex-" in held:
            continue
        if held == title or held.endswith((" " + title, "-" + title)):
            return True
        if (
            title.split()[-1] in _CHIEFS
            and len(title.split()) == 1
            and owner is not None
            and any(held.endswith(head) for head in offices().heads)
        ):
            return True
    return False


def add_pronouns(roster: Roster, layout: Layout) -> None:
    """Record pronouns as references where agreement and recency leave one antecedent."""
    resolver = _Pronouns(roster, layout)
    for token in roster.tokens:
        if token.tag_ in {"PRP", "PRP$"} and token.lower_ not in _NOBODY:
            antecedent = resolver.antecedent(token)
            if antecedent:
                roster.refer(antecedent, token.i, token.i + 1)


def _is_expletive(token: Token) -> bool:
    """ "It is clear that ...", "it is better to ...": nobody is meant."""
    if token.lower_ != "it":
        return False
    verb = token.head
    return verb.lemma_ == "be" and any(c.dep_ in {"acomp", "ccomp", "xcomp", "attr"} for c in verb.children)


def _first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.pos_ in {"PROPN", "NOUN"}:
        token = token.head
    return token


def _sentences(roster: Roster) -> list[list[Token]]:
    """The tokens of each sentence."""
    numbered = zip(roster.tokens, sentence_numbers(roster.doc), strict=True)
    return [[token for token, _ in pairs] for _, pairs in groupby(numbered, key=itemgetter(1))]


def _is_source(token: Token) -> bool:
    """The noun of "according to the group"."""
    return token.dep_ == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according"


class _Pronouns:
    def __init__(self, roster: Roster, layout: Layout) -> None:
        self.roster = roster
        self.layout = layout
        self.sentences = _sentences(roster)
        self.sentence_of = [number for number, sentence in enumerate(self.sentences) for _ in sentence]

    def antecedent(self, token: Token) -> Draft | None:
        word = token.lower_
        if word in _SPEAKER:
            return self._speaker(token)
        teller = self._teller(token)
        if teller is not None and self._agrees(teller, word):
            return teller
        if word in _SINGULAR:
            return self._person(token, _SINGULAR[word])
        if word in _PLURAL:
            return self._several(token)
        return self._body(token) if word in _THING else None

    def _speaker(self, token: Token) -> Draft | None:
        """ "I" in a quotation: the one person who speaks in its sentence."""
        if token.i not in self.layout.quoted:
            return None
        outside = (t for t in token.sent if t.i not in self.layout.quoted and t.dep_ == "nsubj")
        speakers = [d for t in outside if self._tells(t.head) and (d := self.roster.headed_by(t)) is not None]
        return speakers[0] if len(speakers) == 1 and speakers[0].type is ActorType.PERSON else None

    def _teller(self, token: Token) -> Draft | None:
        """Who tells the clause that a pronoun opens: "Ruritania Air said it ...", "she hopes that she ..."."""
        clause = token.head if token.dep_ in {"nsubj", "nsubjpass"} else token.head.head
        if token.dep_ not in {"nsubj", "nsubjpass", "poss"} or clause.dep_ != "ccomp" or not self._tells(clause.head):
            return None
        if (token.i in self.layout.quoted) != (clause.head.i in self.layout.quoted) or _is_expletive(token):
            return None
        if any(t.pos_ in {"NOUN", "PROPN"} and t.i < token.i for t in clause.subtree):
            return None
        subject = next((c for c in clause.head.children if c.dep_ == "nsubj" and c.i < token.i), None)
        return self.roster.headed_by(subject) if subject is not None else None

    def _tells(self, verb: Token) -> bool:
        verbs = people().verbs
        return verb.lemma_.lower() in verbs["speech"] | verbs["decision"]

    def _agrees(self, draft: Draft, word: str) -> bool:
        if word in _SINGULAR:
            return draft.type is ActorType.PERSON and draft.gender in {None, _SINGULAR[word]}
        if word in _PLURAL:
            return draft.plural or draft.type in {ActorType.GROUP, *_COLLECTIVE}
        return word in _THING and draft.type in _COLLECTIVE

    def _person(self, token: Token, gender: str) -> Draft | None:
        """Nearest sentence with fitting people; there the only one, else the only one that is a subject."""
        for found in self._by_sentence(token, (ActorType.PERSON,)):
            fitting = [
                (t, d)
                for t, d in found
                if d.gender in {None, gender} and not self._is_speaker_inside(t, d, token) and not self._does(d, token)
            ]
            fitting = self._outside_quotes(fitting, token)
            choice = self._only(fitting, token)
            if choice and choice.gender is None and any(d.gender == gender for _, d in fitting):
                return None
            if choice:
                choice.gender = gender
                return choice
            if fitting:
                return None
        return None

    def _does(self, draft: Draft, token: Token) -> bool:
        """ "She urged her": whom it is done to is somebody else than who does it."""
        verb = token.head if token.dep_ in {"dobj", "dative"} else token
        clause = token.head if token.dep_ in {"nsubj", "nsubjpass"} and token.lower_ in _OBJECTS else verb
        above = clause.head if clause.dep_ in {"ccomp", "xcomp"} and clause != verb else clause
        return above != token and any(self.roster.headed_by(s) is draft for s in subjects_of(above))

    def _outside_quotes(self, found: list[tuple[Token, Draft]], token: Token) -> list[tuple[Token, Draft]]:
        """'"The driver slept," Jane Doe said. She ...': who is told of in a quotation comes after its speaker."""
        if token.i in self.layout.quoted:
            return found
        outside = [(t, d) for t, d in found if t.i not in self.layout.quoted]
        speaks = token.dep_ == "nsubj" and token.head.lemma_.lower() in people().verbs["speech"]
        return outside if speaks else outside or found

    def _is_speaker_inside(self, mention: Token, draft: Draft, token: Token) -> bool:
        """Who speaks says "I": a pronoun inside a quotation is somebody else than its speaker."""
        if token.i not in self.layout.quoted or mention.i in self.layout.quoted:
            return False
        return (
            mention.dep_ == "nsubj"
            and mention.head.lemma_.lower() in people().verbs["speech"]
            and self.sentence_of[mention.i] == self.sentence_of[token.i]
        )

    def _several(self, token: Token) -> Draft | None:
        types = (ActorType.GROUP, ActorType.ANONYMOUS_SOURCE, ActorType.ARMED_FORCE)
        for found in self._by_sentence(token, types):
            fitting = [(t, d) for t, d in found if t.tag_ in {"NNS", "NNPS", "CD"} or d.type is ActorType.GROUP]
            fitting = [(t, d) for t, d in fitting if not (token.lower_ == "them" and self._does(d, token))]
            choice = self._only(fitting, token, subject_only=True)
            return choice
        return None

    def _body(self, token: Token) -> Draft | None:
        """As in "it" as one that speaks or decides, and "its" in the clause of its subject."""
        if token.dep_ not in {"nsubj", "poss"} or _is_expletive(token):
            return None
        verbs = people().verbs
        if token.dep_ == "nsubj" and token.head.lemma_.lower() not in verbs["speech"] | verbs["decision"]:
            return None
        if self._follows_a_thing(token):
            return None
        for found in self._by_sentence(token, _COLLECTIVE):
            named = [(t, d) for t, d in found if t.dep_ in {"nsubj", "nsubjpass"} or _is_source(t)]
            cited = [d for t, d in named if _is_source(t)]
            if cited and token.head.lemma_.lower() in verbs["speech"]:
                return cited[0]  # "..., according to the group. It said"
            return self._only([(t, d) for t, d in named if not _is_source(t)], token, subject_only=True)
        return None

    def _follows_a_thing(self, token: Token) -> bool:
        """True if the last subject before "it" in its sentence is a thing: "said the ship was late because it ..."."""
        before = [t for t in token.sent if t.i < token.i and t.dep_ in {"nsubj", "nsubjpass"} and t.tag_ != "WDT"]
        return bool(before) and before[-1].tag_ == "NN" and self.roster.headed_by(before[-1]) is None

    def organisation(self, token: Token) -> Draft | None:
        """The one organisation named in the nearest sentence that names any, else its only subject."""
        for found in self._by_sentence(token, (ActorType.ORGANISATION, ActorType.MEDIA_OUTLET)):
            named = [(t, d) for t, d in found if d.named and not (d.entry and d.entry.seat)]
            if named:
                return self._only(named, token)
        return None

    def _by_sentence(self, token: Token, types: tuple[ActorType, ...]) -> Iterator[list[tuple[Token, Draft]]]:
        """Mentions of actors of some types before the pronoun: its own sentence first, then those before."""
        number = self.sentence_of[token.i]
        for back in range(_WINDOW + 1):
            if number - back < 0:
                return
            found = self._mentions_in(number - back, token.i, types)
            if found:
                yield found

    def _mentions_in(self, number: int, before: int, types: tuple[ActorType, ...]) -> list[tuple[Token, Draft]]:
        sentence = self.sentences[number]
        return [
            (t, d)
            for t in sentence
            if t.i < before
            and (d := self.roster.headed_by(t)) is not None
            and d.type in types
            and t.dep_ not in {"compound", "amod", "det", "punct"}
        ]

    def _only(self, found: list[tuple[Token, Draft]], pronoun: Token, *, subject_only: bool = False) -> Draft | None:
        drafts = list(dict.fromkeys(d for _, d in found))
        heads = [(_first_conjunct(t), d) for t, d in found]
        subjects = list(dict.fromkeys(d for t, d in heads if t.dep_ in {"nsubj", "nsubjpass"}))
        if len(drafts) == 1 and (not subject_only or subjects):
            return drafts[0]
        if len(subjects) == 1:
            return subjects[0]
        main = list(dict.fromkeys(d for t, d in heads if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ == "ROOT"))
        return main[0] if len(main) == 1 and pronoun.dep_ in {"nsubj", "nsubjpass", "poss"} else None
