"""The folder a node lives in, as OpenSearch wants it: libraries, modules, the plugin, our own class."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from infra.local.ministack import LocalFailure
from infra.local.opensearch_node.releases import Release, java_home, maven

_HERE = Path(__file__).parent
_FETCH_SECONDS = 900
_MODULES = {
    "transport-netty4": ("transport-netty4-client-*", "netty-*", "opensearch-netty4-*"),
    "lang-painless": (
        "lang-painless-*",
        "opensearch-scripting-painless-spi-*",
        "antlr4-*",
        "asm-*",
    ),
}
"""The modules a node does not start without, and which of the libraries are theirs alone."""

_PLUGIN = "opensearch-knn"
_OF_THE_PLUGIN = ("guava-*", "failureaccess-*")


def made(folder: Path, release: Release) -> Path:
    """Fetches and lays out a node's home in a folder, unless it is there; our own class is compiled
    each time. Raises ``LocalFailure``.
    """
    home = folder / "home"
    if not home.exists():
        _lay_out(folder, release, maven())
    _compile(java_home(release), home)
    return home


def _lay_out(folder: Path, release: Release, maven_: Path) -> None:
    unfinished = folder / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in ("config", "logs"):
        (unfinished / name).mkdir(parents=True)
    _fetch(maven_, release, unfinished / "lib")
    _lay_out_modules(unfinished, release)
    _lay_out_plugin(unfinished)
    unfinished.rename(folder / "home")


def _fetch(maven_: Path, release: Release, into: Path) -> None:
    command = [str(maven_), "--batch-mode", "--quiet", "--file", str(_HERE / "pom.xml")]
    command += [
        *release.properties,
        "dependency:copy-dependencies",
        f"-DoutputDirectory={into}",
    ]
    environment = os.environ | {"JAVA_HOME": str(java_home(release))}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LocalFailure(f"Maven did not fetch OpenSearch within {_FETCH_SECONDS} s.") from None
    if done.returncode:
        told = next((line for line in done.stdout.splitlines() if "ERROR" in line), "no reason")
        raise LocalFailure(f"Maven could not fetch OpenSearch {release.number}: {told}")


def _lay_out_modules(home: Path, release: Release) -> None:
    classes = {"transport-netty4": release.netty_class, "lang-painless": release.painless_class}
    for name, patterns in _MODULES.items():
        folder = home / "modules" / name
        _move(home / "lib", patterns, folder)
        described = {
            "description": name,
            "name": name,
            "version": release.number,
            "opensearch.version": release.number,
            "java.version": "11",
            "classname": classes[name],
        }
        lines = "".join(f"{key}={value}\n" for key, value in described.items())
        (folder / "plugin-descriptor.properties").write_text(lines, encoding="utf-8")


def _lay_out_plugin(home: Path) -> None:
    folder = home / "plugins" / _PLUGIN
    (archive,) = (home / "lib").glob(f"{_PLUGIN}-*.zip")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    archive.unlink()
    _move(home / "lib", _OF_THE_PLUGIN, folder)
    descriptor = folder / "plugin-descriptor.properties"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace(",transport-grpc", ""), encoding="utf-8")  # not published


def _move(library: Path, patterns: tuple[str, ...], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for pattern in patterns:
        for path in library.glob(f"{pattern}.jar"):
            path.rename(into / path.name)


def _compile(java: Path, home: Path) -> None:
    sources = sorted((_HERE / "java").rglob("*.java"))
    subprocess.run(
        [java / "bin" / "javac", "-cp", f"{home}/lib/*", "-d", home / "classes", *sources],
        check=True,
    )
