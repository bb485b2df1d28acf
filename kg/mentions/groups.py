"""Actors without a name of their own: groups, unnamed people and sources, delegations, armed forces, organs of a state.

Each is a noun phrase whose head is in ``people.toml``. Inside one article the same head with no other owner is the same
actor; a phrase with a number is an actor of its own, because "five people" are rarely the five people of before.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Range, Roster
from kg.mentions.known_names import KnownName, Sense
from kg.mentions.layout import Layout
from kg.mentions.nouns import offices, people
from kg.mentions.phrases import base_phrase, owner_tokens, printed_head
from kg.model import ActorType

_ROLES_OF_ACTORS = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "poss",
        "conj",
        "appos",
        "dative",
        "ROOT",
        "attr",
        "agent",
        "oprd",
        "dep",
        "nmod",
    }
)
_QUANTIFIERS = frozenset(
    {
        "many",
        "several",
        "some",
        "few",
        "dozens",
        "hundreds",
        "thousands",
        "scores",
        "more",
        "most",
        "all",
        "both",
        "no",
        "any",
        "another",
    }
)
_BARE_FORCES = frozenset(
    {
        "army",
        "military",
        "navy",
        "air force",
        "security forces",
        "armed forces",
        "coast guard",
        "coastguard",
        "troops",
        "special forces",
        "border guards",
    }
)
_KNOWING = frozenset({"familiar", "briefed", "close", "aware", "involved", "informed"})
_ORGAN_MODIFIERS = frozenset(
    {
        "government",
        "security",
        "armed",
        "rebel",
        "coalition",
        "special",
        "ground",
        "air",
        "naval",
        "peacekeeping",
        "joint",
        "allied",
    }
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase: its head, its tokens, the words of its head ("security forces") and the draft it belongs to."""

    head: Token
    words: Range
    noun: str
    owner: Draft | None
    modifiers: frozenset[str]
    number: str | None

    @property
    def is_definite(self) -> bool:
        return any(
            t.dep_ in {"det", "poss"}
            and t.tag_ not in {"WDT", "WP$"}
            and t.lower_ not in {"a", "an", "another", "any", "no", "some"}
            for t in self.head.lefts
        )


def add_unnamed(roster: Roster, known: tuple[KnownName, ...], layout: Layout) -> None:
    """Put everybody on the roster whom the article names by a noun only."""
    _Gathering(roster, layout).gather(
        {name.start: name for name in known if name.sense in {Sense.PEOPLE, Sense.ADJECTIVE}}
    )


class _Gathering:
    def __init__(self, roster: Roster, layout: Layout) -> None:
        self.roster = roster
        self.layout = layout
        self.nouns = people()
        self.groups: list[tuple[_Phrase, Draft]] = []
        self.bodies: list[tuple[_Phrase, Draft]] = []
        self.labelled: set[int] = set()
        self.negotiations = any(token.lower_ in {"negotiations", "negotiators", "talks"} for token in roster.doc)

    def gather(self, nationals: dict[int, KnownName]) -> None:
        for token in self.roster.doc:
            national = nationals.get(token.i)
            if national and self._is_people(national, token):
                self._nationals(token)
            elif token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"} and token.dep_ in _ROLES_OF_ACTORS:
                self._noun(token)

    # ------------------------------------------------------------------------------------------ nationals

    def _is_people(self, name: KnownName, token: Token) -> bool:
        """ "Kenyans", and "the French" where it is no adjective."""
        if name.end - name.start > 1:
            token = self.roster.doc[name.end - 1]
        if name.sense is Sense.PEOPLE:
            return token.dep_ in _ROLES_OF_ACTORS
        has_article = any(child.lower_ == "the" for child in token.children)
        return has_article and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"} and token.pos_ != "ADJ"

    def _nationals(self, token: Token) -> None:
        phrase = _Phrase(token, (token.i, token.i + 1), token.lower_, None, frozenset(), None)
        self._take_up(phrase, "nationals:" + token.lower_)

    # ---------------------------------------------------------------------------------------------- nouns

    def _noun(self, token: Token) -> None:
        if self.roster.named_at(token) is not None or self._is_title(token):
            return
        if self._is_state_of_captivity(token):
            token = self.roster.doc[token.i - 1]
        noun, start = printed_head(token)
        words = self.nouns.words
        if noun in words["delegations"] or self._is_negotiating_team(token):
            self._delegation(self._phrase(token, noun, start))
        elif noun in words["forces"]:
            self._force(self._phrase(token, noun, start))
        elif noun in words["institutions"] or token.lower_ in words["institutions"]:
            self._institution(self._phrase(token, noun if noun in words["institutions"] else token.lower_, start))
        elif self._is_source(token):
            self._source(token)
        elif (noun in self.nouns.groups or token.lower_ in self.nouns.groups) and self._is_plural(token):
            listed = noun if noun in self.nouns.groups else token.lower_
            self._group(self._phrase(token, listed, start), self.nouns.groups[listed])
        elif token.tag_ == "CD":
            self._number(token)
        elif token.lower_ in words["singulars"] and token.tag_ in {"NN", "NNP"}:
            self._single(token)

    def _is_state_of_captivity(self, token: Token) -> bool:
        """ "took peacekeepers hostage": the noun before is the one that is meant."""
        before = self.roster.doc[token.i - 1] if token.i else token
        return (
            token.lower_ in {"hostage", "captive", "prisoner"} and token.tag_ == "NN" and before.tag_ in {"NNS", "NNPS"}
        )

    def _is_negotiating_team(self, token: Token) -> bool:
        """ "the Kenyan team", in an article on negotiations and with a state or a movement as its owner."""
        if token.lower_ != "team" or not self.negotiations:
            return False
        owners = [self.roster.named_at(t) for t in owner_tokens(token)]
        return any(d is not None and d.type in {ActorType.STATE, ActorType.ORGANISATION} for d in owners)

    def _is_title(self, token: Token) -> bool:
        """ "Hamas leaders A and B": the noun is a title, the names after it are the actors; so is an apposition to them."""
        following = self.roster.doc[token.i + 1] if token.i + 1 < len(self.roster.doc) else None
        named = self.roster.named_at(following) if following is not None else None
        if named and named.type is ActorType.PERSON and offices().role_of([token.lower_]):
            return True
        if token.dep_ in {"appos", "attr"}:
            return any(self._is_person(t) for t in (token.head, *token.head.children))
        is_role = offices().role_of([token.lower_]) is not None or token.lower_ in self.nouns.words["singulars"]
        return (
            is_role
            and token.tag_ == "NN"
            and any(child.dep_ == "appos" and self._is_person(child) for child in token.children)
        )

    def _is_person(self, token: Token) -> bool:
        named = self.roster.named_at(token)
        return named is not None and named.type is ActorType.PERSON and token.dep_ != "poss"

    def _is_plural(self, token: Token) -> bool:
        return (
            token.tag_ in {"NNS", "NNPS"}
            or token.lower_ in self.nouns.words["bodies"]
            or self._is_nominal_adjective(token)
            or token.lower_ in {"media", "police"}
        )

    def _is_nominal_adjective(self, token: Token) -> bool:
        """ "the wounded", "the dead"."""
        return (
            token.tag_ in {"JJ", "VBN", "NN"}
            and token.lower_ in {"dead", "wounded", "injured", "missing", "displaced", "accused"}
            and any(c.lower_ == "the" for c in token.children)
        )

    def _phrase(self, head: Token, noun: str, noun_start: int) -> _Phrase:
        words = base_phrase(head)
        owner = next(
            (
                d
                for t in owner_tokens(head)
                if (d := self.roster.named_at(t)) is not None and d.type is not ActorType.PERSON
            ),
            None,
        )
        modifiers = frozenset(
            t.lower_
            for t in head.lefts
            if t.dep_ in {"amod", "compound", "nmod"}
            and t.i < noun_start
            and self.roster.named_at(t) is None
            and t.lower_ not in _QUANTIFIERS
        )
        number = next(
            (t.lower_ for t in head.lefts if t.dep_ == "nummod" or (t.tag_ == "CD" and t.dep_ != "npadvmod")), None
        )
        before = head.doc[words[0] - 1] if words[0] else head
        if number is None and before.tag_ == "CD" and before.head.i == head.i + 1:
            words, number = (before.i, words[1]), before.lower_
        return _Phrase(head, words, noun, owner, modifiers, number)

    # ----------------------------------------------------------------------------------------------- bodies

    def _delegation(self, phrase: _Phrase) -> None:
        draft = self._same_body(phrase, ActorType.DELEGATION)
        if draft is None:
            draft = self._new(phrase, ActorType.DELEGATION, named=False)
            if phrase.owner:
                draft.tie("Represents", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, phrase.words)

    def _force(self, phrase: _Phrase) -> None:
        """Forces of a state or a movement; without an owner only such as can be nothing else, or those of before."""
        draft = self._same_body(phrase, ActorType.ARMED_FORCE) or self._general_force(phrase)
        if draft is None:
            if not phrase.owner and phrase.noun not in _BARE_FORCES and not phrase.modifiers & _ORGAN_MODIFIERS:
                return
            draft = self._new(phrase, ActorType.ARMED_FORCE, named=phrase.owner is not None)
            if phrase.owner:
                draft.tie("Member", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, self._without_article(phrase.words))

    def _general_force(self, phrase: _Phrase) -> Draft | None:
        """ "the Ethiopian army" is the force that the lexicon lists, if the article names that too."""
        state = phrase.owner.entry.state if phrase.owner and phrase.owner.entry else None
        if state is None or phrase.noun not in self.nouns.words["main_forces"]:
            return None
        forces = self.roster.of_type(ActorType.ARMED_FORCE)
        return next((d for d in forces if d.entry and d.entry.main_force and d.entry.state == state), None)

    def _institution(self, phrase: _Phrase) -> None:
        """ "the Chadian government", "a United Nations inquiry"; "the government" alone only where one was named."""
        draft = self._same_body(phrase, ActorType.ORGANISATION)
        if draft is None:
            if not (
                phrase.owner or phrase.modifiers or any(t.dep_ in {"det", "poss"} for t in phrase.head.lefts)
            ) and phrase.noun not in {"police", "parliament", "authorities"}:
                return
            if (
                phrase.noun
                in {
                    "office",
                    "mission",
                    "agency",
                    "department",
                    "council",
                    "committee",
                    "commission",
                    "panel",
                    "intelligence",
                    "assembly",
                    "opposition",
                    "court",
                    "congress",
                }
                and not phrase.owner
            ):
                return
            proper = any(t.pos_ == "PROPN" for t in phrase.head.lefts)
            draft = self._new(phrase, ActorType.ORGANISATION, named=phrase.owner is not None or proper)
            if phrase.owner:
                draft.tie("Member", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, phrase.words)

    def _same_body(self, phrase: _Phrase, type_: ActorType) -> Draft | None:
        """The last body with the same head that no other owner sets apart."""
        fitting = [
            (other, d)
            for other, d in reversed(self.bodies)
            if d.type is type_ and self._same_noun(phrase, other, type_)
        ]
        owned = [d for _, d in fitting if d.owner is phrase.owner]
        if phrase.owner or not phrase.is_definite:
            return owned[0] if owned else None
        distinct = list(dict.fromkeys(d for _, d in fitting))
        return owned[0] if owned else distinct[0] if len(distinct) == 1 else None

    def _same_noun(self, phrase: _Phrase, other: _Phrase, type_: ActorType) -> bool:
        if type_ is ActorType.DELEGATION:
            return True
        main = self.nouns.words["main_forces"]
        if type_ is ActorType.ARMED_FORCE and phrase.noun in main and other.noun in main:
            if not phrase.owner and phrase.modifiers:
                return phrase.modifiers == other.modifiers
            return not (phrase.modifiers ^ other.modifiers) & _ORGAN_MODIFIERS
        return phrase.noun == other.noun and (phrase.modifiers <= other.modifiers or not phrase.owner)

    def _mention_body(self, draft: Draft, phrase: _Phrase, words: Range) -> None:
        self.roster.mention(draft, *words)
        self.bodies.append((phrase, draft))

    def _new(self, phrase: _Phrase, type_: ActorType, *, named: bool, sort: str | None = None) -> Draft:
        label = self.roster.words(self._without_article(phrase.words))
        plural = phrase.head.tag_ in {"NNS", "NNPS"}
        return self.roster.add(Draft(type_, label, named=named, owner=phrase.owner, sort=sort, plural=plural))

    def _without_article(self, words: Range) -> Range:
        doc, (start, end) = self.roster.doc, words
        while start < end - 1 and doc[start].tag_ in {"DT", "PRP$", "WDT", "PDT", "WP$"}:
            start += 1
        return start, end

    # ---------------------------------------------------------------------------------------------- sources

    def _is_source(self, token: Token) -> bool:
        words = self.nouns.words
        if token.lower_ in {"people", "person", "persons"}:
            return self._says(token) and any(c.lower_ in _KNOWING for c in token.rights)
        if token.lower_ not in words["sources"]:
            return False
        says = self._says(token)
        return says or (token.lower_ in words["always_sources"] and self._is_cited(token))

    def _says(self, token: Token) -> bool:
        node = token.head if token.dep_ == "conj" and token.head.pos_ == "NOUN" else token
        verb = node.head
        if node.dep_ in {"nsubj", "nsubjpass"}:
            return verb.lemma_.lower() in self.nouns.verbs["speech"]
        return node.dep_ == "pobj" and (
            (verb.lower_ == "to" and verb.head.lower_ == "according")
            or (verb.dep_ == "agent" and verb.head.lemma_.lower() in self.nouns.verbs["speech"])
        )

    def _is_cited(self, token: Token) -> bool:
        return (
            token.dep_ in {"dobj", "pobj"}
            and token.head.lemma_.lower() in {"cite", "quote", "from"}
            and not any(c.lower_ == "of" for c in token.children)
        )

    def _source(self, token: Token) -> None:
        """One actor for each phrase: two unnamed sources are never taken for one, save "the source" of before."""
        words = base_phrase(token)
        articles = {t.lower_ for t in token.lefts}
        earlier = [d for d in self.roster.of_type(ActorType.ANONYMOUS_SOURCE) if d.sort == token.lower_]
        if articles == {"the"} and words[1] - words[0] == 2 and len(earlier) == 1:
            self.roster.mention(earlier[0], *words)
            return
        words = self._with_description(token, words)
        label = self.roster.words(self._without_article(words))
        plural = token.tag_ == "NNS"
        draft = self.roster.add(Draft(ActorType.ANONYMOUS_SOURCE, label, named=False, sort=token.lower_, plural=plural))
        self.roster.mention(draft, *words)

    def _with_description(self, token: Token, words: Range) -> Range:
        """ "sources familiar with the mediated talks": as far as the next noun phrase, its own complements left out."""
        described = next(
            (c for c in token.rights if c.dep_ in {"amod", "acl"} and c.i == token.i + 1 and c.pos_ in {"ADJ", "VERB"}),
            None,
        )
        if described is None:
            return words
        preposition = next((c for c in described.rights if c.dep_ == "prep" and c.i == described.i + 1), None)
        noun = next((c for c in preposition.rights if c.dep_ == "pobj"), None) if preposition is not None else None
        return (words[0], noun.i + 1) if noun is not None else words

    # ----------------------------------------------------------------------------------------------- groups

    def _group(self, phrase: _Phrase, sort: str) -> None:
        if "social" in phrase.modifiers and phrase.noun == "media":
            return
        if (
            phrase.number is None
            and phrase.noun
            in {
                "people",
                "others",
                "individuals",
                "parties",
                "sides",
                "countries",
                "nations",
                "states",
                "members",
                "bodies",
                "heads",
                "deputies",
                "fans",
            }
            and not (phrase.owner or phrase.modifiers or phrase.is_definite)
        ):
            sort = f"{sort}:{phrase.head.i}"
        self._take_up(phrase, sort)

    def _take_up(self, phrase: _Phrase, sort: str) -> None:
        draft = self._same_group(phrase, sort)
        if draft is None:
            draft = self._new(phrase, ActorType.GROUP, named=False, sort=sort)
            if not self._is_own_voice(phrase):
                self.labelled.add(id(draft))
        elif id(draft) in self.labelled and self._is_own_voice(phrase):
            draft.label = self.roster.words(self._without_article(phrase.words))
            self.labelled.discard(id(draft))
        elif phrase.owner and not draft.owner and self._is_own_voice(phrase):
            draft.label = self.roster.words(self._without_article(phrase.words))
        draft.owner = draft.owner or phrase.owner
        self.groups.append((phrase, draft))
        self.roster.mention(draft, *phrase.words)

    def _is_own_voice(self, phrase: _Phrase) -> bool:
        return phrase.head.i not in self.layout.quoted

    def _same_group(self, phrase: _Phrase, sort: str) -> Draft | None:
        """The last group of the sort that neither owner, number nor telling modifiers set apart."""
        fitting = list(
            dict.fromkeys(d for other, d in reversed(self.groups) if d.sort == sort and self._agrees(phrase, other, d))
        )
        return fitting[0] if len(fitting) == 1 or (fitting and phrase.owner) else None

    def _agrees(self, phrase: _Phrase, other: _Phrase, draft: Draft) -> bool:
        if phrase.number != other.number and not self._takes_up_number(phrase, other):
            return False
        if phrase.number is not None and not phrase.is_definite:
            return False
        if phrase.owner and draft.owner and phrase.owner is not draft.owner:
            return False
        if phrase.modifiers and other.modifiers:
            return phrase.modifiers <= other.modifiers or other.modifiers <= phrase.modifiers
        if (
            phrase.noun
            in {
                "groups",
                "outlets",
                "experts",
                "officials",
                "leaders",
                "members",
                "teams",
                "team",
                "workers",
                "countries",
            }
            and not phrase.is_definite
        ):
            return (phrase.modifiers == other.modifiers and phrase.owner is draft.owner) or (
                not phrase.modifiers and not phrase.owner
            )
        return True

    def _takes_up_number(self, phrase: _Phrase, other: _Phrase) -> bool:
        """ "three miners ... the miners"."""
        return (
            phrase.number is None
            and phrase.is_definite
            and other.noun == phrase.noun
            and not phrase.modifiers
            and not phrase.owner
        )

    def _number(self, token: Token) -> None:
        """ "three who were seeking aid": a number with a clause that says people are meant; "five were killed"."""
        clause = next((c for c in token.rights if c.dep_ in {"relcl", "acl"}), None)
        is_people = clause is not None and any(c.lower_ == "who" for c in clause.children)
        is_harmed = token.dep_ in {"nsubjpass", "dobj"} and token.head.lemma_.lower() in self.nouns.verbs["harm"]
        died = token.dep_ == "nsubj" and token.head.lemma_.lower() in {"die", "drown", "perish"}
        if is_people and clause is not None:
            self._add_numbered(token, (token.left_edge.i, self._clause_end(clause)))
        elif (is_harmed or died) and not self._continues_count(token):
            self._add_numbered(token, (token.i, token.i + 1))

    def _continues_count(self, token: Token) -> bool:
        """ "killed 10 villagers and wounded 30": the number counts the people of the clause before."""
        start = token.sent.start
        return any(start <= phrase.head.i < token.i for phrase, _ in self.groups)

    def _clause_end(self, clause: Token) -> int:
        end = clause.right_edge.i + 1
        comma = next((t.i for t in clause.doc[clause.i : end] if t.text in {",", ";"}), end)
        return comma

    def _add_numbered(self, token: Token, words: Range) -> None:
        draft = Draft(ActorType.GROUP, self.roster.words(words), named=False, sort=f"number:{token.i}", plural=True)
        self.roster.mention(self.roster.add(draft), *words)

    def _single(self, token: Token) -> None:
        """One unnamed person; "the man" takes up the only man of before."""
        if token.lower_ in offices().roles and not any(t.dep_ in {"det", "nummod"} for t in token.lefts):
            return
        words = base_phrase(token)
        indefinite = any(t.lower_ in {"a", "an", "one", "another"} for t in token.lefts)
        earlier = [d for d in self.roster.of_type(ActorType.PERSON) if d.sort == token.lower_]
        if not indefinite and len(earlier) == 1:
            self.roster.mention(earlier[0], *words)
            return
        gender = (
            "m"
            if token.lower_ in self.nouns.words["male"]
            else "f"
            if token.lower_ in self.nouns.words["female"]
            else None
        )
        label = self.roster.words(self._without_article(words))
        draft = self.roster.add(Draft(ActorType.PERSON, label, named=False, sort=token.lower_, gender=gender))
        self.roster.mention(draft, *words)
