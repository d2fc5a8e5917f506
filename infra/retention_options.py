"""How long what is kept of persons stays, as whoever deploys may set it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from infra.deployment_options import Section
from infra.table_specs import table_specs

LONGEST = 3_650


class Retention(Section):
    """How many days what is kept of persons stays after it was last written, by store (requirement
    G4): each table whose file says ``days`` (``infra/tables``), and what stands here. What ends sooner
    by itself, as a conversation after a day, is not named; what stays longer says why in its table's
    file.
    """

    episodes: int = Field(default=730, ge=30, le=LONGEST, description="after what they tell of")
    histories: int = Field(default=730, ge=1, le=LONGEST, description="files under history/")
    reports: int = Field(
        default=730, ge=1, le=LONGEST, description="files under reports/ and weekly/"
    )

    segments: int = Field(
        default=180, ge=1, le=LONGEST, description="of customers, after they were last kept"
    )
    facts: int = Field(
        default=1_825, ge=1, le=LONGEST, description="after their day's file was last written"
    )

    @property
    def tables(self) -> Mapping[str, int]:
        """Days by table."""
        return self.model_dump(exclude={"histories", "reports", "episodes", "facts", "segments"})


def _of_tables() -> dict[str, Any]:
    return {
        name: (int, Field(default=spec.days, ge=spec.least_days, le=LONGEST))
        for name, spec in table_specs().items()
        if spec.days
    }


if TYPE_CHECKING:
    RetentionOfTables = Retention
else:
    RetentionOfTables = create_model("Retention", __base__=Retention, **_of_tables())
