"""Where the public's own queries run on a server with a policy: on copies of the graph without what is withheld.

Pages ask the whole graph and show of it what the policy lets them show; a query is free to do with words what it
likes, so there must be no others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from kg.rights.policy import Policy
from kg.store import Store
from kg.store.public_copy import PublicCopy
from server.engine.checkpoints import Checkpoints
from server.engine.engine import Engine, PoolEngine
from server.engine.question import Answered, Question, Trial
from server.problems import OperationRefused
from server.settings import Settings


class PublicEngine(PoolEngine):
    """The readers of another engine, asked of public copies."""

    def __init__(self, engine: PoolEngine, store: Store, settings: Settings, policy: Policy) -> None:
        self._copy = PublicCopy(store, policy)
        super().__init__(store, settings, Checkpoints(store, self._copy.copy_to), engine.pool)
        engine.followed_by(self)

    async def start(self) -> None:
        """Make the first copy, which takes the longer the more articles there are."""
        await self._checkpoints.start()

    async def stop(self) -> None:
        """Remove the copies; the readers are another's."""
        if self._renewal:
            self._renewal.cancel()
        await asyncio.to_thread(self._copy.close)
        await self._checkpoints.stop()


class ClosedEngine:
    """In the place of one where no public copy can be made: pages answer, queries of the public are refused."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def generation(self, client: str) -> str:
        """None: no answer is kept."""
        return ""

    def generation_now(self, client: str) -> str:
        """None."""
        return ""

    async def answer(self, question: Question, client: str = "") -> Answered:
        """No answer; raises OperationRefused."""
        raise OperationRefused(
            "this server withholds words of articles, and cannot do so in answers to queries",
            remedy="serve a folder that was made with: timewire export --public, and timewire load",
        )

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """As the engine does."""
        return await self._engine.try_update(text, base, prefixes, client)

    def wrote(self, client: str) -> None:
        """Heard by the engine."""

    def changed(self) -> None:
        """Heard by the engine."""

    def state(self) -> Mapping[str, float]:
        """That of the engine."""
        return self._engine.state()
