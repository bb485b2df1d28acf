"""Named actors: one draft for each person, organisation and state, with all its names in the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from spacy.tokens import Token

from kg.mentions.agency import capital_acts, is_located_at, state_acts
from kg.mentions.candidates import Draft, Roster
from kg.mentions.known_names import Entry, KnownName, Sense
from kg.mentions.layout import Layout
from kg.mentions.names import Name, nickname
from kg.mentions.nouns import name_parts, offices, people
from kg.model import ActorType

_INITIALS = 3
_CORPORATE = frozenset(
    {
        "inc",
        "inc.",
        "corp",
        "corp.",
        "corporation",
        "ltd",
        "ltd.",
        "plc",
        "llc",
        "co",
        "co.",
        "company",
        "se",
        "ag",
        "sa",
        "group",
    }
)

# the last words of the names of firms
_FIRMS = _CORPORATE | frozenset(
    "airlines airways brothers electronics energy entertainment films foods games holdings industries insurance labs "
    "laboratories media mining motors oil partners petroleum pharma pharmaceuticals pictures records shipping steel "
    "stores studios systems technologies telecom".split()
)


def add_named(
    roster: Roster, known: tuple[KnownName, ...], names: tuple[Name, ...], layout: Layout, places: Set[int]
) -> None:
    """Put the people, organisations and states of the article on the roster, with every mention of their names.

    ``places`` are indices of tokens where no name is repeated: they name places.
    """
    gathered = _Gathering(roster, layout, places)
    bodies = [name for name in names if name.type is not ActorType.PERSON]
    gathered.people([name for name in names if name.type is ActorType.PERSON], gathered.first_words(bodies))
    gathered.organisations(bodies)
    gathered.listed(known)
    gathered.repeated_names()


class _Gathering:
    def __init__(self, roster: Roster, layout: Layout, places: Set[int]) -> None:
        self.roster = roster
        self.doc, self.tokens = roster.doc, roster.tokens
        self.layout = layout
        self.taken = set(places)
        self.surnames: dict[tuple[str, ...], Draft] = {}
        self.acronyms: dict[str, Draft] = {}
        self.by_entry: dict[str, Draft] = {}
        self.short: dict[str, Draft | None] = {}

    def _mention(self, draft: Draft, start: int, end: int) -> None:
        self.roster.mention(draft, start, end)
        self.taken.update(range(start, end))

    # ---------------------------------------------------------------------------------------------- people

    def first_words(self, bodies: list[Name]) -> Set[str]:
        """The words that firms of the article are called by for short."""
        firms = (name for name in bodies if self.tokens[name.end - 1].lower_.strip(".") in _FIRMS)
        return {word for name in firms for word in self._short_names(name.start, name.end)}

    def people(self, names: list[Name], bodies: Set[str]) -> None:
        """Full names first, so that a surname in a headline finds the person that the body introduces.

        One word that begins the name of one of the ``bodies`` and is nobody's surname is left to them.
        """
        full = [name for name in names if len(name.tokens(self.tokens)) > 1 and not self._is_family_name_only(name)]
        drafts: list[tuple[list[str], Draft]] = []
        for name in full:
            words = name.tokens(self.tokens)
            draft = next((d for other, d in drafts if _same_person(words, other)), None)
            if draft is None:
                draft = self.roster.add(Draft(ActorType.PERSON, self.roster.words((name.start, name.end)), named=True))
                drafts.append((words, draft))
                self._index(words, draft)
                if called := nickname(self.tokens[name.start : name.end]):
                    self.surnames.setdefault(tuple(called), draft)
            draft.gender = draft.gender or self._gender(name, words)
            self._mention(draft, name.start, name.end)
        for name in names:
            words = name.tokens(self.tokens)
            if name not in full and (words[-1].lower() not in bodies or tuple(words) in self.surnames):
                self._short(name)

    def _is_family_name_only(self, name: Name) -> bool:
        """As in "al-Hayya" has two words and is one name."""
        return (
            self.tokens[name.start].lower_ in {"al", "el", "bin", "abu", "de", "van", "von"}
            and self.tokens[name.start].text[0].islower()
        )

    def _index(self, words: list[str], draft: Draft) -> None:
        """The ends of a full name lead to the person; of two people the first introduced keeps the surname."""
        tail = [word for word in words if word not in {"Jr", "Jr.", "Sr", "Sr.", "II", "III"}]
        for size in range(1, len(tail)):
            self.surnames.setdefault(tuple(tail[-size:]), draft)
        for word in tail[1:-1]:
            if people().gender_of_name(word) is None and word[0].isupper() and len(word) > 2:
                self.surnames.setdefault((word,), draft)
        if people().gender_of_name(tail[0]) is None or tail[0] in {"Xi", "Kim", "Yoon", "Lee"}:
            self.surnames.setdefault((tail[0],), draft)

    def _short(self, name: Name) -> None:
        words = tuple(name.tokens(self.tokens))
        draft = self.surnames.get(words)
        if draft is None:
            draft = self.roster.add(Draft(ActorType.PERSON, self.roster.words((name.start, name.end)), named=True))
            self.surnames[words] = draft
        draft.gender = draft.gender or self._gender(name, list(words))
        self._mention(draft, name.start, name.end)

    def _gender(self, name: Name, words: list[str]) -> str | None:
        if name.title is not None:
            title = [t.lower_ for t in self.tokens[name.title : name.start] if t.text != "-"]
            for gender, nouns in (("m", offices().male), ("f", offices().female)):
                if title and (title[-1] in nouns or " ".join(title[-2:]) in nouns):
                    return gender
        return people().gender_of_name(words[0]) if len(words) > 1 else None

    # --------------------------------------------------------------------------------------- organisations

    def organisations(self, names: list[Name]) -> None:
        drafts: dict[str, Draft] = {}
        short = self.short
        for name in sorted(names, key=lambda n: n.start - n.end):
            start = name.start + (self.tokens[name.start].lower_ == "the" and name.end - name.start > 1)
            if any(i in self.taken for i in range(start, name.end)) or self._is_force(start, name.end):
                continue
            if person := self.surnames.get(tuple(name.tokens(self.tokens))):
                self._mention(person, name.start, name.end)
                continue
            key = _folded(self.roster.words((start, name.end)))
            again = short.get(key) if self.tokens[start].ent_type_ not in {"GPE", "LOC", "NORP", "FAC"} else None
            draft = drafts.get(key) or self.acronyms.get(key) or again
            if draft is None:
                draft = self.roster.add(Draft(name.type, self.roster.words((start, name.end)), named=True))
                for alias in {key, _without_form(key)}:
                    drafts.setdefault(alias, draft)
                self._abbreviate(start, name.end, draft)
                for word in self._short_names(start, name.end):
                    short[word] = draft if word not in short else None
                self._introduce_acronym(name.end, draft)
            self._mention(draft, start, name.end)

    def _abbreviate(self, start: int, end: int, draft: Draft) -> None:
        """As in "the CHP" of "California Highway Patrol": its initials name it, whoever else has the same."""
        capitals = [t.text[0] for t in self.tokens[start:end] if t.text[0].isupper()]
        if len(capitals) >= _INITIALS and (letters := "".join(capitals)) not in self.acronyms:
            self.acronyms[letters] = draft

    def _short_names(self, start: int, end: int) -> Iterator[str]:
        """As in "the Tigers" of "San Marco Tigers", "Kestrel" of "Kestrel Foods": one word that names a body again."""
        first, last = self.tokens[start], self.tokens[end - 1]
        general = name_parts()["organisation_ends"] | name_parts()["organisation_beginnings"] | offices().words
        if end - start > 1 and last.tag_ == "NNPS" and last.lower_ not in general | {"nations"}:
            yield last.lower_
        if (
            end - start > 1
            and first.tag_ == "NNP"
            and first.is_alpha
            and first.lower_ not in general
            and not first.is_upper
        ):
            yield first.lower_

    def _is_force(self, start: int, end: int) -> bool:
        """As in "the Air Force": no name of its own, but the force that the article names with its state."""
        return " ".join(t.lower_ for t in self.tokens[start:end]) in {"air force", "army", "navy", "coast guard"}

    def _introduce_acronym(self, end: int, draft: Draft) -> None:
        """As in "Horn Relief Network (HRN)": the letters in brackets are its name from here on."""
        if end + 2 < len(self.tokens) and self.tokens[end].text == "(" and self.tokens[end + 2].text == ")":
            letters = self.tokens[end + 1].text
            if re.fullmatch(r"[A-Z][A-Za-z&-]{1,9}", letters):
                self.acronyms[letters] = draft
                draft.aliases.append(letters)

    # ---------------------------------------------------------------------------------------- known names

    def listed(self, known: tuple[KnownName, ...]) -> None:
        """Names of the lexicon, where they are not part of another name and stand for an actor."""
        for name in known:
            if self._is_free(name):
                self._place(name)

    def _is_free(self, name: KnownName) -> bool:
        if any(i in self.taken for i in range(name.start, name.end)):
            return False
        printed = self._printed(name)
        if printed in self.acronyms or (printed,) in self.surnames:
            return False
        first, last = self.tokens[name.start], self.tokens[name.end - 1]
        if name.end - name.start > 1 or name.start in self.layout.shouted:
            return True
        if name.entry.bare and self._is_thing(first, last):
            return False
        if first.pos_ not in {"PROPN", "ADJ", "NOUN"} and not first.ent_type_:
            return False
        return name.sense is not Sense.NAME or not self._is_part_of_name(first, last)

    def _printed(self, name: KnownName) -> str:
        return self.tokens[name.start].text if name.end == name.start + 1 else self.doc[name.start : name.end].text

    def _head(self, name: KnownName) -> Token:
        return self.tokens[name.start] if name.end == name.start + 1 else self.doc[name.start : name.end].root

    def _is_thing(self, first: Token, last: Token) -> bool:
        """As in "the Amazon", "an Airbus A380": a river or a product, not the company."""
        if first.i and self.tokens[first.i - 1].lower_ == "the" and last.dep_ != "compound":
            return True
        if last.i + 1 == len(self.tokens):
            return False
        number = last.nbor()
        is_model = any(c.isdigit() for c in number.text) and number.pos_ != "NUM"
        return is_model or (number.is_digit and number.dep_ in {"nummod", "appos"} and number.head == last)

    def _is_part_of_name(self, first: Token, last: Token) -> bool:
        """As in "Latin America", "Chad Smith", "Bank of America": the word is a part of something else."""
        before = self.tokens[first.i - 1] if first.i else None
        if (
            before is not None
            and before.tag_ == "NNP"
            and before.dep_ == "compound"
            and before.head == last
            and before.i not in self.taken
        ):
            return before.text not in {"-", "–"} and before.lower_ not in offices().words
        return False

    def _place(self, name: KnownName) -> None:
        token = self._head(name)
        if name.sense is Sense.ADJECTIVE:
            self.roster.refer(self._of(name.entry), name.start, name.end)
        elif name.sense is Sense.PEOPLE:
            return
        elif name.sense is Sense.CAPITAL:
            if capital_acts(token, self._is_named):
                self._mention(self._of(name.entry), name.start, name.end)
        elif name.entry.type is ActorType.STATE:
            if state_acts(token, self._is_named):
                self._mention(self._of(name.entry), name.start, name.end)
        elif not (name.entry.seat and is_located_at(token)):
            draft = self._of(name.entry)
            self._mention(draft, name.start, name.end)
            self._introduce_acronym(name.end, draft)

    def _is_named(self, token: Token) -> bool:
        return token.i in self.taken or self._is_known_organisation(token)

    def _is_known_organisation(self, token: Token) -> bool:
        return token.ent_type_ in {"ORG", "PERSON"}

    def _of(self, entry: Entry) -> Draft:
        """The one draft of a lexicon entry; an organisation is a member of its state."""
        draft = self.by_entry.get(entry.key)
        if draft is None:
            draft = self.roster.add(Draft(entry.type, entry.label, named=True, entry=entry))
            self.by_entry[entry.key] = draft
        return draft

    # ------------------------------------------------------------------------------------------- repetition

    def repeated_names(self) -> None:
        """Surnames and acronyms wherever they stand again, also where the model saw no name."""
        lengths = sorted({len(words) for words in self.surnames}, reverse=True)
        openings = {words[0] for words in self.surnames}
        texts = [token.text for token in self.tokens]
        for index, text in enumerate(texts):
            if index in self.taken or not text[0].isalpha():
                continue
            if text in self.acronyms:
                self._mention(self.acronyms[text], index, index + 1)
            elif (firm := self.short.get(text.lower())) and self._is_firm_again(firm, index):
                self._mention(firm, index, index + 1)
            if text not in openings:
                continue
            for size in lengths:
                end, words = self._stretch(index, size)
                draft = self.surnames.get(words) if len(words) == size else None
                if draft and self._can_be_surname(index, end):
                    self._mention(draft, index, end)
                    break

    def _is_firm_again(self, firm: Draft, index: int) -> bool:
        """As in "Kestrel said", after "Kestrel Foods"; what the model takes for a place or a people is none."""
        token = self.tokens[index]
        named = token.text.istitle() and token.ent_type_ not in {"GPE", "LOC", "NORP", "FAC"}
        acts = token.dep_ in {"nsubj", "nsubjpass", "poss"}
        return (
            named
            and acts
            and firm.label.split()[-1].lower().strip(".") in _FIRMS
            and self._can_be_surname(index, index + 1)
        )

    def _stretch(self, start: int, size: int) -> tuple[int, tuple[str, ...]]:
        """The next ``size`` words, hyphens left out as in a name."""
        words: list[str] = []
        end = start
        while (
            end < len(self.tokens) and len(words) < size and (self.tokens[end].is_alpha or self.tokens[end].text == "-")
        ):
            if self.tokens[end].text != "-":
                words.append(self.tokens[end].text)
            end += 1
        return end, tuple(words)

    def _can_be_surname(self, start: int, end: int) -> bool:
        """Not a part of a longer name of somebody else, and not a common word."""
        if any(i in self.taken for i in range(start, end)):
            return False
        first, last = self.tokens[start], self.tokens[end - 1]
        if (
            first.tag_ not in {"NNP", "NNPS"}
            and not first.ent_type_
            and start not in self.layout.shouted
            and first.pos_ != "PROPN"
            and not self._opens_as_name(first, end)
        ):
            return False
        after = self.tokens[end] if end < len(self.tokens) else None
        if (
            after is not None
            and after.tag_ == "NNP"
            and last.dep_ == "compound"
            and last.head == after
            and after.text[0].isupper()
        ):
            return start in self.layout.headline
        return True

    def _opens_as_name(self, first: Token, end: int) -> bool:
        """As in "Tembo conceded": a bare subject or owner that the tagger takes for a plural or a common noun."""
        bare = end == first.i + 1 and first.text[0].isupper() and not any(True for _ in first.lefts)
        common = any(t.text == first.lower_ for t in self.tokens)
        return bare and not common and first.tag_ in {"NN", "NNS"} and first.dep_ in {"nsubj", "nsubjpass", "poss"}


def _same_person(one: list[str], other: list[str]) -> bool:
    """Equal names, or the same first and last name with more or fewer names between."""
    if one == other:
        return True
    few, many = sorted((one, other), key=len)
    if few[-1] != many[-1] and few[-1] != many[-2]:
        return False
    return all(
        word in many or any(w.startswith(word.rstrip(".")) for w in many if len(word.rstrip(".")) == 1) for word in few
    )


def _folded(name: str) -> str:
    return name.casefold().removeprefix("the ").removesuffix("'s")


def _without_form(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1] in _CORPORATE:
        words.pop()
    return " ".join(words)
