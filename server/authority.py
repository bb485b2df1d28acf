"""Who may change the graph: whoever sends the write token, as a Bearer token or as the password of HTTP Basic."""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.requests import Request

from server.problems import NotAuthorized, UpdateRefused


def check_write_token(request: Request, token: str) -> None:
    """Raise UpdateRefused where no token is configured, NotAuthorized where the request has another one or none."""
    if not token:
        raise UpdateRefused(
            "this server is read-only: it has no write token",
            remedy="set TIMEWIRE_WRITE_TOKEN or --write-token-file, or change the data with the timewire command",
        )
    sent = _sent_token(request.headers.get("authorization", ""))
    if not hmac.compare_digest(sent, token.encode()):
        raise NotAuthorized(
            "the write token is missing or wrong", remedy="send it as: Authorization: Bearer TOKEN, or as a password"
        )


def _sent_token(header: str) -> bytes:
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip().encode()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""
