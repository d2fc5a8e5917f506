"""What the campaigns' optimiser says about a lead that was handed to it, as the lead keeps it."""

from pydantic import ConfigDict

from baton.core.contract import Contract, Ulid


class AdvisedChange(Contract):
    """A change of the campaign that it proposes. ``within_limits``: it may be made without a person.

    What else a proposal tells (its size, its worth) is kept as it came.
    """

    model_config = ConfigDict(extra="allow")

    change: str
    text: str
    within_limits: bool


class CampaignAdvice(Contract):
    """The advice on one lead (requirement A4). ``outcome`` is what its campaign's review ends with."""

    campaign_id: Ulid | None = None
    outcome: str | None = None
    proposals: tuple[AdvisedChange, ...] = ()
    text: str
