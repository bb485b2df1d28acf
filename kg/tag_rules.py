"""The rules of a model that make word classes and features of tags, remembered instead of matched for every word.

Nearly all of them ask a single token for its tag, its lower-case form and its relation, and the same three come again
and again; spaCy's matcher tries 180 patterns on each token nonetheless, which is a tenth of the time of the parse.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab

_ASKED = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
"""What a rule may ask of a token so that the three that are remembered decide it."""
_Key = tuple[int, int, int]


class TagRules(AttributeRuler):
    """Does what ``AttributeRuler`` does with the same patterns, in the same order."""

    def __init__(self, vocab: Vocab, name: str = "tag_rules") -> None:
        super().__init__(vocab, name)
        self._of_one = Matcher(vocab)
        self._of_several = Matcher(vocab)
        self._remembered: dict[_Key, list[int]] = {}

    def add(self, patterns: Any, attrs: dict[str, Any], index: int = 0) -> None:
        """Add patterns, as ``AttributeRuler.add`` does."""
        number = str(len(self.attrs))
        super().add(patterns, attrs, index)
        alone = all(len(pattern) == 1 and _ASKED.issuperset(pattern[0]) for pattern in patterns)
        (self._of_one if alone else self._of_several).add(number, patterns)
        self._remembered.clear()

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all tokens; of several rules for a token the last one decides."""
        also: dict[int, list[int]] = {}
        for rule, start, end in self._matches(self._of_several, doc):
            token = doc[start:end][self.indices[rule]]
            also.setdefault(token.i, []).append(rule)
        for token in doc:
            rules = self._rules_for(token)
            for rule in sorted((*rules, *also[token.i])) if token.i in also else rules:
                set_token_attrs(token, self.attrs[rule])
        return doc

    def _rules_for(self, token: Token) -> list[int]:
        key = (token.tag, token.lower, token.dep)
        rules = self._remembered.get(key)
        if rules is None:
            alone = Doc(self.vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_], heads=[0])
            rules = self._remembered[key] = sorted(rule for rule, _, _ in self._matches(self._of_one, alone))
        return rules

    def _matches(self, matcher: Matcher, doc: Doc) -> list[tuple[int, int, int]]:
        found = matcher(doc, allow_missing=True)
        return [(int(self.vocab.strings[match]), start, end) for match, start, end in found]


@Language.factory("timewire_tag_rules")
def _make(nlp: Language, name: str) -> TagRules:
    return TagRules(nlp.vocab, name)


def remember_tag_rules(nlp: Language) -> None:
    """Put ``TagRules`` with the same patterns in the place of the attribute ruler of a pipeline."""
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    rules = nlp.add_pipe("timewire_tag_rules", before="attribute_ruler")
    assert isinstance(rules, TagRules)
    rules.add_patterns(ruler.patterns)
    nlp.remove_pipe("attribute_ruler")
