"""The one way out of the server: asks an endpoint that the operator has allowed, and no machine of the own network.

The name is resolved here, every address must be a public one, and the connection goes to just that address, so that a
name cannot mean another machine a moment later. The same holds after every redirect.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from kg.sources.web.addresses import is_public, resolve
from server.problems import ServiceFailed

_MOST_REDIRECTS = 3
_RESULTS = "application/sparql-results+json"


async def fetch_results(url: str, query: str, timeout_s: float, max_bytes: int) -> bytes:
    """What an endpoint answers to a SELECT query, as SPARQL results in JSON; raises ServiceFailed."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _followed(url, query, max_bytes)
    except TimeoutError:
        raise _failed(url, f"no answer after {timeout_s:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as fault:
        raise _failed(url, f"it cannot be asked ({type(fault).__name__})") from None


def _failed(url: str, why: str) -> ServiceFailed:
    return ServiceFailed(f"SERVICE <{url}>: {why}", where="query", remedy="ask it yourself, or use SERVICE SILENT")


async def _followed(url: str, query: str, max_bytes: int) -> bytes:
    target = url
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
        for _ in range(_MOST_REDIRECTS + 1):
            request = await _pinned(client, url, target, query)
            response = await client.send(request, stream=True)
            try:
                if not response.is_redirect:
                    return await _read(url, response, max_bytes)
                target = str(httpx.URL(target).join(response.headers["location"]))
            finally:
                await response.aclose()
    raise _failed(url, "too many redirects")


async def _pinned(client: httpx.AsyncClient, url: str, target: str, query: str) -> httpx.Request:
    """The request to the address that the name has now; raises ServiceFailed unless all its addresses are public."""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise _failed(url, "it leads to something that is not asked")
    address = await _resolved(url, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    return client.build_request(
        "POST",
        httpx.URL(target).copy_with(host=address),
        data={"query": query},
        headers={"Host": parts.netloc, "Accept": _RESULTS, "Accept-Encoding": "identity", "User-Agent": "Timewire"},
        extensions={"sni_hostname": parts.hostname},
    )


async def _resolved(url: str, host: str, port: int) -> str:
    addresses = await resolve(host, port)
    if not addresses or not all(map(is_public, addresses)):
        raise _failed(url, "its address is not a public one")
    return addresses[0]


async def _read(url: str, response: httpx.Response, max_bytes: int) -> bytes:
    if response.status_code != 200 or "content-encoding" in response.headers:
        raise _failed(url, f"status {response.status_code}")
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > max_bytes:
            raise _failed(url, f"its answer is longer than {max_bytes} bytes")
    return bytes(body)
