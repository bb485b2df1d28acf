"""What a job was given: an article as JSON or as a page, with what its sender says of it; kept as bytes in the job."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from kg.model import Article
from kg.sources.article import Given, build_article
from kg.sources.inputs import GivenArticle, over, read_json_article
from kg.sources.names import id_of_text, id_of_url

JSON = "application/json"
PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class Submission:
    """An article to read: ``body`` in ``media_type`` (JSON or HTML), and what the sender says of it besides."""

    media_type: str
    body: bytes
    said: Given
    source: str

    def pack(self) -> bytes:
        """As the job keeps it: one line of JSON, and the body."""
        said = {name: value for name, value in asdict(self.said).items() if value is not None}
        head = {"media_type": self.media_type, "source": self.source, "said": said}
        return json.dumps(head, sort_keys=True).encode() + b"\n" + self.body

    @classmethod
    def unpack(cls, packed: bytes) -> Submission:
        """What ``pack`` gave."""
        head, _, body = packed.partition(b"\n")
        said: Mapping[str, str] = (record := json.loads(head))["said"]
        return cls(record["media_type"], body, Given(**said), record["source"])

    def read(self) -> GivenArticle:
        """The article; a page is taken apart here, which takes a moment.

        Raises:
            InputError: no article, or metadata that cannot be read.
        """
        return GivenArticle(self.source, self._article())

    def _article(self) -> Article:
        if self.media_type == PAGE:
            from kg.sources.html import read_page  # what reads pages is slow to load

            text, found = read_page(self.body)
            said = over(self.said, found)
            return build_article(said.id or (id_of_url(said.url) if said.url else id_of_text(text, "page")), text, said)
        return read_json_article(self.body, self.said)
