"""``make ask``: a question in words to the running stack, and its answer in the terminal."""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import httpx
from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from infra.local import outputs as stack_outputs
from infra.local.client import TIMEOUT_SECONDS, Answer, ApiClient
from infra.local.demo_company import questions
from infra.local.ministack import LocalFailure

PATH = "/api/v1/gtm/requests"
SCOPE_WORDS = "gtm."
LONGEST_SECONDS = 180.0
"""That an answer is waited for: the first question after a start has every function loaded."""

_SOON_SECONDS, _EVERY_SECONDS = 0.2, 1.0
_TOLD_EVERY_SECONDS = 15.0
_WORKING = "Working it out …"

Json = Mapping[str, Any]


def run(question: str, outputs: Path | None, *, more: bool, console: Console | None = None) -> int:
    """Asks and prints; gives the exit status: 0, 1 if nothing was answered. With ``more`` the question
    goes on with the last one. Without ``outputs`` no stack runs. Raises ``LocalFailure`` that says what
    to do.
    """
    console = console or Console()
    if not question.strip():
        told = "\n".join(f'  make ask Q="{one}"' for one in questions())
        raise LocalFailure(f'Say what you want to know: make ask Q="…". For example:\n{told}')
    if outputs is None or not outputs.exists():
        raise LocalFailure("Not running. Start it with: make up")
    known = stack_outputs.read(outputs)
    api = ApiClient(known, client_of(known))
    kept = outputs.with_name("asked.json")
    body: dict[str, Any] = {"question": question}
    if more:
        body["session_id"] = _last_session(kept)
    with _status(console):
        answer = asked(api, body, _progress(console))
    kept.write_text(json.dumps({"session_id": answer["session_id"]}), encoding="utf-8")
    console.print(shown(answer))
    return 0 if answer["state"] in {"answered", "partly_answered", "asked_back"} else 1


def client_of(outputs: Json) -> str:
    """The program that may ask the most of this area. Raises ``LocalFailure`` if none may."""
    granted = {
        name: sum(SCOPE_WORDS in scope for scope in one["scopes"])
        for name, one in outputs["clients"].items()
    }
    best = max(sorted(granted), key=granted.__getitem__, default="")
    if not best or not granted[best]:
        raise LocalFailure("Nobody may ask here: put 'gtm' among the areas in cdk.json.")
    return best


def asked(
    api: ApiClient, body: Json, tell: Callable[[float], None] = lambda _: None
) -> dict[str, Any]:
    """The answer, waited for; ``tell`` is told meanwhile for how many seconds. Raises ``LocalFailure``
    if the API refuses, or nothing answers in time.
    """
    began = time.monotonic()
    # An answer that is not waited for by the API: its first one may take longer than it waits. With a
    # key, what is asked again since the API was busy is the same question.
    headers = {"Prefer": "respond-async", "Idempotency-Key": str(uuid.uuid4())}
    try:
        answer = _or_failure(api.request("POST", PATH, json=dict(body), headers=headers))
        wait = _SOON_SECONDS
        while answer["state"] == "working":
            if (seconds := time.monotonic() - began) > LONGEST_SECONDS:
                raise _too_late(f"No answer after {seconds:.0f} s.", answer["request_id"])
            tell(seconds)
            time.sleep(wait)
            wait = min(wait + _SOON_SECONDS, _EVERY_SECONDS)
            answer = _or_failure(api.request("GET", f"{PATH}/{answer['request_id']}"))
    except httpx.TimeoutException as error:
        raise _too_late(f"The API was silent for {TIMEOUT_SECONDS:.0f} s.", "") from error
    except httpx.HTTPError as error:
        raise LocalFailure(
            f"The API cannot be reached ({error}). Start it with: make up"
        ) from error
    return answer


def _too_late(what: str, request_id: str) -> LocalFailure:
    logs = f"make logs ARGS={request_id}" if request_id else "make logs"
    return LocalFailure(
        f"{what} After a start, or on a busy machine, functions are still being loaded: ask again. "
        f"{logs} says what they do."
    )


def _status(console: Console) -> AbstractContextManager[Any]:
    """What turns in a terminal; in a file or a pipe it is a line."""
    if console.is_terminal:
        return console.status(_WORKING)
    console.print(_WORKING)
    return nullcontext()


def _progress(console: Console) -> Callable[[float], None]:
    """Says now and then for how long it is being worked on."""
    told = 0.0

    def tell(seconds: float) -> None:
        nonlocal told
        if seconds - told >= _TOLD_EVERY_SECONDS:
            told = seconds
            console.print(f"{seconds:.0f} s, of {LONGEST_SECONDS:.0f} s at most", style="dim")

    return tell


def shown(answer: Json) -> RenderableType:
    """The answer as people read it: words, figures with what they stand on, and what is missing."""
    parts: list[RenderableType] = [Text()]
    if answer.get("understood"):
        parts.append(Text(str(answer["understood"]), style="dim"))
    parts.append(Text(_words(answer), style="bold"))
    for part in (_figures(answer), _sources(answer), _gaps(answer), _suggested(answer)):
        parts += [Text(), part] if part else []
    parts += [Text(), Text(_cost(answer), style="dim")]
    return Group(*parts)


def _or_failure(answer: Answer) -> dict[str, Any]:
    if answer.problem:
        raise LocalFailure(f"Baton did not take the question: {answer.problem}")
    found: dict[str, Any] = answer.body
    return found


def _last_session(kept: Path) -> str:
    if not kept.exists():
        raise LocalFailure("There is no question to go on with. Ask without MORE=1.")
    return str(json.loads(kept.read_text(encoding="utf-8"))["session_id"])


def _words(answer: Json) -> str:
    if answer["state"] == "asked_back" and answer.get("ask_back"):
        return str(answer["ask_back"])
    if answer.get("text"):
        return str(answer["text"])
    return "\n".join(one["text"] for one in answer.get("statements", ())) or "There is no answer."


def _figures(answer: Json) -> RenderableType | None:
    figures: Sequence[Json] = answer.get("figures", ())
    if not figures:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    for name in ("figure", "value", "of", "from"):
        table.add_column(name, justify="right" if name == "value" else "left")
    for one in figures:
        table.add_row(
            escape(one["label"]),
            escape(_value(one)),
            one.get("period") or "",
            ", ".join(one.get("queries", ())) or one["agent"],
        )
        for part in _parts(one):
            table.add_row(*part, style="dim")
    return table


def _parts(figure: Json) -> Iterator[Sequence[str]]:
    """The rows of what a figure is for each month, country or the like, where that was asked."""
    for one in figure.get("parts", ()):
        if one.get("row") or one.get("queries"):
            so_far = f" ({one['incomplete']})" if one.get("incomplete") else ""
            days = f"{one['days']['first']}/{one['days']['last']}" if one.get("days") else ""
            told = f"  {one['name']}{so_far}", _value(one)
            yield *map(escape, told), days, ", ".join(one.get("queries", ()))


def _value(figure: Json) -> str:
    return (
        f"{figure['text']} ({figure['undefined']})"
        if figure.get("undefined")
        else str(figure["text"])
    )


def _sources(answer: Json) -> RenderableType | None:
    lines = [*_formulas(answer), *_queries(answer), *_references(answer)]
    if not lines:
        return None
    return Group(Text("What this stands on"), *(Padding(one, (0, 2)) for one in lines))


def _formulas(answer: Json) -> Iterator[Text]:
    for one in answer.get("figures", ()):
        if one.get("formula"):
            source = f" ({one['source']})" if one.get("source") else ""
            yield Text(f"{one['label']} = {one['formula']}{source}", style="dim")


def _queries(answer: Json) -> Iterator[Text]:
    for one in answer.get("queries", ()):
        given = f" with {', '.join(one['parameters'])}" if one.get("parameters") else ""
        head = f"{one['query_id']}: {one['rows']} rows of {one['first']} to {one['last']}{given}"
        yield Text(f"{head}\n  {one['sql']}", style="dim")


def _references(answer: Json) -> Iterator[Text]:
    for one in answer.get("references", ()):
        label = f": {one['label']}" if one.get("label") else ""
        yield Text(f"{one['kind']} {one['id']}{label}", style="dim")


def _gaps(answer: Json) -> RenderableType | None:
    missing = [(one["what"], one) for one in answer.get("gaps", ())]
    missing += [(one["kind"], one) for one in answer.get("missing", ())]
    lines = [
        Text(
            f"  {what[:1].upper()}{what[1:]}: {_sentence(one['why'])} {_sentence(one['what_to_do'])}"
        )
        for what, one in missing
    ]
    return Group(Text("What is missing", style="yellow"), *lines) if lines else None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _suggested(answer: Json) -> RenderableType | None:
    lines = [Text(f'  make ask Q="{one}"', style="dim") for one in answer.get("suggestions", ())]
    return Group(Text("One may ask"), *lines) if lines else None


def _cost(answer: Json) -> str:
    cost, agents = answer.get("cost", {}), (answer.get("route") or {}).get("agents", ())
    told = f"{', '.join(agents) or 'nobody'} · {cost.get('milliseconds', 0):.0f} ms"
    if cost.get("spent_tokens"):
        told += f" · {cost['spent_tokens']} tokens"
    if answer.get("age_seconds"):
        told += f" · kept {answer['age_seconds']} s ago"
    return f"{told} · request {answer['request_id']} · MORE=1 goes on with it"
