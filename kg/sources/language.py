"""Is a text English? By the script of its letters and its most frequent function words.

A small check that keeps other languages out of an English pipeline, not a language identifier: it abstains on texts
of a few words. Function words are the closed classes (articles, prepositions, conjunctions, pronouns, auxiliaries)
that grammars of each language list; words that two of the languages share count for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE_CHARACTERS = 20_000
_FEWEST_WORDS = 12
_LATIN_SHARE = 0.5  # of the letters; names in other scripts stand in English news too
_CLEARLY_ENGLISH = 0.2  # share of function words; English news has about 0.35 to 0.5, lists of names less
_NOT_ENGLISH = 0.06

_FUNCTION_WORDS = {
    "English": "the of and to in a an is are was were be been that this these those for on with as by at from it its "
    "he she they his her their we our you your i not but or which who what when where had has have will would could "
    "should may said after before into over about than there if all no more out up",
    "French": "le la les un une des du de et est sont dans que qui pour sur avec par au aux ce cette ces il elle ils "
    "elles ne pas plus ou mais son sa ses leur leurs été a ont être en se nous vous je d'une qu'il l'on",
    "German": "der die das den dem des ein eine einen einem einer und ist sind war waren in im zu mit von für auf "
    "nicht auch als an es sich er sie wir ich nach bei aus dass wie oder aber werden wurde hat haben über zum zur",
    "Spanish": "el la los las un una unos unas de del y es son en que por para con se su sus al lo como más pero no o "
    "fue han ha este esta estos entre sobre también ser hasta desde le les yo sin",
    "Italian": "il lo la i gli le un una di del della dei delle e è sono in che per con su si al alla non più ma come "
    "nel nella da dal ha hanno stato anche questo questa ed o se",
    "Portuguese": "o a os as um uma de do da dos das e é são em no na nos nas que por para com se seu sua ao à não "
    "mais mas como foi ou pelo pela entre também até",
    "Dutch": "de het een en van in is zijn was op te dat die voor met niet aan er om ook als bij door naar uit maar "
    "over heeft hebben worden werd ze hij wij ik dan of nog",
    "Swedish, Danish or Norwegian": "och og att at det den der de en et ett är er var i på av af som för for med till "
    "til inte ikke har hade havde om han hun hon vi jeg jag från fra men ved vid kan skal ska blev",
    "Polish": "i w na z że się do nie to jest są był była po od za przez dla jak ale o co jego jej ich oraz tym przed",
    "Turkish": "ve bir bu da de için ile olarak olan çok daha gibi kadar sonra ama ne o mi değil en ya her",
    "Indonesian or Malay": "yang dan di dari untuk dengan pada ini itu ke tidak dalam akan oleh juga adalah telah "
    "sebagai kepada mereka bahwa atau karena",
}
_LANGUAGES_OF = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def foreign_language(text: str, stated: str | None = None) -> str | None:
    """What the text is instead of English, in words; None for English and for texts too short to tell.

    ``stated`` is the language tag of the metadata (BCP 47); it decides where the words are too few.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if script := _foreign_script(sample):
        return f"mostly {script} letters"
    words = [word.replace("’", "'") for word in _WORD.findall(sample.lower())]
    if len(words) < _FEWEST_WORDS:
        return f'its metadata says "{stated}"' if stated and not is_english_tag(stated) else None
    return _other_language(words)


def is_english_tag(tag: str) -> bool:
    """True for BCP 47 tags of English, and its plain names."""
    return re.split(r"[-_ ]", tag.strip().lower())[0] in ("en", "eng", "english")


def _foreign_script(text: str) -> str | None:
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return None
    scripts = Counter(_script(letter) for letter in letters)
    most, _ = scripts.most_common(1)[0]
    return most if scripts["Latin"] < _LATIN_SHARE * len(letters) else None


def _script(letter: str) -> str:
    if letter.isascii():
        return "Latin"
    return unicodedata.name(letter, "unnamed").split()[0].capitalize()


def _other_language(words: list[str]) -> str | None:
    shares = {language: _share(words, known) for language, known in _LANGUAGES_OF.items()}
    english = shares.pop("English")
    if english >= _CLEARLY_ENGLISH:
        return None
    best = max(shares, key=lambda language: shares[language])
    if shares[best] > max(english, _CLEARLY_ENGLISH / 2):
        return f"its function words are {best}"
    return "almost none of its words are English function words" if english < _NOT_ENGLISH else None


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)
