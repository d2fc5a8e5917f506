"""The index of products. It holds nothing that could not be made again from the catalogue and stock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from baton.aws.clients import Pause
from baton.commerce.ids import ProductId
from baton.commerce.searching.product_documents import ProductDocument, index_body, made_with
from baton.commerce.searching.queries import ProductQuery, search_body
from baton.core.clock import Clock
from baton.core.errors import Conflict
from baton.resilience.guarding import Guard
from baton.search.index import SearchIndex, Version, Write
from baton.search.opensearch import Cluster
from baton.search.renewal import IndexRenewal

ALIAS = "baton-products"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a product, as it was seen: which write of it, and the digest of its document."""

    version: Version
    digest: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that was found. ``place`` is where it stands in the answer's order."""

    product_id: ProductId
    place: tuple[Any, ...]


class ProductIndex(Protocol):
    """Products by their ids. What was kept is found at the next search. All methods raise
    ``Unavailable``; trying again is safe.
    """

    @property
    def is_there(self) -> bool:
        """Whether anything can be kept: not where there is no OpenSearch."""
        ...

    def seen(self, product_ids: Sequence[ProductId]) -> Mapping[ProductId, Seen]:
        """What is kept of products, without those of which nothing is."""
        ...

    def keep(
        self, documents: Sequence[ProductDocument], seen: Mapping[ProductId, Seen]
    ) -> tuple[ProductId, ...]:
        """Keeps documents over what was ``seen``; gives those whose kept document is another by now,
        which stays.
        """
        ...

    def find(self, wanted: ProductQuery, after: Sequence[Any] | None, size: int) -> tuple[Hit, ...]:
        """The next ``size`` products after a place, the best first. Raises ``Conflict`` where there is
        no index.
        """
        ...

    def begin_renewal(self) -> None:
        """Has what is kept from now on go to an index as this version of the code wants it."""
        ...

    def end_renewal(self) -> bool:
        """Leaves the older indices, of whose products the newest has all. Says whether it did."""
        ...


class OpenSearchProducts:
    """See ``ProductIndex``. While it is renewed, a product is taken out of the older indices when it is
    in the newest.
    """

    is_there = True

    def __init__(self, cluster: Cluster, clock: Clock, pause: Pause, alias: str = ALIAS) -> None:
        self._index = SearchIndex(cluster, alias, lambda: index_body(clock()), pause)
        self._renewal = IndexRenewal(cluster, self._index, made_with, clock)

    def seen(self, product_ids: Sequence[ProductId]) -> Mapping[ProductId, Seen]:
        """See ``ProductIndex``."""
        names = self._index.names()
        kept = self._index.read(names[-1], product_ids, "digest") if names else {}
        return {key: Seen(one.version, str(one.source["digest"])) for key, one in kept.items()}

    def keep(
        self, documents: Sequence[ProductDocument], seen: Mapping[ProductId, Seen]
    ) -> tuple[ProductId, ...]:
        """See ``ProductIndex``."""
        if not documents:
            return ()
        outcomes = self._index.write([_write(one, seen.get(one.product_id)) for one in documents])
        pairs = list(zip(documents, outcomes, strict=True))
        done = [one.product_id for one, outcome in pairs if outcome.version is not None]
        for older in self._index.names()[:-1]:
            self._index.write([Write(one) for one in done], only_to=older)
        return tuple(one.product_id for one, outcome in pairs if outcome.version is None)

    def find(self, wanted: ProductQuery, after: Sequence[Any] | None, size: int) -> tuple[Hit, ...]:
        """See ``ProductIndex``."""
        hits = self._index.search(search_body(wanted, after, size))["hits"]["hits"]
        return tuple(Hit(one["_id"], tuple(one["sort"])) for one in hits)

    def begin_renewal(self) -> None:
        """See ``ProductIndex``."""
        self._renewal.begin()

    def end_renewal(self) -> bool:
        """See ``ProductIndex``."""
        return self._renewal.end()


def _write(document: ProductDocument, seen: Seen | None) -> Write:
    version = seen.version if seen else None
    return Write(document.product_id, document.source, version, new_only=version is None)


class NoProductIndex:
    """Where there is no OpenSearch: nothing is kept, and whoever looks for something is told so."""

    is_there = False

    def seen(self, product_ids: Iterable[ProductId]) -> Mapping[ProductId, Seen]:  # noqa: ARG002
        """Nothing is."""
        return {}

    def keep(
        self,
        documents: Sequence[ProductDocument],  # noqa: ARG002 (the port's)
        seen: Mapping[ProductId, Seen],  # noqa: ARG002 (the port's)
    ) -> tuple[ProductId, ...]:
        """Keeps nothing."""
        return ()

    def find(
        self,
        wanted: ProductQuery,  # noqa: ARG002 (the port's)
        after: Sequence[Any] | None,  # noqa: ARG002 (the port's)
        size: int,  # noqa: ARG002 (the port's)
    ) -> tuple[Hit, ...]:
        """Raises ``Conflict``."""
        raise Conflict(
            "There is no search of products: it needs OpenSearch. Set episodes.enabled to true, or "
            "list products with GET /api/v1/products."
        )

    def begin_renewal(self) -> None:
        """There is nothing to renew."""

    def end_renewal(self) -> bool:
        """There is nothing to renew."""
        return True


class GuardedProducts:
    """The index of products behind its circuit breaker."""

    def __init__(self, inner: ProductIndex, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    @property
    def is_there(self) -> bool:
        """See ``ProductIndex``."""
        return self._inner.is_there

    def seen(self, product_ids: Sequence[ProductId]) -> Mapping[ProductId, Seen]:
        """See ``ProductIndex``."""
        return self._guard.call(lambda: self._inner.seen(product_ids))

    def keep(
        self, documents: Sequence[ProductDocument], seen: Mapping[ProductId, Seen]
    ) -> tuple[ProductId, ...]:
        """See ``ProductIndex``."""
        return self._guard.call(lambda: self._inner.keep(documents, seen))

    def find(self, wanted: ProductQuery, after: Sequence[Any] | None, size: int) -> tuple[Hit, ...]:
        """See ``ProductIndex``."""
        return self._guard.call(lambda: self._inner.find(wanted, after, size))

    def begin_renewal(self) -> None:
        """See ``ProductIndex``."""
        self._guard.call(self._inner.begin_renewal)

    def end_renewal(self) -> bool:
        """See ``ProductIndex``."""
        return self._guard.call(self._inner.end_renewal)
