"""Names that are places beyond doubt, so that the actors leave them alone.

The small model takes provinces for companies and towns for people. Where something happens "in" a name, and the
gazetteer knows a place of it, it is a place, and so is the name wherever else it stands by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from kg.document import dateline_place
from kg.mentions.gazetteer import Candidate
from kg.mentions.locatives import COMPASS, stands_in_locative
from kg.mentions.titles import is_honorific, title_role
from kg.mentions.toponyms import PLACE_LABELS, Name, can_be_a_place, names_of_people
from kg.model import Span

_WITHIN = frozenset({"in", "near", "outside", "across", "around", "throughout", "inside", "into"})


def find_sure_places(doc: Doc, names: Sequence[Name]) -> frozenset[int]:
    """Indices of the tokens of names that are places; countries and capitals, which may act, are left out."""
    free = [name for name in names if _is_known(name) and can_be_a_place(name.tokens)]
    located = {name.tokens.text for name in free if _is_located(name.tokens) or _is_acted_on(name)} - names_of_people(
        doc
    )
    sure = [name for name in free if name.tokens.text in located and not _has_title(name.tokens)]
    written = dateline_place(doc.text)
    if written is not None:  # "OSLO (Reuters) -" names a town, whatever the model takes it for
        sure += [name for name in names if written.holds(Span(name.tokens.start_char, name.tokens.end_char))]
    return frozenset(i for name in sure for i in range(name.tokens.start, name.tokens.end))


def _is_known(name: Name) -> bool:
    """True if a place of some size bears the name, and no government does."""
    if any(c.metonym or (c.primary and c.feature in {"PCLI", "PPLC"}) for c in name.candidates):
        return False
    return any(_has_size(place, len(name.tokens)) for place in name.candidates)


def _has_size(place: Candidate, words: int) -> bool:
    """One word is shared with people more often than two, another name more often than the main one."""
    if place.primary:
        return place.curated or place.population >= (10_000 if words == 1 else 1_000)
    return place.population >= 100_000


def _is_acted_on(name: Name) -> bool:
    """ "took control of Nagorno-Karabakh": a curated place that does nothing and owns nothing here."""
    listed = any(place.curated and place.primary for place in name.candidates)
    return listed and name.tokens.root.dep_ in {"dobj", "pobj"} and not _is_owner(name.tokens)


def _is_owner(name: Tokens) -> bool:
    after = name.doc[name.end] if name.end < len(name.doc) else None
    return after is not None and after.tag_ == "POS"


def _is_located(name: Tokens) -> bool:
    """ "in Homs", "near western Homs"; after other words of location the parser must agree."""
    if _is_owner(name):
        return False
    i = name.start - 1
    while i > 0 and name.doc[i].lower_ in COMPASS | {"the"}:
        i -= 1
    if i >= 0 and name.doc[i].lower_ in _WITHIN:
        return True
    return name.root.ent_type_ in PLACE_LABELS and stands_in_locative(name)


def _has_title(name: Tokens) -> bool:
    """ "Mr. Lincoln", "Governor Houston"."""
    before = [name.doc[name.start - 1]] if name.start else []
    return bool(before) and bool(is_honorific(before, 0, 1) or title_role(before, 0, 1))
