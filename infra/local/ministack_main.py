"""Starts MiniStack, with what it leaves out of renewed tokens, the person's groups, with a bound on the
workers that start at once (``worker_starts``), which are forked from one process (``worker_template``),
one copy of what they run (``unpacking``), and indexes of tables that keep their order
(``sorted_indexes``).

Cognito has ``cognito:groups`` in every access token, MiniStack 1.5 in those of a sign-in only. Without
them a person would lose every right as soon as their token is renewed.
"""

import os
import subprocess
import zipfile
from types import SimpleNamespace
from typing import Any

from ministack.app import main  # type: ignore[import-untyped]
from ministack.core import lambda_runtime  # type: ignore[import-untyped]
from ministack.services import cognito, dynamodb, lambda_svc  # type: ignore[import-untyped]

from infra.local.sorted_indexes import ADAPTED
from infra.local.unpacking import SharedZipFile
from infra.local.worker_starts import WorkerStarts
from infra.local.worker_template import WorkerTemplate

_token = cognito._fake_token  # noqa: SLF001 MiniStack has no way in for this


def _token_with_groups(  # noqa: PLR0917 MiniStack's own signature, called by position
    sub: str,
    pool_id: str,
    client_id: str,
    token_type: str = "access",  # noqa: S107 a kind of token, no secret
    username: str = "",
    user_attrs: dict[str, Any] | None = None,
    groups: list[str] | None = None,
    **more: Any,
) -> str:
    if groups is None and username:
        pool = cognito._get_pool_unscoped(pool_id) or {}  # noqa: SLF001 as above
        groups = list(pool.get("_users", {}).get(username, {}).get("_groups", []))
    made: str = _token(sub, pool_id, client_id, token_type, username, user_attrs, groups, **more)
    return made


cognito._fake_token = _token_with_groups  # noqa: SLF001 as above

_acquire, _release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
_spawn = lambda_runtime.Worker._spawn  # noqa: SLF001 as above
_starts = WorkerStarts(os.cpu_count() or 1)


def _acquired(
    func_name: str, config: dict[str, Any], code_zip: bytes, qualifier: str = "$LATEST"
) -> tuple[Any, str]:
    """MiniStack's own answer: a worker, and whether it is a new one (``spawn``)."""
    key = lambda_runtime._worker_key(func_name, config, qualifier)  # noqa: SLF001 as above

    def is_free() -> bool:
        with lambda_runtime._lock:  # noqa: SLF001 as above
            return any(not one.in_use for one in lambda_runtime._workers.get(key, ()))  # noqa: SLF001

    how = ""

    def acquire() -> tuple[Any, bool]:
        nonlocal how
        worker, how = _acquire(func_name, config, code_zip, qualifier=qualifier)
        return worker, how == "spawn"

    return _starts.take(key, is_free, acquire), how


def _released(worker: Any) -> None:
    _release(worker)
    _starts.freed()


def _spawned(worker: Any) -> None:
    try:
        _spawn(worker)
    finally:
        _starts.ended(worker)


lambda_svc.acquire_worker, lambda_svc.release_worker = _acquired, _released
lambda_runtime.Worker._spawn = _spawned  # noqa: SLF001 as above
lambda_runtime.subprocess = SimpleNamespace(**vars(subprocess) | {"Popen": WorkerTemplate().start})
lambda_runtime.zipfile = SimpleNamespace(**vars(zipfile) | {"ZipFile": SharedZipFile})
vars(dynamodb).update(ADAPTED)

if __name__ == "__main__":
    main()
