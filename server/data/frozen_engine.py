"""Questions to a release: the readers of the live graph open its folder when somebody asks, and may be killed."""

from __future__ import annotations

from collections.abc import Mapping

from kg.releases.release import Kept
from server.engine.checkpoints import Checkpoint
from server.engine.engine import Engine, PoolEngine
from server.engine.evaluation import Failed
from server.engine.question import Answered, Question, Trial


class FrozenEngine:
    """The engine of a server, asked of a graph that does not change."""

    def __init__(self, engine: Engine, kept: Kept) -> None:
        if not isinstance(engine, PoolEngine):
            raise Failed("failed", "there are no readers behind this server")
        self._engine = engine
        self._checkpoint = Checkpoint(kept.graph, kept.release.state)
        self._name = f"release-{kept.release.name}-{len(kept.release.notes)}"

    async def generation(self, client: str) -> str:
        """The name of the release, and how often it was erased from."""
        return self._name

    def generation_now(self, client: str) -> str:
        """The same."""
        return self._name

    async def answer(self, question: Question, client: str = "") -> Answered:
        """The answer of a reader; long ones stream."""
        return await self._engine.pool.answer(question, self._checkpoint, client)

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """Nothing changes a release."""
        raise Failed("failed", "a release does not change")

    def wrote(self, client: str) -> None:
        """Nobody can have."""

    def changed(self) -> None:
        """It does not."""

    def state(self) -> Mapping[str, float]:
        """Told of the engine itself."""
        return {}
