"""Which machines may be asked: those of the open internet, and none of the own network.

A name is resolved once, every address of it must be public, and the connection goes to just the address that was
looked at, so that a name cannot mean another machine a moment later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64: an IPv4 address in the clothes of IPv6 (RFC 6052)."""


def is_public(address: str) -> bool:
    """True for an address of the open internet: not private, loopback, link-local, shared, reserved or multicast."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


async def resolve(host: str, port: int) -> list[str]:
    """The addresses that a name has now; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def origin_of(url: str) -> str:
    """Scheme, host and port of an address.

    >>> origin_of("https://gauge.example:8443/rain?day=1")
    'https://gauge.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
