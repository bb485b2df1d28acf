"""What an editor asks for, as the command line, the forms and the server's own route send it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.errors import InputError
from kg.knowledge.edits import EditKind

Values = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wish:
    """One edit as it is asked for; ``fields`` depend on its kind, and are words or lists of words.

    ``seen`` is the number of the newest edit of the event that the editor knew of; None: they have not looked.
    """

    kind: EditKind
    events: tuple[str, ...]
    editor: str
    reason: str
    seen: int | None = None
    fields: Values = field(default_factory=dict)

    def one(self, name: str) -> str:
        """A field that has one value, '' where it is not given."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ", ".join(value)

    def many(self, name: str) -> tuple[str, ...]:
        """A field that has several values."""
        value = self.fields.get(name, ())
        return tuple(one for one in ((value,) if isinstance(value, str) else value) if one)

    def to_json(self) -> bytes:
        """As ``read_wish`` reads it."""
        return json.dumps(asdict(self)).encode()


def read_wish(body: bytes) -> Wish:
    """The wish that ``Wish.to_json`` wrote; raises InputError."""
    try:
        told: dict[str, Any] = json.loads(body)
        seen = told.get("seen")
        return Wish(
            kind=EditKind(told["kind"]),
            events=tuple(map(_word, told.get("events", ()))),
            editor=_word(told["editor"]),
            reason=_word(told["reason"]),
            seen=int(seen) if seen is not None else None,
            fields={_word(name): _value(value) for name, value in dict(told.get("fields", {})).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"no edit: {error}", where="body", remedy="send kind, events, editor, reason, fields"
        ) from None


def _value(value: Any) -> str | tuple[str, ...]:
    return tuple(map(_word, value)) if isinstance(value, list) else _word(value)


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
