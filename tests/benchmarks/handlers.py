"""The functions of this repository."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.function_specs import function_specs

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

ROOT = Path(__file__).resolve().parents[2]

FUNCTIONS = {spec.name: spec.module for spec in function_specs()}
"""Every function's name, and the package of its code."""

AGENTS = ("lead_triage", "handoff", "engagement", "campaign_optimizer")
"""Those that think about a lead, for whose start the target speaks."""
