"""Whether the name of a state or of a seat of power stands for those who act, or only for a place.

"Kenya rejected the offer" and "talks between Kenya and Somalia" name a state that acts; "in Kenya", "flew to Kenya"
and "Kenya's coast" name a place. In doubt it is a place: an invented actor is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from spacy.tokens import Token

from kg.mentions.nouns import People, offices, people

_LOCATIVE = frozenset(
    {
        "in",
        "at",
        "outside",
        "near",
        "inside",
        "from",
        "around",
        "to",
        "into",
        "behind",
        "across",
        "above",
        "toward",
        "towards",
        "over",
        "off",
        "through",
        "beside",
        "past",
    }
)


def state_acts(token: Token, named: Callable[[Token], bool]) -> bool:
    """True if the name of a state, by its head token, stands where an actor stands.

    ``named`` says whether a token is part of the name of a person or an organisation.
    """
    return _Stance(named).of_state(token)


def capital_acts(token: Token, named: Callable[[Token], bool]) -> bool:
    """True if a capital stands for its government: it says, decides, is addressed or has relations."""
    return _Stance(named).of_capital(token)


def is_located_at(token: Token) -> bool:
    """True if a name is the object of a preposition of place ("outside the Kremlin")."""
    node = _first_conjunct(token)
    return node.dep_ == "pobj" and node.head.lower_ in _LOCATIVE and node.head.head.lower_ != "according"


@cache
def _actor_heads(version: int) -> frozenset[str]:
    """Nouns whose owner or modifier acts; ``version`` changes with the lexicon."""
    nouns = people()
    lists = ("forces", "institutions", "delegations", "singulars")
    return frozenset({"team", *nouns.groups, *nouns.deeds["deeds"], *nouns.deeds["relations"]}).union(
        *(nouns.words[name] for name in lists)
    )


def _first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    return token


class _Stance:
    def __init__(self, named: Callable[[Token], bool]) -> None:
        self.named = named
        self.people: People = people()
        self.actor_heads = _actor_heads(id(self.people))

    def of_state(self, token: Token) -> bool:
        node = _first_conjunct(token)
        if node is not token and node.pos_ not in {"PROPN", "NOUN", "PRON"}:
            return False
        head, dep = node.head, node.dep_
        if dep in {"nsubj", "nsubjpass"}:
            return head.pos_ in {"VERB", "AUX"} and not self._is_where(node, head)
        if dep in {"dobj", "dative", "iobj", "oprd"}:
            return head.pos_ == "VERB" and head.lemma_.lower() not in self.people.verbs["visiting"]
        if dep == "poss":
            return self._owns(head)
        if dep in {"compound", "amod", "nmod", "npadvmod"}:
            return self._modifies(node, head)
        if dep == "pobj":
            return self._governed(head)
        if dep == "appos":
            return head.lower_ in self.people.deeds["lists"] and head.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
        return False

    def of_capital(self, token: Token) -> bool:
        node = _first_conjunct(token)
        head, dep, verbs = node.head, node.dep_, self.people.verbs
        if node.pos_ != "PROPN":
            return False
        if dep == "nsubj":
            return head.lemma_.lower() in verbs["speech"] | verbs["decision"]
        if dep == "dobj":
            return head.lemma_.lower() in verbs["address"]
        if dep == "poss":
            return head.lower_ in self.people.deeds["deeds"] | self.people.deeds["relations"]
        if dep == "compound":
            return head.lower_ in self.people.deeds["relations"] and head.lower_ not in {
                "talks",
                "summit",
                "meeting",
                "agreement",
                "accord",
                "pact",
                "treaty",
                "deal",
                "peace",
                "war",
            }
        if dep != "pobj":
            return False
        governor = head.head
        if head.lower_ in {"between", "with"}:
            return governor.lower_ in self.people.deeds["relations"] or governor.lemma_.lower() in {
                "negotiate",
                "talk",
                "agree",
            }
        if head.lower_ in {"by", "against"}:
            return governor.pos_ == "VERB" or governor.lower_ in self.people.deeds["burdens"]
        return (head.lower_ == "on" and governor.lemma_.lower() in {"call", "press", "prevail"}) or (
            head.lower_ == "to" and governor.lower_ == "according"
        )

    def _is_where(self, node: Token, verb: Token) -> bool:
        """As in "Chile is where ...", "Nepal has mountains", "Haiti was hit by a storm" tell of a place."""
        if node.dep_ == "nsubjpass" and verb.lemma_.lower() in self.people.verbs["visiting"]:
            return True
        return verb.lemma_ == "be" and any(
            c.dep_ in {"attr", "advmod"} and c.lower_ in {"home", "where", "country", "nation", "island"}
            for c in verb.children
        )

    def _owns(self, head: Token) -> bool:
        if head.lower_ in self.people.words["place_heads"]:
            return False
        if head.pos_ == "PROPN":
            return self.named(head)
        return head.pos_ in {"NOUN", "VERB", "ADJ"} and head.ent_type_ not in {"DATE", "GPE", "LOC", "FAC"}

    def _modifies(self, node: Token, head: Token) -> bool:
        if head.lower_ in self.actor_heads or offices().role_of([head.lower_]) is not None:
            return head.lower_ not in {"war", "conflict", "deal", "fighting", "airport", "airports"} or self._is_paired(
                node
            )
        return (head.pos_ == "PROPN" and self.named(head)) or self._is_paired(node)

    def _is_paired(self, node: Token) -> bool:
        """As in "Chad-Sudan talks": two names with a hyphen or dash between them."""
        doc = node.doc
        for mark, other in ((node.i + 1, node.i + 2), (node.i - 1, node.i - 2)):
            if (
                0 <= mark < len(doc)
                and 0 <= other < len(doc)
                and doc[mark].text in {"-", "–"}
                and doc[other].pos_ == "PROPN"
            ):
                return True
        return False

    def _governed(self, preposition: Token) -> bool:
        """By the preposition and the word that governs it."""
        word, governor = preposition.lower_, preposition.head
        lemma, noun = governor.lemma_.lower(), governor.lower_
        verbs, deeds = self.people.verbs, self.people.deeds
        if word == "between":
            return noun in deeds["relations"] or governor.pos_ in {"VERB", "AUX"}
        if word in {"by", "against", "alongside"}:
            return True
        if word == "with":
            return noun not in {"border", "borders", "frontier"}
        if word == "of":
            return (
                noun in self.people.deeds["belongings"]
                or offices().role_of([noun]) is not None
                or noun in self.people.words["institutions"]
            )
        if word == "for":
            return noun in self.people.deeds["speakers_for"]
        if word in {"to", "toward", "towards"}:
            return noun == "according" or lemma in verbs["giving"] or noun in deeds["receivers"]
        if word == "from":
            return noun in self.people.deeds["senders"] or lemma in verbs["taking"]
        if word == "on":
            return noun in deeds["burdens"] or lemma in {"call", "impose", "press", "prevail"}
        return word in {"like", "including", "as"} and noun in self.people.deeds["lists"]
