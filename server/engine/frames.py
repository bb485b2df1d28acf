"""What a reader process sends, cut into frames as it comes; a sender whose frames are not taken is held off."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast

from server.engine.reader import HEADER, Frame

_MOST_UNTAKEN = 8


class Frames(asyncio.Protocol):
    """The frames of one connection, for one taker; lighter than asyncio's streams, which cost a task for each read."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._frames: deque[Frame] = deque()
        self._taker: asyncio.Future[None] | None = None
        self.closed = False
        """True once the other side is gone."""
        self._held = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self._transport = cast(asyncio.Transport, transport)  # those of uvloop are no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for a frame is told that none comes."""
        self.closed = True
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        buffer = self._buffer
        buffer += data
        start = 0
        while len(buffer) - start >= HEADER.size:
            kind, size = HEADER.unpack_from(buffer, start)
            end = start + HEADER.size + size
            if len(buffer) < end:
                break
            self._frames.append((kind, bytes(buffer[start + HEADER.size : end])))
            start = end
        if start:
            del buffer[:start]
            self._wake()
        if len(self._frames) > _MOST_UNTAKEN and self._transport and not self._held:
            self._held = True
            self._transport.pause_reading()

    def _wake(self) -> None:
        if self._taker and not self._taker.done():
            self._taker.set_result(None)

    async def take(self) -> Frame:
        """The next frame; raises ConnectionResetError where the other side is gone."""
        while not self._frames:
            if self.closed:
                raise ConnectionResetError
            self._taker = asyncio.get_running_loop().create_future()
            await self._taker
        if self._held and self._transport:
            self._held = False
            self._transport.resume_reading()
        return self._frames.popleft()

    def send(self, kind: bytes, body: bytes) -> None:
        """Send a frame; raises ConnectionResetError where the other side is gone."""
        if self.closed or not self._transport or self._transport.is_closing():
            raise ConnectionResetError
        self._transport.write(HEADER.pack(kind, len(body)) + body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._transport:
            self._transport.abort()
