"""The index of products in memory: every product is held against every query."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from baton.commerce.ids import ProductId
from baton.commerce.searching.product_documents import ProductDocument
from baton.commerce.searching.product_index import Hit, Seen
from baton.commerce.searching.queries import ProductQuery, search_body
from tests.fakes.platform.transaction import Ground


class FakeProductIndex:
    """See ``baton.commerce.searching.product_index.ProductIndex``. ``kept`` is what the index holds;
    ``is_old`` says that it is of another version of the code.
    """

    is_there = True

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._numbers = count(1)
        self._versions: dict[ProductId, int] = {}
        self.kept: dict[ProductId, Mapping[str, Any]] = {}
        self.is_old = False
        self._older: dict[ProductId, Mapping[str, Any]] = {}

    def seen(self, product_ids: Sequence[ProductId]) -> Mapping[ProductId, Seen]:
        with self._ground.faults.at("product_index.seen"), self._ground.lock:
            return {
                one: Seen((self._versions[one], 1), self.kept[one]["digest"])
                for one in product_ids
                if one in self.kept
            }

    def keep(
        self, documents: Sequence[ProductDocument], seen: Mapping[ProductId, Seen]
    ) -> tuple[ProductId, ...]:
        with self._ground.faults.at("product_index.keep"), self._ground.lock:
            return tuple(one.product_id for one in documents if not self._written(one, seen))

    def find(self, wanted: ProductQuery, after: Sequence[Any] | None, size: int) -> tuple[Hit, ...]:
        body = search_body(wanted, after, size)
        with self._ground.faults.at("product_index.find"), self._ground.lock:
            found = list[Hit]()
            for key, source in {**self._older, **self.kept}.items():
                score = _score(body["query"], source)
                if score is not None:
                    found.append(Hit(key, (score, key) if wanted.words else (key,)))
        found.sort(key=lambda hit: _order(hit.place))
        left = [hit for hit in found if not after or _order(hit.place) > _order(tuple(after))]
        return tuple(left[:size])

    def begin_renewal(self) -> None:
        with self._ground.faults.at("product_index.begin_renewal"), self._ground.lock:
            if self.is_old:
                self._older, self.kept, self.is_old = self.kept, {}, False

    def end_renewal(self) -> bool:
        with self._ground.faults.at("product_index.end_renewal"), self._ground.lock:
            self._older = {}
            return True

    def _written(self, document: ProductDocument, seen: Mapping[ProductId, Seen]) -> bool:
        key = document.product_id
        before = seen[key].version[0] if key in seen else None
        if (self._versions[key] if key in self.kept else None) != before:
            return False
        self.kept[key], self._versions[key] = document.source, next(self._numbers)
        self._older.pop(key, None)
        return True


def _order(place: tuple[Any, ...]) -> tuple[Any, ...]:
    return (-place[0], *place[1:]) if isinstance(place[0], float) else place


def _score(query: Mapping[str, Any], source: Mapping[str, Any]) -> float | None:
    """What a query scores; ``None`` of what it does not find."""
    ((kind, given),) = query.items()
    if kind == "bool":
        return _bool(given, source)
    boost = given.get("boost", 1.0)
    ((field, wanted),) = ((key, one) for key, one in given.items() if key != "boost")
    values = source.get(field, [])
    values = values if isinstance(values, list) else [values]
    if kind == "range":
        return 1.0 if any(_within(one, wanted) for one in values) else None
    wanted = wanted if isinstance(wanted, list) else [wanted]
    return float(boost) if set(values) & set(wanted) else None


def _bool(given: Mapping[str, Any], source: Mapping[str, Any]) -> float | None:
    must = [_score(one, source) for one in given.get("must", ())]
    passed = [_score(one, source) for one in given.get("filter", ())]
    should = [one for one in (_score(one, source) for one in given.get("should", ())) if one]
    if None in must or None in passed or len(should) < given.get("minimum_should_match", 0):
        return None
    return float(sum(one for one in (*must, *should) if one))


def _within(value: str, limits: Mapping[str, str]) -> bool:
    at = datetime.fromisoformat(value)
    below = "lte" not in limits or at <= datetime.fromisoformat(limits["lte"])
    return below and ("gt" not in limits or at > datetime.fromisoformat(limits["gt"]))
