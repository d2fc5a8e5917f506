"""The cloud assembly for this machine, synthesized only when its sources have changed."""

import hashlib
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.configuration import LOCAL_BEHAVIOUR
from infra.local.ministack import LocalFailure
from infra.local.places import LOCAL, ROOT, clean_environment

_SOURCES = ("infra", "functions", "layers", "cdk.json")
_SECONDS = 300
_KEPT = 5


def synthesized(*, local: bool = True, behaviour: Mapping[str, object] | None = None) -> Path:
    """The folder of the assembly. ``behaviour`` is told as if it stood in ``cdk.json``, as addresses of
    stand-ins; what does stand there goes before it. Raises ``LocalFailure`` with the CDK's words if it
    fails.
    """
    told = json.dumps(behaviour, sort_keys=True) if behaviour else ""
    outdir = _place(told, local=local)
    if not _is_whole(outdir):
        shutil.rmtree(outdir, ignore_errors=True)
        environment = clean_environment() | {"CDK_OUTDIR": str(outdir)}
        if local:
            environment["BATON_LOCAL"] = "1"
            environment[LOCAL_BEHAVIOUR] = told
        done = subprocess.run(
            [sys.executable, "-m", "infra.app"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(outdir, ignore_errors=True)
            raise LocalFailure(f"The stack could not be synthesized:\n{done.stderr[-4000:]}")
        _forget_old(outdir)
    return outdir


def known(*, local: bool = True) -> Path | None:
    """The folder of the assembly if it is there already."""
    outdir = _place("", local=local)
    return outdir if _is_whole(outdir) else None


def _place(told: str, *, local: bool) -> Path:
    return LOCAL / "synth" / f"{'local' if local else 'aws'}-{_fingerprint(told)}"


def _is_whole(outdir: Path) -> bool:
    return (outdir / "manifest.json").exists()


def _fingerprint(told: str) -> str:
    digest = hashlib.sha256(f"{platform.python_version()}{told}".encode())
    for name in _SOURCES:
        top = ROOT / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in files:
            parts = path.relative_to(ROOT).parts
            if path.is_file() and "__pycache__" not in parts and parts[:2] != ("infra", "local"):
                digest.update(f"\0{'/'.join(parts)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _forget_old(newest: Path) -> None:
    """Keeps the last few assemblies; they are small, but many come together."""
    others = [path for path in newest.parent.iterdir() if path != newest]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
