"""People without a name: groups, single people, unnamed sources.

Each is a noun phrase whose head is in ``people.toml``. Inside one article the same head with no other owner is the same
actor; a phrase with a number is an actor of its own, because "five people" are rarely the five people of before.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.ages import age_before, age_of, of_that_age
from kg.mentions.bodies import Bodies
from kg.mentions.candidates import Draft, Range, Roster
from kg.mentions.known_names import KnownName, Sense
from kg.mentions.layout import Layout
from kg.mentions.nouns import offices, people
from kg.mentions.phrases import NounPhrase, base_phrase, label_of, new_draft, printed_head, read_phrase
from kg.mentions.posts import Posts
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
_KNOWING = frozenset({"familiar", "briefed", "close", "aware", "involved", "informed"})


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
        self.groups: list[tuple[NounPhrase, Draft]] = []
        self.bodies = Bodies(roster)
        self.posts = Posts(roster)
        self.labelled: set[int] = set()
        self.headlined: set[int] = set()
        self.kin: dict[int, Draft] = {}

    def gather(self, nationals: dict[int, KnownName]) -> None:
        for token in self.roster.tokens:
            national = nationals.get(token.i)
            if national and self._is_people(national, token):
                self._nationals(token)
            elif token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"} and token.dep_ in _ROLES_OF_ACTORS:
                self._noun(token)

    # ------------------------------------------------------------------------------------------ nationals

    def _is_people(self, name: KnownName, token: Token) -> bool:
        """As in "Kenyans", and "the French" where it is no adjective."""
        if name.end - name.start > 1:
            token = self.roster.tokens[name.end - 1]
        if name.sense is Sense.PEOPLE:
            return token.dep_ in _ROLES_OF_ACTORS
        has_article = any(child.lower_ == "the" for child in token.children)
        return has_article and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"} and token.pos_ != "ADJ"

    def _nationals(self, token: Token) -> None:
        phrase = NounPhrase(token, (token.i, token.i + 1), token.lower_, None, frozenset(), None)
        self._take_up(phrase, "nationals:" + token.lower_)

    # ---------------------------------------------------------------------------------------------- nouns

    def _noun(self, token: Token) -> None:
        if self.roster.named_at(token) is not None:
            return
        if self._is_title(token):
            self._unveil(token)
            return
        if self._is_state_of_captivity(token):
            token = self.roster.tokens[token.i - 1]
        noun, start = printed_head(token)
        words = self.nouns.words
        if self.bodies.take(token, noun, start):
            return
        if self.posts.take(token):
            return
        if self._is_source(token):
            self._source(token)
        elif (noun in self.nouns.groups or token.lower_ in self.nouns.groups) and self._is_plural(token):
            listed = noun if noun in self.nouns.groups else token.lower_
            self._group(read_phrase(self.roster, token, listed, start), self.nouns.groups[listed])
        elif (age := age_of(token)) is not None:
            self._aged(token, age)
        elif token.tag_ == "CD":
            self._number(token)
        elif token.lower_ in words["singulars"] and token.tag_ in {"NN", "NNP"}:
            self._single(token)

    def _is_state_of_captivity(self, token: Token) -> bool:
        """As in "took peacekeepers hostage": the noun before is the one that is meant."""
        before = self.roster.tokens[token.i - 1] if token.i else token
        return (
            token.lower_ in {"hostage", "captive", "prisoner"} and token.tag_ == "NN" and before.tag_ in {"NNS", "NNPS"}
        )

    def _is_title(self, token: Token) -> bool:
        """As in "rebel leaders A and B": a title, or an apposition to names; the names are the actors."""
        following = self.roster.tokens[token.i + 1] if token.i + 1 < len(self.roster.tokens) else None
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

    def _unveil(self, token: Token) -> None:
        """As in "the gunman, Jan Novak,": who was only "a gunman" before has a name from here on."""
        named = [self.roster.named_at(c) for c in token.children if c.dep_ == "appos" and self._is_person(c)]
        if token.lower_ not in self.nouns.words["singulars"] or token.tag_ != "NN" or len(named) != 1 or not named[0]:
            return
        earlier = [d for d in self.roster.of_type(ActorType.PERSON) if d.sort == token.lower_ and d is not named[0]]
        known = any(t.lower_ in {"the", "his", "her", "their"} for t in token.lefts)
        if known and len(earlier) == 1 and not earlier[0].named:
            self.roster.unite(earlier[0], named[0])
        named[0].sort = named[0].sort or token.lower_

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
        """As in "the wounded", "the dead"."""
        return (
            token.tag_ in {"JJ", "VBN", "NN"}
            and token.lower_ in {"dead", "wounded", "injured", "missing", "displaced", "accused"}
            and any(c.lower_ == "the" for c in token.children)
        )

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
        again = [d for d in earlier if d.label.lower() == label_of(self.roster, words).lower()]
        if "the" in articles and len(again) == 1:  # "a police source ... the police source"
            self.roster.mention(again[0], *words)
            return
        words = self._with_description(token, words)
        label = label_of(self.roster, words)
        plural = token.tag_ == "NNS"
        draft = self.roster.add(Draft(ActorType.ANONYMOUS_SOURCE, label, named=False, sort=token.lower_, plural=plural))
        self.roster.mention(draft, *words)

    def _with_description(self, token: Token, words: Range) -> Range:
        """As in "sources close to the board of the bank": up to the next noun, its complements left out."""
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

    def _group(self, phrase: NounPhrase, sort: str) -> None:
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

    def _take_up(self, phrase: NounPhrase, sort: str) -> None:
        draft = self._same_group(phrase, sort)
        if draft is None:
            draft = new_draft(self.roster, phrase, ActorType.GROUP, named=False, sort=sort)
            if not self._is_own_voice(phrase):
                self.labelled.add(id(draft))
        elif id(draft) in self.labelled and self._is_own_voice(phrase):
            draft.label = label_of(self.roster, phrase.words)
            self.labelled.discard(id(draft))
        elif phrase.owner and not draft.owner and self._is_own_voice(phrase):
            draft.label = label_of(self.roster, phrase.words)
        draft.owner = draft.owner or phrase.owner
        self.groups.append((phrase, draft))
        self.roster.mention(draft, *phrase.words)

    def _is_own_voice(self, phrase: NounPhrase) -> bool:
        return phrase.head.i not in self.layout.quoted

    def _same_group(self, phrase: NounPhrase, sort: str) -> Draft | None:
        """The last group of the sort that neither owner, number nor telling modifiers set apart."""
        fitting = list(
            dict.fromkeys(d for other, d in reversed(self.groups) if d.sort == sort and self._agrees(phrase, other, d))
        )
        return fitting[0] if len(fitting) == 1 or (fitting and phrase.owner) else None

    def _agrees(self, phrase: NounPhrase, other: NounPhrase, draft: Draft) -> bool:
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

    def _takes_up_number(self, phrase: NounPhrase, other: NounPhrase) -> bool:
        """As in "three miners ... the miners"."""
        return (
            phrase.number is None
            and phrase.is_definite
            and other.noun == phrase.noun
            and not phrase.modifiers
            and not phrase.owner
        )

    def _number(self, token: Token) -> None:
        """As in "three who were seeking aid": a number with a clause that says people are meant; "five were killed"."""
        clause = next((c for c in token.rights if c.dep_ in {"relcl", "acl"}), None)
        is_people = clause is not None and any(c.lower_ == "who" for c in clause.children)
        is_harmed = token.dep_ in {"nsubjpass", "dobj"} and token.head.lemma_.lower() in self.nouns.verbs["harm"]
        died = token.dep_ == "nsubj" and token.head.lemma_.lower() in {"die", "drown", "perish"}
        if is_people and clause is not None:
            self._add_numbered(token, (token.left_edge.i, self._clause_end(clause)))
        elif (is_harmed or died) and not self._continues_count(token):
            self._add_numbered(token, (token.i, token.i + 1))

    def _continues_count(self, token: Token) -> bool:
        """As in "killed 10 villagers and wounded 30": the number counts the people of the clause before."""
        start = token.sent.start
        return any(start <= phrase.head.i < token.i for phrase, _ in self.groups)

    def _clause_end(self, clause: Token) -> int:
        end = clause.right_edge.i + 1
        comma = next((t.i for t in clause.doc[clause.i : end] if t.text in {",", ";"}), end)
        return comma

    def _add_numbered(self, token: Token, words: Range) -> None:
        draft = Draft(ActorType.GROUP, self.roster.words(words), named=False, sort=f"number:{token.i}", plural=True)
        self.roster.mention(self.roster.add(draft), *words)

    def _aged(self, token: Token, age: str) -> None:
        words = base_phrase(token)
        draft = of_that_age(self.roster, age)
        if draft is None:
            draft = self.roster.add(Draft(ActorType.PERSON, f"{age}-year-old", named=False, sort=f"{age}-year-old"))
        self.roster.mention(draft, *words)

    def _single(self, token: Token) -> None:
        """One unnamed person; "the man" takes up the only man of before."""
        kin = offices().roles.get(token.lower_) == "FamilyTie"
        telling = {"det", "nummod", "poss"} if kin else {"det", "nummod"}
        if token.lower_ in offices().roles and not any(t.dep_ in telling for t in token.lefts):
            return
        words = base_phrase(token)
        indefinite = any(t.lower_ in {"a", "an", "one", "another"} for t in token.lefts)
        age = age_before(token) if any(t.lower_ == "the" for t in token.lefts) else None
        if age is not None and (known := of_that_age(self.roster, age)) is not None and known.named:
            self.roster.mention(known, *words)
            return
        whose = self._relative_of(token) if kin else None
        earlier = [d for d in self.roster.of_type(ActorType.PERSON) if d.sort == token.lower_]
        earlier = [d for d in earlier if whose is None or self.kin.get(id(d), whose) is whose]
        if len(earlier) == 1 and (not indefinite or (token.sent.start > 0 and id(earlier[0]) in self.headlined)):
            self._take_up_single(earlier[0], words)
            return
        gender = (
            "m"
            if token.lower_ in self.nouns.words["male"]
            else "f"
            if token.lower_ in self.nouns.words["female"]
            else None
        )
        label = label_of(self.roster, words)
        draft = self.roster.add(Draft(ActorType.PERSON, label, named=False, sort=token.lower_, gender=gender))
        if whose is not None:
            self.kin[id(draft)] = whose
            draft.tie("FamilyTie", token.lower_, whose, words)
        if token.sent.start == 0 and not any(t.dep_ in {"det", "poss", "nummod"} for t in token.lefts):
            self.headlined.add(id(draft))
        self.roster.mention(draft, *words)

    def _relative_of(self, token: Token) -> Draft | None:
        """Whose mother, wife or cousin it is, where a name says so."""
        owners = (self.roster.named_at(t) for t in token.lefts if t.dep_ == "poss")
        return next((d for d in owners if d is not None and d.type is ActorType.PERSON), None)

    def _take_up_single(self, draft: Draft, words: Range) -> None:
        """One more mention; the text names with an article whom the headline names without ("Gunman kills four")."""
        if id(draft) in self.headlined:
            draft.label = label_of(self.roster, words)
            self.headlined.discard(id(draft))
        self.roster.mention(draft, *words)
