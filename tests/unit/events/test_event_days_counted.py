"""Days counted from the article or from a clause beside: "the second day of", "shortly after he came home on Friday"."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Emil Stan was shot shortly after he came home from work on 3 May.", "ArmedAttack", "2024-05-03"),
        ("It's the second day of an offensive against the rebels.", "ArmedAttack", "2024-05-15/2024-05-16"),
        ("Emil Stan had been arrested in several towns since 1990.", "ArrestOrDetention", "1990/2024-05-16"),
        ("He is waiting for the ruling, which is expected next week.", "CourtRuling", "2024-05-20/2024-05-26"),
        ("A court freed the boy on Monday. His mother drowned when a boat sank.", "TransportAccident", "../2024-05-16"),
        (
            "The minister left on Monday. Berg, who was born in Rome and fled after a coup, said nothing.",
            "Displacement",
            "../2024-05-16",
        ),
        ("Envoys left on Monday. The bombing of the market killed 20 people.", "BombOrIed", "../2024-05-16"),
        ("Crowds gathered early on Tuesday for the rally in Oslo.", "Demonstration", "2024-05-14"),
        (
            "Envoys left on Wednesday. On 7 April they had just ended a lunch in Lima. They were chatting when a bomb "
            "went off, killing 47 people.",
            "BombOrIed",
            "2024-04-07",
        ),
        ("Envoys left on Wednesday. A fall in share prices followed the coup.", "MarketEvent", "../2024-05-16"),
        ("The car was seen at 6 a.m. on Monday, 10 days before the murder.", "Homicide", "../2024-05-16"),
        ("On Monday he spoke of it as the second anniversary of the coup nears.", "Coup", "../2024-05-16"),
    ],
)
def test_days_are_counted_or_left_open(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_an_anniversary_that_nears_is_to_come(read: Read) -> None:
    reading = read("He spoke of it as the second anniversary of the coup nears.")
    assert event(reading, "Anniversary").modality is Modality.EXPECTED
