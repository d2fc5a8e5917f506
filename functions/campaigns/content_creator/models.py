"""What a language model gives the content creator."""

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OutlinePoint(_Answer):
    """One section: its heading, and what it says."""

    heading: str = Field(min_length=3, max_length=120)
    says: str = Field(min_length=3, max_length=500)


class Outline(_Answer):
    """What a text is going to say, section by section."""

    message: str = Field(min_length=3, max_length=300)
    points: list[OutlinePoint] = Field(min_length=1, max_length=8)


class DraftPart(_Answer):
    """One part of a text, by its name in the format."""

    name: str = Field(min_length=1, max_length=30, pattern=r"^[a-z][a-z_]{0,29}$")
    text: str = Field(min_length=1, max_length=30_000)


class Draft(_Answer):
    """A whole text, part by part."""

    parts: list[DraftPart] = Field(min_length=1, max_length=30)
