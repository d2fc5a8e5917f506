"""What a failed task tells of its cause, in one line for people. Pure."""

from baton.core.json_text import outside_json
from baton.core.masking import mask

LONGEST = 300


def cause_of(error: str, cause: str) -> str:
    """One line of a task's ``error`` and ``cause``, which is Lambda's JSON with ``errorMessage``; it is
    masked, since an error's text may repeat what a person wrote.
    """
    if error == "States.Timeout":
        return "It did not come to its end in its time."
    message = _message(cause)
    name = error.rpartition(".")[2] or "an error"
    return mask((message or name)[:LONGEST])


def _message(cause: str) -> str:
    try:
        told = outside_json(cause)
    except ValueError:
        return " ".join(cause.split())
    message = told.get("errorMessage") if isinstance(told, dict) else None
    return " ".join(str(message).split()) if message else ""
