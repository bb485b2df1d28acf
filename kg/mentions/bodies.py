"""Bodies without a name of their own: delegations, armed forces, organs of a state or of an organisation.

"the Chadian army" and "the army" after it are one body; a phrase with another owner is another.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Range, Roster
from kg.mentions.nouns import people
from kg.mentions.phrases import NounPhrase, new_draft, owner_tokens, read_phrase, without_article
from kg.model import ActorType

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
# without an owner these are as often a place or a thing as a body; whoever does something is one
_ONLY_OWNED = frozenset(
    "office mission agency department council committee commission panel intelligence assembly opposition court "
    "congress alliance".split()
)
# told of without an article, they are those told of before
_ONE_IN_THE_NEWS = frozenset({"police", "authorities", "parliament"})
_OF_POLITICS = frozenset({"opposition", "rebel", "ruling", "governing"})


class Bodies:
    """The bodies of one document, in the order in which they are met."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.nouns = people()
        self.bodies: list[tuple[NounPhrase, Draft]] = []
        self.negotiations = any(token.lower_ in {"negotiations", "negotiators", "talks"} for token in roster.tokens)

    def take(self, token: Token, noun: str, start: int) -> bool:
        """Put the body that the noun names on the roster; False where the noun names none."""
        words = self.nouns.words
        if noun in words["delegations"] or self._is_negotiating_team(token):
            self._delegation(read_phrase(self.roster, token, noun, start))
        elif noun in words["forces"]:
            self._force(read_phrase(self.roster, token, noun, start))
        elif noun in words["institutions"] or token.lower_ in words["institutions"]:
            organ = noun if noun in words["institutions"] else token.lower_
            self._institution(read_phrase(self.roster, token, organ, start))
        else:
            return False
        return True

    def _is_negotiating_team(self, token: Token) -> bool:
        """As in "the Kenyan team", in an article on negotiations and with a state or a movement as its owner."""
        if token.lower_ != "team" or not self.negotiations:
            return False
        owners = [self.roster.named_at(t) for t in owner_tokens(token)]
        return any(d is not None and d.type in {ActorType.STATE, ActorType.ORGANISATION} for d in owners)

    def _delegation(self, phrase: NounPhrase) -> None:
        draft = self._same_body(phrase, ActorType.DELEGATION)
        if draft is None:
            draft = new_draft(self.roster, phrase, ActorType.DELEGATION, named=False)
            if phrase.owner:
                draft.tie("Represents", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, phrase.words)

    def _force(self, phrase: NounPhrase) -> None:
        """Forces of a state or a movement; without an owner only such as can be nothing else, or those of before."""
        draft = self._same_body(phrase, ActorType.ARMED_FORCE) or self._general_force(phrase)
        if draft is None:
            if not phrase.owner and phrase.noun not in _BARE_FORCES and not phrase.modifiers & _ORGAN_MODIFIERS:
                return
            draft = new_draft(self.roster, phrase, ActorType.ARMED_FORCE, named=phrase.owner is not None)
            if phrase.owner:
                draft.tie("Member", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, without_article(self.roster, phrase.words))

    def _general_force(self, phrase: NounPhrase) -> Draft | None:
        """As in "the Ethiopian army" is the force that the lexicon lists, if the article names that too."""
        if phrase.owner is None and phrase.is_definite and not phrase.modifiers:
            listed = [d for d in self.roster.of_type(ActorType.ARMED_FORCE) if d.entry and d.first() < phrase.head.i]
            same = [d for d in listed if d.label.lower().endswith(" " + phrase.noun)]
            return same[0] if len(same) == 1 else None
        state = phrase.owner.entry.state if phrase.owner and phrase.owner.entry else None
        if state is None or phrase.noun not in self.nouns.words["main_forces"]:
            return None
        forces = self.roster.of_type(ActorType.ARMED_FORCE)
        return next((d for d in forces if d.entry and d.entry.main_force and d.entry.state == state), None)

    def _institution(self, phrase: NounPhrase) -> None:
        """As in "the Chadian government", "a United Nations inquiry"; "the government" alone if one was named."""
        draft = self._same_body(phrase, ActorType.ORGANISATION)
        if draft is None:
            if not (
                phrase.owner or phrase.modifiers or any(t.dep_ in {"det", "poss"} for t in phrase.head.lefts)
            ) and phrase.noun not in {"police", "parliament", "authorities"}:
                return
            if phrase.noun in _ONLY_OWNED and not phrase.owner and not _acts(phrase):
                return
            proper = any(t.pos_ == "PROPN" for t in phrase.head.lefts)
            draft = new_draft(self.roster, phrase, ActorType.ORGANISATION, named=phrase.owner is not None or proper)
            if phrase.owner:
                draft.tie("Member", None, phrase.owner, phrase.words)
        self._mention_body(draft, phrase, phrase.words)

    def _same_body(self, phrase: NounPhrase, type_: ActorType) -> Draft | None:
        """The last body with the same head that no other owner sets apart."""
        fitting = [
            (other, d)
            for other, d in reversed(self.bodies)
            if d.type is type_ and self._same_noun(phrase, other, type_)
        ]
        owned = [d for _, d in fitting if d.owner is phrase.owner]
        bare = phrase.noun in _ONE_IN_THE_NEWS and not phrase.modifiers and phrase.number is None
        if phrase.owner or not (phrase.is_definite or bare):
            return owned[0] if owned else None
        distinct = list(dict.fromkeys(d for _, d in fitting))
        return owned[0] if owned else distinct[0] if len(distinct) == 1 else None

    def _same_noun(self, phrase: NounPhrase, other: NounPhrase, type_: ActorType) -> bool:
        if type_ is ActorType.DELEGATION:
            return True
        main = self.nouns.words["main_forces"]
        if type_ is ActorType.ARMED_FORCE and phrase.noun in main and other.noun in main:
            if not phrase.owner and phrase.modifiers:
                return phrase.modifiers == other.modifiers
            return not (phrase.modifiers ^ other.modifiers) & _ORGAN_MODIFIERS
        return phrase.noun == other.noun and (phrase.modifiers <= other.modifiers or not phrase.owner)

    def _mention_body(self, draft: Draft, phrase: NounPhrase, words: Range) -> None:
        self.roster.mention(draft, *words)
        self.bodies.append((phrase, draft))


def _acts(phrase: NounPhrase) -> bool:
    """ "A Madrid court sentenced A", "was ruled out by the commission"; "the rebel alliance" is always one."""
    head = phrase.head
    if phrase.noun == "alliance":
        return bool(phrase.modifiers & _OF_POLITICS)
    verb = head.head
    does = head.dep_ == "nsubj" and verb.pos_ == "VERB"
    return does or (head.dep_ == "pobj" and verb.dep_ == "agent")
