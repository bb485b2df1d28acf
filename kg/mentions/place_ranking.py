"""Which place a name means: the places of that name are ranked, and a doubtful best one is not believed.

Primary names come before alternates; then count what the text says of the container ("Paris, Texas"), the countries the
article is about, the class of place and its population. What cannot be told apart stays unresolved, with the reason.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from kg.mentions.gazetteer import Candidate, Gazetteer, name_key
from kg.mentions.locatives import COMPASS, PLACE_NOUNS, place_words
from kg.mentions.toponyms import Name, Toponym
from kg.model import PlaceType

_METONYM_TYPES = frozenset({PlaceType.BUILDING, PlaceType.STREET})
_ACTOR_TYPES = frozenset({PlaceType.COUNTRY, PlaceType.CONTINENT})
_CLASS_WEIGHT = {"PCLI": 4.0, "curated": 4.0, "ADM1": 2.5, "PPLC": 2.5}


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


def resolve_toponyms(
    doc: Doc, names: Sequence[Name], toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> tuple[Resolution | None, ...]:
    """For each name the place it means; None where it is no place here after all."""
    cues = _cues(toponyms, gazetteer)
    setting = _setting(doc, names, gazetteer)
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


def _setting(doc: Doc, names: Sequence[Name], gazetteer: Gazetteer) -> _Setting:
    countries: Counter[str] = Counter()
    for token in doc:
        if token.shape_[0] == "X" and (code := gazetteer.country_of_demonym(token.text)):
            countries[code] += 1
    for name in names:
        places = [c for c in name.candidates if c.feature in _CLASS_WEIGHT and c.feature != "PPLC"]
        if len(places) == 1 and places[0].feature != "ADM1":
            countries.update((places[0].country,) if places[0].country else places[0].near)
    divisions = Counter((c.country, c.admin1) for name in names for c in name.candidates if c.feature == "ADM1")
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
    words = [t.lower_ for t in between if t.lower_ not in COMPASS | {"the", "'s", "state", "province", "district"}]
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
        if token.lower_ in PLACE_NOUNS:
            noun_seen = True
        elif owned and (country := _country_named(token, gazetteer)):
            return _Cue(country) if noun_seen or i == name.tokens.start - 2 else None
        elif noun_seen and (code := gazetteer.country_of_demonym(token.text)) and token.text[0].isupper():
            return _Cue(code)
        elif _ends_phrase(token):
            return None
    return None


def _ends_phrase(token: Token) -> bool:
    if token.pos_ == "ADP":
        return token.lower_ != "of"
    return token.pos_ in {"VERB", "AUX", "PUNCT", "CCONJ", "NOUN"} and token.tag_ != "POS" and token.text != "-"


def _country_named(token: Token, gazetteer: Gazetteer) -> str | None:
    found = gazetteer.curated(token.text) if token.text[0].isupper() else ()
    return next((c.country for c in found if c.feature == "PCLI"), None)


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
    return right and root.head.lower_ not in PLACE_NOUNS


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
        return root.head.lemma_ not in place_words("being")
    if root.dep_ == "poss":
        return True
    return root.dep_ == "pobj" and root.head.lower_ in {"with", "by", "against", "between", "to", "for"}
