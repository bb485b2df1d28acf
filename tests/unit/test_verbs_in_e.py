"""The base forms of verbs: "staged" is from "stage", "planned" from "plan"."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.document import load_model
from kg.lemmas import forms_in_e


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Students staged a march.", "staged", "stage"),
        ("Rebels waged war on Chad.", "waged", "wage"),
        ("Eva Berg was fined 300 euros.", "fined", "fine"),
        ("They are hoping to win.", "hoping", "hope"),
        ("They planned a march.", "planned", "plan"),
        ("They routed the army.", "routed", "rout"),
    ],
)
def test_a_single_consonant_is_of_the_verb_in_e(nlp: Language, text: str, word: str, lemma: str) -> None:
    assert [t.lemma_ for t in nlp(text) if t.text == word] == [lemma]


def test_only_stems_that_double_their_consonant_are_corrected() -> None:
    forms = forms_in_e(frozenset({"rat", "rate", "rout", "route", "sing", "singe", "ax", "axe", "come"}))
    assert forms == {"rated": "rate", "rating": "rate"}
