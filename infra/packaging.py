"""What is shipped: a function's own folder, the layer ``baton``, the layer ``dependencies``.

Every package is staged once per content under ``.build``: its folder's name is a hash of what is in
it, which is also the asset's hash, so unchanged code gives an unchanged template, and two syntheses
at a time do not disturb each other.

Bytecode is compiled in when this interpreter is the one of the Lambda runtime, since importing
without it costs 400 to 1,500 ms of CPU; ``bytecode_is_shipped`` says whether it is.
"""

import compileall
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.spec_files import ROOT

RUNTIME = (3, 13)
"""The Python of the Lambda runtime."""

_BUILD = ROOT / ".build"
_JUNK_DIRECTORIES = {"__pycache__", "tests", "test"}
_JUNK_SUFFIXES = (".pyc", ".pyi", ".c", ".h", ".pyx", ".md", ".rst")
_PLATFORMS = ("manylinux2014_aarch64", "manylinux_2_28_aarch64")

UNUSED: Mapping[str, tuple[str, ...]] = {
    "dependencies": ("cffi", "dns", "holidays/financial", "holidays/locale", "pycparser"),
    "learning": (
        "scipy/cluster",
        "scipy/datasets",
        "scipy/fftpack",
        "scipy/io",
        "scipy/misc",
        "scipy/odr",
        "scipy/signal",
        "sklearn/cluster",
        "sklearn/datasets",
        "sklearn/feature_extraction",
        "sklearn/feature_selection",
        "sklearn/gaussian_process",
        "sklearn/inspection",
        "sklearn/manifold",
        "sklearn/mixture",
        "sklearn/neural_network",
        "sklearn/semi_supervised",
    ),
}
"""Packages that a layer leaves out, since nothing that its functions do needs them; by layer."""

SOURCE_ONLY = frozenset({"learning"})
"""Layers without bytecode: Lambda takes 262,144,000 bytes of function and layers, and the bytecode of
``learning`` is 28 MB. Only a function that works for minutes has it, and compiling takes it seconds."""

SERVICES = {
    "apigatewaymanagementapi",
    "athena",
    "cloudwatch",
    "dynamodb",
    "events",
    "glue",
    "lambda",
    "logs",
    "s3",
    "scheduler",
    "secretsmanager",
    "sesv2",
    "sns",
    "sqs",
    "stepfunctions",
}
"""The service descriptions that functions use; botocore ships more than 400 (25 MB)."""


@dataclass(frozen=True, slots=True)
class Package:
    """A staged folder and the hash of what is in it."""

    path: Path
    fingerprint: str


def bytecode_is_shipped() -> bool:
    """Whether packages made by this interpreter hold bytecode for the Lambda runtime."""
    return sys.version_info[:2] == RUNTIME


def function_package(path: str, source: Path = ROOT) -> Package:
    """The folder ``functions/<area>/<name>`` of a path ``<area>/<name>``, and nothing else of them."""
    folder = source / "functions"
    area = folder / path.partition("/")[0]
    files = [folder / "__init__.py", area / "__init__.py", *_sources(folder / path)]
    return _staged(
        f"function-{path.replace('/', '-')}", files, source, lambda to: _copy(files, source, to)
    )


def baton_layer(source: Path = ROOT / "layers" / "baton") -> Package:
    """The shared library, as Lambda wants it: under ``python``."""
    files = list(_sources(source / "python"))
    return _staged("layer-baton", files, source, lambda to: _copy(files, source, to))


def third_party_layer(name: str, source: Path = ROOT / "layers") -> Package:
    """The third-party packages, for arm64 and the runtime's Python, from the hash-locked list.

    Raises ``RuntimeError`` with pip's words if a package cannot be had.
    """
    lock = source / name / "requirements.txt"
    unused, compiled = UNUSED.get(name, ()), name not in SOURCE_ONLY
    return _staged(
        f"layer-{name}",
        [lock],
        source,
        lambda to: _install(lock, to / "python", unused),
        rules=f"{unused} {compiled}",
        compiled=compiled,
    )


def third_party_list(name: str, source: Path = ROOT / "layers") -> Package:
    """Only the hash-locked list, for templates that are looked at and never deployed."""
    lock = source / name / "requirements.txt"
    return _staged(f"layer-{name}-list", [lock], source, lambda to: _copy([lock], source, to))


def _sources(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.suffix != ".pyc"
        and path.name != "function.yaml"  # read when deploying, never at run time
    )


def _staged(
    name: str,
    files: Iterable[Path],
    source: Path,
    fill: Callable[[Path], None],
    *,
    rules: str = "",
    compiled: bool = True,
) -> Package:
    """The folder of this content, filled now if it is not there. It appears whole or not at all.
    ``rules`` is what beside the files decides what is in it.
    """
    fingerprint = _fingerprint(files, source, rules)
    target = _BUILD / f"{name}-{fingerprint[:16]}"
    if not target.exists():
        _BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_BUILD, prefix=f".{name}-") as scratch:
            work = Path(scratch) / "package"
            work.mkdir()
            fill(work)
            if compiled and bytecode_is_shipped():
                _compile(work)
            try:
                work.rename(target)
            except OSError:
                if not target.exists():  # else another synthesis was quicker, with the same content
                    raise
    return Package(target, fingerprint)


def _fingerprint(files: Iterable[Path], source: Path, rules: str) -> str:
    digest = hashlib.sha256(f"bytecode {bytecode_is_shipped()} {rules} 2".encode())
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(source)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _copy(files: Iterable[Path], source: Path, target: Path) -> None:
    for path in files:
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)


def _compile(folder: Path) -> None:
    """Compiles with hashes that nobody checks: zipping loses the times that are checked otherwise."""
    compileall.compile_dir(
        folder,
        quiet=2,
        workers=1,
        stripdir=os.fspath(folder),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _install(lock: Path, target: Path, unused: Iterable[str]) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-compile", "--only-binary=:all:", "--require-hashes", "--no-deps"]
    command += ["--implementation", "cp", "--python-version", ".".join(map(str, RUNTIME))]
    command += [word for name in _PLATFORMS for word in ("--platform", name)]
    command += ["--requirement", os.fspath(lock), "--target", os.fspath(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise RuntimeError(f"pip could not fetch the layer's packages:\n{done.stderr}")
    for folder in unused:
        shutil.rmtree(target / folder)
    _slim(target)


def _slim(target: Path) -> None:
    """Leaves out what no function reads: tests, stubs, sources of extensions, other services."""
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir() and path.name in _JUNK_DIRECTORIES:
            shutil.rmtree(path)
        elif path.is_file() and path.suffix in _JUNK_SUFFIXES:
            path.unlink()
    shutil.rmtree(target / "bin", ignore_errors=True)
    for service in (target / "botocore" / "data").glob("*/"):
        if service.name not in SERVICES:
            shutil.rmtree(service)
