"""Which names are places here, and which place of that name is meant.

``find_toponyms`` looks every run of capitalised words up and asks the parse whether it can be a place at all;
``resolve_toponyms`` ranks the places of a name: primary name before alternates, then containment said in the text
("Paris, Texas"), the countries the article is about, the class of place, its population, and what lies near.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from kg.mentions.gazetteer import Candidate, Gazetteer, name_key
from kg.mentions.locatives import AREA_NOUNS, SETTLEMENT_NOUNS, SPOT_NOUNS, stands_in_locative
from kg.model import Document, PlaceType, Span

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_OTHER_NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "LANGUAGE"})
_NUMBERS_AND_DATES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
_LONGEST = 7
_JOINING = frozenset(
    "el al de la le las los of and du di da do dos das del am an der den upon on sur ash az es as".split()
)
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday ramadan christmas easter".split()
)
_MAY_PRECEDE = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern central downtown greater inner upper lower mainland occupied".split()
)
_ORGANISATION_OF = frozenset(
    "bank university college church republic duke prince princess duchess earl house parliament ministry institute bishop "
    "archbishop museum kingdom emirate times state states daughters order battle treaty peace".split()
)
_METONYM_TYPES = frozenset({PlaceType.BUILDING, PlaceType.STREET})
_ACTOR_TYPES = frozenset({PlaceType.COUNTRY, PlaceType.CONTINENT})
_BEING = frozenset("be lie sit stand remain become fall burn host witness see suffer have".split())


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name that can be a place here.

    ``tokens`` are its words in the parse; ``locative`` says that its construction denotes a place, ``label`` is the
    entity label the parser gave exactly or around it ('' for none), ``firm`` that the label speaks of a place.
    """

    span: Span
    printed: str
    tokens: Tokens
    candidates: tuple[Candidate, ...]
    locative: bool
    label: str

    @property
    def firm(self) -> bool:
        """True if the parser holds it for a place."""
        return self.label in _PLACE_LABELS


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place that is meant (None: not known, for the ``reason`` given); ``country`` is what the words around say."""

    place: Candidate | None
    reason: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class _Cue:
    """A container that the words around a name state: an ISO code and, if said, a first-level division."""

    country: str | None
    admin1: str | None = None


# ------------------------------------------------------------------------------------------- finding names


def find_toponyms(document: Document, taken: Sequence[Span], gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """The names of the text that can be places, first to last, without overlap."""
    doc = document.tokens
    blocked = _blocked_tokens(doc, taken)
    names = list(_known_names(doc, gazetteer))
    covered = {i for name, _ in names for i in range(name.start, name.end)}
    names += [(ent, ()) for ent in _unknown_names(doc, covered)]
    names.sort(key=lambda name: name[0].start)
    free = ((name, found) for name, found in names if not blocked.intersection(range(name.start, name.end)))
    return tuple(_toponym(name, found) for name, found in free if _can_be_a_place(name))


def _blocked_tokens(doc: Doc, taken: Sequence[Span]) -> set[int]:
    blocked: set[int] = set()
    for span in taken:
        words = doc.char_span(span.start, span.end, alignment_mode="expand")
        blocked.update(range(words.start, words.end) if words is not None else ())
    return blocked


def _toponym(name: Tokens, candidates: tuple[Candidate, ...]) -> Toponym:
    label = next((ent.label_ for ent in name.ents if ent.label_), "") or name.root.ent_type_
    return Toponym(Span(name.start_char, name.end_char), name.text, name, candidates, stands_in_locative(name), label)


def _known_names(doc: Doc, gazetteer: Gazetteer) -> Iterator[tuple[Tokens, tuple[Candidate, ...]]]:
    """The longest names of the gazetteer, left to right."""
    i = 0
    while i < len(doc):
        end, found = _longest_name(doc, i, gazetteer)
        if end:
            start = i + 1 if doc[i].lower_ == "the" else i
            yield doc[start:end], found
        i = max(end, i + 1)


def _longest_name(doc: Doc, start: int, gazetteer: Gazetteer) -> tuple[int, tuple[Candidate, ...]]:
    """End of the longest name that starts at a token (0: none) and its candidates."""
    if not _opens_name(doc, start):
        return 0, ()
    for end in reversed(_possible_ends(doc, start)):
        text = doc[start:end].text
        plain = _is_plain_name(doc, start, end)
        found = gazetteer.candidates(text) if plain else gazetteer.curated(text)
        if found and (end - start > 1 or _is_single_name(doc[start])):
            return end, found
    return 0, ()


def _opens_name(doc: Doc, i: int) -> bool:
    token = doc[i]
    if token.text[0].isupper() or token.lower_ == "the":
        return True
    hyphen = i + 2 < len(doc) and doc[i + 1].text == "-" and doc[i + 2].text[0].isupper()
    return hyphen and token.lower_ in {"al", "el", "ad", "as", "ash", "at", "az"} and not (i and doc[i - 1].text == "-")


def _possible_ends(doc: Doc, start: int) -> list[int]:
    ends = []
    for i in range(start, min(start + _LONGEST, len(doc))):
        token = doc[i]
        if token.is_space or token.text in {'"', ".", ";", ":", "(", ")", "--", "—"}:
            break
        if token.is_alpha or token.text[0].isalpha():
            ends.append(i + 1)
    return ends


def _is_plain_name(doc: Doc, start: int, end: int) -> bool:
    """Capitalised words and joining words only; other forms are looked for among the curated places."""
    words = doc[start:end]
    if doc[start].lower_ == "the" or not (words[-1].text[0].isupper()):
        return False
    return all(w.text[0].isupper() or w.lower_ in _JOINING or w.text in "-'" for w in words)


def _is_single_name(token: Token) -> bool:
    """A single word must look like a name: no weekday, no month, no common word at the start of a sentence."""
    if token.lower_ in _CALENDAR or len(token) < 2:
        return False
    return token.pos_ == "PROPN" or token.ent_type_ in _PLACE_LABELS


def _unknown_names(doc: Doc, covered: set[int]) -> Iterator[Tokens]:
    """Entities that the parser holds for places and that no gazetteer name is part of."""
    for ent in doc.ents:
        if ent.label_ not in _PLACE_LABELS or covered.intersection(range(ent.start, ent.end)):
            continue
        name = ent[1:] if ent[0].lower_ == "the" and len(ent) > 1 else ent
        if len(name.text) > 2 and name.text[0].isupper() and name[0].pos_ == "PROPN" and "\n" not in name.text:
            yield name


# ------------------------------------------------------------------------------------- can it be a place?


def _can_be_a_place(name: Tokens) -> bool:
    """What stands beside the name, and what the parser calls it, do not speak against a place."""
    return not (
        _is_part_of_other_entity(name)
        or _is_part_of_longer_name(name)
        or _is_of_organisation(name)
        or _is_shouted(name)
    )


def _is_part_of_other_entity(name: Tokens) -> bool:
    root = name.root
    label = root.ent_type_
    if label in _NUMBERS_AND_DATES:
        return True
    if label not in _OTHER_NAMES and label != "NORP":
        return False
    entity = _entity_around(root)
    words = [t for t in entity if t.lower_ != "the" and t.tag_ != "POS"]
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
    doc = name.doc
    before = doc[name.start - 1] if name.start > name.sent.start else None
    after = doc[name.end] if name.end < name.sent.end else None
    exact = _is_exactly_a_place(name)
    if before is not None and _is_name_word(before) and before.lower_ not in _MAY_PRECEDE and not exact:
        return True
    if after is None or not _is_name_word(after):
        return False
    if after.lower_ in AREA_NOUNS | SETTLEMENT_NOUNS | SPOT_NOUNS:
        return after.lower_ in {"university", "school"} and not exact
    return not exact


def _is_exactly_a_place(name: Tokens) -> bool:
    entity = _entity_around(name.root)
    return name.root.ent_type_ in _PLACE_LABELS and entity.start >= name.start - 1 and entity.end <= name.end


def _is_name_word(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ == "PROPN" and token.ent_type_ != "NORP" and token.is_alpha


def _is_of_organisation(name: Tokens) -> bool:
    """ "Bank of England", "Duke of York"."""
    doc, i = name.doc, name.start - 1
    if i > 0 and doc[i].lower_ == "the":
        i -= 1
    return i > 0 and doc[i].lower_ == "of" and doc[i - 1].text[0].isupper() and doc[i - 1].lower_ in _ORGANISATION_OF


def _is_shouted(name: Tokens) -> bool:
    """In a line of capitals nearly every word looks like a name: only after a locative word is it one."""
    if not name.text.isupper() or len(name.text) < 4:
        return False
    words = [t for t in name.sent if t.is_alpha]
    loud = sum(t.is_upper for t in words)
    return loud > max(3, 0.7 * len(words)) and not stands_in_locative(name)


# ------------------------------------------------------------------------------------------------ ranking


def resolve_toponyms(
    document: Document, toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> tuple[Resolution | None, ...]:
    """For each name the place it means; None where it is no place here after all."""
    cues = _cues(toponyms, gazetteer)
    setting = _setting(document.tokens, toponyms, gazetteer)
    first = [_choose(t, cue, setting) for t, cue in zip(toponyms, cues, strict=True)]
    setting = setting.widened(r.place for r in first if r.place)
    chosen = _one_sense(toponyms, cues, [_choose(t, cue, setting) for t, cue in zip(toponyms, cues, strict=True)])
    kept = [r if _is_used_as_place(t, r) else None for t, r in zip(toponyms, chosen, strict=True)]
    sure = {r.place.identity for t, r in zip(toponyms, kept, strict=True) if r and r.place and (t.firm or t.locative)}
    return tuple(
        r if r and (t.firm or t.locative or (r.place and r.place.identity in sure)) else None
        for t, r in zip(toponyms, kept, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where the article plays: how often each country and first-level division is named."""

    countries: Counter[str]
    divisions: Counter[tuple[str | None, str | None]]

    def widened(self, places: Iterable[Candidate]) -> _Setting:
        """With the countries of places that are known by now, once each."""
        seen = {place.identity: place for place in places}.values()
        towns = Counter(place.country for place in seen if place.country and place.feature.startswith("PPL"))
        return _Setting(self.countries + Counter(dict(towns)), self.divisions)

    def weight(self, place: Candidate) -> float:
        """0 to 3: how much the article is about the country and the division of the place."""
        codes = (place.country, *place.near) if place.country else place.near
        counted = max((self.countries[code] for code in codes if code), default=0)
        same_division = bool(place.admin1 and self.divisions[place.country, place.admin1])
        return min(counted, 4) / 2 + (1.0 if same_division else 0.0)


def _setting(doc: Doc, toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> _Setting:
    countries: Counter[str] = Counter()
    for token in doc:
        if token.text[0].isupper() and (code := gazetteer.country_of_demonym(token.text)):
            countries[code] += 1
    for name, found in _known_names(doc, gazetteer):
        certain = [c for c in found if c.feature in {"PCLI", "ADM1", "curated"}]
        if len(certain) == 1 and certain[0].feature != "ADM1" and name.text.lower() not in _CALENDAR:
            countries.update((certain[0].country,) if certain[0].country else certain[0].near)
    divisions = Counter((c.country, c.admin1) for t in toponyms for c in t.candidates if c.feature == "ADM1")
    return _Setting(countries, divisions)


def _cues(toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> list[_Cue | None]:
    """What the words around each name say of its container."""
    following = (*toponyms[1:], None)
    return [_cue_after(t, after) or _cue_before(t, gazetteer) for t, after in zip(toponyms, following, strict=True)]


def _cue_after(name: Toponym, after: Toponym | None) -> _Cue | None:
    """ "Paris, Texas", "Homs in Syria": the next name holds a place of this name."""
    if after is None or not _touches(name, after):
        return None
    for container in after.candidates:
        if container.feature not in {"PCLI", "ADM1"}:
            continue
        if any(_lies_in(c, container) for c in name.candidates) or not name.candidates:
            return _Cue(container.country, container.admin1)
    return None


def _touches(name: Toponym, after: Toponym) -> bool:
    between = name.tokens.doc[name.tokens.end : after.tokens.start]
    words = [t.lower_ for t in between if t.lower_ not in _MAY_PRECEDE | {"the", "'s", "state", "province", "district"}]
    if words == [","]:
        return after.tokens.root.dep_ not in {"nsubj", "nsubjpass"}
    return words in (["in"], [",", "in"], ["("])


def _lies_in(place: Candidate, container: Candidate) -> bool:
    if place.feature == "PCLI" or place.identity == container.identity or place.country != container.country:
        return False
    return container.admin1 is None or (place.admin1 == container.admin1 and place.feature != "ADM1")


def _cue_before(name: Toponym, gazetteer: Gazetteer) -> _Cue | None:
    """ "the Syrian city of Homs", "Egypt's Sinai", "the German capital Berlin"."""
    doc, noun_seen = name.tokens.doc, False
    for i in range(name.tokens.start - 1, max(name.tokens.start - 8, name.tokens.sent.start - 1), -1):
        token = doc[i]
        owned = i + 1 < len(doc) and doc[i + 1].tag_ == "POS"
        if token.lower_ in SETTLEMENT_NOUNS | AREA_NOUNS | SPOT_NOUNS:
            noun_seen = True
        elif owned and (country := _country_named(token, gazetteer)):
            return _Cue(country) if noun_seen or i == name.tokens.start - 2 else None
        elif noun_seen and (code := gazetteer.country_of_demonym(token.text)) and token.text[0].isupper():
            return _Cue(code)
        elif token.pos_ in {"VERB", "AUX", "PUNCT", "CCONJ", "NOUN"} and token.tag_ != "POS" and token.text not in "-'":
            return None
        elif token.pos_ == "ADP" and token.lower_ != "of":
            return None
    return None


def _country_named(token: Token, gazetteer: Gazetteer) -> str | None:
    found = gazetteer.curated(token.text) if token.text[0].isupper() else ()
    return next((c.country for c in found if c.feature == "PCLI"), None)


_CLASS_WEIGHT = {"PCLI": 4.0, "curated": 4.0, "ADM1": 2.5, "PPLC": 2.5}


def _score(place: Candidate, cue: _Cue | None, setting: _Setting) -> float:
    score = (2.0 if place.primary else 0.0) + _CLASS_WEIGHT.get(place.feature, 0.0) + setting.weight(place)
    if place.feature not in {"curated", "ADM1"}:
        score += 0.6 * math.log10(place.population + 1)
    if cue:
        score += 6.0 if _fits(place, cue) else -6.0
    return score


def _fits(place: Candidate, cue: _Cue) -> bool:
    codes = (place.country,) if place.country else place.near
    return cue.country in codes and (cue.admin1 is None or place.admin1 in {cue.admin1, None})


def _choose(name: Toponym, cue: _Cue | None, setting: _Setting) -> Resolution:
    country = cue.country if cue else None
    if not name.candidates:
        return Resolution(None, f"no place called {name.printed} in the gazetteer", country)
    ranked = sorted(name.candidates, key=lambda place: -_score(place, cue, setting))
    best, rest = ranked[0], ranked[1:]
    if reason := _doubt(name, best, rest, cue, setting):
        return Resolution(None, reason, country)
    return Resolution(best)


def _doubt(name: Toponym, best: Candidate, rest: Sequence[Candidate], cue: _Cue | None, setting: _Setting) -> str:
    """Why the best place of a name is not to be believed; '' if it is."""
    if cue and not (best.feature in {"PCLI", "curated"} and best.primary):
        return "" if _fits(best, cue) else f"no place called {name.printed} where the text puts it"
    if best.feature in _CLASS_WEIGHT and best.primary:
        return ""
    about = setting.weight(best) > 0
    if not best.primary and not (about or best.population >= 500_000):
        return f"{name.printed} is only another name of {best.name}, and nothing in the text points there"
    rivals = [c for c in rest if c.primary >= best.primary and c.population * 10 > best.population]
    if best.population < 15_000 and not about:
        return f"nothing in the text points to {best.name}, a small place"
    gap = min((_score(best, cue, setting) - _score(c, cue, setting) for c in rivals), default=9.0)
    if gap < 0.4 and best.population < 300_000:
        return f"{1 + len(rivals)} places are called {name.printed}, and the text does not say which"
    return ""


def _one_sense(
    toponyms: Sequence[Toponym], cues: Sequence[_Cue | None], chosen: Sequence[Resolution]
) -> list[Resolution]:
    """A name means the same place all through an article, unless the text itself says otherwise."""
    told: dict[str, Resolution] = {}
    for name, cue, resolution in zip(toponyms, cues, chosen, strict=True):
        if cue and resolution.place:
            told.setdefault(name_key(name.printed), resolution)
    return [
        resolution if cue else told.get(name_key(name.printed), resolution)
        for name, cue, resolution in zip(toponyms, cues, chosen, strict=True)
    ]


# --------------------------------------------------------------------------------- place, or actor after all


def _is_used_as_place(name: Toponym, resolution: Resolution) -> bool:
    place = resolution.place
    if place is None:
        return name.locative and name.firm
    if place.type in _ACTOR_TYPES and _modifies_no_place(name.tokens):
        return False
    if name.locative:
        return name.firm or _is_well_known(place)
    if place.type in _METONYM_TYPES or place.type in _ACTOR_TYPES:
        return False
    if _is_capital(place) or place.feature == "curated":
        return not _acts(name.tokens)
    return name.label not in {"PERSON", "ORG"}


def _modifies_no_place(name: Tokens) -> bool:
    """ "the US delegation": the name of a country used as an adjective."""
    root = name.root
    right = root.dep_ in {"compound", "amod", "nmod"} and root.head.i >= name.end
    return right and root.head.lower_ not in AREA_NOUNS | SETTLEMENT_NOUNS | SPOT_NOUNS


def _is_well_known(place: Candidate) -> bool:
    return place.feature in _CLASS_WEIGHT or (place.primary and place.population >= 15_000)


def _is_capital(place: Candidate) -> bool:
    return place.feature == "PPLC"


def _acts(name: Tokens) -> bool:
    """A seat of government named for its government: "Moscow rejected", "talks with Tehran", "Kyiv's allies"."""
    root = name.root
    while root.dep_ in {"conj", "appos"} and root.head.pos_ == "PROPN":
        root = root.head
    if root.dep_ in {"nsubj", "agent"}:
        return root.head.lemma_ not in _BEING
    if root.dep_ == "poss":
        return True
    return root.dep_ == "pobj" and root.head.lower_ in {"with", "by", "against", "between", "to", "for"}
