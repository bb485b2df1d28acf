"""Posts, memberships and ties of actors, as the article tells them: titles before a name, appositions, delegations.

The title is kept as printed. Nothing is concluded: "the talks between Chad and Sudan" makes nobody a delegate.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Range, Roster
from kg.mentions.nouns import offices, people
from kg.mentions.phrases import base_phrase, owner_tokens
from kg.mentions.titles import title_role, title_start
from kg.model import ActorType

_NOT_OF_TITLE = frozenset({"own", "year", "old"})
_HEDGES = frozenset(
    {
        "reportedly",
        "allegedly",
        "apparently",
        "purportedly",
        "supposedly",
        "reported",
        "alleged",
        "believed",
        "thought",
        "rumoured",
        "rumored",
        "said",
    }
)
_STATE_LINKS = frozenset({"linked", "run", "owned", "backed", "controlled", "funded", "affiliated", "aligned"})
_INCLUDING = frozenset({"include", "comprise", "contain", "feature"})
_LEADING = frozenset({"lead", "head", "chair"})
_BODIES = (ActorType.ORGANISATION, ActorType.STATE, ActorType.ARMED_FORCE, ActorType.MEDIA_OUTLET, ActorType.DELEGATION)
_ROLE_OF_SPEAKER = frozenset({"reporting", "reports", "reported"})


def add_affiliations(roster: Roster, *, final: bool) -> None:
    """Add to the drafts what titles, appositions, possessors and verbs of leading and including say of them.

    It runs before and after words that refer back are resolved; only the final run takes a tie whose owner is unknown.
    """
    reader = _Affiliations(roster, final)
    for draft in [d for d in roster.drafts if d.type is ActorType.PERSON]:
        for words in list(draft.mentions):
            reader.person(draft, words)
    for draft in [d for d in roster.drafts if d.type is ActorType.MEDIA_OUTLET]:
        for words in list(draft.mentions):
            reader.outlet(draft, words)
    for draft in [d for d in roster.drafts if d.type is ActorType.DELEGATION]:
        for words in list(draft.mentions):
            reader.delegation(draft, words)


class _Affiliations:
    def __init__(self, roster: Roster, final: bool) -> None:
        self.roster = roster
        self.final = final
        self.doc, self.tokens = roster.doc, roster.tokens
        self.offices = offices()

    # ---------------------------------------------------------------------------------------------- people

    def person(self, draft: Draft, words: Range) -> None:
        """Everything that stands around one mention of a person."""
        head = self.doc[words[0] : words[1]].root
        if draft.named:
            self._title_before(draft, words)
            self._noun_beside(draft, head)
            self._possessor(draft, words)
        for child in head.children:
            if child.dep_ == "appos" and child.pos_ in {"NOUN", "PROPN"} and self.roster.named_at(child) is not draft:
                self._described(draft, child)
            elif child.dep_ == "relcl" and child.lemma_ == "be":
                self._predicate(draft, child)
        if head.dep_ == "nsubj" and head.head.lemma_ == "be":
            self._predicate(draft, head.head)

    def _title_before(self, draft: Draft, words: Range) -> None:
        """As in "Kenyan Foreign Minister Ada Obi": the longest title right before the name, and whose it is."""
        end = words[0]
        first = title_start(self.tokens, end, lambda token: self.roster.named_at(token) is not None)
        role = title_role(self.tokens, first, end)
        if role is None or self.tokens[end - 1].lower_ in self.offices.honorifics - set(self.offices.roles):
            return
        start, other = self._owner_before(first)
        if other is None and self.tokens[end - 1].lower_ in {"father", "sister", "mother"}:
            return
        title = self.roster.words((start if other and not self._is_possessive(first) else first, end))
        self._tie_all(draft, role, title, other, (start, words[1]))

    def _is_possessive(self, first: int) -> bool:
        return first > 0 and self.tokens[first - 1].tag_ in {"POS", "PRP$"}

    def _owner_before(self, first: int) -> tuple[int, Draft | None]:
        """The body or person named right before a title, and where its name starts."""
        index = first - 1
        if index >= 0 and self.tokens[index].tag_ == "POS":
            index -= 1
        if index < 0:
            return first, None
        token = self.tokens[index]
        other = self.roster.named_at(token)
        if other is None or not (
            token.dep_ in {"compound", "amod", "poss", "nmod", "npadvmod"} or token.tag_ == "PRP$"
        ):
            return first, None
        while index > 0 and self.roster.named_at(self.tokens[index - 1]) is other:
            index -= 1
        return index, other

    def _tie_all(self, draft: Draft, role: str, title: str, other: Draft | None, evidence: Range) -> None:
        """The title also holds for names coordinated with the first if it is a plural."""
        self._tie(draft, role, title, other, evidence)
        last_title_word = title.split()[-1].lower()
        if not last_title_word.endswith("s") or self.offices.roles.get(last_title_word.removesuffix("s")) is None:
            return
        head = self.doc[evidence[0] : evidence[1]].root
        for conjunct in self.tokens[evidence[1] - 1].conjuncts or head.conjuncts:
            named = self.roster.named_at(conjunct)
            if named and named.type is ActorType.PERSON:
                self._tie(named, role, title, other, evidence)

    def _tie(self, draft: Draft, role: str, title: str, other: Draft | None, evidence: Range) -> None:
        if other is draft:
            return
        noun = title.split()[-1].lower()
        if (
            other
            and other.type is ActorType.PERSON
            and role in {"Employee", "OfficeHolder", "Leader"}
            and noun
            not in {
                "aide",
                "adviser",
                "advisor",
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "secretary",
                "deputy",
                "staff",
            }
        ):
            other = None
        if other and other.type in {ActorType.MEDIA_OUTLET} and role in {"OfficeHolder", "Employee"}:
            role = "Employee"
        if (
            noun == "chief"
            and role == "Leader"
            and other is not None
            and len(title.split()) > 1 + len(other.label.split()) + 1
        ):
            role = "OfficeHolder"
        draft.tie(role, title, other, evidence, hedged=self._is_hedged(evidence))

    def _is_hedged(self, evidence: Range) -> bool:
        return any(
            t.lower_ in {"reportedly", "allegedly", "purportedly", "supposedly", "alleged", "apparently"}
            for t in self.tokens[evidence[0] : evidence[1]]
        )

    def _noun_beside(self, draft: Draft, head: Token) -> None:
        """The name is the apposition: "the group's leader, Ada Obi", also within a list of names."""
        node = head
        while node.dep_ == "conj" and self.roster.named_at(node.head) is not None:
            node = node.head
        if node.dep_ == "appos" and node.head.dep_ == "pobj" and offices().role_of([node.head.lower_]) is None:
            self._spoken_for(draft, node.head)
        elif node.dep_ == "appos" and node.head.pos_ == "NOUN" and (node == head or node.head.tag_ == "NNS"):
            self._described(draft, node.head, until=head.i)

    def _spoken_for(self, draft: Draft, body: Token) -> None:
        """As in "a spokesman for the Chadian army, Musa Idris": the parse hangs the name on the army."""
        noun = body.head.head
        role = self.offices.role_of([noun.lower_]) if noun.pos_ == "NOUN" else None
        other = self.roster.headed_by(body)
        if role and (other or self.final):
            self._tie(draft, role, noun.text, other, (noun.i, body.i + 1))

    def _possessor(self, draft: Draft, words: Range) -> None:
        """As in "Radio Lobito's Ada Obi reports": whoever belongs to an outlet works for it."""
        mark = words[0] - 1
        if mark < 1 or self.tokens[mark].tag_ != "POS":
            return
        other = self.roster.named_at(self.tokens[mark - 1])
        if other is None or other.type not in {ActorType.MEDIA_OUTLET, ActorType.ORGANISATION}:
            return
        start = mark - 1
        while start > 0 and self.roster.named_at(self.tokens[start - 1]) is other:
            start -= 1
        after = self.tokens[words[1]] if words[1] < len(self.tokens) else None
        reporting = after is not None and after.lower_ in _ROLE_OF_SPEAKER
        role = "Journalist" if other.type is ActorType.MEDIA_OUTLET else "Employee"
        title = after.text if after is not None and reporting else None
        draft.tie(role, title, other, (start, words[1] + reporting))

    def _predicate(self, draft: Draft, verb: Token) -> None:
        """As in "who is the head of the bank", "is said to be part of the Swiss team"."""
        for noun in verb.children:
            if noun.dep_ != "attr" or any(c.dep_ == "neg" for c in verb.children):
                continue
            if noun.lower_ in {"part", "member"} and self._membership(draft, noun, verb):
                continue
            self._described(draft, noun)

    def _membership(self, draft: Draft, noun: Token, verb: Token) -> bool:
        body = next(
            (
                self.roster.headed_by(o)
                for p in noun.children
                if p.dep_ == "prep"
                for o in p.children
                if o.dep_ == "pobj"
            ),
            None,
        )
        if body is None or body.type is not ActorType.DELEGATION:
            return False
        hedged = any(c.lower_ in _HEDGES for c in (*verb.children, *noun.children))
        last = max(t.i for t in noun.subtree) + 1
        start = min([noun.i, *(c.i for c in (*verb.children, *noun.lefts) if c.lower_ in _HEDGES and c.i < noun.i)])
        last = min(
            last,
            max(w[1] for w in body.mentions if noun.i < w[1] <= last)
            if any(noun.i < w[1] <= last for w in body.mentions)
            else last,
        )
        draft.tie("Delegate", self.roster.words((start, last)), body, (start, last), hedged=hedged)
        return True

    def _described(self, draft: Draft, noun: Token, until: int | None = None) -> None:
        """A noun in apposition or as predicate: its title, and the body or person it is with."""
        start, end = base_phrase(noun)
        while (
            end + 1 < len(self.tokens)
            and self.tokens[end].text == "-"
            and self.tokens[end].whitespace_ == self.tokens[end - 1].whitespace_ == ""
        ):
            end += 2
        role = title_role(self.tokens, start, end)
        following = self.roster.named_at(self.tokens[end]) if end < len(self.tokens) and until is None else None
        if role is None or (following is not None and following.type is ActorType.PERSON and following is not draft):
            return
        if not self.final and any(c.dep_ == "poss" and self.roster.headed_by(c) is None for c in noun.lefts):
            return
        other = next(
            (d for t in owner_tokens(noun) if (d := self.roster.headed_by(t)) is not None and d is not draft), None
        ) or self._complement(noun, draft)
        while start < end - 1 and (
            self.tokens[start].tag_ in {"DT", "PRP$", "POS", "CD", "HYPH"}
            or self._is_owner_word(start, other)
            or self.tokens[start].lower_ in _NOT_OF_TITLE
        ):
            start += 1
        self._tie(draft, role, self.roster.words((start, end)), other, (start, end))

    def _is_owner_word(self, index: int, other: Draft | None) -> bool:
        """The possessor is not part of the title, a compound is: "US president" but "the bank's president"."""
        token = self.tokens[index]
        is_other = other is not None and self.roster.named_at(token) is other
        return (
            is_other
            and any(t.tag_ == "POS" for t in self.tokens[index : index + 6])
            and self._owned_by_mark(index, other)
        )

    def _owned_by_mark(self, index: int, other: Draft | None) -> bool:
        while self.roster.named_at(self.tokens[index]) is other:
            index += 1
        return self.tokens[index].tag_ == "POS"

    def _complement(self, noun: Token, draft: Draft) -> Draft | None:
        """As in "an analyst at Chatham House", "ambassador to Chad"."""
        for preposition in noun.rights:
            if preposition.dep_ == "prep" and preposition.lower_ in {"at", "for", "with", "to", "in"}:
                for token in preposition.children:
                    other = self.roster.headed_by(token)
                    if token.dep_ == "pobj" and other is not None and other is not draft and other.type in _BODIES:
                        return other
        return None

    # ---------------------------------------------------------------------------------------------- outlets

    def outlet(self, draft: Draft, words: Range) -> None:
        """As in "Cuba's state-run Radio Reloj": the outlet belongs to the state, in the words of the article."""
        start = words[0]
        if start < 3 or self.tokens[start - 1].lower_ not in _STATE_LINKS or self.tokens[start - 2].text != "-":
            return
        link = (start - 3, start)
        index = start - 4
        if index >= 0 and self.tokens[index].tag_ == "POS":
            index -= 1
        other = self.roster.named_at(self.tokens[index]) if index >= 0 else None
        if other is None:
            other = self.roster.named_at(self.tokens[start - 3])
        if other is None and draft.entry and draft.entry.state:
            other = next(
                (d for d in self.roster.of_type(ActorType.STATE) if d.entry and d.entry.state == draft.entry.state),
                None,
            )
        draft.tie("Member", self.roster.words(link), other, (max(index, 0) if other else start - 3, words[1]))

    # ------------------------------------------------------------------------------------------ delegations

    def delegation(self, draft: Draft, words: Range) -> None:
        """Who leads it and who is in it."""
        head = self.doc[words[0] : words[1]].root
        self._members(draft, words, head)
        self._leaders(draft, words, head)
        if head.dep_ == "pobj" and head.head.lower_ == "of":
            self._titled(head.head.head, draft, words)

    def _members(self, draft: Draft, words: Range, head: Token) -> None:
        """As in "The delegation included A", "the delegation, which includes A", "the delegation, including A"."""
        verbs = [head.head] if head.dep_ == "nsubj" else []
        verbs += [child for child in head.children if child.dep_ == "relcl"]
        for verb in verbs:
            if verb.lemma_.lower() in _INCLUDING:
                for person in self._people_in(verb, {"dobj"}):
                    person.tie("Delegate", self._as_delegate(verb), draft, (words[0], verb.i + 1))
        for preposition in head.children:
            if preposition.dep_ == "prep" and preposition.lower_ == "including":
                for person in self._people_in(preposition, {"pobj"}):
                    person.tie("Delegate", None, draft, (words[0], preposition.i + 1))

    def _leaders(self, draft: Draft, words: Range, head: Token) -> None:
        """As in "The delegation was led by A", "the delegation, led by A", "A, who led the delegation"."""
        verb = head.head
        clauses = [verb] if head.dep_ == "nsubjpass" else [c for c in head.children if c.dep_ in {"acl", "relcl"}]
        for clause in clauses:
            if clause.lemma_.lower() in _LEADING and clause.tag_ == "VBN":
                agents = [p for c in clause.children if c.dep_ == "agent" for p in self._people_in(c, {"pobj"})]
                self._heads(agents, draft, (words[0], clause.i + 1))
        if head.dep_ == "dobj" and verb.lemma_.lower() in _LEADING:
            self._heads(self._subjects(verb), draft, (verb.i, words[1]), title=True)

    def _titled(self, noun: Token, draft: Draft, words: Range) -> None:
        """As in "Ada Obi, head of the Kenyan delegation"."""
        if noun.lower_ not in {"head", "leader", "chief", "member", "members"}:
            return
        person = self.roster.named_at(noun.head) if noun.dep_ == "appos" else None
        if person is None:
            person = next(
                (p for c in noun.children if c.dep_ == "appos" and (p := self.roster.named_at(c)) is not None), None
            )
        if person and person.type is ActorType.PERSON:
            role = "Delegate" if noun.lower_.startswith("member") else "DelegationHead"
            person.tie(role, self.roster.words((noun.i, words[1])), draft, (noun.i, words[1]))

    def _heads(self, found: list[Draft], draft: Draft, evidence: Range, *, title: bool = False) -> None:
        hedged = any(t.lower_ in _HEDGES - {"said"} for t in self.tokens[max(evidence[0] - 2, 0) : evidence[1]])
        for person in found[:1]:
            person.tie("DelegationHead", self.roster.words(evidence) if title else None, draft, evidence, hedged=hedged)

    def _people_in(self, node: Token, labels: set[str]) -> list[Draft]:
        """The named people among the objects of a verb or preposition, through titles and lists."""
        found: list[Draft] = []
        for child in node.children:
            if child.dep_ not in labels:
                continue
            for token in (
                child,
                *child.conjuncts,
                *(
                    g
                    for c in (child, *child.conjuncts)
                    for a in c.children
                    if a.dep_ == "appos"
                    for g in (a, *a.conjuncts)
                ),
            ):
                person = self.roster.named_at(token)
                if person and person.type is ActorType.PERSON and person not in found:
                    found.append(person)
        return found

    def _as_delegate(self, verb: Token) -> str | None:
        """As in "..., two negotiators who ...": what the members are called."""
        for child in verb.children:
            if child.dep_ == "dobj":
                return next(
                    (a.lemma_.lower() for a in child.children if a.dep_ == "appos" and a.lower_ in people().groups),
                    None,
                )
        return None

    def _subjects(self, verb: Token) -> list[Draft]:
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        if verb.dep_ in {"relcl", "acl"} and all(c.lower_ in {"who", "that", "which"} for c in subjects):
            subjects = [verb.head]
        elif not subjects and verb.dep_ in {"xcomp", "conj"}:
            subjects = [c for c in verb.head.children if c.dep_ == "nsubj"]
        found = [self.roster.named_at(s) for s in subjects]
        return [d for d in found if d is not None and d.type is ActorType.PERSON]
