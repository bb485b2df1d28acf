from __future__ import annotations

import pytest

from kg.sources.language import foreign_language, is_english_tag

ENGLISH = [
    "The ministers met in Zurich on Monday and agreed that the talks should go on for another week.",
    "Foreign Minister Müller said the São Tomé delegation would be in Łódź before the end of the month, officials say.",
    "Rain.",
    "Ten killed, forty hurt as bus leaves road in Peru's Cusco region, police say; driver among the dead",
    "BREAKING: MINISTERS LEAVE THE TALKS AND FLY HOME WITHOUT A DEAL, THEIR SPOKESMAN SAYS ON TUESDAY",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_taken(text: str) -> None:
    assert foreign_language(text) is None


FOREIGN = [
    (
        "Les ministres se sont réunis lundi à Zurich et ont décidé que les pourparlers dureraient une semaine de plus.",
        "French",
    ),
    (
        "Die Minister trafen sich am Montag in Zürich und beschlossen, dass die Gespräche eine Woche dauern.",
        "German",
    ),
    (
        "Los ministros se reunieron el lunes en Zúrich y acordaron que las conversaciones sigan una semana más.",
        "Spanish",
    ),
    (
        "I ministri si sono riuniti lunedì a Zurigo e hanno deciso che i colloqui dureranno ancora una settimana.",
        "Italian",
    ),
    (
        "Os ministros reuniram-se na segunda-feira em Zurique e decidiram que as conversas vão durar mais uma semana.",
        "Portuguese",
    ),
    ("De ministers kwamen maandag in Zürich bijeen en besloten dat de gesprekken nog een week zullen duren.", "Dutch"),
    ("Ministrene møttes i Zürich på mandag og ble enige om at samtalene skal fortsette i en uke til.", "Norwegian"),
    (
        "Bakanlar pazartesi günü Zürih'te bir araya geldi ve görüşmelerin bir hafta daha sürmesi için anlaştı.",
        "Turkish",
    ),
    ("اجتمع الوزراء يوم الاثنين في زيورخ واتفقوا على استمرار المحادثات أسبوعا آخر", "Arabic letters"),
    ("Министры встретились в понедельник в Цюрихе и договорились продолжить переговоры", "Cyrillic letters"),
    ("部长们周一在苏黎世会面", "Cjk letters"),
]


@pytest.mark.parametrize(("text", "named"), FOREIGN)
def test_other_languages_are_named(text: str, named: str) -> None:
    assert named in (foreign_language(text) or "")


def test_the_words_decide_and_not_what_the_metadata_says() -> None:
    assert foreign_language(ENGLISH[0], "fr") is None
    assert foreign_language(FOREIGN[0][0], "en") is not None


def test_the_metadata_decides_where_the_words_are_too_few() -> None:
    assert foreign_language("Regen in Bern", "de") is not None
    assert foreign_language("Rain in Bern", "en-GB") is None


def test_words_that_are_no_language_are_not_english() -> None:
    assert (
        foreign_language(
            "Lorem ipsum dolor amet consectetur adipiscing elit sed eiusmod tempor incididunt labore magna"
        )
        is not None
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", True), ("EN-us", True), ("English", True), ("eng", True), ("de", False), ("enm", False)],
)
def test_tags_of_english_are_known(tag: str, expected: bool) -> None:
    assert is_english_tag(tag) is expected
