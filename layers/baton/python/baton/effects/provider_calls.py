"""What the error of a provider's call means: that nothing happened, or that nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from baton.aws.clients import error_code, is_passing, unavailable
from baton.effects.sender import ProviderUnavailable, Rejected

_OURS = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SendingPausedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""What is wrong with us and not with the message: once it is put right, the same message goes out."""


@contextmanager
def one_call(provider: str, hint: str = "") -> Iterator[None]:
    """Around one call of an AWS service that is not repeated. ``provider`` begins the sentences for
    operators, ``hint`` ends that of a refusal.

    Raises ``Rejected`` and ``ProviderUnavailable`` for what certainly did not happen, and
    ``Unavailable`` for what may have: a 5xx, and a connection that broke.
    """
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectTimeoutError,
        EndpointConnectionError,
        NoCredentialsError,
    )

    try:
        yield
    except ClientError as error:
        reason = error_code(error)
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004 (HTTP)
            raise unavailable(provider, error) from error
        if is_passing(error) or reason in _OURS:
            raise ProviderUnavailable(f"{provider} takes nothing now ({reason}).") from error
        raise Rejected(f"{provider} refuses it ({reason}). {hint}".strip()) from error
    except (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError) as error:
        raise ProviderUnavailable(
            f"{provider} cannot be reached ({type(error).__name__})."
        ) from error
    except BotoCoreError as error:
        raise unavailable(provider, error) from error
