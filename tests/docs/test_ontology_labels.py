"""ontology/labels.ttl: each concept has one label in each language, in its script, and timelines say the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.terms import CODE, LABELS_FILE, ONT, RDFS, SKOS, TYPE, A, labels_in, local_name, ontology_quads
from kg.model import Role
from server.data.vocabulary import terms_of
from server.pages.queries import read_names
from server.pages.reader import Reader
from server.timelines.locales import Locale, languages, locale_of

LABELS = Path(__file__).resolve().parents[2] / "ontology" / LABELS_FILE
LANGUAGES = ("ar", "de", "es", "fa", "fr", "he", "hi", "pt", "ru", "tr", "uk", "zh")
ARABIC, CYRILLIC = "\u0600-\u06ff", "\u0400-\u04ff"
SCRIPTS = {
    "ar": ARABIC,
    "fa": ARABIC,
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "ru": CYRILLIC,
    "uk": CYRILLIC,
    "zh": "\u4e00-\u9fff",
}
ABBREVIATIONS = {"PA-X"}
FOREIGN_LETTERS = {"ar": "یکگچپژ", "fa": "يكةى", "ru": "іїєґ", "uk": "ыэёъ"}
"""Letters of another language in the same script."""
MOST_LETTERS = 60
FAMILIES_ARE_SHORTER = {
    local_name(q.subject) for q in ontology_quads() if q.object == CODE.EventTypes and q.predicate == SKOS.topConceptOf
}
"""Filters of timelines have little room: there the first word of a family stands for it."""
COUNTED = {"ru", "uk", "zh"}
"""Languages in which a measure behind a number is not what it is as a heading."""
SAID_OTHERWISE = {"Occurred", "Agreed", "Hypothetical"}
"""Modalities that timelines say nothing of, or explain in more words."""


def _labels(predicate: ox.NamedNode) -> dict[ox.NamedNode, list[ox.Literal]]:
    found: dict[ox.NamedNode, list[ox.Literal]] = defaultdict(list)
    for quad in ontology_quads():
        if quad.predicate == predicate and isinstance(quad.object, ox.Literal):
            assert isinstance(quad.subject, ox.NamedNode)
            found[quad.subject].append(quad.object)
    return found


CONCEPTS = _labels(SKOS.prefLabel)
TERMS = {term: labels for term, labels in _labels(RDFS.label).items() if ONT.holds(term)}
IN_SCHEME = {quad.subject: quad.object for quad in ontology_quads() if quad.predicate == SKOS.inScheme}


def _said(term: ox.NamedNode, lang: str) -> str:
    return next(label.value for label in (CONCEPTS | TERMS)[term] if label.language == lang)


def _translations() -> Iterator[tuple[ox.NamedNode, str, str]]:
    for term, labels in (CONCEPTS | TERMS).items():
        yield from ((term, label.language or "", label.value) for label in labels if label.language != "en")


def test_every_concept_and_scheme_has_one_label_in_each_language() -> None:
    kinds = (SKOS.Concept, SKOS.ConceptScheme)
    concepts = {quad.subject for quad in ontology_quads() if quad.predicate == A and quad.object in kinds}
    assert len(concepts) > 300
    assert set(CONCEPTS) == concepts
    wrong = {c: langs for c in CONCEPTS if (langs := _languages_of(CONCEPTS[c])) != sorted(("en", *LANGUAGES))}
    assert wrong == {}


def _languages_of(labels: list[ox.Literal]) -> list[str]:
    return sorted(label.language or "" for label in labels)


def test_a_class_or_property_has_its_label_in_each_language_or_in_english_only() -> None:
    assert {tuple(_languages_of(labels)) for labels in TERMS.values()} == {("en",), tuple(sorted(("en", *LANGUAGES)))}
    assert all(len(TERMS[ONT[role]]) == 13 for role in Role)
    assert all(len(TERMS[ONT[name]]) == 13 for name in ("Event", "Claim", "Figure", "NegotiationRound", "Person"))


def test_a_role_is_called_the_same_as_a_property_and_as_a_code() -> None:
    for role in set(Role) - {Role.ACTOR}:
        code = CODE[role.value[0].upper() + role.value[1:]]
        assert {*TERMS[ONT[role]]} == {*CONCEPTS[code]}, role


def test_labels_are_neither_empty_nor_long_nor_untidy() -> None:
    untidy = [
        (term, value)
        for term, _, value in _translations()
        if not value or len(value) > MOST_LETTERS or value != " ".join(value.split(" ")).strip() or '"' in value
    ]
    assert untidy == []


def test_labels_are_written_in_the_script_of_their_language() -> None:
    latin = re.compile(r"[A-Za-z]")
    wrong = []
    for term, lang, value in _translations():
        own = re.sub("|".join(ABBREVIATIONS), "", value)
        if lang in SCRIPTS:
            fits = re.search(f"[{SCRIPTS[lang]}]", own) and not latin.search(own)
        else:
            fits = not re.search("[\u0370-\uffff]", value.replace("’", ""))
        if not fits or set(FOREIGN_LETTERS.get(lang, "")) & set(value):
            wrong.append((term, lang, value))
    assert wrong == []


def test_no_two_concepts_of_a_scheme_are_called_the_same() -> None:
    found = Counter((IN_SCHEME.get(term), lang, value.casefold()) for term, lang, value in _translations())
    assert [(key, n) for key, n in found.items() if n > 1 and key[0] is not None] == []


@pytest.mark.parametrize("lang", ["de", "es", "fr", "pt", "tr", "ru", "uk"])
def test_types_are_headings_and_other_codes_are_not(lang: str) -> None:
    assert [value for term in CONCEPTS if TYPE.holds(term) and not (value := _said(term, lang))[0].isupper()] == []
    if lang != "de":  # where nouns are capitalised anyway
        codes = [_said(term, lang) for term in CONCEPTS if CODE.holds(term) and term in IN_SCHEME]
        assert [value for value in codes if value[0].isupper()] == []


# ------------------------------------------------------------------------------------------------ the file itself


def _blocks() -> list[tuple[str, str]]:
    """The comment above each term, and the term with its labels."""
    found = re.findall(r"^# (?!---)(.+)\n((?:et|evc|ev):\w+ (?:.|\n)+?) \.$", LABELS.read_text(encoding="utf-8"), re.M)
    return [(str(note), str(said)) for note, said in found]


def test_each_block_is_one_term_with_its_languages_in_order() -> None:
    blocks = _blocks()
    assert len({said.partition(" ")[0] for _, said in blocks}) == len(blocks) > 350
    assert {tuple(re.findall(r"@(\w+),?$", said, re.M)) for _, said in blocks} == {LANGUAGES}


def test_the_comment_above_a_term_is_its_english_label_and_its_definition() -> None:
    english: Mapping[str, dict[str, str]] = defaultdict(dict)
    for quad in ontology_quads():
        if isinstance(quad.object, ox.Literal) and quad.object.language == "en":
            english[str(quad.subject)][local_name(quad.predicate)] = quad.object.value
    names = {"et": TYPE, "evc": CODE, "ev": ONT}
    for note, said in _blocks():
        prefix, _, name = said.partition(" ")[0].partition(":")
        told = english[str(names[prefix][name])]
        label = told.get("prefLabel") or told["label"]
        assert note == f"{label}: {told.get('definition') or told['comment']}", name


def test_the_file_tells_its_licence_and_how_to_correct_it() -> None:
    header = LABELS.read_text(encoding="utf-8").partition("@prefix")[0]
    for words in ("CC BY 4.0", "no native speaker has gone through them", "open an issue"):
        assert words in header


# -------------------------------------------------------------------------------------------- who asks for one label


def test_pages_and_the_documents_of_vocabularies_call_terms_by_their_english_label() -> None:
    store = ox.Store()
    store.extend(ontology_quads())
    reader = Reader(read_names(store, [TYPE.Ceasefire, CODE.Mediator, ONT.mediator]), "https://data.example.org/")
    assert [reader.text(term).value for term in (TYPE.Ceasefire, CODE.Mediator, ONT.mediator)] == [
        "Ceasefire",
        "mediator",
        "mediator",
    ]
    (shown,) = [term for term in terms_of("type", "https://data.example.org/") if term.id == "Ceasefire"]
    assert shown.label.value == "Ceasefire"
    assert [label.language for label in shown.other_labels] == list(LANGUAGES)
    assert "Waffenruhe" in [label.value for label in shown.other_labels]


def test_labels_are_found_by_language() -> None:
    assert labels_in("es")[TYPE.Ceasefire] == "Alto el fuego"
    assert labels_in("en")[TYPE.Ceasefire] == "Ceasefire"
    assert labels_in("tlh") == {}


# ------------------------------------------------------------------------------------------------ words of timelines

LOCALES = [locale_of(lang) for lang in languages() if lang != "en"]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.lang)
def test_codes_of_a_locale_are_types_or_measures_and_agree_with_the_ontology(locale: Locale) -> None:
    measures = {local_name(term) for term, scheme in IN_SCHEME.items() if scheme == CODE.Measures}
    assert set(locale.codes) <= FAMILIES_ARE_SHORTER | measures
    for name, word in locale.codes.items():
        label = _said(TYPE[name] if name in FAMILIES_ARE_SHORTER else CODE[name], locale.lang)
        if name in FAMILIES_ARE_SHORTER:
            assert word == label or len(word) < len(label) or len(word.split()) < len(label.split()), name
        elif locale.lang in COUNTED:
            assert _same_word(word, label), name
        else:
            assert word == label, name


def _same_word(word: str, label: str) -> bool:
    """True for two forms of a word: the same beginning, or in Chinese a character of the other."""
    return word == "%" or bool(set(word) & set(label) if re.match("[一-鿿]", word) else word[:3] == label[:3])


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.lang)
def test_modalities_and_bounds_of_a_locale_agree_with_the_ontology(locale: Locale) -> None:
    for name, word in locale.modality.items():
        assert name in SAID_OTHERWISE or word == _said(CODE[name], locale.lang), name
    for name in ("AtLeast", "MoreThan", "About", "AtMost"):
        assert _said(CODE[name], locale.lang) in locale.bound[name], name


def test_every_locale_has_labels_and_the_other_way_round() -> None:
    assert sorted(languages()) == sorted(("en", *LANGUAGES))
