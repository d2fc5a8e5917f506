"""Where a real OpenSearch cannot be had, it is said why, and what can do without goes on."""

import sys
from pathlib import Path

import pytest

from infra.local.ministack import LocalFailure
from infra.local.opensearch_node import __main__ as command
from infra.local.opensearch_node import releases
from infra.local.opensearch_node.releases import RELEASES, java_home, maven

OLD, NEW = RELEASES


@pytest.fixture
def jvms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Maven, and without a JDK but those in this folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(releases, "_JVMS", tmp_path)
    monkeypatch.setattr(command, "LOCAL", tmp_path / "local")
    return tmp_path


def jdk(folder: Path, version: str) -> Path:
    home = folder / f"jdk-{version}"
    (home / "bin").mkdir(parents=True)
    for name in ("java", "javac"):
        told = f"#!/bin/sh\necho 'openjdk version \"{version}\" 2026-01-01' >&2\n"
        (home / "bin" / name).write_text(told, encoding="utf-8")
        (home / "bin" / name).chmod(0o755)
    return home


def test_each_release_takes_a_jdk_that_it_runs_on(jvms: Path) -> None:
    jdk(jvms, "11.0.2")
    with pytest.raises(LocalFailure, match="needs a JDK 17 to 23"):
        java_home(OLD)
    first, second = jdk(jvms, "17.0.15"), jdk(jvms, "25")
    assert java_home(OLD) == first
    assert java_home(NEW) == second


def test_without_maven_the_reason_is_told(jvms: Path) -> None:
    with pytest.raises(LocalFailure, match="there is no mvn"):
        maven()


def test_a_command_that_can_do_without_is_skipped_with_the_reason(
    jvms: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--release", "all", "--if-possible", "--", "no-such-command"]
    monkeypatch.setattr(sys, "argv", ["", *arguments])
    assert command.main() == 0
    assert capsys.readouterr().out.count("Skipped: A real OpenSearch needs Maven") == len(RELEASES)
    monkeypatch.setattr(sys, "argv", ["", "--", "no-such-command"])
    with pytest.raises(LocalFailure):
        command.main()
