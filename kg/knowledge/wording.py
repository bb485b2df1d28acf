"""Words as far as two articles may use the same: their stems, without what any article could say.

Made for comparing, not for reading: ``resigned`` and ``resigns`` have one stem, ``resignation`` another one, which the
type of the event brings together.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SHORTEST = 3
_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdfgmnprt")

_IRREGULAR = {
    form: base
    for base, forms in {
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "catch": "caught",
        "choose": "chose chosen",
        "come": "came",
        "die": "dying died dead",
        "drive": "drove driven",
        "fall": "fell fallen",
        "feel": "felt",
        "fight": "fought",
        "find": "found",
        "flee": "fled",
        "fly": "flew flown",
        "forbid": "forbade forbidden",
        "freeze": "froze frozen",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "grow": "grew grown",
        "hang": "hung",
        "hear": "heard",
        "hide": "hid hidden",
        "hold": "held",
        "keep": "kept",
        "lay": "laid",
        "lead": "led",
        "leave": "left",
        "lie": "lying",
        "lose": "lost",
        "make": "made",
        "meet": "met",
        "pay": "paid",
        "rise": "rose risen",
        "run": "ran",
        "see": "saw seen",
        "seek": "sought",
        "sell": "sold",
        "send": "sent",
        "shake": "shook shaken",
        "shoot": "shot",
        "sink": "sank sunk",
        "speak": "spoke spoken",
        "spend": "spent",
        "stand": "stood",
        "steal": "stole stolen",
        "strike": "struck stricken",
        "swear": "swore sworn",
        "sweep": "swept",
        "take": "took taken",
        "teach": "taught",
        "tear": "tore torn",
        "tell": "told",
        "think": "thought",
        "throw": "threw thrown",
        "win": "won",
        "withdraw": "withdrew withdrawn",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}

_COMMON = frozenset(
    """
    about above according after again against ago all almost also although always am among an and another any are
    around as at back be because been before being between both but by can city could country day did do does during
    each early eight else end even ever every far few first five follow for four from full further get give go group
    had has have he her here him his how however if in include including into is it its itself just last late later
    least less like made make man many may member men might million month more morning most much must near need never
    new next night nine no nor not now number of off official old on once one only or other our out over part people
    per place put report right said same saw say second see set seven several she should show since six small so some
    spokesman spokeswoman state still such take ten than that the their them then there these they thing think third
    this those though thousand three through time to today told too two under until up upon us use very want was way we
    week well were what when where whether which while who whose why will with within without woman women would year
    yesterday yet you your monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december
    """.split()
)
"""Words without a story in them. They are left out before stems are taken."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a word of English news, in small letters.

    >>> [stem(word) for word in ("struck", "Strikes", "striking", "bombed", "agencies", "stopped", "talks")]
    ['strik', 'strik', 'strik', 'bomb', 'agenc', 'stop', 'talk']

    Rules of suffixes alone, after Porter's first step; a list for irregular verbs.
    """
    small = word.lower().removesuffix("'s").removesuffix("’s")
    return _without_suffix(_IRREGULAR.get(small, small))


def _without_suffix(word: str) -> str:
    for suffix, instead in (("ies", "y"), ("sses", "ss"), ("es", ""), ("s", "")):
        if word.endswith(suffix) and not word.endswith("ss") and len(word) - len(suffix) >= _SHORTEST:
            word = word[: -len(suffix)] + instead
            break
    for suffix in ("ing", "ed"):
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) >= _SHORTEST and _VOWELS & set(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] in _DOUBLED else rest
            break
    return word[:-1] if word[-1:] in ("e", "y") and len(word) > _SHORTEST else word


def stems(text: str) -> frozenset[str]:
    """The stems of the words that can tell one story from another."""
    words = (found[0] for found in _WORD.finditer(text))
    return frozenset(stem(word) for word in words if len(word) >= _SHORTEST and word.lower() not in _COMMON)
