"""One process that measures is told what all functions are told."""

from baton.core.settings import Settings
from tests.benchmarks.local_stack import together

ARN = "arn:aws:states:eu-central-1:1:stateMachine:Baton-"


def test_what_functions_are_told_in_parts_is_whole_for_a_process_that_is_all_of_them() -> None:
    told = Settings.from_environment(
        together(
            [
                {
                    "BATON_TABLES": "leads=L-1,turns=T-1",
                    "BATON_WORKFLOWS": f"{ARN}{{lead_pipeline}}",
                },
                {"BATON_TABLES": "leads=L-1,orders=O-1", "BATON_STAGE": "local"},
                {"BATON_WORKFLOWS": f"{ARN}{{erasure}}", "BATON_DEAD_LETTERS": '{"bus": "b"}'},
                {},
            ]
        )
    )
    assert told.tables == {"leads": "L-1", "turns": "T-1", "orders": "O-1"}
    assert told.workflows == {
        "lead_pipeline": f"{ARN}lead_pipeline",
        "erasure": f"{ARN}erasure",
    }
    assert told.dead_letters == {"bus": "b"}
    assert told.stage == "local"
