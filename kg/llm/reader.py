"""A reader behind the seam of the pipeline that lets a language model find the facts of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kg.errors import SettingsError
from kg.llm.endpoint import Endpoint, LlmSettings
from kg.model import Article, Reading
from kg.pipeline import Reader

BASE_URL, MODEL, KEY = "TIMEWIRE_LLM_BASE_URL", "TIMEWIRE_LLM_MODEL", "TIMEWIRE_LLM_API_KEY"
TIMEOUT, PRICE = "TIMEWIRE_LLM_TIMEOUT_S", "TIMEWIRE_LLM_PRICE"


class LlmReader(Reader):
    """Reads sentences, days, places and quotes by rules, and asks a model for actors, events, claims and figures."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self.endpoint = endpoint

    def read(self, article: Article) -> Reading:
        """Article → document → mentions, then the model's events as far as the text proves them.

        Raises:
            InputError: the model gave no usable answer.
            SettingsError: the endpoint refuses us.
        """
        from kg.document import read_document
        from kg.graph.names import dangling_references
        from kg.llm.answer import events_of
        from kg.llm.schema import INSTRUCTIONS, reading_schema
        from kg.mentions.read import read_mentions

        document = read_document(article, self.model)
        mentions = read_mentions(document, self.gazetteer)
        events = events_of(self.endpoint.ask(INSTRUCTIONS, article.text, reading_schema()), document, mentions)
        reading = Reading(
            document=document,
            publication=mentions.publication,
            times=mentions.times,
            actors=events.actors,
            places=mentions.places,
            instruments=events.instruments,
            events=events.events,
            claims=events.claims,
            figures=events.figures,
            skipped=(*mentions.skipped, *events.skipped),
            extractor=f"model {self.endpoint.settings.model}",
        )
        return replace(reading, skipped=(*reading.skipped, *dangling_references(reading)))


def read_llm_settings(given: Mapping[str, str | None], environment: Mapping[str, str]) -> LlmSettings:
    """Settings from options (``base_url``, ``model``, ``key_file``) and the environment; options go before.

    Raises:
        SettingsError: address or model is missing, or a value cannot be read.
    """
    base_url, model = given.get("base_url") or environment.get(BASE_URL), given.get("model") or environment.get(MODEL)
    for value, option, name in ((base_url, "--llm-base-url", BASE_URL), (model, "--llm-model", MODEL)):
        if not value:
            raise SettingsError(f"the extractor llm needs {option}", remedy=f"give it, or set {name}")
    price_in, price_out = _price(environment.get(PRICE, "0/0"))
    return LlmSettings(
        base_url or "",
        model or "",
        _key(given.get("key_file"), environment),
        _positive(environment.get(TIMEOUT, "60"), TIMEOUT),
        price_in,
        price_out,
    )


def _key(file: str | None, environment: Mapping[str, str]) -> str:
    """The key; it is never an option, since everybody on the machine sees those."""
    if not file:
        return environment.get(KEY, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("the file with the key cannot be read", where=file) from error


def _price(text: str) -> tuple[float, float]:
    try:
        given, made = (float(part) for part in text.split("/"))
    except ValueError:
        raise SettingsError(f"{PRICE} is no pair of prices: {text}", remedy="write dollars as 0.15/0.60") from None
    return given, made


def _positive(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 3600:
        raise SettingsError(f"{name} is no number of seconds: {text}", remedy="give one between 0 and 3600")
    return value
