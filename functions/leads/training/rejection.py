"""Why a history is not learned from."""

from baton.core.errors import FieldError, InvalidInput


class Refusal(InvalidInput):
    """Nothing is learned, and the scorecard in use goes on serving. ``reasons`` say what to do."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(
            [FieldError("", reason, "refused") for reason in reasons], " ".join(reasons)
        )
        self.reasons = reasons
