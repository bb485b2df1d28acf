"""The base forms of verbs that the model's lemmatizer takes for others: "staged" is from "stage", not from "stag".

A short verb that ends in one consonant doubles it before "-ed" and "-ing" ("planned"), so a form with a single one
belongs to the verb in "-e" ("hoped", "fined", "waging"). The lemmatizer tries the shorter verb first, doubled or not.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

VERBS_IN_E = "timewire_verbs_in_e"
"""The name of the component, to be added after the lemmatizer."""

# one vowel and one consonant that would be doubled
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


class VerbsInE:
    """Sets the lemma of the forms of verbs in "-e" whose stem is a verb as well."""

    def __init__(self, forms: dict[str, str]) -> None:
        self.forms = forms

    def __call__(self, doc: Doc) -> Doc:
        """Correct the lemmas of a document in place."""
        for token in doc:
            lemma = self.forms.get(token.lower_)
            if lemma is not None and token.pos_ == "VERB":
                token.lemma_ = lemma
        return doc


@Language.factory(VERBS_IN_E)
def _make(nlp: Language, name: str) -> VerbsInE:
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    verbs = frozenset(lemmatizer.lookups.get_table("lemma_index")["verb"])
    return VerbsInE(forms_in_e(verbs))


def forms_in_e(verbs: frozenset[str]) -> dict[str, str]:
    """Past and "-ing" forms with a single consonant, to the verb in "-e" that they are of.

    >>> forms_in_e(frozenset({"stag", "stage", "plan", "plane", "rout", "route"}))["staged"]
    'stage'
    """
    stems = (verb[:-1] for verb in verbs if verb.endswith("e"))
    doubling = [stem for stem in sorted(stems) if stem in verbs and _DOUBLES.fullmatch(stem)]
    return {stem + ending: stem + "e" for stem in doubling for ending in ("ed", "ing")}
