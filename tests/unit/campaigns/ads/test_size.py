"""The adapters are small: no SDK, under 400 lines each, under a megabyte together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import baton.campaigns.ads
from baton.campaigns.brief import Platform

FOLDER = Path(str(baton.campaigns.ads.__file__)).parent

_IMPORT = """
import sys
import baton.campaigns.ads.connections
for name in ("google", "meta", "linkedin"):
    __import__(f"baton.campaigns.ads.{name}.adapter")
sdks = [one for one in sys.modules if one.startswith(("google.ads", "facebook_business", "grpc"))]
print(sdks)
"""


@pytest.mark.parametrize("platform", list(Platform))
def test_an_adapter_has_less_than_400_lines(platform: Platform) -> None:
    files = (FOLDER / platform.value).glob("*.py")
    assert 0 < sum(len(file.read_text("utf-8").splitlines()) for file in files) < 400


def test_together_they_are_less_than_a_megabyte() -> None:
    files = [one for one in FOLDER.rglob("*") if one.suffix in (".py", ".yaml")]
    assert 50_000 < sum(file.stat().st_size for file in files) < 1_000_000


def test_none_of_them_imports_an_sdk() -> None:
    """``make bench SECTIONS=imports`` says what they take instead."""
    told = subprocess.run(  # noqa: S603 (this interpreter)
        [sys.executable, "-c", _IMPORT],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
