"""Checks the synthesized templates: cdk-nag while they are made, cfn-lint on what came out."""

import subprocess
import sys
from pathlib import Path

from infra.local.places import ROOT
from infra.local.synthesis import synthesized


def run() -> int:
    """Synthesizes both ways (cdk-nag's findings end the synthesis) and lints every template."""
    templates = [
        str(template)
        for local in (True, False)
        for template in synthesized(local=local).glob("*.template.json")
    ]
    linter = Path(sys.executable).with_name("cfn-lint")  # it has no ``python -m`` of its own
    done = subprocess.run([str(linter), "--", *templates], cwd=ROOT, check=False)
    if done.returncode == 0:
        print(f"cfn-lint and cdk-nag: nothing to say about {len(templates)} templates.")
    return done.returncode
