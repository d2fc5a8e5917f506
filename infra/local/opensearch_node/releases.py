"""The releases of OpenSearch that can be started here, and what each needs of a machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.local.ministack import LocalFailure

_JVMS = Path("/usr/lib/jvm")
_VERSION = re.compile(r'version "(\d{1,3})')
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Release:
    """A release. ``oldest_java`` to ``newest_java`` are the JDKs it runs on."""

    number: str
    log4j: str
    oldest_java: int
    newest_java: int
    painless_class: str
    netty_class: str
    guava: str | None = None

    @property
    def properties(self) -> list[str]:
        """What tells Maven which artifacts to fetch."""
        told = {"opensearch": self.number, "log4j": self.log4j, "guava": self.guava}
        return [f"-D{name}={value}" for name, value in told.items() if value]


RELEASES = (
    Release(
        number="2.19.1",
        log4j="2.21.0",
        oldest_java=17,
        newest_java=23,
        painless_class="org.opensearch.painless.PainlessPlugin",
        netty_class="org.opensearch.transport.Netty4Plugin",
    ),
    Release(
        number="3.5.0",
        log4j="2.25.3",
        oldest_java=21,
        newest_java=25,
        painless_class="org.opensearch.painless.PainlessModulePlugin",
        netty_class="org.opensearch.transport.Netty4ModulePlugin",
        guava="33.2.1-jre",
    ),
)
"""The domain's release (``infra/constructs/episodes.py``) first, then what it may become."""


def maven() -> Path:
    """Maven's command. Raises ``LocalFailure``."""
    found = shutil.which("mvn")
    if found is None:
        raise LocalFailure("A real OpenSearch needs Maven, and there is no mvn on the PATH.")
    return Path(found)


def java_home(release: Release) -> Path:
    """A JDK that the release runs on. Raises ``LocalFailure``."""
    for home in _homes():
        if release.oldest_java <= _major(home) <= release.newest_java:
            return home
    wanted = f"{release.oldest_java} to {release.newest_java}"
    raise LocalFailure(
        f"OpenSearch {release.number} needs a JDK {wanted}, and there is none at JAVA_HOME, on the"
        f" PATH or under {_JVMS}."
    )


def _homes() -> Iterator[Path]:
    if "JAVA_HOME" in os.environ:
        yield Path(os.environ["JAVA_HOME"])
    if found := shutil.which("javac"):
        yield Path(found).resolve().parents[1]
    yield from sorted(_JVMS.iterdir()) if _JVMS.is_dir() else ()


def _major(home: Path) -> int:
    """The version of a JDK, as 17; 0 if there is none."""
    if not (home / "bin" / "javac").exists():
        return 0
    told = subprocess.run(
        [home / "bin" / "java", "-version"],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    found = _VERSION.search(told.stderr)
    return int(found[1]) if found else 0
