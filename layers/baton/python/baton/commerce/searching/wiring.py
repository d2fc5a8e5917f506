"""The index of products of a deployment, behind the circuit breaker of OpenSearch."""

import random
from typing import TYPE_CHECKING

from baton.aws.clients import backoff
from baton.commerce.searching.product_index import (
    GuardedProducts,
    NoProductIndex,
    OpenSearchProducts,
)
from baton.resilience.dependencies import Dependency
from baton.resilience.guarding import Guard

if TYPE_CHECKING:
    from baton.commerce.searching.product_index import ProductIndex
    from baton.runtime.platform import Platform

INSTEAD = "no products are found by words; they are listed as ever"


def product_index(platform: "Platform") -> "ProductIndex":
    """The index; one that keeps nothing where there is no OpenSearch."""
    if (cluster := platform.search_cluster) is None:
        return NoProductIndex()
    pause = backoff(platform.sleep, random.random)
    products = OpenSearchProducts(cluster, platform.clock, pause)
    breaker = platform.breaker(Dependency.EPISODES.value)
    return GuardedProducts(products, Guard(breaker, INSTEAD)) if breaker else products
