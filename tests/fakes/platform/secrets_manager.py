"""Secrets Manager in memory, as its client has it."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError


class FakeSecretsManager:
    """Secrets by their names, and those they replaced by ``previous``; or an error for every question.
    ``asked`` counts the questions.
    """

    def __init__(
        self,
        secrets: Mapping[str, str],
        status: int = 400,
        code: str = "",
        *,
        previous: Mapping[str, str] | None = None,
    ) -> None:
        self.stages = {"AWSCURRENT": dict(secrets), "AWSPREVIOUS": dict(previous or {})}
        self.status, self.code = status, code
        self.asked = 0

    def later(self, service: str) -> Callable[[], "FakeSecretsManager"]:
        assert service == "secretsmanager"
        return lambda: self

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, str]:  # noqa: N803 (boto3's names)
        self.asked += 1
        kept = self.stages[VersionStage]
        if code := self.code or ("" if SecretId in kept else "ResourceNotFoundException"):
            metadata = {"HTTPStatusCode": self.status}
            answer: Any = {"Error": {"Code": code}, "ResponseMetadata": metadata}
            raise ClientError(answer, "GetSecretValue")
        return {"SecretString": kept[SecretId]}
