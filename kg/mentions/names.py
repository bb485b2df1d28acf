"""Names of people and organisations: runs of capitalised words, cut by titles and known names, judged by evidence.

The named entities of the small model are one voice among several: it tags "Trump" as an organisation and "Jordan" as a
country. Titles, given names, verbs of speech and the rest of the article vote too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc, Token

from kg.mentions.agency import is_located_at
from kg.mentions.known_names import KnownName, Sense
from kg.mentions.layout import Layout
from kg.mentions.nouns import Offices, People, name_parts, offices, people
from kg.mentions.titles import is_honorific, title_role, title_start
from kg.model import ActorType

_LOCATION_LABELS = frozenset({"GPE", "LOC", "FAC"})
_OTHER_LABELS = frozenset(
    {"EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "DATE", "TIME", "MONEY", "LANGUAGE", "PERCENT", "QUANTITY"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens ``[start, end)`` that name somebody; ``title`` is where the title before it starts, if it has one."""

    start: int
    end: int
    type: ActorType
    title: int | None = None

    def tokens(self, doc: Sequence[Token]) -> list[str]:
        """The words of the name, hyphens and a nickname in quotation marks left out."""
        return [token.text for token in without_nickname(doc[self.start : self.end]) if token.text not in {"-", "."}]


def find_names(doc: Doc, known: tuple[KnownName, ...], layout: Layout) -> tuple[Name, ...]:
    """Names of people and of organisations that no lexicon lists, in order and without overlaps."""
    reader = _NameReader(doc, known, layout)
    return tuple(name for start, end in reader.runs() for name in reader.names_in(start, end))


def without_nickname(words: Sequence[Token]) -> list[Token]:
    """As in "Luis "Jerry" Ortega": the name without what stands in quotation marks or brackets."""
    marks = [i for i, word in enumerate(words) if word.text in _NICKNAME]
    if len(marks) != _PAIR:
        return list(words)
    return [*words[: marks[0]], *words[marks[1] + 1 :]]


def nickname(words: Sequence[Token]) -> list[str]:
    """As in "Jerry" of "Luis "Jerry" Ortega"; the article of "the Chin" left out."""
    marks = [i for i, word in enumerate(words) if word.text in _NICKNAME]
    if len(marks) != _PAIR:
        return []
    return [word.text for word in words[marks[0] + 1 : marks[1]] if word.text[0].isupper()]


_NICKNAME = {'"': '"', "'": "'", "(": ")", ")": ""}
_PAIR = 2
_LONGEST_NICKNAME = 3


def is_body_of(words: Sequence[Token]) -> bool:
    """True for a name of the form "Guild of Editors": the word of a body, "of", and a word with a capital."""
    ends = name_parts()["organisation_ends"]
    return any(
        word.lower_ in ends and word.text[0].isupper() and of.lower_ == "of" and after.text[0].isupper()
        for word, of, after in zip(words, words[1:], words[2:], strict=False)
    )


def _noun_of(words: Sequence[Token]) -> Token:
    """The word before "of", else the last."""
    return next((word for word, of in pairwise(words) if of.lower_ == "of"), words[-1])


class _NameReader:
    """The evidence on one document."""

    def __init__(self, doc: Doc, known: tuple[KnownName, ...], layout: Layout) -> None:
        self.doc = doc
        self.layout = layout
        self.offices: Offices = offices()
        self.people: People = people()
        self.tokens = list(doc)
        self.parts = name_parts()
        self.labels = {i: entity.label_ for entity in doc.ents for i in range(entity.start, entity.end)}
        self.known = {i: name for name in known for i in range(name.start, name.end)}
        self.storms = frozenset(self._named_storms())
        self.sites = frozenset(self._named_sites())

    # ------------------------------------------------------------------------------------------------ runs

    def runs(self) -> Iterator[tuple[int, int]]:
        """Longest stretches of capitalised words, with hyphens and name particles inside."""
        start = 0
        while start < len(self.tokens):
            if not self._opens(start):
                start += 1
                continue
            end = start + 1
            while (following := self._next(end)) is not None:
                end = following
            yield start, end
            start = end

    def _opens(self, index: int) -> bool:
        token = self.tokens[index]
        if index in self.layout.shouted or not token.text[0].isupper():
            return (
                token.lower_ in self.parts["articles"]
                and index + 2 < len(self.tokens)
                and self._is_arabic_article(index)
            )
        return token.tag_ in {"NNP", "NNPS"} or index in self.known or self.labels.get(index) in {"PERSON", "ORG"}

    def _is_arabic_article(self, index: int) -> bool:
        article, hyphen, word = self.tokens[index : index + 3]
        return article.lower_ in self.parts["articles"] and hyphen.text == "-" and word.text[0].isupper()

    def _next(self, end: int) -> int | None:
        """End of the run with one more word; None where it ends."""
        doc = self.tokens
        if end >= len(doc):
            return None
        token = doc[end]
        if token.text[0].isupper() and (
            token.tag_ in {"NNP", "NNPS"}
            or end in self.known
            or self.labels.get(end) == self.labels.get(end - 1) is not None
            or token.text in self.parts["tails"]
        ):
            return end + 1
        if (
            token.text in {"-", "'", "&"}
            and end + 1 < len(doc)
            and not token.is_space
            and doc[end - 1].whitespace_ == ""
            and doc[end + 1].text[0].isalpha()
        ):
            return (
                end + 2 if doc[end + 1].text[0].isupper() or (token.text == "-" and self._hyphen_joins(end)) else None
            )
        if token.text == "&" and end + 1 < len(doc) and doc[end + 1].text[0].isupper():
            return end + 2
        if token.text in _NICKNAME:
            return self._after_nickname(end)
        if (
            token.lower_ in {"of", "for"}
            and doc[end - 1].lower_ in self.parts["organisation_ends"] | self.parts["force_ends"]
        ):
            after = end + 1
            while after < len(doc) and doc[after].lower_ in {"the", "former"}:
                after += 1
            return (
                after + 1 if after < len(doc) and doc[after].text[0].isupper() and doc[after].pos_ != "PRON" else None
            )
        if token.lower_ in self.parts["particles"] and end + 1 < len(doc) and doc[end - 1].text[0].isalpha():
            after = end + 1
            while after < len(doc) and (doc[after].lower_ in self.parts["particles"] or doc[after].text == "-"):
                after += 1
            if after < len(doc) and doc[after].text[0].isupper() and doc[after].tag_ in {"NNP", "NNPS"}:
                return after + 1
        return None

    def _after_nickname(self, mark: int) -> int | None:
        """End of a run over "Jerry" of "Luis "Jerry" Ortega" and the word after it; None where it is no nickname."""
        doc = self.tokens
        closing = _NICKNAME[doc[mark].text]
        end = next(
            (i for i in range(mark + 2, mark + _LONGEST_NICKNAME + 2) if doc[i : i + 1] and doc[i].text == closing),
            None,
        )
        if not closing or end is None or end + 1 >= len(doc):
            return None
        inner, last, given = doc[mark + 1 : end], doc[end + 1], doc[mark - 1]
        named = inner[-1].text[0].isupper() and all(w.text[0].isupper() or w.lower_ in {"the", "a"} for w in inner)
        if closing == ")" and self.people.gender_of_name(inner[0].text) is None:
            return None  # "(AP)"
        person = self.people.gender_of_name(given.text) is not None or self.labels.get(given.i) == "PERSON"
        return end + 2 if named and person and last.text[0].isupper() and last.tag_ in {"NNP", "NNPS"} else None

    def _hyphen_joins(self, hyphen: int) -> bool:
        """As in "al-Sisi", and the second half of a Korean name: "Lee Jae-myung"."""
        before, after = self.tokens[hyphen - 1], self.tokens[hyphen + 1]
        if before.lower_ in self.parts["particles"]:
            return True
        first = self.tokens[max(hyphen - 2, 0)]
        if not (
            before.tag_ == first.tag_ == "NNP"
            and first.text[0].isupper()
            and first is not before
            and len(before.text) <= 6
        ):
            return False
        is_person = (
            "PERSON" in {self.labels.get(before.i), self.labels.get(after.i)} or self._title_start(first.i) is not None
        )
        return is_person and after.is_lower and len(after.text) <= 6 and after.text not in self.parts["compounding"]

    # ------------------------------------------------------------------------------------------- cutting up

    def names_in(self, start: int, end: int) -> Iterator[Name]:
        """The names in a run; a known name or a title ends the one before."""
        while start < end:
            known = self.known.get(start)
            if known and known.sense is Sense.NAME and self._is_body_of_somewhere(known, end):
                yield Name(start, end, ActorType.ORGANISATION)
                return
            if known and known.sense is Sense.ADJECTIVE and self._is_formal(start, end):
                yield Name(
                    start,
                    end,
                    self._organisation_by_form(self.tokens[start:end], set()) or ActorType.ORGANISATION,
                )
                return
            if known and (known.start < start or not self._goes_on(known, end)):
                start = known.end
                continue
            stop = next((i for i in range(start + 1, end) if self._cuts(i, start)), end)
            name = self._judged(start, stop)
            if name:
                yield name
            start = stop

    def _cuts(self, index: int, start: int) -> bool:
        """A listed organisation of several words inside a run is a name of its own; a country may be a surname."""
        known = self.known.get(index)
        return bool(
            known
            and known.start == index
            and known.sense is Sense.NAME
            and known.entry.type is not ActorType.STATE
            and known.end - known.start > 1
        )

    def _goes_on(self, known: KnownName, end: int) -> bool:
        """A place or a one-word name that only begins a longer one ("Jordan Henderson", "Paris Hilton")."""
        if known.end >= end or known.end - known.start > 1:
            return False
        rest = self.tokens[known.end : end]
        if (
            rest[0].text == "-"
            or rest[0].lower_ in self.offices.words
            or known.sense in {Sense.ADJECTIVE, Sense.PEOPLE}
        ):
            return False
        if (
            self.people.gender_of_name(self.tokens[known.start].text)
            and len(rest) == 1
            and self.labels.get(known.start) != "GPE"
        ):
            return True
        label = self.labels.get(known.start)
        return (
            label in {"PERSON", "ORG"}
            and all(self.labels.get(t.i) == label for t in rest)
            and not (known.entry.type is not ActorType.STATE)
        )

    def _is_formal(self, start: int, end: int) -> bool:
        """As in "Turkish Airlines", "French Football Federation": a name that begins with the adjective of a state."""
        last = self.tokens[end - 1].lower_
        is_name = last in self.parts["organisation_ends"] | self.parts["force_ends"] and last not in self.people.words[
            "institutions"
        ] | {
            "party",
            "embassy",
        }
        return end - start > 1 and is_name and all(t.text[0].isupper() for t in self.tokens[start:end])

    def _is_body_of_somewhere(self, known: KnownName, end: int) -> bool:
        """As in "Uganda Chamber of Mines": a body with its country in front, and no ministry of it."""
        words = self.tokens[known.end : end]
        offices_of_state = self.people.words["institutions"] | self.parts["organisation_beginnings"]
        is_state = known.entry.type is ActorType.STATE
        return is_state and is_body_of(words) and _noun_of(words).lower_ not in offices_of_state

    def _judged(self, start: int, end: int) -> Name | None:
        """The name in a stretch without known names, its title cut off; None where the evidence is too thin."""
        title = self._title_end(start, end)
        first = start
        if title > start:
            first = title
        if first >= end:
            return None
        end = self._trimmed(first, end)
        while first < end and (self.tokens[first].text in {"-", "'"}):
            first += 1
        if first >= end:
            return None
        title_start = self._title_start(first)
        kind = self._kind(first, end, titled=title_start is not None)
        if kind is None and title > start:
            kind, first = self._kind(start, end, titled=False), start
            kind = kind if kind is not ActorType.PERSON else None
        return Name(first, end, kind, title_start if kind is ActorType.PERSON else None) if kind else None

    def _trimmed(self, start: int, end: int) -> int:
        while end > start and (
            self.tokens[end - 1].text in {"-", "'", "&"} or self.tokens[end - 1].lower_ in self.parts["particles"]
        ):
            end -= 1
        return end

    def _title_end(self, start: int, end: int) -> int:
        """Where the title at the beginning of a stretch ends; "State" after "Secretary of" belongs to it."""
        words = self.offices.words | self.offices.honorifics
        opening = (
            start - 2
            if start > 1 and self.tokens[start - 1].lower_ == "of" and self.tokens[start - 2].lower_ in words
            else start
        )
        index = last = self._portfolio_end(start, end)
        while index < end and (
            self.tokens[index].lower_ in words or (self.tokens[index].text == "-" and index > start)
        ):
            index += 1
            if title_role(self.tokens, opening, index) or is_honorific(self.tokens, start, index):
                last = index
        return last

    def _portfolio_end(self, start: int, end: int) -> int:
        """As in "Infrastructure Minister": any capitalised words before "Minister" are its portfolio."""
        for index in range(start + 1, min(start + 5, end - 1)):
            if self.tokens[index].text in {"Minister", "Secretary", "Commissioner", "Ministers"}:
                return index + 1
        return start

    def _title_start(self, first: int) -> int | None:
        """Where the title before a name starts, lower-case titles included; None without one."""
        start = title_start(self.tokens, first, lambda token: token.i in self.known)
        found = is_honorific(self.tokens, start, first) or title_role(self.tokens, start, first)
        return start if found else None

    # -------------------------------------------------------------------------------------------- evidence

    def _kind(self, start: int, end: int, *, titled: bool) -> ActorType | None:
        doc = self.tokens
        last = doc[end - 1]
        labels = {self.labels.get(i) for i in range(start, end)}
        words = [t for t in without_nickname(doc[start:end]) if t.text != "-"]
        if not any(len(w.text) > 1 for w in words) or (
            start in self.layout.headline and not self._is_plain_name(words)
        ):
            return None
        if not titled and self._is_no_actor(words):
            return None
        if len(words) > 1 and (organisation := self._organisation_by_form(words, labels)):
            noun = _noun_of(words)
            is_site = noun.lower_ in self.parts["site_ends"] and (is_located_at(noun) or "FAC" in labels)
            return None if is_site else organisation
        if self._is_person(words, labels, titled=titled):
            return ActorType.PERSON
        if (
            "ORG" in labels
            and not labels & (_LOCATION_LABELS | {"PERSON"})
            and self._is_credible_organisation(words)
            and not is_located_at(last)
        ):
            return ActorType.ORGANISATION
        return None

    def _is_no_actor(self, words: list[Token]) -> bool:
        """Storms; prizes, treaties, roads, months by their last word, which a given name that speaks outweighs."""
        endings, first, last = self.parts["no_actor_ends"], words[0], words[-1]
        if self._is_storm(words) or (" ".join(w.text for w in words) in self.sites and not self._says(last)):
            return True
        if first.lower_ in self.parts["site_beginnings"] and len(words) > 1:
            return True
        if last.lower_ in endings:
            return self.people.gender_of_name(first.text) is None or not self._says(last)
        return last.lower_ in {"bank", "office"} and first.lower_ in endings

    def _named_storms(self) -> Iterator[str]:
        """What storms are called: "Irma" of "Hurricane Irma", unless it speaks."""
        for token, name in pairwise(self.tokens):
            called = token.lower_ in self.parts["storms"] and token.text[0].isupper() and name.text.istitle()
            if called and not self._says(name):
                yield name.text

    def _named_sites(self) -> Iterator[str]:
        """What is called a place: "Bandar Lengeh" of "the city of Bandar Lengeh"."""
        for noun, of in pairwise(self.tokens):
            if of.lower_ != "of" or noun.lower_ not in self.parts["site_nouns"]:
                continue
            end = of.i + 1
            while end < len(self.tokens) and self.tokens[end].text[0].isupper() and self.tokens[end].is_alpha:
                end += 1
            yield " ".join(t.text for t in self.tokens[of.i + 1 : end])

    def _is_storm(self, words: list[Token]) -> bool:
        """As in "Tropical Storm Irma", or "Irma" in a text that calls a storm so; no "Storm Prediction Center"."""
        last = words[-1]
        if last.lower_ in self.parts["organisation_ends"] or last.text not in self.storms:
            return False
        return len(words) == 1 or words[-2].lower_ in self.parts["storms"]

    def _is_plain_name(self, words: list[Token]) -> bool:
        """In a headline every word has a capital; only a given name and one more word are taken for a name."""
        return len(words) == 2 and self.people.gender_of_name(words[0].text) is not None and words[1].pos_ == "PROPN"

    def _organisation_by_form(self, words: list[Token], labels: set[str | None]) -> ActorType | None:
        last = words[-1].lower_.strip(".")
        if self.people.gender_of_name(words[0].text) and "PERSON" in labels and len(words) == 2:
            return None
        if last in self.parts["force_ends"]:
            return ActorType.ARMED_FORCE
        if last in self.parts["outlet_ends"] or words[0].lower_ in self.parts["outlet_beginnings"]:
            return ActorType.MEDIA_OUTLET
        return (
            ActorType.ORGANISATION
            if last in self.parts["organisation_ends"]
            or words[0].lower_ in self.parts["organisation_beginnings"]
            or is_body_of(words)
            else None
        )

    def _is_person(self, words: list[Token], labels: set[str | None], *, titled: bool) -> bool:
        if len(words) > 5 or any(w.is_digit for w in words):
            return False
        given = self.people.gender_of_name(words[0].text) is not None or words[0].lower_ in self.people.male_names
        tagged = "PERSON" in labels and not labels & {"ORG", "GPE"}
        if titled and not labels & _OTHER_LABELS:
            return True
        if len(words) > 1:
            return (
                (given and not labels & {"EVENT", "LAW", "DATE"} and "GPE" not in labels)
                or tagged
                or self._described_as_person(words)
                or (self._says(words[-1]) and not labels & {"ORG", "GPE", "LOC", "NORP"})
            )
        verbs = self.people.verbs
        return (
            tagged
            and not words[0].text.isupper()
            and words[0].dep_ == "nsubj"
            and words[0].head.lemma_.lower() in verbs["speech"] | verbs["decision"]
        )

    def _described_as_person(self, words: list[Token]) -> bool:
        """As in "Ada Obi, 45," or "Ada Obi, a lawyer,": age or apposition; a relative clause with "who"."""
        last = words[-1]
        for child in last.children:
            if child.dep_ == "appos" and self.offices.role_of([child.lower_]) is not None:
                return True
            if child.dep_ == "relcl" and any(grandchild.lower_ == "who" for grandchild in child.children):
                return True
        if last.dep_ == "appos" and last.head.lower_ == "one" and any(c.lower_ == "of" for c in last.head.children):
            return True
        return (
            last.dep_ == "appos" and last.head.pos_ == "NOUN" and self.offices.role_of([last.head.lower_]) is not None
        )

    def _says(self, token: Token) -> bool:
        return token.dep_ == "nsubj" and token.head.lemma_.lower() in self.people.verbs["speech"]

    def _acts(self, token: Token) -> bool:
        return token.dep_ in {"nsubj", "nsubjpass", "poss"} and token.head.pos_ != "PROPN"

    def _is_credible_organisation(self, words: list[Token]) -> bool:
        """A name of several words, an acronym, or one capitalised word that acts."""
        if len(words) == 1 and (words[0].lower_ in self.offices.words or words[0].lower_ in self.people.groups):
            return False
        if len(words) > 1:
            return all(
                w.text[0].isupper() or w.lower_ in self.parts["particles"] or w.text in {"&", "'"} for w in words
            )
        word = words[0]
        if word.tag_ not in {"NNP", "NNPS"}:
            return False
        if word.text.isupper() and 2 <= len(word.text) <= 6:
            return True
        return self._acts(word)
