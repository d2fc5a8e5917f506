"""The stack of the go-to-market agents."""

from infra.stacks.area import AreaStack


class Gtm(AreaStack):
    """Figures of the business."""
