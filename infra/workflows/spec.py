"""What a workflow's module says of it.

Every module of ``infra/workflows/<area>`` is one workflow of its name, and has a function ``spec`` that
gives this for a configuration. No module here needs the CDK.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.triggers import ScheduleTrigger
from infra.workflows.states import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowSpec:
    """One workflow. Its definition names functions as ``${lead_triage}``, and what it runs and touches
    as ``${LeadPipeline}`` and ``${Imports}``."""

    definition: Definition
    express: bool = False
    runs: tuple[str, ...] = ()
    """Express workflows that it runs"""
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """actions on tables that it takes itself, without a function"""
    distributed_map: str | None = None
    """the label of its Distributed Map"""
    results_folder: str | None = None
    """where in the intake bucket the map reads its items and writes its results"""
    schedules: tuple[ScheduleTrigger, ...] = ()
    files: tuple[str, ...] = ()
    """folders of the intake bucket: started for every file that is dropped there"""
    removes_versions: tuple[str, ...] = ()
    """functions, by their names in the account, of which it removes versions"""
    on_alarms: bool = False
    """started for every alarm of this deployment that rings"""
