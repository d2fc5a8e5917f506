"""What agents remember, count and write with: sections of the configuration."""

from typing import Self

from pydantic import Field, model_validator

from infra.deployment_options import Section


class Episodes(Section):
    """The OpenSearch domain of episodic memory. One small node costs about $27 a month."""

    enabled: bool = True
    instance_type: str = "t3.small.search"
    instances: int = Field(default=1, ge=1)
    volume_gib: int = Field(default=10, ge=10, le=200)


class Facts(Section):
    """Who answers questions to facts: each function itself, which is free and fast up to 400 MB of the
    days asked, or Athena, at $5 a terabyte scanned.
    """

    athena: bool = False
    most_gb_scanned: int = Field(default=10, ge=1, le=10_000, description="by a single question")


class Embeddings(Section):
    """What turns texts into vectors: a model in the functions themselves, or one of OpenAI's, to
    which texts then go. ``secret`` is the name in Secrets Manager under which its key is.
    """

    model: str = Field(default="all-MiniLM-L6-v2", description="or as text-embedding-3-small")
    dimensions: int = Field(default=384, ge=64, le=3_072, description="of OpenAI's model")
    base_url: str = Field(default="https://api.openai.com/v1", description="or one like it")
    secret: str = Field(default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", max_length=512)

    @property
    def in_process(self) -> bool:
        """Whether no text leaves the functions."""
        return self.model == "all-MiniLM-L6-v2"

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        if not self.in_process and not self.secret:
            raise ValueError("embeddings.secret must name the secret with the key")
        return self


class Language(Section):
    """The language model that writes what templates write without it. There is none unless
    ``base_url`` (any endpoint that speaks OpenAI's chat completions) or ``secret``, the name in
    Secrets Manager under which the key is, is given; ``secret`` alone means OpenAI itself.
    """

    base_url: str = Field(default="", description="as https://api.openai.com/v1")
    secret: str = Field(default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", max_length=512)
    model: str = Field(default="", description="instead of every prompt's own")
    prices: dict[str, dict[str, float | bool | str]] = Field(
        default={}, description='of models that models.yaml lacks: {"m": {"input": 1, "output": 2}}'
    )
    limit_usd: float = Field(default=100, ge=0, description="a day; never more is spent")
    alert_usd: float = Field(default=80, ge=0, description="a day; then people are told")

    @property
    def configured(self) -> bool:
        """Whether any model is called."""
        return bool(self.base_url or self.secret)

    @model_validator(mode="after")
    def _alerts_before_the_limit(self) -> Self:
        if self.alert_usd > self.limit_usd:
            raise ValueError("language.alert_usd must not be above language.limit_usd")
        return self
