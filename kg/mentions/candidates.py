"""Actors while they are being found: drafts that gather mentions, and the roster that knows who is where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.mentions.known_names import Entry
from kg.model import Actor, ActorType, Affiliation, Code, Span

Range = tuple[int, int]
"""Tokens ``[start, end)`` of the document."""


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """An affiliation whose other side is still a draft."""

    role: Code
    title: str | None
    other: Draft | None
    hedged: bool
    evidence: Range


@dataclass(slots=True, eq=False)
class Draft:
    """One actor of the article so far; two drafts are never equal.

    ``references`` are ranges that refer to it and are no mentions: pronouns, adjectives of a state. ``sort`` is the
    sort of people of a group, ``owner`` the draft its name is built on (Israel of "Israeli forces").
    """

    type: ActorType
    label: str
    named: bool
    mentions: list[Range] = field(default_factory=list)
    references: list[Range] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    entry: Entry | None = None
    gender: str | None = None
    sort: str | None = None
    owner: Draft | None = None
    plural: bool = False

    def first(self) -> int:
        """Index of the first token that mentions it, else of the first that refers to it."""
        return min(start for start, _ in self.mentions or self.references)

    def tie(self, role: Code, title: str | None, other: Draft | None, evidence: Range, *, hedged: bool = False) -> None:
        """Add an affiliation once: the first title stands, and knowing the other side is better than not."""
        for index, tie in enumerate(self.ties):
            if tie.role == role and (tie.other is other or (tie.title == title and None in {tie.other, other})):
                if tie.other is None and other is not None:
                    self.ties[index] = Tie(role, title, other, hedged, evidence)
                return
        self.ties.append(Tie(role, title, other, hedged, evidence))


class Roster:
    """The drafts of one document, and which of them each token names."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc = doc
        self.tokens = list(doc)
        """The tokens of the document; a list gives them many times as fast."""
        self.text = text
        self.drafts: list[Draft] = []
        self._named: dict[int, Draft] = {}
        self._headed: dict[int, Draft] = {}

    def add(self, draft: Draft) -> Draft:
        """Take a new draft up."""
        self.drafts.append(draft)
        return draft

    def mention(self, draft: Draft, start: int, end: int) -> None:
        """Record a mention; the head token and, for names, all of its tokens now lead to the draft."""
        if (start, end) in draft.mentions:
            return
        draft.mentions.append((start, end))
        head = start if end == start + 1 else self.doc[start:end].root.i
        self._headed.setdefault(head, draft)
        if draft.type is not ActorType.GROUP:
            for index in range(start, end):
                self._named.setdefault(index, draft)

    def refer(self, draft: Draft, start: int, end: int) -> None:
        """Record words that refer to it and are no mention."""
        if (start, end) not in draft.references:
            draft.references.append((start, end))
            for index in range(start, end):
                self._named.setdefault(index, draft)

    def unite(self, old: Draft, new: Draft) -> None:
        """Give all mentions of one draft to another, and forget it."""
        new.mentions.extend(old.mentions)
        new.references.extend(old.references)
        for index in (self._named, self._headed):
            index.update({at: new for at, draft in index.items() if draft is old})
        self.drafts.remove(old)

    def named_at(self, token: Token) -> Draft | None:
        """Whose name or reference this token is part of."""
        return self._named.get(token.i)

    def headed_by(self, token: Token) -> Draft | None:
        """Whose mention has this token as its head."""
        return self._headed.get(token.i) or self._named.get(token.i)

    def of_type(self, *types: ActorType) -> Iterator[Draft]:
        """The drafts of some types, in order of their finding."""
        return (draft for draft in self.drafts if draft.type in types)

    def span(self, words: Range) -> Span:
        """The stretch of the article text of some tokens."""
        first, last = self.tokens[words[0]], self.tokens[words[1] - 1]
        return Span(first.idx, last.idx + len(last))

    def words(self, words: Range) -> str:
        """The printed words, on one line."""
        return " ".join(self.span(words).cut(self.text).split())


def finished(roster: Roster) -> tuple[Actor, ...]:
    """The drafts as actors, with keys in order of first mention."""
    drafts = sorted((d for d in roster.drafts if d.mentions or d.references), key=lambda d: (d.first(), d.type))
    keys = {id(draft): f"a{number}" for number, draft in enumerate(drafts, start=1)}
    return tuple(_actor(draft, roster, keys) for draft in drafts)


def _actor(draft: Draft, roster: Roster, keys: dict[int, str]) -> Actor:
    mentions = tuple(roster.span(words) for words in sorted(set(draft.mentions)))
    printed = [roster.words(words) for words in sorted(draft.mentions)]
    return Actor(
        key=keys[id(draft)],
        label=draft.label,
        type=draft.type,
        mentions=mentions,
        named=draft.named and (bool(mentions) or draft.type is not ActorType.STATE),
        aliases=tuple(name for name in dict.fromkeys([*printed, *draft.aliases]) if name != draft.label),
        pronouns=tuple(roster.span(words) for words in sorted(set(draft.references))),
        identity=draft.entry.key if draft.entry else None,
        links=draft.entry.links if draft.entry else (),
        affiliations=tuple(_affiliation(tie, roster, keys) for tie in draft.ties),
    )


def _affiliation(tie: Tie, roster: Roster, keys: dict[int, str]) -> Affiliation:
    other = keys.get(id(tie.other)) if tie.other else None
    return Affiliation(tie.role, tie.title, other, tie.hedged, roster.span(tie.evidence))
