from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from kg.errors import SettingsError
from kg.graph.shacl import Severity, compile_shapes

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://n.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def compiled(turtle: str) -> tuple[object, ...]:
    return compile_shapes(parse(PREFIXES + turtle, RdfFormat.TURTLE), (), {})


@pytest.mark.parametrize(
    "unknown",
    [
        "sh:property e:S-p . e:S-p sh:path e:p ; sh:maxLength 3",
        "sh:property e:S-p . e:S-p sh:path [ sh:zeroOrMorePath e:p ] ; sh:minCount 1",
        "sh:closed true",
        "sh:sparql [ sh:message 'No.' ; sh:select 'SELECT $this WHERE { $this e:p 1 }' ]",
    ],
)
def test_a_constraint_that_is_not_known_is_an_error_not_a_gap(unknown: str) -> None:
    with pytest.raises(SettingsError):
        compiled(f"e:S a sh:NodeShape ; sh:targetClass e:C ; {unknown} .")


def test_a_shape_without_target_is_for_others_to_use() -> None:
    assert compiled("e:S a sh:NodeShape ; sh:property e:S-p . e:S-p sh:path e:p ; sh:minCount 1 .") == ()


def test_messages_and_severities_are_told_by_the_name_of_the_property() -> None:
    (rule,) = compile_shapes(
        parse(
            PREFIXES
            + """e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property e:S-p .
                 e:S-p sh:path e:p ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Give a p." .""",
            RdfFormat.TURTLE,
        ),
        (),
        {},
    )
    assert [(told.shape, told.severity, told.message) for told in rule.rules] == [
        ("S-p", Severity.WARNING, "Give a p.")
    ]
