"""Models as files: each version for good, its neighbours in shards, and which version is in use."""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from pydantic import ValidationError

from baton.aws.files import Files
from baton.commerce.ids import Sku
from baton.commerce.recommending.business_rules import MOST_BYTES, BusinessRules
from baton.commerce.recommending.model import Learned, Method
from baton.core.clock import Clock
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import Conflict, NotFound
from baton.persistence.shards import shard_of

FOLDER = "recommendations/"
POINTER = f"{FOLDER}current.json"
RULES = f"{FOLDER}rules.yaml"
ITEMS_OF_A_SHARD = 40
"""About; with 100 neighbours each 100 KB, so that a request reads what it needs and little more."""

_LIMIT = 20_000_000
_FRESH = timedelta(minutes=1)
_SHARDS_HELD = 400
_AT_ONCE = 8
_DIGITS = 5

Neighbours = Mapping[Sku, Mapping[Sku, float]]


class ModelInUse(Contract):
    """Which version is served, since when, and which was before."""

    version: str
    since: UtcDatetime
    before: str | None = None


def shards_for(items: int) -> int:
    """In how many files the neighbours of so many items lie."""
    return max(1, -(-items // ITEMS_OF_A_SHARD))


class ModelFiles:
    """Keeps models, and reads them. What is in use is looked up once a minute, and a version's files,
    which never change, stay in memory.
    """

    def __init__(self, files: Files, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._current: tuple[datetime, Learned | None] | None = None
        self._rules: tuple[datetime, BusinessRules] | None = None
        self._shards: OrderedDict[str, Neighbours] = OrderedDict()

    def keep(self, learned: Learned, neighbours: Iterable[tuple[Sku, Mapping[Sku, float]]]) -> None:
        """Keeps a version, its neighbours first, without using it."""
        shards: list[dict[Sku, dict[Sku, float]]] = [{} for _ in range(learned.shards)]
        for sku, those in neighbours:
            rounded = {other: round(value, _DIGITS) for other, value in those.items()}
            shards[shard_of(sku, learned.shards)][sku] = rounded
        for number, shard in enumerate(shards):
            text = json.dumps(shard, separators=(",", ":"))
            self._write(_shard(learned.version, number), text)
        self._write(_manifest(learned.version), learned.model_dump_json())

    def use(self, version: str) -> ModelInUse:
        """Takes a kept version into use. Raises ``NotFound``, or ``Conflict`` if it cannot be read."""
        self._version(version)
        before = self.in_use()
        if before and before.version == version:
            return before
        named = ModelInUse(
            version=version, since=self._clock(), before=before.version if before else None
        )
        self._write(POINTER, named.model_dump_json())
        self._current = None
        return named

    def in_use(self) -> ModelInUse | None:
        """Which version is served; ``None`` if none ever was, or if that cannot be read."""
        try:
            return ModelInUse.model_validate_json(self._files.read(POINTER))
        except (NotFound, ValidationError):
            return None

    def current(self) -> Learned | None:
        """The model in use; ``None`` before anything was learned."""
        if self._current is None or not self._is_fresh(self._current[0]):
            named = self.in_use()
            known = self._current[1] if self._current else None
            if named is None or known is None or named.version != known.version:
                known = self._version(named.version) if named else None
            self._current = (self._clock(), known)
        return self._current[1]

    def rules(self) -> BusinessRules:
        """The shop's rules, else the kept ones. Raises ``Unprocessable`` if its file is not right."""
        if self._rules is None or not self._is_fresh(self._rules[0]):
            try:
                rules = BusinessRules.read(self._files.read(RULES, limit=MOST_BYTES), RULES)
            except NotFound:
                rules = BusinessRules.kept()
            self._rules = (self._clock(), rules)
        return self._rules[1]

    def neighbours(self, learned: Learned, skus: Collection[Sku]) -> Neighbours:
        """The neighbours of some SKUs: only the files are read that they lie in, several at once."""
        if learned.mixture.method is Method.NONE:
            return {}
        keys = {sku: _shard(learned.version, shard_of(sku, learned.shards)) for sku in skus}
        missing = sorted(set(keys.values()) - self._shards.keys())
        found = dict(zip(missing, self._read_all(missing), strict=True))
        found |= {key: self._shards[key] for key in keys.values() if key in self._shards}
        self._hold(found)
        return {sku: found[key][sku] for sku, key in keys.items() if sku in found[key]}

    def _read_all(self, keys: list[str]) -> Iterator[Neighbours]:
        if len(keys) < 2:  # noqa: PLR2004 (nothing to do at once)
            return iter([self._read_shard(key) for key in keys])
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return iter(list(pool.map(self._read_shard, keys)))

    def _read_shard(self, key: str) -> Neighbours:
        found: Neighbours = json.loads(self._files.read(key, limit=_LIMIT))
        return found

    def _hold(self, found: Mapping[str, Neighbours]) -> None:
        for key, shard in found.items():
            self._shards[key] = shard
            self._shards.move_to_end(key)
        while len(self._shards) > _SHARDS_HELD:
            self._shards.popitem(last=False)

    def _version(self, version: str) -> Learned:
        try:
            return Learned.model_validate_json(self._files.read(_manifest(version), limit=_LIMIT))
        except ValidationError as error:
            raise Conflict(f"The model {version} cannot be read; learn it again.") from error

    def _write(self, key: str, text: str) -> None:
        self._files.write(key, [text.encode()], content_type="application/json")

    def _is_fresh(self, at: datetime) -> bool:
        return timedelta() <= self._clock() - at < _FRESH


def _manifest(version: str) -> str:
    return f"{FOLDER}versions/{version}/model.json"


def _shard(version: str, number: int) -> str:
    return f"{FOLDER}versions/{version}/neighbours/{number}.json"
