"""A cold start pays for what the first request needs, and for nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ["boto3", "botocore.session", "pynamodb", "opensearchpy", "openai", "numpy", "aws_xray_sdk"]


APIS = [
    file.parts[-3] for file in (Path(__file__).parents[4] / "functions").glob("*/api/handler.py")
]


@pytest.mark.parametrize("area", APIS)
def test_the_entry_point_imports_nothing_heavy(area):
    found = subprocess.run(  # noqa: S603 our own interpreter with our own words
        [sys.executable, "-c", f"import functions.{area}.api.handler, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
    ).stdout.split()

    assert [name for name in HEAVY if name in found] == []
