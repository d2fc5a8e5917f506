"""What a language model gives marketing."""

from pydantic import BaseModel, ConfigDict, Field


class ConceptDraft(BaseModel):
    """A campaign's concept in words."""

    model_config = ConfigDict(extra="forbid")

    idea: str = Field(min_length=20, max_length=600)
    messages: list[str] = Field(min_length=3, max_length=3)
    call_to_action: str = Field(min_length=3, max_length=120)
