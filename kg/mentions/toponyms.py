"""Which names of an article can be places: names of the gazetteer, and what the parser holds for places.

What stands beside a name, and what the parser calls it, can speak against a place ("Paris Hilton", "Bank of England").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from kg.document import dateline_place
from kg.mentions.gazetteer import Candidate, Gazetteer
from kg.mentions.locatives import COMPASS, PLACE_NOUNS, place_words, stands_in_locative
from kg.model import Span

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_OTHER_NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "LANGUAGE"})
_NUMBERS_AND_DATES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
_LONGEST = 7
_JOINING = frozenset(
    "el al de la le las los of and du di da do dos das del am an der den upon on sur ash az es as au aux - ' 's".split()
)
_ARTICLES = frozenset({"al", "el", "ad", "as", "ash", "at", "az"})
_THE = frozenset({"the", "The"})
_STOPS = frozenset({'"', ".", ";", ":", "(", ")", "--", "—"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the gazetteer as it stands in the text."""

    tokens: Tokens
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name that can be a place here.

    ``locative`` says that its construction denotes a place, ``label`` is the entity label of the parser ('' for none),
    ``actor`` that the actors have it for a state that acts.
    """

    span: Span
    printed: str
    tokens: Tokens
    candidates: tuple[Candidate, ...]
    locative: bool
    label: str
    actor: bool = False

    @property
    def firm(self) -> bool:
        """True if the parser holds it for a place."""
        return self.label in PLACE_LABELS


def find_toponyms(
    doc: Doc, names: Sequence[Name], taken: Sequence[Span], acting: Sequence[Span] = ()
) -> tuple[Toponym, ...]:
    """The names that can be places, first to last, without overlap.

    ``taken`` are spans of actors: their name is nobody else's, but a description ("a Lagos judge") may hold the name of
    a place. ``acting`` are spans of states, which are names of their countries too.
    """
    claimed = _Claimed(doc, taken, acting)
    people = names_of_people(doc)
    acts = [name for name in names if claimed.is_state(name) or _owns_public_body(name)]
    closed = {i for name in acts for i in range(name.tokens.start, name.tokens.end)} | claimed.names
    written = dateline_place(doc.text)
    found = [n for n in names if _is_free(n, closed) and (_is_written(n, written) or _can_be_one(n, people))]
    closed |= {i for name in found for i in range(name.tokens.start, name.tokens.end)} | claimed.descriptions
    found += [name for name in _unknown_names(doc, closed, written) if _can_be_one(name, people)]
    toponyms = [
        *(_toponym(n, actor=_is_free(n, claimed.descriptions) is False, written=written) for n in found),
        *(_toponym(name, actor=True) for name in acts),
    ]
    return tuple(sorted(toponyms, key=lambda name: name.span))


class _Claimed:
    """The words that actors have claimed, as token indices: in their names, and in descriptions of them."""

    def __init__(self, doc: Doc, taken: Sequence[Span], acting: Sequence[Span]) -> None:
        self._states = {(span.start, span.end) for span in acting}
        self.names, self.descriptions = set[int](), set[int]()
        for span in taken:
            words = doc.char_span(span.start, span.end, alignment_mode="expand")
            if words is not None:
                described = words[-1].is_lower and len(words) > 1
                (self.descriptions if described else self.names).update(range(words.start, words.end))

    def is_state(self, name: Name) -> bool:
        """True if the name is that of a state that acts, or of its capital; "Canadian" is a town too, but not that."""
        is_claimed = (name.tokens.start_char, name.tokens.end_char) in self._states
        return is_claimed and any(c.primary and (c.curated or c.feature == "PPLC") for c in name.candidates)


def _owns_public_body(name: Name) -> bool:
    """ "the California Department of Justice", "Leeds City Council": the place whose body of government it is."""
    if not any(
        c.primary and (c.curated or c.feature in {"ADM1", "ADM2"} or c.population > 50_000) for c in name.candidates
    ):
        return False
    doc, i = name.tokens.doc, name.tokens.end
    if name.tokens.start and _is_name_word(doc[name.tokens.start - 1]):
        return False
    words = list[str]()
    while (
        i < len(doc)
        and len(words) < 5
        and (doc[i].text[0].isupper() or (words and doc[i].lower_ in {"of", "for", "and"}))
    ):
        words.append(doc[i].lower_)
        i += 1
    return not place_words("public_bodies").isdisjoint(words)


def _is_free(name: Name, closed: Set[int]) -> bool:
    return closed.isdisjoint(range(name.tokens.start, name.tokens.end))


def _can_be_one(name: Name, people: Set[str]) -> bool:
    return can_be_a_place(name.tokens) and not _is_person(name, people)


def names_of_people(doc: Doc) -> frozenset[str]:
    """First and last names of people who are named in full somewhere."""
    people = (entity for entity in doc.ents if entity.label_ == "PERSON" and len(entity) > 1)
    return frozenset(word.text for entity in people for word in (entity[0], entity[-1]) if word.pos_ == "PROPN")


def _is_person(name: Name, people: Set[str]) -> bool:
    """A single word that is the name of a person elsewhere: a place only where nearly everybody knows the place."""
    if len(name.tokens) > 1 or name.tokens.text not in people:
        return False
    return not any(
        c.feature in {"PCLI", "PPLC", "ADM1", "curated"} or c.population > 1_000_000 for c in name.candidates
    )


def _is_written(name: Name, dateline: Span | None) -> bool:
    return dateline is not None and dateline.holds(Span(name.tokens.start_char, name.tokens.end_char))


def _toponym(name: Name, *, actor: bool, written: Span | None = None) -> Toponym:
    tokens = name.tokens
    span = Span(tokens.start_char, tokens.end_char)
    locative = _is_written(name, written) or stands_in_locative(tokens)
    return Toponym(span, tokens.text, tokens, name.candidates, locative, tokens.root.ent_type_, actor)


# shorter words in capitals are as a rule abbreviations
_LEAST_SHOUTED = 4


def _unknown_names(doc: Doc, covered: Set[int], written: Span | None) -> Iterator[Name]:
    """Entities that the parser holds for places and that no name of the gazetteer is part of."""
    for entity in doc.ents:
        if entity.label_ not in PLACE_LABELS or not covered.isdisjoint(range(entity.start, entity.end)):
            continue
        name = entity[1:] if entity[0].lower_ == "the" and len(entity) > 1 else entity
        if _is_shouted_guess(name, written):
            continue
        if len(name.text) > 2 and name.text[0].isupper() and name[0].pos_ == "PROPN" and "\n" not in name.text:
            yield Name(name, ())


def _is_shouted_guess(name: Tokens, dateline: Span | None) -> bool:
    """A word in capitals that the gazetteer does not know ("MARCH ENDS IN CLASHES"); a dateline stands in capitals."""
    is_dateline = dateline == Span(name.start_char, name.end_char)
    return name.text.isupper() and len(name.text) >= _LEAST_SHOUTED and not is_dateline


# ----------------------------------------------------------------------------------- names of the gazetteer


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a document as plain strings with their offsets, which is quicker than asking the parse each time."""

    doc: Doc
    text: str
    words: list[str]
    offsets: list[int]
    dateline: Span | None

    def cut(self, start: int, end: int) -> str:
        """The text from one token to before another."""
        return self.text[self.offsets[start] : self.offsets[end - 1] + len(self.words[end - 1])]


def find_names(doc: Doc, gazetteer: Gazetteer) -> tuple[Name, ...]:
    """The longest names of the gazetteer in the text, left to right, whatever they mean there."""
    tokens = list(doc)
    line = _Line(doc, doc.text, [t.text for t in tokens], [t.idx for t in tokens], dateline_place(doc.text))
    found, i = list[Name](), 0
    while i < len(line.words):
        end, candidates = _state_code_at(line, i, found, gazetteer) or _name_at(line, i, gazetteer)
        if end and not _is_demonym(line, i, end, candidates, gazetteer):
            found.append(Name(doc[i + 1 if _is_apart(line.words[i], candidates) else i : end], candidates))
        i = max(end, i + 1)
    return tuple(found)


def _is_demonym(line: _Line, i: int, end: int, candidates: Sequence[Candidate], gazetteer: Gazetteer) -> bool:
    """ "the Kazakh capital": the adjective of a country before a noun, whatever town is also called so."""
    if end - i > 1 or end >= len(line.words) or not line.words[end].islower() or line.doc[end].pos_ != "NOUN":
        return False
    return gazetteer.country_of_demonym(line.words[i]) is not None and all(c.name != line.words[i] for c in candidates)


def _is_apart(word: str, candidates: Sequence[Candidate]) -> bool:
    """True for an article that is no part of the name: that of "the Gambia", not that of "The Hague"."""
    return word.lower() == "the" and not _with_article(candidates)


def _with_article(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(c for c in candidates if c.name.startswith("The ") and not c.curated)


def _state_code_at(
    line: _Line, i: int, found: Sequence[Name], gazetteer: Gazetteer
) -> tuple[int, tuple[Candidate, ...]] | None:
    """ "Springfield, IL": the two letters of a state of the USA, after a name and a comma only."""
    code = line.words[i]
    if len(code) != 2 or not code.isupper() or not found or found[-1].tokens.end != i - 1 or line.words[i - 1] != ",":
        return None
    state = gazetteer.division("US", code)
    towns = found[-1].candidates
    return (i + 1, (state,)) if state and any((t.country, t.admin1) == ("US", code) for t in towns) else None


def _name_at(line: _Line, i: int, gazetteer: Gazetteer) -> tuple[int, tuple[Candidate, ...]]:
    """End of the name at a token (0: none) and its places; "the Golan" gives way to "Golan Heights"."""
    if not _opens_name(line.words, i):
        return 0, ()
    end, candidates = _longest_name(line, i, gazetteer)
    if end and line.words[i] in _THE and _longest_name(line, i + 1, gazetteer)[0] > end:
        return 0, ()
    return end, candidates


def _opens_name(texts: Sequence[str], i: int) -> bool:
    text = texts[i]
    if text[0].isupper() or text == "the":
        return True
    hyphened = text in _ARTICLES and texts[i + 1 : i + 2] == ["-"] and i + 2 < len(texts)
    return hyphened and texts[i + 2][0].isupper() and texts[max(i - 1, 0)] != "-"


def _longest_name(line: _Line, start: int, gazetteer: Gazetteer) -> tuple[int, tuple[Candidate, ...]]:
    """End of the longest name that starts at a token (0: none) and the places of that name.

    Capitalised words and joining words are looked up among all places, other forms among the curated ones.
    """
    words = line.words
    curated = gazetteer.may_begin_curated(words[start], words[start + 1] if start + 1 < len(words) else "")
    for end in reversed(_possible_ends(words, start)):
        plain = words[start] not in _THE and _is_plain(words[start:end])
        if not (plain or curated or words[start] == "The") or not _has_capital(words[start:end]):
            continue
        written = line.dateline is not None and line.dateline.start <= line.offsets[start] < line.dateline.end
        if end - start == 1 and not written and not _is_single_name(line.doc[start]):
            continue
        if candidates := _places_of(line.cut(start, end), words[start], plain, gazetteer):
            return end, candidates
    return 0, ()


def _places_of(name: str, first: str, plain: bool, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    if plain:
        return gazetteer.candidates(name)
    known = gazetteer.curated(name)
    return known or (_with_article(gazetteer.candidates(name)) if first == "The" else ())


def _has_capital(words: Sequence[str]) -> bool:
    """False for "the states", which is a name of the USA with a capital only."""
    return any(word[0].isupper() for word in words if word not in _THE)


def _possible_ends(texts: Sequence[str], start: int) -> list[int]:
    ends = []
    for i in range(start, min(start + _LONGEST, len(texts))):
        text = texts[i]
        if text in _STOPS or text.isspace():
            break
        if text[0].isalpha():
            ends.append(i + 1)
    return ends


def _is_plain(texts: Sequence[str]) -> bool:
    return texts[-1][0].isupper() and all(text[0].isupper() or text.lower() in _JOINING for text in texts)


def _is_single_name(token: Token) -> bool:
    """A single word must look like a name: no weekday, no month, no common word at the start of a sentence."""
    if token.lower_ in place_words("calendar") or len(token) < 2:
        return False
    return token.pos_ == "PROPN" or token.ent_type_ in PLACE_LABELS


# ------------------------------------------------------------------------------------- can it be a place?


def can_be_a_place(name: Tokens) -> bool:
    """True if nothing beside the name, and nothing the parser calls it, speaks against a place."""
    objections = (
        *(_is_part_of_other_entity, _is_part_of_longer_name, _is_of_organisation, _gives_its_name, _is_shouted),
        _is_era,
    )
    return not any(speaks_against(name) for speaks_against in objections)


def _is_era(name: Tokens) -> bool:
    """ "In 44 BC", "AD 312"."""
    if name.text not in {"BC", "AD", "BCE", "CE"}:
        return False
    beside = (name.doc[i] for i in (name.start - 1, name.end) if 0 <= i < len(name.doc))
    return any(token.text[0].isdecimal() or token.lower_ == "century" for token in beside)


def _is_part_of_other_entity(name: Tokens) -> bool:
    label = name.root.ent_type_
    if label in _NUMBERS_AND_DATES:
        return True
    if label not in _OTHER_NAMES and label != "NORP":
        return False
    words = [t for t in _entity_around(name.root) if t.lower_ != "the" and t.tag_ != "POS"]
    if label == "EVENT" and words[-1].is_lower:  # "the Gaza war"
        return False
    return len(words) > len(name) or (label == "NORP" and not stands_in_locative(name))


def _entity_around(token: Token) -> Tokens:
    doc, start, end = token.doc, token.i, token.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]


def _is_part_of_longer_name(name: Tokens) -> bool:
    """ "Paris Hilton", "Michael Jordan", "Boston Globe": a capitalised neighbour that belongs to the same name."""
    if _is_exactly_a_place(name):
        return False
    doc, sentence = name.doc, name.sent
    if name.start > sentence.start:
        before = doc[name.start - 1]
        if _is_name_word(before) and before.lower_ not in COMPASS:
            return True
    after = doc[name.end] if name.end < sentence.end else None
    if after is None or not _is_name_word(after):
        return False
    return after.lower_ not in PLACE_NOUNS or after.lower_ in place_words("own_place")


def _is_exactly_a_place(name: Tokens) -> bool:
    """The parser holds it for a place, and for no longer one."""
    if name.root.ent_type_ not in PLACE_LABELS:
        return False
    entity = _entity_around(name.root)
    others = (t for t in entity if not name.start <= t.i < name.end and t.is_alpha)
    return all(t.lower_ in COMPASS or not t.text[0].isupper() or t.lower_ in {"the", "of"} for t in others)


def _is_name_word(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ == "PROPN" and token.ent_type_ != "NORP" and token.is_alpha


def _is_of_organisation(name: Tokens) -> bool:
    """ "Bank of England", "Duke of York"."""
    doc, i = name.doc, name.start - 1
    if i > 0 and doc[i].lower_ == "the":
        i -= 1
    if i < 1 or doc[i].lower_ != "of" or not doc[i - 1].text[0].isupper():
        return False
    return doc[i - 1].lower_ in place_words("organisations_of")


def _gives_its_name(name: Tokens) -> bool:
    """ "West Nile virus", "the Kyoto protocol": something called after a place."""
    after = name.doc[name.end : name.end + 2]
    nearest = next((t for t in after if t.is_alpha), None)
    return nearest is not None and nearest.lower_ in place_words("called_after")


def _is_shouted(name: Tokens) -> bool:
    """In a line of capitals nearly every word looks like a name: only after a locative word is it one."""
    if not name.text.isupper() or len(name.text) < _LEAST_SHOUTED:
        return False
    words = [t for t in name.sent if t.is_alpha]
    loud = sum(t.is_upper for t in words)
    return loud > max(3, 0.7 * len(words)) and not stands_in_locative(name)
