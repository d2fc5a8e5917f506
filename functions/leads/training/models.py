"""The training agent's task and result."""

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from baton.core.contract import Contract, Ulid
from baton.leads.interaction import InteractionKind
from baton.leads.scoring.scorecard import Figures, LeftOut
from functions.leads.training.account import OutcomeRead, RowAccount
from functions.leads.training.findings import Ageing, Drift

Key = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class TrainTask(Contract):
    """What to do: learn from the file ``history``, or, without one, from the file that the scorecard
    in use was learned from and from the leads recorded since. ``roll_back`` goes back to the version
    before instead; ``version`` takes a kept version into use.

    With ``lead_id`` it is the event ``lead.processed`` or, with ``kind``, ``outcome.recorded``: the
    lead is counted for the usual conversion rate. The events' other fields are not needed here.
    """

    model_config = ConfigDict(extra="ignore")

    history: Key | None = None
    roll_back: bool = False
    version: Key | None = None
    lead_id: Ulid | None = None
    kind: InteractionKind | None = None


class TrainResult(Contract):
    """``in_use`` is the version that rates leads afterwards; ``None`` is the written scorecard.

    ``refused`` says why nothing could be learned, ``verdict`` why a version took over or did not.
    ``outcome`` is what was taken for it, ``account`` what became of every row of the file, and
    ``warnings`` is what a person should look at. ``ageing`` is how the scorecard does on the latest
    leads, ``drift`` how these differ from those that the version before was learned from. ``report`` is
    the key of a file in which all of it stands in words.
    """

    in_use: str | None = None
    learned: str | None = None
    took_over: bool = False
    verdict: str | None = None
    refused: tuple[str, ...] = ()
    out_of_fold: Figures | None = None
    latest: Figures | None = None
    left_out: tuple[LeftOut, ...] = ()
    outcome: OutcomeRead | None = None
    account: RowAccount | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    report: str | None = None
    ageing: Ageing | None = None
    drift: Drift | None = None
