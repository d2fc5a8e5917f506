"""The functions of this repository."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

ROOT = Path(__file__).resolve().parents[2]

FUNCTIONS = tuple(sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py")))
"""Every function's name."""

AGENTS = ("lead_triage", "handoff", "engagement", "campaign_optimizer")
"""Those that think about a lead, for whose start the target speaks."""
