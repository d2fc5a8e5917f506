"""The names of a deployment's stacks, without making them."""

from collections.abc import Iterator

from infra.configuration import PLATFORM, Configuration
from infra.deployment_options import EDGE_REGION
from infra.names import stack_name, worldwide


def stack_names(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Every stack with its region, from the ground up."""
    prefix, region = configuration.prefix, configuration.region
    if configuration.address.needs_edge_region and region != EDGE_REGION:
        yield worldwide(prefix, region, "edge"), EDGE_REGION
    for part in ("foundation", PLATFORM, *configuration.areas, "operations"):
        yield stack_name(prefix, part), region
