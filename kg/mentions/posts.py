"""People who are called by their post only: "the Kenyan president", "Norway's foreign minister", "the governor".

Who holds a post acts and speaks without a name all day in the news. Each post of each body is one person of this
article, as long as no name was found for it.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Roster
from kg.mentions.nouns import offices
from kg.mentions.phrases import base_phrase, label_of, owner_tokens
from kg.mentions.reference import title_before
from kg.model import ActorType

_OWNERS = frozenset({ActorType.STATE, ActorType.ORGANISATION, ActorType.ARMED_FORCE})
_ROLES = frozenset({"OfficeHolder", "Leader", "Envoy"})
# posts that need no owner to be understood: there is one of them where the news is
_ALONE = frozenset(
    "president premier chancellor king queen emir sultan governor mayor minister ambassador pope emperor "
    "captain envoy".split()
)
_UNSAID = frozenset({"a", "an", "no", "any", "another", "every", "each", "next"})
_BESIDE = frozenset({"compound", "amod", "appos", "attr", "nmod", "oprd"})


class Posts:
    """The posts of one article that were told of so far."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.known: dict[tuple[str, int | None], Draft] = {}

    def take(self, token: Token) -> bool:
        """Record the holder of a post as an actor; False where the noun names no single post."""
        title = self._title(token)
        if title is None:
            return False
        owner = self._owner(token)
        place = (title, id(owner) if owner is not None else None)
        draft = self.known.get(place) or (self._only(title) if owner is None else None)
        words, body = base_phrase(token), _body_of(token)
        words = words if body is None else (words[0], body.right_edge.i + 1)
        if draft is None:
            label = label_of(self.roster, words)
            draft = Draft(ActorType.PERSON, label, named=False, sort=token.lower_, owner=owner)
            draft.tie(offices().role_of(title.split()) or "OfficeHolder", title, owner, words)
            self.known[place] = self.roster.add(draft)
        self.roster.mention(draft, *words)
        return True

    def _only(self, title: str) -> Draft | None:
        """ "The president" after "the Kenyan president", if no other president was told of."""
        found = [draft for (known, _), draft in self.known.items() if known.endswith(title)]
        return found[0] if len(found) == 1 else None

    def _title(self, token: Token) -> str | None:
        if token.tag_ not in {"NN", "NNP"} or token.dep_ in _BESIDE or any(t.lower_ in _UNSAID for t in token.lefts):
            return None
        title = title_before(self.roster, token)
        if offices().role_of(title.split()) not in _ROLES or _is_named(self.roster, token):
            return None
        if self._owner(token) is not None or _body_of(token) is not None:
            return title
        alone = any(t.lower_ in {"the", "its", "their"} for t in token.lefts) and token.lower_ in _ALONE
        return title if alone and not self._has_a_name(token) else None

    def _owner(self, token: Token) -> Draft | None:
        drafts = (self.roster.named_at(t) for t in owner_tokens(token))
        return next((d for d in drafts if d is not None and d.type in _OWNERS), None)

    def _has_a_name(self, token: Token) -> bool:
        """True where somebody with a name holds such a post: which of them is meant is not for us to say."""
        people = self.roster.of_type(ActorType.PERSON)
        titles = (tie.title for d in people if d.named for tie in d.ties if tie.title is not None)
        return any(title.lower().endswith(token.lower_) for title in titles)


def _is_named(roster: Roster, token: Token) -> bool:
    """A name right after it or in apposition tells who it is: "the mayor of Turin, Ana Silva"."""
    body = _complement(token)
    last = body.i if body is not None else token.i
    after = roster.tokens[last + 1 : last + 3]
    beside = after[1:] if after and after[0].text in {",", "-", "("} else after[:1]
    beside += [c for noun in (token, body) if noun is not None for c in noun.rights if c.dep_ == "appos"]
    return any(t.pos_ == "PROPN" for t in beside)


def _body_of(token: Token) -> Token | None:
    """ "the former head of Peru's largest bank": the body whose post it is, if the phrase ends with it."""
    body = _complement(token)
    definite = any(t.lower_ == "the" for t in token.lefts)
    plain = body is not None and body.right_edge.i == body.i and body.i - token.i <= _LONGEST
    return body if definite and plain and body is not None and body.pos_ in {"NOUN", "PROPN"} else None


def _complement(token: Token) -> Token | None:
    """The noun after an "of" that follows at once."""
    of = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ == "of" and c.i == token.i + 1), None)
    return next((c for c in of.rights if c.dep_ == "pobj"), None) if of is not None else None


_LONGEST = 9
