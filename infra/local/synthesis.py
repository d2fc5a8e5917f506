"""The cloud assembly for this machine, synthesized only when its sources have changed."""

import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from infra.local.ministack import LocalFailure
from infra.local.places import LOCAL, ROOT, clean_environment

_SOURCES = ("infra", "functions", "layers", "cdk.json")
_SECONDS = 900
"""A minute or two, and many on a machine that is busy with something else."""

_KEPT = 5


def synthesized(*, local: bool = True) -> Path:
    """The folder of the assembly. Raises ``LocalFailure`` with the CDK's words if it fails."""
    outdir = _place(local=local)
    if not _is_whole(outdir):
        shutil.rmtree(outdir, ignore_errors=True)
        environment = clean_environment() | {"CDK_OUTDIR": str(outdir)}
        if local:
            environment["BATON_LOCAL"] = "1"
        try:
            _synthesize(environment)
        except BaseException:
            shutil.rmtree(outdir, ignore_errors=True)
            raise
        _forget_old(outdir)
    return outdir


def _synthesize(environment: dict[str, str]) -> None:
    """Runs the CDK, which ends with everything that it started, also when we are interrupted."""
    app = subprocess.Popen(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, said = app.communicate(timeout=_SECONDS)
    except BaseException as error:
        os.killpg(app.pid, signal.SIGKILL)
        app.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise LocalFailure(
                f"The stack was not synthesized within {_SECONDS} s: is the machine busy with something "
                "else? Try again."
            ) from None
        raise
    if app.returncode:
        raise LocalFailure(f"The stack could not be synthesized:\n{said[-4000:]}")


def known(*, local: bool = True) -> Path | None:
    """The folder of the assembly if it is there already."""
    outdir = _place(local=local)
    return outdir if _is_whole(outdir) else None


def _place(*, local: bool) -> Path:
    return LOCAL / "synth" / f"{'local' if local else 'aws'}-{_fingerprint()}"


def _is_whole(outdir: Path) -> bool:
    return (outdir / "manifest.json").exists()


def _fingerprint() -> str:
    digest = hashlib.sha256(platform.python_version().encode())
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
