"""One request over HTTP, bounded in time and size, to a machine of the open internet."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from kg.errors import InputError
from kg.sources.web import addresses

AGENT = "Timewire"
"""What we are called, also in robots.txt."""
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
)
_GZIP_OR_ZLIB = 47


class FetchError(InputError):
    """An address that gave nothing this time; it may another time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request, from resolving the name to the last byte; ``max_bytes`` counts what it unpacks to."""

    timeout_s: float = 30.0
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent; names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def redirect(self) -> str | None:
        """Where it points instead, as an absolute address."""
        target = self.headers.get("location")
        if self.status not in (301, 302, 303, 307, 308) or not target:
            return None
        try:
            return str(httpx.URL(self.url).join(target))
        except httpx.InvalidURL:
            raise FetchError("a redirect to what is no address") from None


def ask(url: str, headers: Mapping[str, str], limits: Limits, cut: bool = False) -> Answer:
    """The answer to one GET request; redirects are not followed. With ``cut`` a long body is cut, not refused.

    Raises:
        FetchError: no answer in time, one that is too long, or a machine that is not to be asked.
    """
    try:
        return asyncio.run(_in_time(url, headers, limits, cut))
    except TimeoutError:
        raise FetchError(f"no whole answer within {limits.timeout_s:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, zlib.error) as fault:
        raise FetchError(f"cannot be asked ({type(fault).__name__}: {' '.join(str(fault).split())[:80]})") from None


async def _in_time(url: str, headers: Mapping[str, str], limits: Limits, cut: bool) -> Answer:
    async with (
        asyncio.timeout(limits.timeout_s),
        httpx.AsyncClient(trust_env=False, timeout=limits.timeout_s) as client,
    ):
        response = await client.send(await _pinned(client, url, headers), stream=True)
        try:
            given = {name.lower(): value for name, value in response.headers.items()}
            return Answer(url, response.status_code, given, await _body(response, limits.max_bytes, cut))
        finally:
            await response.aclose()


async def _pinned(client: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> httpx.Request:
    """The request to the address that the name has now."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise FetchError("no address that is asked", remedy="an address starts with https:// or http://")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = await addresses.resolve(parts.hostname, port)
    if not found or not all(map(addresses.is_public, found)):
        raise FetchError("its machine is not of the open internet")
    return client.build_request(
        "GET",
        httpx.URL(url).copy_with(host=found[0]),
        headers={"Host": parts.netloc, "User-Agent": AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip", **headers},
        extensions={"sni_hostname": parts.hostname},
    )


async def _body(response: httpx.Response, max_bytes: int, cut: bool) -> bytes:
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"sent as {packed[:20]}, which was not asked for")
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB) if packed not in ("identity", "") else None
    body = bytearray()
    async for part in response.aiter_raw():
        body += unpacker.decompress(part, max_bytes + 1 - len(body)) if unpacker else part
        if len(body) > max_bytes:
            break
    if len(body) > max_bytes and not cut:
        raise FetchError(f"longer than {max_bytes // 1_000_000} MB")
    return bytes(body[:max_bytes])
