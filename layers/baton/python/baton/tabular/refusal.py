"""A file that nothing can be read from."""


class Refusal(Exception):
    """Why, and what to do about it, in sentences for whoever dropped the file."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
