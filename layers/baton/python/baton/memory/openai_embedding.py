"""Embeddings from OpenAI, or from any endpoint that speaks its protocol, for whoever prefers them.

Texts leave the account for these. One POST needs no client library: ``openai`` would add 1.4 s to a
cold start and more megabytes than the layers of a function have left (docs/decisions).
"""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from baton.aws.clients import Pause
from baton.aws.secrets import Secret
from baton.core.errors import Unavailable
from baton.core.json_text import outside_json

AT_ONCE = 128
"""Texts in a request."""

ATTEMPTS = 3
SECONDS = 10
"""How long an answer may take."""

_UNAUTHORISED = 401
_WORTH_ANOTHER_TRY = frozenset({408, 409, 429, 500, 502, 503, 504})


class OpenAiEmbedder:
    """See ``baton.memory.embedding.Embedder``.

    ``key`` is the API key, which is never part of an error or a log; it is read anew if it is refused.
    """

    def __init__(
        self,
        model: str,
        *,
        dimensions: int,
        key: Secret,
        base_url: str,
        pause: Pause,
    ) -> None:
        self._name = model
        self._dimensions = dimensions
        self._key = key
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._pause = pause
        self._made: tuple[Any, dict[str, str]] | None = None

    @property
    def model(self) -> str:
        """The model and its dimensions, since shortened vectors are others."""
        return f"{self._name}/{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""
        return self._dimensions

    def load(self) -> None:
        """Reads the key."""
        self._connection()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``. Throttling, server errors and lost connections are tried three times."""
        return [
            vector
            for begin in range(0, len(texts), AT_ONCE)
            for vector in self._vectors(texts[begin : begin + AT_ONCE])
        ]

    def _vectors(self, texts: Sequence[str]) -> Iterator[list[float]]:
        asked = {
            "model": self._name,
            "input": [text or " " for text in texts],  # an empty text is refused
            "dimensions": self._dimensions,
            "encoding_format": "float",
        }
        answer = self._answer(json.dumps(asked).encode())
        try:
            entries = sorted(outside_json(answer)["data"], key=lambda entry: int(entry["index"]))
            vectors = [[float(value) for value in entry["embedding"]] for entry in entries]
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise Unavailable("The embeddings endpoint gave an answer of another form.") from error
        if [len(vector) for vector in vectors] != [self._dimensions] * len(texts):
            raise Unavailable(
                f"The embeddings endpoint did not give {len(texts)} vectors of "
                f"{self._dimensions} numbers; does {self._name} have that many?"
            )
        return map(_of_length_one, vectors)

    def _answer(self, body: bytes) -> bytes:
        from urllib3.exceptions import HTTPError

        for attempt in range(1, ATTEMPTS + 1):
            pool, headers = self._connection()
            try:
                response = pool.request(
                    "POST", self._url, body=body, headers=headers, timeout=SECONDS, retries=False
                )
            except HTTPError as error:
                reason, again = type(error).__name__, True
            else:
                if response.status == 200:  # noqa: PLR2004 (HTTP: OK)
                    return bytes(response.data)
                reason, again = f"status {response.status}", response.status in _WORTH_ANOTHER_TRY
                if response.status == _UNAUTHORISED and attempt == 1:
                    self._key.renew()
                    self._made, again = None, True
            if not again or attempt == ATTEMPTS:
                break
            self._pause(attempt)
        raise Unavailable(f"The embeddings endpoint does not answer ({reason}).")

    def _connection(self) -> tuple[Any, dict[str, str]]:
        if self._made is None:
            import urllib3

            if not (key := self._key.text()):
                raise LookupError("no key for embeddings: set OPENAI_API_KEY or openai_secret")
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            self._made = urllib3.PoolManager(), headers
        return self._made


def _of_length_one(vector: list[float]) -> list[float]:
    length = math.sqrt(math.fsum(value * value for value in vector))
    if not length or not math.isfinite(length):
        raise Unavailable("The embeddings endpoint gave a vector without a direction.")
    return [value / length for value in vector]
